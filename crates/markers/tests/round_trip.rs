//! What is written is read again as it was, in every format as far as it can carry it; and what is not right is refused in
//! words that say where and why.

use markers::{Format, Marker, Place, ReadError, RowError, Timeline, read, write};
use proptest::prelude::*;
use qc::severity::Severity;
use timecode::{EditRate, Frame, FrameRange, Programme, TimecodeRate};

fn timeline(rate: EditRate, drop_frame: bool, start: u64) -> Timeline {
    let rate = TimecodeRate::new(rate, drop_frame).unwrap();
    Timeline::from(Programme {
        counting: rate,
        start: Frame(start),
    })
}

fn marker(first: u64, last: u64, code: &str, description: &str) -> Marker {
    Marker {
        range: FrameRange::new(Frame(first), Frame(last)).unwrap(),
        code: code.into(),
        severity: Some(Severity::Issue),
        description: description.into(),
        issue: Some(12),
        tasks: vec![],
        files: vec![],
    }
}

fn timelines() -> impl Strategy<Value = Timeline> {
    let rates = [
        (EditRate::FPS_23_976, false),
        (EditRate::FPS_24, false),
        (EditRate::FPS_25, false),
        (EditRate::FPS_29_97, false),
        (EditRate::FPS_29_97, true),
        (EditRate::FPS_50, false),
        (EditRate::FPS_59_94, true),
        (EditRate::FPS_60, false),
    ];
    let starts = [0, 1, 86_400, 90_000];
    (
        prop::sample::select(rates.to_vec()),
        prop::sample::select(starts.to_vec()),
    )
        .prop_map(|((rate, drop_frame), start)| timeline(rate, drop_frame, start))
}

/// Text of several lines, as a form takes it: with nothing to trim, and quotes, formulas and separators among it.
fn texts() -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        "\\PC{1,12}",
        Just("=1+1".to_owned()),
        Just("\"x\";,".to_owned()),
        Just("a\nb".to_owned()),
        Just("'=1".to_owned())
    ];
    prop::collection::vec(parts, 1..5)
        .prop_map(|parts| parts.join(" ").trim().to_owned())
        .prop_filter("something to read", |text| !text.is_empty())
}

fn markers() -> impl Strategy<Value = Vec<Marker>> {
    let codes = ["[016] Audio Drop Out/Mute", "Extraneous Dialogue", "black-frame"];
    let one = (
        0u64..300_000,
        0u64..900,
        prop::sample::select(codes.to_vec()),
        prop::sample::select(Severity::ALL.to_vec()),
        texts(),
        any::<u16>(),
    );
    let one = one.prop_map(|(first, more, code, severity, description, number)| Marker {
        severity: Some(severity),
        issue: Some(u32::from(number)),
        tasks: vec!["sdr".into(), "five_one".into()],
        files: vec!["pm_51.wav".into()],
        ..marker(first, first + more, code, &description)
    });
    prop::collection::vec(one, 1..8)
}

/// A marker as this format can carry it: the table of `docs/domain/markers.md`.
fn carried(format: Format, marker: &Marker) -> Marker {
    let has_lists = matches!(format, Format::Csv | Format::Otio);
    let is_one_line = matches!(
        format,
        Format::Edl | Format::Avid | Format::ResolveEdl | Format::MasteringCsv
    );
    let mut description = marker.description.clone();
    if is_one_line {
        description = description.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if format == Format::ResolveEdl {
        description = description.replace('|', "/");
    }
    if matches!(format, Format::PremiereXml | Format::Fcpxml) {
        description = description
            .replace(['\u{fffe}', '\u{ffff}'], "")
            .trim()
            .to_owned();
    }
    let mut carried = Marker {
        description,
        ..marker.clone()
    };
    if !has_lists {
        (carried.tasks, carried.files) = (vec![], vec![]);
    }
    carried
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(timeline in timelines(), markers in markers(), format in prop::sample::select(Format::ALL.to_vec())) {
        let expected: Vec<Marker> = markers.iter().map(|marker| carried(format, marker)).collect();
        prop_assume!(expected.iter().all(|marker| !marker.description.is_empty()));
        let text = write(format, "Harbour Lights & \"more\"", &timeline, &markers);
        let file = read(text.as_bytes(), &timeline);
        prop_assert!(file.is_ok(), "{format:?}: {file:?}\n{text}");
        let file = file.unwrap();
        prop_assert_eq!(file.format, format);
        let read: Vec<Marker> = file.rows.into_iter().map(|row| row.marker.unwrap()).collect();
        prop_assert_eq!(read, expected, "{}", text);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400), timeline in timelines()) {
        let _ = read(&bytes, &timeline);
    }

    #[test]
    fn a_damaged_file_is_answered(timeline in timelines(), markers in markers(), format in prop::sample::select(Format::ALL.to_vec()), cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = write(format, "x", &timeline, &markers).into_bytes();
        for (at, byte) in cuts {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(&bytes, &timeline);
    }
}

#[test]
fn drop_frame_labels_are_exact() {
    let timeline = timeline(EditRate::FPS_29_97, true, 0);
    // The frame after 00:00:59;29 is 00:01:00;02.
    let text = write(
        Format::Edl,
        "x",
        &timeline,
        &[marker(1800, 1801, "Flash Frame", "One bright frame")],
    );
    assert!(
        text.contains("FCM: DROP FRAME") && text.contains("* LOC: 00:01:00;02 YELLOW"),
        "{text}"
    );
    let skipped = "TITLE: x\nFCM: DROP FRAME\n* LOC: 00:01:00;01 RED  no such label\n";
    let rows = read(skipped.as_bytes(), &timeline).unwrap().rows;
    assert_eq!(rows[0].place, Place::Line(3));
    let refusal = rows[0].marker.as_ref().unwrap_err().to_string();
    assert!(
        refusal.contains("drop frame skips this label; the nearest are 00:00:59;29 and 00:01:00;02"),
        "{refusal}"
    );
}

#[test]
fn a_file_of_another_rate_is_refused_with_both_rates() {
    let master = timeline(EditRate::FPS_24, false, 0);
    let ones = [marker(100, 104, "Black Frame", "Black within the scene")];
    for rate in [EditRate::FPS_23_976, EditRate::FPS_25, EditRate::FPS_30] {
        let other = timeline(rate, false, 0);
        for format in Format::ALL {
            // An Avid list, an edit index and a mastering table say no rate: there it shows in the labels, or not at all.
            if matches!(format, Format::Avid | Format::ResolveCsv | Format::MasteringCsv) {
                continue;
            }
            let text = write(format, "x", &other, &ones);
            let refusal = read(text.as_bytes(), &master).unwrap_err();
            assert!(
                matches!(refusal, ReadError::WrongRate { .. }),
                "{format:?} {refusal}"
            );
            assert!(refusal.to_string().ends_with("the master at 24/1"), "{refusal}");
        }
    }
    let list = "QC\t00:00:10:24\tV1\tred\tAt 25 frames\t1\n";
    let refusal = read(list.as_bytes(), &master).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "line 1: the file counts at 25 frames a second or more (00:00:10:24), the master at 24/1"
    );
    let drop = "TITLE: x\nFCM: DROP FRAME\n";
    let refusal = read(drop.as_bytes(), &master).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "line 2: the file counts at drop frame, the master at 24/1"
    );
}

/// First and last frame, code and description; or why it cannot be placed.
type Said = Result<(u64, u64, String, String), String>;

fn rows(text: &str, timeline: &Timeline) -> Vec<(String, Said)> {
    let rows = read(text.as_bytes(), timeline).unwrap().rows.into_iter();
    rows.map(|row| {
        let marker = row.marker.map(|marker| {
            (
                marker.range.first().0,
                marker.range.last().0,
                marker.code,
                marker.description,
            )
        });
        (row.place.to_string(), marker.map_err(|error| error.to_string()))
    })
    .collect()
}

fn said(first: u64, last: u64, code: &str, description: &str) -> Said {
    Ok((first, last, code.into(), description.into()))
}

#[test]
fn lists_of_the_tools_themselves_are_read() {
    let timeline = timeline(EditRate::FPS_24, false, 86_400);
    let resolve = "TITLE: Timeline 1\nFCM: NON-DROP FRAME\n\n001  001      V     C        01:00:10:00 01:00:10:01 01:00:10:00 01:00:10:01  \nleft of frame |C:ResolveColorRed |M:Boom in shot |D:12\n\n002  001      V     C        01:00:20:00 01:00:20:01 01:00:20:00 01:00:20:01  \n |C:ResolveColorBlue |M:Marker 2 |D:1\n";
    assert_eq!(
        rows(resolve, &timeline),
        [
            ("line 5".into(), said(240, 251, "Boom in shot", "left of frame")),
            ("line 8".into(), said(480, 480, "Marker 2", "Marker 2"))
        ]
    );
    let avid = "Jo\t01:00:10:00\tV1\tRed\tBoom in shot\r\nJo\t00:59:00:00\tV1\tRed\tbefore\t1\r\nJo\t01:00:99:00\tV1\tRed\tno label\r\n";
    let read = rows(avid, &timeline);
    assert_eq!(
        read[0],
        ("line 1".into(), said(240, 240, "Boom in shot", "Boom in shot"))
    );
    assert_eq!(
        read[1].1,
        Err("00:59:00:00 is before the first frame of the master, 01:00:00:00".into())
    );
    assert!(
        read[2]
            .1
            .as_ref()
            .is_err_and(|error| error.starts_with("01:00:99:00 does not exist at 24/1")),
        "{read:?}"
    );
    let premiere = "<?xml version=\"1.0\"?>\n<!DOCTYPE xmeml>\n<xmeml version=\"4\"><sequence><rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate>\n<media><video><track><clipitem><marker><name>on a clip</name><in>1</in></marker></clipitem></track></video></media>\n<marker><name>Boom</name><comment/><in>240</in><out>-1</out></marker></sequence></xmeml>";
    assert_eq!(
        rows(premiere, &timeline),
        [
            ("line 4".into(), Err(RowError::OnClip.to_string())),
            ("line 5".into(), said(240, 240, "Boom", "Boom"))
        ]
    );
    // A gap begins within itself at an hour, as Final Cut makes it; the second clip lies behind it.
    let final_cut = "<fcpxml version=\"1.9\"><resources><format id=\"r1\" frameDuration=\"100/2400s\"/></resources><project><sequence format=\"r1\" tcStart=\"3600s\" tcFormat=\"NDF\"><spine>\n<gap offset=\"3600s\" start=\"3600s\" duration=\"10s\"><marker start=\"3605s\" value=\"Five\"/></gap>\n<asset-clip offset=\"3610s\" start=\"20s\" duration=\"10s\"><marker start=\"21s\" duration=\"2/24s\" value=\"Eleven\" note=\"two frames\"/><marker start=\"1/48s\" value=\"half\"/></asset-clip></spine></sequence></project></fcpxml>";
    let read = rows(final_cut, &timeline);
    assert_eq!(read[0].1, said(120, 120, "Five", "Five"));
    assert_eq!(read[1].1, said(264, 265, "Eleven", "two frames"));
    assert!(read[2].1.is_err());
    let table = "Timecode,Comment\n01:00:10:00,\"says \"\"cut\"\"\"\n,nowhere\n01:00:10:00,\n";
    assert_eq!(
        rows(table, &timeline),
        [
            ("line 2".into(), said(240, 240, "", "says \"cut\"")),
            ("line 3".into(), Err("expected is an In".into())),
            (
                "line 4".into(),
                Err("expected is a text that describes the marker".into())
            )
        ]
    );
}

#[test]
fn what_is_no_marker_file_is_refused_with_what_is_expected() {
    let timeline = timeline(EditRate::FPS_24, false, 0);
    for text in ["", "Hello", "<html></html>", "{\"a\":1}", "Name,Size\n1,2\n"] {
        assert_eq!(
            read(text.as_bytes(), &timeline),
            Err(ReadError::UnknownFormat),
            "{text:?}"
        );
    }
    let broken = read(b"<fcpxml>\n<a></b></fcpxml>", &timeline)
        .unwrap_err()
        .to_string();
    assert!(
        broken.starts_with("line 2: expected is well-formed XML"),
        "{broken}"
    );
    let bomb = b"<!DOCTYPE fcpxml [\n<!ENTITY a \"aaaa\">]><fcpxml>&a;</fcpxml>";
    let refusal = read(bomb, &timeline).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "line 2: expected is XML that declares no entities of its own"
    );
    let broken = read(b"{\"OTIO_SCHEMA\": \"Timeline.1\",\n oops }", &timeline)
        .unwrap_err()
        .to_string();
    assert!(broken.starts_with("line 2: expected is JSON"), "{broken}");
    assert_eq!(
        read(&vec![b'a'; markers::LIMIT_BYTES + 1], &timeline),
        Err(ReadError::TooLarge)
    );
    let many = format!(
        "In,Note\n{}",
        "00:00:01:00,x\n".repeat(markers::LIMIT_MARKERS + 1)
    );
    assert_eq!(read(many.as_bytes(), &timeline), Err(ReadError::TooMany));
}

#[test]
fn the_key_of_a_marker_is_the_same_from_every_file() {
    let timeline = timeline(EditRate::FPS_25, false, 0);
    let one = marker(100, 104, "Black Frame", "Black within the scene");
    for format in Format::ALL {
        let text = write(format, "x", &timeline, std::slice::from_ref(&one));
        let row = read(text.as_bytes(), &timeline).unwrap().rows.remove(0);
        assert_eq!(row.marker.unwrap().key(), one.key(), "{format:?}");
    }
    assert_ne!(
        marker(100, 105, "Black Frame", "Black within the scene").key(),
        one.key()
    );
}

/// As large as a file may be, and built to be slow: deep, or with as many sequences and markers as there is room for.
#[test]
fn what_is_built_to_be_slow_is_answered_soon() {
    let timeline = timeline(EditRate::FPS_24, false, 0);
    let deep = format!("<fcpxml>{}", "<gap>".repeat(400_000));
    let sequences = format!(
        "<fcpxml>{}{}</fcpxml>",
        "<format id=\"r1\" frameDuration=\"1/24s\"/>\n".repeat(60_000),
        "<sequence format=\"r1\"/>\n".repeat(100_000)
    );
    let late = format!(
        "<fcpxml>{}{}</fcpxml>",
        "\n".repeat(7 << 20),
        "<marker/>".repeat(1_999)
    );
    let quotes = format!("In,Note\n{}", "\"\",".repeat(2 << 20));
    for file in [deep, sequences, late, quotes] {
        assert!(file.len() <= markers::LIMIT_BYTES);
        let began = std::time::Instant::now();
        let _ = read(file.as_bytes(), &timeline);
        assert!(
            began.elapsed().as_secs() < 20,
            "{}: {:?}",
            &file[..40],
            began.elapsed()
        );
    }
}
