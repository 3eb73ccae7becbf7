//! All that is measured of one channel by itself.

use super::clicks::Clicks;
use super::clips::Clips;
use super::gaps::Gaps;
use super::hum::Hum;
use super::{BLOCKS_PER_SECOND, decibels, hundredths};
use crate::thresholds::SoundThresholds;

/// Energy above this frequency does not belong into an LFE.
const HIGH_HZ: f64 = 250.0;

pub(super) struct ChannelAnalyser {
    pub quiet: Gaps,
    pub breaks: Gaps,
    pub clips: Clips,
    pub clicks: Clicks,
    pub hum: Hum,
    pub peak: f32,
    pub energy: f64,
    /// Energy above [`HIGH_HZ`], after two poles.
    pub high_energy: f64,
    pub samples: u64,
    poles: [(f64, f64); 2],
    pole: f64,
    window_peak: f32,
    window_energy: f64,
    window_samples: u64,
}

impl ChannelAnalyser {
    pub fn new(sample_rate: u32, limits: &SoundThresholds) -> ChannelAnalyser {
        let rate = f64::from(sample_rate);
        let block = sample_rate / BLOCKS_PER_SECOND;
        let turn = std::f64::consts::TAU * HIGH_HZ / rate;
        ChannelAnalyser {
            quiet: Gaps::new(limits.silence_dbfs, u64::from(5 * block)),
            breaks: Gaps::new(limits.drop_out_dbfs, (limits.drop_out_min_s * rate) as u64),
            clips: Clips::new(sample_rate, limits.clip_count),
            clicks: Clicks::new(block as usize, limits.click_ratio, limits.click_dbfs),
            hum: Hum::new(sample_rate, limits),
            peak: 0.0,
            energy: 0.0,
            high_energy: 0.0,
            samples: 0,
            poles: [(0.0, 0.0); 2],
            pole: 1.0 / (1.0 + turn),
            window_peak: 0.0,
            window_energy: 0.0,
            window_samples: 0,
        }
    }

    pub fn block(&mut self, samples: &[f32]) {
        for sample in samples {
            self.quiet.push(*sample);
            self.breaks.push(*sample);
            self.clips.push(*sample);
            self.window_peak = self.window_peak.max(sample.abs());
            let mut high = f64::from(*sample);
            self.window_energy += high * high;
            for (input, output) in &mut self.poles {
                let passed = self.pole * (*output + high - *input);
                (*input, *output) = (high, passed);
                high = passed;
            }
            self.high_energy += high * high;
        }
        self.window_samples += samples.len() as u64;
        self.clicks.block(samples);
        self.hum.block(samples);
    }

    /// Peak and RMS of the window that ends.
    pub fn close_window(&mut self) -> (i16, i16) {
        let rms = (self.window_energy / self.window_samples.max(1) as f64).sqrt();
        let levels = (
            hundredths(decibels(self.window_peak.into())),
            hundredths(decibels(rms)),
        );
        self.peak = self.peak.max(self.window_peak);
        self.energy += self.window_energy;
        self.samples += self.window_samples;
        self.window_peak = 0.0;
        self.window_energy = 0.0;
        self.window_samples = 0;
        levels
    }

    pub fn finish(&mut self) {
        self.quiet.finish();
        self.breaks.finish();
        self.clips.close();
        self.hum.finish();
    }

    pub fn rms(&self) -> f64 {
        (self.energy / self.samples.max(1) as f64).sqrt()
    }
}
