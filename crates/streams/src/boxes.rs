//! Boxes of an MP4 as raw bytes (ISO/IEC 14496-12 §4.2), for the few changes that are made in place: a fragment's time, and
//! boxes added to a sample entry. Files that come here were written by our own runs of ffmpeg; still nothing is trusted.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// A box of metadata larger than this is not ours.
const METADATA_LIMIT_BYTES: u64 = 64 << 20;
const BOXES_LIMIT: usize = 100_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawBox {
    pub kind: [u8; 4],
    /// Of the header, from the beginning of what was searched.
    pub start: usize,
    pub body: usize,
    pub end: usize,
}

/// A box of the file itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileBox {
    pub kind: [u8; 4],
    pub offset: u64,
    pub bytes: u64,
}

/// The boxes between two places of `bytes`; None when they are not boxes up to the end.
pub(crate) fn children(bytes: &[u8], from: usize, to: usize) -> Option<Vec<RawBox>> {
    let mut found = Vec::new();
    let mut start = from;
    while start < to {
        let header = bytes.get(start..start.checked_add(8)?)?;
        let (size, kind) = header.split_first_chunk::<4>()?;
        let end = start.checked_add(usize::try_from(u32::from_be_bytes(*size)).ok()?)?;
        if end > to || end < start + 8 || found.len() >= BOXES_LIMIT {
            return None;
        }
        found.push(RawBox {
            kind: kind.try_into().ok()?,
            start,
            body: start + 8,
            end,
        });
        start = end;
    }
    Some(found)
}

/// The boxes on the way down `path`, from the outermost to the one sought. `bytes` begins with the first of them.
pub(crate) fn descend(bytes: &[u8], path: &[&[u8; 4]]) -> Option<Vec<RawBox>> {
    let (mut from, mut to) = (0, bytes.len());
    let mut way: Vec<RawBox> = Vec::new();
    for kind in path {
        let found = children(bytes, from, to)?
            .into_iter()
            .find(|child| child.kind == **kind)?;
        // A table of sample entries has a version and a count in front.
        from = found.body + if *kind == b"stsd" { 8 } else { 0 };
        to = found.end;
        way.push(found);
    }
    Some(way)
}

pub(crate) const SAMPLE_TABLE: [&[u8; 4]; 6] = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"];

/// The way to the first sample entry of a movie box, the entry last.
pub(crate) fn sample_entry(moov: &[u8]) -> Option<Vec<RawBox>> {
    let mut way = descend(moov, &SAMPLE_TABLE)?;
    let table = way.last()?;
    let entry = children(moov, table.body + 8, table.end)?.into_iter().next()?;
    way.push(entry);
    Some(way)
}

/// Bytes of a visual sample entry before its own boxes (§12.1.3).
const VISUAL_ENTRY_BYTES: usize = 78;

/// The boxes within the first visual sample entry.
pub(crate) fn visual_entry_boxes(moov: &[u8]) -> Option<Vec<RawBox>> {
    let way = sample_entry(moov)?;
    let entry = way.last()?;
    children(moov, entry.body.checked_add(VISUAL_ENTRY_BYTES)?, entry.end)
}

/// Adds bytes at the end of the innermost box of `way` and lengthens every box around them.
pub(crate) fn append(bytes: &mut Vec<u8>, way: &[RawBox], added: &[u8]) -> Option<()> {
    let end = way.last()?.end;
    for outer in way {
        let size = u32::try_from(outer.end - outer.start + added.len()).ok()?;
        bytes
            .get_mut(outer.start..outer.start + 4)?
            .copy_from_slice(&size.to_be_bytes());
    }
    if end > bytes.len() {
        return None;
    }
    bytes.splice(end..end, added.iter().copied());
    Some(())
}

/// Puts another box in the place of the innermost of `way`, and changes the length of every box around it.
pub(crate) fn replace(bytes: &mut Vec<u8>, way: &[RawBox], new: &[u8]) -> Option<()> {
    let (old, around) = way.split_last()?;
    for outer in around {
        let size = (outer.end - outer.start).checked_sub(old.end - old.start)?;
        let size = u32::try_from(size + new.len()).ok()?;
        bytes
            .get_mut(outer.start..outer.start + 4)?
            .copy_from_slice(&size.to_be_bytes());
    }
    if old.end > bytes.len() {
        return None;
    }
    bytes.splice(old.start..old.end, new.iter().copied());
    Some(())
}

/// The boxes of a file, in order.
pub(crate) fn of_file(file: &mut File) -> std::io::Result<Vec<FileBox>> {
    let length = file.metadata()?.len();
    let mut found = Vec::new();
    let mut offset = 0u64;
    while offset < length {
        file.seek(SeekFrom::Start(offset))?;
        let mut header = [0u8; 16];
        let wanted = usize::try_from((length - offset).min(16)).unwrap_or(16);
        let header = &mut header[..wanted];
        file.read_exact(header)?;
        let bytes = size_in(header).filter(|bytes| *bytes >= 8 && offset.saturating_add(*bytes) <= length);
        let kind = header.get(4..8).and_then(|kind| kind.try_into().ok());
        let (Some(bytes), Some(kind), true) = (bytes, kind, found.len() < BOXES_LIMIT) else {
            let problem = format!("no whole box at byte {offset}");
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, problem));
        };
        found.push(FileBox { kind, offset, bytes });
        offset += bytes;
    }
    Ok(found)
}

/// 32 bits, or with the value 1 the 64 bits behind the type.
fn size_in(header: &[u8]) -> Option<u64> {
    let short = u32::from_be_bytes(*header.first_chunk::<4>()?);
    match short {
        1 => Some(u64::from_be_bytes(header.get(8..16)?.try_into().ok()?)),
        _ => Some(u64::from(short)),
    }
}

/// The bytes of a box of metadata.
pub(crate) fn read(file: &mut File, found: &FileBox) -> std::io::Result<Vec<u8>> {
    if found.bytes > METADATA_LIMIT_BYTES {
        let problem = format!("the box at byte {} is too large", found.offset);
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, problem));
    }
    file.seek(SeekFrom::Start(found.offset))?;
    let mut bytes = vec![0; usize::try_from(found.bytes).unwrap_or(0)];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).expect("small");
        [size.to_be_bytes().as_slice(), kind, body].concat()
    }

    #[test]
    fn what_is_added_lengthens_every_box_around_it() {
        let mut bytes = boxed(
            b"moov",
            &[boxed(b"trak", &boxed(b"edts", b"1")), boxed(b"udta", b"")].concat(),
        );
        let way = descend(&bytes, &[b"moov", b"trak"]).expect("there");
        append(&mut bytes, &way, &boxed(b"free", b"23")).expect("added");
        let trak = [boxed(b"edts", b"1"), boxed(b"free", b"23")].concat();
        assert_eq!(
            bytes,
            boxed(b"moov", &[boxed(b"trak", &trak), boxed(b"udta", b"")].concat())
        );
    }

    #[test]
    fn boxes_that_are_longer_than_what_they_lie_in_are_none() {
        let mut bytes = boxed(b"moov", &boxed(b"trak", b""));
        bytes[11] = 200;
        assert_eq!(descend(&bytes, &[b"moov", b"trak"]), None);
        assert_eq!(children(b"\0\0\0\x04moov", 0, 8), None, "shorter than its header");
    }
}
