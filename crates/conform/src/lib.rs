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
mod report;
mod rule;
pub mod start;
mod stated;
mod wav;

use std::path::{Path, PathBuf};

use imf::asset_map::FILE_NAMES;
use package::Given;
use package::lone::Lone;

pub use fault::Fault;
pub use finding::{Finding, Place};
pub use inspection::{
    ComposedTrack, CompositionFacts, DeliveryKind, DolbyVisionFacts, DolbyVisionForm, EssenceFacts,
    FileFacts, FileRole, InspectedKind, Inspection, MasteringDisplay, PackageKind, PictureCoding,
    PictureFacts, SoundFacts, TrackFileSource, Verdict, WavKind, WavSoundfieldFacts,
};
pub use progress::{Progress, Stage};
pub use report::{Inspected, Report};
pub use rule::{DELIVERY_SPECIFICATIONS, Level, Rule};
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
        DeliveryKind::Imf => package::inspect(folder, earlier, Given::Everything, progress),
        DeliveryKind::WavSet(kind) => wav::inspect(folder, kind, progress),
    }
}

/// A path that was given is nothing that is inspected, or could not be read.
#[derive(Debug, thiserror::Error)]
pub enum NotInspected {
    #[error("it is neither a package nor a file of one, nor WAV")]
    Unknown,
    #[error("it could not be read")]
    Io(#[from] std::io::Error),
}

/// Inspect whatever lies at `path`: a package's folder, a folder of WAV files, or a single file of either. `kind` says what the
/// sender calls it; without it the content decides. `is_complete`
/// says that `earlier` are all packages that there are.
///
/// # Errors
/// [`NotInspected`]; whatever is wrong with what can be read is a finding.
pub fn inspect_path(
    path: &Path,
    kind: Option<DeliveryKind>,
    earlier: &[PathBuf],
    is_complete: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<(InspectedKind, Inspection), NotInspected> {
    if std::fs::metadata(path)?.is_dir() {
        let kind = match kind {
            Some(kind) => kind,
            None => kind_of_folder(path)?,
        };
        let what = match kind {
            DeliveryKind::Imf => InspectedKind::Package,
            DeliveryKind::WavSet(_) => InspectedKind::WavSet,
        };
        let inspection = match kind {
            // Whoever names no earlier package may not have them: the server always gives all there are.
            DeliveryKind::Imf if earlier.is_empty() && !is_complete => {
                package::inspect(path, earlier, Given::NoEarlier, progress)
            }
            kind => inspect(path, kind, earlier, progress),
        };
        return Ok((what, inspection));
    }
    if wav::is_wav_file(path)? {
        let kind = match kind {
            Some(DeliveryKind::WavSet(kind)) => Some(kind),
            Some(DeliveryKind::Imf) | None => None,
        };
        return Ok((InspectedKind::Wav, wav::inspect_lone(path, kind, progress)?));
    }
    let lone = Lone::tell(path)?.ok_or(NotInspected::Unknown)?;
    let inspection = package::lone::inspect(path, lone, earlier)?;
    Ok((lone.kind(), inspection))
}

/// WAV files without an AssetMap are a set; what is told by their names.
fn kind_of_folder(folder: &Path) -> std::io::Result<DeliveryKind> {
    let mut named = None;
    let mut has_wav = false;
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if FILE_NAMES.contains(&name.as_str()) {
            return Ok(DeliveryKind::Imf);
        }
        if name.to_ascii_lowercase().ends_with(".wav") {
            has_wav = true;
            named = named.or(wav::named_kind(&name));
        }
    }
    Ok(if has_wav {
        DeliveryKind::WavSet(named.unwrap_or(WavKind::Printmaster))
    } else {
        DeliveryKind::Imf
    })
}
