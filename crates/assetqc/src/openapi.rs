//! `assetqc openapi`: the API document that the web app's client is generated from.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;

#[derive(Args)]
pub struct Openapi {}

impl Openapi {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let mut text = serde_json::to_string_pretty(&server::routes::document())?;
        text.push('\n');
        std::io::stdout().write_all(text.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}
