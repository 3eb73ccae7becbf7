//! What a finished rendition consists of, as data: written beside the streams, stored by the server, read by the player's
//! endpoint. It says which file is what, so that nobody guesses by name.

use serde::{Deserialize, Serialize};
use timecode::{EditRate, FrameCount};

use crate::dolby_vision::DolbyVisionStream;
use crate::facts::{LightLevel, MasteringDisplay};
use crate::kind::RenditionKind;

/// Every n-th picture is a keyframe: a seek decodes at most this many pictures.
pub const KEYFRAME_EVERY_FRAMES: u64 = 12;
/// Segments are whole frames and whole groups of pictures.
pub const SEGMENT_FRAMES: u64 = 48;
pub const MASTER_PLAYLIST: &str = "master.m3u8";
pub const DASH_MANIFEST: &str = "manifest.mpd";
pub const PROGRESSIVE: &str = "progressive.mp4";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenditionManifest {
    /// Manifests from before there were several kinds are of the first.
    #[serde(default)]
    pub kind: RenditionKind,
    pub edit_rate: EditRate,
    pub duration_frames: FrameCount,
    pub segment_frames: u64,
    pub picture: Option<PictureRendition>,
    pub sound: Vec<SoundRendition>,
    pub master_playlist: String,
    pub dash_manifest: String,
    /// One MP4 of the picture with its index in front, for stills, wipe and scopes. None for sound alone.
    pub progressive: Option<String>,
    /// Every file to publish, in name order; filled after verification.
    pub files: Vec<ProducedFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureRendition {
    pub width: u32,
    pub height: u32,
    pub codec: String,
    pub playlist: String,
    /// The master has high dynamic range and this stream has not: the player shows a badge.
    pub tone_mapped: bool,
    pub keyframe_every_frames: u64,
    /// Ticks of one second in the files; one frame is a whole number of ticks.
    pub time_scale: u32,
    pub frame_ticks: u32,
    #[serde(default)]
    pub colour: StreamColour,
    /// Written into the stream when the stream is in high dynamic range and the master says it.
    #[serde(default)]
    pub mastering: Option<MasteringDisplay>,
    #[serde(default)]
    pub light_level: Option<LightLevel>,
    /// The stream carries Dolby Vision beside HDR10.
    #[serde(default)]
    pub dolby_vision: Option<DolbyVisionStream>,
    /// Why it does not, though the master has metadata for it.
    #[serde(default)]
    pub without_dolby_vision: Option<String>,
}

/// What the stream's files say of their colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamColour {
    #[default]
    Bt709,
    /// BT.2020 with the transfer of ST 2084: HDR10.
    Bt2020Pq,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundRendition {
    /// Number of the composition's sound track that this comes from.
    pub track: usize,
    /// The name shown to people and written into the playlists; unique in the rendition.
    pub name: String,
    pub language: Option<String>,
    /// Channel names in the order of the stream: L, R, C, LFE, Ls, Rs.
    pub channels: Vec<String>,
    pub codec: String,
    pub sample_rate: u32,
    pub samples: u64,
    pub playlist: String,
    pub is_default: bool,
    /// Not the master's own mix: folded down here, for a device that plays no more channels.
    #[serde(default)]
    pub is_downmix: bool,
}

/// The codec strings of RFC 6381 for sound.
pub(crate) const FLAC: &str = "flac";
pub(crate) const E_AC_3: &str = "ec-3";
pub(crate) const AAC: &str = "mp4a.40.2";

impl SoundRendition {
    /// Samples in one frame of the codec when sound can only end with a whole one; 1 when it ends where it should.
    pub fn codec_frame_samples(&self) -> u64 {
        match self.codec.as_str() {
            AAC => 1024,
            E_AC_3 => 1536,
            _ => 1,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProducedFile {
    pub name: String,
    pub size_bytes: u64,
    pub media_type: String,
}

/// The media type that a file must be served with, by its extension.
pub fn media_type_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("m3u8") => "application/vnd.apple.mpegurl",
        Some("mpd") => "application/dash+xml",
        Some("mp4") => "video/mp4",
        Some("m4s") => "video/iso.segment",
        Some("jpg") => "image/jpeg",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// The file of the representation's initialization segment and media playlist, and its encoded intermediate.
pub(crate) fn init_name(representation: usize) -> String {
    format!("init_{representation}.mp4")
}

pub(crate) fn playlist_name(representation: usize) -> String {
    format!("media_{representation}.m3u8")
}

/// The encoded sound before packaging; waveform peaks are drawn from it, then it goes.
pub(crate) fn sound_name(sound: usize) -> String {
    format!("sound_{sound}.mp4")
}

/// The same in fragments, for [`crate::growing`].
pub(crate) fn sound_fragments_name(sound: usize) -> String {
    format!("sound_{sound}_fragments.mp4")
}

/// The encoded pictures from `first` on, of one kind. Named by the frame, so that it is the same whoever makes it.
pub fn chunk_name(kind: RenditionKind, first: u64) -> String {
    format!("{kind}_chunk_{first:08}.mp4")
}

/// All chunks behind each other, only while they are joined.
pub(crate) const JOINED: &str = "joined.mp4";

impl RenditionManifest {
    /// The encoded sound of rendition `sound` in the output folder, until [`crate::Producer::finish`] removes it.
    pub fn encoded_sound(&self, sound: usize) -> Option<String> {
        (sound < self.sound.len()).then(|| sound_name(sound))
    }

    /// The same sound in fragments, playable while the picture is being made; [`crate::chunk::index`] tells how.
    pub fn fragmented_sound(&self, sound: usize) -> Option<String> {
        (sound < self.sound.len()).then(|| sound_fragments_name(sound))
    }
}
