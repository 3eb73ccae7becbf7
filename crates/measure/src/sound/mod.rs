//! From samples to figures of one soundfield: levels, loudness, and what only the samples themselves can show. One pass
//! over the whole track: sound is cheap to decode, and loudness needs all of it.

mod breaks;
mod channel;
mod clicks;
mod clips;
mod gaps;
mod hum;
mod loudness;
mod onsets;
mod pair;
mod speech;
mod verdict;

use serde::{Deserialize, Serialize};
use timecode::{EditRate, Frame, FrameRange};

use crate::measurements::{LevelWindow, Mix, SoundFigures};
use crate::thresholds::SoundThresholds;
use channel::ChannelAnalyser;
use gaps::Gaps;
use loudness::LoudnessMeter;
use onsets::Onsets;
use pair::Pair;
use speech::SpeechDetector;

const CHANNELS_LIMIT: usize = 128;
/// Blocks of all detectors: a hundredth of a second.
const BLOCKS_PER_SECOND: u32 = 100;
const BLOCKS_PER_WINDOW: usize = 10;
/// Findings of one kind kept for one channel: a track of noise must not fill the memory.
const EVENTS_LIMIT: usize = 1000;
/// Pairs are compared up to this many channels; larger tracks are objects or stems, not a soundfield.
const PAIR_CHANNELS_LIMIT: usize = 12;
/// No level, in hundredths of a decibel.
const NO_LEVEL: i16 = -20_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundFormat {
    /// Place among the composition's sound tracks.
    pub track: usize,
    pub mix: Mix,
    /// Names of the channels in their order: L, R, C, LFE, Ls, Rs …
    pub channels: Vec<String>,
    pub sample_rate: u32,
    /// Of the picture: findings are told in its frames.
    pub edit_rate: EditRate,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SoundError {
    #[error("{channels} channels at {sample_rate} Hz cannot be measured")]
    Format { channels: usize, sample_rate: u32 },
    #[error("loudness cannot be measured: {why}")]
    Loudness { why: String },
    #[error("the sound ended within a sample")]
    PartialSample,
}

/// A stretch of samples; the end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub begin: u64,
    pub end: u64,
}

/// Takes interleaved 32-bit floats, little-endian, in pieces of any size.
pub struct SoundAnalyser {
    format: SoundFormat,
    thresholds: SoundThresholds,
    pending: Vec<u8>,
    block_bytes: usize,
    samples: u64,
    channels: Vec<ChannelAnalyser>,
    pairs: Vec<Pair>,
    all: Gaps,
    onsets: Onsets,
    loudness: LoudnessMeter,
    speech: SpeechDetector,
    window: Vec<f32>,
    windows: Vec<LevelWindow>,
    blocks_in_window: usize,
}

impl SoundAnalyser {
    /// # Errors
    /// No channels, more than 128, or a sample rate outside 8 to 192 kHz.
    pub fn new(format: SoundFormat, thresholds: &SoundThresholds) -> Result<SoundAnalyser, SoundError> {
        let (count, sample_rate) = (format.channels.len(), format.sample_rate);
        if count == 0 || count > CHANNELS_LIMIT || !(8000..=192_000).contains(&sample_rate) {
            return Err(SoundError::Format {
                channels: count,
                sample_rate,
            });
        }
        let pairs = match count <= PAIR_CHANNELS_LIMIT {
            true => (0..count)
                .flat_map(|one| (one + 1..count).map(move |other| Pair::new(one, other)))
                .collect(),
            false => Vec::new(),
        };
        let block = sample_rate / BLOCKS_PER_SECOND;
        Ok(SoundAnalyser {
            block_bytes: block as usize * count * 4,
            pending: Vec::new(),
            samples: 0,
            channels: (0..count)
                .map(|_| ChannelAnalyser::new(sample_rate, thresholds))
                .collect(),
            pairs,
            all: Gaps::new(thresholds.silence_dbfs, u64::from(block)),
            onsets: Onsets::new(sample_rate),
            loudness: LoudnessMeter::new(&format)?,
            speech: SpeechDetector::new(sample_rate),
            window: Vec::new(),
            windows: Vec::new(),
            blocks_in_window: 0,
            thresholds: *thresholds,
            format,
        })
    }

    /// # Errors
    /// [`SoundError::Loudness`] when the meter refuses samples.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), SoundError> {
        self.pending.extend_from_slice(bytes);
        let pending = std::mem::take(&mut self.pending);
        let blocks = pending.chunks_exact(self.block_bytes);
        let rest = blocks.remainder().to_vec();
        for block in blocks {
            self.block(block)?;
        }
        self.pending = rest;
        Ok(())
    }

    /// # Errors
    /// As [`SoundAnalyser::push`], and [`SoundError::PartialSample`].
    pub fn finish(mut self) -> Result<SoundFigures, SoundError> {
        let rest = std::mem::take(&mut self.pending);
        if !rest.len().is_multiple_of(4 * self.format.channels.len()) {
            return Err(SoundError::PartialSample);
        }
        if !rest.is_empty() {
            self.block(&rest)?;
        }
        if self.blocks_in_window > 0 {
            self.close_window()?;
        }
        for channel in &mut self.channels {
            channel.finish();
        }
        self.pairs.iter_mut().for_each(Pair::close);
        self.all.finish();
        self.onsets.finish();
        let loudness = self.loudness.finish(self.speech.estimate());
        let findings = verdict::findings(&self, &loudness);
        let silences = self
            .all
            .found
            .iter()
            .filter_map(|gap| self.range_of(gap.stretch))
            .collect();
        Ok(SoundFigures {
            track: self.format.track,
            mix: self.format.mix,
            channels: self.format.channels,
            sample_rate: self.format.sample_rate,
            samples: self.samples,
            windows: self.windows,
            loudness,
            silences,
            onsets: self.onsets.found,
            findings,
        })
    }

    fn block(&mut self, bytes: &[u8]) -> Result<(), SoundError> {
        let count = self.channels.len();
        let interleaved: Vec<f32> = bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|code| finite(f32::from_le_bytes(*code)))
            .collect();
        let planes: Vec<Vec<f32>> = (0..count)
            .map(|channel| interleaved.iter().skip(channel).step_by(count).copied().collect())
            .collect();
        for (analyser, plane) in self.channels.iter_mut().zip(&planes) {
            analyser.block(plane);
        }
        for pair in &mut self.pairs {
            pair.block(&planes, self.samples);
        }
        for frame in interleaved.chunks_exact(count) {
            self.all
                .push(frame.iter().fold(0.0, |peak: f32, sample| peak.max(sample.abs())));
            self.onsets.push(frame);
        }
        self.speech.block(&self.format.channels, &planes);
        self.samples += (interleaved.len() / count) as u64;
        self.window.extend(interleaved);
        self.blocks_in_window += 1;
        match self.blocks_in_window == BLOCKS_PER_WINDOW {
            true => self.close_window(),
            false => Ok(()),
        }
    }

    fn close_window(&mut self) -> Result<(), SoundError> {
        let (momentary, short_term) = self.loudness.push(&self.window)?;
        self.speech.window(momentary);
        let levels = self
            .channels
            .iter_mut()
            .map(ChannelAnalyser::close_window)
            .collect();
        self.windows.push(LevelWindow {
            levels,
            momentary: hundredths(momentary),
            short_term: hundredths(short_term),
        });
        self.window.clear();
        self.blocks_in_window = 0;
        Ok(())
    }

    /// The frames that a stretch of samples touches.
    fn range_of(&self, stretch: Stretch) -> Option<FrameRange> {
        let frame = |sample: u64| {
            let rate = self.format.edit_rate;
            let scaled = u128::from(sample) * u128::from(rate.num());
            u64::try_from(scaled / u128::from(self.format.sample_rate) / u128::from(rate.den())).ok()
        };
        let last = stretch.end.saturating_sub(1).max(stretch.begin);
        FrameRange::new(Frame(frame(stretch.begin)?), Frame(frame(last)?)).ok()
    }
}

/// A float file may carry anything; what is no number is silence.
fn finite(sample: f32) -> f32 {
    match sample.is_finite() {
        true => sample,
        false => 0.0,
    }
}

fn hundredths(level: f64) -> i16 {
    match level.is_finite() {
        true => (level * 100.0).round().clamp(f64::from(NO_LEVEL), 32_000.0) as i16,
        false => NO_LEVEL,
    }
}

/// Decibels of an amplitude.
pub(crate) fn decibels(amplitude: f64) -> f64 {
    20.0 * amplitude.max(1e-10).log10()
}

pub(crate) fn amplitude(decibels: f64) -> f64 {
    10_f64.powf(decibels / 20.0)
}
