//! Where sound sets in: from one moment to the next far louder than all of the fifth of a second before. Of the whole
//! soundfield, to a millisecond; what it may be evidence of is judged together with the picture.

use std::collections::VecDeque;

use super::EVENTS_LIMIT;
use crate::measurements::Onset;

/// Steps per second: the accuracy.
const STEPS_PER_SECOND: u32 = 1000;
/// Steps in which sound comes to its level.
const ATTACK: usize = 10;
/// Steps before that with which it is compared; the next onset is no nearer.
const GROUND: usize = 200;
/// Times as much power as in any step of the ground, at the first step and at the loudest of the attack: 12 and 15 dB.
const FIRST_RISE: f64 = 16.0;
const LEAST_RISE: f64 = 32.0;
/// −50 dBFS: quieter sound is the room's.
const LEAST_POWER: f64 = 1e-5;
/// −90 dBFS: a rise out of nothing is told from here.
const NO_POWER: f64 = 1e-9;
/// It has ended when it is so many times weaker (20 dB).
const DECAY: f64 = 100.0;
/// Longer sound is not told apart.
const LENGTH_LIMIT: u64 = 1000;

struct Open {
    at: u64,
    ground: f64,
    peak: f64,
    steps: u64,
}

pub(super) struct Onsets {
    step: usize,
    power: f64,
    held: usize,
    samples: u64,
    /// Powers of the steps before, the latest last.
    before: VecDeque<f64>,
    /// Steps until another onset may be found.
    rest: usize,
    open: Option<Open>,
    pub found: Vec<Onset>,
}

impl Onsets {
    pub fn new(sample_rate: u32) -> Onsets {
        Onsets {
            step: (sample_rate / STEPS_PER_SECOND).max(1) as usize,
            power: 0.0,
            held: 0,
            samples: 0,
            before: VecDeque::with_capacity(GROUND + ATTACK),
            rest: 0,
            open: None,
            found: Vec::new(),
        }
    }

    /// One sample of all channels.
    pub fn push(&mut self, channels: &[f32]) {
        self.power += channels
            .iter()
            .map(|sample| f64::from(sample * sample))
            .sum::<f64>();
        self.held += 1;
        self.samples += 1;
        if self.held == self.step {
            let power = self.power / self.step as f64;
            (self.power, self.held) = (0.0, 0);
            self.step(power);
        }
    }

    pub fn finish(&mut self) {
        self.close();
    }

    fn step(&mut self, power: f64) {
        self.go_on(power);
        self.rest = self.rest.saturating_sub(1);
        if self.rest == 0
            && let Some(ground) = self.ground(power)
        {
            self.close();
            self.rest = GROUND;
            self.open = Some(Open {
                at: self.samples - self.step as u64,
                ground,
                peak: power,
                steps: 0,
            });
        }
        // What is there from the first sample on did not set in.
        if self.before.len() == GROUND + ATTACK {
            self.before.pop_front();
        }
        self.before.push_back(power);
    }

    /// The loudest of the ground, where this step stands out of it.
    fn ground(&self, power: f64) -> Option<f64> {
        let is_full = self.before.len() == GROUND + ATTACK;
        let stands_out = |other: &f64| power >= FIRST_RISE * other;
        if !is_full || power < LEAST_POWER || !self.before.iter().take(GROUND).all(stands_out) {
            return None;
        }
        Some(self.before.iter().take(GROUND).copied().fold(NO_POWER, f64::max))
    }

    fn go_on(&mut self, power: f64) {
        let Some(open) = &mut self.open else { return };
        open.steps += 1;
        if open.steps <= ATTACK as u64 {
            open.peak = open.peak.max(power);
            return;
        }
        let latest = self
            .before
            .iter()
            .rev()
            .take(ATTACK)
            .copied()
            .fold(power, f64::max);
        if latest * DECAY < open.peak || open.steps >= LENGTH_LIMIT {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        if open.peak >= LEAST_RISE * open.ground && self.found.len() < 20 * EVENTS_LIMIT {
            self.found.push(Onset {
                sample: open.at,
                rise_db: (10.0 * (open.peak / open.ground).log10()) as f32,
                length_s: open.steps as f32 / STEPS_PER_SECOND as f32,
            });
        }
    }
}
