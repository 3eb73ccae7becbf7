//! WAV sets written for each test, and those made by others.

use std::fs::File;
use std::path::Path;

use crate::fixtures::{media, rejections, rules, unnoticed};
use audio::{Bext, Channel, Soundfield, WavSpec, WavWriter};
use conform::{DeliveryKind, Inspection, Verdict, WavKind, inspect};

struct Wav {
    channels: Vec<Channel>,
    frames: usize,
    sample_rate_hz: u32,
    time: Option<u64>,
}

fn wav(soundfield: Soundfield) -> Wav {
    let channels = soundfield.channels().to_vec();
    Wav {
        channels,
        frames: 2002,
        sample_rate_hz: 48_000,
        time: Some(172_972_800),
    }
}

fn mono(channel: Channel) -> Wav {
    Wav {
        channels: vec![channel],
        ..wav(Soundfield::Mono)
    }
}

fn write(folder: &Path, name: &str, wav: &Wav) {
    let bext = wav.time.map(|time| Bext {
        time_reference_samples: time,
        version: 1,
        ..Bext::default()
    });
    let spec = WavSpec {
        sample_rate_hz: wav.sample_rate_hz,
        channels: wav.channels.clone(),
        bext,
    };
    let mut writer = WavWriter::create(File::create(folder.join(name)).unwrap(), &spec).unwrap();
    writer.write(&vec![100; wav.frames * wav.channels.len()]).unwrap();
    writer.finish().unwrap();
}

fn inspect_set(files: &[(&str, Wav)]) -> Inspection {
    let folder = tempfile::tempdir().unwrap();
    files
        .iter()
        .for_each(|(name, wav)| write(folder.path(), name, wav));
    inspect(
        folder.path(),
        DeliveryKind::WavSet(WavKind::Printmaster),
        &[],
        &mut unnoticed,
    )
}

#[test]
fn a_five_one_and_a_stereo_of_equal_length_are_clean() {
    let inspection = inspect_set(&[
        ("a_51.wav", wav(Soundfield::FiveOne)),
        ("a_20.wav", wav(Soundfield::Stereo)),
    ]);
    assert_eq!(
        (inspection.findings.as_slice(), inspection.verdict),
        (&[][..], Verdict::Accepted)
    );
    let soundfields: Vec<Soundfield> = inspection
        .soundfields
        .iter()
        .map(|facts| facts.soundfield)
        .collect();
    assert_eq!(soundfields, [Soundfield::Stereo, Soundfield::FiveOne]);
    assert!(inspection.files.iter().all(|file| file.sha1.is_some()));
}

#[test]
fn six_mono_files_make_a_five_one() {
    let names = [
        "a.L.wav",
        "a.R.wav",
        "a.C.wav",
        "a.LFE.wav",
        "a.Ls.wav",
        "a.Rs.wav",
    ];
    let channels = Soundfield::FiveOne.channels();
    let set: Vec<_> = names
        .iter()
        .zip(channels)
        .map(|(name, channel)| (*name, mono(*channel)))
        .collect();
    let inspection = inspect_set(&set);
    assert_eq!(inspection.findings, []);
    let [facts] = inspection.soundfields.as_slice() else {
        panic!("one soundfield")
    };
    assert_eq!(
        (facts.soundfield, facts.is_interleaved),
        (Soundfield::FiveOne, false)
    );
    assert_eq!(facts.channels[&Channel::Lfe], "a.LFE.wav");

    let inspection = inspect_set(&set[..5]);
    assert_eq!(rejections(&inspection), ["wav.set.channel-missing"]);
    assert!(
        inspection.findings[0].message.contains("Rs"),
        "{}",
        inspection.findings[0]
    );
}

#[test]
fn lengths_and_times_must_be_equal() {
    let long = Wav {
        frames: 2003,
        ..wav(Soundfield::Stereo)
    };
    let late = Wav {
        time: Some(5),
        ..wav(Soundfield::Stereo)
    };
    let untimed = Wav {
        time: None,
        ..wav(Soundfield::Stereo)
    };
    let with = |wav_20| {
        rules(&inspect_set(&[
            ("a_51.wav", wav(Soundfield::FiveOne)),
            ("b_20.wav", wav_20),
        ]))
        .join(" ")
    };
    assert_eq!(with(long), "wav.set.lengths");
    assert_eq!(with(late), "wav.bext.time");
    assert_eq!(with(untimed), "wav.bext.missing");
}

#[test]
fn formats_are_those_of_the_delivery() {
    let slow = Wav {
        sample_rate_hz: 44_100,
        ..wav(Soundfield::FiveOne)
    };
    assert_eq!(
        rules(&inspect_set(&[("a_51.wav", slow)])),
        ["wav.format.sample-rate"]
    );
    let empty = Wav {
        frames: 0,
        ..wav(Soundfield::FiveOne)
    };
    assert_eq!(rules(&inspect_set(&[("a_51.wav", empty)])), ["wav.file.empty"]);
    let misnamed = wav(Soundfield::Stereo);
    assert_eq!(
        rules(&inspect_set(&[("a_51.wav", misnamed)])),
        ["wav.set.channel-count"]
    );
    let unknown = Wav {
        channels: vec![Channel::L, Channel::R, Channel::C],
        ..wav(Soundfield::Mono)
    };
    assert_eq!(rules(&inspect_set(&[("a.wav", unknown)])), ["wav.set.soundfield"]);
    let twice = [
        ("a_51.wav", wav(Soundfield::FiveOne)),
        ("b_51.wav", wav(Soundfield::FiveOne)),
    ];
    assert_eq!(rules(&inspect_set(&twice)), ["wav.set.soundfield-repeated"]);
    let stereo_only = [("a_20.wav", wav(Soundfield::Stereo))];
    assert_eq!(rules(&inspect_set(&stereo_only)), ["wav.set.surround-missing"]);
    let mixed_up = [("a_ME_51.wav", wav(Soundfield::FiveOne))];
    assert_eq!(rules(&inspect_set(&mixed_up)), ["wav.set.kind"]);
    assert_eq!(rules(&inspect_set(&[])), ["wav.set.empty"]);
}

#[test]
fn a_cut_file_says_how_much_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a_51.wav", &wav(Soundfield::FiveOne));
    let path = folder.path().join("a_51.wav");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 100]).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "hello").unwrap();
    let inspection = inspect(
        folder.path(),
        DeliveryKind::WavSet(WavKind::Printmaster),
        &[],
        &mut unnoticed,
    );
    assert_eq!(rules(&inspection), ["wav.file.truncated", "wav.file.extra"]);
    assert!(inspection.findings[0].message.contains("100 bytes"));
    let json = serde_json::to_string(&inspection).unwrap();
    assert_eq!(serde_json::from_str::<Inspection>(&json).unwrap(), inspection);
}

#[test]
fn what_is_no_wav_is_refused_at_its_byte() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a_51.wav"), "#EXTM3U\n/etc/hostname\n").unwrap();
    let inspection = inspect(
        folder.path(),
        DeliveryKind::WavSet(WavKind::Printmaster),
        &[],
        &mut unnoticed,
    );
    assert_eq!(rules(&inspection), ["wav.file.unreadable"]);
}

#[test]
fn printmasters_made_by_others_are_judged_rightly() {
    let expected = [
        ("pm_51.wav", WavKind::Printmaster, vec![]),
        ("me_51.wav", WavKind::MusicAndEffects, vec![]),
        ("pm_16bit_51.wav", WavKind::Printmaster, vec!["wav.format.bits"]),
    ];
    for (name, kind, rules_broken) in expected {
        let Some(path) = media(&format!("made/wav/{name}")) else {
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(path, folder.path().join(name)).unwrap();
        let inspection = inspect(folder.path(), DeliveryKind::WavSet(kind), &[], &mut unnoticed);
        assert_eq!(rules(&inspection), rules_broken, "{name}");
    }
}
