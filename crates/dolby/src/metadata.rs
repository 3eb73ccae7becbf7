//! The metadata of a programme: what is true of all of it, and its shots from the first frame on without a gap.

use serde::{Deserialize, Serialize};
use timecode::EditRate;

use crate::error::MetadataError;
use crate::global::Globals;
use crate::level::{ImageCharacter, Level};

/// Shots and edits of single frames of one programme.
pub(crate) const ENTRIES_LIMIT: usize = 1_000_000;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    pub version: Version,
    /// Where the metadata say it.
    pub edit_rate: Option<EditRate>,
    pub globals: Globals,
    /// The first begins at frame 0, each other where the one before ends.
    pub shots: Vec<Shot>,
}

/// Version of the content mapping: which levels there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// Documents of version 2.0.5.
    Cm29,
    /// Documents of version 4.0.2 and 5.x.
    Cm40,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shot {
    pub duration_frames: u64,
    pub levels: Vec<Level>,
    /// Frames within the shot that have other numbers, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<FrameEdit>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrameEdit {
    /// From the shot's first frame.
    pub offset: u64,
    pub levels: Vec<Level>,
}

impl Metadata {
    #[must_use]
    pub fn duration_frames(&self) -> u64 {
        self.shots
            .iter()
            .fold(0, |sum, shot| sum.saturating_add(shot.duration_frames))
    }
}

impl Shot {
    /// L1 of the shot.
    #[must_use]
    pub fn image_character(&self) -> Option<ImageCharacter> {
        Level::image_character(&self.levels)
    }

    /// How far the L1 of any frame is from the shot's, at most.
    #[must_use]
    pub fn largest_change(&self) -> f64 {
        let Some(own) = self.image_character() else {
            return 0.0;
        };
        let distance = |edit: &FrameEdit| {
            Level::image_character(&edit.levels).map(|character| {
                let parts = [
                    character.minimum - own.minimum,
                    character.average - own.average,
                    character.maximum - own.maximum,
                ];
                parts.map(f64::abs).into_iter().fold(0.0, f64::max)
            })
        };
        self.edits.iter().filter_map(distance).fold(0.0, f64::max)
    }

    /// Frames of the shot whose L1 is another than the shot's.
    #[must_use]
    pub fn changed_frames(&self) -> u64 {
        let own = self.image_character();
        let is_changed = |edit: &&FrameEdit| {
            Level::image_character(&edit.levels).is_some_and(|character| Some(character) != own)
        };
        self.edits.iter().filter(is_changed).count() as u64
    }
}

impl Version {
    /// From the version of a document, such as 4.0.2, also written `4_0_2` at the end of a namespace.
    pub(crate) fn of(text: &str) -> Result<Version, MetadataError> {
        let mut parts = text.trim().split(['.', '_']).map(str::parse::<u32>);
        let mut next = || parts.next().and_then(Result::ok);
        match (next(), next(), next()) {
            (Some(2), Some(0), Some(5)) => Ok(Version::Cm29),
            (Some(4), Some(0), Some(2)) | (Some(5), Some(_), _) => Ok(Version::Cm40),
            _ => Err(MetadataError::Version {
                found: crate::xml::quote(text),
            }),
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Version::Cm29 => "CM v2.9",
            Version::Cm40 => "CM v4.0",
        })
    }
}
