//! Writing IMF packages: track files that already lie in a folder get their CPL, PKL, ASSETMAP and VOLINDEX.
//! Deterministic: ids and dates come from the caller. It knows no essence; descriptors arrive as plain values
//! from whoever wrote the track files. Used by `masters`.

mod asset_map;
mod composition;
mod descriptor;
mod element;
mod isxd;
mod packing_list;
mod picture;
mod sound;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;

pub use asset_map::{AssetMap, MappedFile, volume_index};
pub use composition::{
    Application, Composition, CompositionTimecode, Marker, MarkerSequence, Resource, Segment, Sequence,
    SequenceKind,
};
pub use descriptor::EssenceDescriptor;
pub use isxd::IsxdDescriptor;
pub use packing_list::{PackedFile, PackingList};
pub use picture::{
    Components, Jpeg2000SubDescriptor, MasteringDisplay, PictureDescriptor, RgbaCode, RgbaComponent,
};
pub use sound::{AudioChannelLabel, SoundDescriptor, SoundfieldGroupLabel};

use crate::hash::Sha1Hash;

/// Who made a document, and when. The same in all documents of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub issuer: String,
    pub creator: String,
    pub issue_date: DateTime<Utc>,
}

/// A track file that lies in the package's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackFile {
    pub id: Uuid,
    /// Relative to the folder.
    pub file_name: String,
}

/// A package to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    pub asset_map_id: Uuid,
    pub packing_list_id: Uuid,
    pub annotation: String,
    pub origin: Origin,
    /// Files of this package only. A supplemental's compositions may name track files of earlier packages.
    pub track_files: Vec<TrackFile>,
    pub compositions: Vec<Composition>,
}

/// Where the documents of a package were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenPackage {
    pub asset_map: PathBuf,
    pub packing_list: PathBuf,
    /// In the order of [`Package::compositions`].
    pub compositions: Vec<PathBuf>,
}

/// A package that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("track file {path:?} could not be read")]
    ReadTrackFile { path: PathBuf, source: io::Error },
    #[error("{path:?} could not be written")]
    WriteDocument { path: PathBuf, source: io::Error },
}

impl Package {
    /// Hash the track files in `folder` and write CPL, PKL, ASSETMAP.xml and VOLINDEX.xml beside them. Resources
    /// without a hash get the one of their track file when it lies in this package.
    ///
    /// # Errors
    /// [`WriteError`] names the file that could not be read or written.
    pub fn write(&self, folder: &Path) -> Result<WrittenPackage, WriteError> {
        let mut packed = Vec::new();
        for track_file in &self.track_files {
            packed.push(pack_track_file(folder, track_file)?);
        }
        let hashes: BTreeMap<Uuid, Sha1Hash> = packed.iter().map(|file| (file.id, file.sha1)).collect();

        let mut compositions = Vec::new();
        for composition in &self.compositions {
            let name = format!("CPL_{}.xml", composition.id);
            let xml = composition.to_xml(&hashes);
            compositions.push(write_document(folder, &name, &xml)?);
            packed.push(PackedFile::document(composition.id, name, &xml));
        }
        let packing_list_name = format!("PKL_{}.xml", self.packing_list_id);
        let packing_list_xml = self.packing_list(packed.clone()).to_xml();
        let packing_list = write_document(folder, &packing_list_name, &packing_list_xml)?;

        let mut files = vec![MappedFile {
            id: self.packing_list_id,
            path: packing_list_name,
            size_bytes: packing_list_xml.len() as u64,
            is_packing_list: true,
        }];
        files.extend(packed.into_iter().map(MappedFile::from));
        let asset_map = write_document(folder, "ASSETMAP.xml", &self.asset_map(files).to_xml())?;
        write_document(folder, "VOLINDEX.xml", &volume_index())?;
        Ok(WrittenPackage {
            asset_map,
            packing_list,
            compositions,
        })
    }

    fn packing_list(&self, files: Vec<PackedFile>) -> PackingList {
        let (annotation, origin) = (self.annotation.clone(), self.origin.clone());
        PackingList {
            id: self.packing_list_id,
            annotation,
            origin,
            files,
        }
    }

    fn asset_map(&self, files: Vec<MappedFile>) -> AssetMap {
        let (annotation, origin) = (self.annotation.clone(), self.origin.clone());
        AssetMap {
            id: self.asset_map_id,
            annotation,
            origin,
            files,
        }
    }
}

fn pack_track_file(folder: &Path, track_file: &TrackFile) -> Result<PackedFile, WriteError> {
    let path = folder.join(&track_file.file_name);
    let read = |path: &Path| -> io::Result<(Sha1Hash, u64)> {
        let mut size_bytes = 0;
        let hash = Sha1Hash::of(&mut File::open(path)?, &mut |count| {
            size_bytes += count;
            true
        })?;
        Ok((hash, size_bytes))
    };
    let (sha1, size_bytes) = read(&path).map_err(|source| WriteError::ReadTrackFile { path, source })?;
    let (id, name) = (track_file.id, track_file.file_name.clone());
    Ok(PackedFile {
        id,
        name,
        size_bytes,
        sha1,
        media_type: "application/mxf",
    })
}

fn write_document(folder: &Path, name: &str, xml: &str) -> Result<PathBuf, WriteError> {
    let path = folder.join(name);
    match fs::write(&path, xml) {
        Ok(()) => Ok(path),
        Err(source) => Err(WriteError::WriteDocument { path, source }),
    }
}

/// `urn:uuid:…`, as every document of a package writes an id.
fn urn(id: Uuid) -> String {
    id.urn().to_string()
}

/// `xs:dateTime` with whole seconds.
fn date_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
