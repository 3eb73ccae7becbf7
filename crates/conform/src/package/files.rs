//! The files of a package against AssetMap and packing list: paths, presence, size, hash. Every listed file is
//! hashed, whatever else is wrong with it.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use imf::asset_map::{Asset, FILE_NAMES};
use imf::folder::{FoundFile, Located};
use imf::packing_list::{PackedAsset, PackingList};
use imf::path::case_twins;
use imf::{AssetMap, Digest, Digests, Directory, Package, PackagePath, Sha1Hash};
use uuid::Uuid;

use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::hashing::{ToHash, hash_files};
use crate::inspection::{EssenceFacts, FileFacts, FileRole};
use crate::progress::Progress;
use crate::stated::Stated;

/// The root of a sidecar stands in this much of its beginning.
const SIDECAR_ROOT_WITHIN_BYTES: u64 = 4096;

/// Facts about every file of the folder, by path.
pub(super) struct CheckedFiles {
    by_path: BTreeMap<String, FileFacts>,
}

/// A listed file that is there.
struct Present<'p> {
    asset: &'p Asset,
    path: &'p PackagePath,
    full_path: PathBuf,
    size_bytes: u64,
}

impl CheckedFiles {
    pub fn into_facts(self) -> Vec<FileFacts> {
        self.by_path.into_values().collect()
    }

    pub fn set_essence(&mut self, path: &PackagePath, essence: EssenceFacts) {
        if let Some(file) = self.by_path.get_mut(path.as_str()) {
            file.essence = Some(essence);
        }
    }

    /// In order.
    pub fn paths_of(&self, role: FileRole) -> Vec<&str> {
        let of_role = self.by_path.values().filter(|file| file.role == role);
        of_role.map(|file| file.path.as_str()).collect()
    }

    /// The hash of a listed file that was read.
    pub fn sha1_of(&self, id: Uuid) -> Option<Sha1Hash> {
        self.by_path
            .values()
            .find(|file| file.id == Some(id))
            .and_then(|file| file.sha1)
    }
}

pub(super) fn check(
    directory: &Directory,
    package: Option<&Package>,
    findings: &mut Findings,
    progress: &mut dyn FnMut(Progress),
) -> CheckedFiles {
    let found = directory.files().unwrap_or_else(|error| {
        findings.add(
            Fault::FolderUnreadable {
                reason: error.to_string(),
            },
            "",
            Place::Whole,
        );
        Vec::new()
    });
    let mut files = CheckedFiles {
        by_path: found
            .iter()
            .map(|file| (file.path.clone(), facts_of(directory, file)))
            .collect(),
    };
    let Some(package) = package else { return files };

    check_mapped(package.asset_map_path.as_str(), &package.asset_map, findings);
    let list = check_packing_list(package, findings);
    let present = locate(directory, package, findings);
    for file in &present {
        check_length(package, file, findings);
        if let Some(facts) = files.by_path.get_mut(file.path.as_str()) {
            facts.id = Some(file.asset.id);
            if facts.role != FileRole::DolbyVision {
                facts.role = role_of(package, file);
            }
        }
    }
    check_hashes(package, list, &present, &mut files, findings, progress);
    report_extra(package, &files, findings);
    files
}

/// Told by its root element: packages list sidecars as they list compositions, or not at all.
fn is_sidecar(directory: &Directory, file: &FoundFile) -> bool {
    if !file.is_plain || !file.path.to_ascii_lowercase().ends_with(".xml") {
        return false;
    }
    let mut beginning = Vec::new();
    let read = File::open(directory.root().join(&file.path))
        .and_then(|opened| opened.take(SIDECAR_ROOT_WITHIN_BYTES).read_to_end(&mut beginning));
    read.is_ok() && dolby::is_sidecar(&beginning)
}

fn facts_of(directory: &Directory, file: &FoundFile) -> FileFacts {
    let role = match file.path.as_str() {
        name if FILE_NAMES.contains(&name) => FileRole::AssetMap,
        "VOLINDEX.xml" | "VOLINDEX" => FileRole::VolumeIndex,
        _ if is_sidecar(directory, file) => FileRole::DolbyVision,
        _ => FileRole::Extra,
    };
    FileFacts {
        path: file.path.clone(),
        size_bytes: file.size_bytes,
        role,
        id: None,
        sha1: None,
        pkl_sha1: None,
        essence: None,
    }
}

fn role_of(package: &Package, file: &Present<'_>) -> FileRole {
    let is_profile = package.output_profiles.iter().any(|(path, _)| path == file.path);
    if file.asset.is_packing_list {
        FileRole::PackingList
    } else if is_profile {
        FileRole::OutputProfileList
    } else if file.path.as_str().to_ascii_lowercase().ends_with(".xml") {
        FileRole::Composition
    } else {
        FileRole::TrackFile
    }
}

/// An AssetMap for itself.
pub(super) fn check_mapped(map: &str, asset_map: &AssetMap, findings: &mut Findings) {
    let assets = &asset_map.assets;
    let mut ids = HashSet::new();
    for asset in assets {
        let line = Place::Line(asset.path_line);
        if let Err(refusal) = asset.path.resolved {
            let written = asset.path.written.clone();
            findings.add(Fault::PathRefused { written, refusal }, map, line);
        }
        if !ids.insert(asset.id) {
            findings.add(
                Fault::AssetRepeated { id: asset.id },
                map,
                Place::Line(asset.line),
            );
        }
        let (chunk_count, offset_bytes, volume_index) =
            (asset.chunk_count, asset.offset_bytes, asset.volume_index);
        if (chunk_count, offset_bytes, volume_index) != (1, 0, 1) {
            let fault = Fault::AssetInPieces {
                chunk_count,
                offset_bytes,
                volume_index,
            };
            findings.add(fault, map, Place::Line(asset.line));
        }
    }
    let resolved: Vec<(&Asset, &PackagePath)> = assets
        .iter()
        .filter_map(|asset| Some((asset, asset.path.resolved.as_ref().ok()?)))
        .collect();
    let paths: Vec<&PackagePath> = resolved.iter().map(|(_, path)| *path).collect();
    for (first, second) in case_twins(&paths) {
        if let (Some((first, _)), Some((second, _))) = (resolved.get(first), resolved.get(second)) {
            let (written, other) = (second.path.written.clone(), first.path.written.clone());
            let place = Place::Line(second.path_line);
            findings.add(Fault::PathsDifferByCase { written, other }, map, place);
        }
    }
}

/// The packing list, and whether it and the AssetMap name the same files.
fn check_packing_list<'p>(package: &'p Package, findings: &mut Findings) -> Option<&'p PackingList> {
    let map = package.asset_map_path.as_str();
    let listed = package
        .asset_map
        .assets
        .iter()
        .filter(|asset| asset.is_packing_list)
        .count();
    if listed != 1 {
        findings.add(Fault::PackingListCount { count: listed }, map, Place::Whole);
    }
    let (path, list) = package.packing_lists.first()?;
    check_packed(path.as_str(), list, findings);
    let ids: HashSet<Uuid> = list.assets.iter().map(|packed| packed.id).collect();
    for packed in &list.assets {
        if package.asset_map.asset(packed.id).is_none() {
            let fault = Fault::PackedAssetNotMapped { id: packed.id };
            findings.add(fault, path.as_str(), Place::Line(packed.line));
        }
    }
    for asset in package
        .asset_map
        .assets
        .iter()
        .filter(|asset| !asset.is_packing_list)
    {
        if !ids.contains(&asset.id) {
            findings.add(
                Fault::AssetNotPacked { id: asset.id },
                map,
                Place::Line(asset.line),
            );
        }
    }
    Some(list)
}

/// A packing list for itself.
pub(super) fn check_packed(path: &str, list: &PackingList, findings: &mut Findings) {
    let mut ids = HashSet::new();
    for packed in &list.assets {
        if !ids.insert(packed.id) {
            let fault = Fault::PackedAssetRepeated { id: packed.id };
            findings.add(fault, path, Place::Line(packed.line));
        }
    }
}

fn locate<'p>(directory: &Directory, package: &'p Package, findings: &mut Findings) -> Vec<Present<'p>> {
    let mut present = Vec::new();
    for asset in &package.asset_map.assets {
        let Ok(path) = &asset.path.resolved else { continue };
        let fault = match directory.locate(path) {
            Ok(Located::File {
                path: full_path,
                size_bytes,
            }) => {
                present.push(Present {
                    asset,
                    path,
                    full_path,
                    size_bytes,
                });
                continue;
            }
            Ok(Located::Missing) => Fault::FileMissing { id: Some(asset.id) },
            Ok(Located::SymbolicLink | Located::NotAFile) => Fault::FileNotPlain {},
            Err(error) => Fault::FileUnreadable {
                reason: error.to_string(),
            },
        };
        findings.add(fault, path.as_str(), Place::Whole);
    }
    present
}

fn check_length(package: &Package, file: &Present<'_>, findings: &mut Findings) {
    let found_bytes = file.size_bytes;
    if let Some(listed_bytes) = file.asset.length_bytes.filter(|listed| *listed != found_bytes) {
        let fault = Fault::LengthDiffers {
            listed_bytes,
            found_bytes,
        };
        findings.add(
            fault,
            package.asset_map_path.as_str(),
            Place::Line(file.asset.line),
        );
    }
}

fn check_hashes(
    package: &Package,
    list: Option<&PackingList>,
    present: &[Present<'_>],
    files: &mut CheckedFiles,
    findings: &mut Findings,
    progress: &mut dyn FnMut(Progress),
) {
    let packed_of = |file: &Present<'_>| list.and_then(|list| list.asset(file.asset.id));
    let to_hash = present.iter().map(|file| ToHash {
        path: file.full_path.clone(),
        wants_sha256: matches!(
            packed_of(file).and_then(PackedAsset::digest),
            Some(Digest::Sha256(_))
        ),
    });
    let to_hash: Vec<ToHash> = to_hash.collect();
    let total_bytes = present.iter().map(|file| file.size_bytes).sum();
    let hashes = hash_files(&to_hash, total_bytes, progress);
    let list_path = package
        .packing_lists
        .first()
        .map(|(path, _)| path.as_str())
        .unwrap_or_default();
    for (file, hash) in present.iter().zip(hashes) {
        let packed = packed_of(file);
        if let Some(facts) = files.by_path.get_mut(file.path.as_str()) {
            facts.sha1 = hash.as_ref().ok().map(|digests| digests.sha1);
            facts.pkl_sha1 = packed.and_then(PackedAsset::sha1);
        }
        match hash {
            Ok(found) => {
                if let Some(packed) = packed {
                    compare(file, &found, packed, list_path, findings);
                }
            }
            Err(error) => {
                let reason = error.to_string();
                findings.add(Fault::FileUnreadable { reason }, file.path.as_str(), Place::Whole);
            }
        }
    }
}

fn compare(
    file: &Present<'_>,
    found: &Digests,
    packed: &PackedAsset,
    list_path: &str,
    findings: &mut Findings,
) {
    let (listed_bytes, found_bytes) = (packed.size_bytes, file.size_bytes);
    if listed_bytes != found_bytes {
        findings.add(
            Fault::SizeDiffers {
                listed_bytes,
                found_bytes,
            },
            file.path.as_str(),
            Place::Whole,
        );
    }
    match packed.digest() {
        Some(listed) if found.matches(listed) == Some(false) => {
            let (listed, found) = (listed.to_string(), found.sha1);
            findings.add(
                Fault::HashDiffers { listed, found },
                file.path.as_str(),
                Place::Whole,
            );
        }
        Some(_) => {}
        None => {
            let hash = packed.hash.chars().take(120).collect();
            let algorithm = Stated(packed.hash_algorithm.clone());
            findings.add(
                Fault::HashUnreadable { hash, algorithm },
                list_path,
                Place::Line(packed.line),
            );
        }
    }
}

/// Files that differ from a listed one only by case are extra too, and will be missed on another file system.
fn report_extra(package: &Package, files: &CheckedFiles, findings: &mut Findings) {
    for file in files.by_path.values().filter(|file| file.role == FileRole::Extra) {
        let twin = package.asset_map.assets.iter().find(|asset| {
            let path = asset.path.resolved.as_ref().ok();
            path.is_some_and(|path| {
                path.as_str() != file.path && path.without_case() == file.path.to_lowercase()
            })
        });
        let fault = match twin {
            Some(asset) => {
                let other = asset.path.written.clone();
                Fault::PathsDifferByCase {
                    written: file.path.clone(),
                    other,
                }
            }
            None => Fault::FileExtra {
                size_bytes: file.size_bytes,
            },
        };
        findings.add(fault, &file.path, Place::Whole);
    }
}
