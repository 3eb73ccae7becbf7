//! Single files: an AssetMap, packing list, composition, output profile list or track file without its package. Each is judged
//! for itself; what only the package could tell is said to be not at hand.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use imf::composition::Composition;
use imf::edition::{self, Role};
use imf::package::{Trouble, TroubleKind};
use imf::xml::{LIMIT_BYTES, Read as ReadDocument, XmlError, root_of};
use imf::{AssetMap, Cpl, Directory, OutputProfileList, Package, PackagePath, PackingList, Sha1Hash};
use uuid::Uuid;

use super::supplemental::{self, Earlier};
use super::track_file::{self, Given, OpenTrackFiles};
use super::{check as check_composition, documents, essence, facts, files};
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::inspection::{CompositionFacts, FileFacts, FileRole, InspectedKind, Inspection};

/// What a file of a package is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lone {
    AssetMap,
    VolumeIndex,
    PackingList,
    Composition,
    OutputProfileList,
    DolbyVision,
    TrackFile,
}

const MXF_BEGINNING: [u8; 4] = [0x06, 0x0e, 0x2b, 0x34];
/// The root of a document stands in this much of its beginning.
const BEGINNING_BYTES: u64 = 64 << 10;

impl Lone {
    /// None when it is nothing of a package.
    ///
    /// # Errors
    /// What the file system reports.
    pub fn tell(path: &Path) -> std::io::Result<Option<Lone>> {
        let mut beginning = Vec::new();
        File::open(path)?
            .take(BEGINNING_BYTES)
            .read_to_end(&mut beginning)?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_ascii_lowercase();
        if beginning.starts_with(&MXF_BEGINNING) || name.ends_with(".mxf") {
            return Ok(Some(Lone::TrackFile));
        }
        if dolby::is_sidecar(&beginning) {
            return Ok(Some(Lone::DolbyVision));
        }
        Ok(Lone::of_root(path).or(Lone::of_name(&name)))
    }

    fn of_root(path: &Path) -> Option<Lone> {
        let (name, namespace) = root_of(&read_limited(path).ok()?).ok()?;
        let of_namespace = edition::of(&namespace).map(|edition| edition.role);
        match (name.as_str(), of_namespace) {
            ("VolumeIndex", _) => Some(Lone::VolumeIndex),
            ("AssetMap", _) | (_, Some(Role::AssetMap)) => Some(Lone::AssetMap),
            ("PackingList", _) | (_, Some(Role::PackingList)) => Some(Lone::PackingList),
            ("CompositionPlaylist", _) | (_, Some(Role::Composition)) => Some(Lone::Composition),
            ("OutputProfileList", _) | (_, Some(Role::OutputProfileList)) => Some(Lone::OutputProfileList),
            _ => None,
        }
    }

    /// For documents that cannot be read as XML.
    fn of_name(name: &str) -> Option<Lone> {
        if name.starts_with("assetmap") {
            return Some(Lone::AssetMap);
        }
        if !name.ends_with(".xml") {
            return None;
        }
        let known = [
            ("pkl", Lone::PackingList),
            ("cpl", Lone::Composition),
            ("opl", Lone::OutputProfileList),
        ];
        let named = known.iter().find(|(prefix, _)| name.starts_with(prefix));
        named.map(|(_, lone)| *lone)
    }

    pub fn kind(self) -> InspectedKind {
        match self {
            Lone::AssetMap => InspectedKind::AssetMap,
            Lone::VolumeIndex => InspectedKind::VolumeIndex,
            Lone::PackingList => InspectedKind::PackingList,
            Lone::Composition => InspectedKind::Composition,
            Lone::OutputProfileList => InspectedKind::OutputProfileList,
            Lone::DolbyVision => InspectedKind::DolbyVision,
            Lone::TrackFile => InspectedKind::TrackFile,
        }
    }

    fn role(self) -> FileRole {
        match self {
            Lone::AssetMap => FileRole::AssetMap,
            Lone::VolumeIndex => FileRole::VolumeIndex,
            Lone::PackingList => FileRole::PackingList,
            Lone::Composition => FileRole::Composition,
            Lone::OutputProfileList => FileRole::OutputProfileList,
            Lone::DolbyVision => FileRole::DolbyVision,
            Lone::TrackFile => FileRole::TrackFile,
        }
    }
}

/// One byte more than a document may have, so that a longer one is refused as such.
fn read_limited(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LIMIT_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// # Errors
/// What the file system reports.
pub(crate) fn inspect(path: &Path, what: Lone, earlier: &[PathBuf]) -> std::io::Result<Inspection> {
    let mut findings = Findings::default();
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut facts = FileFacts {
        path: name.clone(),
        size_bytes: std::fs::metadata(path)?.len(),
        role: what.role(),
        id: None,
        sha1: None,
        pkl_sha1: None,
        essence: None,
    };
    let mut composition = None;
    if what == Lone::TrackFile {
        inspect_track_file(path, &name, &mut facts, &mut findings);
    } else {
        let bytes = read_limited(path)?;
        facts.sha1 = Some(Sha1Hash::of_bytes(&bytes));
        match what {
            Lone::AssetMap => inspect_asset_map(&name, &bytes, &mut facts, &mut findings),
            Lone::VolumeIndex => {
                let what = "the volume index".to_owned();
                findings.add(Fault::NotChecked { what }, &name, Place::Whole);
            }
            Lone::PackingList => inspect_packing_list(&name, &bytes, &mut facts, &mut findings),
            Lone::OutputProfileList => {
                let read = accept(OutputProfileList::read(&bytes), &name, &mut findings);
                facts.id = read.map(|list| list.id);
                let what = "what the output profile list does".to_owned();
                findings.add(Fault::NotChecked { what }, &name, Place::Whole);
            }
            Lone::DolbyVision => {
                if let Err(error) = dolby::read_sidecar(&bytes) {
                    let reason = error.to_string();
                    findings.add(Fault::DolbyVisionUnreadable { reason }, &name, Place::Whole);
                }
            }
            Lone::Composition | Lone::TrackFile => {
                composition = inspect_composition(path, &name, &bytes, earlier, &mut facts, &mut findings);
            }
        }
    }
    Ok(Inspection {
        composition,
        ..Inspection::of(findings, vec![facts])
    })
}

fn accept<T>(read: Result<ReadDocument<T>, XmlError>, name: &str, findings: &mut Findings) -> Option<T> {
    let trouble = |what| Trouble {
        document: name.to_owned(),
        what,
    };
    match read {
        Ok(read) => {
            let problems = read
                .problems
                .into_iter()
                .map(|problem| trouble(TroubleKind::Schema(problem)));
            documents::report(&problems.collect::<Vec<_>>(), findings);
            Some(read.document)
        }
        Err(error) => {
            documents::report(&[trouble(TroubleKind::Xml(error))], findings);
            None
        }
    }
}

fn inspect_asset_map(name: &str, bytes: &[u8], facts: &mut FileFacts, findings: &mut Findings) {
    if let Some(map) = accept(AssetMap::read(bytes), name, findings) {
        facts.id = Some(map.id);
        files::check_mapped(name, &map, findings);
    }
}

fn inspect_packing_list(name: &str, bytes: &[u8], facts: &mut FileFacts, findings: &mut Findings) {
    if let Some(list) = accept(PackingList::read(bytes), name, findings) {
        facts.id = Some(list.id);
        files::check_packed(name, &list, findings);
    }
}

fn inspect_composition(
    path: &Path,
    name: &str,
    bytes: &[u8],
    earlier: &[PathBuf],
    facts: &mut FileFacts,
    findings: &mut Findings,
) -> Option<CompositionFacts> {
    let cpl = accept(Cpl::read(bytes), name, findings)?;
    facts.id = Some(cpl.id);
    let cpl_path = PackagePath::parse(name).ok()?;
    let directory = Directory::new(path.parent().unwrap_or(Path::new(".")));
    let package = alone(cpl_path.clone(), cpl);
    let earlier: Vec<Earlier> = supplemental::open(earlier, findings);
    let mut track_files = OpenTrackFiles::new(&directory, &package, &earlier).of(Given::CompositionAlone);
    let (_, cpl) = package.compositions.first()?;
    let composition: Option<Composition> =
        check_composition(&cpl_path, cpl, &mut track_files, &|_: Uuid| None, findings);
    let composition = composition?;
    let changes = supplemental::compare(&cpl_path, &package, &composition, &earlier, findings);
    Some(facts::of(
        &cpl_path,
        cpl,
        composition,
        changes,
        &package,
        &track_files,
    ))
}

/// A package of which nothing is at hand but a composition.
fn alone(path: PackagePath, cpl: Cpl) -> Package {
    Package {
        asset_map_path: path.clone(),
        asset_map: AssetMap {
            id: cpl.id,
            annotation: None,
            issuer: None,
            creator: None,
            issue_date: None,
            volume_count: None,
            assets: Vec::new(),
        },
        packing_lists: Vec::new(),
        compositions: vec![(path, cpl)],
        output_profiles: Vec::new(),
    }
}

fn inspect_track_file(path: &Path, name: &str, facts: &mut FileFacts, findings: &mut Findings) {
    match track_file::read_track_file(path) {
        Ok(file) => {
            facts.id = Some(file.id());
            facts.essence = Some(facts::essence_of(&file));
            track_file::report_faults(name, &file, findings);
            track_file::check_essence(name, &file, None, findings);
            essence::look_at(name, &mut || File::open(path), &file, findings);
        }
        Err(error) => {
            let (reason, place) = (error.to_string(), Place::Byte(error.offset()));
            findings.add(Fault::TrackFileUnreadable { reason }, name, place);
        }
    }
}
