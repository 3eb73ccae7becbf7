//! Stretches of samples below a level, to the sample, with the level right before and after them.

use std::collections::VecDeque;

use super::{EVENTS_LIMIT, Stretch, amplitude};

/// The edge is judged over a hundredth of a second at 48 kHz.
const EDGE_SAMPLES: usize = 480;

pub(super) struct Gap {
    pub stretch: Stretch,
    /// RMS next to it; None where the programme begins or ends.
    pub before: Option<f64>,
    pub after: Option<f64>,
}

pub(super) struct Gaps {
    limit: f32,
    least: u64,
    at: u64,
    recent: VecDeque<f32>,
    open: Option<(u64, Option<f64>)>,
    /// A gap that ended and waits for what follows: sum of squares, samples.
    ending: Option<(Gap, f64, usize)>,
    pub found: Vec<Gap>,
    /// Samples in gaps of the least length and longer.
    pub samples: u64,
}

impl Gaps {
    pub fn new(limit_dbfs: f64, least: u64) -> Gaps {
        Gaps {
            limit: amplitude(limit_dbfs) as f32,
            least,
            at: 0,
            recent: VecDeque::with_capacity(EDGE_SAMPLES),
            open: None,
            ending: None,
            found: Vec::new(),
            samples: 0,
        }
    }

    pub fn push(&mut self, sample: f32) {
        let is_below = sample.abs() <= self.limit;
        match (is_below, self.open.take()) {
            (true, None) => self.open = Some((self.at, self.rms_before())),
            (true, open) => self.open = open,
            (false, Some((begin, before))) => self.end(begin, before),
            (false, None) => {}
        }
        if let Some((_, sum, count)) = &mut self.ending {
            *sum += f64::from(sample * sample);
            *count += 1;
            if *count == EDGE_SAMPLES {
                self.close_ending();
            }
        }
        if self.recent.len() == EDGE_SAMPLES {
            self.recent.pop_front();
        }
        self.recent.push_back(sample);
        self.at += 1;
    }

    pub fn finish(&mut self) {
        self.close_ending();
        if let Some((begin, before)) = self.open.take() {
            self.end(begin, before);
            if let Some((gap, _, _)) = self.ending.take() {
                self.keep(gap);
            }
        }
    }

    fn end(&mut self, begin: u64, before: Option<f64>) {
        if self.at - begin < self.least {
            return;
        }
        self.close_ending();
        let stretch = Stretch { begin, end: self.at };
        self.samples += stretch.end - stretch.begin;
        let gap = Gap {
            stretch,
            before,
            after: None,
        };
        self.ending = Some((gap, 0.0, 0));
    }

    fn close_ending(&mut self) {
        if let Some((gap, sum, count)) = self.ending.take() {
            let after = (count > 0).then(|| (sum / count as f64).sqrt());
            self.keep(Gap { after, ..gap });
        }
    }

    fn keep(&mut self, gap: Gap) {
        if self.found.len() < 20 * EVENTS_LIMIT {
            self.found.push(gap);
        }
    }

    fn rms_before(&self) -> Option<f64> {
        let sum: f64 = self.recent.iter().map(|sample| f64::from(sample * sample)).sum();
        (!self.recent.is_empty()).then(|| (sum / self.recent.len() as f64).sqrt())
    }
}
