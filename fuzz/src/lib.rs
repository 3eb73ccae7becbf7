//! What is fuzzed, one function for each way in. Whatever the bytes are, it returns: a finding or a typed error, never a panic,
//! never without limits. `scripts/fuzz` runs them for a minute each; a test of `conform` replays the seeds.

use std::fs;
use std::io::Cursor;

use conform::{DeliveryKind, inspect};

/// The documents of a package, one behind the other.
const SEPARATOR: &[u8] = b"\n=====\n";
const DOCUMENTS: [&str; 4] = ["ASSETMAP.xml", "PKL.xml", "CPL.xml", "track.mxf"];

/// AssetMap, packing list, composition and the beginning of a track file, in one folder.
pub fn package(bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    for (name, document) in DOCUMENTS.iter().zip(split(bytes)) {
        if fs::write(folder.path().join(name), document).is_err() {
            return;
        }
    }
    let inspection = inspect(folder.path(), DeliveryKind::Imf, &[], &mut |_| {});
    assert!(inspection.findings.len() <= 2_000);
}

fn split(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest
        .windows(SEPARATOR.len())
        .position(|window| window == SEPARATOR)
    {
        let (part, behind) = rest.split_at(at);
        parts.push(part);
        rest = behind.get(SEPARATOR.len()..).unwrap_or_default();
    }
    parts.push(rest);
    parts
}

/// A composition, flattened and compared with itself.
pub fn cpl(bytes: &[u8]) {
    if let Ok(read) = imf::Cpl::read(bytes)
        && let Ok(composition) = imf::Composition::of(&read.document)
    {
        let difference = imf::difference::Difference::between(&composition, &composition);
        assert!(difference.watch.is_empty());
    }
}

pub fn pkl(bytes: &[u8]) {
    if let Ok(read) = imf::PackingList::read(bytes) {
        let digests = read.document.assets.iter().filter_map(|asset| asset.digest());
        assert!(digests.count() <= read.document.assets.len());
    }
}

/// A track file: its structure, its first edit unit, its texts.
pub fn mxf(bytes: &[u8]) {
    if let Ok(file) = mxf::TrackFile::read(Cursor::new(bytes)) {
        let _ = mxf::read_edit_unit(Cursor::new(bytes), &file, 0);
        let last = file.duration().and_then(|duration| duration.checked_sub(1));
        if let Some(last) = last {
            let _ = mxf::read_edit_unit(Cursor::new(bytes), &file, last);
        }
    }
    let _ = mxf::read_texts(Cursor::new(bytes), &mut |_| true);
    let _ = mxf::CodestreamHeader::parse(bytes);
    let _ = mxf::CodestreamHeader::check_whole(bytes);
    let _ = mxf::IabFrameHeader::parse(bytes);
}

pub fn wav(bytes: &[u8]) {
    if let Ok((file, _)) = audio::WavFile::read(Cursor::new(bytes)) {
        assert!(file.missing_bytes <= file.data_bytes);
    }
}

pub fn adm(bytes: &[u8]) {
    let _ = audio::Adm::read(bytes);
}
