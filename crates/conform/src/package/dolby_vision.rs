//! The Dolby Vision metadata of a composition: embedded in the picture's track files, as a track of their own (RDD 47), or a
//! sidecar in the package. They are brought into the composition's frames, and what does not fit is told.

use std::fs::File;
use std::io::Read;

use dolby::{FileFrames, FramesReader, Metadata, MetadataError, Packed, Unfit, compose, read_sidecar};
use imf::composition::{Composition, VirtualTrack};
use imf::cpl::{Cpl, SequenceKind};
use uuid::Uuid;

use super::files::CheckedFiles;
use super::track_file::OpenTrackFiles;
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::inspection::{DolbyVisionFacts, DolbyVisionForm, FileRole};

const SIDECAR_LIMIT_BYTES: u64 = 64 << 20;

/// Why there is nothing to use, and in which file.
struct Refused {
    file: String,
    reason: String,
}

impl Refused {
    fn new(file: &str, reason: impl std::fmt::Display) -> Refused {
        Refused {
            file: file.to_owned(),
            reason: reason.to_string(),
        }
    }
}

/// What was found, in the form in which it is nearest to the picture.
pub(super) fn find(
    cpl: &Cpl,
    cpl_path: &str,
    composition: &Composition,
    track_files: &OpenTrackFiles<'_>,
    files: &CheckedFiles,
    findings: &mut Findings,
) -> Option<DolbyVisionFacts> {
    let track_of = |kind: SequenceKind| composition.tracks.iter().find(|track| track.kind == kind);
    let picture = track_of(SequenceKind::MainImage)?;
    let embedded = has_texts(picture, track_files).then_some((DolbyVisionForm::Embedded, picture));
    let track = track_of(SequenceKind::Isxd).filter(|track| has_texts(track, track_files));
    let read = match embedded.or(track.map(|track| (DolbyVisionForm::Track, track))) {
        Some((form, track)) => {
            let metadata = of_track(track, track_files).transpose()?;
            (form, metadata)
        }
        None => (
            DolbyVisionForm::Sidecar,
            of_sidecar(track_files, files, findings)?,
        ),
    };
    let (form, read) = read;
    let packed = read.and_then(|(file, metadata)| {
        let packed = Packed::of(&metadata).map_err(|error| Refused::new(&file, error))?;
        Ok((file, metadata, packed))
    });
    match packed {
        Ok((file, metadata, packed)) => {
            if let Err(unfit) = metadata.check_fit(cpl.edit_rate, composition.duration) {
                findings.add(fault_of(unfit), &file, Place::Whole);
            }
            Some(DolbyVisionFacts {
                form,
                version: Some(metadata.version.to_string()),
                metadata: Some(packed),
                unreadable: None,
            })
        }
        Err(Refused { file, reason }) => {
            let file = if file.is_empty() { cpl_path } else { &file };
            let fault = Fault::DolbyVisionUnreadable {
                reason: reason.clone(),
            };
            findings.add(fault, file, Place::Whole);
            Some(DolbyVisionFacts {
                form,
                version: None,
                metadata: None,
                unreadable: Some(reason),
            })
        }
    }
}

fn fault_of(unfit: Unfit) -> Fault {
    match unfit {
        Unfit::EditRate { expected, found } => Fault::DolbyVisionEditRate {
            picture: expected,
            metadata: found,
        },
        Unfit::FrameCount { expected, found } => Fault::DolbyVisionFrames {
            picture: expected,
            metadata: found,
        },
        Unfit::ImageCharacterMissing { frame } => Fault::DolbyVisionLevel1Missing { frame },
    }
}

fn has_texts(track: &VirtualTrack, track_files: &OpenTrackFiles<'_>) -> bool {
    track.track_files.iter().any(|id| {
        let file = track_files.get(*id).and_then(|known| known.file.as_ref());
        file.is_some_and(|file| file.frame_texts > 0)
    })
}

type Found = Result<(String, Metadata), Refused>;

/// None when the texts are of something else.
fn of_track(
    track: &VirtualTrack,
    track_files: &OpenTrackFiles<'_>,
) -> Result<Option<(String, Metadata)>, Refused> {
    let mut read: Vec<(Uuid, String, FileFrames)> = Vec::new();
    for id in &track.track_files {
        let name = track_files.path_of(*id).unwrap_or_default();
        match frames_of(*id, track_files) {
            Ok(Some(frames)) => read.push((*id, name, frames)),
            Ok(None) => return Ok(None),
            Err(reason) => return Err(Refused::new(&name, reason)),
        }
    }
    let parts = track.stretches.iter().filter_map(|stretch| {
        let (_, _, frames) = read.iter().find(|(id, _, _)| *id == stretch.track_file_id)?;
        Some((frames, stretch.source_first.0, stretch.frames.len().0))
    });
    let name = read.first().map(|(_, name, _)| name.clone()).unwrap_or_default();
    match compose(parts) {
        Ok(metadata) => Ok(Some((name, metadata))),
        Err(error) => Err(Refused::new(&name, error)),
    }
}

/// The documents of one track file, none when they are no Dolby Vision.
fn frames_of(id: Uuid, track_files: &OpenTrackFiles<'_>) -> Result<Option<FileFrames>, String> {
    let source = track_files.open(id).map_err(|error| error.to_string())?;
    let mut reader = FramesReader::default();
    let mut refused: Option<MetadataError> = None;
    let walked = mxf::read_texts(source, &mut |text| {
        match text {
            mxf::Text::Frame(text) => refused = reader.push_frame(text).err(),
            mxf::Text::Stream(text) => reader.push_global(text),
        }
        refused.is_none()
    });
    walked.map_err(|error| error.to_string())?;
    match refused {
        Some(error) if is_of_another_kind(&error) => Ok(None),
        Some(error) => Err(error.to_string()),
        None => reader.finish().map(Some).map_err(|error| match error {
            MetadataError::Empty => {
                "it has no metadata, though the composition plays others that have".to_owned()
            }
            other => other.to_string(),
        }),
    }
}

fn is_of_another_kind(error: &MetadataError) -> bool {
    match error {
        MetadataError::Frame { frame: 0, source } => matches!(**source, MetadataError::Root { .. }),
        _ => false,
    }
}

/// The only sidecar of the package, or the first of several.
fn of_sidecar(
    track_files: &OpenTrackFiles<'_>,
    files: &CheckedFiles,
    findings: &mut Findings,
) -> Option<Found> {
    let sidecars = files.paths_of(FileRole::DolbyVision);
    let used = *sidecars.first()?;
    if sidecars.len() > 1 {
        let count = sidecars.len();
        findings.add(Fault::DolbyVisionSeveral { count }, used, Place::Whole);
    }
    let read = || -> Result<Metadata, String> {
        let file = File::open(track_files.root().join(used)).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        file.take(SIDECAR_LIMIT_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
        read_sidecar(&bytes).map_err(|error| error.to_string())
    };
    Some(match read() {
        Ok(metadata) => Ok((used.to_owned(), metadata)),
        Err(reason) => Err(Refused::new(used, reason)),
    })
}
