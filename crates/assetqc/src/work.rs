//! `assetqc work`: background work only, as many processes and machines of it as there is work.

use std::process::ExitCode;

use clap::Args;
use server::config::Flags;
use server::serve::Worker;

use crate::say::say;
use crate::{config, signals};

#[derive(Args)]
pub struct Work {}

impl Work {
    pub async fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let worker = Worker::start(config::read(flags)?).await?;
        say("Asset QC works");
        signals::told_to_stop().await?;
        say("Stopping");
        worker.stop().await;
        Ok(ExitCode::SUCCESS)
    }
}
