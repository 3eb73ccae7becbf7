//! A master as an IMF package: pictures and sound become track files, the track files get their CPL, packing list
//! and AssetMap, and then the faults that were asked for are planted.

use std::fs;
use std::path::{Path, PathBuf};

use imf::write::{
    Application, Composition, CompositionTimecode, EssenceDescriptor, Marker, MarkerSequence, Origin,
    Package, Resource, Segment, Sequence, SequenceKind, TrackFile,
};
use timecode::Frame;
use uuid::Uuid;

use crate::error::MasterError;
use crate::fault;
use crate::spec::{MasterSpec, sample_rate};
use crate::track_files::{
    MetadataFile, PictureFile, SoundFile, write_metadata, write_picture, write_sidecar, write_sound,
};

pub(crate) const ISSUER: &str = "Asset QC";
pub(crate) const CREATOR: &str = "Asset QC masters";

/// A package that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Master {
    pub spec: MasterSpec,
    pub folder: PathBuf,
    pub composition_id: Uuid,
    /// The CPL.
    pub composition: PathBuf,
    pub packing_list: PathBuf,
    pub asset_map: PathBuf,
    /// The picture track file that lies in this package.
    pub picture: PictureFile,
    /// The sound track files that the composition uses, in the order of [`MasterSpec::soundfields`].
    pub sounds: Vec<SoundFile>,
    /// The track of Dolby Vision metadata, where there is one.
    pub metadata: Option<MetadataFile>,
}

/// Make an original version in `folder`, which is created when it is not there.
///
/// # Errors
/// [`MasterError::EncoderMissing`] names the package to install; others name the file or the number that is wrong.
pub fn write_master(spec: &MasterSpec, folder: &Path) -> Result<Master, MasterError> {
    spec.check()?;
    fs::create_dir_all(folder).map_err(MasterError::write(folder))?;
    let all = (0..spec.frames.0).map(Frame).collect();
    let picture = write_picture(spec, folder, "picture", 0, all)?;
    let mut sounds = Vec::new();
    for soundfield in &spec.soundfields {
        sounds.push(write_sound(spec, folder, *soundfield)?);
    }
    let metadata = write_metadata(spec, folder)?;
    let mut track_files = vec![packed(picture.id, &picture.file_name)];
    track_files.extend(sounds.iter().map(|sound| packed(sound.id, &sound.file_name)));
    track_files.extend(metadata.iter().map(|file| packed(file.id, &file.file_name)));
    let whole = Part {
        picture: &picture,
        entry: 0,
        frames: spec.frames.0,
    };
    let documents = Documents {
        spec,
        name: "original",
        annotation: &spec.title,
        parts: &[whole],
        sounds: &sounds,
        metadata: metadata.as_ref(),
    };
    let written = documents.write(folder, track_files)?;
    write_sidecar(spec, folder)?;
    let master = documents.master(folder, written, picture.clone());
    fault::plant(&master)?;
    Ok(master)
}

/// A stretch of a picture track file in the composition.
pub(crate) struct Part<'a> {
    pub picture: &'a PictureFile,
    pub entry: u64,
    pub frames: u64,
}

/// The documents of one package with one composition.
pub(crate) struct Documents<'a> {
    pub spec: &'a MasterSpec,
    /// Ids follow from it.
    pub name: &'a str,
    pub annotation: &'a str,
    pub parts: &'a [Part<'a>],
    pub sounds: &'a [SoundFile],
    pub metadata: Option<&'a MetadataFile>,
}

impl Documents<'_> {
    pub fn write(
        &self,
        folder: &Path,
        track_files: Vec<TrackFile>,
    ) -> Result<imf::write::WrittenPackage, MasterError> {
        let package = Package {
            asset_map_id: self.id("asset map"),
            packing_list_id: self.id("packing list"),
            annotation: self.annotation.to_owned(),
            origin: self.origin(),
            track_files,
            compositions: vec![self.composition()],
        };
        Ok(package.write(folder)?)
    }

    pub fn master(&self, folder: &Path, written: imf::write::WrittenPackage, picture: PictureFile) -> Master {
        Master {
            spec: self.spec.clone(),
            folder: folder.to_owned(),
            composition_id: self.id("composition"),
            composition: written.compositions.into_iter().next().unwrap_or_default(),
            packing_list: written.packing_list,
            asset_map: written.asset_map,
            picture,
            sounds: self.sounds.to_vec(),
            metadata: self.metadata.cloned(),
        }
    }

    fn id(&self, thing: &str) -> Uuid {
        self.spec.id(&format!("{} {thing}", self.name))
    }

    fn origin(&self) -> Origin {
        Origin {
            issuer: ISSUER.to_owned(),
            creator: CREATOR.to_owned(),
            issue_date: self.spec.issued_at,
        }
    }

    fn composition(&self) -> Composition {
        let spec = self.spec;
        let mut descriptors: Vec<(Uuid, EssenceDescriptor)> = Vec::new();
        let pictures = self.parts.iter().map(|part| &part.picture.encoding);
        let sounds = self.sounds.iter().map(|sound| &sound.encoding);
        let metadata = self.metadata.iter().map(|file| &file.encoding);
        for encoding in pictures.chain(sounds).chain(metadata) {
            if !descriptors.iter().any(|(id, _)| *id == encoding.0) {
                descriptors.push(encoding.clone());
            }
        }
        Composition {
            id: self.id("composition"),
            annotation: Some(self.annotation.to_owned()),
            origin: self.origin(),
            content_originator: None,
            content_title: spec.title.clone(),
            content_kind: spec.content_kind.clone(),
            content_version: Some((self.id("content version"), self.annotation.to_owned())),
            descriptors,
            timecode: Some(CompositionTimecode {
                start: spec.timecode_rate.label(spec.start_frame()),
                nominal_rate: spec.timecode_rate.nominal(),
                is_drop_frame: spec.timecode_rate.drop_frame(),
            }),
            edit_rate: spec.edit_rate(),
            languages: vec![spec.language.clone()],
            application: Application::App2E2020,
            light_levels: spec.light_levels,
            segments: vec![self.segment()],
        }
    }

    fn segment(&self) -> Segment {
        let last = self.spec.frames.0.saturating_sub(1);
        let marker = |label: &str, offset_frames| Marker {
            label: label.to_owned(),
            offset_frames,
        };
        let mut sequences = vec![self.image_sequence()];
        sequences.extend(self.sounds.iter().map(|sound| self.sound_sequence(sound)));
        sequences.extend(self.metadata.map(|file| self.metadata_sequence(file)));
        Segment {
            id: self.id("segment"),
            markers: Some(MarkerSequence {
                id: self.id("marker sequence"),
                track_id: self.spec.id("marker track"),
                resource_id: self.id("marker resource"),
                duration_frames: self.spec.frames.0,
                markers: vec![marker("FFOC", 0), marker("LFOC", last)],
            }),
            sequences,
        }
    }

    fn image_sequence(&self) -> Sequence {
        let resources = (0..).zip(self.parts).map(|(number, part): (u32, _)| Resource {
            id: self.id(&format!("image resource {number}")),
            edit_rate: self.spec.edit_rate(),
            intrinsic_duration: part.picture.duration_frames,
            entry_point: part.entry,
            source_duration: part.frames,
            repeat_count: 1,
            source_encoding: part.picture.encoding.0,
            track_file_id: part.picture.id,
            hash: None,
        });
        Sequence {
            id: self.id("image sequence"),
            track_id: self.spec.id("image track"),
            kind: SequenceKind::MainImage,
            resources: resources.collect(),
        }
    }

    fn metadata_sequence(&self, file: &MetadataFile) -> Sequence {
        Sequence {
            id: self.id("metadata sequence"),
            track_id: self.spec.id("metadata track"),
            kind: SequenceKind::Isxd,
            resources: vec![Resource {
                id: self.id("metadata resource"),
                edit_rate: self.spec.edit_rate(),
                intrinsic_duration: file.duration_frames,
                entry_point: 0,
                source_duration: file.duration_frames,
                repeat_count: 1,
                source_encoding: file.encoding.0,
                track_file_id: file.id,
                hash: None,
            }],
        }
    }

    fn sound_sequence(&self, sound: &SoundFile) -> Sequence {
        let name = sound.soundfield.tag_symbol();
        Sequence {
            id: self.id(&format!("{name} sequence")),
            track_id: self.spec.id(&format!("{name} track")),
            kind: SequenceKind::MainAudio,
            resources: vec![Resource {
                id: self.id(&format!("{name} resource")),
                edit_rate: sample_rate(),
                intrinsic_duration: sound.duration_samples,
                entry_point: 0,
                source_duration: sound.duration_samples,
                repeat_count: 1,
                source_encoding: sound.encoding.0,
                track_file_id: sound.id,
                hash: None,
            }],
        }
    }
}

pub(crate) fn packed(id: Uuid, file_name: &str) -> TrackFile {
    TrackFile {
        id,
        file_name: file_name.to_owned(),
    }
}
