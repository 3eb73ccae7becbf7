//! `assetqc demo`: the product exactly as `assetqc serve` starts it, with sample people and titles to try it. People are
//! there before the address is printed; titles are delivered behind it, through the same doors as everyone's. It never
//! touches a database that holds anybody else, and listens on this machine only.

mod house;
mod masters;
mod people;
mod titles;

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use server::app::App;
use server::config::{Flags, Settings};
use server::jobs::WorkerTimes;
use server::serve::{Server, Work};
use url::Url;

use crate::client::Client;
use crate::say::say;
use crate::{config, signals};
use people::PEOPLE;

pub use people::refuse_in_public;

#[derive(Args)]
pub struct Demo {
    /// The password of all sample people; set anew when it is given
    #[arg(long, env = "ASSETQC_DEMO_PASSWORD")]
    password: Option<String>,
}

const PASSWORD: &str = "quiet-harbour-42";

impl Demo {
    pub async fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let settings = config::read(flags)?;
        refuse_public_address(&settings)?;
        let mut server = Server::start(settings, Work::Here(WorkerTimes::default())).await?;
        let app = server.app().clone();
        tokio::spawn({
            let app = app.clone();
            async move { app.media.look().await.tools().map(drop) }
        });
        let ended = tokio::select! {
            told = signals::told_to_stop() => told,
            error = server.failed() => Err(error),
            seeded = self.open(&app) => seeded,
        };
        if ended.is_ok() {
            say("Stopping");
        }
        server.stop().await;
        ended.map(|()| ExitCode::SUCCESS)
    }

    /// Brings the people in, greets, and delivers the titles; then waits for ever.
    async fn open(&self, app: &App) -> anyhow::Result<()> {
        let password = self.password.as_deref();
        people::settle(app, password).await?;
        greet(app, password.unwrap_or(PASSWORD));
        let address = address(app)?;
        if let Err(error) = seed(app, &address, password.unwrap_or(PASSWORD)).await {
            tracing::error!("the sample titles are not complete: {error:#}");
            say(format_args!(
                "The sample titles are not complete: {error:#}\nThe next start goes on from here."
            ));
        }
        std::future::pending().await
    }
}

async fn seed(app: &App, address: &Url, password: &str) -> anyhow::Result<()> {
    let ada = Client::sign_in(address, people::STUDIO_ADMIN, password).await?;
    let max = Client::sign_in(address, people::PRODUCTION, password).await?;
    let show = house::furnish(&ada).await?;
    let samples = app.settings.data_dir.join("samples");
    titles::deliver_all(&ada, &max, show, &samples).await?;
    for client in [&ada, &max] {
        client.tell(reqwest::Method::DELETE, "/api/v1/session").await?;
    }
    say("All sample titles are delivered.");
    Ok(())
}

fn greet(app: &App, password: &str) {
    let mut lines = vec![
        format!("Asset QC listens on {}", app.settings.public_url),
        String::new(),
        format!("Sample people, all with the password {password}"),
    ];
    for person in &PEOPLE {
        lines.push(format!("  {:28} {}", person.email, person.does));
    }
    lines.push("(unless it was set to another one at an earlier start)".to_owned());
    lines.push(String::new());
    say(lines.join("\n"));
}

/// Sample people have a password that everyone knows.
fn refuse_public_address(settings: &Settings) -> anyhow::Result<()> {
    if !people::is_this_machine(settings) {
        bail!(
            "the demonstration has people whose password everyone knows, and is for this machine alone: \
             {} and {} must be loopback addresses. For others start `assetqc serve`",
            settings.listen,
            settings.public_url
        );
    }
    Ok(())
}

/// Where this process reaches itself, whatever name people use.
fn address(app: &App) -> anyhow::Result<Url> {
    let port = app
        .settings
        .public_url
        .port_or_known_default()
        .unwrap_or(app.settings.listen.port());
    let mut listen = app.settings.listen;
    if listen.port() == 0 {
        listen.set_port(port);
    }
    Ok(Url::parse(&format!("http://{listen}/"))?)
}
