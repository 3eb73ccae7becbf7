//! `assetqc serve`: the whole product in one process. With `--no-work` the background work is left to `assetqc work`.

use std::process::ExitCode;

use clap::Args;
use server::config::Flags;
use server::jobs::WorkerTimes;
use server::serve::{Server, Work};

use crate::say::say;
use crate::{config, demo, person, signals};

#[derive(Args)]
pub struct Serve {
    /// Leave background work to `assetqc work`
    #[arg(long)]
    no_work: bool,
    /// E-mail of the first studio admin, who is invited when nobody can sign in yet
    #[arg(long, env = "ASSETQC_FIRST_ADMIN")]
    first_admin: Option<String>,
}

impl Serve {
    pub async fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let settings = config::read(flags)?;
        let work = if self.no_work {
            Work::Elsewhere
        } else {
            Work::Here(WorkerTimes::default())
        };
        if !settings.is_https() && !settings.listen.ip().is_loopback() {
            tracing::warn!(
                "passwords and film travel in the clear: put TLS in front and set public_url to https://…"
            );
        }
        let mut server = Server::start(settings, work).await?;
        demo::refuse_in_public(server.app()).await?;
        let app = server.app().clone();
        // Says in the log which jail and which ffmpeg media work will use.
        tokio::spawn(async move { app.media.look().await.tools().map(drop) });
        person::invite_first(server.app(), self.first_admin.as_deref()).await?;
        say(format_args!(
            "Asset QC listens on {}",
            server.app().settings.public_url
        ));
        tokio::select! {
            told = signals::told_to_stop() => told?,
            error = server.failed() => return Err(error),
        }
        say("Stopping");
        server.stop().await;
        Ok(ExitCode::SUCCESS)
    }
}
