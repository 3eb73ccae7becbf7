//! Documents of single frames, as a track file carries them, brought into the frames of a composition.

use dolby::{
    FileFrames, FrameEdit, FramesReader, Level, Metadata, MetadataError, Unfit, Version, compose,
    frame_documents, global_document,
};
use timecode::{EditRate, FrameCount};

use crate::metadata;

fn file_of(metadata: &Metadata) -> Result<FileFrames, MetadataError> {
    let mut reader = FramesReader::default();
    for document in frame_documents(metadata) {
        reader.push_frame(document.as_bytes())?;
    }
    reader.push_global(global_document(metadata).as_bytes());
    reader.finish()
}

fn one_edit(offset: u64, average: f64) -> FrameEdit {
    FrameEdit {
        offset,
        levels: vec![Level {
            level: 1,
            target: None,
            values: vec![0.0, average, 0.9],
        }],
    }
}

#[test]
fn documents_of_frames_say_what_a_sidecar_says() {
    for version in [Version::Cm29, Version::Cm40] {
        let written = metadata(48, version);
        let file = file_of(&written).expect("read");
        let composed = compose([(&file, 0, 48)]).expect("composed");
        assert_eq!(composed, written);
        assert_eq!(composed.check_fit(EditRate::FPS_24, FrameCount(48)), Ok(()));
    }
}

#[test]
fn a_composition_that_plays_parts_has_the_metadata_of_those_frames() {
    let written = metadata(48, Version::Cm29);
    let file = file_of(&written).expect("read");
    // From within the first shot into the second, then the third again and again.
    let composed = compose([(&file, 10, 10), (&file, 40, 4), (&file, 40, 4)]).expect("composed");
    let shots: Vec<(u64, &[Level])> = composed
        .shots
        .iter()
        .map(|shot| (shot.duration_frames, shot.levels.as_slice()))
        .collect();
    let levels = |shot: usize| written.shots[shot].levels.as_slice();
    assert_eq!(
        shots,
        [(6, levels(0)), (4, levels(1)), (4, levels(2)), (4, levels(2))]
    );
    assert_eq!(
        compose([(&file, 40, 9)]),
        Err(MetadataError::FrameMissing {
            frame: 48,
            frames: 48
        })
    );
    assert_eq!(
        composed.check_fit(EditRate::FPS_25, FrameCount(18)),
        Err(Unfit::EditRate {
            expected: EditRate::FPS_25,
            found: EditRate::FPS_24
        })
    );
    assert_eq!(
        composed.check_fit(EditRate::FPS_24, FrameCount(17)),
        Err(Unfit::FrameCount {
            expected: 17,
            found: 18
        })
    );
}

#[test]
fn frames_that_differ_within_a_shot_become_edits_of_it() {
    let mut written = metadata(48, Version::Cm40);
    written.shots[1].edits = vec![one_edit(3, 0.5), one_edit(4, 0.6)];
    let composed = compose([(&file_of(&written).expect("read"), 0, 48)]).expect("composed");
    assert_eq!(composed.shots.len(), 3);
    assert_eq!(composed.shots[1].changed_frames(), 2);
    let offsets: Vec<u64> = composed.shots[1].edits.iter().map(|edit| edit.offset).collect();
    assert_eq!(offsets, [3, 4]);
    // A frame's document says all levels, not only the changed one.
    let edited = &composed.shots[1].edits[0].levels;
    assert_eq!(edited.len(), written.shots[1].levels.len());
}

#[test]
fn a_shot_without_l1_is_told_by_its_first_frame() {
    let mut written = metadata(48, Version::Cm29);
    written.shots[1].levels.retain(|level| level.level != 1);
    let composed = compose([(&file_of(&written).expect("read"), 0, 48)]).expect("composed");
    assert_eq!(
        composed.check_fit(EditRate::FPS_24, FrameCount(48)),
        Err(Unfit::ImageCharacterMissing { frame: 16 })
    );
}

#[test]
fn what_is_wrong_is_told_with_its_frame() {
    let written = metadata(48, Version::Cm29);
    let mut reader = FramesReader::default();
    let documents: Vec<String> = frame_documents(&written).collect();
    reader.push_frame(documents[0].as_bytes()).expect("read");
    let broken = documents[20].replace(
        "level=\"1\"><ImageCharacter>0,",
        "level=\"1\"><ImageCharacter>dark,",
    );
    let error = reader.push_frame(broken.as_bytes()).expect_err("refused");
    assert_eq!(
        error.to_string(),
        "the document of frame 1: line 6: ImageCharacter is \"dark,0.39999999999999997,0.65\", not as many numbers as that \
         element has"
    );
    let mut reader = FramesReader::default();
    reader.push_frame(documents[0].as_bytes()).expect("read");
    assert_eq!(reader.finish(), Err(MetadataError::GlobalMissing));
    let other = frame_documents(&metadata(48, Version::Cm40)).next().expect("one");
    let mut reader = FramesReader::default();
    reader.push_frame(documents[0].as_bytes()).expect("read");
    assert!(reader.push_frame(other.as_bytes()).is_err(), "another version");
}
