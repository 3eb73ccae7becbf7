//! `assetqc config check`: each setting, where it comes from, and what is wrong with it. The other commands read their
//! settings here.

use std::process::ExitCode;

use anyhow::bail;
use clap::Subcommand;
use server::config::{Flags, Layers, Report, Settings};

use crate::say::say;

#[derive(Subcommand)]
pub enum Config {
    /// Print each setting with its source, and what is wrong
    Check,
}

impl Config {
    pub fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let Config::Check = self;
        let report = Report::read(&Layers::of_process(flags)?);
        say(&report);
        Ok(if report.problems.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// The settings of this process, or everything that is wrong with them at once.
pub fn read(flags: &Flags) -> anyhow::Result<Settings> {
    match Report::read(&Layers::of_process(flags)?).settings() {
        Ok(settings) => Ok(settings),
        Err(problems) => {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            bail!("the settings do not do:\n  {}", lines.join("\n  "))
        }
    }
}
