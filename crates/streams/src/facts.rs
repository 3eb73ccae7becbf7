//! What a plan needs to know of a composition: its rate, its length, its picture and its sound tracks, and by which names
//! the jailed program finds it. Filled by the server from the inspection's findings; nothing here opens a file.

use serde::{Deserialize, Serialize};
use timecode::{EditRate, FrameCount};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompositionFacts {
    pub edit_rate: EditRate,
    pub duration_frames: FrameCount,
    /// None for a delivery of sound alone: no picture is invented.
    pub picture: Option<PictureFacts>,
    /// In the composition's order, which is also the order of the demuxer's sound streams.
    pub sound: Vec<SoundFacts>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureFacts {
    pub width: u32,
    pub height: u32,
    /// Shape of the whole picture as shown, for example (16, 9); None means square pixels.
    pub display_aspect: Option<(u32, u32)>,
    pub coding: PictureCoding,
    pub model: ColourModel,
    pub range: ColourRange,
    pub primaries: Primaries,
    pub transfer: Transfer,
    /// Peak of the mastering display in nits; 1,000 is assumed when nothing is said.
    pub mastering_peak_nits: Option<u32>,
    /// The whole mastering display, where the track file describes it (ST 2067-21).
    #[serde(default)]
    pub mastering: Option<MasteringDisplay>,
    /// Where the composition or the track file states it.
    #[serde(default)]
    pub light_level: Option<LightLevel>,
    /// Where the master carries metadata for it.
    #[serde(default)]
    pub dolby_vision: Option<DolbyVision>,
}

/// Metadata of Dolby Vision, in frames of the composition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DolbyVision {
    Metadata(dolby::Packed),
    /// There are some that cannot be used, for this reason.
    Unfit(String),
}

/// The display on which the master was graded (ST 2086): chromaticities in 0.00002, luminances in 0.0001 cd/m², as MXF,
/// HEVC and MP4 all write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasteringDisplay {
    /// In any order: see [`MasteringDisplay::red_green_blue`].
    pub primaries: [(u16, u16); 3],
    pub white_point: (u16, u16),
    pub maximum_luminance: u32,
    pub minimum_luminance: u32,
}

impl MasteringDisplay {
    /// MXF lists red, green, blue and HEVC green, blue, red, and writers were seen to mix them up. The primaries of every
    /// real display are told apart by where they lie: red has the largest x, of the others green the larger y.
    pub fn red_green_blue(&self) -> [(u16, u16); 3] {
        let mut sorted = self.primaries;
        sorted.sort_by_key(|(x, _)| std::cmp::Reverse(*x));
        let [red, one, other] = sorted;
        if one.1 >= other.1 {
            [red, one, other]
        } else {
            [red, other, one]
        }
    }
}

/// CTA-861.3, in cd/m².
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LightLevel {
    /// MaxCLL: of the brightest pixel.
    pub maximum_content: u16,
    /// MaxFALL: of the brightest frame on average.
    pub maximum_frame_average: u16,
}

impl PictureFacts {
    pub fn is_hdr(&self) -> bool {
        self.transfer != Transfer::Sdr
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureCoding {
    Jpeg2000,
    HighThroughputJpeg2000,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColourModel {
    YCbCr,
    Rgb,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColourRange {
    /// Reference levels, for example 64–940.
    Limited,
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Primaries {
    Bt709,
    Bt2020,
    P3D65,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transfer {
    Sdr,
    /// SMPTE ST 2084, "PQ".
    Pq,
    /// Hybrid log-gamma of BT.2100.
    Hlg,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundFacts {
    pub soundfield: Soundfield,
    pub channel_count: u32,
    /// MCA tag symbols in the order of the track, for example chL, chR, chC; empty when the track is not labelled.
    pub channel_labels: Vec<String>,
    pub sample_rate: u32,
    /// RFC 5646 tag of the spoken language.
    pub language: Option<String>,
    /// What the mix is, when it is not the printmaster: "M&E", "Descriptive".
    pub content: Option<String>,
}

/// The soundfield group of the track's MCA labels (ST 377-4, ST 2067-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Soundfield {
    Mono,
    Stereo,
    /// Lt-Rt: matrix-coded surround in two channels.
    LtRt,
    #[serde(rename = "5.1")]
    FiveOne,
    #[serde(rename = "7.1")]
    SevenOne,
    /// Another group, or none: told by its number of channels.
    Other,
}

impl Soundfield {
    /// From the tag symbol of a soundfield group label sub-descriptor.
    pub fn from_tag_symbol(symbol: &str) -> Soundfield {
        match symbol {
            "sgM" | "sg1" => Soundfield::Mono,
            "sgST" => Soundfield::Stereo,
            "sgLtRt" => Soundfield::LtRt,
            "sg51" | "sg51EX" => Soundfield::FiveOne,
            "sg71" | "sg71DS" | "sgSDS" => Soundfield::SevenOne,
            _ => Soundfield::Other,
        }
    }
}

/// Where the jailed program finds the essence: places below `in/`, as given to [`crate::Jail::read`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An IMF composition. A supplemental package brings the asset maps of the packages it builds on as well.
    Composition { cpl: String, asset_maps: Vec<String> },
    /// WAV files: for each sound track of the facts one file with all channels, or one mono file per channel.
    Waves { tracks: Vec<Vec<String>> },
}
