//! Documents that cannot be used: each refusal says what and where, and nothing panics, here or in what makes RPUs.

use dolby::{MetadataError, Version, is_sidecar, read_sidecar, rpus, sidecar_document};
use proptest::prelude::*;

use crate::metadata;

fn refusal(from: &str, to: &str) -> String {
    let text = sidecar_document(&metadata(48, Version::Cm29));
    assert!(text.contains(from), "{from}");
    let error = read_sidecar(text.replacen(from, to, 1).as_bytes()).expect_err("refused");
    error.to_string()
}

#[test]
fn each_refusal_says_what_is_wrong_and_where() {
    let cases = [
        (
            "version=\"2.0.5\"",
            "version=\"2.0.4\"",
            "its version is 2.0.4; 2.0.5 (CM v2.9), 4.0.2 and 5.x can be read",
        ),
        (
            "<In>16</In>",
            "<In>17</In>",
            "the shot begins at frame 17; the one before ended at 16",
        ),
        (
            "<In>16</In>",
            "<In>15</In>",
            "the shot begins at frame 15; the one before ended at 16",
        ),
        (
            "<Duration>16</Duration>",
            "<Duration>0</Duration>",
            "Duration is \"0\", not a number of frames",
        ),
        (
            "<TID>1</TID>",
            "<TID>27</TID>",
            "the trim of level 2 is for target display 27, which is not described",
        ),
        (
            "<TID>1</TID>",
            "<TID>999</TID>",
            "TID is \"999\", not a whole number in range",
        ),
        (
            "<ImageCharacter>0,",
            "<ImageCharacter>1.5,",
            "not numbers of that level",
        ),
        (
            "<ImageCharacter>0,",
            "<ImageCharacter>NaN,",
            "not as many numbers as that element has",
        ),
        (
            "<ImageCharacter>0,",
            "<ImageCharacter>",
            "not as many numbers as that element has",
        ),
        (
            "<PeakBrightness>1000<",
            "<PeakBrightness>90000<",
            "PeakBrightness is \"90000\", not a whole number in range",
        ),
        ("<n>24</n>", "<n>24.5</n>", "not an edit rate"),
        ("<MasteringDisplay>", "<Other>", "no well-formed XML"),
    ];
    for (from, to, expected) in cases {
        let said = refusal(from, to);
        assert!(said.contains(expected), "{to}: {said}");
    }
    let doctype =
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><DolbyLabsMDF version=\"2.0.5\"/>";
    assert!(matches!(
        read_sidecar(doctype.as_bytes()),
        Err(MetadataError::NotXml { .. })
    ));
    assert!(matches!(
        read_sidecar(b"<CompositionPlaylist/>"),
        Err(MetadataError::Root { .. })
    ));
    assert!(matches!(
        read_sidecar(b"\xff\xfe"),
        Err(MetadataError::NotXml { .. })
    ));
}

#[test]
fn a_sidecar_is_known_by_its_root() {
    assert!(is_sidecar(
        sidecar_document(&metadata(48, Version::Cm40)).as_bytes()
    ));
    assert!(!is_sidecar(b"<?xml version=\"1.0\"?><CompositionPlaylist/>"));
}

#[test]
fn trims_for_cinemas_are_left_out() {
    let written = metadata(48, Version::Cm40);
    let text = sidecar_document(&written);
    let home = "<TargetDisplay><ID>1</ID>";
    let cinema = "<TargetDisplay><ID>60</ID><ApplicationType>CINEMA</ApplicationType></TargetDisplay>";
    let text = text
        .replacen(home, &format!("{cinema}{home}"), 1)
        .replacen(
            "<Level2 level=\"2\"><TID>1</TID>",
            "<Level2 level=\"2\"><TID>60</TID><Trim>0 0 0 0 0 0 0 0 0</Trim></Level2><Level2 level=\"2\"><TID>1</TID>",
            1,
        );
    let read = read_sidecar(text.as_bytes()).expect("read");
    assert_eq!(read.globals.other_targets, [60]);
    assert_eq!(read.shots, written.shots);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Bytes of a right document changed, doubled or taken away: read or refused, and what is read makes RPUs or an error.
    #[test]
    fn no_document_panics(
        is_40 in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..4),
    ) {
        let version = if is_40 { Version::Cm40 } else { Version::Cm29 };
        let mut bytes = sidecar_document(&metadata(6, version)).into_bytes();
        for (place, byte, kind) in changes {
            let at = place.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes[at] = b'0' + byte % 10,
                2 => { bytes.remove(at); }
                _ => bytes.insert(at, byte % 128),
            }
        }
        if let Ok(read) = read_sidecar(&bytes)
            && read.duration_frames() < 1_000_000
        {
            let _ = rpus(&read, (1920, 1080));
        }
    }
}
