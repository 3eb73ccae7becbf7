//! Supplemental packages: the earlier packages that they lean on, and whether the time line is still the same.

use std::path::PathBuf;

use imf::changes::Changes;
use imf::composition::Composition;
use imf::cpl::SequenceKind;
use imf::package::is_supplemental;
use imf::{Directory, Package, PackagePath};

use crate::fault::Fault;
use crate::finding::{Findings, Place};

/// An earlier package. One that cannot be opened keeps its place, so that positions stay those of the caller.
pub(super) struct Earlier {
    pub directory: Directory,
    pub package: Option<Package>,
}

pub(super) fn open(folders: &[PathBuf], findings: &mut Findings) -> Vec<Earlier> {
    let mut earlier = Vec::new();
    for (index, folder) in folders.iter().enumerate() {
        let directory = Directory::new(folder);
        let package = Package::open(&directory).package;
        if package.is_none() {
            findings.add(Fault::EarlierUnreadable { package: index }, "", Place::Whole);
        }
        earlier.push(Earlier { directory, package });
    }
    earlier
}

/// What changed against the latest earlier composition. A supplemental must keep its time line.
pub(super) fn compare(
    path: &PackagePath,
    package: &Package,
    composition: &Composition,
    earlier: &[Earlier],
    findings: &mut Findings,
) -> Option<Changes> {
    let mut packages = earlier
        .iter()
        .rev()
        .filter_map(|earlier| earlier.package.as_ref());
    let previous = packages.find_map(|package| {
        package
            .compositions
            .iter()
            .find_map(|(_, cpl)| Composition::of(cpl).ok())
    })?;
    let (earlier_rate, earlier_frames) = (previous.edit_rate, previous.duration);
    let (rate, frames) = (composition.edit_rate, composition.duration);
    if is_supplemental(package) && (rate, frames) != (earlier_rate, earlier_frames) {
        let fault = Fault::TimelineDiffers {
            earlier_rate,
            earlier_frames,
            rate,
            frames,
        };
        findings.add(fault, path.as_str(), Place::Whole);
    }
    let changes = Changes::between(&previous, composition);
    if is_supplemental(package) {
        // Another language has tracks of its own; a kind that is gone altogether is lost.
        let is_left = |kind: &SequenceKind| composition.tracks.iter().any(|track| track.kind == *kind);
        for lost in changes.lost.iter().filter(|lost| !is_left(&lost.kind)) {
            let (track, kind) = (lost.track_id, lost.kind.clone());
            findings.add(Fault::TrackLost { track, kind }, path.as_str(), Place::Whole);
        }
    }
    Some(changes)
}
