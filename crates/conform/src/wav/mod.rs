//! WAV sets: each file for itself, then the files together. A set is a 5.1 and mostly a 2.0, each interleaved or as
//! mono files; names say which, and channel counts must agree with them.

mod file;
mod set;

use std::io::Read;
use std::path::Path;

use imf::Directory;

use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::hashing::{ToHash, hash_files};
use crate::inspection::{EssenceFacts, FileFacts, FileRole, Inspection, WavKind};
use crate::progress::{Progress, Stage};
use file::{Judged, SoundFile};

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
            (true, true) => file::open(folder, &file.path, Judged::AsDelivery, &mut findings),
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

/// A file given by itself. Whether it is a delivery, the caller says or its name: `PM`, `ME`, `51`…
///
/// # Errors
/// What the file system reports.
pub(crate) fn inspect_lone(
    path: &Path,
    kind: Option<WavKind>,
    progress: &mut dyn FnMut(Progress),
) -> std::io::Result<Inspection> {
    let mut findings = Findings::default();
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let is_delivery = kind.is_some() || set::named_kind(&name).is_some() || is_named_soundfield(&name);
    let judged = if is_delivery {
        Judged::AsDelivery
    } else {
        Judged::AsFile
    };
    let sound = file::open(folder, &name, judged, &mut findings);
    let mut files = vec![FileFacts {
        path: name,
        size_bytes: std::fs::metadata(path)?.len(),
        role: FileRole::Wav,
        id: None,
        sha1: None,
        pkl_sha1: None,
        essence: sound.as_ref().map(essence),
    }];
    let kind = kind.or(sound.as_ref().and_then(|sound| set::named_kind(&sound.path)));
    let sounds: Vec<SoundFile> = sound.into_iter().filter(|_| is_delivery).collect();
    let soundfields = set::check_lone(&sounds, kind.unwrap_or(WavKind::Printmaster), &mut findings);
    hash(folder, &mut files, &mut findings, progress);
    progress(Progress::at(Stage::Done));
    Ok(Inspection {
        soundfields,
        ..Inspection::of(findings, files)
    })
}

pub(crate) use set::named_kind;

/// By its first bytes, or by a name that promises it.
///
/// # Errors
/// What the file system reports.
pub(crate) fn is_wav_file(path: &Path) -> std::io::Result<bool> {
    let mut beginning = Vec::new();
    std::fs::File::open(path)?.take(12).read_to_end(&mut beginning)?;
    let is_form = [b"RIFF", b"RF64", b"BW64"]
        .iter()
        .any(|form| beginning.starts_with(*form));
    Ok(is_form || is_wav(&path.to_string_lossy()))
}

fn is_named_soundfield(name: &str) -> bool {
    matches!(audio::name::read_name(name), audio::name::Named::Interleaved(_))
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
    let to_hash: Vec<ToHash> = wavs
        .iter()
        .map(|file| ToHash {
            path: folder.join(&file.path),
            wants_sha256: false,
        })
        .collect();
    let total_bytes = wavs.iter().map(|file| file.size_bytes).sum();
    let hashes = hash_files(&to_hash, total_bytes, progress);
    for (file, hash) in wavs.iter_mut().zip(hashes) {
        match hash {
            Ok(hash) => file.sha1 = Some(hash.sha1),
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
