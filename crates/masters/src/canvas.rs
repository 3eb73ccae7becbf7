//! A picture being drawn in R'G'B', and its conversion to narrow-range 10-bit BT.709 4:2:2 as the
//! encoder takes it. It knows shapes and letters, not what they mean.

use crate::dolby_vision::WHITE_PQ;
use crate::font;

/// Non-linear red, green, blue from 0 to 1.
pub type Rgb = [f32; 3];

/// A picture of `width × height` pixels.
#[derive(Debug, Clone)]
pub struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<Rgb>,
}

/// A rectangle in pixels; what lies outside the picture is not drawn.
#[derive(Debug, Clone, Copy)]
pub struct Rectangle {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Canvas {
    /// All black.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Canvas {
        Canvas {
            width,
            height,
            pixels: vec![[0.0; 3]; width as usize * height as usize],
        }
    }

    /// The rows of the picture, from the top.
    pub fn rows(&mut self) -> impl Iterator<Item = &mut [Rgb]> {
        self.pixels.chunks_exact_mut(self.width as usize)
    }

    pub fn fill(&mut self, area: Rectangle, colour: Rgb) {
        self.blend(area, colour, |_, _| 1.0);
    }

    /// Mix `colour` into an area, at each pixel as much as `cover` says (0 to 1).
    pub fn blend(&mut self, area: Rectangle, colour: Rgb, cover: impl Fn(f32, f32) -> f32) {
        let right = area.x.saturating_add(area.width).min(self.width);
        let bottom = area.y.saturating_add(area.height).min(self.height);
        for y in area.y..bottom {
            for x in area.x..right {
                let at = y as usize * self.width as usize + x as usize;
                let amount = cover(x as f32 + 0.5, y as f32 + 0.5).clamp(0.0, 1.0);
                if let Some(pixel) = self.pixels.get_mut(at).filter(|_| amount > 0.0) {
                    for (value, target) in pixel.iter_mut().zip(colour) {
                        *value += (target - *value) * amount;
                    }
                }
            }
        }
    }

    /// A disc with a soft edge of one pixel.
    pub fn disc(&mut self, (x, y): (f32, f32), radius: f32, colour: Rgb) {
        let area = around(x.min(self.width as f32), y.min(self.height as f32), radius + 1.0);
        self.blend(area, colour, |px, py| radius + 0.5 - (px - x).hypot(py - y));
    }

    /// A line with round ends.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32, colour: Rgb) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).max(f32::EPSILON);
        let half = thickness / 2.0;
        let left = from.0.min(to.0) - half - 1.0;
        let top = from.1.min(to.1) - half - 1.0;
        let area = Rectangle {
            x: left.max(0.0) as u32,
            y: top.max(0.0) as u32,
            width: (dx.abs() + thickness + 4.0) as u32,
            height: (dy.abs() + thickness + 4.0) as u32,
        };
        self.blend(area, colour, |px, py| {
            let along = ((px - from.0) * dx + (py - from.1) * dy) / length;
            let along = along.clamp(0.0, 1.0);
            let (nx, ny) = (from.0 + along * dx, from.1 + along * dy);
            half + 0.5 - (px - nx).hypot(py - ny)
        });
    }

    /// Text with its upper left corner at `(x, y)`; each dot of the font is `dot` pixels.
    pub fn text(&mut self, (x, y): (u32, u32), dot: u32, colour: Rgb, text: &str) {
        for (place, character) in (0_u32..).zip(text.chars()) {
            for row in 0..font::HEIGHT {
                for column in (0..font::WIDTH).filter(|column| font::is_set(character, *column, row)) {
                    let area = Rectangle {
                        x: x + (place * font::ADVANCE + column) * dot,
                        y: y + row * dot,
                        width: dot,
                        height: dot,
                    };
                    self.fill(area, colour);
                }
            }
        }
    }

    /// Planar Y', C'b, C'r of BT.709 in ten bits in little-endian words, chroma at half width.
    #[must_use]
    pub fn to_yuv422p10(&self) -> Vec<u8> {
        self.coded(|pixel| ycbcr(pixel, BT_709))
    }

    /// The same in BT.2020 and PQ, white at 1,000 cd/m².
    #[must_use]
    pub fn to_yuv422p10_pq(&self) -> Vec<u8> {
        self.coded(|pixel| ycbcr(pixel.map(|part| part * WHITE_PQ), BT_2020))
    }

    fn coded(&self, converted: impl Fn(Rgb) -> [f32; 3]) -> Vec<u8> {
        let count = self.pixels.len();
        let mut bytes = Vec::with_capacity(count * 4);
        let converted: Vec<[f32; 3]> = self.pixels.iter().map(|pixel| converted(*pixel)).collect();
        for [y, _, _] in &converted {
            bytes.extend(word(64.0 + 876.0 * y));
        }
        for component in [1, 2] {
            for pair in converted.chunks(2) {
                let sum: f32 = pair.iter().filter_map(|pixel| pixel.get(component)).sum();
                bytes.extend(word(512.0 + 896.0 * sum / pair.len() as f32));
            }
        }
        bytes
    }
}

/// The square around a point.
pub fn around(x: f32, y: f32, reach: f32) -> Rectangle {
    let (left, top) = ((x - reach).max(0.0), (y - reach).max(0.0));
    Rectangle {
        x: left as u32,
        y: top as u32,
        width: (x + reach - left).max(0.0) as u32 + 1,
        height: (y + reach - top).max(0.0) as u32 + 1,
    }
}

/// Shares of red, green and blue in luma (BT.709 §3.2, BT.2100 table 6).
const BT_709: Rgb = [0.2126, 0.7152, 0.0722];
const BT_2020: Rgb = [0.2627, 0.6780, 0.0593];

/// Luma from 0 to 1, colour differences from −½ to ½.
fn ycbcr([red, green, blue]: Rgb, [of_red, of_green, of_blue]: Rgb) -> [f32; 3] {
    let luma = of_red * red + of_green * green + of_blue * blue;
    let difference = |part: f32, share: f32| (part - luma) / (2.0 - 2.0 * share);
    [luma, difference(blue, of_blue), difference(red, of_red)]
}

/// The highest and lowest four codes of ten bits are reserved for timing.
fn word(level: f32) -> [u8; 2] {
    (level.round().clamp(4.0, 1019.0) as u16).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(canvas: &Canvas) -> Vec<u16> {
        let bytes = canvas.to_yuv422p10();
        bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|word| u16::from_le_bytes(*word))
            .collect()
    }

    #[test]
    fn white_and_red_have_their_bt_709_codes() {
        let mut canvas = Canvas::new(2, 1);
        let all = Rectangle {
            x: 0,
            y: 0,
            width: 2,
            height: 1,
        };
        assert_eq!(words(&canvas), [64, 64, 512, 512]);
        canvas.fill(all, [1.0; 3]);
        assert_eq!(words(&canvas), [940, 940, 512, 512]);
        canvas.fill(all, [1.0, 0.0, 0.0]);
        assert_eq!(words(&canvas), [250, 250, 409, 960]);
    }

    #[test]
    fn shapes_beyond_the_edge_are_cut() {
        let mut canvas = Canvas::new(8, 8);
        canvas.disc((7.5, 7.5), 4.0, [1.0; 3]);
        canvas.line((-5.0, 2.0), (50.0, 2.0), 1.0, [1.0; 3]);
        canvas.text((6, 6), 3, [1.0; 3], "W");
        assert_eq!(words(&canvas)[63], 940);
    }
}
