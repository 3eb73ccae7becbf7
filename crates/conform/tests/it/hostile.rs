//! Bad input on purpose: the seeds of the fuzz targets, and our own files cut and bent at every boundary of their structure.
//! Everything must return, within limits; what cannot be read is a typed error, what is wrong a finding.

use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::own_masters::ORIGINAL;

#[path = "../../../../fuzz/src/lib.rs"]
mod targets;

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 6] = [
    ("package", targets::package),
    ("cpl", targets::cpl),
    ("pkl", targets::pkl),
    ("mxf", targets::mxf),
    ("wav", targets::wav),
    ("adm", targets::adm),
];

#[test]
fn the_seeds_of_every_target_are_replayed() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    for (name, target) in TARGETS {
        let entries = fs::read_dir(seeds.join(name)).unwrap();
        let mut count = 0;
        for entry in entries {
            target(&fs::read(entry.unwrap().path()).unwrap());
            count += 1;
        }
        assert!(count > 0, "{name} has no seeds");
    }
}

#[test]
fn track_files_cut_and_bent_at_every_klv_are_read_to_an_end() {
    let master = &ORIGINAL.1;
    for name in [&master.picture.file_name, &master.sounds[0].file_name] {
        let whole = fs::read(master.folder.join(name)).unwrap();
        for klv in klvs(&whole) {
            disturb(&whole, klv, targets::mxf);
        }
    }
}

#[test]
fn documents_cut_and_bent_at_every_element_are_read_to_an_end() {
    let master = &ORIGINAL.1;
    for (path, target) in [
        (&master.composition, targets::cpl as Target),
        (&master.packing_list, targets::pkl as Target),
    ] {
        let whole = fs::read(path).unwrap();
        let elements = whole.iter().enumerate().filter(|(_, byte)| **byte == b'<');
        for (at, _) in elements {
            disturb(&whole, at..at + 3, target);
        }
    }
}

#[test]
fn wav_files_cut_and_bent_at_every_byte_of_their_head_are_read_to_an_end() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/wav");
    for name in ["whole", "rf64", "adm"] {
        let whole = fs::read(seeds.join(name)).unwrap();
        for at in 0..whole.len() {
            disturb(&whole, at..at + 1, targets::wav);
        }
    }
}

/// Cuts before and inside the boundary, and turns each of its bytes over in three ways.
fn disturb(whole: &[u8], boundary: Range<usize>, target: Target) {
    for cut in [boundary.start, boundary.end.min(whole.len())] {
        target(&whole[..cut]);
    }
    for at in boundary.start..boundary.end.min(whole.len()) {
        for change in [0x01, 0x80, 0xff] {
            let mut bent = whole.to_vec();
            bent[at] ^= change;
            target(&bent);
        }
    }
}

/// Key and length of each, as far as they follow each other.
fn klvs(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = bytes.get(at + 16) {
        let digits = if *first < 0x80 {
            0
        } else {
            usize::from(first & 0x7f)
        };
        let length = match digits {
            0 => usize::from(*first),
            _ => bytes[at + 17..at + 17 + digits]
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
        };
        let value = at + 17 + digits;
        found.push(at..value);
        at = value + length;
    }
    found
}
