//! Whether metadata belong to a picture, and are enough for its stream.

use timecode::{EditRate, FrameCount};

use crate::metadata::Metadata;

/// Why a picture's stream goes without its metadata.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("the metadata run at {found}, the picture at {expected}")]
    EditRate { expected: EditRate, found: EditRate },
    #[error("the metadata have {found} frames, the picture {expected}")]
    FrameCount { expected: u64, found: u64 },
    #[error("the shot that begins at frame {frame} has no L1")]
    ImageCharacterMissing { frame: u64 },
}

impl Metadata {
    /// # Errors
    /// [`Unfit`], the first that is found.
    pub fn check_fit(&self, rate: EditRate, duration: FrameCount) -> Result<(), Unfit> {
        if let Some(found) = self.edit_rate.filter(|found| *found != rate) {
            return Err(Unfit::EditRate {
                expected: rate,
                found,
            });
        }
        let found = self.duration_frames();
        if found != duration.0 {
            return Err(Unfit::FrameCount {
                expected: duration.0,
                found,
            });
        }
        let mut frame = 0;
        for shot in &self.shots {
            if shot.image_character().is_none() {
                return Err(Unfit::ImageCharacterMissing { frame });
            }
            frame += shot.duration_frames;
        }
        Ok(())
    }
}
