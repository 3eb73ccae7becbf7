//! Why a master could not be made.

use std::io;
use std::path::PathBuf;

use timecode::{FrameCount, FrameRange, ScaleError, UnsupportedRate};

#[derive(Debug, thiserror::Error)]
pub enum MasterError {
    #[error("the rate has no timecode")]
    Rate(#[source] UnsupportedRate),
    #[error("a picture of {width} × {height}: even sizes from 160 × 90 to 2048 × 1556 can be made")]
    PictureSize { width: u32, height: u32 },
    #[error("{} frames: from 1 to 1,048,576 can be made", .frames.0)]
    Length { frames: FrameCount },
    #[error("the sound would end within a sample; at this rate the frames must be a multiple of five")]
    FractionalSamples(#[source] ScaleError),
    #[error("frames {} to {} do not lie within the master's {} frames", .range.first().0, .range.last().0, .frames.0)]
    RangeOutside { range: FrameRange, frames: FrameCount },
    #[error("opj_compress was not found: install the package libopenjp2-tools")]
    EncoderMissing,
    #[error("opj_compress failed: {message}")]
    EncoderFailed { message: String },
    #[error("opj_compress gave frame {frame} no IMF profile: it lies beyond the level chosen for it")]
    ProfileRefused { frame: u64 },
    #[error("{path:?} could not be written")]
    Write { path: PathBuf, source: io::Error },
    #[error("{path:?} could not be read")]
    Read { path: PathBuf, source: io::Error },
    #[error("the track file {path:?} could not be written")]
    TrackFile {
        path: PathBuf,
        source: mxf::write::WriteError,
    },
    #[error("the track file {path:?} could not be read back")]
    ReadBack { path: PathBuf, source: mxf::ReadError },
    #[error("the track file {path:?} lacks what a CPL must repeat of it")]
    Descriptor { path: PathBuf },
    #[error("the package could not be written")]
    Package(#[from] imf::write::WriteError),
}

impl MasterError {
    pub(crate) fn write(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> MasterError {
        let path = path.into();
        |source| MasterError::Write { path, source }
    }

    pub(crate) fn read(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> MasterError {
        let path = path.into();
        |source| MasterError::Read { path, source }
    }
}
