//! Track files of our writer and of others, laid out in frames of a composition; and documents of the W3C's suite, which lie
//! beside the checkout when they are there at all.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use captions::{CaptionTrack, Document, TextFile, TrackRefusal};
use imf::composition::Stretch;
use mxf::write::{Identity, TimedTextTrack, Timestamp};
use proptest::prelude::*;
use timecode::{EditRate, Frame, FrameCount, FrameRange};
use uuid::Uuid;

const HEAD: &str = "<tt xmlns='http://www.w3.org/ns/ttml' xmlns:ttp='http://www.w3.org/ns/ttml#parameter' \
                    ttp:frameRate='24' ttp:frameRateMultiplier='1000 1001'><body><div>";
const FOOT: &str = "</div></body></tt>";

fn track_file(paragraphs: &str) -> Vec<u8> {
    let track = TimedTextTrack {
        identity: Identity {
            file_id: Uuid::from_u128(0x3000),
            material_id: Uuid::from_u128(0x3001),
            written_at: Timestamp {
                year: 2026,
                month: 11,
                day: 27,
                hour: 15,
                minute: 0,
                second: 0,
            },
            company: "Asset QC".into(),
            product: "masters".into(),
            product_version: "1".into(),
        },
        edit_rate: EditRate::FPS_23_976,
        duration: 240,
        namespace: "http://www.w3.org/ns/ttml/profile/imsc1.1/text".into(),
        language: "en-US".into(),
        document: format!("{HEAD}{paragraphs}{FOOT}"),
    };
    let mut out = Cursor::new(Vec::new());
    track.write(&mut out).expect("is written");
    out.into_inner()
}

fn text_file(paragraphs: &str) -> TextFile {
    let mut source = Cursor::new(track_file(paragraphs));
    TextFile::read(&mut source, "image_", &mut |_, _| Ok(())).expect("is read")
}

fn stretch(first: u64, count: u64, source_first: u64) -> Stretch {
    Stretch {
        frames: FrameRange::starting_at(Frame(first), FrameCount(count)).expect("a range"),
        track_file_id: Uuid::nil(),
        source_first: Frame(source_first),
    }
}

/// `first–last text`, with the stretches that show them.
fn placed(stretches: &[Stretch], track_rate: EditRate, edit_rate: EditRate, paragraphs: &str) -> String {
    let files = BTreeMap::from([(Uuid::nil(), text_file(paragraphs))]);
    let track =
        CaptionTrack::place(stretches, track_rate, files, edit_rate, FrameCount(200)).expect("is placed");
    let cues = track
        .cues
        .iter()
        .map(|cue| format!("{}–{} {}", cue.first_frame, cue.last_frame, cue.text));
    cues.collect::<Vec<_>>().join(", ")
}

const RATE: EditRate = EditRate::FPS_23_976;
const TWO: &str = "<p begin='10f' end='20f'>One</p><p begin='100f' end='150f'>Two</p>";

#[test]
fn what_was_written_is_read_again() {
    let file = text_file(TWO);
    assert_eq!(file.cues.len(), 2);
    assert!(file.document.starts_with("<tt ") && file.images.is_empty());
}

#[test]
fn cues_stand_at_the_frames_of_the_document() {
    assert_eq!(
        placed(&[stretch(0, 240, 0)], RATE, RATE, TWO),
        "10–19 One, 100–149 Two"
    );
}

#[test]
fn entry_points_and_repeats_move_and_cut_them() {
    // From frame 15 of the file on, to its frame 109; then the same again.
    let twice = [stretch(0, 95, 15), stretch(95, 95, 15)];
    assert_eq!(
        placed(&twice, RATE, RATE, TWO),
        "0–4 One, 85–94 Two, 95–99 One, 180–189 Two"
    );
}

#[test]
fn nothing_is_shown_beyond_the_composition() {
    assert_eq!(placed(&[stretch(190, 240, 5)], RATE, RATE, TWO), "195–199 One");
}

#[test]
fn a_track_may_count_in_another_rate_than_the_composition() {
    // 48 of the track are 2 s, which are 47.95… frames: shown from the 48th on.
    assert_eq!(
        placed(
            &[stretch(48, 100, 0)],
            EditRate::FPS_24,
            RATE,
            "<p begin='0s' end='1s'>One</p>"
        ),
        "48–71 One"
    );
    let drop_frame = EditRate::FPS_29_97;
    assert_eq!(
        placed(
            &[stretch(0, 150, 0)],
            drop_frame,
            drop_frame,
            "<p begin='1s' end='00:00:02'>One</p><p begin='2s'>Two</p>"
        ),
        "30–59 One, 60–149 Two"
    );
}

#[test]
fn a_file_that_is_missing_or_repeated_without_end_is_refused() {
    let place = |stretches: &[Stretch], files| {
        CaptionTrack::place(stretches, RATE, files, RATE, FrameCount(u64::MAX))
    };
    assert_eq!(
        place(&[stretch(0, 10, 0)], BTreeMap::new()),
        Err(TrackRefusal::FileMissing(Uuid::nil()))
    );
    let many: String = (0..200).map(|_| "<p>All along</p>").collect();
    let stretches: Vec<Stretch> = (0..300).map(|number| stretch(number * 10, 10, 0)).collect();
    let files = BTreeMap::from([(Uuid::nil(), text_file(&many))]);
    assert_eq!(place(&stretches, files), Err(TrackRefusal::TooManyCues));
}

/// `ASSETQC_MEDIA`, or `shared/media` beside the checkout.
fn media() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/media");
    let folder = std::env::var_os("ASSETQC_MEDIA").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder.join("third-party"));
    }
    eprintln!("no media at {}: nothing was read", folder.display());
    None
}

#[test]
fn text_and_images_of_other_writers_are_read() {
    let Some(media) = media() else { return };
    let folder = media.join("photon/TestIMP");
    let read = |name: &str, kept: &mut Vec<(String, usize)>| {
        let mut file = File::open(folder.join(name)).expect("opens");
        TextFile::read(&mut file, "image_", &mut |name, bytes| {
            kept.push((name.to_owned(), bytes.len()));
            Ok(())
        })
    };
    let mut kept = Vec::new();
    let text = read(
        "MissingFilesAndAssetMapEntries/Plugfest_IMSC_text_IMP1_01_en_tt.mxf",
        &mut kept,
    );
    let text = text.expect("is read");
    // Five ways to write a time, each meant to come 72 frames after the one before and to stay for 48.
    let whole = Stretch {
        track_file_id: Uuid::nil(),
        ..stretch(0, 6240, 0)
    };
    let files = BTreeMap::from([(Uuid::nil(), text)]);
    let track = CaptionTrack::place(&[whole], RATE, files, RATE, FrameCount(6240)).expect("is placed");
    let events = track
        .cues
        .iter()
        .filter(|cue| cue.text.starts_with("Time Expression"));
    let frames: Vec<(u64, u64)> = events.map(|cue| (cue.first_frame, cue.last_frame)).collect();
    assert_eq!(
        frames,
        [5832, 5904, 5976, 6048, 6120].map(|first| (first, first + 47))
    );
    assert!(kept.is_empty());

    let images = read("MissingFilesAndAssetMapEntries/Image-IMP1_01_tt.mxf", &mut kept).expect("is read");
    let names: Vec<&str> = images.images.iter().map(|image| image.name.as_str()).collect();
    assert_eq!(names, ["Event1.png", "Event2.png", "Event3.png", "Event4.png"]);
    assert_eq!(
        kept.iter().map(|(_, bytes)| *bytes).collect::<Vec<_>>(),
        [20_242, 36_786, 34_318, 34_740]
    );

    let refused = read(
        "MERIDIAN_Netflix_Photon_161006/MERIDIAN_Netflix_Photon_161006_00_tt.mxf",
        &mut kept,
    );
    assert_eq!(
        refused.expect_err("counts in timecode").to_string(),
        "line 1: ttp:timeBase is \"smpte\"; IMSC counts in media time"
    );
}

#[test]
fn documents_of_the_suite_are_read() {
    let Some(media) = media() else { return };
    let mut folders = vec![media.join("imsc_tests")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "ttml") {
                count += 1;
                let read = Document::read(&std::fs::read(&path).expect("is read"));
                let document = read.unwrap_or_else(|refusal| panic!("{}: {refusal}", path.display()));
                assert_eq!(document.problems, [], "{}", path.display());
                eprintln!("{}: {} cues", path.display(), document.cues.len());
            }
        }
    }
    assert!(count > 50, "{count}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn flipped_bytes_never_end_in_a_panic(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30),
    ) {
        let mut bytes = track_file(TWO);
        let places: Vec<usize> = (0..3000).chain(16_300..bytes.len()).filter(|at| *at < bytes.len()).collect();
        for (at, value) in flips {
            bytes[*at.get(&places)] = value;
        }
        let _ = TextFile::read(&mut Cursor::new(bytes), "image_", &mut |_, _| Ok(()));
    }

    #[test]
    fn no_times_end_in_a_panic(begin in "[0-9:.hmsft-]{0,24}", end in "[0-9]{1,20}[a-z]{1,2}", dur in "[0-9.]{1,20}[hmsft]") {
        let text = format!("{HEAD}<p begin='{begin}' end='{end}' dur='{dur}'>One</p>{FOOT}");
        let document = Document::read(text.as_bytes()).expect("a document");
        prop_assert!(document.cues.len() <= 1);
    }
}
