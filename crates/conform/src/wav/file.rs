//! One WAV file for itself: readable, whole, and what a delivery is asked: 24-bit PCM at 48 kHz with a time of its first
//! sample. ADM metadata are summarised.

use std::path::Path;

use audio::name::{Named, read_name};
use audio::{Adm, ChnaEntry, SampleKind, WavFile};

use crate::fault::Fault;
use crate::finding::{Findings, Place};

/// Tracks of an ADM delivery.
const LIMIT_ADM_TRACKS: u16 = 128;

/// A file that could be read, and what its name promises.
pub(super) struct SoundFile {
    pub path: String,
    pub named: Named,
    pub wav: WavFile,
}

/// What the file is judged as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// By the delivery specification.
    AsDelivery,
    /// As a file of its format; what a delivery would need is only told.
    AsFile,
}

pub(super) fn open(folder: &Path, path: &str, judged: Judged, findings: &mut Findings) -> Option<SoundFile> {
    match WavFile::open(&folder.join(path)) {
        Ok((wav, _)) => {
            check(path, &wav, judged, findings);
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

impl SoundFile {
    /// Immersive sound, which is no soundfield of a set.
    pub fn is_adm(&self) -> bool {
        self.wav.adm.is_some()
    }
}

fn check(path: &str, wav: &WavFile, judged: Judged, findings: &mut Findings) {
    check_format(path, wav, judged, findings);
    let mut add = |fault, place| findings.add(fault, path, place);
    if wav.missing_bytes > 0 {
        let (missing_bytes, end) = (
            wav.missing_bytes,
            wav.data_offset
                .saturating_add(wav.data_bytes)
                .saturating_sub(wav.missing_bytes),
        );
        add(Fault::WavTruncated { missing_bytes }, Place::Byte(end));
    }
    if wav.frames == 0 {
        add(Fault::WavEmpty {}, Place::Byte(wav.data_offset));
    }
    if wav.bext.is_none() && wav.adm.is_none() {
        add(Fault::WavBextMissing {}, Place::Whole);
    }
    match &wav.adm {
        Some(Ok(adm)) => check_adm(path, wav, adm, findings),
        Some(Err(reason)) => add(
            Fault::AdmUnreadable {
                reason: reason.clone(),
            },
            Place::Whole,
        ),
        None => {}
    }
}

fn check_format(path: &str, wav: &WavFile, judged: Judged, findings: &mut Findings) {
    let format = wav.format;
    let mut faults = Vec::new();
    match format.kind {
        SampleKind::Pcm => {}
        SampleKind::Float => faults.push(Fault::WavFormatWrong {
            found: "floating point".to_owned(),
        }),
        SampleKind::Other(tag) => faults.push(Fault::WavFormatWrong {
            found: format!("of format {tag:#06x}"),
        }),
    }
    if (format.bits, format.valid_bits) != (24, 24) {
        faults.push(Fault::WavBitsWrong {
            found: format.valid_bits.min(format.bits),
        });
    }
    if format.sample_rate_hz != 48_000 {
        faults.push(Fault::WavSampleRateWrong {
            found_hz: format.sample_rate_hz,
        });
    }
    for fault in faults {
        let fault = match judged {
            Judged::AsDelivery => fault,
            Judged::AsFile => Fault::WavNoDelivery {
                found: fault.to_string(),
            },
        };
        findings.add(fault, path, Place::Whole);
    }
}

fn check_adm(path: &str, wav: &WavFile, adm: &Adm, findings: &mut Findings) {
    let mut add = |fault| findings.add(fault, path, Place::Whole);
    let channels = wav.format.channels;
    if channels > LIMIT_ADM_TRACKS {
        add(Fault::AdmTracks { channels });
    }
    for id in &adm.repeated_ids {
        add(Fault::AdmIdRepeated { id: id.clone() });
    }
    match &wav.chna {
        None => add(Fault::AdmTableMissing {}),
        Some(rows) => {
            let beyond = rows.iter().find(|row: &&ChnaEntry| row.track > channels);
            if let Some(row) = beyond {
                let (track, uid) = (row.track, row.uid.clone());
                add(Fault::AdmTrackBeyond { track, uid, channels });
            }
        }
    }
    add(Fault::WavIsAdm {
        programmes: adm.programmes,
        contents: adm.contents,
        objects: adm.objects,
        beds: adm.beds,
        object_packs: adm.object_packs,
        tracks: adm.track_uids,
    });
}
