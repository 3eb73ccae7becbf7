//! Mains hum: lines at 50 or 60 Hz and their multiples that stand out of their surroundings, second after second. Lines
//! are found in windows of a second; where they begin and end is then the place at which taking them away, or not,
//! explains the samples best.

use std::collections::VecDeque;
use std::f64::consts::TAU;

use super::{EVENTS_LIMIT, Stretch, amplitude, decibels};
use crate::thresholds::SoundThresholds;

/// Samples per second after decimation: enough for the fifth harmonic of 60 Hz with room to spare.
const RATE: u32 = 2400;
const WINDOW: usize = 2400;
const HOP: usize = 600;
/// Decimated samples kept: four seconds.
const KEPT: usize = 4 * 2400;
const MAINS_HZ: [f64; 2] = [50.0, 60.0];
const HARMONICS: usize = 5;
/// Where a line's surroundings are looked at, in Hz from it: beyond the main lobe of the window.
const ASIDE_HZ: [f64; 4] = [-7.0, -4.0, 4.0, 7.0];
/// Harmonics that must stand out, the first or second among them: music seldom does so at exactly these.
const LEAST_LINES: usize = 2;

pub(super) struct Hummed {
    pub stretch: Stretch,
    pub mains_hz: f64,
    pub level: f64,
}

pub(super) struct Hum {
    factor: usize,
    line_db: f64,
    least: f64,
    least_samples: u64,
    filter: VecDeque<f32>,
    phase: usize,
    kept: VecDeque<f32>,
    /// Decimated samples so far.
    at: u64,
    open: Option<Open>,
    pub found: Vec<Hummed>,
}

struct Open {
    mains_hz: f64,
    /// Refined once a whole window lies within the hum.
    begin: u64,
    hops: u32,
    lines: Vec<Line>,
    loudest: f64,
}

/// Frequency in Hz, and the complex amplitude at decimated sample 0.
#[derive(Clone, Copy)]
struct Line {
    hz: f64,
    re: f64,
    im: f64,
}

impl Hum {
    pub fn new(sample_rate: u32, limits: &SoundThresholds) -> Hum {
        Hum {
            factor: (sample_rate / RATE).max(1) as usize,
            line_db: limits.hum_db,
            least: amplitude(limits.hum_dbfs),
            least_samples: (limits.hum_s * f64::from(RATE)) as u64,
            filter: VecDeque::new(),
            phase: 0,
            kept: VecDeque::with_capacity(KEPT),
            at: 0,
            open: None,
            found: Vec::new(),
        }
    }

    pub fn block(&mut self, samples: &[f32]) {
        for sample in samples {
            // A triangle of twice the factor: tones that would fold onto the mains are 40 dB down.
            if self.filter.len() == 2 * self.factor {
                self.filter.pop_front();
            }
            self.filter.push_back(*sample);
            self.phase += 1;
            if self.phase == self.factor {
                self.phase = 0;
                let value = self.filtered();
                self.decimated(value);
            }
        }
    }

    fn filtered(&self) -> f32 {
        let half = self.factor as f32;
        let weights = (0..2 * self.factor).map(|place| 1.0 - ((place as f32 + 0.5) - half).abs() / half);
        self.filter
            .iter()
            .zip(weights)
            .map(|(sample, weight)| sample * weight)
            .sum::<f32>()
            / half
    }

    fn decimated(&mut self, value: f32) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(value);
        self.at += 1;
        if self.at.is_multiple_of(HOP as u64) && self.kept.len() >= WINDOW {
            self.judge();
        }
    }

    fn judge(&mut self) {
        let window: Vec<f32> = self.kept.iter().skip(self.kept.len() - WINDOW).copied().collect();
        let begin = self.at - WINDOW as u64;
        match self.open.take() {
            None => {
                if let Some((mains_hz, lines)) = MAINS_HZ
                    .into_iter()
                    .find_map(|hz| self.lines_of(&window, begin, hz))
                {
                    self.open = Some(Open {
                        mains_hz,
                        begin: begin + WINDOW as u64 / 2,
                        hops: 0,
                        loudest: level(&lines),
                        lines,
                    });
                }
            }
            Some(mut open) => match self.lines_of(&window, begin, open.mains_hz) {
                Some((_, lines)) => {
                    open.hops += 1;
                    if open.hops == 4 {
                        open.begin = self.onset(&lines);
                    }
                    open.loudest = open.loudest.max(level(&lines));
                    // At the end the window is half empty and its lines are weaker than they were.
                    if level(&lines) > 0.8 * open.loudest {
                        open.lines = lines;
                    }
                    self.open = Some(open);
                }
                None => {
                    let end = self.ending(&open.lines);
                    self.close(open, end);
                }
            },
        }
    }

    pub fn finish(&mut self) {
        if let Some(open) = self.open.take() {
            let end = self.at;
            self.close(open, end);
        }
    }

    fn close(&mut self, open: Open, end: u64) {
        if end.saturating_sub(open.begin) >= self.least_samples && self.found.len() < EVENTS_LIMIT {
            let original = |at: u64| at * self.factor as u64;
            self.found.push(Hummed {
                stretch: Stretch {
                    begin: original(open.begin),
                    end: original(end),
                },
                mains_hz: open.mains_hz,
                level: decibels(open.loudest / 2_f64.sqrt()),
            });
        }
    }

    /// The lines of one mains frequency that stand out, when there are enough.
    fn lines_of(&self, window: &[f32], begin: u64, mains_hz: f64) -> Option<(f64, Vec<Line>)> {
        let mut lines = Vec::new();
        let mut has_low = false;
        for harmonic in 1..=HARMONICS {
            let hz = mains_hz * harmonic as f64;
            let line = line_at(window, begin, hz);
            let aside = ASIDE_HZ.map(|aside| size(line_at(window, begin, hz + aside)));
            let surroundings = aside.into_iter().fold(1e-7, f64::max);
            if size(line) >= self.least && decibels(size(line) / surroundings) >= self.line_db {
                has_low |= harmonic <= 2;
                lines.push(line);
            }
        }
        (has_low && lines.len() >= LEAST_LINES).then_some((mains_hz, lines))
    }

    /// The sample from which on the lines are there.
    fn onset(&self, lines: &[Line]) -> u64 {
        let gains = self.gains(lines);
        let mut best = (0.0, self.at);
        let mut sum = 0.0;
        for (back, gain) in (1_u64..).zip(gains.iter().rev()) {
            sum += gain;
            if sum > best.0 {
                best = (sum, self.at - back);
            }
        }
        best.1
    }

    /// The sample up to which the lines are there.
    fn ending(&self, lines: &[Line]) -> u64 {
        let gains = self.gains(lines);
        let first = self.at - gains.len() as u64;
        let mut best = (0.0, first);
        let mut sum = 0.0;
        for (place, gain) in (1_u64..).zip(&gains) {
            sum += gain;
            if sum > best.0 {
                best = (sum, first + place);
            }
        }
        best.1
    }

    /// By how much each kept sample is better explained with the lines than without.
    fn gains(&self, lines: &[Line]) -> Vec<f64> {
        let first = self.at - self.kept.len() as u64;
        let gain = |(at, sample): (u64, &f32)| {
            let hum: f64 = lines.iter().map(|line| line.at(at)).sum();
            2.0 * f64::from(*sample) * hum - hum * hum
        };
        (first..).zip(&self.kept).map(gain).collect()
    }
}

impl Line {
    fn at(self, sample: u64) -> f64 {
        let turn = turn_of(self.hz, sample);
        self.re * turn.cos() + self.im * turn.sin()
    }
}

/// The phase is taken within a second, in which every frequency here turns whole times.
fn turn_of(hz: f64, sample: u64) -> f64 {
    let within = (sample % u64::from(RATE)) as f64;
    TAU * hz * within / f64::from(RATE)
}

/// The complex amplitude at a frequency under a Hann window.
fn line_at(window: &[f32], begin: u64, hz: f64) -> Line {
    let (mut re, mut im) = (0.0, 0.0);
    let step = TAU / window.len().max(1) as f64;
    for (place, sample) in window.iter().enumerate() {
        let weight = 1.0 - (step * (place as f64 + 0.5)).cos();
        let turn = turn_of(hz, begin + place as u64);
        re += f64::from(*sample) * weight * turn.cos();
        im += f64::from(*sample) * weight * turn.sin();
    }
    let scale = 2.0 / window.len().max(1) as f64;
    Line {
        hz,
        re: re * scale,
        im: im * scale,
    }
}

fn size(line: Line) -> f64 {
    line.re.hypot(line.im)
}

fn level(lines: &[Line]) -> f64 {
    lines.iter().map(|line| size(*line).powi(2)).sum::<f64>().sqrt()
}
