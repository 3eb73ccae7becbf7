//! A programme with a first timecode of its own: positions count from its first frame, labels from what that is labelled.

use thiserror::Error;

use crate::{Frame, IllegalTimecode, Timecode, TimecodeError, TimecodeRate};

/// How a programme is labelled. `start` is the frame of the day that its first frame carries the label of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Programme {
    pub counting: TimecodeRate,
    pub start: Frame,
}

/// A label that comes before the first frame of a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{label} is before the first frame, {start}")]
pub struct BeforeStart {
    pub label: Timecode,
    pub start: Timecode,
}

/// Why a label names no frame of a programme.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StartError {
    #[error(transparent)]
    Typed(#[from] TimecodeError),
    #[error(transparent)]
    BeforeStart(#[from] BeforeStart),
}

impl From<IllegalTimecode> for StartError {
    fn from(refusal: IllegalTimecode) -> StartError {
        StartError::Typed(refusal.into())
    }
}

impl Programme {
    /// The label of one of its frames. After a day the labels begin again.
    pub fn label(self, frame: Frame) -> Timecode {
        let day = self.counting.frames_per_day();
        self.counting.label(Frame(self.start.0 % day + frame.0 % day))
    }

    /// The frame that a label names. Programmes do not run past midnight.
    pub fn frame_of(self, label: Timecode) -> Result<Frame, StartError> {
        let named = self.counting.frame_of(label)?;
        match named.checked_since(self.start) {
            Some(count) => Ok(Frame(count.0)),
            None => Err(BeforeStart {
                label,
                start: self.label(Frame(0)),
            }
            .into()),
        }
    }

    /// The frame that was typed, read as [`TimecodeRate::parse`] does.
    pub fn parse(self, text: &str) -> Result<Frame, StartError> {
        self.frame_of(self.counting.parse(text)?)
    }
}
