//! Texts that a track file carries beside its picture, or in place of one: a document for each frame, as an element of its
//! own (RDD 47, and the same embedded in a picture's file), and whole documents in generic streams (ST 410). What they say
//! is not known here.

use std::io::{Read, Seek};

use crate::error::ReadError;
use crate::klv::{Found, Klv};
use crate::source::ByteSource;
use crate::ul::Ul;

/// A document of metadata for a frame of the picture in the same file; the last two bytes count elements.
const EMBEDDED: Ul = Ul::from_hex(0x060e2b34_01020105_0e090607_01010000);
/// A document for a frame as the essence of its file (RDD 47).
const TRACK: Ul = Ul::from_hex(0x060e2b34_01020105_0e090502_01000000);
/// A generic stream's data (ST 410).
pub(crate) const GENERIC_STREAM: Ul = Ul::from_hex(0x060e2b34_0101010c_0d010509_01000000);

const FRAME_LIMIT_BYTES: u64 = 1 << 20;
const STREAM_LIMIT_BYTES: u64 = 16 << 20;
/// Twelve hours of picture and text at 60 frames.
const KLVS_LIMIT: u64 = 12 * 3600 * 60 * 4;

/// A text of a track file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text<'a> {
    /// Of the next frame.
    Frame(&'a [u8]),
    /// Of the whole file.
    Stream(&'a [u8]),
}

pub(crate) fn is_generic_stream(key: Ul) -> bool {
    key.means(GENERIC_STREAM)
}

pub(crate) fn is_frame_text(key: Ul) -> bool {
    key.begins_like(EMBEDDED, 14) || key.begins_like(TRACK, 13)
}

/// Reads all texts in the order of the file; pictures are skipped. `visit` says whether to go on.
///
/// # Errors
/// As of [`crate::TrackFile::read`], and a text that is too long.
pub fn read_texts<R: Read + Seek>(
    source: R,
    visit: &mut dyn FnMut(Text<'_>) -> bool,
) -> Result<(), ReadError> {
    let mut source = ByteSource::new(source)?;
    let (mut offset, mut count) = (0, 0);
    while offset < source.length_bytes() {
        // A file that is cut was found out when it was read as a track file.
        let Found::Klv(klv) = Klv::at(&mut source, offset)? else {
            return Ok(());
        };
        let goes_on = if is_frame_text(klv.key) {
            let text = klv.value(&mut source, FRAME_LIMIT_BYTES, "bytes in the text of a frame")?;
            visit(Text::Frame(&text))
        } else if is_generic_stream(klv.key) {
            let text = klv.value(&mut source, STREAM_LIMIT_BYTES, "bytes in a generic stream")?;
            visit(Text::Stream(&text))
        } else {
            true
        };
        if !goes_on {
            return Ok(());
        }
        offset = klv.end();
        count += 1;
        if count > KLVS_LIMIT {
            return Err(ReadError::Limit {
                offset,
                what: "KLVs",
                limit: KLVS_LIMIT,
            });
        }
    }
    Ok(())
}
