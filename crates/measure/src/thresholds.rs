//! What counts as a fault. Policy, not truth: a facility may change them, each change gets a version, and every stored
//! finding names the version that judged it. Each default says where it comes from; "trial" means: chosen so that planted
//! defects are found and clean pictures with noise are not (`benches/measure`).

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    pub version: u32,
    pub picture: PictureThresholds,
    pub sound: SoundThresholds,
    pub sync: SyncThresholds,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds {
            version: 1,
            picture: PictureThresholds::default(),
            sound: SoundThresholds::default(),
            sync: SyncThresholds::default(),
        }
    }
}

/// Signals from 0 (reference black) to 1 (reference white), areas in shares of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PictureThresholds {
    /// 99 % of a black frame lies below (ffmpeg's blackdetect: 0.10; with 0.05 it was exact on planted black).
    pub black_luma: f32,
    /// Black and silence this long is a commercial black (Branded QC glossary: 4 s; automated inspection: over 2 s).
    pub commercial_black_s: f64,
    /// Black and silence at head and tail (NP3 delivery list: 1 s).
    pub slug_s: f64,
    /// Mean difference below which two frames are one picture (freezedetect's −60 dB is 0.001; noise of a live shot is
    /// above 0.002).
    pub same_difference: f32,
    /// The same for the block that changed most, so that a moving mouth in a still room is motion.
    pub same_difference_peak: f32,
    /// As long as this is a freeze, shorter is a duplicate (freezedetect as tried: 0.5 s).
    pub freeze_s: f64,
    /// A duplicate stands out of motion at least this strong (trial).
    pub duplicate_motion: f32,
    /// As many duplicates within a second are a cadence: animation on twos, pulldown (trial).
    pub cadence_count: usize,
    /// An odd frame differs at least this much from its neighbours (trial).
    pub odd_difference: f32,
    /// … which differ from each other by at most this share of it (trial).
    pub odd_return: f32,
    /// A flash is brighter than its neighbours by this (trial).
    pub flash_rise: f32,
    /// A cut differs at least this much, in mean and in distribution (trial).
    pub cut_difference: f32,
    pub cut_distribution: f32,
    /// … and this many times as much as the frames around it (trial).
    pub cut_ratio: f32,
    /// Part of the picture that must flash together (BT.1702: a quarter).
    pub flash_area: f32,
    /// More than this many flashes within one second (BT.1702: three).
    pub flashes_per_second: usize,
    /// Other bars than most of the programme's, by this share of height or width (trial).
    pub bar_change: f32,
    /// … for this long (trial: shorter is a wipe or a dark shot).
    pub bar_s: f64,
    /// Area outside of the levels that is tolerated (EBU R 103: 1 %).
    pub outside_area: f32,
    /// MaxCLL and MaxFALL may exceed the metadata by this share (trial: rounding, and filters of the encoder).
    pub light_level_tolerance: f32,
    /// The same Dolby Vision L1 in so many shots, and in no other, was not analysed (trial: a teaser may have three alike).
    pub l1_constant_shots: usize,
    /// L1 that moves by less within a shot is rounding (trial: ten of 4,095 steps).
    pub l1_change: f32,
    /// Frames of a shot that are not black, of which L1 says black (trial: a fade's first frames are dark).
    pub l1_zero_frames: usize,
    /// A shot of the Dolby Vision metadata that begins so near to a cut begins on it (trial: a blended frame).
    pub shot_bound_frames: usize,
    /// … and one that begins so near to a cut without another is that cut's, in the wrong place (trial).
    pub shot_bound_reach_frames: usize,
    /// Levels of one shot move by less from a second before to a second after (trial: a dissolve moves more).
    pub shot_level_change: f32,
    /// As many cuts or bounds as these apart from each other, and most of all, are one finding (trial).
    pub shot_bound_crowd: usize,
}

impl Default for PictureThresholds {
    fn default() -> PictureThresholds {
        PictureThresholds {
            black_luma: 0.05,
            commercial_black_s: 4.0,
            slug_s: 1.0,
            same_difference: 0.000_5,
            same_difference_peak: 0.004,
            freeze_s: 0.5,
            duplicate_motion: 0.002,
            cadence_count: 4,
            odd_difference: 0.05,
            odd_return: 0.5,
            flash_rise: 0.10,
            cut_difference: 0.04,
            cut_distribution: 0.15,
            cut_ratio: 3.0,
            flash_area: 0.25,
            flashes_per_second: 3,
            bar_change: 0.015,
            bar_s: 0.5,
            outside_area: 0.01,
            light_level_tolerance: 0.02,
            l1_constant_shots: 4,
            l1_change: 0.002_5,
            l1_zero_frames: 6,
            shot_bound_frames: 1,
            shot_bound_reach_frames: 12,
            shot_level_change: 0.005,
            shot_bound_crowd: 4,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SoundThresholds {
    /// Samples below are silence (silencedetect as tried: −60 dB).
    pub silence_dbfs: f64,
    /// A channel else in use is reported when silent so long (trial).
    pub silence_s: f64,
    /// … and "in use" is this share of the programme (trial).
    pub in_use_share: f64,
    /// A break is digital silence: below this (trial: no room tone of a mix is).
    pub drop_out_dbfs: f64,
    /// From this short …
    pub drop_out_min_s: f64,
    /// … to this long.
    pub drop_out_max_s: f64,
    /// Level next to the break, over 10 ms: a fade to silence is none (trial).
    pub drop_out_edge_dbfs: f64,
    /// More breaks than these, each so near to the next, are one finding: the channel is gated (trial).
    pub drop_out_crowd: usize,
    pub drop_out_near_s: f64,
    /// Two channels are one when their difference is this far below them (trial: dither and rounding stay below).
    pub identical_db: f64,
    /// Correlation below which a pair cancels, and for how long (trial).
    pub phase_correlation: f64,
    pub phase_s: f64,
    /// Flat tops within half a second of each other that make a clipping (trial: a limiter leaves a few).
    pub clip_count: usize,
    /// A click towers over the sound around it this many times (trial).
    pub click_ratio: f64,
    /// … and is at least so loud (trial).
    pub click_dbfs: f64,
    /// A line of the mains stands out of its surroundings by this (trial).
    pub hum_db: f64,
    /// … is at least so loud (trial: inaudible below) …
    pub hum_dbfs: f64,
    /// … and lasts (trial).
    pub hum_s: f64,
    /// Share of energy above 250 Hz with which an LFE is doubted (trial: its filter ends at 120 Hz).
    pub lfe_high_share: f64,
    /// Dialogue-gated target and the distance that is flagged (Netflix: −27 ± 2 for mixers, ± 3 for partners).
    pub speech_lkfs: f64,
    /// Full programme, asked when the first fails.
    pub integrated_lkfs: f64,
    pub loudness_tolerance_lu: f64,
    /// Must not exceed (Netflix: mixes −2 dBTP, flagged above −1).
    pub true_peak_dbtp: f64,
}

impl Default for SoundThresholds {
    fn default() -> SoundThresholds {
        SoundThresholds {
            silence_dbfs: -60.0,
            silence_s: 2.0,
            in_use_share: 0.7,
            drop_out_dbfs: -84.0,
            drop_out_min_s: 0.005,
            drop_out_max_s: 3.0,
            drop_out_edge_dbfs: -50.0,
            drop_out_crowd: 4,
            drop_out_near_s: 2.5,
            identical_db: -60.0,
            phase_correlation: -0.7,
            phase_s: 0.5,
            clip_count: 5,
            click_ratio: 12.0,
            click_dbfs: -40.0,
            hum_db: 15.0,
            hum_dbfs: -66.0,
            hum_s: 1.5,
            lfe_high_share: 0.5,
            speech_lkfs: -27.0,
            integrated_lkfs: -24.0,
            loudness_tolerance_lu: 3.0,
            true_peak_dbtp: -1.0,
        }
    }
}

/// Sound against picture. A mark is a place where the picture begins anew (a flash, a cut out of black) and the sound sets
/// in, once, nearby.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SyncThresholds {
    /// Flagged from here on, in frames (guide for 030 and its kin: one frame over the programme; marks are exact to less).
    pub offset_frames: f64,
    /// Sound further from its picture than this is not looked for (trial: what is half a second off, everyone hears).
    pub window_s: f64,
    /// Sound that sets in rises by this (trial: a line of dialogue in a quiet room rises by less).
    pub rise_db: f64,
    /// Marks that agree lie within this many frames (trial).
    pub agreement_frames: f64,
    /// … and weigh so much: a 2-pop 6, a flash 2, a cut out of black 1 (trial: pre-lapped sound agrees by chance).
    pub least_weight: f64,
    /// … which is this share of all marks (trial).
    pub agreement_share: f64,
    /// The sound of a 2-pop is no longer (trial: one frame, or two of the slowest rate).
    pub pop_s: f64,
}

impl Default for SyncThresholds {
    fn default() -> SyncThresholds {
        SyncThresholds {
            offset_frames: 0.75,
            window_s: 0.5,
            rise_db: 20.0,
            agreement_frames: 0.5,
            least_weight: 6.0,
            agreement_share: 0.8,
            pop_s: 0.15,
        }
    }
}
