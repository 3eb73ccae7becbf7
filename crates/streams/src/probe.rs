//! Which ffmpeg is here, and whether it can do what the plans ask of it. Run once at start-up; a lack is told together
//! with what to install.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::jail::{Jail, JailError, JailLimits, Jailer};

/// Where to look; names are searched in the PATH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolPaths {
    pub ffmpeg: PathBuf,
    pub ffprobe: PathBuf,
}

impl Default for ToolPaths {
    fn default() -> ToolPaths {
        ToolPaths {
            ffmpeg: PathBuf::from("ffmpeg"),
            ffprobe: PathBuf::from("ffprobe"),
        }
    }
}

/// The tools that were found, with the abilities that change a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tools {
    pub ffmpeg: PathBuf,
    pub ffprobe: PathBuf,
    pub version: String,
    pub abilities: Abilities,
}

/// What differs between builds of ffmpeg and matters to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// The OpenJPEG decoder: a third faster on JPEG 2000 than ffmpeg's own.
    pub libopenjpeg: bool,
    /// High-throughput JPEG 2000 is decoded since ffmpeg 6.1.
    pub high_throughput_jpeg2000: bool,
    /// zscale and tonemap: needed for high dynamic range only.
    pub tone_mapping: bool,
    /// Converts between primaries in linear light, without tone-mapping.
    pub zscale: bool,
    /// HEVC for televisions.
    pub libx265: bool,
    /// AV1 for browsers in high dynamic range.
    pub libsvtav1: bool,
    /// 5.1 sound for televisions.
    pub eac3: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum ToolsMissing {
    #[error("{} does not run: {why}. Install ffmpeg 5.1 or newer (Debian, Ubuntu: apt install ffmpeg) or set its path", program.display())]
    NotRunning { program: PathBuf, why: String },
    #[error(
        "{} is version {version}, and its IMF demuxer came with 5.1: install ffmpeg 5.1 or newer",
        program.display()
    )]
    TooOld { program: PathBuf, version: String },
    #[error(
        "{} lacks {}: install a full build of ffmpeg (with libx264 and libxml2) or set its path",
        program.display(), lacks.join(", ")
    )]
    Incomplete { program: PathBuf, lacks: Vec<String> },
    #[error(transparent)]
    Jail(#[from] JailError),
}

const LIST_LIMIT_BYTES: usize = 4 << 20;
const OLDEST: (u32, u32) = (5, 1);

impl Tools {
    /// Runs the programs in a jail and reads their lists.
    pub async fn find(jailer: &Jailer, paths: &ToolPaths) -> Result<Tools, ToolsMissing> {
        let banner = ask(jailer, &paths.ffmpeg, "-version").await?;
        ask(jailer, &paths.ffprobe, "-version").await?;
        let version = version_in(&banner).unwrap_or_default();
        // A build from the repository has no number; it is newer than any that we refuse.
        let number = number_in(&version);
        if number.is_some_and(|number| number < OLDEST) {
            return Err(ToolsMissing::TooOld {
                program: paths.ffmpeg.clone(),
                version,
            });
        }
        let encoders = ask(jailer, &paths.ffmpeg, "-encoders").await?;
        let decoders = ask(jailer, &paths.ffmpeg, "-decoders").await?;
        let demuxers = ask(jailer, &paths.ffmpeg, "-demuxers").await?;
        let muxers = ask(jailer, &paths.ffmpeg, "-muxers").await?;
        let filters = ask(jailer, &paths.ffmpeg, "-filters").await?;
        let lacks = lacks(&[
            (
                "the encoder",
                &encoders,
                &["libx264", "flac", "aac", "mjpeg", "png"],
            ),
            ("the demuxer", &demuxers, &["imf", "mxf", "wav", "mov"]),
            ("the muxer", &muxers, &["dash", "mp4", "tee"]),
            (
                "the filter",
                &filters,
                &["scale", "tile", "split", "setpts", "pan", "apad", "atrim"],
            ),
        ]);
        if !lacks.is_empty() {
            return Err(ToolsMissing::Incomplete {
                program: paths.ffmpeg.clone(),
                lacks,
            });
        }
        let abilities = Abilities {
            libopenjpeg: lists(&decoders, "libopenjpeg"),
            high_throughput_jpeg2000: number.is_none_or(|number| number >= (6, 1)),
            tone_mapping: lists(&filters, "zscale") && lists(&filters, "tonemap"),
            zscale: lists(&filters, "zscale"),
            libx265: lists(&encoders, "libx265"),
            libsvtav1: lists(&encoders, "libsvtav1"),
            eac3: lists(&encoders, "eac3"),
        };
        Ok(Tools {
            ffmpeg: paths.ffmpeg.clone(),
            ffprobe: paths.ffprobe.clone(),
            version,
            abilities,
        })
    }
}

async fn ask(jailer: &Jailer, program: &Path, question: &str) -> Result<String, ToolsMissing> {
    let limits = JailLimits::inspection().within(Duration::from_secs(20));
    let jail = Jail::new(jailer).limits(limits);
    let args = ["-hide_banner", question].map(str::to_owned);
    let not_running = |why: String| ToolsMissing::NotRunning {
        program: program.to_owned(),
        why,
    };
    let (outcome, answer) = match jail.run_capture(program, &args, LIST_LIMIT_BYTES).await {
        Err(error @ (JailError::NoProgram { .. } | JailError::Start { .. })) => {
            return Err(not_running(error.to_string()));
        }
        other => other?,
    };
    if !outcome.success() {
        return Err(not_running(format!("{} {}", outcome.exit, outcome.stderr.trim())));
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn version_in(banner: &str) -> Option<String> {
    let mut words = banner.lines().next()?.split_whitespace();
    words.find(|word| *word == "version")?;
    words.next().map(str::to_owned)
}

fn number_in(version: &str) -> Option<(u32, u32)> {
    let mut parts = version
        .trim_start_matches('n')
        .split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().unwrap_or(0)))
}

fn lacks(wanted: &[(&str, &String, &[&str])]) -> Vec<String> {
    let missing = |(what, list, names): &(&str, &String, &[&str])| {
        let absent: Vec<String> = names
            .iter()
            .filter(|name| !lists(list, name))
            .map(|name| format!("{what} {name}"))
            .collect();
        absent
    };
    wanted.iter().flat_map(missing).collect()
}

/// Lists read "<flags> <name>[,<name>…] …".
fn lists(list: &str, name: &str) -> bool {
    list.lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .any(|names| names.split(',').any(|listed| listed == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_distributions_and_of_the_repository_are_read() {
        let debian = "ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers";
        assert_eq!(version_in(debian).as_deref().and_then(number_in), Some((5, 1)));
        assert_eq!(number_in("n7.0"), Some((7, 0)));
        assert_eq!(number_in("N-118385-g0225fe857d"), None);
    }

    #[test]
    fn a_demuxer_with_several_names_is_found_by_each() {
        let list = " D  mov,mp4,m4a,3gp,3g2,mj2 QuickTime / MOV\n D  mxf             MXF";
        assert!(lists(list, "mov") && lists(list, "mj2") && lists(list, "mxf"));
        assert!(!lists(list, "imf"));
    }
}
