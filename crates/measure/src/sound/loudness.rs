//! ITU-R BS.1770-4 through the crate `ebur128`: integrated, range, true peak, momentary and short-term.

use ebur128::{Channel, EbuR128, Mode};

use super::{SoundError, SoundFormat, decibels};
use crate::measurements::{Loudness, SpeechEstimate};

pub(super) struct LoudnessMeter {
    meter: EbuR128,
    channels: u32,
}

impl LoudnessMeter {
    pub fn new(format: &SoundFormat) -> Result<LoudnessMeter, SoundError> {
        let channels = format.channels.len() as u32;
        let mode = Mode::I | Mode::LRA | Mode::S | Mode::M | Mode::TRUE_PEAK;
        let mut meter = EbuR128::new(channels, format.sample_rate, mode).map_err(refused)?;
        for (number, name) in (0..).zip(&format.channels) {
            meter.set_channel(number, position(name)).map_err(refused)?;
        }
        Ok(LoudnessMeter { meter, channels })
    }

    /// Momentary and short-term loudness after 100 ms more.
    pub fn push(&mut self, interleaved: &[f32]) -> Result<(f64, f64), SoundError> {
        self.meter.add_frames_f32(interleaved).map_err(refused)?;
        let momentary = self.meter.loudness_momentary().map_err(refused)?;
        let short_term = self.meter.loudness_shortterm().map_err(refused)?;
        Ok((momentary, short_term))
    }

    pub fn finish(&self, speech: Option<SpeechEstimate>) -> Loudness {
        let finite = |value: Result<f64, ebur128::Error>| value.ok().filter(|value| value.is_finite());
        let peaks = (0..self.channels).filter_map(|channel| self.meter.true_peak(channel).ok());
        let peak = peaks.fold(0.0, f64::max);
        Loudness {
            integrated_lkfs: finite(self.meter.loudness_global()),
            range_lu: finite(self.meter.loudness_range()),
            true_peak_dbtp: (peak > 0.0).then(|| decibels(peak)),
            speech,
        }
    }
}

fn refused(error: ebur128::Error) -> SoundError {
    SoundError::Loudness {
        why: error.to_string(),
    }
}

/// The weights of BS.1770: surrounds count 1.5 dB more, the LFE not at all.
fn position(name: &str) -> Channel {
    match name {
        "L" => Channel::Left,
        "R" => Channel::Right,
        "C" | "M" | "M1" => Channel::Center,
        "LFE" => Channel::Unused,
        "Ls" | "Lss" => Channel::LeftSurround,
        "Rs" | "Rss" => Channel::RightSurround,
        // Behind the listener, weighted 1: BS.1770-4 table 4 gives 1.41 between 60° and 120° only.
        "Lrs" => Channel::Mp135,
        "Rrs" => Channel::Mm135,
        _ => Channel::Left,
    }
}
