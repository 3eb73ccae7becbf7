//! Why a rendition cannot be planned: shown to people as it stands, so each says what to do where something can be done.

use timecode::EditRate;

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
    #[error(
        "the picture is high-throughput JPEG 2000 (ISO/IEC 15444-15), which ffmpeg decodes since 6.1: install a newer one, \
         or set the path of one in the settings (`ffmpeg`)"
    )]
    HighThroughputJpeg2000,
    #[error(
        "ffmpeg here lacks {what}: install a full build or set the path of one in the settings (`ffmpeg`)"
    )]
    Lacks { what: &'static str },
    #[error("the master is in standard dynamic range")]
    StandardDynamicRange,
    #[error("the master is in hybrid log-gamma, which is not converted to PQ")]
    HybridLogGamma,
    #[error("the composition has no picture")]
    NoPicture,
    #[error("the composition has a picture; its sound is heard with it")]
    HasPicture,
    #[error(
        "sound track {track} has {channels} channels without a known order, and devices play at most 5.1"
    )]
    NoDeviceSound { track: usize, channels: u32 },
    #[error("sound track {track} has {sample_rate} samples a second; for devices it must have 48,000")]
    NoDeviceRate { track: usize, sample_rate: u32 },
    #[error(
        "a master in high dynamic range or wide gamut needs an ffmpeg with the filters zscale and tonemap: install a full \
         build or set the path of one in the settings (`ffmpeg`)"
    )]
    NoToneMapping,
    #[error("edit rate {rate} and {frames} frames do not fit into a file's clock")]
    ClockOverflow { rate: EditRate, frames: u64 },
}

impl PlanError {
    /// Another ffmpeg could make it; the master is not at fault.
    pub fn is_of_this_machine(&self) -> bool {
        matches!(
            self,
            PlanError::Lacks { .. } | PlanError::HighThroughputJpeg2000 | PlanError::NoToneMapping
        )
    }
}
