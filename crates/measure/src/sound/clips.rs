//! Flat tops: three and more equal samples in a row at a peak, entered and left steeply. What was clipped and then turned
//! down is found as well as what stands at full scale.

use super::{EVENTS_LIMIT, Stretch};

/// Equal up to one step of 24 bits.
const EQUAL: f32 = 1.3e-7;
const LEAST_SAMPLES: u64 = 3;
/// Below −12 dBFS a flat top is an instrument.
const LEAST_LEVEL: f32 = 0.25;
/// A low tone is flat at its peak by nature; it does not come there in steps of this size.
const STEEP: f32 = 0.002;
/// −0.1 dBFS: there flatness needs no steepness.
const FULL: f32 = 0.988_6;
/// Tops this many seconds apart are one clipping.
const GAP_S: f64 = 0.5;

pub(super) struct Clipping {
    pub stretch: Stretch,
    pub tops: usize,
    pub level: f32,
}

pub(super) struct Clips {
    gap: u64,
    at: u64,
    before: f32,
    value: f32,
    begin: u64,
    open: Option<Clipping>,
    least: usize,
    pub found: Vec<Clipping>,
}

impl Clips {
    pub fn new(sample_rate: u32, least: usize) -> Clips {
        Clips {
            gap: (f64::from(sample_rate) * GAP_S) as u64,
            at: 0,
            before: 0.0,
            value: 0.0,
            begin: 0,
            open: None,
            least,
            found: Vec::new(),
        }
    }

    pub fn push(&mut self, sample: f32) {
        if (sample - self.value).abs() > EQUAL {
            self.end_run(sample);
            self.before = self.value;
            self.value = sample;
            self.begin = self.at;
        }
        self.at += 1;
    }

    fn end_run(&mut self, after: f32) {
        let level = self.value.abs();
        if self.at - self.begin < LEAST_SAMPLES || level < LEAST_LEVEL {
            return;
        }
        let inward = |neighbour: f32| level - neighbour * self.value.signum();
        let (into, out) = (inward(self.before), inward(after));
        let is_top = into > 0.0 && out > 0.0;
        if !is_top || (level < FULL && (into < STEEP || out < STEEP)) {
            return;
        }
        let stretch = Stretch {
            begin: self.begin,
            end: self.at,
        };
        match &mut self.open {
            Some(open) if stretch.begin - open.stretch.end <= self.gap => {
                open.stretch.end = stretch.end;
                open.tops += 1;
                open.level = open.level.max(level);
            }
            _ => {
                self.close();
                self.open = Some(Clipping {
                    stretch,
                    tops: 1,
                    level,
                });
            }
        }
    }

    pub fn close(&mut self) {
        if let Some(clipping) = self.open.take()
            && clipping.tops >= self.least
            && self.found.len() < EVENTS_LIMIT
        {
            self.found.push(clipping);
        }
    }
}
