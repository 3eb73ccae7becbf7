//! Checks what ffmpeg wrote before it may be published. ffmpeg exits with 0 on corrupt and truncated essence, and a
//! stream that begins late shifts every issue silently: so frames, samples and timestamps are counted in the files.
//!
//! Blocking file reads; call from a blocking thread. Each refusal names the check that failed.

mod fragments;
mod messages;
mod playlists;
mod progressive;
mod sample_entry;

use std::path::Path;

pub use messages::complaints_in;
pub(crate) use sample_entry::codec_string;

use crate::dolby_vision;
use crate::manifest::{PictureRendition, RenditionManifest, SoundRendition, init_name};
use fragments::Track;

#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error("{file} begins at tick {ticks}, not at 0")]
    FirstTimestamp { file: String, ticks: i64 },
    #[error("{file} has {found} frames, the composition {expected}")]
    FrameCount { file: String, expected: u64, found: u64 },
    #[error("{file}: frame {frame} lasts {found} ticks instead of {expected}")]
    FrameDuration {
        file: String,
        frame: u64,
        expected: u64,
        found: u64,
    },
    #[error("{file}: frame {frame} is shown {ticks} ticks away from its decoding time")]
    Reordered { file: String, frame: u64, ticks: i64 },
    #[error("{file}: its clock has {found} ticks a second instead of {expected}")]
    TimeScale { file: String, expected: u32, found: u32 },
    #[error("{file}: frame {frame} ought to be a keyframe")]
    Keyframe { file: String, frame: u64 },
    #[error("{file} begins at tick {found}; the segment before ended at {expected}")]
    Gap { file: String, expected: u64, found: u64 },
    #[error("{file} has {found} samples, the composition {expected}")]
    SampleCount { file: String, expected: u64, found: u64 },
    #[error("sound '{name}' and the composition differ in length by {samples} samples")]
    UnequalLengths { name: String, samples: u64 },
    #[error("{file} holds '{found}' and ought to hold {expected}")]
    CodecTag {
        file: String,
        expected: String,
        found: String,
    },
    #[error(
        "{file} says of its colour (primaries, transfer, matrix, full range) {found} instead of {expected}"
    )]
    Colour {
        file: String,
        expected: String,
        found: String,
    },
    #[error("{file} does not say the master's mastering display or light level ({what})")]
    Light { file: String, what: &'static str },
    #[error("{file} does not say the Dolby Vision that its pictures have")]
    DolbyVisionBox { file: String },
    #[error("{file}: frame {frame} {problem}")]
    Rpu {
        file: String,
        frame: u64,
        problem: String,
    },
    #[error("{file}: {problem}")]
    Playlist { file: String, problem: String },
    #[error("{playlist} refers to {file}, which is not there")]
    MissingFile { playlist: String, file: String },
    #[error("ffmpeg complained of the essence while making {step}: {}", lines.join(" | "))]
    Complaints { step: String, lines: Vec<String> },
    #[error("{file} is not the MP4 that was asked for: {problem}")]
    Malformed { file: String, problem: String },
    #[error("cannot read {file}")]
    Io { file: String, source: std::io::Error },
}

impl VerifyError {
    /// The check's stable name, for logs and job records.
    pub fn check(&self) -> &'static str {
        match self {
            VerifyError::FirstTimestamp { .. } => "first_timestamp",
            VerifyError::FrameCount { .. } => "frame_count",
            VerifyError::FrameDuration { .. } => "frame_duration",
            VerifyError::Reordered { .. } => "reordered",
            VerifyError::TimeScale { .. } => "time_scale",
            VerifyError::Keyframe { .. } => "keyframe",
            VerifyError::Gap { .. } => "gap",
            VerifyError::SampleCount { .. } => "sample_count",
            VerifyError::UnequalLengths { .. } => "unequal_lengths",
            VerifyError::CodecTag { .. } => "codec_tag",
            VerifyError::Colour { .. } => "colour",
            VerifyError::Light { .. } => "light",
            VerifyError::DolbyVisionBox { .. } => "dolby_vision_box",
            VerifyError::Rpu { .. } => "rpu",
            VerifyError::Playlist { .. } => "playlist",
            VerifyError::MissingFile { .. } => "missing_file",
            VerifyError::Complaints { .. } => "complaints",
            VerifyError::Malformed { .. } => "malformed",
            VerifyError::Io { .. } => "io",
        }
    }
}

/// Checks everything in `folder` against the manifest.
pub fn verify(folder: &Path, manifest: &RenditionManifest) -> Result<(), VerifyError> {
    for sound in &manifest.sound {
        equal_lengths(manifest, sound)?;
    }
    let mut names = Vec::new();
    if let Some(picture) = &manifest.picture {
        names.push(picture.playlist.as_str());
        progressive::verify(folder, manifest, picture)?;
    }
    names.extend(manifest.sound.iter().map(|sound| sound.playlist.as_str()));
    for (representation, playlist) in names.iter().enumerate() {
        let segments = playlists::segments_of(folder, playlist, &init_name(representation))?;
        let track = Track::read(folder, &init_name(representation), &segments)?;
        track.check_first_timestamp()?;
        let init = init_name(representation);
        match (representation, &manifest.picture) {
            (0, Some(picture)) => {
                check_picture(&track, manifest.duration_frames.0, picture, &picture.playlist)?;
                sample_entry::check_picture(folder, &init, picture)?;
                sample_entry::check_light(folder, &init, picture)?;
                dolby_vision::check(folder, &init, &segments, picture, None)?;
            }
            _ => {
                let number = representation - usize::from(manifest.picture.is_some());
                if let Some(sound) = manifest.sound.get(number) {
                    sample_entry::check_sound(folder, &init, sound)?;
                    check_sound(&track, sound)?;
                }
            }
        }
    }
    playlists::verify_master(folder, manifest, &names)?;
    playlists::verify_dash(folder, manifest, names.len())
}

/// Checks a chunk that begins at 0, as its encoder wrote it: as many frames as asked for, in whole segments.
pub(crate) fn verify_chunk(
    folder: &Path,
    name: &str,
    picture: &PictureRendition,
    frames: u64,
) -> Result<(), VerifyError> {
    let track = Track::read(folder, name, &[name.to_owned()])?;
    track.check_first_timestamp()?;
    check_picture(&track, frames, picture, name)?;
    sample_entry::check_picture(folder, name, picture)
}

fn check_picture(
    track: &Track,
    expected: u64,
    picture: &PictureRendition,
    file: &str,
) -> Result<(), VerifyError> {
    track.check_time_scale(picture.time_scale)?;
    let found = track.sample_count();
    if found != expected {
        let file = file.to_owned();
        return Err(VerifyError::FrameCount {
            file,
            expected,
            found,
        });
    }
    track.check_constant_frames(u64::from(picture.frame_ticks))?;
    track.check_keyframes(picture.keyframe_every_frames)
}

/// Sound in frames of a codec ends within the frame in which the picture ends, and never before the picture.
fn check_sound(track: &Track, sound: &SoundRendition) -> Result<(), VerifyError> {
    track.check_time_scale(sound.sample_rate)?;
    let found = track.duration_ticks();
    match found.checked_sub(sound.samples) {
        Some(beyond) if beyond < sound.codec_frame_samples() => Ok(()),
        _ => Err(VerifyError::SampleCount {
            file: sound.playlist.clone(),
            expected: sound.samples,
            found,
        }),
    }
}

/// A seek near the end never finishes when one stream is shorter: at most the part of one sample is allowed.
fn equal_lengths(manifest: &RenditionManifest, sound: &SoundRendition) -> Result<(), VerifyError> {
    let rate = manifest.edit_rate;
    let exact =
        u128::from(manifest.duration_frames.0) * u128::from(sound.sample_rate) * u128::from(rate.den());
    let have = u128::from(sound.samples) * u128::from(rate.num());
    if exact.abs_diff(have) >= u128::from(rate.num()) {
        let samples = u64::try_from(exact.abs_diff(have) / u128::from(rate.num())).unwrap_or(u64::MAX);
        return Err(VerifyError::UnequalLengths {
            name: sound.name.clone(),
            samples,
        });
    }
    Ok(())
}

pub(crate) fn malformed(file: &str, problem: impl std::fmt::Display) -> VerifyError {
    VerifyError::Malformed {
        file: file.to_owned(),
        problem: problem.to_string(),
    }
}

pub(crate) fn io(file: &str) -> impl Fn(std::io::Error) -> VerifyError {
    move |source| VerifyError::Io {
        file: file.to_owned(),
        source,
    }
}
