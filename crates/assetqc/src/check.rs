//! `assetqc check`: whether database and object store agree, after a failure or before a restore is trusted.

use std::process::ExitCode;

use clap::Args;
use server::blobs::Blobs;
use server::check::Look;
use server::config::Flags;
use server::{check, db, serve};

use crate::config;
use crate::say::say;

/// Ends with 0 when everything holds, 1 when something does not. It changes nothing.
#[derive(Args)]
pub struct Check {
    /// Also read every master whole and compare its hash
    #[arg(long)]
    hashes: bool,
    /// A seal of the history that was noted down earlier: it must still stand in the chain
    #[arg(long)]
    seal: Option<String>,
}

impl Check {
    pub async fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let settings = config::read(flags)?;
        let pool = db::connect(serve::external(&settings.database, &settings.data_dir)?).await?;
        let blobs = Blobs::open(&settings.blobs, settings.scratch_dir())?;
        let look = Look {
            with_hashes: self.hashes,
            noted_seal: self.seal.map(|seal| seal.to_lowercase()),
        };
        let violations = check::check(&pool, &blobs, &look).await?;
        pool.close().await;
        violations.iter().for_each(say);
        if violations.is_empty() {
            say("Everything holds");
            return Ok(ExitCode::SUCCESS);
        }
        Ok(ExitCode::FAILURE)
    }
}
