//! Our own masters: whole they are clean; each fault planted in them is found at its place. One small original is
//! made for all tests and copied.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::fixtures::{rejections, rules, unnoticed};
use conform::start::SaidBy;
use conform::{DeliveryKind, Inspection, Place, Progress, Stage, Verdict, WavKind, inspect};
use imf::package::Holder;
use masters::{Defect, Master, MasterSpec, Soundfield, write_master, write_supplemental, write_wav_set};
use tempfile::TempDir;
use timecode::{Frame, FrameCount, FrameRange};

pub static ORIGINAL: LazyLock<(TempDir, Master)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let master = write_master(&spec(&[]), folder.path()).unwrap();
    (folder, master)
});

fn spec(defects: &[Defect]) -> MasterSpec {
    let small = MasterSpec::small("Conform").unwrap();
    MasterSpec {
        frames: FrameCount(6),
        width: 320,
        height: 180,
        defects: defects.to_vec(),
        ..small
    }
}

/// A copy of the original that a test may spoil.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(&ORIGINAL.1.folder).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

fn inspect_imf(folder: &Path) -> Inspection {
    inspect(folder, DeliveryKind::Imf, &[], &mut unnoticed)
}

fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {file}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn file_name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn a_compositions_light_levels_are_facts_of_its_picture() {
    let folder = tempfile::tempdir().unwrap();
    let mut spec = spec(&[]);
    (spec.light_levels.max_cll, spec.light_levels.max_fall) = (Some(987), Some(0));
    write_master(&spec, folder.path()).unwrap();
    let picture = inspect_imf(folder.path()).composition.unwrap().picture.unwrap();
    let stated = picture.coding.light_levels;
    assert_eq!(
        (stated.max_cll, stated.max_fall),
        (Some(987), None),
        "zero is not known"
    );
}

#[test]
fn an_original_is_clean_and_progress_ends_with_all_bytes() {
    let mut seen: Vec<Progress> = Vec::new();
    let folder = &ORIGINAL.1.folder;
    let inspection = inspect(folder, DeliveryKind::Imf, &[], &mut |progress| {
        seen.push(progress)
    });
    assert_eq!(inspection.findings, []);
    assert_eq!(inspection.verdict, Verdict::Accepted);
    let hashed = seen
        .iter()
        .rfind(|progress| progress.stage == Stage::Hashing)
        .unwrap();
    assert_eq!(hashed.done_bytes, hashed.total_bytes);
    assert_eq!(seen.last().unwrap().stage, Stage::Done);

    let composition = inspection.composition.unwrap();
    assert_eq!(composition.duration_frames, FrameCount(6));
    assert_eq!(
        composition.markers.first().map(|marker| marker.label.as_str()),
        Some("FFOC")
    );
    let start = composition.start.expect("a first timecode");
    assert_eq!((start.frame, start.said_by), (Frame(86_400), SaidBy::Composition));
    let soundfields: Vec<_> = composition
        .sound
        .iter()
        .map(|sound| sound.soundfield.clone())
        .collect();
    assert_eq!(soundfields, [Some("51".to_owned()), Some("ST".to_owned())]);
}

#[test]
fn planted_faults_are_found() {
    let expected: [(Defect, &[&str]); 5] = [
        (Defect::WrongHash, &["imf.pkl.hash-mismatch"]),
        (Defect::MissingFile, &["imf.file.missing"]),
        (
            Defect::TruncatedTrackFile,
            &[
                "imf.pkl.size-mismatch",
                "imf.pkl.hash-mismatch",
                "imf.track.truncated",
            ],
        ),
        (Defect::DoctypeInCpl, &["imf.xml.doctype", "imf.cpl.missing"]),
        (Defect::TraversalInAssetMap, &["imf.assetmap.path-refused"]),
    ];
    for (defect, expected) in expected {
        let folder = tempfile::tempdir().unwrap();
        write_master(&spec(&[defect]), folder.path()).unwrap();
        let inspection = inspect_imf(folder.path());
        assert_eq!(rejections(&inspection), expected, "{defect:?}");
        assert_eq!(inspection.verdict, Verdict::Rejected);
    }
}

#[test]
fn a_supplemental_is_clean_behind_its_original_and_says_what_changed() {
    let master = &ORIGINAL.1;
    let folder = tempfile::tempdir().unwrap();
    let range = FrameRange::new(Frame(2), Frame(3)).unwrap();
    write_supplemental(master, range, folder.path()).unwrap();

    let alone = inspect_imf(folder.path());
    assert_eq!(rejections(&alone), ["imf.supplemental.unresolved"]);
    let earlier = [master.folder.clone()];
    let inspection = inspect(folder.path(), DeliveryKind::Imf, &earlier, &mut unnoticed);
    assert_eq!(inspection.findings, []);
    let composition = inspection.composition.unwrap();
    assert_eq!(composition.changes.unwrap().picture.changed, [range]);
    let own = composition
        .track_files
        .iter()
        .filter(|file| matches!(file.holder, Some(Holder::Own { .. })));
    assert_eq!(own.count(), 1);
}

#[test]
fn every_path_that_leads_out_is_refused_with_its_line() {
    let sound = &ORIGINAL.1.sounds[0].file_name;
    let outside = [
        "/etc/hostname",
        "../a.mxf",
        "%2e%2e/a.mxf",
        "..\\a.mxf",
        "file:///etc/hostname",
        "a%00.mxf",
    ];
    for path in outside {
        let folder = copy();
        edit(folder.path(), "ASSETMAP.xml", sound, path);
        let inspection = inspect_imf(folder.path());
        assert_eq!(rejections(&inspection), ["imf.assetmap.path-refused"], "{path}");
        assert!(
            matches!(inspection.findings[0].at, Place::Line(line) if line > 10),
            "{path}"
        );
        assert!(
            inspection
                .files
                .iter()
                .all(|file| !file.path.contains("hostname"))
        );
    }
}

#[test]
fn links_and_case_twins_are_refused_and_extra_files_noted() {
    let sound = &ORIGINAL.1.sounds[0].file_name;
    let folder = copy();
    fs::rename(folder.path().join(sound), folder.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("elsewhere", folder.path().join(sound)).unwrap();
    let inspection = inspect_imf(folder.path());
    assert_eq!(rejections(&inspection), ["file.not-plain"]);
    assert!(rules(&inspection).contains(&"imf.file.extra"));

    let folder = copy();
    fs::copy(
        folder.path().join(sound),
        folder.path().join(sound.to_uppercase()),
    )
    .unwrap();
    assert_eq!(rules(&inspect_imf(folder.path())), ["imf.assetmap.case-twins"]);
}

#[test]
fn documents_beyond_the_limits_are_refused_unread() {
    let composition = file_name(&ORIGINAL.1.composition);
    let folder = copy();
    let padding = format!("<!--{}-->\n<CompositionPlaylist", " ".repeat(17 << 20));
    edit(folder.path(), composition, "<CompositionPlaylist", &padding);
    assert!(rejections(&inspect_imf(folder.path())).contains(&"imf.xml.limits"));

    let folder = copy();
    let deep = format!(
        "<Annotation>{}{}</Annotation>",
        "<a>".repeat(70),
        "</a>".repeat(70)
    );
    edit(
        folder.path(),
        composition,
        "<IssueDate>",
        &format!("{deep}<IssueDate>"),
    );
    assert!(rejections(&inspect_imf(folder.path())).contains(&"imf.xml.limits"));
}

#[test]
fn a_package_without_its_documents_is_rejected_for_them() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(rejections(&inspect_imf(folder.path())), ["imf.assetmap.missing"]);
    assert_eq!(
        rejections(&inspect_imf(&folder.path().join("none"))),
        ["imf.assetmap.missing", "delivery.unreadable"]
    );

    let folder = copy();
    fs::copy(folder.path().join("ASSETMAP.xml"), folder.path().join("ASSETMAP")).unwrap();
    assert_eq!(rejections(&inspect_imf(folder.path())), ["imf.assetmap.several"]);
    let folder = copy();
    edit(
        folder.path(),
        "ASSETMAP.xml",
        "<PackingList>true</PackingList>",
        "",
    );
    assert!(rejections(&inspect_imf(folder.path())).contains(&"imf.pkl.count"));
}

/// Each edit leaves the packing list stale, so its two findings come with every other.
#[test]
fn a_composition_at_odds_with_itself_or_its_track_files_is_found() {
    let master = &ORIGINAL.1;
    let (picture, sound) = (master.picture.id.to_string(), master.sounds[0].id.to_string());
    let edits: [(&str, String, &str); 15] = [
        (
            "<EditRate>24 1</EditRate>",
            "<EditRate>25 1</EditRate>".to_owned(),
            "imf.cpl.edit-rate",
        ),
        (&picture, sound.clone(), "imf.track.kind"),
        (
            &sound,
            "11111111-2222-3333-4444-555555555555".to_owned(),
            "imf.supplemental.unresolved",
        ),
        (
            "<EntryPoint>0<",
            "<EntryPoint>3<".to_owned(),
            "imf.cpl.resource-overrun",
        ),
        (
            "<IntrinsicDuration>12000<",
            "<IntrinsicDuration>13000<".to_owned(),
            "imf.track.intrinsic-duration",
        ),
        (
            "<SourceDuration>12000<",
            "<SourceDuration>11000<".to_owned(),
            "imf.cpl.segment-durations",
        ),
        (
            "<SourceDuration>6<",
            "<SourceDuration>0<".to_owned(),
            "imf.cpl.timeline",
        ),
        (
            "<r1:StoredWidth>320<",
            "<r1:StoredWidth>640<".to_owned(),
            "imf.cpl.descriptor-mismatch",
        ),
        ("chLFE<", "chLs<".to_owned(), "imf.cpl.descriptor-mismatch"),
        ("/2067-21/", "/2067-99/".to_owned(), "imf.cpl.application"),
        (
            "0d010301.020c0600",
            "0d010301.020c0100".to_owned(),
            "imf.picture.container",
        ),
        ("04010202.0301", "04010202.0305".to_owned(), "imf.picture.coding"),
        ("CompLuma", "CompRed".to_owned(), "imf.picture.layout"),
        (
            "<r1:ComponentDepth>10<",
            "<r1:ComponentDepth>9<".to_owned(),
            "imf.picture.characteristics",
        ),
        (
            "cc:MainAudioSequence",
            "cc:MainVoiceSequence".to_owned(),
            "imf.xml.not-well-formed",
        ),
    ];
    for (from, to, rule) in edits {
        let folder = copy();
        edit(folder.path(), file_name(&master.composition), from, &to);
        let inspection = inspect_imf(folder.path());
        assert!(
            rules(&inspection).contains(&rule),
            "{from} → {to}: {:#?}",
            rules(&inspection)
        );
        assert!(rules(&inspection).contains(&"imf.pkl.hash-mismatch"));
    }
}

/// A second resource is spliced in behind the first: the same track, another descriptor.
#[test]
fn a_virtual_track_that_changes_its_essence_is_found() {
    let master = &ORIGINAL.1;
    let folder = copy();
    let path = folder.path().join(file_name(&master.composition));
    let text = fs::read_to_string(&path).unwrap();
    let (first, second) = (&master.sounds[0].id.to_string(), &master.sounds[1].id.to_string());
    let resource_of = |id: &str| {
        let end = text.find(&format!("<TrackFileId>urn:uuid:{id}")).unwrap();
        let begin = text[..end].rfind("<Resource ").unwrap();
        let end = end + text[end..].find("</Resource>").unwrap() + "</Resource>".len();
        begin..end
    };
    let stereo = text[resource_of(second)].to_owned();
    let mut spliced = text.clone();
    spliced.insert_str(resource_of(first).end, &stereo);
    fs::write(&path, spliced).unwrap();
    let inspection = inspect_imf(folder.path());
    let found = inspection
        .findings
        .iter()
        .filter(|finding| finding.rule == "imf.cpl.track-homogeneous");
    let messages: Vec<&str> = found.map(|finding| finding.message.as_str()).collect();
    assert!(
        messages
            .iter()
            .any(|message| message.ends_with("soundfield from 51 to ST")),
        "{messages:#?}"
    );
    assert!(rejections(&inspection).contains(&"imf.cpl.segment-durations"));
}

#[test]
fn a_pipe_in_a_wav_set_is_refused_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("a_51.wav");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let kind = DeliveryKind::WavSet(WavKind::Printmaster);
    let inspection = inspect(folder.path(), kind, &[], &mut unnoticed);
    assert_eq!(rejections(&inspection), ["file.not-plain"]);
}

/// As many entries as 16 MiB hold, in each document that has a list.
#[test]
fn documents_made_to_exhaust_time_get_their_verdict_in_time() {
    let master = &ORIGINAL.1;
    let asset = |number: u32| {
        let id = uuid::Uuid::from_u128(number.into());
        format!(
            "<Asset><Id>urn:uuid:{id}</Id><ChunkList><Chunk><Path>{number}</Path></Chunk></ChunkList></Asset>\n"
        )
    };
    let sequence = |number: u32| {
        let id = uuid::Uuid::from_u128(number.into());
        format!(
            "<cc:MainAudioSequence><Id>urn:uuid:{id}</Id><TrackId>urn:uuid:{id}</TrackId><ResourceList>\
             <Resource><Id>urn:uuid:{id}</Id><IntrinsicDuration>6</IntrinsicDuration><RepeatCount>4000000000\
             </RepeatCount><SourceEncoding>urn:uuid:{id}</SourceEncoding><TrackFileId>urn:uuid:{id}</TrackFileId>\
             </Resource></ResourceList></cc:MainAudioSequence>\n"
        )
    };
    let many_assets: String = (0..110_000).map(asset).collect();
    let many_sequences: String = (0..31_000).map(sequence).collect();
    let composition = file_name(&master.composition);
    for (file, behind, many) in [
        ("ASSETMAP.xml", "<AssetList>", many_assets),
        (composition, "<SequenceList>", many_sequences),
    ] {
        assert!(
            (12 << 20..16 << 20).contains(&many.len()),
            "{file}: {} bytes",
            many.len()
        );
        let folder = copy();
        edit(folder.path(), file, behind, &format!("{behind}{many}"));
        let started = std::time::Instant::now();
        let inspection = inspect_imf(folder.path());
        let needed = started.elapsed();
        println!("{file}: {needed:?}, {} findings", inspection.findings.len());
        assert_eq!(inspection.verdict, Verdict::Rejected);
        assert!(needed.as_secs() < 30, "{file}: {needed:?}");
    }
}

#[test]
fn bent_bytes_anywhere_never_stop_the_inspection() {
    let master = &ORIGINAL.1;
    let documents =
        [&master.asset_map, &master.packing_list, &master.composition].map(|path| file_name(path));
    let track_files = [master.picture.file_name.as_str(), &master.sounds[0].file_name];
    let files: Vec<&str> = documents.into_iter().chain(track_files).collect();
    let mut state = 7_u64;
    let mut random = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let folder = copy();
    for round in 0..200 {
        let name = files[round % files.len()];
        let path = folder.path().join(name);
        let whole = fs::read(master.folder.join(name)).unwrap();
        let mut bent = whole.clone();
        for _ in 0..=random(4) {
            // The structure of a track file lies at its beginning.
            let at = random(bent.len().min(16_000));
            bent[at] = b"<>/\"'&;!0129-\0\xff"[random(15)];
        }
        if random(5) == 0 {
            bent.truncate(random(whole.len()));
        }
        fs::write(&path, &bent).unwrap();
        let inspection = inspect_imf(folder.path());
        // Nothing hashes the AssetMap and the packing list.
        let is_hashed = !name.starts_with("ASSETMAP") && !name.starts_with("PKL");
        if is_hashed && bent != whole {
            assert_eq!(inspection.verdict, Verdict::Rejected, "round {round}, {name}");
        }
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn wav_sets_of_masters_are_clean() {
    for (written, kind) in [
        (masters::WavKind::Printmaster, WavKind::Printmaster),
        (masters::WavKind::MusicAndEffects, WavKind::MusicAndEffects),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let spec = MasterSpec {
            soundfields: vec![Soundfield::FiveOne, Soundfield::Stereo],
            ..spec(&[])
        };
        write_wav_set(&spec, written, folder.path()).unwrap();
        let inspection = inspect(folder.path(), DeliveryKind::WavSet(kind), &[], &mut unnoticed);
        assert_eq!(inspection.findings, []);
        assert_eq!(inspection.soundfields.len(), 2);
        let seconds_3600 = Some(3600 * 48_000);
        assert!(
            inspection
                .soundfields
                .iter()
                .all(|facts| facts.time_reference_samples == seconds_3600)
        );
    }
}
