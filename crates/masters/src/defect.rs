//! Defects that are drawn over a finished picture.

use timecode::{Frame, FrameRange};

use crate::canvas::{Canvas, Rectangle, Rgb};
use crate::spec::Defect;

/// Frames of light and of dark in flashing: six flashes a second at 24 frames.
const FLASH_FRAMES: u64 = 2;
const LIGHT: Rgb = [1.0; 3];
const BLACK: Rgb = [0.0; 3];
const RED: Rgb = [1.0, 0.0, 0.0];
const ABOVE_WHITE: Rgb = [1.08; 3];
const BELOW_GREEN: Rgb = [1.2, -0.25, 0.4];

/// Draw what of `defect` falls on `frame`.
pub(crate) fn draw(canvas: &mut Canvas, defect: Defect, frame: Frame) {
    match defect {
        Defect::FlashFrame(at) | Defect::SyncPop(at) if at == frame => fill(canvas, LIGHT),
        Defect::OddFrame(at) if at == frame => turn(canvas),
        Defect::Flashing(range) if range.contains(frame) => fill(canvas, flashed(range, frame, LIGHT, BLACK)),
        Defect::RedFlashing(range) if range.contains(frame) => {
            fill(canvas, flashed(range, frame, RED, BLACK))
        }
        Defect::Letterbox(range) if range.contains(frame) => bars(canvas),
        Defect::LevelsOutOfRange(range) if range.contains(frame) => patch(canvas, ABOVE_WHITE),
        Defect::OutOfGamut(range) if range.contains(frame) => patch(canvas, BELOW_GREEN),
        _ => {}
    }
}

/// Begins with `first`.
fn flashed(range: FrameRange, frame: Frame, first: Rgb, second: Rgb) -> Rgb {
    let place = frame.0.saturating_sub(range.first().0) / FLASH_FRAMES;
    match place.is_multiple_of(2) {
        true => first,
        false => second,
    }
}

fn fill(canvas: &mut Canvas, colour: Rgb) {
    canvas.rows().for_each(|row| row.fill(colour));
}

/// Upside down, and blue for red: nothing of the shot around it, and no brighter.
fn turn(canvas: &mut Canvas) {
    let mut rows: Vec<Vec<Rgb>> = canvas.rows().map(|row| row.to_vec()).collect();
    rows.reverse();
    for (row, turned) in canvas.rows().zip(rows) {
        for (pixel, [red, green, blue]) in row.iter_mut().zip(turned) {
            *pixel = [blue, green, red];
        }
    }
}

fn bars(canvas: &mut Canvas) {
    let count = canvas.rows().count();
    let bar = count / 8;
    for (place, row) in canvas.rows().enumerate() {
        if place < bar || place >= count - bar {
            row.fill(BLACK);
        }
    }
}

/// A tenth of the picture, away from its letters.
fn patch(canvas: &mut Canvas, colour: Rgb) {
    let height = canvas.rows().count() as u32;
    let width = canvas.rows().next().map_or(0, |row| row.len()) as u32;
    let area = Rectangle {
        x: width / 8,
        y: height / 3,
        width: width * 2 / 5,
        height: height / 4,
    };
    canvas.fill(area, colour);
}
