//! The picture: a calm evening over hills that drift by, a dial whose hand turns once a second, the title, timecode
//! and frame number in large letters, and the barcode along the top. Drawn anew for every frame, from numbers only.

use std::f32::consts::TAU;

use timecode::Frame;

use crate::barcode::{Barcode, CELLS, HEIGHT_DIVISOR};
use crate::canvas::{Canvas, Rectangle, Rgb};
use crate::defect;
use crate::dolby_vision::shot_of;
use crate::font;
use crate::spec::{Defect, MasterSpec};

const WHITE: Rgb = [1.0; 3];
const INK: Rgb = [0.04, 0.06, 0.10];
/// Seconds in which the nearest hills pass a whole picture.
const DRIFT_SECONDS: f32 = 24.0;

/// Sky above, sky at the horizon, and the hills from far to near.
type Palette = [Rgb; 5];

const PALETTES: [Palette; 3] = [
    [
        [0.13, 0.22, 0.40],
        [0.95, 0.68, 0.45],
        [0.45, 0.42, 0.52],
        [0.28, 0.31, 0.42],
        [0.13, 0.17, 0.26],
    ],
    [
        [0.10, 0.30, 0.36],
        [0.86, 0.84, 0.66],
        [0.42, 0.55, 0.52],
        [0.24, 0.39, 0.38],
        [0.10, 0.21, 0.22],
    ],
    [
        [0.28, 0.20, 0.40],
        [0.96, 0.62, 0.60],
        [0.52, 0.40, 0.55],
        [0.33, 0.27, 0.42],
        [0.17, 0.14, 0.26],
    ],
];

/// Draws the frames of one master.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    spec: &'a MasterSpec,
    /// In the barcode and, from 1 on, in letters.
    version: u8,
}

impl Scene<'_> {
    #[must_use]
    pub fn new(spec: &MasterSpec, version: u8) -> Scene<'_> {
        Scene { spec, version }
    }

    /// The picture of `frame`, with the defects that fall on it.
    #[must_use]
    pub fn draw(&self, frame: Frame) -> Canvas {
        let mut shown = frame;
        for defect in &self.spec.defects {
            match defect {
                Defect::BlackFrames(range) | Defect::CommercialBlack(range) if range.contains(frame) => {
                    return Canvas::new(self.spec.width, self.spec.height);
                }
                Defect::FrozenFrames(range) if range.contains(frame) => {
                    shown = Frame(range.first().0.saturating_sub(1));
                }
                Defect::SyncPop(at) if *at != frame && self.is_beside(frame, *at) => {
                    return Canvas::new(self.spec.width, self.spec.height);
                }
                Defect::DuplicateFrame(at) if *at == frame => shown = Frame(at.0.saturating_sub(1)),
                _ => {}
            }
        }
        let mut canvas = self.draw_whole(shown);
        for defect in &self.spec.defects {
            defect::draw(&mut canvas, *defect, frame);
        }
        canvas
    }

    /// Whether it is one of the black frames around a 2-pop.
    fn is_beside(&self, frame: Frame, pop: Frame) -> bool {
        frame.0.abs_diff(pop.0) <= u64::from(self.spec.timecode_rate.nominal()) / 2
    }

    fn draw_whole(&self, frame: Frame) -> Canvas {
        let mut canvas = Canvas::new(self.spec.width, self.spec.height);
        let seconds = self.spec.edit_rate().seconds_at(frame).as_f64() as f32;
        let shot = self
            .spec
            .dolby_vision
            .as_ref()
            .map_or(0, |_| shot_of(self.spec, frame));
        let palette = self.palette(shot);
        self.draw_sky(&mut canvas, palette);
        self.draw_sun(&mut canvas, seconds);
        self.draw_hills(&mut canvas, palette, seconds);
        if shot % 2 == 1 {
            dusk(&mut canvas);
        }
        self.draw_dial(&mut canvas, frame);
        self.draw_letters(&mut canvas, frame);
        self.draw_barcode(&mut canvas, frame);
        canvas
    }

    fn palette(&self, shot: u64) -> &'static Palette {
        let number = self
            .spec
            .seed
            .wrapping_add(self.version.into())
            .wrapping_add(shot);
        let [first, second, third] = &PALETTES;
        match number % 3 {
            1 => first,
            2 => second,
            _ => third,
        }
    }

    fn width(&self) -> f32 {
        self.spec.width as f32
    }

    fn height(&self) -> f32 {
        self.spec.height as f32
    }

    fn draw_sky(&self, canvas: &mut Canvas, [above, horizon, ..]: &Palette) {
        let height = self.height();
        for (row, line) in (0_u16..).zip(canvas.rows()) {
            let down = (f32::from(row) / (0.8 * height)).min(1.0);
            line.fill(mix(*above, *horizon, down * down));
        }
    }

    fn draw_sun(&self, canvas: &mut Canvas, seconds: f32) {
        let x = self.width() * (0.30 + 0.04 * (seconds * TAU / 60.0).sin());
        let y = self.height() * 0.50;
        canvas.disc((x, y), self.height() * 0.085, [1.0, 0.93, 0.78]);
    }

    /// Three ranges of hills, nearer ones faster: each a sum of two waves that fit the drift without a seam.
    fn draw_hills(&self, canvas: &mut Canvas, [_, _, hills @ ..]: &Palette, seconds: f32) {
        let (width, height) = (self.width(), self.height());
        let shift = (self.spec.seed % 97) as f32 * 0.13;
        for (range, colour) in (0_u8..).zip(hills) {
            let near = f32::from(range);
            let speed = (near + 1.0) / 3.0 / DRIFT_SECONDS;
            for x in 0..self.spec.width {
                let along = x as f32 / width + seconds * speed + shift * (near + 1.0);
                let wave = (along * TAU * 1.5).sin() * 0.035 + (along * TAU * 4.0 + near).sin() * 0.014;
                let top = height * (0.58 + 0.09 * near + wave);
                let column = Rectangle {
                    x,
                    y: top.max(0.0) as u32,
                    width: 1,
                    height: self.spec.height,
                };
                canvas.blend(column, *colour, |_, y| y + 0.5 - top);
            }
        }
    }

    /// The hand points up on the first frame of each second, and a dot shows beside it: for sync.
    fn draw_dial(&self, canvas: &mut Canvas, frame: Frame) {
        let nominal = u64::from(self.spec.timecode_rate.nominal());
        let place = frame.0 % nominal.max(1);
        let angle = TAU * place as f32 / nominal.max(1) as f32;
        let radius = self.height() * 0.10;
        let centre = (self.width() * 0.88, self.height() * 0.22);
        canvas.disc(centre, radius, WHITE);
        canvas.disc(centre, radius * 0.90, INK);
        let tip = (
            centre.0 + angle.sin() * radius * 0.8,
            centre.1 - angle.cos() * radius * 0.8,
        );
        canvas.line(centre, tip, (radius * 0.10).max(1.5), WHITE);
        if place == 0 {
            let beside = (centre.0 - radius * 1.5, centre.1);
            canvas.disc(beside, radius * 0.28, WHITE);
        }
    }

    fn draw_letters(&self, canvas: &mut Canvas, frame: Frame) {
        let dot = (self.spec.height / 180).max(1);
        let margin = self.spec.width / 40;
        canvas.text((margin, self.spec.height / 10), dot * 2, WHITE, &self.spec.title);
        if self.version > 0 {
            let line = self.spec.height / 10 + font::HEIGHT * dot * 2 + 4 * dot;
            let words = format!("VERSION {}", self.version + 1);
            canvas.text((margin, line), dot, WHITE, &words);
        }
        let from_midnight = Frame(self.spec.start_frame().0 + frame.0);
        let label = self.spec.timecode_rate.label(from_midnight).to_string();
        self.draw_plate(canvas, self.spec.height * 3 / 4, dot * 3, &label);
        let number = format!("FRAME {}", frame.0);
        self.draw_plate(canvas, self.spec.height * 92 / 100, dot, &number);
    }

    /// Text in the middle, on a dark plate.
    fn draw_plate(&self, canvas: &mut Canvas, y: u32, dot: u32, text: &str) {
        let count = text.chars().count() as u32;
        let width = (count * font::ADVANCE - 1) * dot;
        let x = self.spec.width.saturating_sub(width) / 2;
        let plate = Rectangle {
            x: x.saturating_sub(3 * dot),
            y: y.saturating_sub(3 * dot),
            width: width + 6 * dot,
            height: (font::HEIGHT + 6) * dot,
        };
        canvas.blend(plate, INK, |_, _| 0.75);
        canvas.text((x, y), dot, WHITE, text);
    }

    fn draw_barcode(&self, canvas: &mut Canvas, frame: Frame) {
        let code = Barcode {
            frame: frame.0 as u32,
            version: self.version,
        };
        let edge = |cell: u32| cell * self.spec.width / CELLS;
        for (cell, is_white) in (0..).zip(code.encode()) {
            let area = Rectangle {
                x: edge(cell),
                y: 0,
                width: edge(cell + 1) - edge(cell),
                height: self.spec.height.div_ceil(HEIGHT_DIVISOR),
            };
            canvas.fill(area, if is_white { WHITE } else { [0.0; 3] });
        }
    }
}

/// Half the light: another shot.
fn dusk(canvas: &mut Canvas) {
    for pixel in canvas.rows().flatten() {
        *pixel = pixel.map(|part| part * 0.5);
    }
}

fn mix(from: Rgb, to: Rgb, amount: f32) -> Rgb {
    let [r, g, b] = from;
    let [x, y, z] = to;
    [r + (x - r) * amount, g + (y - g) * amount, b + (z - b) * amount]
}
