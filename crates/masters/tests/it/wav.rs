//! WAV sets are what crate `audio` reads: format, length, time reference, and every sample.

use audio::{Soundfield as WavField, WavFile};
use masters::sound::{identify_channel, sample};
use masters::{Channel, MasterSpec, Soundfield, WavKind, write_wav_set};
use timecode::EditRate;

use crate::program::small;

fn spec() -> MasterSpec {
    small("Wav", EditRate::FPS_23_976, 10)
}

/// A list of samples for each channel, as 24-bit numbers.
fn read(path: &std::path::Path) -> (WavFile, Vec<Vec<i32>>) {
    let (file, mut samples) = WavFile::open(path).unwrap();
    let count = file.format.channels as usize;
    let mut interleaved = Vec::new();
    let mut piece = Vec::new();
    loop {
        samples.read(&mut piece).unwrap();
        if piece.is_empty() {
            break;
        }
        interleaved.append(&mut piece);
    }
    let channels =
        (0..count).map(|channel| interleaved.iter().skip(channel).step_by(count).copied().collect());
    let channels = channels.collect();
    (file, channels)
}

#[test]
fn a_printmaster_has_every_sample_of_the_master() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_wav_set(&spec(), WavKind::Printmaster, folder.path()).unwrap();
    assert_eq!(paths.len(), 2);
    for (path, soundfield) in paths.iter().zip([Soundfield::FiveOne, Soundfield::Stereo]) {
        let (file, channels) = read(path);
        assert_eq!(file.frames, 20_020);
        assert_eq!(channels.len(), soundfield.channels().len());
        for (heard, channel) in channels.iter().zip(soundfield.channels()) {
            let written: Vec<i32> = (0..20_020)
                .map(|at| sample(&spec(), soundfield, *channel, at))
                .collect();
            assert!(*heard == written, "{channel:?} of {}", path.display());
        }
    }
}

#[test]
fn time_reference_is_one_hour_of_timecode() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_wav_set(&spec(), WavKind::Printmaster, folder.path()).unwrap();
    let (file, _) = read(&paths[0]);
    let bext = file.bext.unwrap();
    // An hour of timecode at 23.976 lasts 3,603.6 s.
    assert_eq!(bext.time_reference_samples, 172_972_800);
    assert_eq!(bext.origination_date, "2026-01-02");
}

#[test]
fn music_and_effects_have_a_silent_c() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_wav_set(&spec(), WavKind::MusicAndEffects, folder.path()).unwrap();
    let (_, channels) = read(&paths[0]);
    let named: Vec<Option<Channel>> = channels
        .iter()
        .map(|samples| {
            let tone: Vec<f64> = samples
                .iter()
                .skip(2400)
                .map(|sample| f64::from(*sample))
                .collect();
            identify_channel(&tone)
        })
        .collect();
    let mut wanted: Vec<Option<Channel>> = Soundfield::FiveOne.channels().iter().copied().map(Some).collect();
    wanted[2] = None;
    assert_eq!(named, wanted);
    assert!(channels[2].iter().all(|sample| *sample == 0));
}

#[test]
fn file_names_say_the_soundfield() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write_wav_set(&spec(), WavKind::Printmaster, folder.path()).unwrap();
    let named: Vec<audio::name::Named> = paths
        .iter()
        .map(|path| audio::name::read_name(&path.to_string_lossy()))
        .collect();
    let wanted = [WavField::FiveOne, WavField::Stereo].map(audio::name::Named::Interleaved);
    assert_eq!(named, wanted);
}
