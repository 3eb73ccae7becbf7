//! One WAV file for itself: readable, whole, 24-bit PCM at 48 kHz, with a time of its first sample.

use std::path::Path;

use audio::name::{Named, read_name};
use audio::{SampleKind, WavFile};

use crate::fault::Fault;
use crate::finding::{Findings, Place};

/// A file that could be read, and what its name promises.
pub(super) struct SoundFile {
    pub path: String,
    pub named: Named,
    pub wav: WavFile,
}

pub(super) fn open(folder: &Path, path: &str, findings: &mut Findings) -> Option<SoundFile> {
    match WavFile::open(&folder.join(path)) {
        Ok((wav, _)) => {
            check(path, &wav, findings);
            Some(SoundFile {
                path: path.to_owned(),
                named: read_name(path),
                wav,
            })
        }
        Err(error) => {
            let place = Place::of_byte(error.offset());
            findings.add(
                Fault::WavUnreadable {
                    reason: error.to_string(),
                },
                path,
                place,
            );
            None
        }
    }
}

fn check(path: &str, wav: &WavFile, findings: &mut Findings) {
    let format = wav.format;
    let mut add = |fault, place| findings.add(fault, path, place);
    match format.kind {
        SampleKind::Pcm => {}
        SampleKind::Float => add(
            Fault::WavFormatWrong {
                found: "floating point".to_owned(),
            },
            Place::Whole,
        ),
        SampleKind::Other(tag) => {
            add(
                Fault::WavFormatWrong {
                    found: format!("of format {tag:#06x}"),
                },
                Place::Whole,
            );
        }
    }
    if (format.bits, format.valid_bits) != (24, 24) {
        add(
            Fault::WavBitsWrong {
                found: format.valid_bits.min(format.bits),
            },
            Place::Whole,
        );
    }
    if format.sample_rate_hz != 48_000 {
        add(
            Fault::WavSampleRateWrong {
                found_hz: format.sample_rate_hz,
            },
            Place::Whole,
        );
    }
    if wav.missing_bytes > 0 {
        let (missing_bytes, end) = (
            wav.missing_bytes,
            wav.data_offset + wav.data_bytes - wav.missing_bytes,
        );
        add(Fault::WavTruncated { missing_bytes }, Place::Byte(end));
    }
    if wav.frames == 0 {
        add(Fault::WavEmpty {}, Place::Byte(wav.data_offset));
    }
    if wav.bext.is_none() {
        add(Fault::WavBextMissing {}, Place::Whole);
    }
    if wav.has_axml || wav.has_chna {
        add(Fault::WavIsAdm {}, Place::Whole);
    }
}
