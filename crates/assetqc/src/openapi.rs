//! `assetqc openapi`: the API document that the web app's client is generated from.

use std::process::ExitCode;

use clap::Args;

#[derive(Args)]
pub struct Openapi {}

impl Openapi {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        println!("{}", serde_json::to_string_pretty(&server::routes::document())?);
        Ok(ExitCode::SUCCESS)
    }
}
