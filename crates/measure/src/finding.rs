//! What was found, where, how it was measured, and how sure we are. A finding is an offer: a person accepts it, and
//! only then does it become an issue.

use serde::{Deserialize, Serialize};
use timecode::FrameRange;

/// One finding of the machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub kind: FindingKind,
    /// In and Out, both inclusive; the whole programme for what is true of all of it.
    pub range: FrameRange,
    /// None for the picture.
    pub sound: Option<SoundPlace>,
    pub measured: Vec<Measured>,
    pub confidence: Confidence,
}

/// The soundfield a finding is about, and the channels of it, by the names of its labels; none when it is about all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundPlace {
    /// Place among the composition's sound tracks.
    pub track: usize,
    pub channels: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Black within the programme, from one frame on.
    Black,
    /// Black and silence for as long as a commercial break leaves them.
    CommercialBlack,
    /// Too little black and silence before the first picture.
    HeadBlackMissing,
    /// Too little black and silence after the last picture.
    TailBlackMissing,
    /// One picture stands for half a second or longer.
    Freeze,
    /// A picture shown again for fewer frames than a freeze.
    DuplicateFrames,
    /// One or two frames far brighter than those before and after, which are alike.
    FlashFrame,
    /// One or two frames foreign to those before and after.
    OddFrame,
    /// Flashing beyond ITU-R BT.1702.
    PhotosensitiveFlashing,
    /// Transitions of saturated red beyond ITU-R BT.1702.
    PhotosensitiveRed,
    /// Bars of another size than most of the programme has.
    LetterboxChange,
    /// Luma outside EBU R 103 on more than the tolerated area.
    LevelsOutOfRange,
    /// Colours outside the gamut that the master may use.
    OutOfGamut,
    /// The brightest pixel is brighter than the metadata say.
    MaxCllExceeded,
    /// The brightest frame average is brighter than the metadata say.
    MaxFallExceeded,
    /// Shots that Dolby Vision metadata do not describe.
    DolbyVisionL1Missing,
    /// The same L1 in all shots of the programme.
    DolbyVisionL1Constant,
    /// L1 says black, the shot is not.
    DolbyVisionL1Zero,
    /// L1 of another frame than the shot's.
    DolbyVisionL1Changes,
    /// A shot of the metadata begins where the picture has no cut.
    DolbyVisionShotBound,
    /// The picture is cut within a shot of the metadata.
    DolbyVisionCutInShot,
    /// The sound is late or early against the picture, by marks that both have.
    AvOffset,
    /// A channel that is else in use is silent.
    Silence,
    /// Sound breaks off and comes back from one sample to the next.
    DropOut,
    /// A channel without signal from end to end.
    MosChannel,
    /// Two channels carry the same.
    IdenticalChannels,
    /// Two channels cancel each other.
    PhaseInverted,
    Clipping,
    Click,
    /// Mains hum, 50 or 60 Hz with harmonics.
    Hum,
    /// A channel carries what its label does not promise.
    ChannelOrder,
    LoudnessOutOfSpec,
    TruePeakOutOfSpec,
}

impl FindingKind {
    pub const ALL: [FindingKind; 33] = [
        FindingKind::Black,
        FindingKind::CommercialBlack,
        FindingKind::HeadBlackMissing,
        FindingKind::TailBlackMissing,
        FindingKind::Freeze,
        FindingKind::DuplicateFrames,
        FindingKind::FlashFrame,
        FindingKind::OddFrame,
        FindingKind::PhotosensitiveFlashing,
        FindingKind::PhotosensitiveRed,
        FindingKind::LetterboxChange,
        FindingKind::LevelsOutOfRange,
        FindingKind::OutOfGamut,
        FindingKind::MaxCllExceeded,
        FindingKind::MaxFallExceeded,
        FindingKind::DolbyVisionL1Missing,
        FindingKind::DolbyVisionL1Constant,
        FindingKind::DolbyVisionL1Zero,
        FindingKind::DolbyVisionL1Changes,
        FindingKind::DolbyVisionShotBound,
        FindingKind::DolbyVisionCutInShot,
        FindingKind::AvOffset,
        FindingKind::Silence,
        FindingKind::DropOut,
        FindingKind::MosChannel,
        FindingKind::IdenticalChannels,
        FindingKind::PhaseInverted,
        FindingKind::Clipping,
        FindingKind::Click,
        FindingKind::Hum,
        FindingKind::ChannelOrder,
        FindingKind::LoudnessOutOfSpec,
        FindingKind::TruePeakOutOfSpec,
    ];

    /// The name that it has in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FindingKind::Black => "black",
            FindingKind::CommercialBlack => "commercial_black",
            FindingKind::HeadBlackMissing => "head_black_missing",
            FindingKind::TailBlackMissing => "tail_black_missing",
            FindingKind::Freeze => "freeze",
            FindingKind::DuplicateFrames => "duplicate_frames",
            FindingKind::FlashFrame => "flash_frame",
            FindingKind::OddFrame => "odd_frame",
            FindingKind::PhotosensitiveFlashing => "photosensitive_flashing",
            FindingKind::PhotosensitiveRed => "photosensitive_red",
            FindingKind::LetterboxChange => "letterbox_change",
            FindingKind::LevelsOutOfRange => "levels_out_of_range",
            FindingKind::OutOfGamut => "out_of_gamut",
            FindingKind::MaxCllExceeded => "max_cll_exceeded",
            FindingKind::MaxFallExceeded => "max_fall_exceeded",
            FindingKind::DolbyVisionL1Missing => "dolby_vision_l1_missing",
            FindingKind::DolbyVisionL1Constant => "dolby_vision_l1_constant",
            FindingKind::DolbyVisionL1Zero => "dolby_vision_l1_zero",
            FindingKind::DolbyVisionL1Changes => "dolby_vision_l1_changes",
            FindingKind::DolbyVisionShotBound => "dolby_vision_shot_bound",
            FindingKind::DolbyVisionCutInShot => "dolby_vision_cut_in_shot",
            FindingKind::AvOffset => "av_offset",
            FindingKind::Silence => "silence",
            FindingKind::DropOut => "drop_out",
            FindingKind::MosChannel => "mos_channel",
            FindingKind::IdenticalChannels => "identical_channels",
            FindingKind::PhaseInverted => "phase_inverted",
            FindingKind::Clipping => "clipping",
            FindingKind::Click => "click",
            FindingKind::Hum => "hum",
            FindingKind::ChannelOrder => "channel_order",
            FindingKind::LoudnessOutOfSpec => "loudness_out_of_spec",
            FindingKind::TruePeakOutOfSpec => "true_peak_out_of_spec",
        }
    }
}

/// A measured value of a finding; its unit follows from what it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub quantity: Quantity,
    pub value: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Mean luma, 0 black to 1 reference white.
    MeanLuma,
    /// Mean difference to the frame before, on the same scale.
    Difference,
    /// Share of the picture, 0 to 1.
    Area,
    FlashesPerSecond,
    /// Bars in shares of the picture's height or width.
    BarTop,
    BarBottom,
    BarLeft,
    BarRight,
    Seconds,
    Count,
    MaxCllNits,
    MaxFallNits,
    StatedNits,
    /// Of Dolby Vision's L1, and how far it moves within a shot: PQ from 0 to 1.
    L1Minimum,
    L1Average,
    L1Maximum,
    L1Change,
    /// From the cut to the bound of the metadata; below 0 the bound is early.
    BoundFrames,
    /// Of the sound against the picture; below 0 it is early.
    OffsetMs,
    OffsetFrames,
    /// Of the loudest sample.
    PeakDbfs,
    RmsDbfs,
    Correlation,
    FrequencyHz,
    /// Full programme, BS.1770-4.
    IntegratedLkfs,
    /// Our own speech detector's estimate; advisory.
    SpeechLkfs,
    TruePeakDbtp,
    /// Share of the energy, 0 to 1.
    EnergyShare,
}

impl Quantity {
    /// The unit as written behind the value; empty for a bare number.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Quantity::FlashesPerSecond => "/s",
            Quantity::Seconds => "s",
            Quantity::OffsetMs => "ms",
            Quantity::OffsetFrames | Quantity::BoundFrames => "frames",
            Quantity::MaxCllNits | Quantity::MaxFallNits | Quantity::StatedNits => "cd/m²",
            Quantity::PeakDbfs | Quantity::RmsDbfs => "dBFS",
            Quantity::FrequencyHz => "Hz",
            Quantity::IntegratedLkfs | Quantity::SpeechLkfs => "LKFS",
            Quantity::TruePeakDbtp => "dBTP",
            Quantity::MeanLuma
            | Quantity::Difference
            | Quantity::Area
            | Quantity::BarTop
            | Quantity::BarBottom
            | Quantity::BarLeft
            | Quantity::BarRight
            | Quantity::Count
            | Quantity::L1Minimum
            | Quantity::L1Average
            | Quantity::L1Maximum
            | Quantity::L1Change
            | Quantity::Correlation
            | Quantity::EnergyShare => "",
        }
    }
}

/// How likely a person will agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Often meant so: a still title card, lightning, a silent LFE.
    Low,
    Medium,
    /// A measurement, not an opinion.
    High,
}
