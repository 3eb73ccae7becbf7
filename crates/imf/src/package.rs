//! A package as a whole: its AssetMap, the packing list, compositions and profiles that the map leads to. Opening
//! never gives up at the first fault: what could not be read is listed beside what could. Supplemental packages
//! find the track files that they lack in the packages before them.

use std::io;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::asset_map::{Asset, AssetMap, FILE_NAMES};
use crate::cpl::Cpl;
use crate::folder::Folder;
use crate::output_profile_list::OutputProfileList;
use crate::packing_list::PackingList;
use crate::path::{PackagePath, PathRefusal};
use crate::xml::{Problem, Read, XmlError, root_of};

/// More documents than any package has.
const LIMIT_DOCUMENTS: usize = 200;

/// The documents of a package, each with its path.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    pub asset_map_path: PackagePath,
    pub asset_map: AssetMap,
    pub packing_lists: Vec<(PackagePath, PackingList)>,
    pub compositions: Vec<(PackagePath, Cpl)>,
    pub output_profiles: Vec<(PackagePath, OutputProfileList)>,
}

/// What opening a package found.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// None without a readable AssetMap.
    pub package: Option<Package>,
    pub troubles: Vec<Trouble>,
}

/// Something wrong with a document, and with which.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// As the AssetMap writes it.
    pub document: String,
    pub what: TroubleKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TroubleKind {
    NoAssetMap,
    SeveralAssetMaps,
    Unreadable {
        reason: String,
    },
    Missing,
    Path {
        line: u32,
        refusal: PathRefusal,
    },
    Xml(XmlError),
    Schema(Problem),
    /// The id inside the document is not the one under which the AssetMap and packing list know it.
    OtherId {
        listed: Uuid,
        found: Uuid,
    },
    TooManyDocuments,
}

/// Which package holds a track file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holder {
    /// The package itself.
    Own { path: PackagePath },
    /// The earlier package at that position.
    Earlier { package: usize, path: PackagePath },
}

/// A track file that a composition uses, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    pub track_file_id: Uuid,
    /// None when no package holds it.
    pub holder: Option<Holder>,
}

impl Package {
    /// Read every document that the AssetMap leads to.
    #[must_use]
    pub fn open(folder: &dyn Folder) -> Opened {
        let mut troubles = Vec::new();
        let package = open_asset_map(folder, &mut troubles).map(|(asset_map_path, asset_map)| {
            let mut package = Package {
                asset_map_path,
                asset_map,
                packing_lists: Vec::new(),
                compositions: Vec::new(),
                output_profiles: Vec::new(),
            };
            package.open_packing_lists(folder, &mut troubles);
            package.open_documents(folder, &mut troubles);
            package
        });
        Opened { package, troubles }
    }

    fn open_packing_lists(&mut self, folder: &dyn Folder, troubles: &mut Vec<Trouble>) {
        for asset in self.asset_map.assets.iter().filter(|asset| asset.is_packing_list) {
            if let Some((path, bytes)) = read_asset(folder, asset, troubles)
                && let Some(list) = accept(PackingList::read(&bytes), &path, troubles)
            {
                check_id(&path, asset.id, list.id, troubles);
                self.packing_lists.push((path, list));
            }
        }
    }

    /// Compositions and profiles are told by their root element: a packing list only says `text/xml`.
    fn open_documents(&mut self, folder: &dyn Folder, troubles: &mut Vec<Trouble>) {
        let assets = self
            .asset_map
            .assets
            .iter()
            .filter(|asset| self.is_document(asset));
        let (mut compositions, mut profiles) = (Vec::new(), Vec::new());
        for (count, asset) in assets.enumerate() {
            if count >= LIMIT_DOCUMENTS {
                troubles.push(trouble(&asset.path.written, TroubleKind::TooManyDocuments));
                break;
            }
            let Some((path, bytes)) = read_asset(folder, asset, troubles) else {
                continue;
            };
            match root_of(&bytes) {
                Ok((name, _)) if name == "OutputProfileList" => {
                    if let Some(list) = accept(OutputProfileList::read(&bytes), &path, troubles) {
                        check_id(&path, asset.id, list.id, troubles);
                        profiles.push((path, list));
                    }
                }
                Ok((name, _)) if name != "CompositionPlaylist" => {}
                Ok(_) => {
                    if let Some(cpl) = accept(Cpl::read(&bytes), &path, troubles) {
                        check_id(&path, asset.id, cpl.id, troubles);
                        compositions.push((path, cpl));
                    }
                }
                Err(error) => troubles.push(trouble(path.as_str(), TroubleKind::Xml(error))),
            }
        }
        self.compositions = compositions;
        self.output_profiles = profiles;
    }

    fn is_document(&self, asset: &Asset) -> bool {
        let packed = self
            .packing_lists
            .iter()
            .find_map(|(_, list)| list.asset(asset.id));
        let is_xml = match packed {
            Some(packed) => packed.media_type.starts_with("text/xml"),
            None => asset.path.written.to_ascii_lowercase().ends_with(".xml"),
        };
        is_xml && !asset.is_packing_list
    }

    /// The path of a track file of this package.
    #[must_use]
    pub fn path_of(&self, id: Uuid) -> Option<&PackagePath> {
        self.asset_map
            .asset(id)
            .and_then(|asset| asset.path.resolved.as_ref().ok())
    }

    /// The composition of that id.
    #[must_use]
    pub fn composition(&self, id: Uuid) -> Option<&Cpl> {
        self.compositions
            .iter()
            .map(|(_, cpl)| cpl)
            .find(|cpl| cpl.id == id)
    }
}

/// Find every track file that `cpl` uses: in its own package first, then in the latest earlier package that has it.
#[must_use]
pub fn resolve(package: &Package, cpl: &Cpl, earlier: &[Package]) -> Vec<Resolved> {
    let mut resolved: Vec<Resolved> = Vec::new();
    for (_, _, source) in cpl.track_file_resources() {
        let track_file_id = source.track_file_id;
        if resolved.iter().any(|known| known.track_file_id == track_file_id) {
            continue;
        }
        let own = package
            .path_of(track_file_id)
            .map(|path| Holder::Own { path: path.clone() });
        let holder = own.or_else(|| {
            let mut packages = earlier.iter().enumerate().rev();
            packages.find_map(|(index, earlier)| {
                let path = earlier.path_of(track_file_id)?.clone();
                Some(Holder::Earlier { package: index, path })
            })
        });
        resolved.push(Resolved {
            track_file_id,
            holder,
        });
    }
    resolved
}

/// A package needs the ones before it when one of its compositions uses a track file that it does not hold.
#[must_use]
pub fn is_supplemental(package: &Package) -> bool {
    let mut sources = package
        .compositions
        .iter()
        .flat_map(|(_, cpl)| cpl.track_file_resources());
    sources.any(|(_, _, source)| package.asset_map.asset(source.track_file_id).is_none())
}

fn open_asset_map(folder: &dyn Folder, troubles: &mut Vec<Trouble>) -> Option<(PackagePath, AssetMap)> {
    let mut found = Vec::new();
    for name in FILE_NAMES {
        let Ok(path) = PackagePath::parse(name) else {
            continue;
        };
        match folder.read_document(&path) {
            Ok(bytes) => found.push((path, bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => troubles.push(trouble(
                name,
                TroubleKind::Unreadable {
                    reason: error.to_string(),
                },
            )),
        }
    }
    let kind = match found.len() {
        0 if !troubles.is_empty() => return None,
        0 => TroubleKind::NoAssetMap,
        1 => {
            let (path, bytes) = found.pop()?;
            let map = accept(AssetMap::read(&bytes), &path, troubles)?;
            return Some((path, map));
        }
        _ => TroubleKind::SeveralAssetMaps,
    };
    troubles.push(trouble("ASSETMAP.xml", kind));
    None
}

fn read_asset(
    folder: &dyn Folder,
    asset: &Asset,
    troubles: &mut Vec<Trouble>,
) -> Option<(PackagePath, Vec<u8>)> {
    let written = asset.path.written.as_str();
    let path = match &asset.path.resolved {
        Ok(path) => path.clone(),
        Err(refusal) => {
            let (line, refusal) = (asset.path_line, *refusal);
            troubles.push(trouble(written, TroubleKind::Path { line, refusal }));
            return None;
        }
    };
    match folder.read_document(&path) {
        Ok(bytes) => Some((path, bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            troubles.push(trouble(written, TroubleKind::Missing));
            None
        }
        Err(error) => {
            troubles.push(trouble(
                written,
                TroubleKind::Unreadable {
                    reason: error.to_string(),
                },
            ));
            None
        }
    }
}

fn accept<T>(read: Result<Read<T>, XmlError>, path: &PackagePath, troubles: &mut Vec<Trouble>) -> Option<T> {
    match read {
        Ok(read) => {
            let problems = read.problems.into_iter();
            troubles.extend(problems.map(|problem| trouble(path.as_str(), TroubleKind::Schema(problem))));
            Some(read.document)
        }
        Err(error) => {
            troubles.push(trouble(path.as_str(), TroubleKind::Xml(error)));
            None
        }
    }
}

fn check_id(path: &PackagePath, listed: Uuid, found: Uuid, troubles: &mut Vec<Trouble>) {
    if listed != found {
        troubles.push(trouble(path.as_str(), TroubleKind::OtherId { listed, found }));
    }
}

fn trouble(document: &str, what: TroubleKind) -> Trouble {
    Trouble {
        document: document.to_owned(),
        what,
    }
}
