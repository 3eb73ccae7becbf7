//! Frames, edit rates and SMPTE timecode, in integers.
//!
//! A position is a [`Frame`], a rate is a fraction ([`EditRate`]), and a [`Timecode`] is only a label that a
//! [`TimecodeRate`] puts on a frame (ST 12-1). Nothing here rounds: where a division is not exact, the function's
//! name says `floor` or the answer is a fraction. This crate knows no files, no compositions and no QC; everything
//! that counts frames uses it, and the player repeats it in TypeScript. Both read `fixtures/timecode.json`.

mod edit_rate;
mod frame;
mod label;
mod parse;
mod programme;
mod rate;

pub use edit_rate::{EditRate, MalformedEditRate, MediaSeconds, ScaleError, ZeroRate};
pub use frame::{Frame, FrameCount, FrameRange, OutBeforeIn};
pub use label::Timecode;
pub use parse::{MalformedTimecode, TimecodeError};
pub use programme::{BeforeStart, Programme, StartError};
pub use rate::{IllegalTimecode, TimecodeRate, UnsupportedRate, WhyIllegal};
