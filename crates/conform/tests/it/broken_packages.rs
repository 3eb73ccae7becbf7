//! Packages made by others with one fault each, and valid ones. The media lie outside the repository; without them
//! these tests say so and pass.

use crate::fixtures::{media, rejections, rules, unnoticed};
use conform::{DeliveryKind, Inspection, Level, PackageKind, Verdict, inspect};
use imf::Colour;
use imf::changes::TrackState;
use imf::package::Holder;
use timecode::{EditRate, Frame, FrameCount, FrameRange};

fn inspect_imf(name: &str, earlier: &[&str]) -> Option<Inspection> {
    let folder = media(name)?;
    let earlier: Vec<_> = earlier.iter().map(|name| media(name)).collect::<Option<_>>()?;
    let inspection = inspect(&folder, DeliveryKind::Imf, &earlier, &mut unnoticed);
    // It is passed from process to process as JSON.
    let json = serde_json::to_string(&inspection).unwrap();
    assert_eq!(serde_json::from_str::<Inspection>(&json).unwrap(), inspection);
    Some(inspection)
}

#[test]
fn valid_packages_are_accepted_without_a_finding() {
    for name in ["imp_tiny_valid", "imp_segments", "imp_ov", "imp_hdr_pq_uhd_2s"] {
        let Some(inspection) = inspect_imf(&format!("made/{name}"), &[]) else {
            return;
        };
        assert_eq!(inspection.findings, [], "{name}");
        assert_eq!(inspection.verdict, Verdict::Accepted);
        let composition = inspection.composition.unwrap();
        assert_eq!(composition.package_kind, PackageKind::Original);
        assert!(composition.changes.is_none());
        assert!(
            inspection
                .files
                .iter()
                .all(|file| file.sha1 == file.pkl_sha1 || file.pkl_sha1.is_none())
        );
    }
}

#[test]
fn each_planted_fault_is_found_and_named() {
    let Some(truth) = media("made/broken/TRUTH.json") else {
        return;
    };
    let truth = std::fs::read_to_string(truth).unwrap();
    let truth: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&truth).unwrap();
    for (name, entry) in truth {
        let inspection = inspect_imf(&format!("made/broken/{name}"), &[]).unwrap();
        assert_eq!(inspection.verdict, Verdict::Rejected, "{name}");
        for wanted in entry["must_report"].as_array().unwrap() {
            let rule = rule_for(wanted.as_str().unwrap());
            assert!(
                rejections(&inspection).contains(&rule),
                "{name}: {rule} not in {:?}",
                rules(&inspection)
            );
        }
    }
}

/// The truth file's words, as rules.
fn rule_for(wanted: &str) -> &'static str {
    match wanted {
        "pkl hash" => "imf.pkl.hash-mismatch",
        "pkl size" => "imf.pkl.size-mismatch",
        "file missing" => "imf.file.missing",
        "mxf structure" => "imf.track.truncated",
        "track file id" => "imf.track.id-mismatch",
        "cpl duration" => "imf.cpl.resource-overrun",
        "edit rate" => "imf.track.edit-rate",
        "essence descriptor" => "imf.cpl.descriptor-missing",
        "xml" => "imf.xml.not-well-formed",
        "path escapes package" => "imf.assetmap.path-refused",
        "schema" => "imf.xml.schema",
        "dtd refused" => "imf.xml.doctype",
        other => panic!("the truth file has a new word: {other}"),
    }
}

#[test]
fn nothing_but_the_planted_fault_and_what_follows_from_it_is_reported() {
    let expected: [(&str, &[&str]); 7] = [
        ("b01_hash_mismatch", &["imf.pkl.hash-mismatch"]),
        ("b02_size_mismatch", &["imf.pkl.size-mismatch"]),
        ("b03_missing_file", &["imf.file.missing"]),
        (
            "b07_wrong_mxf_uuid",
            &["imf.track.id-mismatch", "imf.cpl.resource-hash"],
        ),
        (
            "b11_missing_descriptor",
            &["imf.cpl.descriptor-unused", "imf.cpl.descriptor-missing"],
        ),
        ("b15_path_traversal", &["imf.assetmap.path-refused"]),
        ("b16_assetmap_unknown_child", &["imf.xml.schema"]),
    ];
    for (name, expected) in expected {
        let Some(inspection) = inspect_imf(&format!("made/broken/{name}"), &[]) else {
            return;
        };
        let reported: Vec<&str> = rules(&inspection)
            .into_iter()
            .filter(|rule| *rule != "imf.file.extra")
            .collect();
        assert_eq!(reported, expected, "{name}");
    }
}

#[test]
fn a_hash_finding_names_the_file_and_both_hashes() {
    let Some(inspection) = inspect_imf("made/broken/b01_hash_mismatch", &[]) else {
        return;
    };
    let finding = &inspection.findings[0];
    let file = inspection
        .files
        .iter()
        .find(|file| file.path == finding.file)
        .unwrap();
    let (listed, found) = (file.pkl_sha1.unwrap(), file.sha1.unwrap());
    assert_ne!(listed, found);
    assert!(finding.file.starts_with("VIDEO_") && finding.level == Level::Error);
    assert!(finding.message.contains(&listed.to_string()) && finding.message.contains(&found.to_string()));
}

#[test]
fn the_supplemental_is_clean_with_its_original_and_rejected_alone() {
    let Some(alone) = inspect_imf("made/imp_vf_supplemental", &[]) else {
        return;
    };
    assert_eq!(rejections(&alone), ["imf.supplemental.unresolved"]);
    assert!(
        alone.findings[0]
            .message
            .contains("61b1ae10-f322-5dec-870c-39d48a2f3c95")
    );

    let inspection = inspect_imf("made/imp_vf_supplemental", &["made/imp_ov"]).unwrap();
    assert_eq!(inspection.findings, []);
    let composition = inspection.composition.unwrap();
    assert_eq!(composition.package_kind, PackageKind::Supplemental);
    let earlier = |file: &&conform::TrackFileSource| matches!(file.holder, Some(Holder::Earlier { .. }));
    assert_eq!(composition.track_files.iter().filter(earlier).count(), 1);

    let changes = composition.changes.unwrap();
    assert_eq!(
        changes.picture.changed,
        [FrameRange::new(Frame(24), Frame(35)).unwrap()]
    );
    assert!(
        changes
            .tracks
            .iter()
            .all(|track| track.state != TrackState::Unmodified)
    );
}

#[test]
fn a_supplemental_of_another_length_does_not_fit() {
    let Some(inspection) = inspect_imf(
        "made/imp_vf_supplemental",
        &["made/imp_ov", "made/imp_tiny_valid"],
    ) else {
        return;
    };
    assert_eq!(rejections(&inspection), ["imf.supplemental.timeline"]);
}

#[test]
fn facts_are_those_of_the_files() {
    let Some(inspection) = inspect_imf("made/imp_tiny_valid", &[]) else {
        return;
    };
    let composition = inspection.composition.unwrap();
    assert_eq!(
        (composition.edit_rate, composition.duration_frames),
        (EditRate::FPS_23_976, FrameCount(12))
    );
    let picture = composition.picture.unwrap();
    assert_eq!(
        (picture.width, picture.height, picture.bit_depth),
        (Some(1920), Some(1080), Some(10))
    );
    assert_eq!((picture.colour, picture.is_hdr), (Colour::Bt709, false));
    let sound: Vec<String> = composition
        .sound
        .iter()
        .map(|track| {
            let language = track.language.clone().unwrap();
            format!(
                "{} {} {language}",
                track.soundfield.clone().unwrap(),
                track.channels.join(" ")
            )
        })
        .collect();
    assert_eq!(sound, ["51 L R C LFE Ls Rs en-US", "ST L R en-US"]);

    let hdr = inspect_imf("made/imp_hdr_pq_uhd_2s", &[])
        .unwrap()
        .composition
        .unwrap()
        .picture
        .unwrap();
    assert_eq!(
        (hdr.colour, hdr.is_hdr, hdr.width),
        (Colour::Bt2020Pq, true, Some(3840))
    );
}

#[test]
fn packages_of_other_makers_give_findings_and_never_stop_the_inspection() {
    let Some(root) = media("third-party/photon") else {
        return;
    };
    let mut folders = vec![root];
    let mut inspected = 0;
    while let Some(folder) = folders.pop() {
        let inside: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        if inside
            .iter()
            .any(|path| path.file_name().is_some_and(|name| name == "ASSETMAP.xml"))
        {
            let inspection = inspect(&folder, DeliveryKind::Imf, &[], &mut unnoticed);
            println!(
                "{} {:?}",
                folder.file_name().unwrap().to_string_lossy(),
                inspection.verdict
            );
            inspection
                .findings
                .iter()
                .for_each(|finding| println!("    {:?} {finding}", finding.level));
            inspected += 1;
        }
        folders.extend(inside.into_iter().filter(|path| path.is_dir()));
    }
    assert!(inspected > 10, "{inspected} packages");
}
