//! A virtual track of timed text in frames of its composition: entry points, repeats and several track files become one row of
//! cues, and stretches by which the documents are drawn. A pure rule.

use std::collections::BTreeMap;

use imf::composition::Stretch;
use serde::{Deserialize, Serialize};
use timecode::{EditRate, FrameCount};
use uuid::Uuid;

use crate::document::LIMIT_CUES;
use crate::text_file::{Image, TextFile};
use crate::time::Time;

/// Cues that are looked at, over all stretches: a small document that is repeated without end is not unrolled.
const LIMIT_LOOKS: usize = 20_000_000;

/// Everything that is needed to show one track. Published as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptionTrack {
    pub cues: Vec<PlacedCue>,
    pub documents: Vec<DrawnDocument>,
    pub stretches: Vec<PlacedStretch>,
}

/// First and last frame of the composition, the last one included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedCue {
    pub first_frame: u64,
    pub last_frame: u64,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnDocument {
    pub text: String,
    pub images: Vec<Image>,
}

/// A run of a document in frames of the composition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedStretch {
    /// Of the list of documents.
    pub document: usize,
    pub first_frame: u64,
    pub last_frame: u64,
    /// The time of the document at the first frame.
    pub entry: Time,
}

/// Why a track cannot be laid out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrackRefusal {
    #[error("it has more than {LIMIT_CUES} cues, or repeats them without end")]
    TooManyCues,
    #[error("its times are out of reach")]
    OutOfReach,
    #[error("track file {0} was not read")]
    FileMissing(Uuid),
}

impl CaptionTrack {
    /// `stretches` count in `track_rate`, the composition in `edit_rate`; nothing is shown beyond its `duration`.
    ///
    /// # Errors
    /// [`TrackRefusal`] when it is too much, or a file is not there.
    pub fn place(
        stretches: &[Stretch],
        track_rate: EditRate,
        files: BTreeMap<Uuid, TextFile>,
        edit_rate: EditRate,
        duration: FrameCount,
    ) -> Result<CaptionTrack, TrackRefusal> {
        let ids: Vec<Uuid> = files.keys().copied().collect();
        let mut track = CaptionTrack {
            cues: Vec::new(),
            documents: Vec::new(),
            stretches: Vec::new(),
        };
        let mut looks = 0_usize;
        for stretch in stretches {
            let id = stretch.track_file_id;
            let file = files.get(&id).ok_or(TrackRefusal::FileMissing(id))?;
            looks = looks.saturating_add(file.cues.len());
            if looks > LIMIT_LOOKS {
                return Err(TrackRefusal::TooManyCues);
            }
            let document = ids
                .binary_search(&id)
                .map_err(|_| TrackRefusal::FileMissing(id))?;
            let placed = place_stretch(stretch, track_rate, document, edit_rate, duration);
            let Some(placed) = placed.ok_or(TrackRefusal::OutOfReach)? else {
                continue;
            };
            track.add_cues(&placed, file, edit_rate)?;
            track.stretches.push(placed);
        }
        track.cues.sort_by_key(|cue| (cue.first_frame, cue.last_frame));
        track.documents = files
            .into_values()
            .map(|file| DrawnDocument {
                text: file.document,
                images: file.images,
            })
            .collect();
        Ok(track)
    }

    fn add_cues(
        &mut self,
        stretch: &PlacedStretch,
        file: &TextFile,
        edit_rate: EditRate,
    ) -> Result<(), TrackRefusal> {
        // What began before the entry point is there from the first frame on.
        let into = |time: Time| time.minus(stretch.entry).map_or(0, |into| into.frame(edit_rate));
        for cue in &file.cues {
            let first_frame = stretch.first_frame.saturating_add(into(cue.begin));
            let behind = stretch.last_frame.saturating_add(1);
            let end = cue.end.map_or(behind, |end| {
                stretch.first_frame.saturating_add(into(end)).min(behind)
            });
            if first_frame >= end {
                continue;
            }
            if self.cues.len() >= LIMIT_CUES {
                return Err(TrackRefusal::TooManyCues);
            }
            self.cues.push(PlacedCue {
                first_frame,
                last_frame: end - 1,
                text: cue.text.clone(),
            });
        }
        Ok(())
    }
}

/// None of the outer when a time cannot be told; none of the inner when no frame of the composition is in it.
fn place_stretch(
    stretch: &Stretch,
    track_rate: EditRate,
    document: usize,
    edit_rate: EditRate,
    duration: FrameCount,
) -> Option<Option<PlacedStretch>> {
    let begin = Time::at(stretch.frames.first().0, track_rate)?;
    let end = Time::at(stretch.frames.last().0.checked_add(1)?, track_rate)?;
    let first_frame = begin.frame(edit_rate);
    let behind = end.frame(edit_rate).min(duration.0);
    if first_frame >= behind {
        return Some(None);
    }
    // With another rate than the composition's the first frame begins a little into the stretch.
    let into = Time::at(first_frame, edit_rate)?.minus(begin)?;
    let entry = Time::at(stretch.source_first.0, track_rate)?.plus(into)?;
    Some(Some(PlacedStretch {
        document,
        first_frame,
        last_frame: behind - 1,
        entry,
    }))
}
