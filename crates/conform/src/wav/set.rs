//! The files of a WAV set together: which soundfields they make, that no channel lacks, and that all are equally
//! long and begin at the same time.

use std::collections::BTreeMap;

use audio::name::{MonoSet, Named, mono_sets};
use audio::{Channel, Soundfield};

use super::file::SoundFile;
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::inspection::{WavKind, WavSoundfieldFacts};
use crate::stated::Listed;

/// The soundfields that the files make. A mono set that lacks channels is reported and still listed.
pub(super) fn check(files: &[SoundFile], kind: WavKind, findings: &mut Findings) -> Vec<WavSoundfieldFacts> {
    let soundfields = check_lone(files, kind, findings);
    check_alike(files, findings);
    check_soundfields(&soundfields, findings);
    soundfields
}

/// Without asking whether the files are all of a set.
pub(super) fn check_lone(
    files: &[SoundFile],
    kind: WavKind,
    findings: &mut Findings,
) -> Vec<WavSoundfieldFacts> {
    let mut soundfields = Vec::new();
    for file in files.iter().filter(|file| !file.is_adm()) {
        check_kind(file, kind, findings);
        if !is_mono_of_set(file)
            && let Some(soundfield) = soundfield_of(file, findings)
        {
            soundfields.push(interleaved(file, soundfield));
        }
    }
    let mono: Vec<&SoundFile> = files.iter().filter(|file| is_mono_of_set(file)).collect();
    let names: Vec<&str> = mono.iter().map(|file| file.path.as_str()).collect();
    for set in mono_sets(&names) {
        soundfields.extend(mono_soundfield(&set, &mono, findings));
    }
    soundfields
}

fn is_mono_of_set(file: &SoundFile) -> bool {
    matches!(file.named, Named::OneChannel { .. }) && file.wav.format.channels == 1
}

/// The name decides when it speaks and the channel count agrees, else the channel count alone.
fn soundfield_of(file: &SoundFile, findings: &mut Findings) -> Option<Soundfield> {
    let channels = file.wav.format.channels;
    let soundfield = match file.named {
        Named::Interleaved(soundfield) => {
            let expected = soundfield.channels().len() as u16;
            if channels != expected {
                findings.add(
                    Fault::WavChannelCount { channels, expected },
                    &file.path,
                    Place::Whole,
                );
                return None;
            }
            Some(soundfield)
        }
        Named::OneChannel { .. } | Named::Nothing => {
            Soundfield::of_channel_count(channels).filter(|soundfield| *soundfield != Soundfield::Mono)
        }
    };
    let Some(soundfield) = soundfield else {
        findings.add(Fault::WavSoundfieldUnknown { channels }, &file.path, Place::Whole);
        return None;
    };
    let mask = file.wav.format.masked_channels().unwrap_or_default();
    let is_matrix = soundfield == Soundfield::LtRt && mask == Soundfield::Stereo.channels();
    if !mask.is_empty() && mask != soundfield.channels() && !is_matrix {
        findings.add(
            Fault::WavMaskDiffers {
                mask: Listed(mask),
                soundfield,
            },
            &file.path,
            Place::Whole,
        );
    }
    Some(soundfield)
}

fn interleaved(file: &SoundFile, soundfield: Soundfield) -> WavSoundfieldFacts {
    let channels = soundfield
        .channels()
        .iter()
        .map(|channel| (*channel, file.path.clone()))
        .collect();
    facts(file, soundfield, channels, true)
}

fn mono_soundfield(
    set: &MonoSet,
    files: &[&SoundFile],
    findings: &mut Findings,
) -> Option<WavSoundfieldFacts> {
    let soundfield = set.soundfield();
    let missing = set.missing();
    if !missing.is_empty() {
        let fault = Fault::WavChannelMissing {
            set: set.name.clone(),
            soundfield,
            missing: Listed(missing),
        };
        findings.add(fault, &set.name, Place::Whole);
    }
    let mut channels = BTreeMap::new();
    let mut first = None;
    for (channel, positions) in &set.channels {
        for file in positions.iter().filter_map(|position| files.get(*position)) {
            first = first.or(Some(*file));
            if let Some(other) = channels.insert(*channel, file.path.clone()) {
                let fault = Fault::WavChannelRepeated {
                    channel: *channel,
                    other_file: other,
                };
                findings.add(fault, &file.path, Place::Whole);
            }
        }
    }
    Some(facts(first?, soundfield, channels, false))
}

fn facts(
    file: &SoundFile,
    soundfield: Soundfield,
    channels: BTreeMap<Channel, String>,
    is_interleaved: bool,
) -> WavSoundfieldFacts {
    WavSoundfieldFacts {
        soundfield,
        sample_rate_hz: file.wav.format.sample_rate_hz,
        bits: file.wav.format.bits,
        frames: file.wav.frames,
        time_reference_samples: file.wav.bext.as_ref().map(|bext| bext.time_reference_samples),
        channels,
        is_interleaved,
    }
}

/// Every file against the first.
fn check_alike(files: &[SoundFile], findings: &mut Findings) {
    let Some((first, rest)) = files.split_first() else {
        return;
    };
    let time = |file: &SoundFile| file.wav.bext.as_ref().map(|bext| bext.time_reference_samples);
    for file in rest {
        let (frames, others) = (file.wav.frames, first.wav.frames);
        if frames != others {
            let fault = Fault::WavLengthDiffers {
                frames,
                others,
                other_file: first.path.clone(),
            };
            findings.add(fault, &file.path, Place::Whole);
        }
        if let (Some(samples), Some(others)) = (time(file), time(first))
            && samples != others
        {
            let fault = Fault::WavTimeDiffers {
                samples,
                others,
                other_file: first.path.clone(),
            };
            findings.add(fault, &file.path, Place::Whole);
        }
    }
}

fn check_soundfields(soundfields: &[WavSoundfieldFacts], findings: &mut Findings) {
    let path = |facts: &WavSoundfieldFacts| facts.channels.values().next().cloned().unwrap_or_default();
    for (index, facts) in soundfields.iter().enumerate() {
        let earlier = soundfields
            .iter()
            .take(index)
            .find(|other| other.soundfield == facts.soundfield);
        if let Some(other) = earlier {
            let (soundfield, other_file) = (facts.soundfield, path(other));
            findings.add(
                Fault::WavSoundfieldRepeated {
                    soundfield,
                    other_file,
                },
                &path(facts),
                Place::Whole,
            );
        }
    }
    let has_surround = soundfields
        .iter()
        .any(|facts| facts.soundfield == Soundfield::FiveOne);
    if !has_surround && !soundfields.is_empty() {
        findings.add(Fault::WavSurroundMissing {}, "", Place::Whole);
    }
}

/// Names often carry the kind: a word of its own that says the other one is a mix-up.
fn check_kind(file: &SoundFile, expected: WavKind, findings: &mut Findings) {
    if let Some(named) = named_kind(&file.path).filter(|named| *named != expected) {
        findings.add(
            Fault::WavKindDiffers { expected, named },
            &file.path,
            Place::Whole,
        );
    }
}

/// What a file's name says that it is.
pub(crate) fn named_kind(path: &str) -> Option<WavKind> {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_uppercase();
    name.split(['_', '.', '-', ' ']).find_map(|word| match word {
        "ME" | "M&E" | "MNE" | "MANDE" => Some(WavKind::MusicAndEffects),
        "PM" | "PRINTMASTER" => Some(WavKind::Printmaster),
        _ => None,
    })
}
