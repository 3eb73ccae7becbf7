//! Single edit units of a track file, found by its index: for a look at the essence itself, without reading the file.

use std::io::{Read, Seek};

use crate::error::ReadError;
use crate::essence::Wrapping;
use crate::klv::{Found, Klv};
use crate::source::ByteSource;
use crate::track_file::TrackFile;

/// Above any frame of 4096 × 3112 at 16 bits.
const EDIT_UNIT_LIMIT_BYTES: u64 = 128 << 20;

/// With frame wrapping the value of the element, with clip wrapping the bytes up to the next edit unit. None when the index
/// does not say where it lies.
///
/// # Errors
/// As of [`TrackFile::read`], and an edit unit that is too long.
pub fn read_edit_unit<R: Read + Seek>(
    source: R,
    file: &TrackFile,
    position: u64,
) -> Result<Option<Vec<u8>>, ReadError> {
    let Some(offset) = file.edit_unit_offset(position) else {
        return Ok(None);
    };
    let mut source = ByteSource::new(source)?;
    if file.wrapping == Wrapping::Clip {
        let end = position
            .checked_add(1)
            .and_then(|next| file.edit_unit_offset(next))
            .unwrap_or(file.clip_end());
        let length = end.saturating_sub(offset);
        if length > EDIT_UNIT_LIMIT_BYTES {
            return Err(limit(offset));
        }
        return source.read_exactly(offset, length).map(Some);
    }
    match Klv::at(&mut source, offset)? {
        Found::Klv(klv) if klv.length_bytes > EDIT_UNIT_LIMIT_BYTES => Err(limit(offset)),
        Found::Klv(klv) => klv
            .value(&mut source, EDIT_UNIT_LIMIT_BYTES, "bytes in an edit unit")
            .map(Some),
        Found::Cut { .. } | Found::Broken(_) => Err(ReadError::Malformed {
            offset,
            what: "the index table points to no essence element",
        }),
    }
}

fn limit(offset: u64) -> ReadError {
    ReadError::Limit {
        offset,
        what: "bytes in an edit unit",
        limit: EDIT_UNIT_LIMIT_BYTES,
    }
}
