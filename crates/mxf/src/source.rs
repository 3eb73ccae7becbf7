//! Where bytes come from: anything that reads and seeks, with its length known once and every error placed.
//! Small reads are served from a buffer, so that walking 200,000 KLVs stays cheap.

use std::io::{Read, Seek, SeekFrom};

use crate::error::ReadError;

/// How much is read at once while walking from key to key that stand close together.
const BUFFER_BYTES: u64 = 4096;
/// How much is read where one lands after an essence element: the next key, and mostly another far jump.
const LANDING_BYTES: u64 = 64;

/// A readable, seekable file or object.
pub struct ByteSource<R> {
    inner: R,
    length_bytes: u64,
    buffer: Vec<u8>,
    buffer_offset: u64,
}

impl<R: Read + Seek> ByteSource<R> {
    /// # Errors
    /// [`ReadError::Io`] when the end cannot be sought.
    pub fn new(mut inner: R) -> Result<ByteSource<R>, ReadError> {
        let length_bytes = inner
            .seek(SeekFrom::End(0))
            .map_err(|source| ReadError::Io { offset: 0, source })?;
        Ok(ByteSource {
            inner,
            length_bytes,
            buffer: Vec::new(),
            buffer_offset: 0,
        })
    }

    #[must_use]
    pub fn length_bytes(&self) -> u64 {
        self.length_bytes
    }

    /// Up to `count` bytes from `offset`; fewer only at the end.
    pub(crate) fn peek(&mut self, offset: u64, count: usize) -> Result<&[u8], ReadError> {
        let wanted = (count as u64).min(self.length_bytes.saturating_sub(offset));
        let buffered = self.buffer.len() as u64;
        let held = offset
            .checked_sub(self.buffer_offset)
            .is_some_and(|start| start.checked_add(wanted).is_some_and(|end| end <= buffered));
        if !held {
            let end = self.buffer_offset.saturating_add(buffered);
            let is_near = (self.buffer_offset..=end.saturating_add(BUFFER_BYTES)).contains(&offset);
            let ahead = if is_near { BUFFER_BYTES } else { LANDING_BYTES };
            self.fill(
                offset,
                wanted.max(ahead.min(self.length_bytes.saturating_sub(offset))),
            )?;
        }
        let start = usize::try_from(offset.saturating_sub(self.buffer_offset)).unwrap_or(usize::MAX);
        let end = start.saturating_add(usize::try_from(wanted).unwrap_or(usize::MAX));
        Ok(self.buffer.get(start..end).unwrap_or_default())
    }

    fn fill(&mut self, offset: u64, count: u64) -> Result<(), ReadError> {
        let io = |source| ReadError::Io { offset, source };
        self.buffer.clear();
        self.inner.seek(SeekFrom::Start(offset)).map_err(io)?;
        self.buffer
            .resize(usize::try_from(count).unwrap_or(usize::MAX), 0);
        let read = self.inner.read_exact(&mut self.buffer);
        if read.is_err() {
            self.buffer.clear();
        }
        self.buffer_offset = offset;
        read.map_err(io)
    }

    /// Exactly `count` bytes from `offset`. The caller has limited `count`.
    pub(crate) fn read_exactly(&mut self, offset: u64, count: u64) -> Result<Vec<u8>, ReadError> {
        let io = |source| ReadError::Io { offset, source };
        self.inner.seek(SeekFrom::Start(offset)).map_err(io)?;
        let mut bytes = Vec::new();
        (&mut self.inner)
            .take(count)
            .read_to_end(&mut bytes)
            .map_err(io)?;
        if bytes.len() as u64 == count {
            Ok(bytes)
        } else {
            Err(io(std::io::ErrorKind::UnexpectedEof.into()))
        }
    }
}
