//! The track files of a master: pictures drawn and encoded, sound computed, both wrapped as MXF, and their
//! descriptors read back for the CPL.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use chrono::{Datelike, Timelike};
use imf::write::EssenceDescriptor;
use mxf::write::{
    Colour, FrameTexts, Identity, PictureTrack, SoundTrack, Soundfield, TextTrack, Timestamp, Written,
};
use timecode::Frame;
use uuid::Uuid;

use crate::descriptor;
use crate::dolby_vision::{DolbyVision, DolbyVisionForm};
use crate::error::MasterError;
use crate::j2k::Pictures;
use crate::package::{CREATOR, ISSUER};
use crate::scene::Scene;
use crate::sound::SoundReader;
use crate::spec::{MasterSpec, sample_rate};

/// A picture track file.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureFile {
    pub id: Uuid,
    pub file_name: String,
    pub duration_frames: u64,
    pub(crate) encoding: (Uuid, EssenceDescriptor),
}

/// A sound track file.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundFile {
    pub id: Uuid,
    pub file_name: String,
    pub soundfield: Soundfield,
    pub duration_samples: u64,
    pub(crate) encoding: (Uuid, EssenceDescriptor),
}

/// A track file of metadata for each frame.
#[derive(Debug, Clone, PartialEq)]
pub struct MetadataFile {
    pub id: Uuid,
    pub file_name: String,
    pub duration_frames: u64,
    pub(crate) encoding: (Uuid, EssenceDescriptor),
}

/// Draw, encode and wrap pictures. `name` tells apart the picture track files of one master.
pub(crate) fn write_picture(
    spec: &MasterSpec,
    folder: &Path,
    name: &str,
    version: u8,
    frames: Vec<Frame>,
) -> Result<PictureFile, MasterError> {
    let scene = Scene::new(spec, version);
    let pictures = Pictures {
        width: spec.width,
        height: spec.height,
        edit_rate: spec.edit_rate(),
        frames: frames.clone(),
        draw: &|frame| scene.draw(frame),
        is_pq: spec.dolby_vision.is_some(),
    };
    let codestreams = pictures.encode()?;
    let id = spec.id(name);
    let track = PictureTrack {
        identity: identity(spec, id, name),
        edit_rate: spec.edit_rate(),
        aspect_ratio: aspect_ratio(spec.width, spec.height),
        colour: match spec.dolby_vision {
            Some(_) => Colour::Bt2020Pq,
            None => Colour::Bt709,
        },
        texts: embedded(spec, &frames),
    };
    let file_name = format!("VIDEO_{id}.mxf");
    let path = folder.join(&file_name);
    let written = write_track_file(&path, |out| track.write(out, &mut codestreams.iter()))?;
    Ok(PictureFile {
        id,
        file_name,
        duration_frames: written.duration,
        encoding: encoding(spec, name, &path)?,
    })
}

/// The documents of these frames, where they are embedded.
fn embedded(spec: &MasterSpec, frames: &[Frame]) -> Option<FrameTexts> {
    let carried = spec.dolby_vision.as_ref()?;
    (carried.form == DolbyVisionForm::Embedded).then(|| texts(carried, frames))
}

fn texts(carried: &DolbyVision, frames: &[Frame]) -> FrameTexts {
    let all: Vec<String> = dolby::frame_documents(&carried.metadata).collect();
    let of_frame = |frame: &Frame| all.get(usize::try_from(frame.0).ok()?).cloned();
    FrameTexts {
        frames: frames.iter().filter_map(of_frame).collect(),
        whole: dolby::global_document(&carried.metadata),
    }
}

/// The track of metadata, where there is one.
pub(crate) fn write_metadata(spec: &MasterSpec, folder: &Path) -> Result<Option<MetadataFile>, MasterError> {
    let is_track = |carried: &&DolbyVision| carried.form == DolbyVisionForm::Track;
    let Some(carried) = spec.dolby_vision.as_ref().filter(is_track) else {
        return Ok(None);
    };
    let name = "metadata";
    let id = spec.id(name);
    let all: Vec<Frame> = (0..spec.frames.0).map(Frame).collect();
    let track = TextTrack {
        identity: identity(spec, id, name),
        edit_rate: spec.edit_rate(),
        namespace: dolby::frame_namespace(carried.metadata.version).to_owned(),
        texts: texts(carried, &all),
    };
    let file_name = format!("DOLBY_{id}.mxf");
    let path = folder.join(&file_name);
    let written = write_track_file(&path, |out| track.write(out))?;
    Ok(Some(MetadataFile {
        id,
        file_name,
        duration_frames: written.duration,
        encoding: encoding(spec, name, &path)?,
    }))
}

/// The sidecar, where there is one.
pub(crate) fn write_sidecar(spec: &MasterSpec, folder: &Path) -> Result<(), MasterError> {
    match &spec.dolby_vision {
        Some(carried) if carried.form == DolbyVisionForm::Sidecar => {
            let path = folder.join(format!("DOLBY_VISION_{}.xml", spec.id("dolby vision")));
            let text = dolby::sidecar_document(&carried.metadata);
            std::fs::write(&path, text).map_err(MasterError::write(&path))
        }
        _ => Ok(()),
    }
}

pub(crate) fn write_sound(
    spec: &MasterSpec,
    folder: &Path,
    soundfield: Soundfield,
) -> Result<SoundFile, MasterError> {
    let name = format!("sound {}", soundfield.tag_symbol());
    let id = spec.id(&name);
    let track = SoundTrack {
        identity: identity(spec, id, &name),
        sample_rate: sample_rate(),
        soundfield,
        language: spec.language.clone(),
        title: spec.title.clone(),
        title_version: "Original".to_owned(),
        content_kind: "PRM".to_owned(),
        element_kind: "CM".to_owned(),
    };
    let file_name = format!("AUDIO_{id}.mxf");
    let path = folder.join(&file_name);
    let mut samples = SoundReader::new(spec, soundfield, spec.sample_count()?);
    let written = write_track_file(&path, |out| track.write(out, &mut samples))?;
    Ok(SoundFile {
        id,
        file_name,
        soundfield,
        duration_samples: written.duration,
        encoding: encoding(spec, &name, &path)?,
    })
}

fn write_track_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<Written, mxf::write::WriteError>,
) -> Result<Written, MasterError> {
    let file = File::create(path).map_err(MasterError::write(path))?;
    write(&mut BufWriter::new(file)).map_err(|source| MasterError::TrackFile {
        path: path.to_owned(),
        source,
    })
}

/// The descriptor of a track file under the id by which resources name it.
fn encoding(spec: &MasterSpec, name: &str, path: &Path) -> Result<(Uuid, EssenceDescriptor), MasterError> {
    let file = File::open(path).map_err(MasterError::read(path))?;
    let track_file = mxf::TrackFile::read(file).map_err(|source| MasterError::ReadBack {
        path: path.to_owned(),
        source,
    })?;
    let descriptor = descriptor::of(&track_file).ok_or_else(|| MasterError::Descriptor {
        path: path.to_owned(),
    })?;
    Ok((spec.id(&format!("{name} encoding")), descriptor))
}

fn identity(spec: &MasterSpec, file_id: Uuid, name: &str) -> Identity {
    let at = spec.issued_at;
    Identity {
        file_id,
        material_id: spec.id(&format!("{name} material")),
        written_at: Timestamp {
            year: u16::try_from(at.year()).unwrap_or(0),
            month: at.month() as u8,
            day: at.day() as u8,
            hour: at.hour() as u8,
            minute: at.minute() as u8,
            second: at.second() as u8,
        },
        company: ISSUER.to_owned(),
        product: CREATOR.to_owned(),
        product_version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn aspect_ratio(width: u32, height: u32) -> (u32, u32) {
    let (mut larger, mut smaller) = (width, height);
    while smaller > 0 {
        (larger, smaller) = (smaller, larger % smaller);
    }
    (width / larger.max(1), height / larger.max(1))
}
