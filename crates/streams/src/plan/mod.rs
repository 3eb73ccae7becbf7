//! From facts to ffmpeg command lines, purely: the picture in chunks, each sound track, then a join and packaging that only
//! copy. Picture and sound are encoded in separate runs, because together one's delay shifts the other's clock.
//!
//! The recipe (no B-frames, closed groups of 12, whole-frame segments) is the one that sought exactly in every browser
//! test; see docs/decisions 0002 and 0011. No bitrate ladder: a level switch under the cursor is a hazard for a reviewer.

mod chunks;
mod codec;
mod colour;
mod device_sound;
mod dolby_vision;
mod encoder;
mod error;
mod input;
#[cfg(test)]
mod kind_tests;
mod package;
mod picture;
mod possible;
mod size;
mod sound;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use timecode::EditRate;

use crate::facts::{CompositionFacts, PictureCoding, Source};
use crate::jail::is_plain_place;
use crate::kind::RenditionKind;
use crate::manifest::{self, RenditionManifest, SEGMENT_FRAMES};
use crate::probe::Abilities;
pub use chunks::{chunk_frames, chunk_frames_of, chunks};
pub use error::PlanError;
pub use possible::possible_kinds;
pub(crate) use sound::{channel_names, sound_input};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenditionPlan {
    pub kind: RenditionKind,
    /// Chunks of the picture, sounds, join, package. The first two in any order and on any machine; then the others in
    /// turn, in one folder that holds what the first two wrote.
    pub steps: Vec<Step>,
    /// What will be there when all steps have succeeded; its file list is still empty.
    pub manifest: RenditionManifest,
}

/// Several renditions of one composition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetPlan {
    /// For each chunk one run that decodes it once and writes a file for each kind with a picture. These replace the chunk
    /// steps of [`plan_kind`], which would decode for each kind anew. All chunks of a rendition must come from one plan: a
    /// kind alone may be decoded smaller than in a set.
    pub chunks: Vec<Step>,
    pub renditions: Vec<RenditionPlan>,
}

/// One run of ffmpeg in a jail. Paths are places: `in/…` and `out/…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub kind: StepKind,
    pub args: Vec<String>,
    /// RPUs of the chunk's frames, for the kind that carries Dolby Vision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rpus: Vec<dolby::RpuRun>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Encodes the picture's frames from `first` on, for one kind or several.
    PictureChunk {
        first: u64,
        count: u64,
    },
    /// Encodes the sound rendition of this number.
    Sound(usize),
    /// Puts the chunks, each of so many frames, in a row.
    Join {
        chunk_frames: u64,
    },
    Package,
}

impl StepKind {
    /// Reads the master; the others read only what earlier steps wrote.
    pub fn reads_the_master(self) -> bool {
        matches!(self, StepKind::PictureChunk { .. } | StepKind::Sound(_))
    }
}

impl std::fmt::Display for StepKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StepKind::PictureChunk { first, count } => {
                write!(f, "picture from frame {first} on ({count} frames)")
            }
            StepKind::Sound(number) => write!(f, "sound {number}"),
            StepKind::Join { .. } => f.write_str("join"),
            StepKind::Package => f.write_str("package"),
        }
    }
}

/// Plans the review rendition of a composition: [`RenditionKind::Browser`], or of sound alone [`RenditionKind::Audio`].
pub fn plan(
    facts: &CompositionFacts,
    source: &Source,
    abilities: Abilities,
) -> Result<RenditionPlan, PlanError> {
    let kind = match facts.picture {
        Some(_) => RenditionKind::Browser,
        None => RenditionKind::Audio,
    };
    plan_kind(kind, facts, source, abilities, chunk_frames(facts.edit_rate))
}

/// Plans one rendition. `chunk_frames` is [`chunk_frames`] of the edit rate, except in tests.
pub fn plan_kind(
    kind: RenditionKind,
    facts: &CompositionFacts,
    source: &Source,
    abilities: Abilities,
    chunk_frames: u64,
) -> Result<RenditionPlan, PlanError> {
    let planned = plan_one(kind, facts, source, abilities, chunk_frames)?;
    let mut steps = match (planned.target, &facts.picture) {
        (Some(target), Some(_)) => chunk_steps(&[target], facts, source, abilities, chunk_frames)?,
        _ => Vec::new(),
    };
    let mut plan = planned.rest;
    steps.append(&mut plan.steps);
    plan.steps = steps;
    Ok(plan)
}

/// Plans several renditions whose pictures come from one decoding. The renditions have no chunk steps of their own.
pub fn plan_set(
    kinds: &[RenditionKind],
    facts: &CompositionFacts,
    source: &Source,
    abilities: Abilities,
    chunk_frames: u64,
) -> Result<SetPlan, PlanError> {
    let mut set = SetPlan {
        chunks: Vec::new(),
        renditions: Vec::new(),
    };
    let mut targets = Vec::new();
    for kind in kinds {
        let planned = plan_one(*kind, facts, source, abilities, chunk_frames)?;
        targets.extend(planned.target);
        set.renditions.push(planned.rest);
    }
    if !targets.is_empty() {
        set.chunks = chunk_steps(&targets, facts, source, abilities, chunk_frames)?;
    }
    Ok(set)
}

/// A rendition, apart from its chunks.
struct Planned {
    target: Option<picture::Target>,
    rest: RenditionPlan,
}

fn plan_one(
    kind: RenditionKind,
    facts: &CompositionFacts,
    source: &Source,
    abilities: Abilities,
    chunk_frames: u64,
) -> Result<Planned, PlanError> {
    check(facts, source, abilities)?;
    let clock = Clock::of(facts)?;
    let target = match (&facts.picture, kind.has_picture()) {
        (Some(picture), true) => Some(picture::Target::of(kind, picture, facts, abilities, clock)?),
        (None, false) => None,
        (None, true) => return Err(PlanError::NoPicture),
        (Some(_), false) => return Err(PlanError::HasPicture),
    };
    let mut steps = Vec::new();
    let first_representation = usize::from(target.is_some());
    let sound = sound::plan(kind, facts, source, first_representation, abilities, &mut steps)?;
    let has_progressive = target.is_some() && kind.is_for_browser();
    let manifest = RenditionManifest {
        kind,
        edit_rate: facts.edit_rate,
        duration_frames: facts.duration_frames,
        segment_frames: SEGMENT_FRAMES,
        progressive: has_progressive.then(|| manifest::PROGRESSIVE.to_owned()),
        picture: target.as_ref().map(|target| target.rendition.clone()),
        sound,
        master_playlist: manifest::MASTER_PLAYLIST.to_owned(),
        dash_manifest: manifest::DASH_MANIFEST.to_owned(),
        files: Vec::new(),
    };
    if target.is_some() {
        steps.push(package::join(chunk_frames));
    }
    steps.push(package::plan(&manifest));
    let rest = RenditionPlan {
        kind,
        steps,
        manifest,
    };
    Ok(Planned { target, rest })
}

fn chunk_steps(
    targets: &[picture::Target],
    facts: &CompositionFacts,
    source: &Source,
    abilities: Abilities,
    chunk_frames: u64,
) -> Result<Vec<Step>, PlanError> {
    let picture = facts.picture.as_ref().ok_or(PlanError::NoPicture)?;
    chunks(facts.duration_frames, chunk_frames)
        .into_iter()
        .map(|range| picture::chunk_step(targets, range, picture, facts, source, abilities))
        .collect()
}

fn check(facts: &CompositionFacts, source: &Source, abilities: Abilities) -> Result<(), PlanError> {
    if facts.picture.is_none() && facts.sound.is_empty() {
        return Err(PlanError::NothingToShow);
    }
    if facts.duration_frames.0 == 0 {
        return Err(PlanError::NoFrames);
    }
    if let Some(place) = places(source).find(|place| !is_plain_place(place) || place.contains(',')) {
        return Err(PlanError::UnsafePlace {
            place: place.to_owned(),
        });
    }
    if let Some(picture) = &facts.picture {
        if matches!(source, Source::Waves { .. }) {
            return Err(PlanError::PictureWithoutComposition);
        }
        if picture.coding == PictureCoding::HighThroughputJpeg2000 && !abilities.high_throughput_jpeg2000 {
            return Err(PlanError::HighThroughputJpeg2000);
        }
    }
    Ok(())
}

fn places(source: &Source) -> Box<dyn Iterator<Item = &str> + '_> {
    match source {
        Source::Composition { cpl, asset_maps } => {
            Box::new(asset_maps.iter().chain([cpl]).map(String::as_str))
        }
        Source::Waves { tracks } => Box::new(tracks.iter().flatten().map(String::as_str)),
    }
}

/// The clock of the picture's files: one frame is a whole number of ticks, so no timestamp is ever rounded.
#[derive(Debug, Clone, Copy)]
struct Clock {
    time_scale: u32,
    frame_ticks: u32,
}

impl Clock {
    fn of(facts: &CompositionFacts) -> Result<Clock, PlanError> {
        let rate = facts.edit_rate;
        let overflow = || PlanError::ClockOverflow {
            rate,
            frames: facts.duration_frames.0,
        };
        // A coarse scale would be doubled by the muxer until it is fine enough, to a number not ours.
        let factor = if rate.num() < 10_000 { 1_000 } else { 1 };
        let time_scale = rate.num().checked_mul(factor).ok_or_else(overflow)?;
        let frame_ticks = rate.den().checked_mul(factor).ok_or_else(overflow)?;
        Ok(Clock {
            time_scale,
            frame_ticks,
        })
    }
}

/// A segment's length in microseconds, rounded down: muxers cut at the first frame that is not earlier.
fn segment_micros(rate: EditRate) -> u128 {
    u128::from(SEGMENT_FRAMES) * u128::from(rate.den()) * 1_000_000 / u128::from(rate.num())
}

/// Options that stand before everything: quiet, machine-readable, and never reading the terminal.
fn common_args() -> Vec<String> {
    words("-hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1")
}

/// Forced format and the only formats and protocols that may be opened from there, so that a playlist under another
/// name opens nothing.
pub(crate) fn composition_input(cpl: &str, asset_maps: &[String]) -> Vec<String> {
    let mut args = words("-protocol_whitelist file,pipe -format_whitelist imf,mxf -f imf");
    if !asset_maps.is_empty() {
        let maps: Vec<String> = asset_maps.iter().map(|map| format!("in/{map}")).collect();
        args.extend(["-assetmaps".to_owned(), maps.join(",")]);
    }
    args.extend(["-i".to_owned(), format!("in/{cpl}")]);
    args
}

/// An MP4 that an earlier step of ours wrote.
pub(crate) fn own_mp4_input(name: &str) -> Vec<String> {
    let mut args = words("-protocol_whitelist file,pipe -format_whitelist mov -f mov -i");
    args.push(format!("out/{name}"));
    args
}

pub(crate) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
