//! `assetqc validate`: inspects a delivery on this machine, as the server does when it is delivered. The server runs this
//! very command in a jail; then the answer is JSON.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::ensure;
use clap::{Args, ValueEnum};
use conform::{DeliveryKind, Finding, Inspection, Place, Progress, Severity, Verdict, WavKind};
use indicatif::{ProgressBar, ProgressStyle};

use crate::say::say;

/// Ends with 0 when the delivery would be accepted, 1 when it would be rejected.
#[derive(Args)]
pub struct Validate {
    /// The delivery's folder
    folder: PathBuf,
    #[arg(long, value_enum, default_value = "imf")]
    kind: Kind,
    /// An earlier package that this one builds on; the oldest first
    #[arg(long = "earlier", value_name = "FOLDER")]
    earlier: Vec<PathBuf>,
    /// Print everything that was found out, as JSON
    #[arg(long)]
    json: bool,
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
    pub fn run(self) -> anyhow::Result<ExitCode> {
        ensure!(self.folder.is_dir(), "{} is no folder", self.folder.display());
        let kind = match self.kind {
            Kind::Imf => DeliveryKind::Imf,
            Kind::Printmaster => DeliveryKind::WavSet(WavKind::Printmaster),
            Kind::MusicAndEffects => DeliveryKind::WavSet(WavKind::MusicAndEffects),
        };
        let bar = bar(self.json);
        let inspection = conform::inspect(&self.folder, kind, &self.earlier, &mut |progress| {
            show(&bar, progress)
        });
        bar.finish_and_clear();
        if self.json {
            let mut out = std::io::stdout().lock();
            serde_json::to_writer(&mut out, &inspection)?;
            out.write_all(b"\n")?;
            out.flush()?;
        } else {
            print(&inspection);
        }
        Ok(match inspection.verdict {
            Verdict::Rejected => ExitCode::FAILURE,
            Verdict::Accepted | Verdict::AcceptedWithWarnings => ExitCode::SUCCESS,
        })
    }
}

fn bar(is_quiet: bool) -> ProgressBar {
    if is_quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {eta}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.total_bytes);
    bar.set_position(progress.done_bytes);
}

fn print(inspection: &Inspection) {
    for finding in &inspection.findings {
        say(lines(finding));
    }
    if inspection.findings_left_out > 0 {
        say(format_args!("… and {} more", inspection.findings_left_out));
    }
    say(match inspection.verdict {
        Verdict::Accepted => "accepted",
        Verdict::AcceptedWithWarnings => "accepted, with warnings",
        Verdict::Rejected => "REJECTED",
    });
}

fn lines(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Reject => "reject",
        Severity::Warn => "warn",
        Severity::Note => "note",
    };
    let place = match finding.place {
        Place::Whole => String::new(),
        ref place => format!(", {place}"),
    };
    let file = if finding.file.is_empty() {
        "the delivery"
    } else {
        &finding.file
    };
    format!(
        "{severity}: {file}{place}: {}\n  rule {} ({})\n  {}",
        finding.message, finding.rule, finding.standard, finding.remedy
    )
}
