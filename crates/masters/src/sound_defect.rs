//! Defects of the sound: which channel is heard, when it is silent, and what is added to it.

use mxf::write::{Channel, Soundfield};
use timecode::{Frame, FrameRange};

use crate::sound::{BLIP_HZ, ramped, wave};
use crate::spec::{Defect, MasterSpec};

/// Drive into clipping, and where it ends.
const DRIVE: f64 = 30.0;
const CEILING: f64 = 0.6;
/// −18 dBFS.
const POP_LEVEL: f64 = 0.125_9;
const POP_PAUSE_SAMPLES: u64 = 24_000;
const POP_FADE_SAMPLES: f64 = 9_600.0;
const CLICK: [f64; 2] = [0.35, -0.20];
/// Mains and harmonics, each so many times weaker.
const HUM_LEVELS: [(u32, f64); 3] = [(1, 0.012), (2, 0.006), (3, 0.004)];

/// What is heard at a sample of a channel, when `clean` gives what should be.
pub(crate) fn heard(
    spec: &MasterSpec,
    field: Soundfield,
    channel: Channel,
    at: u64,
    clean: impl Fn(Channel, u64) -> f64,
) -> f64 {
    let is_silent = |defect: &Defect| is_silent(spec, *defect, field, channel, at);
    let Some(mixed_at) = at.checked_add_signed(late(spec).saturating_neg()) else {
        return 0.0;
    };
    if spec.defects.iter().any(is_silent) || mixed_at >= spec.first_sample_of(Frame(spec.frames.0)) {
        return 0.0;
    }
    let (source, sign) = source_of(spec, field, channel, at);
    let mut level = sign * mixed(spec, source, mixed_at, clean);
    for defect in &spec.defects {
        level = changed(spec, *defect, (field, channel), at, level);
    }
    level
}

fn late(spec: &MasterSpec) -> i64 {
    let of = |defect: &Defect| match defect {
        Defect::LateSound { samples } => Some(*samples),
        _ => None,
    };
    spec.defects.iter().find_map(of).unwrap_or(0)
}

/// What a channel carries with the pauses and pops of the programme.
fn mixed(spec: &MasterSpec, channel: Channel, at: u64, clean: impl Fn(Channel, u64) -> f64) -> f64 {
    let mut level = clean(channel, at);
    for defect in &spec.defects {
        match defect {
            Defect::CommercialBlack(range) if is_within(spec, *range, at) => return 0.0,
            Defect::SyncPop(frame) => {
                level *= faded(spec, *frame, at);
                level += POP_LEVEL * ramped(spec, *frame, at) * wave(BLIP_HZ, at);
            }
            _ => {}
        }
    }
    level
}

/// How much of the programme is heard around a 2-pop: nothing for half a second on either side, then a fade.
fn faded(spec: &MasterSpec, pop: Frame, at: u64) -> f64 {
    let middle = spec.first_sample_of(pop);
    let beyond = at.abs_diff(middle).saturating_sub(POP_PAUSE_SAMPLES);
    (beyond as f64 / POP_FADE_SAMPLES).min(1.0)
}

fn is_silent(spec: &MasterSpec, defect: Defect, field: Soundfield, channel: Channel, at: u64) -> bool {
    match defect {
        Defect::SilentChannel {
            soundfield,
            channel: silent,
            range,
        } => (soundfield, silent) == (field, channel) && is_within(spec, range, at),
        Defect::DropOut {
            soundfield,
            channel: silent,
            at: frame,
            samples,
        } => {
            let begins = spec.first_sample_of(frame);
            (soundfield, silent) == (field, channel) && (begins..begins + samples).contains(&at)
        }
        Defect::MosChannel {
            soundfield,
            channel: silent,
        } => (soundfield, silent) == (field, channel),
        _ => false,
    }
}

/// The channel whose sound is heard, and whether it stands upside down.
fn source_of(spec: &MasterSpec, field: Soundfield, channel: Channel, at: u64) -> (Channel, f64) {
    for defect in &spec.defects {
        match defect {
            Defect::PhaseInversion { soundfield, range }
                if *soundfield == field && channel == Channel::Right && is_within(spec, *range, at) =>
            {
                return (Channel::Left, -1.0);
            }
            Defect::IdenticalChannels { soundfield } if *soundfield == field && channel == Channel::Right => {
                return (Channel::Left, 1.0);
            }
            Defect::SwappedChannels {
                soundfield,
                one,
                other,
            } if *soundfield == field && channel == *one => {
                return (*other, 1.0);
            }
            Defect::SwappedChannels {
                soundfield,
                one,
                other,
            } if *soundfield == field && channel == *other => {
                return (*one, 1.0);
            }
            _ => {}
        }
    }
    (channel, 1.0)
}

fn changed(spec: &MasterSpec, defect: Defect, here: (Soundfield, Channel), at: u64, level: f64) -> f64 {
    match defect {
        Defect::Clipping {
            soundfield,
            channel,
            range,
        } if (soundfield, channel) == here && is_within(spec, range, at) => {
            (level * DRIVE).clamp(-CEILING, CEILING)
        }
        Defect::Hum {
            soundfield,
            channel,
            range,
            hz,
        } if (soundfield, channel) == here && is_within(spec, range, at) => {
            let lines = HUM_LEVELS.map(|(harmonic, strength)| strength * wave(hz * harmonic, at));
            level + lines.iter().sum::<f64>()
        }
        Defect::Click {
            soundfield,
            channel,
            at: frame,
        } if (soundfield, channel) == here => {
            let (begins, ends) = (
                spec.first_sample_of(frame),
                spec.first_sample_of(Frame(frame.0 + 1)),
            );
            let middle = u64::midpoint(begins, ends);
            let place = at
                .checked_sub(middle)
                .and_then(|place| usize::try_from(place).ok());
            level + place.and_then(|place| CLICK.get(place)).unwrap_or(&0.0)
        }
        _ => level,
    }
}

fn is_within(spec: &MasterSpec, range: FrameRange, at: u64) -> bool {
    let begins = spec.first_sample_of(range.first());
    let ends = spec.first_sample_of(Frame(range.last().0 + 1));
    (begins..ends).contains(&at)
}
