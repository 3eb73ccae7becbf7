//! The `fmt ` chunk: WAVEFORMAT, WAVEFORMATEX and WAVEFORMATEXTENSIBLE with its channel mask.

use serde::{Deserialize, Serialize};

use crate::channel::Channel;
use crate::chunk::{Chunk, FourCc};
use crate::error::WavError;

const PCM: u16 = 1;
const IEEE_FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xfffe;

/// How samples are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    pub kind: SampleKind,
    pub channels: u16,
    pub sample_rate_hz: u32,
    /// Bits that a sample occupies: 16, 24, 32.
    pub bits: u16,
    /// Bits that are meant, when the format tells them apart.
    pub valid_bits: u16,
    /// Bytes of one sample of every channel.
    pub block_align: u16,
    /// WAVEFORMATEXTENSIBLE's speaker positions; absent or 0 says nothing.
    pub channel_mask: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleKind {
    Pcm,
    Float,
    Other(u16),
}

/// Speaker positions in mask order. Two sets of bits mean surround: back (0x30) and side (0x600).
const POSITIONS: [(u32, Channel); 11] = [
    (0x1, Channel::L),
    (0x2, Channel::R),
    (0x4, Channel::C),
    (0x8, Channel::Lfe),
    (0x10, Channel::Ls),
    (0x20, Channel::Rs),
    (0x40, Channel::Lc),
    (0x80, Channel::Rc),
    (0x100, Channel::Cs),
    (0x200, Channel::Ls),
    (0x400, Channel::Rs),
];

impl Format {
    /// # Errors
    /// [`WavError`] when the chunk is too small or its numbers contradict each other.
    pub(crate) fn parse(chunk: &Chunk, body: &[u8]) -> Result<Format, WavError> {
        let offset = chunk.offset;
        let u16_at = |at: usize| {
            body.get(at..at + 2)
                .and_then(|b| b.try_into().ok())
                .map(u16::from_le_bytes)
        };
        let u32_at = |at: usize| {
            body.get(at..at + 4)
                .and_then(|b| b.try_into().ok())
                .map(u32::from_le_bytes)
        };
        let too_small = |needed_bytes| {
            let size_bytes = chunk.present_bytes;
            WavError::ChunkTooSmall {
                offset,
                chunk: FourCc(*b"fmt "),
                needed_bytes,
                size_bytes,
            }
        };
        let base = (u16_at(0), u16_at(2), u32_at(4), u16_at(12), u16_at(14));
        let (Some(tag), Some(channels), Some(sample_rate_hz), Some(block_align), Some(bits)) = base else {
            return Err(too_small(16));
        };
        if channels == 0 || sample_rate_hz == 0 {
            return Err(WavError::NoChannelsOrRate { offset });
        }
        let (tag, valid_bits, channel_mask) = match tag {
            EXTENSIBLE => {
                let extension = (u16_at(24), u16_at(18), u32_at(20));
                let (Some(tag), Some(valid_bits), Some(mask)) = extension else {
                    return Err(too_small(40));
                };
                (tag, if valid_bits == 0 { bits } else { valid_bits }, Some(mask))
            }
            tag => (tag, bits, None),
        };
        let kind = match tag {
            PCM => SampleKind::Pcm,
            IEEE_FLOAT => SampleKind::Float,
            other => SampleKind::Other(other),
        };
        let fits = u32::from(block_align) == u32::from(channels) * u32::from(bits.div_ceil(8));
        if matches!(kind, SampleKind::Pcm | SampleKind::Float) && (!fits || bits == 0) {
            return Err(WavError::BlockAlign {
                offset,
                block_align,
                channels,
                bits,
            });
        }
        Ok(Format {
            kind,
            channels,
            sample_rate_hz,
            bits,
            valid_bits,
            block_align,
            channel_mask,
        })
    }

    /// What the channel mask says of each channel, when it speaks of all of them.
    #[must_use]
    pub fn masked_channels(&self) -> Option<Vec<Channel>> {
        let mask = self.channel_mask.filter(|mask| *mask != 0)?;
        let channels: Vec<Channel> = POSITIONS
            .iter()
            .filter(|(bit, _)| mask & bit != 0)
            .map(|(_, channel)| *channel)
            .collect();
        (channels.len() == usize::from(self.channels)).then_some(channels)
    }
}

/// The mask for channels in this order; 0, "says nothing", when no mask can name them in this order.
pub(crate) fn mask_of(channels: &[Channel]) -> u32 {
    let mut mask = 0;
    for channel in channels {
        // With a centre or LFE the surrounds are those of a 5.1 room: at the side.
        let positions = POSITIONS.iter().rev().find(|(_, position)| position == channel);
        match positions {
            Some((bit, _)) if *bit > mask => mask |= bit,
            _ => return 0,
        }
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(size_bytes: u64) -> Chunk {
        Chunk {
            id: FourCc(*b"fmt "),
            offset: 20,
            size_bytes,
            present_bytes: size_bytes,
        }
    }

    #[test]
    fn five_one_has_the_side_mask() {
        let channels = [
            Channel::L,
            Channel::R,
            Channel::C,
            Channel::Lfe,
            Channel::Ls,
            Channel::Rs,
        ];
        assert_eq!(mask_of(&channels), 0x60f);
        assert_eq!(mask_of(&[Channel::C, Channel::L]), 0);
        let format = Format {
            kind: SampleKind::Pcm,
            channels: 6,
            sample_rate_hz: 48_000,
            bits: 24,
            valid_bits: 24,
            block_align: 18,
            channel_mask: Some(0x3f),
        };
        assert_eq!(format.masked_channels().as_deref(), Some(&channels[..]));
        assert_eq!(
            Format {
                channel_mask: Some(0),
                ..format
            }
            .masked_channels(),
            None
        );
        assert_eq!(
            Format {
                channel_mask: Some(0x3),
                ..format
            }
            .masked_channels(),
            None
        );
    }

    #[test]
    fn a_short_or_contradictory_chunk_is_refused_with_its_byte() {
        let pcm = [1, 0, 2, 0, 0x80, 0xbb, 0, 0, 0, 0, 0, 0, 6, 0, 24, 0];
        assert!(Format::parse(&chunk(16), &pcm).is_ok());
        let short = Format::parse(&chunk(10), &pcm[..10]).unwrap_err();
        assert_eq!(short.to_string(), "byte 20: 'fmt ' needs 16 bytes and has 10");
        let mut odd = pcm;
        odd[12] = 5;
        assert!(matches!(
            Format::parse(&chunk(16), &odd),
            Err(WavError::BlockAlign { block_align: 5, .. })
        ));
        let mut silent = pcm;
        silent[2] = 0;
        assert!(matches!(
            Format::parse(&chunk(16), &silent),
            Err(WavError::NoChannelsOrRate { .. })
        ));
    }
}
