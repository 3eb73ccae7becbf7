//! Clicks: a jump of a few samples that towers over the forty milliseconds around it and stands alone in them. A drum is
//! followed by its sound and a voice repeats its pulses; neither stands alone.

use super::{EVENTS_LIMIT, amplitude};

/// Blocks before and after the one that is judged.
const AROUND: usize = 2;
/// Samples around the jump that belong to it.
const WIDTH: usize = 24;
/// Within these the jump may be strong at as many samples.
const STRONG_LIMIT: usize = 14;

pub(super) struct Click {
    pub at: u64,
    pub level: f32,
}

pub(super) struct Clicks {
    ratio: f64,
    least: f32,
    block: usize,
    held: Vec<f32>,
    /// Position of the first held sample.
    first: u64,
    pub found: Vec<Click>,
}

impl Clicks {
    pub fn new(block: usize, ratio: f64, least_dbfs: f64) -> Clicks {
        Clicks {
            ratio,
            least: amplitude(least_dbfs) as f32,
            block,
            // The programme begins out of silence.
            held: vec![0.0; AROUND * block],
            first: 0,
            found: Vec::new(),
        }
    }

    pub fn block(&mut self, samples: &[f32]) {
        self.held.extend_from_slice(samples);
        if self.held.len() >= (2 * AROUND + 1) * self.block {
            self.judge();
            self.held.drain(..self.block);
            self.first += self.block as u64;
        }
    }

    fn judge(&mut self) {
        let bends: Vec<f32> = self
            .held
            .windows(3)
            .map(|three| match three {
                [a, b, c] => (a - 2.0 * b + c).abs(),
                _ => 0.0,
            })
            .collect();
        let middle = AROUND * self.block..(AROUND + 1) * self.block;
        let judged = bends.get(middle.clone()).unwrap_or_default();
        let Some((place, peak)) = judged
            .iter()
            .copied()
            .enumerate()
            .max_by(|one, other| one.1.total_cmp(&other.1))
        else {
            return;
        };
        // A lone sample bends twice its height.
        if peak < self.least {
            return;
        }
        let place = place + middle.start;
        let from = place.saturating_sub(WIDTH);
        let to = (place + WIDTH).min(bends.len());
        let before = bends.get(..from).unwrap_or_default();
        let after = bends.get(to..).unwrap_or_default();
        let near = bends.get(from..to).unwrap_or_default();
        let towers = |side: &[f32]| {
            let mean = side.iter().map(|bend| f64::from(*bend)).sum::<f64>() / side.len().max(1) as f64;
            let highest = side.iter().copied().fold(0.0, f32::max);
            f64::from(peak) >= self.ratio * mean && highest < peak / 3.0
        };
        let strong = near.iter().filter(|bend| **bend > peak / 4.0).count();
        if towers(before) && towers(after) && strong <= STRONG_LIMIT && self.found.len() < EVENTS_LIMIT {
            let lead = (AROUND * self.block) as u64;
            self.found.push(Click {
                at: (self.first + place as u64 + 1).saturating_sub(lead),
                level: peak / 2.0,
            });
        }
    }
}
