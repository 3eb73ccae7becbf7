//! The sound: each track trimmed to the picture's length, in the order of channels that players expect. For browsers as
//! FLAC, bit-exact, never mixed; what would not fit FLAC's eight channels is split. For devices see [`super::device_sound`].

use super::codec::Codec;
use super::device_sound;
use super::input::Input;
use super::{PlanError, Step, StepKind, common_args, segment_micros, words};
use crate::facts::{CompositionFacts, SoundFacts, Soundfield, Source};
use crate::kind::RenditionKind;
use crate::manifest::{SoundRendition, playlist_name, sound_fragments_name, sound_name};
use crate::probe::Abilities;

/// FLAC carries at most eight channels.
const CHANNELS_LIMIT: usize = 8;
const TRACK_CHANNELS_LIMIT: u32 = 128;

/// One sound stream: where its channels come from and what carries them.
pub(super) struct Mix {
    pub track: usize,
    pub base_name: String,
    /// The names of the channels in the stream's order.
    pub channels: Vec<String>,
    /// The stream's channels from the track's, as `pan` reads it.
    pub pan: String,
    pub codec: Codec,
    pub is_downmix: bool,
}

pub(super) fn plan(
    kind: RenditionKind,
    facts: &CompositionFacts,
    source: &Source,
    first_representation: usize,
    abilities: Abilities,
    steps: &mut Vec<Step>,
) -> Result<Vec<SoundRendition>, PlanError> {
    if let Source::Waves { tracks } = source
        && tracks.len() != facts.sound.len()
    {
        return Err(PlanError::TracksDiffer {
            tracks: facts.sound.len(),
            given: tracks.len(),
        });
    }
    let mixes = match kind.is_for_browser() {
        true => review_mixes(facts)?,
        false => device_sound::mixes(facts, abilities)?,
    };
    let mut renditions: Vec<SoundRendition> = Vec::new();
    for mix in mixes {
        let Some(sound) = facts.sound.get(mix.track) else {
            continue;
        };
        let samples = samples_of(facts, sound)?;
        let input = Input::of(mix.track, sound, source)?;
        let number = renditions.len();
        let args = encode_args(&input, &mix, facts, sound, samples, number);
        steps.push(Step {
            kind: StepKind::Sound(number),
            args,
            rpus: Vec::new(),
        });
        renditions.push(SoundRendition {
            track: mix.track,
            name: unique_name(mix.base_name, sound, &renditions),
            language: sound.language.clone(),
            channels: mix.channels,
            codec: mix.codec.string().to_owned(),
            sample_rate: sound.sample_rate,
            samples,
            playlist: playlist_name(first_representation + number),
            is_default: number == 0,
            is_downmix: mix.is_downmix,
        });
    }
    Ok(renditions)
}

fn review_mixes(facts: &CompositionFacts) -> Result<Vec<Mix>, PlanError> {
    let mut mixes = Vec::new();
    for (track, sound) in facts.sound.iter().enumerate() {
        let channels = channels_of(track, sound)?;
        let parts = channels.len().div_ceil(CHANNELS_LIMIT);
        for (part, channels) in channels.chunks(CHANNELS_LIMIT).enumerate() {
            let first = part * CHANNELS_LIMIT;
            let base_name = match parts {
                1 => base_name(sound),
                _ => format!("Channels {}–{}", first + 1, first + channels.len()),
            };
            mixes.push(Mix {
                track,
                base_name,
                channels: channels.iter().map(|channel| channel.name.clone()).collect(),
                pan: unmixed(layout(channels.len()), channels),
                codec: Codec::Flac,
                is_downmix: false,
            });
        }
    }
    Ok(mixes)
}

/// By number, not by name: a layout unknown to the encoder would else be mixed down without a word.
pub(super) fn unmixed(layout: &str, channels: &[Channel]) -> String {
    let map: String = (0..)
        .zip(channels)
        .map(|(at, channel): (usize, _)| format!("|c{at}=c{}", channel.index))
        .collect();
    format!("{layout}{map}")
}

/// The composition's length in samples. Where a frame is no whole number of samples, the sound ends within the last
/// frame and never after it.
fn samples_of(facts: &CompositionFacts, sound: &SoundFacts) -> Result<u64, PlanError> {
    let (rate, frames) = (facts.edit_rate, facts.duration_frames.0);
    let samples =
        u128::from(frames) * u128::from(sound.sample_rate) * u128::from(rate.den()) / u128::from(rate.num());
    u64::try_from(samples).map_err(|_| PlanError::ClockOverflow { rate, frames })
}

fn encode_args(
    input: &Input,
    mix: &Mix,
    facts: &CompositionFacts,
    sound: &SoundFacts,
    samples: u64,
    number: usize,
) -> Vec<String> {
    let mut args = common_args();
    args.extend(input.args.iter().cloned());
    let frame_samples = u64::from(sound.sample_rate) * u64::from(facts.edit_rate.den())
        / u64::from(facts.edit_rate.num())
        + 1;
    let pad = match input.pads_freely {
        true => format!("apad=whole_len={samples}"),
        // At most one frame: more is essence that is missing, and verification must see that.
        false => format!("apad=pad_len={frame_samples}"),
    };
    args.push("-filter_complex".to_owned());
    args.push(format!(
        "{}{}pan={},{pad},atrim=end_sample={samples},asetpts=N/SR/TB{}[sound]",
        input.stream,
        input.gather,
        mix.pan,
        mix.codec.fitted(samples)
    ));
    args.extend(words(
        "-map [sound] -vn -sn -dn -map_metadata -1 -map_chapters -1 -fflags +bitexact",
    ));
    args.extend(words(mix.codec.args()));
    // Encoded once, written twice: whole, with the exact length of its last packet, to be packaged and measured; and in
    // fragments, to be played while the picture is still being made.
    args.extend(words("-f tee"));
    args.push(format!(
        "[f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:movflags=+faststart]out/{}|\
         [f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:frag_duration={}:\
         movflags=+delay_moov+default_base_moof+skip_trailer]out/{}",
        sound_name(number),
        segment_micros(facts.edit_rate),
        sound_fragments_name(number)
    ));
    args
}

/// Opens a track and maps all of its channels as they are, in their order.
pub(crate) fn sound_input(
    track: usize,
    sound: &SoundFacts,
    source: &Source,
) -> Result<Vec<String>, PlanError> {
    let input = Input::of(track, sound, source)?;
    let count = sound.channel_count as usize;
    let mut args = input.args;
    args.push("-filter_complex".to_owned());
    let channel_map: String = (0..count).map(|at| format!("|c{at}=c{at}")).collect();
    args.push(format!(
        "{}{}pan={count}c{channel_map}[sound]",
        input.stream, input.gather
    ));
    args.extend(words("-map [sound]"));
    Ok(args)
}

/// The track's channels in its own order, without the `ch` of their labels.
pub(crate) fn channel_names(sound: &SoundFacts) -> Vec<String> {
    let labels = &sound.channel_labels;
    match labels.len() == sound.channel_count as usize {
        true => labels
            .iter()
            .map(|label| label.strip_prefix("ch").unwrap_or(label).to_owned())
            .collect(),
        false => unlabelled(sound.channel_count as usize),
    }
}

/// The layouts that FLAC defines, by number of channels.
fn layout(channels: usize) -> &'static str {
    match channels {
        1 => "mono",
        2 => "stereo",
        3 => "3.0",
        4 => "quad",
        5 => "5.0",
        6 => "5.1",
        7 => "6.1",
        _ => "7.1",
    }
}

/// A channel of the master's track, and what it is called.
pub(super) struct Channel {
    pub index: usize,
    pub name: String,
}

/// The track's channels in the stream's order. Players take a stream's speakers from the order of WAVE; a track in film
/// order (L C R Ls Rs LFE) is sorted into it. ffmpeg itself leaves the samples as they are.
pub(super) fn channels_of(track: usize, sound: &SoundFacts) -> Result<Vec<Channel>, PlanError> {
    let count = sound.channel_count;
    if count == 0 || count > TRACK_CHANNELS_LIMIT || sound.sample_rate == 0 || sound.sample_rate > 768_000 {
        return Err(PlanError::NoSound {
            track,
            channels: count,
            sample_rate: sound.sample_rate,
        });
    }
    let names = channel_names(sound);
    let mut channels: Vec<Channel> = names
        .into_iter()
        .enumerate()
        .map(|(index, name)| Channel { index, name })
        .collect();
    if channels
        .iter()
        .all(|channel| wave_position(&channel.name).is_some())
    {
        channels.sort_by_key(|channel| wave_position(&channel.name));
    }
    Ok(channels)
}

fn unlabelled(count: usize) -> Vec<String> {
    let named: &[&str] = match count {
        1 => &["M"],
        2 => &["L", "R"],
        6 => &["L", "R", "C", "LFE", "Ls", "Rs"],
        8 => &["L", "R", "C", "LFE", "Lrs", "Rrs", "Lss", "Rss"],
        _ => return (1..=count).map(|channel| channel.to_string()).collect(),
    };
    named.iter().map(|name| (*name).to_owned()).collect()
}

/// Place in the order of a WAVE file's speaker mask.
fn wave_position(name: &str) -> Option<usize> {
    let order = [
        "L", "R", "C", "LFE", "Lrs", "Rrs", "Lc", "Rc", "Cs", "Ls", "Rs", "Lss", "Rss",
    ];
    order.iter().position(|known| *known == name)
}

pub(super) fn base_name(sound: &SoundFacts) -> String {
    let field = match (sound.soundfield, sound.channel_count) {
        (Soundfield::Mono, _) | (Soundfield::Other, 1) => "Mono".to_owned(),
        (Soundfield::Stereo, _) | (Soundfield::Other, 2) => "Stereo".to_owned(),
        (Soundfield::LtRt, _) => "Lt-Rt".to_owned(),
        (Soundfield::FiveOne, _) | (Soundfield::Other, 6) => "5.1".to_owned(),
        (Soundfield::SevenOne, _) | (Soundfield::Other, 8) => "7.1".to_owned(),
        (Soundfield::Other, count) => format!("{count} channels"),
    };
    match &sound.content {
        Some(content) => format!("{content} {field}"),
        None => field,
    }
}

/// The player tells tracks apart by name: the language is added where the name alone is taken, then a number.
fn unique_name(base: String, sound: &SoundFacts, taken: &[SoundRendition]) -> String {
    let free = |name: &String| taken.iter().all(|other| other.name != *name);
    let with_language = sound
        .language
        .as_ref()
        .map(|language| format!("{base} {language}"));
    let numbered = (2..).map(|number| format!("{base} ({number})"));
    let clean = |name: String| name.replace(['"', '\n', '\r'], " ");
    let found = [base.clone()]
        .into_iter()
        .chain(with_language)
        .chain(numbered)
        .map(clean)
        .find(free);
    found.unwrap_or(base)
}
