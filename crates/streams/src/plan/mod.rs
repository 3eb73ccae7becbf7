//! From facts to ffmpeg command lines, purely: picture, each sound track, then packaging that only copies. Picture and
//! sound are encoded in separate runs, because together one's delay shifts the other's clock.
//!
//! The recipe (no B-frames, closed groups of 12, whole-frame segments) is the one that sought exactly in every browser
//! test; see docs/decisions. No bitrate ladder: a level switch under the cursor is a hazard for a reviewer.

mod package;
mod picture;
mod sound;
#[cfg(test)]
mod tests;

pub(crate) use sound::{channel_names, sound_input};
use timecode::EditRate;

use crate::facts::{CompositionFacts, PictureCoding, Source};
use crate::jail::is_plain_place;
use crate::manifest::{self, RenditionManifest, SEGMENT_FRAMES};
use crate::probe::Abilities;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenditionPlan {
    /// To be run in order.
    pub steps: Vec<Step>,
    /// What will be there when all steps have succeeded; its file list is still empty.
    pub manifest: RenditionManifest,
}

/// One run of ffmpeg in a jail. Paths are places: `in/…` and `out/…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub kind: StepKind,
    pub args: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    Picture,
    /// Encodes the sound rendition of this number.
    Sound(usize),
    Package,
}

impl std::fmt::Display for StepKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StepKind::Picture => f.write_str("picture"),
            StepKind::Sound(number) => write!(f, "sound {number}"),
            StepKind::Package => f.write_str("package"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("the composition has neither picture nor sound")]
    NothingToShow,
    #[error("the composition has no frames")]
    NoFrames,
    #[error("the picture has no size ({width} × {height})")]
    NoPictureSize { width: u32, height: u32 },
    #[error("sound track {track} has {channels} channels at {sample_rate} Hz")]
    NoSound {
        track: usize,
        channels: u32,
        sample_rate: u32,
    },
    #[error("{tracks} sound tracks were described, and files given for {given}")]
    TracksDiffer { tracks: usize, given: usize },
    #[error("sound track {track} has {channels} channels in {files} files")]
    ChannelsDiffer {
        track: usize,
        channels: u32,
        files: usize,
    },
    #[error("WAV files carry no picture")]
    PictureWithoutComposition,
    #[error("'{place}' is not a plain relative place")]
    UnsafePlace { place: String },
    #[error("high-throughput JPEG 2000 needs ffmpeg 6.1 or newer")]
    HighThroughputJpeg2000,
    #[error("high dynamic range needs an ffmpeg with the filters zscale and tonemap")]
    NoToneMapping,
    #[error("edit rate {rate} and {frames} frames do not fit into a file's clock")]
    ClockOverflow { rate: EditRate, frames: u64 },
}

/// Plans the review rendition of a composition.
pub fn plan(
    facts: &CompositionFacts,
    source: &Source,
    abilities: Abilities,
) -> Result<RenditionPlan, PlanError> {
    check(facts, source, abilities)?;
    let clock = Clock::of(facts)?;
    let mut steps = Vec::new();
    let picture = match &facts.picture {
        Some(picture) => {
            let planned = picture::plan(picture, facts, source, abilities, clock)?;
            steps.push(planned.step);
            Some(planned.rendition)
        }
        None => None,
    };
    let first_representation = usize::from(picture.is_some());
    let sound = sound::plan(facts, source, first_representation, &mut steps)?;
    let manifest = RenditionManifest {
        edit_rate: facts.edit_rate,
        duration_frames: facts.duration_frames,
        segment_frames: SEGMENT_FRAMES,
        progressive: picture.is_some().then(|| manifest::PROGRESSIVE.to_owned()),
        picture,
        sound,
        master_playlist: manifest::MASTER_PLAYLIST.to_owned(),
        dash_manifest: manifest::DASH_MANIFEST.to_owned(),
        files: Vec::new(),
    };
    steps.push(package::plan(&manifest));
    Ok(RenditionPlan { steps, manifest })
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
