//! `assetqc work`: background work only, as many processes and machines of it as there is work.

use std::process::ExitCode;

use clap::Args;
use qc::job::Capability;
use server::config::Flags;
use server::serve::Worker;

use crate::say::say;
use crate::{config, signals};

#[derive(Args)]
pub struct Work {
    /// Which media work to take: inspect, encode or measure; may be given several times (default: all, or the setting capabilities)
    #[arg(long = "capability", value_name = "CAPABILITY")]
    capabilities: Vec<Capability>,
}

impl Work {
    pub async fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let mut settings = config::read(flags)?;
        if !self.capabilities.is_empty() {
            settings.capabilities = self.capabilities;
        }
        let able: Vec<&str> = settings.capabilities.iter().map(|able| able.as_str()).collect();
        let able = able.join(", ");
        let worker = Worker::start(settings).await?;
        say(format_args!("Asset QC works: {able}"));
        signals::told_to_stop().await?;
        say("Stopping");
        worker.stop().await;
        Ok(ExitCode::SUCCESS)
    }
}
