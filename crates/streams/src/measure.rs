//! Runs ffmpeg for the machine's own look at a master: raw pictures and raw samples go from the jail straight into the
//! analysers of the crate `measure`; nothing is written.
//!
//! The picture is measured in chunks of frames that may run on any worker; their figures are joined by
//! [`PictureFigures::join`]. JPEG 2000 is decoded at the lowest wavelet level of 480 columns and more, which is also the
//! low-pass that EBU R 103 asks for; [`Detail::EveryPixel`] is for light levels, where the brightest pixel counts. A sound
//! track is one run from end to end.

use measure::picture::format::{FormatError, Layout, PictureFormat};
use measure::picture::{PRE_ROLL_FRAMES, PictureAnalyser, format};
use measure::sound::{SoundAnalyser, SoundError, SoundFormat};
use measure::{DolbyVisionFigures, DolbyVisionShot, Mix, PictureFigures, SoundFigures, SoundThresholds};
use timecode::{Frame, FrameRange};

use crate::facts::{
    ColourModel, ColourRange, CompositionFacts, DolbyVision, PictureCoding, PictureFacts, Primaries, Source,
    Transfer,
};
use crate::jail::{Exit, Jail, JailError, JailLimits, Jailer};
use crate::plan::{PlanError, channel_names, composition_input, sound_input, words};
use crate::probe::Tools;
use crate::produce::Inputs;
use crate::verify::complaints_in;

/// The picture is decoded no smaller than this, where it can be chosen.
const COLUMNS_LEAST: u32 = 480;
/// Wavelet levels that every JPEG 2000 of an IMF profile has.
const REDUCTION_LIMIT: u32 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// All kinds of findings; MaxCLL is then a lower bound.
    Reduced,
    EveryPixel,
}

#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    #[error("there is no {what} to measure")]
    Nothing { what: &'static str },
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error(transparent)]
    Sound(#[from] SoundError),
    #[error("ffmpeg could not decode it ({exit}): {why}")]
    Failed { exit: Exit, why: String },
    #[error("decoded {found} frames of {expected}")]
    FrameCount { expected: u64, found: u64 },
    #[error(transparent)]
    Jail(#[from] JailError),
}

/// Where a measurement runs and on what.
#[derive(Debug, Clone)]
pub struct Measurer {
    pub jailer: Jailer,
    pub tools: Tools,
    pub inputs: Inputs,
    pub facts: CompositionFacts,
    /// Of one chunk, or one sound track.
    pub limits: JailLimits,
}

impl Measurer {
    /// The figures of the frames in `range`. A little more is decoded ahead of it, so that a chunk's figures are those of an
    /// uncut run.
    ///
    /// # Errors
    /// No picture, essence that does not decode, or another number of frames than was asked for.
    pub async fn picture(&self, range: FrameRange, detail: Detail) -> Result<PictureFigures, MeasureError> {
        let nothing = MeasureError::Nothing { what: "picture" };
        let picture = self.facts.picture.as_ref().ok_or(nothing)?;
        let Source::Composition { cpl, asset_maps } = &self.inputs.source else {
            return Err(PlanError::PictureWithoutComposition.into());
        };
        let reduction = reduction(picture, detail);
        let first = Frame(range.first().0.saturating_sub(PRE_ROLL_FRAMES));
        let format = format_of(picture, reduction);
        let mut analyser = PictureAnalyser::new(format, first, range.first())?;

        let mut args = quiet();
        args.extend(self.decoder(picture, reduction)?);
        args.extend(seek(first, &self.facts));
        args.extend(composition_input(cpl, asset_maps));
        args.extend(words("-map 0:v:0 -an -sn -dn -fps_mode passthrough"));
        let count = range.last().0 - first.0 + 1;
        args.extend(words(&format!(
            "-frames:v {count} -f rawvideo -pix_fmt {}",
            pixels(format.layout)
        )));
        args.push("pipe:1".to_owned());
        self.run(&args, |bytes| {
            analyser.push(bytes);
            Ok(())
        })
        .await?;
        let figures = analyser.finish()?;
        let (expected, found) = (range.len().0, figures.frames.len() as u64);
        match found == expected {
            true => Ok(figures),
            false => Err(MeasureError::FrameCount { expected, found }),
        }
    }

    /// The figures of one sound track, by its number in the composition.
    ///
    /// # Errors
    /// No such track, or sound that does not decode.
    pub async fn sound(
        &self,
        track: usize,
        mix: Mix,
        thresholds: &SoundThresholds,
    ) -> Result<SoundFigures, MeasureError> {
        let sound = self
            .facts
            .sound
            .get(track)
            .ok_or(MeasureError::Nothing { what: "sound" })?;
        let format = SoundFormat {
            track,
            mix,
            channels: channel_names(sound),
            sample_rate: sound.sample_rate,
            edit_rate: self.facts.edit_rate,
        };
        let mut analyser = SoundAnalyser::new(format, thresholds)?;
        let mut args = quiet();
        args.extend(sound_input(track, sound, &self.inputs.source)?);
        args.extend(words("-vn -sn -dn -c:a pcm_f32le -f f32le pipe:1"));
        let mut refused = None;
        self.run(&args, |bytes| {
            if let Err(error) = analyser.push(bytes) {
                refused.get_or_insert(error);
            }
            Ok(())
        })
        .await?;
        match refused {
            Some(error) => Err(error.into()),
            None => Ok(analyser.finish()?),
        }
    }

    async fn run(
        &self,
        args: &[String],
        on_stdout: impl FnMut(&[u8]) -> Result<(), JailError>,
    ) -> Result<(), MeasureError> {
        let mut jail = Jail::new(&self.jailer).limits(self.limits.clone());
        for (from, place) in &self.inputs.files {
            jail = jail.read(from, place)?;
        }
        let outcome = jail.run_bytes(&self.tools.ffmpeg, args, on_stdout).await?;
        let complaints = complaints_in(&outcome.stderr);
        match outcome.success() && complaints.is_empty() {
            true => Ok(()),
            false => Err(MeasureError::Failed {
                exit: outcome.exit,
                why: complaints.join(" | "),
            }),
        }
    }

    fn decoder(&self, picture: &PictureFacts, reduction: u32) -> Result<Vec<String>, MeasureError> {
        let abilities = self.tools.abilities;
        let name = match picture.coding {
            PictureCoding::Other => return Ok(Vec::new()),
            PictureCoding::HighThroughputJpeg2000 if !abilities.high_throughput_jpeg2000 => {
                return Err(PlanError::HighThroughputJpeg2000.into());
            }
            PictureCoding::Jpeg2000 if abilities.libopenjpeg => "libopenjpeg",
            PictureCoding::Jpeg2000 | PictureCoding::HighThroughputJpeg2000 => "jpeg2000",
        };
        let mut args = words(&format!("-c:v {name}"));
        if reduction > 0 {
            args.extend(words(&format!("-lowres {reduction}")));
        }
        Ok(args)
    }
}

/// What is judged of the picture's Dolby Vision metadata; none when there are none that can be read.
#[must_use]
pub fn dolby_vision(facts: &CompositionFacts) -> Option<DolbyVisionFigures> {
    let DolbyVision::Metadata(packed) = facts.picture.as_ref()?.dolby_vision.as_ref()? else {
        return None;
    };
    let metadata = packed.unpack().ok()?;
    let shot = |shot: &dolby::Shot| DolbyVisionShot {
        frames: shot.duration_frames,
        level1: shot.image_character().map(|character| {
            [character.minimum, character.average, character.maximum].map(|value| value as f32)
        }),
        changed_frames: shot.changed_frames(),
        largest_change: shot.largest_change() as f32,
    };
    Some(DolbyVisionFigures {
        shots: metadata.shots.iter().map(shot).collect(),
    })
}

fn quiet() -> Vec<String> {
    words("-hide_banner -nostdin -nostats -v repeat+level+warning")
}

/// To the beginning of a frame: ffmpeg compares in whole frames after rounding, so that microseconds are fine enough.
fn seek(first: Frame, facts: &CompositionFacts) -> Vec<String> {
    if first == Frame(0) {
        return Vec::new();
    }
    let rate = facts.edit_rate;
    let micros = u128::from(first.0) * u128::from(rate.den()) * 1_000_000 / u128::from(rate.num());
    vec!["-ss".to_owned(), format!("{micros}us")]
}

fn reduction(picture: &PictureFacts, detail: Detail) -> u32 {
    if detail == Detail::EveryPixel || picture.coding == PictureCoding::Other {
        return 0;
    }
    let fits = |level: &u32| picture.width >> level >= COLUMNS_LEAST;
    (1..=REDUCTION_LIMIT).rev().find(fits).unwrap_or(0)
}

fn format_of(picture: &PictureFacts, reduction: u32) -> PictureFormat {
    let reduced = |side: u32| side.div_ceil(1 << reduction);
    PictureFormat {
        width: reduced(picture.width),
        height: reduced(picture.height),
        layout: match picture.model {
            ColourModel::YCbCr => Layout::Yuv422p10,
            ColourModel::Rgb => Layout::Rgb48,
        },
        range: match picture.range {
            ColourRange::Limited => format::Range::Limited,
            ColourRange::Full => format::Range::Full,
        },
        transfer: match picture.transfer {
            Transfer::Sdr => format::Transfer::Sdr,
            Transfer::Pq => format::Transfer::Pq,
            Transfer::Hlg => format::Transfer::Hlg,
        },
        primaries: match picture.primaries {
            Primaries::Bt709 => format::Primaries::Bt709,
            Primaries::Bt2020 => format::Primaries::Bt2020,
            Primaries::P3D65 => format::Primaries::P3D65,
        },
        // The facts do not name the mastering display's primaries yet.
        is_mastered_in_p3: false,
    }
}

fn pixels(layout: Layout) -> &'static str {
    match layout {
        Layout::Yuv422p10 => "yuv422p10le",
        Layout::Rgb48 => "rgb48le",
    }
}
