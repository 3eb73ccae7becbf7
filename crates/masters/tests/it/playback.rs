//! What ffmpeg plays is what was drawn and sounded, frame for frame and sample for sample.

use masters::sound::{identify_channel, sample};
use masters::write_supplemental;
use timecode::{EditRate, Frame, FrameRange};

use crate::program::{barcodes, barcodes_after_h264, channels, make, small};

fn check_playback(rate: EditRate, frames: u64, samples: u64) {
    let folder = tempfile::tempdir().unwrap();
    let master = make(&small("Playback", rate, frames), folder.path());
    let seen: Vec<_> = barcodes(&master, &[])
        .into_iter()
        .map(|code| code.map(|code| (u64::from(code.frame), code.version)))
        .collect();
    let wanted: Vec<_> = (0..frames).map(|frame| Some((frame, 0))).collect();
    assert_eq!(seen, wanted);
    for (stream, sound) in master.sounds.iter().enumerate() {
        let channels = channels(&master, stream, sound.soundfield);
        for (heard, channel) in channels.iter().zip(sound.soundfield.channels()) {
            assert_eq!(heard.len() as u64, samples);
            let written: Vec<i32> = (0..samples)
                .map(|at| sample(&master.spec, sound.soundfield, *channel, at))
                .collect();
            assert!(*heard == written, "{channel:?} of {:?}", sound.soundfield);
            let tone: Vec<f64> = heard.iter().skip(2400).map(|sample| f64::from(*sample)).collect();
            assert_eq!(identify_channel(&tone), Some(*channel));
        }
    }
}

#[test]
fn every_frame_and_sample_plays_at_24() {
    check_playback(EditRate::FPS_24, 24, 48_000);
}

#[test]
fn every_frame_and_sample_plays_at_23_976() {
    check_playback(EditRate::FPS_23_976, 10, 20_020);
}

#[test]
fn every_frame_and_sample_plays_at_25() {
    check_playback(EditRate::FPS_25, 8, 15_360);
}

#[test]
fn every_frame_and_sample_plays_at_29_97() {
    check_playback(EditRate::FPS_29_97, 10, 16_016);
}

#[test]
fn a_supplemental_plays_its_new_frames_and_the_old_ones_around_them() {
    let folder = tempfile::tempdir().unwrap();
    let original = make(
        &small("Replaced", EditRate::FPS_24, 16),
        &folder.path().join("original"),
    );
    let range = FrameRange::new(Frame(5), Frame(9)).unwrap();
    let supplemental = write_supplemental(&original, range, &folder.path().join("supplemental")).unwrap();
    assert!(!supplemental.folder.join(&original.picture.file_name).exists());
    let maps = [original.asset_map.clone(), supplemental.asset_map.clone()];
    let seen = barcodes(&supplemental, &maps);
    let versions: Vec<_> = seen.iter().flatten().map(|code| code.version).collect();
    assert_eq!(versions, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    assert!(
        (0..)
            .zip(seen)
            .all(|(frame, code)| code.is_some_and(|code| code.frame == frame))
    );
}

#[test]
fn a_supplemental_may_replace_the_first_and_the_last_frame() {
    let folder = tempfile::tempdir().unwrap();
    let original = make(
        &small("Ends", EditRate::FPS_24, 6),
        &folder.path().join("original"),
    );
    for (first, last, wanted) in [(0, 1, [1, 1, 0, 0, 0, 0]), (5, 5, [0, 0, 0, 0, 0, 1])] {
        let range = FrameRange::new(Frame(first), Frame(last)).unwrap();
        let place = folder.path().join(format!("supplemental{first}"));
        let supplemental = write_supplemental(&original, range, &place).unwrap();
        let maps = [original.asset_map.clone(), supplemental.asset_map.clone()];
        let versions = barcodes(&supplemental, &maps)
            .into_iter()
            .map(|code| code.unwrap().version);
        assert_eq!(versions.collect::<Vec<_>>(), wanted);
    }
    let beyond = FrameRange::new(Frame(5), Frame(6)).unwrap();
    assert!(write_supplemental(&original, beyond, folder.path()).is_err());
}

#[test]
fn the_barcode_survives_a_strong_h264_from_360_to_1080_lines() {
    let folder = tempfile::tempdir().unwrap();
    let spec = masters::MasterSpec {
        width: 640,
        height: 360,
        ..small("Strong", EditRate::FPS_24, 6)
    };
    let master = make(&spec, folder.path());
    for (width, height) in [(640, 360), (854, 480), (1920, 1080)] {
        let seen = barcodes_after_h264(&master, width, height);
        let frames: Vec<_> = seen.into_iter().map(|code| code.map(|code| code.frame)).collect();
        assert_eq!(frames, (0..6).map(Some).collect::<Vec<_>>(), "{width}x{height}");
    }
}
