//! WAV files made by others, and ours cut and bent at random. The media lie outside the repository; without them
//! the tests that need them say so and pass.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use audio::{Container, SampleKind, Soundfield, WavError, WavFile, WavSpec, WavWriter};
use proptest::prelude::*;

fn media(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/media");
    let root = std::env::var_os("ASSETQC_MEDIA").map_or(beside, PathBuf::from);
    let path = root.join(name);
    if !path.exists() {
        println!("media not there, nothing checked: {name}");
        return None;
    }
    Some(path)
}

fn header(name: &str) -> Option<WavFile> {
    Some(WavFile::open(&media(name)?).unwrap().0)
}

#[test]
fn the_good_printmaster_tells_its_facts() {
    let Some(file) = header("made/wav/pm_51.wav") else {
        return;
    };
    let format = file.format;
    assert_eq!(
        (format.channels, format.sample_rate_hz, format.bits),
        (6, 48_000, 24)
    );
    assert_eq!(file.frames, 144 * 2002);
    // 01:00:00:00 at 24000/1001 is 3600 × 1.001 seconds after midnight of the label.
    assert_eq!(file.bext.unwrap().time_reference_samples, 172_972_800);
    assert_eq!(header("made/wav/pm_16bit_51.wav").unwrap().format.bits, 16);
}

/// The centre's samples from `first` on.
fn centre(path: &Path, first: u64) -> Vec<i32> {
    let (_, mut samples) = WavFile::open(path).unwrap();
    let mut piece = Vec::new();
    samples.seek_to_frame(first);
    samples.read(&mut piece).unwrap();
    piece.chunks(6).map(|frame| frame[2]).collect()
}

#[test]
fn samples_are_read_from_the_middle_and_the_late_printmaster_is_two_frames_late() {
    let Some(path) = media("made/wav/pm_51.wav") else {
        return;
    };
    let (good, late) = (path.clone(), path.with_file_name("pm_late_51.wav"));
    let blip = centre(&good, 24 * 2002);
    assert_eq!(centre(&late, 24 * 2002 + 4004), blip);
    let loudness = |samples: &[i32]| samples.iter().map(|sample| i64::from(sample.abs())).sum::<i64>();
    assert!(loudness(&blip[..2002]) > 2 * loudness(&blip[2002..4004]));
}

#[test]
fn odd_files_are_read_or_refused_with_the_place() {
    let Some(rf64) = header("third-party/ebu_ear/rect_24bit_rf64.wav") else {
        return;
    };
    assert_eq!(
        (rf64.container, rf64.format.bits, rf64.missing_bytes),
        (Container::Rf64, 24, 0)
    );
    assert!(
        header("third-party/ebu_ear/rect_24bit_bext.wav")
            .unwrap()
            .bext
            .is_some()
    );
    assert_eq!(
        header("third-party/ebu_ear/24bit_missing_padding.wav")
            .unwrap()
            .missing_bytes,
        0
    );
    assert_eq!(
        header("third-party/ebu_ear/fmt_padding.wav").unwrap().format.kind,
        SampleKind::Pcm
    );
    let adm = header("third-party/dolby_adm/sample_adm_file_0.wav").unwrap();
    assert!(adm.adm.is_some_and(|adm| adm.is_ok()) && adm.chna.is_some());
    let refused = WavFile::open(&media("third-party/ebu_ear/rect_24bit_noriff.wav").unwrap()).unwrap_err();
    assert!(matches!(refused, WavError::NotWave { offset: 0 }));
}

fn written() -> Vec<u8> {
    let spec = WavSpec {
        sample_rate_hz: 48_000,
        channels: Soundfield::FiveOne.channels().to_vec(),
        bext: Some(audio::Bext::default()),
    };
    let mut writer = WavWriter::create(Cursor::new(Vec::new()), &spec).unwrap();
    writer.write(&[7; 6 * 100]).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_file_cut_anywhere_is_refused_or_says_what_is_missing() {
    let whole = written();
    for length in 0..whole.len() {
        match WavFile::read(Cursor::new(&whole[..length])) {
            Ok((file, _)) => assert_eq!(file.missing_bytes, (whole.len() - length) as u64),
            Err(error) => assert!(length < 800, "{length}: {error}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn bent_bytes_never_stop_the_reader(
        bends in prop::collection::vec((0_usize..760, any::<u8>()), 1..12),
        length in 0_usize..2600,
    ) {
        let mut bytes = written();
        for (at, byte) in bends {
            bytes[at] = byte;
        }
        bytes.truncate(length);
        if let Ok((_, mut samples)) = WavFile::read(Cursor::new(&bytes)) {
            let mut piece = Vec::new();
            while samples.read(&mut piece).is_ok() && !piece.is_empty() {}
        }
    }
}
