//! The machine's own look at a master: takes decoded pictures and samples as they stream by, and gives time series and
//! findings (black, freeze, flashing, drop-outs, loudness …) with exact frames.
//!
//! Two steps. Analysers reduce each picture to [`FrameFigures`] and each soundfield to [`SoundFigures`]; what they cost
//! is paid once. [`judge`] then judges figures against [`Thresholds`], so a changed policy is applied to what was
//! stored, and figures of neighbouring chunks are simply joined. Knows no files, no ffmpeg and no error codes: `streams`
//! brings the samples, `qc` knows which code a finding may become.

mod finding;
mod judge;
mod loudness_text;
mod measurements;
pub mod picture;
pub mod sound;
mod thresholds;

pub use finding::{Confidence, Finding, FindingKind, Measured, Quantity, SoundPlace};
pub use judge::{StatedMetadata, judge};
pub use loudness_text::{is_out_of_spec, loudness_text};
pub use measurements::{
    DolbyVisionFigures, DolbyVisionShot, FrameFigures, LevelWindow, Loudness, Measurements, Mix, NotAdjacent,
    Onset, PictureFigures, SoundFigures, SpeechEstimate,
};
pub use thresholds::{PictureThresholds, SoundThresholds, SyncThresholds, Thresholds};
