//! Rises and falls of screen luminance, cell by cell, as ITU-R BT.1702 counts them: a change of 20 cd/m² and more whose
//! darker side is below 160 cd/m²; above that, a Michelson contrast of 1/17. And the same for saturated red (WCAG 2.2:
//! a red share of 0.8 and a change of 20 in `(R − G − B) × 320`).
//!
//! A change may take several frames. Each cell therefore remembers how far it went since its last change, for a second at
//! most: what is slower is no flash, and a chunk with that much ahead of it measures as an uncut run does.

use super::format::{Transfer, screen_nits};

/// Shares of the cells that completed a rise or a fall with this frame.
#[derive(Default, Clone, Copy)]
pub(super) struct Areas {
    pub rise: f32,
    pub fall: f32,
    pub red_rise: f32,
    pub red_fall: f32,
}

#[derive(Default)]
pub(super) struct Flashes {
    light: Vec<Swing>,
    red: Vec<Swing>,
}

/// The lowest and highest value since the last change.
#[derive(Clone, Copy)]
struct Swing {
    low: f32,
    high: f32,
    /// Frames since then.
    age: u32,
}

/// Frames after which a change is forgotten; less than the pre-roll of a chunk.
const MEMORY_FRAMES: u32 = 24;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    Up,
    Down,
}

impl Flashes {
    /// Red, green, blue and luma of each cell.
    pub fn push(&mut self, cells: &[[f32; 3]], luma: &[f32], transfer: Transfer) -> Areas {
        let is_first = self.light.is_empty();
        let light: Vec<f32> = luma.iter().map(|signal| screen_nits(*signal, transfer)).collect();
        let red: Vec<f32> = cells.iter().map(|cell| redness(*cell)).collect();
        if is_first {
            self.light = light.iter().map(|value| Swing::at(*value)).collect();
            self.red = red.iter().map(|value| Swing::at(*value)).collect();
            return Areas::default();
        }
        let (rise, fall) = advance(&mut self.light, &light, is_light_change);
        let (red_rise, red_fall) = advance(&mut self.red, &red, |low, high| high - low > 20.0);
        Areas {
            rise,
            fall,
            red_rise,
            red_fall,
        }
    }
}

fn advance(swings: &mut [Swing], values: &[f32], is_change: impl Fn(f32, f32) -> bool) -> (f32, f32) {
    let (mut rises, mut falls) = (0_u32, 0_u32);
    for (swing, value) in swings.iter_mut().zip(values) {
        match swing.advance(*value, &is_change) {
            Some(Heading::Up) => rises += 1,
            Some(Heading::Down) => falls += 1,
            None => {}
        }
    }
    let count = swings.len().max(1) as f32;
    (rises as f32 / count, falls as f32 / count)
}

fn is_light_change(low: f32, high: f32) -> bool {
    match low < 160.0 {
        true => high - low >= 20.0,
        false => (high - low) / (high + low) >= 1.0 / 17.0,
    }
}

/// 0 for what is no saturated red.
fn redness(cell: [f32; 3]) -> f32 {
    let [r, g, b] = cell.map(|signal| signal.max(0.0).powf(2.4));
    let sum = r + g + b;
    match sum > 0.0 && r / sum >= 0.8 {
        true => ((r - g - b) * 320.0).max(0.0),
        false => 0.0,
    }
}

impl Swing {
    fn at(value: f32) -> Swing {
        Swing {
            low: value,
            high: value,
            age: 0,
        }
    }

    /// The heading of a change that was completed. A long ramp is several changes of one heading.
    fn advance(&mut self, value: f32, is_change: &impl Fn(f32, f32) -> bool) -> Option<Heading> {
        self.low = self.low.min(value);
        self.high = self.high.max(value);
        self.age += 1;
        let heading = match (is_change(self.low, value), is_change(value, self.high)) {
            (true, _) => Some(Heading::Up),
            (_, true) => Some(Heading::Down),
            _ => None,
        };
        if heading.is_some() || self.age >= MEMORY_FRAMES {
            *self = Swing::at(value);
        }
        heading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(values: &[f32]) -> Vec<char> {
        let mut swing = Swing::at(values[0]);
        let heading = |value: &f32| swing.advance(*value, &is_light_change);
        values
            .iter()
            .filter_map(heading)
            .map(|heading| if heading == Heading::Up { 'u' } else { 'd' })
            .collect()
    }

    #[test]
    fn changes_of_twenty_nits_are_counted() {
        assert_eq!(turns(&[50.0, 75.0, 50.0, 75.0]), ['u', 'd', 'u']);
        assert_eq!(
            turns(&[50.0, 60.0, 70.0, 80.0, 100.0, 120.0]),
            ['u'; 3],
            "one ramp, three steps"
        );
        assert_eq!(turns(&[50.0, 69.0, 50.0, 69.0]), []);
        assert_eq!(turns(&[170.0, 185.0, 170.0]), [], "bright: contrast below 1/17");
        assert_eq!(turns(&[170.0, 195.0, 170.0]), ['u', 'd']);
    }

    #[test]
    fn only_saturated_red_is_red() {
        assert!(redness([1.0, 0.1, 0.1]) > 300.0);
        assert_eq!(redness([1.0, 0.7, 0.5]), 0.0);
        assert_eq!(redness([0.0; 3]), 0.0);
    }
}
