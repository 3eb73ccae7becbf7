//! The chunk structure shared by RIFF, RF64 (EBU Tech 3306) and BW64 (ITU-R BS.2088): four characters, a size,
//! a body padded to even length. Sizes of RF64 and BW64 stand in `ds64`. Only the list is made here, no body is read.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};

use crate::error::WavError;

/// More chunks than any honest file has.
const LIMIT_CHUNKS: usize = 4096;
/// The size that says "see ds64".
const IN_DS64: u32 = u32::MAX;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FourCc(pub [u8; 4]);

/// Where a chunk's body lies. `present_bytes` is smaller than `size_bytes` when the file ends before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub id: FourCc,
    pub offset: u64,
    pub size_bytes: u64,
    pub present_bytes: u64,
}

pub(crate) struct ChunkList {
    pub form: FourCc,
    pub chunks: Vec<Chunk>,
}

impl fmt::Display for FourCc {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "'{}'", self.0.escape_ascii())
    }
}

impl fmt::Debug for FourCc {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The 64-bit sizes of a ds64 chunk: the data chunk's, and those of its table.
#[derive(Default)]
struct Sizes {
    data_bytes: Option<u64>,
    table: Vec<(FourCc, u64)>,
}

/// A reader that knows where it is, so that errors do.
pub(crate) struct Source<R> {
    reader: R,
    length_bytes: u64,
}

impl<R: Read + Seek> Source<R> {
    pub fn new(mut reader: R) -> Result<Source<R>, WavError> {
        let length = reader.seek(SeekFrom::End(0));
        let length_bytes = length.map_err(|source| WavError::Io { offset: 0, source })?;
        Ok(Source { reader, length_bytes })
    }

    /// Exactly `bytes.len()` bytes at `offset`; `None` when the file ends before.
    pub fn read_at(&mut self, offset: u64, bytes: &mut [u8]) -> Result<Option<()>, WavError> {
        let result = self
            .reader
            .seek(SeekFrom::Start(offset))
            .and_then(|_| self.reader.read_exact(bytes));
        match result {
            Ok(()) => Ok(Some(())),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(source) => Err(WavError::Io { offset, source }),
        }
    }

    /// The first bytes of a chunk's body, at most `limit_bytes`.
    pub fn body(&mut self, chunk: &Chunk, limit_bytes: u64) -> Result<Vec<u8>, WavError> {
        let length = chunk.present_bytes.min(limit_bytes);
        let mut body = vec![0; usize::try_from(length).unwrap_or(0)];
        let read = self.read_at(chunk.offset, &mut body)?;
        Ok(read.map(|()| body).unwrap_or_default())
    }

    pub fn into_reader(self) -> R {
        self.reader
    }
}

impl ChunkList {
    pub fn read<R: Read + Seek>(source: &mut Source<R>) -> Result<ChunkList, WavError> {
        let mut head = [0; 12];
        let read = source.read_at(0, &mut head)?;
        let [a, b, c, d, _, _, _, _, kind @ ..] = head;
        let form = FourCc([a, b, c, d]);
        let is_known = matches!(&form.0, b"RIFF" | b"RF64" | b"BW64") && &kind == b"WAVE";
        if read.is_none() || !is_known {
            return Err(WavError::NotWave { offset: 0 });
        }
        let mut list = ChunkList {
            form,
            chunks: Vec::new(),
        };
        let mut sizes = Sizes::default();
        let mut at = 12;
        while let Some(chunk) = next_chunk(source, at, &sizes)? {
            if &chunk.id.0 == b"ds64" && list.chunks.is_empty() {
                sizes = Sizes::parse(&source.body(&chunk, 28 + 12 * 64)?);
            }
            if list.chunks.len() >= LIMIT_CHUNKS {
                return Err(WavError::TooManyChunks { limit: LIMIT_CHUNKS });
            }
            at = chunk
                .offset
                .saturating_add(chunk.size_bytes)
                .saturating_add(chunk.size_bytes % 2);
            list.chunks.push(chunk);
        }
        Ok(list)
    }

    /// The only chunk of that name.
    pub fn find(&self, id: &[u8; 4]) -> Result<Option<Chunk>, WavError> {
        let mut chunks = self.chunks.iter().filter(|chunk| &chunk.id.0 == id);
        let first = chunks.next();
        match chunks.next() {
            Some(second) => Err(WavError::Repeated {
                offset: second.offset.saturating_sub(8),
                chunk: second.id,
            }),
            None => Ok(first.copied()),
        }
    }
}

/// Fewer than eight bytes at the end are no chunk: some writers leave a stray pad byte.
fn next_chunk<R: Read + Seek>(
    source: &mut Source<R>,
    at: u64,
    sizes: &Sizes,
) -> Result<Option<Chunk>, WavError> {
    let mut head = [0; 8];
    if at.saturating_add(8) > source.length_bytes || source.read_at(at, &mut head)?.is_none() {
        return Ok(None);
    }
    let [a, b, c, d, size @ ..] = head;
    let id = FourCc([a, b, c, d]);
    let offset = at + 8;
    let size_bytes = match u32::from_le_bytes(size) {
        IN_DS64 => sizes.of(id).ok_or(WavError::SizeUnknown {
            offset: at,
            chunk: id,
        })?,
        size => u64::from(size),
    };
    let present_bytes = size_bytes.min(source.length_bytes.saturating_sub(offset));
    Ok(Some(Chunk {
        id,
        offset,
        size_bytes,
        present_bytes,
    }))
}

impl Sizes {
    /// RIFF size, data size, sample count, then a table of (name, size).
    fn parse(body: &[u8]) -> Sizes {
        let u64_at = |at: usize| body.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
        let table = body
            .get(28..)
            .unwrap_or_default()
            .chunks_exact(12)
            .filter_map(|entry| {
                let (id, size) = entry.split_at(4);
                Some((
                    FourCc(id.try_into().ok()?),
                    u64::from_le_bytes(size.try_into().ok()?),
                ))
            });
        Sizes {
            data_bytes: u64_at(8),
            table: table.collect(),
        }
    }

    fn of(&self, id: FourCc) -> Option<u64> {
        if &id.0 == b"data" {
            return self.data_bytes;
        }
        self.table
            .iter()
            .find(|(name, _)| *name == id)
            .map(|(_, size)| *size)
    }
}
