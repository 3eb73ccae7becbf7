//! imferno-core, a validator that is not ours, finds no error in packages that `masters` writes, and finds the
//! faults that it knows when they are planted.

use std::path::Path;

use imferno_core::package::{Imferno, ValidationOptions, read_dir};
use masters::{Defect, MasterSpec, write_master, write_supplemental};
use timecode::{EditRate, Frame, FrameCount, FrameRange, TimecodeRate};

fn spec(rate: EditRate, frames: u64) -> MasterSpec {
    MasterSpec {
        timecode_rate: TimecodeRate::new(rate, false).unwrap(),
        frames: FrameCount(frames),
        // imferno-core knows no other sizes of App 2E.
        width: 1920,
        height: 1080,
        ..MasterSpec::small("Cross-check").unwrap()
    }
}

/// Everything above a warning, hashes included.
fn errors(folder: &Path) -> Vec<String> {
    let files = read_dir(folder).unwrap();
    let options = ValidationOptions::default();
    let package = match Imferno::parse(files) {
        Ok(package) => package,
        Err(error) => return vec![error.to_string()],
    };
    let mut said = Vec::new();
    for report in [package.validate(&options), package.validate_hashes(&options)] {
        let serious = report.critical.iter().chain(&report.errors);
        said.extend(serious.map(|issue| format!("[{}] {}", issue.code, issue.message)));
    }
    said
}

#[test]
fn original_packages_have_no_error() {
    for (rate, frames) in [
        (EditRate::FPS_23_976, 2),
        (EditRate::FPS_24, 2),
        (EditRate::FPS_25, 2),
        (EditRate::FPS_29_97, 5),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write_master(&spec(rate, frames), folder.path()).unwrap();
        assert_eq!(errors(folder.path()), Vec::<String>::new(), "at {rate}");
    }
}

#[test]
fn a_supplemental_lacks_only_what_the_original_has() {
    let folder = tempfile::tempdir().unwrap();
    let original = write_master(&spec(EditRate::FPS_24, 6), &folder.path().join("original")).unwrap();
    let range = FrameRange::new(Frame(2), Frame(3)).unwrap();
    let place = folder.path().join("supplemental");
    write_supplemental(&original, range, &place).unwrap();
    let referred = [original.picture.id]
        .into_iter()
        .chain(original.sounds.iter().map(|sound| sound.id))
        .map(|id| id.to_string())
        .collect::<Vec<_>>();
    for error in errors(&place) {
        assert!(referred.iter().any(|id| error.contains(id)), "{error}");
    }
}

#[test]
fn a_wrong_hash_and_a_missing_file_are_found() {
    for defect in [Defect::WrongHash, Defect::MissingFile] {
        let folder = tempfile::tempdir().unwrap();
        let broken = MasterSpec {
            defects: vec![defect],
            ..spec(EditRate::FPS_24, 3)
        };
        write_master(&broken, folder.path()).unwrap();
        assert_ne!(errors(folder.path()), Vec::<String>::new(), "{defect:?}");
    }
}
