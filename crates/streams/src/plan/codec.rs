//! What carries sound. Lossy codecs answer late: their decoders give so many samples before the first. ffmpeg leaves that
//! delay in the file's clock, so the same number is cut from the beginning, and every later sample stands where it was.

use crate::manifest::{AAC, E_AC_3, FLAC};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Flac,
    /// In 5.1.
    EAc3,
    /// In stereo or mono.
    Aac,
}

impl Codec {
    pub fn string(self) -> &'static str {
        match self {
            Codec::Flac => FLAC,
            Codec::EAc3 => E_AC_3,
            Codec::Aac => AAC,
        }
    }

    pub fn args(self) -> &'static str {
        match self {
            Codec::Flac => "-c:a flac -compression_level 5 -strict experimental",
            Codec::EAc3 => "-c:a eac3 -b:a 640k",
            Codec::Aac => "-c:a aac -b:a 256k",
        }
    }

    /// Filters that make the whole frames of the codec from `samples` samples: late by nothing, no frame too few, and none
    /// after the one in which the picture ends.
    pub fn fitted(self, samples: u64) -> String {
        let (frame, delay) = match self {
            Codec::Flac => return String::new(),
            Codec::EAc3 => (1536, 256),
            Codec::Aac => (1024, 1024),
        };
        let whole = samples.div_ceil(frame).saturating_mul(frame);
        let end = match self {
            // This encoder brings its delay as a frame of its own.
            Codec::Aac => whole,
            _ => whole + delay,
        };
        format!(
            ",apad=pad_len={},atrim=start_sample={delay}:end_sample={end},asetpts=N/SR/TB",
            end.saturating_sub(samples)
        )
    }
}
