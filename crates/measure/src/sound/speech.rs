//! A speech detector of our own, for an advisory estimate of dialogue loudness. Speech comes in syllables: its level in the
//! voice band rises and falls three to eight times a second and is low for much of the time. Music and effects seldom do both.

use std::collections::VecDeque;
use std::f64::consts::TAU;

use crate::measurements::SpeechEstimate;

/// Blocks of the second that is judged.
const SECOND: usize = 100;
/// Band of the voice in Hz.
const BAND_HZ: (f64, f64) = (300.0, 3400.0);
/// Mean square of the band below which nothing is called speech: −55 dBFS.
const LEAST_POWER: f64 = 3.2e-6;
/// Share of blocks under half the mean.
const LOW_SHARE: std::ops::Range<f64> = 0.40..0.92;
/// Share of the level's change that comes at syllable rate.
const SYLLABLE_SHARE: f64 = 0.35;

pub(super) struct SpeechDetector {
    high_pass: (f64, f64),
    low_pass: f64,
    poles: (f64, f64),
    powers: VecDeque<f64>,
    speech_windows: u64,
    windows: u64,
    energy: f64,
}

impl SpeechDetector {
    pub fn new(sample_rate: u32) -> SpeechDetector {
        let turn = |hz: f64| TAU * hz / f64::from(sample_rate);
        let (low, high) = (turn(BAND_HZ.0), turn(BAND_HZ.1));
        SpeechDetector {
            high_pass: (0.0, 0.0),
            low_pass: 0.0,
            poles: (1.0 / (1.0 + low), high / (1.0 + high)),
            powers: VecDeque::with_capacity(SECOND),
            speech_windows: 0,
            windows: 0,
            energy: 0.0,
        }
    }

    /// Dialogue lives in C, or in the middle of a pair.
    pub fn block(&mut self, names: &[String], planes: &[Vec<f32>]) {
        let named = |wanted: &str| {
            names
                .iter()
                .position(|name| name == wanted)
                .and_then(|at| planes.get(at))
        };
        let voice: Vec<f32> = match (named("C"), named("L"), named("R")) {
            (Some(centre), _, _) => centre.clone(),
            (None, Some(left), Some(right)) => left
                .iter()
                .zip(right)
                .map(|(l, r)| f32::midpoint(*l, *r))
                .collect(),
            _ => planes.first().cloned().unwrap_or_default(),
        };
        let mut sum = 0.0;
        for sample in &voice {
            let input = f64::from(*sample);
            let passed = self.poles.0 * (self.high_pass.1 + input - self.high_pass.0);
            self.high_pass = (input, passed);
            self.low_pass += self.poles.1 * (passed - self.low_pass);
            sum += self.low_pass * self.low_pass;
        }
        if self.powers.len() == SECOND {
            self.powers.pop_front();
        }
        self.powers.push_back(sum / voice.len().max(1) as f64);
    }

    /// A tenth of a second has passed, with this momentary loudness.
    pub fn window(&mut self, momentary: f64) {
        self.windows += 1;
        if self.is_speech() && momentary.is_finite() {
            self.speech_windows += 1;
            self.energy += 10_f64.powf(momentary / 10.0);
        }
    }

    pub fn estimate(&self) -> Option<SpeechEstimate> {
        (self.speech_windows >= 10).then(|| SpeechEstimate {
            lkfs: 10.0 * (self.energy / self.speech_windows as f64).log10(),
            share: self.speech_windows as f64 / self.windows.max(1) as f64,
        })
    }

    fn is_speech(&self) -> bool {
        if self.powers.len() < SECOND {
            return false;
        }
        let mean = self.powers.iter().sum::<f64>() / SECOND as f64;
        let low = self.powers.iter().filter(|power| **power < mean / 2.0).count();
        mean > LEAST_POWER
            && LOW_SHARE.contains(&(low as f64 / SECOND as f64))
            && self.syllable_share(mean) > SYLLABLE_SHARE
    }

    /// How much of the level's change within the second comes at 3 to 8 Hz, of all up to 20 Hz.
    fn syllable_share(&self, mean: f64) -> f64 {
        let level: Vec<f64> = self.powers.iter().map(|power| (power / mean).sqrt()).collect();
        let strength = |hz: u32| {
            let (mut re, mut im) = (0.0, 0.0);
            for (at, value) in (0_u32..).zip(&level) {
                let turn = TAU * f64::from(hz) * f64::from(at) / SECOND as f64;
                re += value * turn.cos();
                im += value * turn.sin();
            }
            re * re + im * im
        };
        let all: f64 = (1..=20).map(strength).sum();
        (3..=8).map(strength).sum::<f64>() / all.max(1e-12)
    }
}
