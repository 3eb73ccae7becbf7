//! What an inspection returns: verdict, findings, and facts for the work that follows. All of it is plain data that
//! survives JSON. Facts are what the files say, not what they should say.

use std::collections::BTreeMap;

use audio::{Channel, Soundfield};
use imf::changes::Changes;
use imf::composition::{PlacedMarker, Stretch};
use imf::cpl::{CompositionTimecode, LightLevels, SequenceKind};
use imf::package::Holder;
use imf::{Colour, PackagePath, Sha1Hash};
use serde::{Deserialize, Serialize};
use timecode::{EditRate, FrameCount};
use uuid::Uuid;

use crate::finding::{Finding, Findings};
use crate::rule::Level;
use crate::start::StartTimecode;

/// What the sender says that the delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    Imf,
    WavSet(WavKind),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WavKind {
    Printmaster,
    MusicAndEffects,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    pub verdict: Verdict,
    /// The gravest first.
    pub findings: Vec<Finding>,
    /// How many findings were found and not kept.
    pub findings_left_out: usize,
    /// Of an IMF package whose composition could be read.
    pub composition: Option<CompositionFacts>,
    /// Of a WAV set.
    pub soundfields: Vec<WavSoundfieldFacts>,
    /// Every file of the folder, by path.
    pub files: Vec<FileFacts>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Perhaps with warnings.
    Accepted,
    Rejected,
}

impl Verdict {
    /// The verdict follows from the findings.
    pub(crate) fn of(findings: &[Finding]) -> Verdict {
        if findings.iter().any(|finding| finding.level == Level::Error) {
            Verdict::Rejected
        } else {
            Verdict::Accepted
        }
    }
}

/// What was inspected, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InspectedKind {
    Package,
    WavSet,
    AssetMap,
    VolumeIndex,
    PackingList,
    Composition,
    OutputProfileList,
    DolbyVision,
    TrackFile,
    Wav,
}

impl InspectedKind {
    #[must_use]
    pub fn is_folder(self) -> bool {
        matches!(self, InspectedKind::Package | InspectedKind::WavSet)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    pub path: String,
    pub size_bytes: u64,
    pub role: FileRole,
    /// The id under which the AssetMap lists the file.
    pub id: Option<Uuid>,
    /// None when the file was not hashed: it could not be read, or nothing lists it.
    pub sha1: Option<Sha1Hash>,
    /// What the packing list says.
    pub pkl_sha1: Option<Sha1Hash>,
    pub essence: Option<EssenceFacts>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileRole {
    AssetMap,
    VolumeIndex,
    PackingList,
    Composition,
    OutputProfileList,
    TrackFile,
    Wav,
    /// A sidecar with metadata of Dolby Vision, listed or not.
    DolbyVision,
    /// Listed by nothing.
    Extra,
}

/// What the essence in a file is, as the file itself says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EssenceFacts {
    Picture {
        width: Option<u32>,
        height: Option<u32>,
        bit_depth: Option<u32>,
        colour: Colour,
        edit_rate: Option<EditRate>,
        duration_frames: Option<u64>,
    },
    Sound {
        channel_count: Option<u32>,
        sample_rate_hz: Option<u32>,
        bits: Option<u32>,
        soundfield: Option<String>,
        channels: Vec<String>,
        language: Option<String>,
        duration_samples: Option<u64>,
    },
    Iab {
        duration: Option<u64>,
    },
    TimedText {
        languages: Option<String>,
    },
    Isxd {
        namespace_uri: Option<String>,
        duration: Option<u64>,
    },
    SAdm {
        duration: Option<u64>,
    },
    Other,
}

/// The composition that the delivery is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompositionFacts {
    pub cpl_id: Uuid,
    pub cpl_path: PackagePath,
    pub content_title: String,
    pub content_kind: Option<String>,
    pub issuer: Option<String>,
    pub package_kind: PackageKind,
    pub applications: Vec<String>,
    pub edit_rate: EditRate,
    pub timecode: Option<CompositionTimecode>,
    /// What the first frame is labelled with, where anything says so.
    #[serde(default)]
    pub start: Option<StartTimecode>,
    pub duration_frames: FrameCount,
    pub picture: Option<PictureFacts>,
    pub sound: Vec<SoundFacts>,
    /// Everything that is neither main picture nor main sound.
    pub other_tracks: Vec<ComposedTrack>,
    pub markers: Vec<PlacedMarker>,
    /// Of the composition's locales.
    pub languages: Vec<String>,
    pub track_files: Vec<TrackFileSource>,
    /// Against the latest earlier package that has a composition.
    pub changes: Option<Changes>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackageKind {
    Original,
    Supplemental,
}

/// A virtual track over the whole composition. Stretches count in `edit_rate`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComposedTrack {
    pub virtual_track_id: Uuid,
    pub kind: SequenceKind,
    pub edit_rate: EditRate,
    pub stretches: Vec<Stretch>,
    pub track_files: Vec<Uuid>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureFacts {
    pub track: ComposedTrack,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub colour: Colour,
    pub is_hdr: bool,
    pub bit_depth: Option<u32>,
    /// What a player needs beside these.
    pub coding: PictureCoding,
    /// Where the composition carries metadata for it. Facts kept from before it was read are without.
    #[serde(default)]
    pub dolby_vision: Option<DolbyVisionFacts>,
}

/// Metadata of Dolby Vision, in frames of the composition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DolbyVisionFacts {
    pub form: DolbyVisionForm,
    /// Of the content mapping: `CM v2.9`, `CM v4.0`.
    pub version: Option<String>,
    /// None when they cannot be read.
    pub metadata: Option<dolby::Packed>,
    /// Why they cannot be read.
    pub unreadable: Option<String>,
}

/// How a delivery carries metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DolbyVisionForm {
    /// In the picture's track files.
    Embedded,
    /// A track of the composition (RDD 47).
    Track,
    /// An XML document beside the composition.
    Sidecar,
}

/// How the samples of the picture are to be read and shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureCoding {
    pub is_rgb: bool,
    /// Black is 0; else reference levels.
    pub is_full_range: bool,
    pub is_jpeg2000: bool,
    /// ISO/IEC 15444-15.
    pub is_high_throughput: bool,
    /// Width to height of the picture as shown.
    pub display_aspect: Option<(u32, u32)>,
    /// Peak luminance of the mastering display.
    pub mastering_peak_nits: Option<u32>,
    /// The whole mastering display. Facts kept from before it was read are without.
    #[serde(default)]
    pub mastering: Option<MasteringDisplay>,
    /// As the composition states them. Facts kept from before they were read are without.
    #[serde(default)]
    pub light_levels: LightLevels,
}

/// ST 2067-21: chromaticities in 0.00002, luminances in 0.0001 cd/m².
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasteringDisplay {
    /// In the order of the track file.
    pub primaries: [(u16, u16); 3],
    pub white_point: (u16, u16),
    pub maximum_luminance: u32,
    pub minimum_luminance: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoundFacts {
    pub track: ComposedTrack,
    /// `51`, `ST`, or another symbol without its `sg`.
    pub soundfield: Option<String>,
    /// `L`, `R`, `C`, `LFE`… in channel order.
    pub channels: Vec<String>,
    pub language: Option<String>,
    pub bits: Option<u32>,
    pub sample_rate: Option<EditRate>,
}

/// Where a track file of the composition lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackFileSource {
    pub track_file_id: Uuid,
    /// None when no package has it.
    pub holder: Option<Holder>,
}

/// One soundfield of a WAV set: an interleaved file, or a mono file for each channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WavSoundfieldFacts {
    pub soundfield: Soundfield,
    pub sample_rate_hz: u32,
    pub bits: u16,
    /// Samples of each channel.
    pub frames: u64,
    pub time_reference_samples: Option<u64>,
    /// For an interleaved file every channel names the same path; the order of the samples is the soundfield's.
    pub channels: BTreeMap<Channel, String>,
    pub is_interleaved: bool,
}

impl Inspection {
    /// The verdict follows from the findings.
    pub(crate) fn of(findings: Findings, files: Vec<FileFacts>) -> Inspection {
        let (findings, findings_left_out) = findings.into_sorted();
        let verdict = Verdict::of(&findings);
        Inspection {
            verdict,
            findings,
            findings_left_out,
            composition: None,
            soundfields: Vec::new(),
            files,
        }
    }
}
