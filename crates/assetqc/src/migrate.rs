//! `assetqc migrate`: the schema alone, for installations that want to do it before they start new servers.

use std::process::ExitCode;

use clap::Args;
use server::config::Flags;
use server::{db, serve};

use crate::config;
use crate::say::say;

#[derive(Args)]
pub struct Migrate {}

impl Migrate {
    pub async fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let settings = config::read(flags)?;
        let pool = db::connect(serve::external(&settings.database, &settings.data_dir)?).await?;
        db::migrate(&pool).await?;
        pool.close().await;
        say("The database is up to date");
        Ok(ExitCode::SUCCESS)
    }
}
