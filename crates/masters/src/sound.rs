//! The sound: each channel has a tone of its own, all of them parts of one calm chord, and on the first frame of
//! each second a blip of 1 kHz, in C of 5.1 and in both channels of stereo.
//!
//! | channel | L | R | C | LFE | Ls | Rs |
//! |---|---|---|---|---|---|---|
//! | tone in Hz | 440 | 550 | 660 | 55 | 770 | 880 |

use std::f64::consts::TAU;
use std::io::{self, Read};

use mxf::write::{Channel, Soundfield};
use timecode::Frame;

use crate::sound_defect;
use crate::spec::{MasterSpec, SAMPLE_RATE_HZ};

/// The blip, in Hz.
pub const BLIP_HZ: u32 = 1000;
/// A fifth of a second holds whole periods of every tone, so that none leaks into another.
const WINDOW_SAMPLES: usize = 9600;
/// A tone must make up this share of the power to name a channel.
const SHARE_LIMIT: f64 = 0.5;
const FULL_SCALE: f64 = 8_388_607.0;
/// −18 dBFS.
const BLIP_LEVEL: f64 = 0.125_9;
const BLIP_RAMP_SAMPLES: f64 = 48.0;

const ALL_CHANNELS: [Channel; 6] = [
    Channel::Left,
    Channel::Right,
    Channel::Center,
    Channel::Lfe,
    Channel::LeftSurround,
    Channel::RightSurround,
];

/// The tone of a channel, in Hz.
#[must_use]
pub fn tone_hz(channel: Channel) -> u32 {
    match channel {
        Channel::Left => 440,
        Channel::Right => 550,
        Channel::Center => 660,
        Channel::Lfe => 55,
        Channel::LeftSurround => 770,
        Channel::RightSurround => 880,
    }
}

/// Which channel these samples are of: the one whose tone makes up most of up to 9,600 of them (Goertzel).
/// `None` for silence, too few samples, or something else.
#[must_use]
pub fn identify_channel(samples: &[f64]) -> Option<Channel> {
    let window = samples.get(..WINDOW_SAMPLES.min(samples.len()))?;
    if window.len() < WINDOW_SAMPLES / 4 {
        return None;
    }
    let power = window.iter().map(|sample| sample * sample).sum::<f64>();
    let strengths = ALL_CHANNELS.map(|channel| (channel, strength(window, tone_hz(channel))));
    let (channel, strongest) = strengths
        .into_iter()
        .max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    (power > 0.0 && strongest > SHARE_LIMIT * power).then_some(channel)
}

/// The power of one frequency, on the scale of the sum of squares.
fn strength(samples: &[f64], hz: u32) -> f64 {
    let step = 2.0 * (TAU * f64::from(hz) / f64::from(SAMPLE_RATE_HZ)).cos();
    let (last, before) = samples.iter().fold((0.0, 0.0), |(last, before), sample| {
        (sample + step * last - before, last)
    });
    let magnitude = last * last + before * before - step * last * before;
    2.0 * magnitude / samples.len() as f64
}

/// The samples of one soundfield of a master, interleaved, little-endian, 24 bits: a reader, so that a feature
/// needs no memory.
pub struct SoundReader<'a> {
    spec: &'a MasterSpec,
    soundfield: Soundfield,
    next: u64,
    count: u64,
    buffer: Vec<u8>,
    taken: usize,
}

/// Samples made at once.
const PIECE_SAMPLES: u64 = 4800;

impl SoundReader<'_> {
    pub fn new(spec: &MasterSpec, soundfield: Soundfield, count: u64) -> SoundReader<'_> {
        SoundReader {
            spec,
            soundfield,
            next: 0,
            count,
            buffer: Vec::new(),
            taken: 0,
        }
    }

    fn refill(&mut self) {
        let end = self.count.min(self.next.saturating_add(PIECE_SAMPLES));
        self.buffer.clear();
        self.taken = 0;
        for at in self.next..end {
            for channel in self.soundfield.channels() {
                let [low, middle, high, _] = sample(self.spec, self.soundfield, *channel, at).to_le_bytes();
                self.buffer.extend([low, middle, high]);
            }
        }
        self.next = end;
    }
}

impl Read for SoundReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.buffer.len() {
            self.refill();
        }
        let held = self.buffer.get(self.taken..).unwrap_or_default();
        let count = held.len().min(out.len());
        out.iter_mut().zip(held).for_each(|(to, from)| *to = *from);
        self.taken += count;
        Ok(count)
    }
}

/// The sample of a channel at a place of the master, within ±2²³.
#[must_use]
pub fn sample(spec: &MasterSpec, soundfield: Soundfield, channel: Channel, at: u64) -> i32 {
    let level = sound_defect::heard(spec, soundfield, channel, at, |channel, at| {
        clean(spec, soundfield, channel, at)
    });
    (level * FULL_SCALE).round() as i32
}

/// What a channel carries when nothing is wrong, from −1 to 1.
fn clean(spec: &MasterSpec, soundfield: Soundfield, channel: Channel, at: u64) -> f64 {
    let level = tone_level(soundfield) * wave(tone_hz(channel), at);
    let carries_blip = match soundfield {
        Soundfield::Stereo => true,
        Soundfield::FiveOne => channel == Channel::Center,
    };
    match carries_blip {
        true => level + blip_gain(spec, at) * BLIP_LEVEL * wave(BLIP_HZ, at),
        false => level,
    }
}

/// So that either soundfield comes near −27 LKFS: −26 dBFS in stereo, −31 dBFS in 5.1.
fn tone_level(soundfield: Soundfield) -> f64 {
    match soundfield {
        Soundfield::Stereo => 0.050_1,
        Soundfield::FiveOne => 0.028_2,
    }
}

/// The phase is taken within one second, which all tones divide: exact however long the master is.
pub(crate) fn wave(hz: u32, at: u64) -> f64 {
    let within = at % u64::from(SAMPLE_RATE_HZ);
    let periods = within * u64::from(hz) % u64::from(SAMPLE_RATE_HZ);
    (TAU * periods as f64 / f64::from(SAMPLE_RATE_HZ)).sin()
}

/// How loud the blip is: 0 outside of the first frame of a second of timecode, 1 within, and over a millisecond at either
/// end in between, since a tone that breaks off is a click.
fn blip_gain(spec: &MasterSpec, at: u64) -> f64 {
    let rate = crate::spec::sample_rate();
    // The frame that runs at the sample may be the one before by rounding: look at both.
    let Ok(near) = rate.scale_floor(at, spec.edit_rate()) else {
        return 0.0;
    };
    let begun = |frame: &u64| spec.first_sample_of(Frame(*frame)) <= at;
    let frame = if begun(&(near + 1)) { near + 1 } else { near };
    if !frame.is_multiple_of(u64::from(spec.timecode_rate.nominal())) {
        return 0.0;
    }
    ramped(spec, Frame(frame), at)
}

/// 1 within a frame, 0 outside, and over a millisecond at either end in between.
pub(crate) fn ramped(spec: &MasterSpec, frame: Frame, at: u64) -> f64 {
    let Some(since) = at.checked_sub(spec.first_sample_of(frame)) else {
        return 0.0;
    };
    let until = spec.first_sample_of(Frame(frame.0 + 1)).saturating_sub(at + 1);
    (since.min(until) as f64 / BLIP_RAMP_SAMPLES).min(1.0)
}

#[cfg(test)]
mod tests {
    use timecode::FrameRange;

    use super::*;
    use crate::spec::Defect;

    fn spec() -> MasterSpec {
        MasterSpec::small("Tones").unwrap()
    }

    fn channel_samples(spec: &MasterSpec, field: Soundfield, channel: Channel, from: u64) -> Vec<f64> {
        let range = from..from + WINDOW_SAMPLES as u64;
        range
            .map(|at| f64::from(sample(spec, field, channel, at)))
            .collect()
    }

    #[test]
    fn every_channel_is_told_by_its_tone() {
        let spec = spec();
        for field in [Soundfield::Stereo, Soundfield::FiveOne] {
            for channel in field.channels() {
                let samples = channel_samples(&spec, field, *channel, 4000);
                assert_eq!(identify_channel(&samples), Some(*channel));
            }
        }
    }

    #[test]
    fn silence_and_a_foreign_tone_name_no_channel() {
        assert_eq!(identify_channel(&[0.0; 9600]), None);
        let foreign: Vec<f64> = (0..9600).map(|at| wave(1234, at)).collect();
        assert_eq!(identify_channel(&foreign), None);
        assert_eq!(identify_channel(&foreign[..100]), None);
    }

    #[test]
    fn the_blip_fills_the_first_frame_of_a_second_and_no_more() {
        let spec = spec();
        let blips: Vec<u64> = (0..96_000).filter(|at| blip_gain(&spec, *at) > 0.0).collect();
        assert_eq!(
            (blips.first(), blips.get(1997), blips.get(1998), blips.len()),
            (Some(&1), Some(&1998), Some(&48_001), 3996)
        );
    }

    #[test]
    fn a_silent_range_is_silent_in_its_channel_only() {
        let range = FrameRange::new(Frame(2), Frame(3)).unwrap();
        let defect = Defect::SilentChannel {
            soundfield: Soundfield::FiveOne,
            channel: Channel::Left,
            range,
        };
        let spec = MasterSpec {
            defects: vec![defect],
            ..spec()
        };
        let loud = |channel, range: std::ops::Range<u64>| {
            range
                .filter(|at| sample(&spec, Soundfield::FiveOne, channel, *at) != 0)
                .count()
        };
        assert_eq!(loud(Channel::Left, 4000..8000), 0);
        assert!(loud(Channel::Left, 3000..4000) > 900);
        assert!(loud(Channel::Left, 8000..9000) > 900);
        assert!(loud(Channel::Right, 4000..8000) > 3900);
    }

    #[test]
    fn a_sync_pop_is_one_frame_of_tone_in_silence_and_moves_with_late_sound() {
        let spec = MasterSpec {
            defects: vec![Defect::SyncPop(Frame(24)), Defect::LateSound { samples: 2000 }],
            ..spec()
        };
        let heard: Vec<u64> = (30_000..70_000)
            .filter(|at| sample(&spec, Soundfield::FiveOne, Channel::LeftSurround, *at).abs() > 1000)
            .collect();
        let (first, last) = (heard[0], heard[heard.len() - 1]);
        assert!(
            (50_000..50_020).contains(&first) && (51_980..52_000).contains(&last),
            "{first} {last}"
        );
    }

    #[test]
    fn late_and_early_sound_is_the_same_sound_at_another_time() {
        let spec_on_time = spec();
        let spec_late = MasterSpec {
            defects: vec![Defect::LateSound { samples: 4004 }],
            ..spec()
        };
        let field = Soundfield::Stereo;
        for at in [0, 77, 50_000] {
            let late = sample(&spec_late, field, Channel::Left, at + 4004);
            assert_eq!(late, sample(&spec_on_time, field, Channel::Left, at));
        }
        assert_eq!(sample(&spec_late, field, Channel::Left, 4003), 0);
        let spec_early = MasterSpec {
            defects: vec![Defect::LateSound { samples: -4004 }],
            ..spec()
        };
        let early = sample(&spec_early, field, Channel::Left, 77);
        assert_eq!(early, sample(&spec_on_time, field, Channel::Left, 77 + 4004));
        assert_eq!(sample(&spec_early, field, Channel::Left, 96_000 - 4004), 0);
    }
}
