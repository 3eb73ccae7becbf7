//! IMF packages: documents, files against packing list, composition, track files, supplementals. Each step goes on
//! with what the one before could read, so that one fault does not hide another.

mod composition;
mod documents;
mod dolby_vision;
mod essence;
mod facts;
mod files;
mod homogeneity;
mod immersive;
pub(crate) mod lone;
mod picture;
mod sound;
mod supplemental;
mod text;
mod track_file;

use std::path::{Path, PathBuf};

use imf::composition::Composition;
use imf::cpl::Cpl;
use imf::{Directory, Package, PackagePath, Sha1Hash};
use uuid::Uuid;

use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::inspection::{CompositionFacts, Inspection};
use crate::progress::{Progress, Stage};
use files::CheckedFiles;
use supplemental::Earlier;
pub(crate) use track_file::Given;
use track_file::OpenTrackFiles;

pub(crate) fn inspect(
    folder: &Path,
    earlier: &[PathBuf],
    given: Given,
    progress: &mut dyn FnMut(Progress),
) -> Inspection {
    progress(Progress::at(Stage::Documents));
    let mut findings = Findings::default();
    let directory = Directory::new(folder);
    let opened = Package::open(&directory);
    documents::report(&opened.troubles, &mut findings);

    let mut files = files::check(&directory, opened.package.as_ref(), &mut findings, progress);
    let composition = opened.package.and_then(|package| {
        progress(Progress::at(Stage::Essence));
        let earlier = supplemental::open(earlier, &mut findings);
        let track_files = OpenTrackFiles::new(&directory, &package, &earlier).of(given);
        inspect_composition(track_files, &package, &earlier, &mut files, &mut findings)
    });
    progress(Progress::at(Stage::Done));
    Inspection {
        composition,
        ..Inspection::of(findings, files.into_facts())
    }
}

/// The first composition is the one that counts, but the track files of all are checked.
fn inspect_composition(
    mut track_files: OpenTrackFiles<'_>,
    package: &Package,
    earlier: &[Earlier],
    files: &mut CheckedFiles,
    findings: &mut Findings,
) -> Option<CompositionFacts> {
    track_files.open_listed(files, findings);
    let mut first = None;
    for (path, cpl) in &package.compositions {
        let sha1_of = |id: Uuid| files.sha1_of(id);
        let composition = check(path, cpl, &mut track_files, &sha1_of, findings);
        first = first.or(composition.map(|composition| (path, cpl, composition)));
    }
    let Some((path, cpl)) = package.compositions.first() else {
        findings.add(
            Fault::CompositionMissing {},
            package.asset_map_path.as_str(),
            Place::Whole,
        );
        return None;
    };
    if package.compositions.len() > 1 {
        let used = first.as_ref().map_or(cpl.id, |(_, cpl, _)| cpl.id);
        let count = package.compositions.len();
        findings.add(
            Fault::CompositionsSeveral { count, used },
            path.as_str(),
            Place::Whole,
        );
    }
    let (path, cpl, composition) = first?;
    let changes = supplemental::compare(path, package, &composition, earlier, findings);
    let dolby_vision = dolby_vision::find(cpl, path.as_str(), &composition, &track_files, files, findings);
    let mut facts = facts::of(path, cpl, composition, changes, package, &track_files);
    if let Some(picture) = &mut facts.picture {
        picture.dolby_vision = dolby_vision;
    }
    Some(facts)
}

fn check(
    path: &PackagePath,
    cpl: &Cpl,
    track_files: &mut OpenTrackFiles<'_>,
    sha1_of: &dyn Fn(Uuid) -> Option<Sha1Hash>,
    findings: &mut Findings,
) -> Option<Composition> {
    composition::check(path, cpl, sha1_of, findings);
    homogeneity::check(path, cpl, findings);
    track_files.check_resources(path, cpl, findings);
    match Composition::of(cpl) {
        Ok(composition) => {
            composition::check_markers(path, &composition, findings);
            composition::check_timecode(path, cpl, &composition, findings);
            Some(composition)
        }
        Err(error) => {
            let place = Place::Line(error.line());
            findings.add(Fault::NoTimeline { error }, path.as_str(), place);
            None
        }
    }
}
