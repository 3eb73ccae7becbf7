//! `assetqc diff`: what changed between two compositions, track by track and in the frames of both, and what is to be watched.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use imf::content_map::Piece;
use imf::cpl::Cpl;
use imf::difference::{Difference, TrackDifference};
use imf::{Composition, Directory, Package};

use crate::say::say;

/// Positions count from the first frame, which is 0; a range names its first and its last.
#[derive(Args)]
pub struct Diff {
    /// The earlier composition: a package's folder or a CPL
    #[arg(value_name = "A")]
    earlier: PathBuf,
    /// The later one
    #[arg(value_name = "B")]
    later: PathBuf,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Diff {
    pub fn run(self) -> ExitCode {
        match self.print() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("assetqc: {error:#}");
                ExitCode::from(2)
            }
        }
    }

    fn print(&self) -> anyhow::Result<()> {
        let (earlier, later) = (composition_at(&self.earlier)?, composition_at(&self.later)?);
        let difference = Difference::between(&earlier, &later);
        match self.format {
            Format::Text => print_text(&difference),
            Format::Json => {
                let mut out = std::io::stdout().lock();
                serde_json::to_writer(&mut out, &difference)?;
                out.write_all(b"\n")?;
                out.flush()?;
            }
        }
        Ok(())
    }
}

/// The first composition of a package, or the one in the file.
fn composition_at(path: &Path) -> anyhow::Result<Composition> {
    let shown = || path.display().to_string();
    let cpl = if std::fs::metadata(path).with_context(shown)?.is_dir() {
        let opened = Package::open(&Directory::new(path));
        let compositions = opened
            .package
            .map(|package| package.compositions)
            .unwrap_or_default();
        match compositions.into_iter().next() {
            Some((_, cpl)) => cpl,
            None => bail!("{}: the package has no readable composition", shown()),
        }
    } else {
        let bytes = std::fs::read(path).with_context(shown)?;
        Cpl::read(&bytes).with_context(shown)?.document
    };
    Composition::of(&cpl).with_context(shown)
}

fn print_text(difference: &Difference) {
    difference.tracks.iter().for_each(print_track);
    if difference.watch.is_empty() {
        say("nothing to watch");
    }
    for range in &difference.watch {
        say(format_args!("watch {}", shown(*range)));
    }
}

fn print_track(track: &TrackDifference) {
    say(format_args!(
        "{:?} {} at {}: {}",
        track.kind,
        track.track_id,
        track.edit_rate,
        track.state.as_str()
    ));
    track
        .pieces
        .iter()
        .for_each(|piece| say(format_args!("  {}", described(piece))));
}

/// First and last frame.
fn shown(range: timecode::FrameRange) -> String {
    format!("{}–{}", range.first(), range.last())
}

fn described(piece: &Piece) -> String {
    match *piece {
        Piece::Kept { old, new } => format!("kept      {} → {}", shown(old), shown(new)),
        Piece::Replaced { old, new } => format!("replaced  {} → {}", shown(old), shown(new)),
        Piece::Inserted { new } => format!("inserted  – → {}", shown(new)),
        Piece::Removed { old } => format!("removed   {} → –", shown(old)),
    }
}
