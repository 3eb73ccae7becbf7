//! `assetqc validate`: inspects deliveries on this machine, as the server does when they arrive. The server runs this very
//! command in a jail and reads its JSON.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use conform::{DeliveryKind, Finding, Place, Progress, Report, Verdict, WavKind, inspect_path};
use indicatif::{ProgressBar, ProgressStyle};

use crate::sarif;
use crate::say::say;

/// Could not be read, or was called wrongly; clap ends with the same.
const UNREADABLE: u8 = 2;

/// Ends with 0 when everything would be accepted, 1 when something would be rejected, 2 when a path could not be read.
#[derive(Args)]
pub struct Validate {
    /// Packages, folders of WAV files, or single files: CPL, PKL, ASSETMAP, OPL, MXF, WAV
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Accepted packages that these build on; the oldest first
    #[arg(long, value_name = "OV_PATH", num_args = 1..)]
    against: Vec<PathBuf>,
    /// There are no other packages: a track file that is found nowhere is missing
    #[arg(long)]
    complete: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// What the sender calls the delivery; without it the content decides
    #[arg(long, value_enum)]
    kind: Option<Kind>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// Verdict, facts and findings
    Json,
    /// SARIF 2.1.0, as code hosts show it
    Sarif,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// An IMF package
    Imf,
    /// The WAV files of a printmaster
    Printmaster,
    /// The WAV files of an M&E
    MusicAndEffects,
}

impl Validate {
    pub fn run(self) -> ExitCode {
        match self.report() {
            Ok(report) => match print(&report, self.format) {
                Ok(()) if report.verdict == Verdict::Rejected => ExitCode::FAILURE,
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => unreadable(&error.into()),
            },
            Err(error) => unreadable(&error),
        }
    }

    fn report(&self) -> anyhow::Result<Report> {
        let kind = self.kind.map(|kind| match kind {
            Kind::Imf => DeliveryKind::Imf,
            Kind::Printmaster => DeliveryKind::WavSet(WavKind::Printmaster),
            Kind::MusicAndEffects => DeliveryKind::WavSet(WavKind::MusicAndEffects),
        });
        let against = self
            .against
            .iter()
            .map(|path| folder_of(path))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let bar = bar();
        let mut inspections = Vec::new();
        for path in &self.paths {
            let shown = path.display().to_string();
            let (what, inspection) = inspect_path(path, kind, &against, self.complete, &mut |progress| {
                show(&bar, progress)
            })
            .with_context(|| shown.clone())?;
            inspections.push((shown, what, inspection));
        }
        bar.finish_and_clear();
        Ok(Report::of(inspections))
    }
}

/// A package is named by its folder, or by a document in it.
fn folder_of(path: &Path) -> anyhow::Result<PathBuf> {
    let metadata = std::fs::metadata(path).with_context(|| path.display().to_string())?;
    if metadata.is_dir() {
        return Ok(path.to_owned());
    }
    Ok(path.parent().unwrap_or(Path::new(".")).to_owned())
}

fn unreadable(error: &anyhow::Error) -> ExitCode {
    eprintln!("assetqc: {error:#}");
    ExitCode::from(UNREADABLE)
}

/// Only people watch it.
fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {eta}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.total_bytes);
    bar.set_position(progress.done_bytes);
}

fn print(report: &Report, format: Format) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Text => {
            drop(out);
            print_text(report);
            return Ok(());
        }
        Format::Json => serde_json::to_writer(&mut out, report)?,
        Format::Sarif => serde_json::to_writer(&mut out, &sarif::of(report))?,
    }
    out.write_all(b"\n")?;
    out.flush()
}

fn print_text(report: &Report) {
    for finding in &report.findings {
        say(lines(finding));
    }
    let left_out: usize = report
        .packages
        .iter()
        .map(|package| package.findings_left_out)
        .sum();
    if left_out > 0 {
        say(format_args!("… and {left_out} more"));
    }
    say(match report.verdict {
        Verdict::Accepted if report.findings.is_empty() => "accepted",
        Verdict::Accepted => "accepted, with what is listed above",
        Verdict::Rejected => "REJECTED",
    });
}

fn lines(finding: &Finding) -> String {
    let place = match finding.at {
        Place::Whole => String::new(),
        ref place => format!(", {place}"),
    };
    let file = if finding.file.is_empty() {
        "the delivery"
    } else {
        &finding.file
    };
    let clause = if finding.clause.is_empty() {
        String::new()
    } else {
        format!(" ({})", finding.clause)
    };
    format!(
        "{}: {file}{place}: {}\n  rule {}{clause}\n  {}",
        finding.level.as_str(),
        finding.message,
        finding.rule,
        finding.fix
    )
}
