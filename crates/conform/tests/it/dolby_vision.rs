//! Dolby Vision metadata of masters: found in each form, brought into the composition's frames, and told when unfit.

use std::fs;
use std::path::Path;

use conform::{DeliveryKind, DolbyVisionFacts, DolbyVisionForm, FileRole, Inspection, Verdict, inspect};
use dolby::{Metadata, Version};
use imf::cpl::SequenceKind;
use masters::{DolbyVision, DolbyVisionForm as Form, MasterSpec, write_master, write_supplemental};
use tempfile::TempDir;
use timecode::{EditRate, Frame, FrameCount, FrameRange};

use crate::fixtures::{media, rejections, rules, unnoticed};

fn spec(form: Form, change: impl FnOnce(&mut Metadata)) -> MasterSpec {
    let mut spec = MasterSpec {
        frames: FrameCount(12),
        width: 320,
        height: 180,
        ..MasterSpec::small("Conform").unwrap()
    };
    let mut carried = DolbyVision::of(&spec, form, Version::Cm40);
    change(&mut carried.metadata);
    spec.dolby_vision = Some(carried);
    spec
}

fn metadata(spec: &MasterSpec) -> Metadata {
    spec.dolby_vision.clone().unwrap().metadata
}

fn inspected(spec: &MasterSpec) -> (TempDir, Inspection) {
    let folder = tempfile::tempdir().unwrap();
    write_master(spec, folder.path()).unwrap();
    let inspection = inspect(folder.path(), DeliveryKind::Imf, &[], &mut unnoticed);
    (folder, inspection)
}

fn facts(inspection: &Inspection) -> &DolbyVisionFacts {
    let picture = inspection.composition.as_ref().unwrap().picture.as_ref().unwrap();
    assert!(picture.is_hdr);
    picture.dolby_vision.as_ref().unwrap()
}

#[test]
fn a_master_carries_them_in_its_picture_in_a_track_or_as_a_sidecar_and_is_clean() {
    for (form, found) in [
        (Form::Embedded, DolbyVisionForm::Embedded),
        (Form::Track, DolbyVisionForm::Track),
        (Form::Sidecar, DolbyVisionForm::Sidecar),
    ] {
        let spec = spec(form, |_| {});
        let (_folder, inspection) = inspected(&spec);
        assert_eq!(rules(&inspection), Vec::<&str>::new(), "{form:?}");
        let facts = facts(&inspection);
        assert_eq!((facts.form, facts.version.as_deref()), (found, Some("CM v4.0")));
        let read = facts.metadata.as_ref().unwrap().unpack();
        assert_eq!(read, Ok(metadata(&spec)));
        let text = serde_json::to_string(&inspection).unwrap();
        let back: Inspection = serde_json::from_str(&text).unwrap();
        assert_eq!(back, inspection);
    }
}

#[test]
fn what_does_not_fit_is_told_and_the_delivery_accepted() {
    type Change = fn(&mut Metadata);
    let cases: [(&str, Change); 3] = [
        ("imf.dolby-vision.edit-rate", |metadata| {
            metadata.edit_rate = Some(EditRate::FPS_23_976);
        }),
        ("imf.dolby-vision.frames", |metadata| {
            metadata.shots[2].duration_frames += 3
        }),
        ("imf.dolby-vision.level-1", |metadata| {
            metadata.shots[1].levels.retain(|level| level.level != 1);
        }),
    ];
    for (rule, change) in cases {
        let (_folder, inspection) = inspected(&spec(Form::Sidecar, change));
        assert_eq!(rules(&inspection), [rule]);
        assert_eq!(inspection.verdict, Verdict::Accepted);
        assert!(facts(&inspection).metadata.is_some(), "measured all the same");
    }
}

#[test]
fn a_sidecar_that_cannot_be_read_is_told_with_its_line() {
    let (folder, _) = inspected(&spec(Form::Sidecar, |_| {}));
    let sidecar = file_of(folder.path(), "DOLBY_VISION");
    let text = fs::read_to_string(&sidecar).unwrap();
    fs::write(&sidecar, text.replacen("<In>4</In>", "<In>5</In>", 1)).unwrap();
    let inspection = inspect(folder.path(), DeliveryKind::Imf, &[], &mut unnoticed);
    assert_eq!(rules(&inspection), ["imf.dolby-vision.unreadable"]);
    let finding = &inspection.findings[0];
    assert!(finding.message.contains("begins at frame 5"), "{finding}");
    assert!(finding.file.starts_with("DOLBY_VISION"), "{finding}");
    let facts = facts(&inspection);
    assert!(facts.metadata.is_none());
    assert!(facts.unreadable.as_ref().unwrap().contains("line "), "{facts:?}");

    fs::copy(&sidecar, folder.path().join("Second.xml")).unwrap();
    let inspection = inspect(folder.path(), DeliveryKind::Imf, &[], &mut unnoticed);
    assert!(rules(&inspection).contains(&"imf.dolby-vision.several"));
    let role = |file: &&conform::FileFacts| file.role == FileRole::DolbyVision;
    assert_eq!(inspection.files.iter().filter(role).count(), 2);
}

#[test]
fn a_supplemental_goes_on_with_the_track_of_its_original() {
    let folder = tempfile::tempdir().unwrap();
    let spec = spec(Form::Track, |_| {});
    let original = write_master(&spec, &folder.path().join("original")).unwrap();
    let range = FrameRange::new(Frame(2), Frame(5)).unwrap();
    let changed = write_supplemental(&original, range, &folder.path().join("supplemental")).unwrap();
    let earlier = [original.folder];
    let inspection = inspect(&changed.folder, DeliveryKind::Imf, &earlier, &mut unnoticed);
    assert_eq!(rejections(&inspection), Vec::<&str>::new());
    let facts = facts(&inspection);
    assert_eq!(facts.form, DolbyVisionForm::Track);
    assert_eq!(facts.metadata.as_ref().unwrap().unpack(), Ok(metadata(&spec)));
}

#[test]
fn a_supplemental_has_the_metadata_of_the_frames_that_it_plays() {
    let folder = tempfile::tempdir().unwrap();
    let spec = spec(Form::Embedded, |_| {});
    let original = write_master(&spec, &folder.path().join("original")).unwrap();
    let range = FrameRange::new(Frame(2), Frame(5)).unwrap();
    let changed = write_supplemental(&original, range, &folder.path().join("supplemental")).unwrap();
    let inspection = inspect(
        &changed.folder,
        DeliveryKind::Imf,
        &[original.folder],
        &mut unnoticed,
    );
    assert_eq!(rejections(&inspection), Vec::<&str>::new());
    let read = facts(&inspection).metadata.as_ref().unwrap().unpack().unwrap();
    let durations: Vec<u64> = read.shots.iter().map(|shot| shot.duration_frames).collect();
    // Shots of four frames, cut at frames 2 and 6.
    assert_eq!(durations, [2, 2, 2, 2, 4]);
    assert_eq!(read.check_fit(spec.edit_rate(), spec.frames), Ok(()));
    let levels = |shot: usize| &read.shots[shot].levels;
    assert!(levels(0) == levels(1) && levels(2) == levels(3) && levels(1) != levels(2));
}

#[test]
fn a_picture_that_is_made_anew_without_metadata_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    let spec = spec(Form::Embedded, |_| {});
    let mut original = write_master(&spec, &folder.path().join("original")).unwrap();
    original.spec.dolby_vision.as_mut().unwrap().form = Form::Sidecar;
    let range = FrameRange::new(Frame(2), Frame(5)).unwrap();
    let changed = write_supplemental(&original, range, &folder.path().join("supplemental")).unwrap();
    let inspection = inspect(
        &changed.folder,
        DeliveryKind::Imf,
        &[original.folder],
        &mut unnoticed,
    );
    assert!(rules(&inspection).contains(&"imf.dolby-vision.unreadable"));
    let reason = facts(&inspection).unreadable.clone().unwrap();
    assert_eq!(
        reason,
        "it has no metadata, though the composition plays others that have"
    );
}

fn file_of(folder: &Path, beginning: &str) -> std::path::PathBuf {
    let mut entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_it =
        |path: &std::path::PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(beginning);
    entries.find(is_it).unwrap()
}

/// Nothing stands against its Dolby Vision.
fn fitting(folder: &Path) -> Inspection {
    let inspection = inspect(folder, DeliveryKind::Imf, &[], &mut unnoticed);
    let found = rules(&inspection);
    assert!(
        !found.iter().any(|rule| rule.contains("dolby-vision")),
        "{found:?}"
    );
    inspection
}

#[test]
fn a_package_by_others_with_metadata_in_its_picture_is_read() {
    let Some(folder) = media("third-party/photon/TestIMP/PHDR") else {
        return;
    };
    let inspection = fitting(&folder);
    let facts = facts(&inspection);
    assert_eq!(
        (facts.form, facts.version.as_deref()),
        (DolbyVisionForm::Embedded, Some("CM v2.9"))
    );
    let read = facts.metadata.as_ref().unwrap().unpack().unwrap();
    assert_eq!((read.shots.len(), read.duration_frames()), (1, 24));
}

/// Its picture is not in the package; the track of metadata is.
#[test]
fn a_package_by_others_with_a_track_of_metadata_is_read() {
    let Some(folder) = media("third-party/photon/TestIMP/ISXD/CompleteIMP3") else {
        return;
    };
    let inspection = fitting(&folder);
    let composition = inspection.composition.as_ref().unwrap();
    let is_isxd = |track: &conform::ComposedTrack| track.kind == SequenceKind::Isxd;
    assert!(composition.other_tracks.iter().any(is_isxd));
    let picture = composition.picture.as_ref().unwrap();
    let facts = picture.dolby_vision.as_ref().unwrap();
    assert_eq!(facts.form, DolbyVisionForm::Track);
    let read = facts.metadata.as_ref().unwrap().unpack().unwrap();
    assert_eq!(
        read.check_fit(composition.edit_rate, composition.duration_frames),
        Ok(())
    );
}
