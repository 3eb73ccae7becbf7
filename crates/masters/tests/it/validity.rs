//! Packages are whole: our own readers say so (another validator speaks in `cross-check`); the same specification
//! gives the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use masters::{MasterError, MasterSpec};
use timecode::{EditRate, FrameCount};

use crate::program::{make, small};

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = folder.read_dir().unwrap().flatten();
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn track_files_of_a_package_have_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let master = make(&small("Sound", EditRate::FPS_23_976, 6), folder.path());
    let names = master.sounds.iter().map(|sound| (sound.id, &sound.file_name));
    for (id, name) in names.chain([(master.picture.id, &master.picture.file_name)]) {
        let file = mxf::TrackFile::read(fs::File::open(folder.path().join(name)).unwrap()).unwrap();
        assert_eq!(file.faults, [], "{name}");
        assert_eq!(file.id(), id);
    }
}

#[test]
fn the_same_specification_gives_the_same_bytes() {
    let spec = small("Twice", EditRate::FPS_25, 3);
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    make(&spec, one.path());
    make(&spec, other.path());
    assert!(files(one.path()) == files(other.path()));
}

#[test]
fn what_no_package_could_carry_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |spec: MasterSpec| masters::write_master(&spec, folder.path()).unwrap_err();
    let spec = small("Refused", EditRate::FPS_29_97, 7);
    assert!(matches!(refused(spec.clone()), MasterError::FractionalSamples(_)));
    let odd = MasterSpec {
        width: 321,
        ..spec.clone()
    };
    assert!(matches!(
        refused(odd),
        MasterError::PictureSize { width: 321, .. }
    ));
    let empty = MasterSpec {
        frames: FrameCount(0),
        ..spec
    };
    assert!(matches!(refused(empty), MasterError::Length { .. }));
    assert!(files(folder.path()).is_empty());
}
