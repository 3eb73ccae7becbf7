//! Is this delivery what its paperwork says, and what the delivery specification asks? IMF packages and WAV sets go
//! in, findings come out, each with rule, file, place, the facts, and what to do. Facts for the work that follows
//! (tracks, picture, languages, what changed) come out beside them.
//!
//! It reads files and nothing else: no database, no network, no clock. It runs in a jailed process of its own, so
//! everything that it returns can be written as JSON. Wrong content is a finding; there is no error.

mod fault;
mod finding;
mod hashing;
mod inspection;
mod package;
mod progress;
mod rule;
pub mod start;
mod stated;
mod wav;

use std::path::{Path, PathBuf};

pub use fault::Fault;
pub use finding::{Finding, Place};
pub use inspection::{
    ComposedTrack, CompositionFacts, DeliveryKind, DolbyVisionFacts, DolbyVisionForm, EssenceFacts,
    FileFacts, FileRole, Inspection, MasteringDisplay, PackageKind, PictureCoding, PictureFacts, SoundFacts,
    TrackFileSource, Verdict, WavKind, WavSoundfieldFacts,
};
pub use progress::{Progress, Stage};
pub use rule::{Rule, Severity};
pub use stated::{Listed, Stated};

/// Inspect the delivery in `folder`. `earlier` are accepted packages of the same title, oldest first, in which a
/// supplemental package finds the track files that it does not carry. Nothing is written anywhere.
pub fn inspect(
    folder: &Path,
    kind: DeliveryKind,
    earlier: &[PathBuf],
    progress: &mut dyn FnMut(Progress),
) -> Inspection {
    match kind {
        DeliveryKind::Imf => package::inspect(folder, earlier, progress),
        DeliveryKind::WavSet(kind) => wav::inspect(folder, kind, progress),
    }
}
