//! Two channels side by side: whether they are one, and where they cancel each other.

use super::{EVENTS_LIMIT, Stretch};

/// Blocks in a row without opposition that end a stretch: a tenth of a second.
const PATIENCE: u32 = 10;
/// Mean square below which correlation is noise: −60 dBFS.
const LEAST_POWER: f64 = 1e-6;
/// A single block opposes when it is at least so contrary; the stretch as a whole is judged by the threshold.
const CONTRARY: f64 = -0.5;

pub(super) struct Opposed {
    pub stretch: Stretch,
    pub correlation: f64,
}

pub(super) struct Pair {
    pub one: usize,
    pub other: usize,
    sums: Sums,
    open: Option<(Stretch, Sums)>,
    waiting: Sums,
    idle: u32,
    pub opposed: Vec<Opposed>,
}

#[derive(Default, Clone, Copy)]
struct Sums {
    one: f64,
    other: f64,
    product: f64,
    difference: f64,
}

impl Pair {
    pub fn new(one: usize, other: usize) -> Pair {
        Pair {
            one,
            other,
            sums: Sums::default(),
            open: None,
            waiting: Sums::default(),
            idle: 0,
            opposed: Vec::new(),
        }
    }

    pub fn block(&mut self, planes: &[Vec<f32>], at: u64) {
        let (Some(one), Some(other)) = (planes.get(self.one), planes.get(self.other)) else {
            return;
        };
        let mut sums = Sums::default();
        for (a, b) in one.iter().zip(other) {
            let (a, b) = (f64::from(*a), f64::from(*b));
            sums.one += a * a;
            sums.other += b * b;
            sums.product += a * b;
            sums.difference += (a - b) * (a - b);
        }
        self.sums.add(sums);
        let length = one.len() as u64;
        let stretch = Stretch {
            begin: at,
            end: at + length,
        };
        let is_loud = sums.one.min(sums.other) > LEAST_POWER * length as f64;
        let is_contrary = is_loud && sums.correlation() < CONTRARY;
        match (&mut self.open, is_contrary) {
            (None, true) => self.open = Some((stretch, sums)),
            (Some((open, total)), true) => {
                open.end = stretch.end;
                total.add(self.waiting);
                total.add(sums);
                self.waiting = Sums::default();
                self.idle = 0;
            }
            (Some(_), false) => {
                self.waiting.add(sums);
                self.idle += 1;
                if self.idle > PATIENCE {
                    self.close();
                }
            }
            (None, false) => {}
        }
    }

    pub fn close(&mut self) {
        if let Some((stretch, sums)) = self.open.take()
            && self.opposed.len() < 20 * EVENTS_LIMIT
        {
            let correlation = sums.correlation();
            self.opposed.push(Opposed { stretch, correlation });
        }
        self.waiting = Sums::default();
        self.idle = 0;
    }

    /// The energy of the difference, in decibels below the channels'.
    pub fn difference_db(&self) -> f64 {
        let both = self.sums.one.min(self.sums.other).max(1e-20);
        10.0 * (self.sums.difference / both).max(1e-20).log10()
    }
}

impl Sums {
    fn add(&mut self, more: Sums) {
        self.one += more.one;
        self.other += more.other;
        self.product += more.product;
        self.difference += more.difference;
    }

    fn correlation(&self) -> f64 {
        self.product / (self.one * self.other).sqrt().max(1e-20)
    }
}
