//! A sidecar says what was written, and its RPUs are those of its shots.

use dolby::{
    FrameEdit, ImageCharacter, Level, Packed, Version, check_rpu, cut, image_character_of, read_sidecar,
    rpus, sidecar_document,
};
use timecode::{Frame, FrameRange};

use crate::{metadata, unrolled};

const UHD: (u32, u32) = (3840, 2160);

#[test]
fn a_sidecar_of_either_version_reads_as_it_was_written_packed_or_not() {
    for version in [Version::Cm29, Version::Cm40] {
        let written = metadata(48, version);
        let read = read_sidecar(sidecar_document(&written).as_bytes()).expect("read");
        assert_eq!(read, written);
        let packed = Packed::of(&written).expect("packed");
        assert_eq!(packed.unpack(), Ok(written));
    }
}

#[test]
fn every_frame_has_the_l1_of_its_shot_and_the_first_of_a_shot_says_that_a_scene_begins() {
    let metadata = metadata(48, Version::Cm40);
    let runs = rpus(&metadata, UHD).expect("RPUs");
    assert_eq!(
        runs.iter().map(|run| run.frames).collect::<Vec<_>>(),
        [1, 15, 1, 15, 1, 15]
    );
    let units = unrolled(&runs);
    assert_eq!(units.len(), 48);
    for (frame, unit) in units.iter().enumerate() {
        check_rpu(unit).expect("an RPU of profile 8");
        let step = (frame / 16) as f64 * 0.05;
        let code = |value: f64| (value * 4095.0).round() as u16;
        let expected = [0, code(0.35 + step), code(0.6 + step)];
        assert_eq!(image_character_of(unit), Some(expected), "frame {frame}");
    }
}

#[test]
fn a_part_has_the_rpus_of_its_frames_however_its_borders_cut_shots() {
    let runs = rpus(&metadata(48, Version::Cm29), UHD).expect("RPUs");
    let whole = unrolled(&runs);
    for (first, last) in [(0, 47), (0, 0), (10, 20), (15, 16), (47, 47)] {
        let range = FrameRange::new(Frame(first), Frame(last)).expect("a range");
        let part = unrolled(&cut(&runs, range));
        assert_eq!(part, whole[first as usize..=last as usize], "{first} to {last}");
    }
}

#[test]
fn an_edit_of_one_frame_changes_the_rpu_of_that_frame_alone() {
    let mut metadata = metadata(48, Version::Cm40);
    let before = unrolled(&rpus(&metadata, UHD).expect("RPUs"));
    for (shot, offset) in [(0, 0), (1, 7), (2, 15)] {
        let edit = FrameEdit {
            offset,
            levels: vec![Level {
                level: 1,
                target: None,
                values: vec![0.0, 0.31, 0.55],
            }],
        };
        metadata.shots[shot].edits.push(edit);
    }
    assert_eq!(
        metadata.shots[1].image_character(),
        Some(ImageCharacter {
            minimum: 0.0,
            average: 0.35 + 0.05,
            maximum: 0.6 + 0.05
        })
    );
    assert_eq!(metadata.shots[1].changed_frames(), 1);
    let read = read_sidecar(sidecar_document(&metadata).as_bytes()).expect("read");
    assert_eq!(read, metadata);
    let after = unrolled(&rpus(&metadata, UHD).expect("RPUs"));
    let changed: Vec<usize> = (0..48).filter(|frame| before[*frame] != after[*frame]).collect();
    assert_eq!(changed, [0, 23, 47]);
    assert_eq!(image_character_of(&after[23]), Some([0, 1269, 2252]));
}

#[test]
fn a_film_of_many_shots_is_handed_on_in_parts_without_a_seam() {
    let mut metadata = metadata(48, Version::Cm29);
    let shots = metadata.shots.clone();
    metadata.shots = shots.iter().cycle().take(4_500).cloned().collect();
    let units = unrolled(&rpus(&metadata, UHD).expect("RPUs"));
    assert_eq!(units.len(), 16 * 4_500);
    let once = &units[..48];
    assert!(units.chunks(48).all(|three| three == once));
}
