//! A still of one frame, from the progressive MP4. Exact: the keyframe before is decoded forward to the frame, and the
//! seek aims half a frame early, so that no rounding can land on a neighbour.

use std::path::{Path, PathBuf};

use timecode::Frame;

use crate::jail::{Jail, JailError, JailLimits, Jailer};
use crate::manifest::RenditionManifest;
use crate::plan::words;
use crate::probe::Tools;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StillFormat {
    /// Lossless: for reports and comparison.
    Png,
    Jpeg,
}

impl StillFormat {
    pub fn extension(self) -> &'static str {
        match self {
            StillFormat::Png => "png",
            StillFormat::Jpeg => "jpg",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StillError {
    #[error("frame {frame} is not in the composition, which has {frames}", frame = frame.0)]
    OutOfRange { frame: Frame, frames: u64 },
    #[error("the rendition has no picture")]
    NoPicture,
    #[error("ffmpeg made no still of frame {frame}: {why}", frame = frame.0)]
    Failed { frame: Frame, why: String },
    #[error(transparent)]
    Jail(#[from] JailError),
    #[error("cannot read the still {}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
}

const IMAGE_LIMIT_BYTES: usize = 64 << 20;

/// The image's bytes. `progressive` is the rendition's progressive MP4 as a local file.
pub async fn still(
    jailer: &Jailer,
    tools: &Tools,
    progressive: &Path,
    manifest: &RenditionManifest,
    frame: Frame,
    format: StillFormat,
) -> Result<Vec<u8>, StillError> {
    if manifest.picture.is_none() {
        return Err(StillError::NoPicture);
    }
    if frame.0 >= manifest.duration_frames.0 {
        return Err(StillError::OutOfRange {
            frame,
            frames: manifest.duration_frames.0,
        });
    }
    let jail = Jail::new(jailer)
        .read(progressive, "progressive.mp4")?
        .limits(JailLimits::inspection());
    let mut args = words("-hide_banner -nostdin -nostats -v repeat+level+warning");
    args.extend(["-ss".to_owned(), format!("{}us", seek_micros(manifest, frame))]);
    args.extend(words(
        "-protocol_whitelist file,pipe -format_whitelist mov -f mov -i in/progressive.mp4",
    ));
    args.extend(words("-map 0:v:0 -frames:v 1 -fps_mode passthrough"));
    args.extend(words(match format {
        StillFormat::Png => "-c:v png",
        StillFormat::Jpeg => "-c:v mjpeg -q:v 2 -pix_fmt yuvj420p",
    }));
    args.extend(words("-f image2pipe pipe:1"));
    let (outcome, image) = jail.run_capture(&tools.ffmpeg, &args, IMAGE_LIMIT_BYTES).await?;
    if !outcome.success() || image.is_empty() {
        return Err(StillError::Failed {
            frame,
            why: format!("{}: {}", outcome.exit, outcome.stderr.trim()),
        });
    }
    Ok(image)
}

/// The instant half a frame before the frame begins; its decoder drops what lies before.
fn seek_micros(manifest: &RenditionManifest, frame: Frame) -> u128 {
    let half_frames = (u128::from(frame.0) * 2).saturating_sub(1);
    half_frames * u128::from(manifest.edit_rate.den()) * 1_000_000
        / (2 * u128::from(manifest.edit_rate.num()))
}
