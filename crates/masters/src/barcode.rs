//! A number in the picture that a program can read: which frame this is, and which version of the picture.
//!
//! **Layout.** A strip along the top edge: the whole width of the picture, one eighteenth of its height, cut into
//! 40 equal cells, black (0) or white (1), from left to right:
//!
//! | cells | what |
//! |---|---|
//! | 0–3 | sync: 1 0 1 0 |
//! | 4–7 | version of the picture, most significant bit first |
//! | 8–27 | frame number, most significant bit first |
//! | 28–35 | CRC-8 of version and frame number |
//! | 36–39 | sync: 0 1 0 1 |
//!
//! The CRC has polynomial 0x07, starts at 0xff, is neither reflected nor inverted, and runs over three bytes:
//! `version << 4 | frame >> 16`, `frame >> 8`, `frame`. Of version 2 and frame 1000 it is 0xc1.
//!
//! **Reading.** Cell `i` of a picture `w × h` is centred at `x = (i + ½)·w/40`, `y = h/36`. Take the mean of the
//! luma in the middle half of the cell in both directions. The threshold is half way between the mean of the four
//! white and the four black sync cells; white must be at least 48 of 255 steps above black.
//!
//! All numbers are relative, so the code survives scaling, 4:2:0 and a strong H.264 at 360 lines and up.

/// Cells in the strip.
pub const CELLS: u32 = 40;
/// The strip is this part of the picture's height.
pub const HEIGHT_DIVISOR: u32 = 18;
/// The frame number has twenty bits.
pub const FRAME_LIMIT: u32 = 1 << 20;
/// The version has four bits.
pub const VERSION_LIMIT: u8 = 16;

/// White above black, in eight-bit steps, below which nothing is read.
const CONTRAST_LIMIT: f64 = 48.0;

const SYNC_BEFORE: u64 = 0b1010;
const SYNC_AFTER: u64 = 0b0101;

/// What the strip says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Barcode {
    /// Below [`FRAME_LIMIT`]; higher bits are cut off.
    pub frame: u32,
    /// Below [`VERSION_LIMIT`]: 0 for an original, more for what replaced it.
    pub version: u8,
}

/// An eight-bit luma plane, as a decoder gives it.
#[derive(Debug, Clone, Copy)]
pub struct LumaPlane<'a> {
    pub samples: &'a [u8],
    pub width: usize,
    pub height: usize,
    /// From one line to the next.
    pub stride: usize,
}

impl Barcode {
    /// The cells from left to right, true for white.
    #[must_use]
    pub fn encode(self) -> [bool; CELLS as usize] {
        let frame = self.frame % FRAME_LIMIT;
        let version = self.version % VERSION_LIMIT;
        let message = u64::from(version) << 20 | u64::from(frame);
        let bits = SYNC_BEFORE << 36 | message << 12 | u64::from(crc8(message)) << 4 | SYNC_AFTER;
        std::array::from_fn(|cell| bits >> (CELLS as usize - 1 - cell) & 1 == 1)
    }

    /// Read the strip of a picture; `None` when sync, contrast or CRC are not right.
    #[must_use]
    pub fn decode(picture: LumaPlane<'_>) -> Option<Barcode> {
        let mut levels = [0.0; CELLS as usize];
        for (cell, level) in levels.iter_mut().enumerate() {
            *level = picture.cell_mean(cell)?;
        }
        let [w0, b0, w1, b1, .., b2, w2, b3, w3] = levels;
        let white = (w0 + w1 + w2 + w3) / 4.0;
        let black = (b0 + b1 + b2 + b3) / 4.0;
        if white - black < CONTRAST_LIMIT {
            return None;
        }
        let threshold = f64::midpoint(white, black);
        let bits = levels
            .iter()
            .fold(0_u64, |bits, level| bits << 1 | u64::from(*level > threshold));
        let message = bits >> 12 & 0xff_ffff;
        let is_sound = bits >> 36 == SYNC_BEFORE
            && bits & 0xf == SYNC_AFTER
            && bits >> 4 & 0xff == u64::from(crc8(message));
        is_sound.then_some(Barcode {
            frame: (message & 0xf_ffff) as u32,
            version: (message >> 20) as u8,
        })
    }
}

impl LumaPlane<'_> {
    /// The mean of the middle half of a cell. `None` when the picture is too small or the plane too short.
    fn cell_mean(&self, cell: usize) -> Option<f64> {
        let cells = CELLS as usize;
        let left = (4 * cell + 1) * self.width / (4 * cells);
        let right = ((4 * cell + 3) * self.width / (4 * cells)).max(left + 1);
        let strip = 4 * HEIGHT_DIVISOR as usize;
        let top = self.height / strip;
        let bottom = (3 * self.height / strip).max(top + 1);
        let mut sum = 0_u64;
        for line in top..bottom {
            let begin = line.checked_mul(self.stride)?;
            let row = self
                .samples
                .get(begin.checked_add(left)?..begin.checked_add(right)?)?;
            sum += row.iter().map(|sample| u64::from(*sample)).sum::<u64>();
        }
        let count = (right - left) * (bottom - top);
        Some(sum as f64 / count as f64)
    }
}

/// CRC-8 of the 24 bits of a message.
fn crc8(message: u64) -> u8 {
    let [_, _, _, _, _, bytes @ ..] = message.to_be_bytes();
    bytes.iter().fold(0xff, |crc, byte| {
        (0..8).fold(crc ^ byte, |crc: u8, _| {
            let shifted = crc << 1;
            if crc & 0x80 > 0 { shifted ^ 0x07 } else { shifted }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(code: Barcode, width: usize, height: usize, black: u8, white: u8) -> Vec<u8> {
        let cells = code.encode();
        let mut samples = vec![128; width * height];
        for (at, sample) in samples.iter_mut().enumerate() {
            let (x, y) = (at % width, at / width);
            if y * (HEIGHT_DIVISOR as usize) < height {
                *sample = if cells[x * CELLS as usize / width] {
                    white
                } else {
                    black
                };
            }
        }
        samples
    }

    fn read(samples: &[u8], width: usize, height: usize) -> Option<Barcode> {
        Barcode::decode(LumaPlane {
            samples,
            width,
            height,
            stride: width,
        })
    }

    #[test]
    fn a_strip_of_any_size_reads_back() {
        for (width, height) in [(320, 180), (640, 360), (854, 480), (1920, 1080), (3840, 2160)] {
            for (frame, version) in [(0, 0), (1, 0), (86_399, 3), (FRAME_LIMIT - 1, 15)] {
                let code = Barcode { frame, version };
                let samples = plane(code, width, height, 16, 235);
                assert_eq!(
                    read(&samples, width, height),
                    Some(code),
                    "{width}x{height} frame {frame}"
                );
            }
        }
    }

    #[test]
    fn black_grey_and_a_flipped_cell_say_nothing() {
        let code = Barcode {
            frame: 77,
            version: 1,
        };
        assert_eq!(read(&[16; 320 * 180], 320, 180), None);
        assert_eq!(read(&plane(code, 320, 180, 100, 120), 320, 180), None);
        let mut samples = plane(code, 320, 180, 16, 235);
        for line in 0..10 {
            for x in 80..88 {
                let sample = &mut samples[line * 320 + x];
                *sample = 251 - *sample;
            }
        }
        assert_eq!(read(&samples, 320, 180), None);
        assert_eq!(read(&samples[..100], 320, 180), None);
    }

    #[test]
    fn the_crc_is_the_documented_one() {
        let cells: String = Barcode {
            frame: 1000,
            version: 2,
        }
        .encode()
        .map(|cell| if cell { '1' } else { '0' })
        .iter()
        .collect();
        assert_eq!(&cells[..28], "1010001000000000001111101000");
        let crc = u8::from_str_radix(&cells[28..36], 2).unwrap();
        assert_eq!(crc, 0xc1);
        assert_eq!(crc8(0), 0x2b);
    }
}
