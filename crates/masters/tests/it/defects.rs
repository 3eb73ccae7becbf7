//! Each defect is there, where it was asked for, and nowhere else.

use std::fs;

use imf::hash::Sha1Hash;
use masters::{Channel, Defect, Master, MasterSpec, Soundfield};
use timecode::{EditRate, Frame, FrameRange};

use crate::program::{barcodes, channels, make, pictures, small};

fn range(first: u64, last: u64) -> FrameRange {
    FrameRange::new(Frame(first), Frame(last)).unwrap()
}

fn with(defects: Vec<Defect>) -> MasterSpec {
    MasterSpec {
        defects,
        ..small("Defects", EditRate::FPS_24, 12)
    }
}

fn broken(defect: Defect) -> (tempfile::TempDir, Master) {
    let folder = tempfile::tempdir().unwrap();
    let spec = MasterSpec {
        frames: timecode::FrameCount(3),
        ..with(vec![defect])
    };
    let master = make(&spec, folder.path());
    (folder, master)
}

#[test]
fn black_and_frozen_frames_are_where_they_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let defects = vec![
        Defect::BlackFrames(range(2, 3)),
        Defect::FrozenFrames(range(7, 9)),
    ];
    let master = make(&with(defects), folder.path());
    let frames: Vec<_> = barcodes(&master, &[])
        .into_iter()
        .map(|code| code.map(|code| code.frame))
        .collect();
    let wanted = [0, 1, 99, 99, 4, 5, 6, 6, 6, 6, 10, 11].map(|frame| (frame != 99).then_some(frame));
    assert_eq!(frames, wanted);
    let pictures = pictures(&master, &[]);
    assert!(pictures[2].iter().all(|luma| *luma <= 17));
    assert_eq!(pictures[6], pictures[9]);
    assert_ne!(pictures[9], pictures[10]);
}

#[test]
fn a_silent_channel_is_silent_in_its_range() {
    let folder = tempfile::tempdir().unwrap();
    let silence = Defect::SilentChannel {
        soundfield: Soundfield::FiveOne,
        channel: Channel::Right,
        range: range(4, 5),
    };
    let master = make(&with(vec![silence]), folder.path());
    let channels = channels(&master, 0, Soundfield::FiveOne);
    assert!(channels[1][8000..12_000].iter().all(|sample| *sample == 0));
    assert!(channels[1][12_000..13_000].iter().any(|sample| *sample != 0));
    assert!(channels[0][8000..12_000].iter().any(|sample| *sample != 0));
}

#[test]
fn late_sound_begins_with_silence() {
    let folder = tempfile::tempdir().unwrap();
    let master = make(&with(vec![Defect::LateSound { samples: 4000 }]), folder.path());
    let channels = channels(&master, 1, Soundfield::Stereo);
    assert_eq!(channels[0].len(), 24_000);
    assert_eq!(
        channels[0].iter().position(|sample| *sample != 0),
        Some(4001),
        "a sine begins at zero"
    );
}

#[test]
fn a_flipped_byte_changes_the_hash_and_nothing_of_the_structure() {
    let (_folder, master) = broken(Defect::WrongHash);
    let bytes = fs::read(master.folder.join(&master.picture.file_name)).unwrap();
    let list = fs::read_to_string(&master.packing_list).unwrap();
    assert!(!list.contains(&Sha1Hash::of_bytes(&bytes).to_base64()));
    let file = mxf::TrackFile::read(std::io::Cursor::new(&bytes)).unwrap();
    assert_eq!(file.faults, []);
}

#[test]
fn a_missing_file_is_listed_but_not_there() {
    let (_folder, master) = broken(Defect::MissingFile);
    let name = &master.sounds[0].file_name;
    assert!(!master.folder.join(name).exists());
    assert!(fs::read_to_string(&master.asset_map).unwrap().contains(name));
}

#[test]
fn a_cut_track_file_says_that_it_is_cut() {
    let (_folder, master) = broken(Defect::TruncatedTrackFile);
    let file = fs::File::open(master.folder.join(&master.picture.file_name)).unwrap();
    assert!(mxf::TrackFile::read(file).unwrap().is_truncated());
}

#[test]
fn a_doctype_stands_in_a_cpl_whose_hash_is_right() {
    let (_folder, master) = broken(Defect::DoctypeInCpl);
    let cpl = fs::read_to_string(&master.composition).unwrap();
    assert!(cpl.contains("<!DOCTYPE"));
    let list = fs::read_to_string(&master.packing_list).unwrap();
    assert!(list.contains(&Sha1Hash::of_bytes(cpl.as_bytes()).to_base64()));
    assert!(list.contains(&format!("<Size>{}</Size>", cpl.len())));
    assert!(
        fs::read_to_string(&master.asset_map)
            .unwrap()
            .contains(&format!("<Length>{}</Length>", cpl.len()))
    );
}

#[test]
fn an_asset_map_leads_out_of_the_package() {
    let (_folder, master) = broken(Defect::TraversalInAssetMap);
    assert!(
        fs::read_to_string(&master.asset_map)
            .unwrap()
            .contains("<Path>../../../../etc/hostname</Path>")
    );
}
