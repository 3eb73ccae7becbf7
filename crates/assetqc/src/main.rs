//! The one program of Asset QC. Each command is a file of its own; what it does stands in the crates below.

mod access;
mod captions;
mod cast_agent;
mod check;
mod client;
mod config;
mod deliver;
mod demo;
mod diff;
mod download;
mod log;
mod markers;
mod migrate;
mod openapi;
mod parcel;
mod person;
mod sample_master;
mod sarif;
mod say;
mod serve;
mod signals;
mod simulate;
mod upload;
mod validate;
mod work;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use server::config::Flags;

#[derive(Parser)]
#[command(
    name = "assetqc",
    version,
    about = "Quality control of film and television masters",
    max_term_width = 110
)]
struct Cli {
    #[command(flatten)]
    settings: Flags,
    #[command(flatten)]
    log: log::LogFlags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve people and do the background work, on a private database unless one is named
    Serve(serve::Serve),
    /// Serve on this machine with sample people and titles, to try it
    Demo(demo::Demo),
    /// Do background work only, beside a server
    Work(work::Work),
    /// Bring the database's schema up to date
    Migrate(migrate::Migrate),
    /// Look at the settings
    #[command(subcommand)]
    Config(config::Config),
    /// Invite people from this machine
    #[command(subcommand)]
    Person(person::Person),
    /// Bring a package or WAV files to a server
    Deliver(Box<deliver::Deliver>),
    /// Fetch the masters of a request
    Download(download::Download),
    /// Write the issues of a report as a marker list for a review tool
    Markers(markers::Markers),
    /// Open the review of a Cast request on a Cast device, where the browser cannot
    #[command(subcommand)]
    CastAgent(cast_agent::CastAgent),
    /// Inspect packages, track files or WAV files on this machine
    Validate(validate::Validate),
    /// Take the timed text out of a track file
    Captions(captions::Captions),
    /// Say what changed between two compositions
    Diff(diff::Diff),
    /// Look whether database and object store agree
    Check(check::Check),
    /// Try assignment policies on a month of deliveries, before they are switched on
    Simulate(Box<simulate::Simulate>),
    /// Print the API document
    Openapi(openapi::Openapi),
    /// Make a master of our own, to try things with
    SampleMaster(sample_master::SampleMaster),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    log::start(&cli.log);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(error.into()),
    };
    runtime.block_on(run(cli)).unwrap_or_else(fail)
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let settings = &cli.settings;
    match cli.command {
        Command::Serve(command) => command.run(settings).await,
        Command::Demo(command) => command.run(settings).await,
        Command::Work(command) => command.run(settings).await,
        Command::Migrate(command) => command.run(settings).await,
        Command::Config(command) => command.run(settings),
        Command::Person(command) => command.run(settings).await,
        Command::Deliver(command) => command.run().await,
        Command::Download(command) => command.run().await,
        Command::Validate(command) => Ok(command.run()),
        Command::Captions(command) => Ok(command.run()),
        Command::Diff(command) => Ok(command.run()),
        Command::Markers(command) => command.run().await,
        Command::CastAgent(command) => command.run().await,
        Command::Check(command) => command.run(settings).await,
        Command::Simulate(command) => command.run(settings).await,
        Command::Openapi(command) => command.run(),
        Command::SampleMaster(command) => command.run(),
    }
}

/// One sentence with everything that led to it.
fn fail(error: anyhow::Error) -> ExitCode {
    eprintln!("assetqc: {error:#}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_command_and_flag_has_its_own_name() {
        super::Cli::command().debug_assert();
    }
}
