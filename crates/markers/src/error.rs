//! Why a file, or one of its markers, cannot be read: where, what is there, and what was expected.

use std::fmt;

use thiserror::Error;
use timecode::{EditRate, IllegalTimecode, MalformedTimecode, Timecode, TimecodeRate};

use crate::{LIMIT_BYTES, LIMIT_MARKERS};

/// Where in a file: its line, or where lines mean nothing, the number of the marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Line(u32),
    Marker(u32),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Line(line) => write!(f, "line {line}"),
            Place::Marker(number) => write!(f, "marker {number}"),
        }
    }
}

/// The file is refused whole.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ReadError {
    #[error("a marker file has at most {LIMIT_BYTES} bytes")]
    TooLarge,
    #[error("a marker file has at most {LIMIT_MARKERS} markers")]
    TooMany,
    #[error("this is no text: byte {at} is zero, and no byte order mark says UTF-16")]
    NotText { at: usize },
    #[error("this begins as UTF-16 and ends within a character at byte {at}")]
    BrokenUtf16 { at: usize },
    #[error(
        "this is no marker file: expected is a CSV with the columns In and Description, an EDL, an Avid marker list, FCPXML, XML of Final Cut Pro 7, or OTIO"
    )]
    UnknownFormat,
    #[error("{place}: the file counts at {said}, the master at {master}")]
    WrongRate {
        place: Place,
        said: SaidRate,
        master: TimecodeRate,
    },
    #[error("{place}: expected is {expected}")]
    Malformed { place: Place, expected: String },
}

/// What a file says of its rate.
#[derive(Clone, Debug, PartialEq)]
pub enum SaidRate {
    Edit(EditRate),
    DropFrame,
    NonDropFrame,
    /// A label that exists only at this rate and above.
    Label {
        label: Timecode,
        nominal: u32,
    },
    /// Something that is no rate.
    Text(String),
}

impl fmt::Display for SaidRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SaidRate::Edit(rate) => write!(f, "{rate}"),
            SaidRate::DropFrame => f.write_str("drop frame"),
            SaidRate::NonDropFrame => f.write_str("non-drop frame"),
            SaidRate::Label { label, nominal } => write!(f, "{nominal} frames a second or more ({label})"),
            SaidRate::Text(text) => write!(f, "“{text}”"),
        }
    }
}

/// One marker cannot be placed; the others can.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum RowError {
    #[error("expected is {expected}")]
    Missing { expected: &'static str },
    #[error("“{text}” is no timecode: {why}")]
    NotTimecode { text: String, why: MalformedTimecode },
    #[error(transparent)]
    Illegal(IllegalTimecode),
    #[error("{label} is before the first frame of the master, {start}")]
    BeforeStart { label: String, start: Timecode },
    #[error("the Out {out} is before the In {first}")]
    OutBeforeIn { first: Timecode, out: Timecode },
    #[error("“{text}” is no number of frames")]
    NotFrames { text: String },
    #[error("“{text}” is no time: expected is a fraction of seconds like 1001/24000s")]
    NotTime { text: String },
    #[error("it begins or ends between two frames")]
    BetweenFrames,
    #[error("it sits on a clip: expected are markers of the timeline itself")]
    OnClip,
    #[error("its position is beyond what can be counted")]
    TooFar,
}

/// Either of them, on the way to where rows are collected.
pub(crate) enum Fault {
    File(ReadError),
    Row(RowError),
}

impl From<RowError> for Fault {
    fn from(error: RowError) -> Fault {
        Fault::Row(error)
    }
}

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Fault {
        Fault::File(error)
    }
}
