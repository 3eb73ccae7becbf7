//! Samples as a stream of interleaved integers, at the file's own bit depth. Memory stays small whatever the file's
//! length; any sample frame can be sought.

use std::io::{self, Read, Seek, SeekFrom};

use crate::error::WavError;
use crate::file::WavFile;
use crate::format::{Format, SampleKind};

/// Sample frames read at once.
const PIECE_FRAMES: usize = 8192;

/// Reads sample frames in order.
#[derive(Debug)]
pub struct Samples<R> {
    reader: R,
    format: Format,
    data_offset: u64,
    frames: u64,
    next_frame: u64,
    is_placed: bool,
    bytes: Vec<u8>,
}

impl<R: Read + Seek> Samples<R> {
    pub(crate) fn new(reader: R, file: &WavFile) -> Samples<R> {
        Samples {
            reader,
            format: file.format,
            data_offset: file.data_offset,
            frames: file.frames,
            next_frame: 0,
            is_placed: false,
            bytes: Vec::new(),
        }
    }

    /// Go on at this sample frame; behind the end there is nothing to read.
    pub fn seek_to_frame(&mut self, frame: u64) {
        self.next_frame = frame.min(self.frames);
        self.is_placed = false;
    }

    /// Replace `samples` with up to 8,192 interleaved sample frames; empty at the end. A 24-bit sample lies within
    /// ±2²³.
    ///
    /// # Errors
    /// `Unsupported` for anything but PCM of 16, 24 or 32 bits; `Io`.
    pub fn read(&mut self, samples: &mut Vec<i32>) -> Result<(), WavError> {
        samples.clear();
        let offset = self.position();
        let Format { kind, bits, .. } = self.format;
        let width = match (kind, bits) {
            (SampleKind::Pcm, 16) => 2,
            (SampleKind::Pcm, 24) => 3,
            (SampleKind::Pcm, 32) => 4,
            _ => {
                return Err(WavError::Unsupported {
                    offset,
                    tag: tag(kind),
                    bits,
                });
            }
        };
        let count = (self.frames - self.next_frame).min(PIECE_FRAMES as u64);
        self.fill(count)
            .map_err(|source| WavError::Io { offset, source })?;
        self.next_frame += count;
        samples.extend(self.bytes.chunks_exact(width).map(sample));
        Ok(())
    }

    fn position(&self) -> u64 {
        self.data_offset
            .saturating_add(self.next_frame.saturating_mul(self.format.block_align.into()))
    }

    fn fill(&mut self, count: u64) -> io::Result<()> {
        if !self.is_placed {
            self.reader.seek(SeekFrom::Start(self.position()))?;
            self.is_placed = true;
        }
        self.bytes
            .resize(count as usize * usize::from(self.format.block_align), 0);
        self.reader.read_exact(&mut self.bytes)
    }
}

fn tag(kind: SampleKind) -> u16 {
    match kind {
        SampleKind::Pcm => 1,
        SampleKind::Float => 3,
        SampleKind::Other(tag) => tag,
    }
}

/// Little-endian, sign in the last byte.
fn sample(bytes: &[u8]) -> i32 {
    let unsigned = bytes
        .iter()
        .rev()
        .fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
    let unused_bits = 32 - 8 * bytes.len().clamp(1, 4) as u32;
    (unsigned << unused_bits) as i32 >> unused_bits
}
