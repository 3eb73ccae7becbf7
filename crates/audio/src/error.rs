//! Why a WAV file cannot be read, and at which byte. A file that can be read but is wrong is no error.

use std::io;

use crate::chunk::FourCc;

/// Offsets count from the beginning of the file.
#[derive(Debug, thiserror::Error)]
pub enum WavError {
    #[error("byte {offset}: the file is not RIFF, RF64 or BW64 of type WAVE")]
    NotWave { offset: u64 },
    #[error("byte {offset}: {chunk} needs {needed_bytes} bytes and has {size_bytes}")]
    ChunkTooSmall {
        offset: u64,
        chunk: FourCc,
        needed_bytes: u64,
        size_bytes: u64,
    },
    #[error("byte {offset}: {chunk} appears a second time")]
    Repeated { offset: u64, chunk: FourCc },
    #[error("the file has no {chunk} chunk")]
    Missing { chunk: FourCc },
    #[error("byte {offset}: {chunk} gives no size, and no ds64 chunk does")]
    SizeUnknown { offset: u64, chunk: FourCc },
    #[error(
        "byte {offset}: {block_align} bytes per sample frame do not fit {channels} channels of {bits} bits"
    )]
    BlockAlign {
        offset: u64,
        block_align: u16,
        channels: u16,
        bits: u16,
    },
    #[error("byte {offset}: no channels or no sample rate")]
    NoChannelsOrRate { offset: u64 },
    #[error("byte {offset}: samples of format {tag:#06x} with {bits} bits are not read")]
    Unsupported { offset: u64, tag: u16, bits: u16 },
    #[error("more than {limit} chunks")]
    TooManyChunks { limit: usize },
    #[error("byte {offset}: the file could not be read")]
    Io { offset: u64, source: io::Error },
}

impl WavError {
    /// Where in the file, if at one place.
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        match self {
            WavError::NotWave { offset }
            | WavError::ChunkTooSmall { offset, .. }
            | WavError::Repeated { offset, .. }
            | WavError::SizeUnknown { offset, .. }
            | WavError::BlockAlign { offset, .. }
            | WavError::NoChannelsOrRate { offset }
            | WavError::Unsupported { offset, .. }
            | WavError::Io { offset, .. } => Some(*offset),
            WavError::Missing { .. } | WavError::TooManyChunks { .. } => None,
        }
    }
}
