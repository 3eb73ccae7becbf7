//! The log goes to standard error, as lines for people or as JSON for collectors.

use std::io::IsTerminal;

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

#[derive(Args)]
pub struct LogFlags {
    /// What is logged, as in info,server=debug
    #[arg(
        long,
        env = "ASSETQC_LOG",
        default_value = "info,sqlx=warn,tower_http=warn,mp4_atom=error",
        global = true
    )]
    log: String,
    /// How lines are written
    #[arg(
        long,
        env = "ASSETQC_LOG_FORMAT",
        value_enum,
        default_value = "text",
        global = true
    )]
    log_format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn start(flags: &LogFlags) {
    let filter = EnvFilter::try_new(&flags.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match flags.log_format {
        Format::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        Format::Json => lines.json().init(),
    }
}
