//! A small writer of AS-02 track files (ST 2067-5): frame-wrapped JPEG 2000 pictures (ST 422), clip-wrapped
//! 24-bit PCM with multichannel audio labels (ST 382, ST 2067-8), and documents for each frame (RDD 47).
//!
//! Deterministic: the same essence, ids and time give the same bytes. Instance ids are derived from the file's id.

mod fixed_tags;
mod frame_texts;
mod header;
mod klv;
mod partition;
mod picture;
mod set;
mod sound;
mod text_track;

use std::io::{self, Seek, SeekFrom, Write};

use uuid::Uuid;

pub use frame_texts::FrameTexts;
pub use picture::{Colour, PictureTrack};
pub use sound::{Channel, SoundTrack, Soundfield};
pub use text_track::TextTrack;

use crate::codestream::NotACodestream;
use crate::partition::PartitionKind;
use crate::ul::Ul;
use header::TrackHeader;
use partition::{Pack, Units, index_table, random_index_pack};
use set::SetsWriter;

/// One internal, streamable track (ST 378).
const OP1A: Ul = Ul::from_hex(0x060e2b34_04010101_0d010201_01010100);
const BODY_SID: u32 = 1;
const INDEX_SID: u32 = 129;
/// The header partition is filled up to a multiple of this, so that it can be written again at the end.
const HEADER_GRID_BYTES: usize = 16_384;

/// A property holds 65,535 bytes; nobody's title needs as many.
const TEXT_LIMIT_CHARACTERS: usize = 1000;

/// Who writes which file, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// By which packages name the file.
    pub file_id: Uuid,
    pub material_id: Uuid,
    pub written_at: Timestamp,
    pub company: String,
    pub product: String,
    pub product_version: String,
}

/// A time in UTC, as MXF writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timestamp {
    pub year: u16,
    pub month: u8,
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Frames of a picture, samples of a sound track.
    pub duration: u64,
    pub length_bytes: u64,
}

/// A track file that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the track file could not be written")]
    Write { source: io::Error },
    #[error("frame {frame} could not be read")]
    ReadFrame { frame: u64, source: io::Error },
    #[error("frame {frame}: {source}")]
    NotACodestream { frame: u64, source: NotACodestream },
    #[error("frame {frame} differs from the first in size, components or profile")]
    FrameDiffers { frame: u64 },
    #[error("the samples could not be read")]
    ReadSamples { source: io::Error },
    #[error("the samples end within one: {left_bytes} bytes are left over")]
    PartialSample { left_bytes: u64 },
    #[error("there is nothing to write")]
    Empty,
    #[error("there is no document for frame {frame}")]
    FrameTextMissing { frame: u64 },
    #[error("a text of {length} characters: {TEXT_LIMIT_CHARACTERS} fit")]
    TextTooLong { length: usize },
}

impl Timestamp {
    fn to_bytes(self) -> [u8; 8] {
        let [high, low] = self.year.to_be_bytes();
        let Timestamp { month, day, .. } = self;
        [high, low, month, day, self.hour, self.minute, self.second, 0]
    }
}

impl Identity {
    fn texts(&self) -> [&str; 3] {
        [&self.company, &self.product, &self.product_version]
    }
}

/// Refuse texts that a property could not hold.
fn check_texts(texts: &[&str]) -> Result<(), WriteError> {
    let longest = texts.iter().map(|text| text.chars().count()).max();
    match longest {
        Some(length) if length > TEXT_LIMIT_CHARACTERS => Err(WriteError::TextTooLong { length }),
        _ => Ok(()),
    }
}

/// The id of a set of the file `file_id`.
fn instance(file_id: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&file_id, name.as_bytes())
}

/// Header partition: pack, primer, sets and fill.
fn header_bytes(
    header: &TrackHeader<'_>,
    footer: u64,
    add_descriptor: impl FnOnce(&mut SetsWriter),
) -> Vec<u8> {
    let mut sets = SetsWriter::default();
    header.put(&mut sets);
    add_descriptor(&mut sets);
    let mut pack = Pack {
        kind: PartitionKind::Header,
        offset: 0,
        previous: 0,
        footer,
        header_bytes: 0,
        index_bytes: 0,
        index_sid: 0,
        body_sid: 0,
        is_generic_stream: false,
    };
    let pack_bytes = pack.to_bytes(header.container).len();
    let mut bytes = pack.to_bytes(header.container);
    bytes.extend(sets.into_bytes());
    klv::put_fill(&mut bytes, HEADER_GRID_BYTES);
    pack.header_bytes = (bytes.len() - pack_bytes) as u64;
    let pack = pack.to_bytes(header.container);
    bytes.iter_mut().zip(pack).for_each(|(to, from)| *to = from);
    bytes
}

/// The pack of the body partition, which follows the header at `offset`.
fn body_pack(offset: u64, footer: u64, container: Ul) -> Vec<u8> {
    Pack {
        kind: PartitionKind::Body,
        offset,
        previous: 0,
        footer,
        header_bytes: 0,
        index_bytes: 0,
        index_sid: 0,
        body_sid: BODY_SID,
        is_generic_stream: false,
    }
    .to_bytes(container)
}

/// What comes behind the essence: the index partition, a generic stream if there is one, the footer and the random index
/// pack. Gives the bytes and where the footer lies.
fn tail_bytes(
    header: &TrackHeader<'_>,
    body: u64,
    essence_end: u64,
    units: Units<'_>,
    stream: Option<&[u8]>,
) -> (Vec<u8>, u64) {
    let index = index_table(header.identity.file_id, header.edit_rate, units);
    let mut pack = Pack {
        kind: PartitionKind::Body,
        offset: essence_end,
        previous: body,
        footer: 0,
        header_bytes: 0,
        index_bytes: index.len() as u64,
        index_sid: INDEX_SID,
        body_sid: 0,
        is_generic_stream: false,
    };
    let pack_bytes = pack.to_bytes(header.container).len() as u64;
    let index_end = essence_end + pack_bytes + index.len() as u64;
    let footer = index_end + stream.map_or(0, |stream| pack_bytes + stream.len() as u64);
    pack.footer = footer;
    let mut bytes = pack.to_bytes(header.container);
    bytes.extend(index);
    let mut partitions = vec![(0, 0), (BODY_SID, body), (0, essence_end)];
    let mut previous = essence_end;
    if let Some(stream) = stream {
        let pack = Pack {
            offset: index_end,
            previous,
            index_bytes: 0,
            index_sid: 0,
            body_sid: frame_texts::STREAM_SID,
            is_generic_stream: true,
            ..pack
        };
        bytes.extend(pack.to_bytes(header.container));
        bytes.extend(stream);
        partitions.push((frame_texts::STREAM_SID, index_end));
        previous = index_end;
    }
    let footer_pack = Pack {
        kind: PartitionKind::Footer,
        offset: footer,
        previous,
        footer,
        header_bytes: 0,
        index_bytes: 0,
        index_sid: 0,
        body_sid: 0,
        is_generic_stream: false,
    };
    bytes.extend(footer_pack.to_bytes(header.container));
    partitions.push((0, footer));
    bytes.extend(random_index_pack(&partitions));
    (bytes, footer)
}

/// Counts what goes out, and can put the front of the file right afterwards.
struct Output<'a, W> {
    out: &'a mut W,
    length_bytes: u64,
}

impl<W: Write + Seek> Output<'_, W> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        let written = self.out.write_all(bytes);
        written.map_err(|source| WriteError::Write { source })?;
        self.length_bytes += bytes.len() as u64;
        Ok(())
    }

    /// Write over what already stands at `offset`, and return to the end.
    fn patch(&mut self, offset: u64, bytes: &[u8]) -> Result<(), WriteError> {
        let mut patch = || {
            self.out.seek(SeekFrom::Start(offset))?;
            self.out.write_all(bytes)?;
            self.out.seek(SeekFrom::Start(self.length_bytes))?;
            self.out.flush()
        };
        patch().map_err(|source| WriteError::Write { source })
    }
}
