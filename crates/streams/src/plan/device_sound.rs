//! The sound for televisions: every mix in 5.1 as E-AC-3 with its channels discrete, every mix in stereo or mono as AAC.
//! A language that has no stereo mix gets one folded down from its 5.1, and is called so: it is not the master's own.

use super::PlanError;
use super::codec::Codec;
use super::sound::{Channel, Mix, base_name, channels_of, unmixed};
use crate::facts::{CompositionFacts, SoundFacts};
use crate::probe::Abilities;

const FIVE_ONE: [&str; 6] = ["L", "R", "C", "LFE", "Ls", "Rs"];
const SEVEN_ONE: [&str; 8] = ["L", "R", "C", "LFE", "Lrs", "Rrs", "Lss", "Rss"];
/// Both encoders take no other.
const SAMPLE_RATE_HZ: u32 = 48_000;

pub(super) fn mixes(facts: &CompositionFacts, abilities: Abilities) -> Result<Vec<Mix>, PlanError> {
    let mut mixes = Vec::new();
    for (track, sound) in facts.sound.iter().enumerate() {
        let channels = channels_of(track, sound)?;
        let names: Vec<&str> = channels.iter().map(|channel| channel.name.as_str()).collect();
        let cannot = || PlanError::NoDeviceSound {
            track,
            channels: sound.channel_count,
        };
        if sound.sample_rate != SAMPLE_RATE_HZ {
            return Err(PlanError::NoDeviceRate {
                track,
                sample_rate: sound.sample_rate,
            });
        }
        match channels.len() {
            1 | 2 => mixes.push(own_mix(track, sound, &channels)),
            6 if names == FIVE_ONE => {
                mixes.push(own_mix(track, sound, &channels));
                if !has_stereo_of(facts, sound) {
                    mixes.push(folded(track, sound, &channels).ok_or_else(cannot)?);
                }
            }
            8 if names == SEVEN_ONE => {
                mixes.push(without_rears(track, sound, &channels).ok_or_else(cannot)?);
                if !has_stereo_of(facts, sound) {
                    mixes.push(folded(track, sound, &channels).ok_or_else(cannot)?);
                }
            }
            _ => return Err(cannot()),
        }
    }
    if !abilities.eac3 && mixes.iter().any(|mix| mix.codec == Codec::EAc3) {
        return Err(PlanError::Lacks {
            what: "the encoder eac3",
        });
    }
    Ok(mixes)
}

fn own_mix(track: usize, sound: &SoundFacts, channels: &[Channel]) -> Mix {
    let (codec, layout) = match channels.len() {
        1 => (Codec::Aac, "mono"),
        2 => (Codec::Aac, "stereo"),
        _ => (Codec::EAc3, "5.1(side)"),
    };
    Mix {
        track,
        base_name: base_name(sound),
        channels: channels.iter().map(|channel| channel.name.clone()).collect(),
        pan: unmixed(layout, channels),
        codec,
        is_downmix: false,
    }
}

/// A stereo mix of the same language and content.
fn has_stereo_of(facts: &CompositionFacts, sound: &SoundFacts) -> bool {
    facts.sound.iter().any(|other| {
        other.channel_count == 2 && other.language == sound.language && other.content == sound.content
    })
}

/// Left-only, right-only of ITU-R BS.775, without LFE, lowered as a whole so that full scale on every channel still fits.
fn folded(track: usize, sound: &SoundFacts, channels: &[Channel]) -> Option<Mix> {
    let surrounds = channels.len().saturating_sub(4) / 2;
    let direct = 1.0 / (1.0 + std::f64::consts::FRAC_1_SQRT_2 * (1.0 + surrounds as f64));
    let shared = direct * std::f64::consts::FRAC_1_SQRT_2;
    let side = |front: &str, backs: [&str; 3]| {
        let mut terms = format!(
            "{direct:.6}*c{}+{shared:.6}*c{}",
            index(channels, front)?,
            index(channels, "C")?
        );
        for back in backs.iter().filter_map(|back| index(channels, back)) {
            terms += &format!("+{shared:.6}*c{back}");
        }
        Some(terms)
    };
    let (left, right) = (side("L", ["Ls", "Lss", "Lrs"])?, side("R", ["Rs", "Rss", "Rrs"])?);
    Some(Mix {
        track,
        base_name: match &sound.content {
            Some(content) => format!("{content} Stereo (downmix)"),
            None => "Stereo (downmix)".to_owned(),
        },
        channels: ["L", "R"].map(str::to_owned).to_vec(),
        pan: format!("stereo|c0={left}|c1={right}"),
        codec: Codec::Aac,
        is_downmix: true,
    })
}

/// 7.1 in 5.1: side and rear surrounds together, each lowered so that both at full scale still fit.
fn without_rears(track: usize, sound: &SoundFacts, channels: &[Channel]) -> Option<Mix> {
    let mut pan = "5.1(side)".to_owned();
    for (at, name) in ["L", "R", "C", "LFE"].iter().enumerate() {
        pan += &format!("|c{at}=c{}", index(channels, name)?);
    }
    for (at, side, rear) in [(4, "Lss", "Lrs"), (5, "Rss", "Rrs")] {
        pan += &format!(
            "|c{at}=0.5*c{}+0.5*c{}",
            index(channels, side)?,
            index(channels, rear)?
        );
    }
    Some(Mix {
        track,
        base_name: format!("5.1 (downmix of {})", base_name(sound)),
        channels: FIVE_ONE.map(str::to_owned).to_vec(),
        pan,
        codec: Codec::EAc3,
        is_downmix: true,
    })
}

fn index(channels: &[Channel], name: &str) -> Option<usize> {
    channels
        .iter()
        .find(|channel| channel.name == name)
        .map(|channel| channel.index)
}
