//! WAV sets: each file for itself, then the files together. A set is a 5.1 and mostly a 2.0, each interleaved or as
//! mono files; names say which, and channel counts must agree with them.

mod file;
mod set;

use std::path::Path;

use imf::Directory;

use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::hashing::hash_files;
use crate::inspection::{EssenceFacts, FileFacts, FileRole, Inspection, WavKind};
use crate::progress::{Progress, Stage};
use file::SoundFile;

pub(crate) fn inspect(folder: &Path, kind: WavKind, progress: &mut dyn FnMut(Progress)) -> Inspection {
    progress(Progress::at(Stage::Documents));
    let mut findings = Findings::default();
    let found = Directory::new(folder).files().unwrap_or_else(|error| {
        findings.add(
            Fault::FolderUnreadable {
                reason: error.to_string(),
            },
            "",
            Place::Whole,
        );
        Vec::new()
    });
    let mut files = Vec::new();
    let mut sounds = Vec::new();
    for file in found {
        let sound = match (is_wav(&file.path), file.is_plain) {
            (true, true) => file::open(folder, &file.path, &mut findings),
            (true, false) => {
                findings.add(Fault::FileNotPlain {}, &file.path, Place::Whole);
                None
            }
            (false, _) => {
                let size_bytes = file.size_bytes;
                findings.add(Fault::WavFileExtra { size_bytes }, &file.path, Place::Whole);
                None
            }
        };
        files.push(FileFacts {
            role: if is_wav(&file.path) {
                FileRole::Wav
            } else {
                FileRole::Extra
            },
            path: file.path,
            size_bytes: file.size_bytes,
            id: None,
            sha1: None,
            pkl_sha1: None,
            essence: sound.as_ref().map(essence),
        });
        sounds.extend(sound);
    }
    if !files.iter().any(|file| file.role == FileRole::Wav) {
        findings.add(Fault::WavSetEmpty {}, "", Place::Whole);
    }
    let soundfields = set::check(&sounds, kind, &mut findings);
    hash(folder, &mut files, &mut findings, progress);
    progress(Progress::at(Stage::Done));
    Inspection {
        soundfields,
        ..Inspection::of(findings, files)
    }
}

fn is_wav(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".wav")
}

fn essence(sound: &SoundFile) -> EssenceFacts {
    let format = sound.wav.format;
    let channels = format.masked_channels().unwrap_or_default();
    EssenceFacts::Sound {
        channel_count: Some(format.channels.into()),
        sample_rate_hz: Some(format.sample_rate_hz),
        bits: Some(format.bits.into()),
        soundfield: None,
        channels: channels.iter().map(ToString::to_string).collect(),
        language: None,
        duration_samples: Some(sound.wav.frames),
    }
}

/// WAV sets bring no hashes; ours identify the files from now on.
fn hash(folder: &Path, files: &mut [FileFacts], findings: &mut Findings, progress: &mut dyn FnMut(Progress)) {
    let mut wavs: Vec<&mut FileFacts> = files
        .iter_mut()
        .filter(|file| file.role == FileRole::Wav && file.essence.is_some())
        .collect();
    let paths: Vec<_> = wavs.iter().map(|file| folder.join(&file.path)).collect();
    let total_bytes = wavs.iter().map(|file| file.size_bytes).sum();
    let hashes = hash_files(&paths, total_bytes, progress);
    for (file, hash) in wavs.iter_mut().zip(hashes) {
        match hash {
            Ok(hash) => file.sha1 = Some(hash),
            Err(error) => {
                findings.add(
                    Fault::FileUnreadable {
                        reason: error.to_string(),
                    },
                    &file.path,
                    Place::Whole,
                );
            }
        }
    }
}
