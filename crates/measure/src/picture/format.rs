//! How the picture arrives: raw planes of fixed layouts, and what their codes mean.

use serde::{Deserialize, Serialize};

/// Sides beyond this are refused: the largest IMF picture is 8K wide.
const SIDE_LIMIT: u32 = 16_384;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureFormat {
    pub width: u32,
    pub height: u32,
    pub layout: Layout,
    pub range: Range,
    pub transfer: Transfer,
    pub primaries: Primaries,
    /// Mastered on a P3 display: colours outside of P3 were never seen.
    pub is_mastered_in_p3: bool,
}

/// Little-endian, no padding between lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Planes Y′, C′b, C′r of ten bits in words, chroma at half width.
    Yuv422p10,
    /// Red, green, blue of sixteen bits, interleaved.
    Rgb48,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Range {
    Limited,
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transfer {
    Sdr,
    Pq,
    Hlg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Primaries {
    Bt709,
    Bt2020,
    P3D65,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    #[error("a picture of {width} × {height} cannot be measured")]
    Size { width: u32, height: u32 },
    #[error("the picture ended {missing} bytes short of a whole frame")]
    PartialFrame { missing: usize },
}

impl PictureFormat {
    /// Bytes of one frame.
    ///
    /// # Errors
    /// Sides of less than 16 or more than 16,384 pixels.
    pub fn frame_bytes(&self) -> Result<usize, FormatError> {
        let (width, height) = (self.width, self.height);
        let sides = [width, height];
        if sides.iter().any(|side| !(16..=SIDE_LIMIT).contains(side)) {
            return Err(FormatError::Size { width, height });
        }
        let (width, height) = (width as usize, height as usize);
        Ok(match self.layout {
            Layout::Yuv422p10 => (width + 2 * width.div_ceil(2)) * height * 2,
            Layout::Rgb48 => width * height * 6,
        })
    }

    /// Weights of red and blue in luma.
    pub(crate) fn luma_weights(&self) -> (f32, f32) {
        match self.primaries {
            Primaries::Bt709 => (0.2126, 0.0722),
            Primaries::Bt2020 => (0.2627, 0.0593),
            Primaries::P3D65 => (0.228_97, 0.079_29),
        }
    }

    /// Signal 0 to 1 of a ten-bit luma or colour code, and back as `(code − offset) / scale`.
    pub(crate) fn ten_bit_scale(&self) -> (f32, f32) {
        match self.range {
            Range::Limited => (64.0, 876.0),
            Range::Full => (0.0, 1023.0),
        }
    }
}

/// Luminance in cd/m² of a PQ signal (SMPTE ST 2084 §5.1).
#[must_use]
pub fn pq_nits(signal: f32) -> f32 {
    const M1: f32 = 0.159_301_76;
    const M2: f32 = 78.843_75;
    const C1: f32 = 0.835_937_5;
    const C2: f32 = 18.851_562;
    const C3: f32 = 18.687_5;
    let power = signal.clamp(0.0, 1.0).powf(1.0 / M2);
    let ratio = (power - C1).max(0.0) / (C2 - C3 * power);
    10_000.0 * ratio.powf(1.0 / M1)
}

/// What a viewer's screen shows, in cd/m². SDR as Ofcom's guidance to BT.1702 has it: a screen of 200 cd/m²; HLG on
/// a screen of 1,000 cd/m² (BT.2100 with a system gamma of 1.2).
#[must_use]
pub fn screen_nits(signal: f32, transfer: Transfer) -> f32 {
    match transfer {
        Transfer::Pq => pq_nits(signal),
        Transfer::Sdr => {
            let grey = (16.0 + 219.0 * signal).clamp(0.0, 255.0);
            413.435 * (0.002_745 * grey + 0.018_962_3).powf(2.2)
        }
        Transfer::Hlg => {
            let signal = signal.clamp(0.0, 1.0);
            let scene = match signal <= 0.5 {
                true => signal * signal / 3.0,
                false => (((signal - 0.559_910_7) / 0.178_832_77).exp() + 0.284_668_92) / 12.0,
            };
            1000.0 * scene.powf(1.2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes_have_their_luminance() {
        assert!((pq_nits(0.508_078) - 100.0).abs() < 0.1, "{}", pq_nits(0.508_078));
        assert!(
            (pq_nits(0.751_827) - 1000.0).abs() < 1.0,
            "{}",
            pq_nits(0.751_827)
        );
        assert!((screen_nits(1.0913, Transfer::Sdr) - 200.0).abs() < 1.0);
        assert!((screen_nits(1.0, Transfer::Hlg) - 1000.0).abs() < 5.0);
    }
}
