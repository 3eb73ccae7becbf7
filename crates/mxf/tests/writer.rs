//! What the writer writes is what the reader reads; and whatever happens to those bytes, reading ends with an
//! answer.

use std::io::Cursor;
use std::time::{Duration, Instant};

use mxf::write::{
    Colour, FrameTexts, Identity, PictureTrack, SoundTrack, Soundfield, TextTrack, Timestamp, WriteError,
};
use mxf::{EssenceDescriptor, EssenceKind, FaultKind, PartitionKind, PictureColour, TrackFile, Wrapping};
use proptest::prelude::*;
use timecode::EditRate;
use uuid::Uuid;

const FRAMES: u64 = 7;
const SAMPLES: u64 = 480;

fn identity(id: u128) -> Identity {
    Identity {
        file_id: Uuid::from_u128(id),
        material_id: Uuid::from_u128(id + 1),
        written_at: Timestamp {
            year: 2026,
            month: 11,
            day: 23,
            hour: 4,
            minute: 30,
            second: 0,
        },
        company: "Asset QC".into(),
        product: "masters".into(),
        product_version: "1".into(),
    }
}

/// SOC, SIZ, COD, QCD and SOT of a 4:2:2 picture of ten bits; the packets are not needed here.
fn codestream(width: u32, payload_bytes: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0x4f, 0xff, 0x51, 0, 47, 0x04, 0x11];
    for number in [width, 180, 0, 0, width, 180, 0, 0] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend([0, 3, 9, 1, 1, 9, 2, 1, 9, 2, 1]);
    bytes.extend([0xff, 0x52, 0, 12, 1, 4, 0, 1, 0, 2, 3, 3, 0, 0]);
    bytes.extend([0xff, 0x5c, 0, 5, 0x42, 0x87, 0x20]);
    bytes.extend([0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1]);
    bytes.resize(bytes.len() + payload_bytes, 0x55);
    bytes
}

fn picture_track() -> PictureTrack {
    PictureTrack {
        identity: identity(0x1000),
        edit_rate: EditRate::FPS_23_976,
        aspect_ratio: (16, 9),
        colour: Colour::Bt709,
        texts: None,
    }
}

fn picture(frames: Vec<Vec<u8>>) -> Result<Vec<u8>, WriteError> {
    let mut out = Cursor::new(Vec::new());
    picture_track().write(&mut out, &mut frames.into_iter().map(Ok))?;
    Ok(out.into_inner())
}

fn good_picture() -> Vec<u8> {
    let frames = (0..FRAMES as usize).map(|frame| codestream(320, 100 + frame));
    picture(frames.collect()).expect("is written")
}

fn sound_track(soundfield: Soundfield) -> SoundTrack {
    SoundTrack {
        identity: identity(0x2000),
        sample_rate: EditRate::new(48_000, 1).expect("not zero"),
        soundfield,
        language: "en-US".into(),
        title: "A title".into(),
        title_version: "1".into(),
        content_kind: "PRM".into(),
        element_kind: "CM".into(),
    }
}

fn good_sound() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let samples = vec![7; SAMPLES as usize * 18];
    let track = sound_track(Soundfield::FiveOne);
    track.write(&mut out, &mut &samples[..]).expect("is written");
    out.into_inner()
}

fn read(bytes: &[u8]) -> TrackFile {
    TrackFile::read(Cursor::new(bytes)).expect("is read")
}

#[test]
fn a_written_picture_is_read_back() {
    let bytes = good_picture();
    let file = read(&bytes);
    assert_eq!(file.faults, []);
    assert_eq!(
        (file.essence, file.wrapping),
        (EssenceKind::Jpeg2000, Wrapping::Frame)
    );
    assert_eq!(file.id(), Uuid::from_u128(0x1000));
    assert_eq!(file.edit_rate, Some(EditRate::FPS_23_976));
    assert_eq!(
        (file.duration(), file.present_duration),
        (Some(FRAMES), Some(FRAMES))
    );
    let picture = file.picture().expect("a picture");
    assert_eq!(
        (picture.stored_width, picture.stored_height),
        (Some(320), Some(180))
    );
    assert_eq!(picture.bit_depth(), Some(10));
    assert!(picture.is_progressive());
    let PictureColour::Cdci(cdci) = &picture.colour else {
        panic!("{picture:?}")
    };
    assert_eq!(
        (cdci.black_ref_level, cdci.white_ref_level, cdci.color_range),
        (Some(64), Some(940), Some(897))
    );
    assert_eq!(
        (cdci.horizontal_subsampling, cdci.vertical_subsampling),
        (Some(2), Some(1))
    );
    let jpeg2000 = picture.jpeg2000.as_ref().expect("a sub-descriptor");
    assert_eq!((jpeg2000.rsiz, jpeg2000.csiz), (Some(0x0411), Some(3)));
    assert_eq!(jpeg2000.j2c_layout, [(b'Y', 10), (b'U', 10), (b'V', 10)]);
}

fn documents() -> FrameTexts {
    FrameTexts {
        frames: (0..FRAMES)
            .map(|frame| format!("<Frame>{frame}</Frame>"))
            .collect(),
        whole: "<Whole/>".into(),
    }
}

fn text_track(texts: FrameTexts) -> Result<Vec<u8>, WriteError> {
    let track = TextTrack {
        identity: identity(0x3000),
        edit_rate: EditRate::FPS_23_976,
        namespace: "http://example.org/frames".into(),
        texts,
    };
    let mut out = Cursor::new(Vec::new());
    track.write(&mut out)?;
    Ok(out.into_inner())
}

#[test]
fn written_documents_are_read_back_with_what_they_are() {
    let bytes = text_track(documents()).expect("is written");
    let file = read(&bytes);
    assert_eq!(file.faults, []);
    assert_eq!(
        (
            file.duration(),
            file.present_duration,
            file.frame_texts,
            file.wrapping
        ),
        (Some(FRAMES), Some(FRAMES), FRAMES, Wrapping::Frame)
    );
    let EssenceDescriptor::Isxd(data) = &file.descriptor else {
        panic!("{:?}", file.descriptor)
    };
    assert_eq!(data.namespace_uri.as_deref(), Some("http://example.org/frames"));
    let mut texts = Vec::new();
    let mut stream = None;
    mxf::read_texts(Cursor::new(&bytes), &mut |text| {
        match text {
            mxf::Text::Frame(text) => texts.push(String::from_utf8_lossy(text).into_owned()),
            mxf::Text::Stream(text) => stream = Some(text.to_vec()),
        }
        true
    })
    .expect("are read");
    assert_eq!(texts, documents().frames);
    assert_eq!(stream.as_deref(), Some(b"<Whole/>".as_slice()));
    for frame in 0..FRAMES {
        let offset = file.edit_unit_offset(frame).expect("is indexed") as usize;
        assert_eq!(bytes[offset + 24..offset + 31], *b"<Frame>", "frame {frame}");
    }
    let none = FrameTexts {
        frames: Vec::new(),
        ..documents()
    };
    assert!(matches!(text_track(none), Err(WriteError::Empty)));
}

#[test]
fn every_written_frame_is_found_through_the_index() {
    let bytes = good_picture();
    let file = read(&bytes);
    for frame in 0..FRAMES {
        let offset = file.edit_unit_offset(frame).expect("is indexed") as usize;
        assert_eq!(bytes[offset..offset + 4], [0x06, 0x0e, 0x2b, 0x34]);
        assert_eq!(bytes[offset + 24..offset + 26], [0xff, 0x4f], "frame {frame}");
    }
    assert_eq!(file.edit_unit_offset(FRAMES), None);
}

#[test]
fn written_sound_is_read_back_with_its_labels() {
    let file = read(&good_sound());
    assert_eq!(file.faults, []);
    assert_eq!((file.essence, file.wrapping), (EssenceKind::Pcm, Wrapping::Clip));
    assert_eq!(
        (file.duration(), file.present_duration),
        (Some(SAMPLES), Some(SAMPLES))
    );
    let sound = file.sound().expect("sound");
    assert!(sound.is_wave);
    assert_eq!(
        (sound.channel_count, sound.quantization_bits),
        (Some(6), Some(24))
    );
    assert_eq!(sound.spoken_language(), Some("en-US"));
    let symbols = sound
        .channels
        .iter()
        .filter_map(|channel| channel.label.tag_symbol.as_deref());
    assert_eq!(
        symbols.collect::<Vec<_>>(),
        ["chL", "chR", "chC", "chLFE", "chLs", "chRs"]
    );
    let field = &sound.soundfield_groups[0].label;
    assert_eq!(
        (field.tag_symbol.as_deref(), field.title.as_deref()),
        (Some("sg51"), Some("A title"))
    );
    let linked = sound
        .channels
        .iter()
        .all(|channel| channel.soundfield_group_link == field.link_id);
    assert!(linked);
}

#[test]
fn the_same_essence_gives_the_same_bytes() {
    assert_eq!(good_picture(), good_picture());
    assert_eq!(good_sound(), good_sound());
}

#[test]
fn more_frames_than_one_index_segment_holds_are_indexed() {
    let frames = vec![codestream(320, 0); 5001];
    let file = read(&picture(frames).expect("is written"));
    assert_eq!(file.faults, []);
    assert_eq!(file.index.as_ref().map(|index| index.segments.len()), Some(2));
    assert!(file.edit_unit_offset(5000).is_some());
}

#[test]
fn a_frame_of_another_size_is_refused() {
    let refused = picture(vec![codestream(320, 9), codestream(322, 9)]);
    assert!(matches!(refused, Err(WriteError::FrameDiffers { frame: 1 })));
    assert!(matches!(picture(Vec::new()), Err(WriteError::Empty)));
}

#[test]
fn samples_that_end_within_one_are_refused() {
    let mut out = Cursor::new(Vec::new());
    let refused = sound_track(Soundfield::Stereo).write(&mut out, &mut &[0_u8; 13][..]);
    assert!(matches!(
        refused,
        Err(WriteError::PartialSample { left_bytes: 1 })
    ));
}

#[test]
fn a_title_that_no_property_holds_is_refused() {
    let track = SoundTrack {
        title: "x".repeat(40_000),
        ..sound_track(Soundfield::Stereo)
    };
    let refused = track.write(&mut Cursor::new(Vec::new()), &mut &[0_u8; 12][..]);
    assert!(matches!(refused, Err(WriteError::TextTooLong { length: 40_000 })));
}

#[test]
fn a_file_cut_anywhere_in_its_body_says_so() {
    for bytes in [good_picture(), good_sound()] {
        let body = read(&bytes).partitions[1].offset as usize + 200;
        for length in (body..bytes.len() - 140).step_by(97) {
            let file = read(&bytes[..length]);
            assert!(file.is_truncated(), "cut to {length} of {}", bytes.len());
        }
    }
}

#[test]
fn a_cut_clip_counts_the_samples_that_are_left() {
    let bytes = good_sound();
    let clip = read(&bytes).edit_unit_offset(0).expect("is indexed") as usize;
    let file = read(&bytes[..clip + 18 * 100]);
    assert_eq!(file.present_duration, Some(100));
    let missing = FaultKind::DurationBeyondBody {
        declared: SAMPLES,
        present: 100,
    };
    assert!(file.faults.iter().any(|fault| fault.kind == missing));
}

#[test]
fn a_text_file_is_refused_and_a_run_in_named() {
    let text = TrackFile::read(Cursor::new(b"#EXTM3U\n")).map_err(|error| error.to_string());
    assert_eq!(
        text.err().as_deref(),
        Some("byte 0: the file does not begin with an MXF header partition pack")
    );
    let mut run_in = vec![0x20; 100];
    run_in.extend(good_picture());
    let refused = TrackFile::read(Cursor::new(run_in)).map_err(|error| error.to_string());
    assert_eq!(
        refused.err().as_deref(),
        Some("byte 0: a run-in before the header partition is not supported")
    );
}

#[test]
fn partitions_lie_where_they_say() {
    let file = read(&good_picture());
    let kinds: Vec<PartitionKind> = file.partitions.iter().map(|partition| partition.kind).collect();
    use PartitionKind::{Body, Footer, Header};
    assert_eq!(kinds, [Header, Body, Body, Footer]);
    for partition in &file.partitions {
        assert_eq!(partition.this_partition, partition.offset);
        assert_eq!(partition.footer_partition, file.partitions[3].offset);
    }
}

/// Reading must end, with whatever answer, well before anybody would call it hung.
fn ends_quickly(bytes: &[u8]) {
    let begun = Instant::now();
    if let Ok(file) = TrackFile::read(Cursor::new(bytes)) {
        for frame in [0, 1, FRAMES, u64::MAX] {
            if let Some(offset) = file.edit_unit_offset(frame) {
                assert!(offset < file.length_bytes);
            }
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn flipped_bytes_never_end_in_a_panic(
        is_picture: bool,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
        is_cut: bool,
    ) {
        let mut bytes = if is_picture { good_picture() } else { good_sound() };
        // The fill of the header is of no interest: flip what means something.
        let fill = 6000..15_500;
        let places: Vec<usize> = (0..bytes.len()).filter(|at| !fill.contains(at)).collect();
        for (at, value) in flips {
            let place = *at.get(&places);
            bytes[place] = value;
        }
        if is_cut {
            let length = cut.index(bytes.len());
            bytes.truncate(length);
        }
        ends_quickly(&bytes);
    }

    #[test]
    fn random_bytes_behind_a_header_never_end_in_a_panic(noise in prop::collection::vec(any::<u8>(), 0..4000)) {
        let mut bytes = good_sound();
        bytes.truncate(16_384 + 140);
        bytes.extend(noise);
        ends_quickly(&bytes);
    }
}
