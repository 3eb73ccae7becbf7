//! Timed text as IMF masters carry it: IMSC documents (TTML) in track files. A document is read with its cues in exact time,
//! and a virtual track is laid out in frames of its composition, whatever its entry points and repeats.
//!
//! Reading is total: every size is limited, and what cannot be shown is refused with its line and reason. How captions look
//! is not known here: the browser draws them from the same documents. `conform` and `server` use it.

mod document;
mod text_file;
mod time;
mod track;

pub use document::{Cue, Document, LIMIT_CUES, Refusal};
pub use text_file::{Image, TextFile, Unreadable};
pub use time::Time;
pub use track::{CaptionTrack, PlacedCue, PlacedStretch, TrackRefusal};
