//! Figures of pictures and sound as they are stored: what the analysers reduce a master to, and what findings are judged
//! from.

use serde::{Deserialize, Serialize};
use timecode::{EditRate, Frame, FrameRange};

use crate::finding::Finding;

/// Everything measured of one delivery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurements {
    /// Version of the thresholds that judged.
    pub thresholds_version: u32,
    pub edit_rate: EditRate,
    pub picture: Option<PictureFigures>,
    /// One for each sound track, in the composition's order.
    pub sound: Vec<SoundFigures>,
    /// First frames of shots after the first. For the timeline; a cut is no fault.
    pub cuts: Vec<Frame>,
    pub findings: Vec<Finding>,
}

/// The figures of neighbouring frames.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureFigures {
    /// The frame of the first figures.
    pub first: Frame,
    pub frames: Vec<FrameFigures>,
}

/// Figures that do not continue each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("figures from frame {found} on do not continue those that end before frame {expected}")]
pub struct NotAdjacent {
    pub expected: Frame,
    pub found: Frame,
}

impl PictureFigures {
    /// The figures of neighbouring chunks as if they had been measured in one run.
    ///
    /// # Errors
    /// The chunks leave out frames, overlap, or are out of order.
    pub fn join(
        chunks: impl IntoIterator<Item = PictureFigures>,
    ) -> Result<Option<PictureFigures>, NotAdjacent> {
        let mut joined: Option<PictureFigures> = None;
        for chunk in chunks {
            let Some(before) = &mut joined else {
                joined = Some(chunk);
                continue;
            };
            let (expected, found) = (before.next(), chunk.first);
            if expected != found {
                return Err(NotAdjacent { expected, found });
            }
            before.frames.extend(chunk.frames);
        }
        Ok(joined)
    }

    /// The frame after the last.
    #[must_use]
    pub fn next(&self) -> Frame {
        Frame(self.first.0.saturating_add(self.frames.len() as u64))
    }
}

/// One frame. Signals are 0 at reference black and 1 at reference white; areas are shares of the picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameFigures {
    pub luma_mean: f32,
    pub luma_min: f32,
    pub luma_max: f32,
    /// 1 % of the picture is darker.
    pub luma_low: f32,
    /// 1 % of the picture is brighter.
    pub luma_high: f32,
    /// Mean absolute luma difference to the frame before, to the one before that, and to the third before.
    pub difference: [f32; 3],
    /// The same to the frame before in the block that changed most.
    pub difference_peak: f32,
    /// How far the distribution of luma differs from the frame before's, 0 to 1: high at cuts, low in motion.
    pub distribution_change: f32,
    /// Areas that completed a rise or a fall of screen luminance as BT.1702 counts them.
    pub rise_area: f32,
    pub fall_area: f32,
    /// The same for saturated red.
    pub red_rise_area: f32,
    pub red_fall_area: f32,
    /// Black bars at top, bottom, left and right, in shares of height and width.
    pub bars: [f32; 4],
    /// Luma outside −5 % to 105 %.
    pub outside_range_area: f32,
    /// Red, green or blue outside that, or colours outside P3 where the master says P3.
    pub outside_gamut_area: f32,
    /// Brightest pixel and mean of the brightest components (CTA-861.3); 0 unless PQ.
    pub max_nits: f32,
    pub mean_nits: f32,
}

/// The Dolby Vision metadata of a picture, as far as they are judged: its shots, one after another from the first frame on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DolbyVisionFigures {
    pub shots: Vec<DolbyVisionShot>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DolbyVisionShot {
    pub frames: u64,
    /// L1: darkest, mean and brightest as PQ from 0 to 1; None when the shot was not analysed.
    pub level1: Option<[f32; 3]>,
    /// Frames within the shot that have another L1, and how far the furthest is from the shot's.
    pub changed_frames: u64,
    pub largest_change: f32,
}

/// What a sound track is for; changes what is expected of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mix {
    Printmaster,
    /// No dialogue: no loudness is asked, an empty C is by design.
    MusicAndEffects,
    /// A re-render of an immersive mix: true peak is for information.
    Immersive,
    Other,
}

/// One sound track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoundFigures {
    pub track: usize,
    pub mix: Mix,
    /// Names of its channels: L, R, C, LFE, Ls, Rs …
    pub channels: Vec<String>,
    pub sample_rate: u32,
    /// Of each channel.
    pub samples: u64,
    /// One for each 100 ms.
    pub windows: Vec<LevelWindow>,
    pub loudness: Loudness,
    /// Where all channels are silent.
    pub silences: Vec<FrameRange>,
    /// Figures from before they were looked for are without.
    #[serde(default)]
    pub onsets: Vec<Onset>,
    /// What the samples themselves showed; findings that need the picture too are judged later.
    pub findings: Vec<Finding>,
}

/// Where the soundfield is far louder than right before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Onset {
    /// The sample with which it begins, exact to a millisecond.
    pub sample: u64,
    /// Over the loudest of the fifth of a second before.
    pub rise_db: f32,
    /// Until it is 20 dB weaker; at most a second.
    pub length_s: f32,
}

/// 100 ms of sound. Levels in hundredths of a decibel below full scale, loudness in hundredths of LUFS; −20,000 is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelWindow {
    /// Peak and RMS of each channel.
    pub levels: Vec<(i16, i16)>,
    pub momentary: i16,
    pub short_term: i16,
}

/// Loudness of a whole soundfield; None where there was too little sound to say.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Loudness {
    /// Full programme, BS.1770-4, both gates.
    pub integrated_lkfs: Option<f64>,
    /// EBU Tech 3342.
    pub range_lu: Option<f64>,
    pub true_peak_dbtp: Option<f64>,
    pub speech: Option<SpeechEstimate>,
}

/// Loudness of what our own detector takes for speech. Not Dolby's Dialogue Intelligence: advisory.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SpeechEstimate {
    /// Ungated mean over the speech, as BS.1770-1.
    pub lkfs: f64,
    /// Share of the programme that is speech.
    pub share: f64,
}
