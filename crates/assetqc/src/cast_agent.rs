//! `assetqc cast-agent`: for rooms where the browser cannot cast. Finds the Cast devices of this network, opens the registered
//! receiver on one of them with what the review page handed out, and keeps it until Ctrl-C.

use std::io::BufRead;
use std::net::{SocketAddr, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use crate::say::say;
use crate::signals::told_to_stop;

/// Where Cast devices listen.
const PORT: u16 = 8009;

#[derive(Subcommand)]
pub enum CastAgent {
    /// List the Cast devices of this network
    List(List),
    /// Open the review on a device, and keep it until Ctrl-C
    Start(Start),
}

#[derive(Args)]
pub struct List {
    /// How long devices have to answer, in seconds
    #[arg(long, default_value_t = 4)]
    seconds: u64,
}

#[derive(Args)]
pub struct Start {
    /// The device by its name, as `list` shows it
    #[arg(long, required_unless_present = "address", conflicts_with = "address")]
    device: Option<String>,
    /// The device by its address, where it cannot be found by name
    #[arg(long, value_name = "HOST[:PORT]")]
    address: Option<String>,
    /// How long devices have to answer, in seconds
    #[arg(long, default_value_t = 4)]
    seconds: u64,
}

impl CastAgent {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            CastAgent::List(list) => list.run().await,
            CastAgent::Start(start) => start.run().await,
        }
    }
}

impl List {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let devices = cast::find(Duration::from_secs(self.seconds)).await?;
        for device in &devices {
            say(format!(
                "{:<28} {:<24} {}",
                device.name, device.model, device.address
            ));
        }
        if devices.is_empty() {
            say("No Cast device answers. Is it on, on this network, and are multicasts let through?");
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Start {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let address = self.find().await?;
        say("Paste what the review page shows under “For cast-agent” (good for a minute):");
        let pasted = tokio::task::spawn_blocking(read_line).await??;
        let (application, token) = invitation(&pasted)?;
        let launched = cast::launch(address, application, token).await?;
        say("The TV is on. Ctrl-C stops it.");
        let stop = async {
            if let Err(error) = told_to_stop().await {
                tracing::warn!(%error, "signals are not heard");
                std::future::pending::<()>().await;
            }
        };
        match launched.keep(stop).await? {
            cast::Ended::Stopped => say("The TV was stopped."),
            cast::Ended::Closed => say("The receiver was closed on the TV, or somebody else casts to it."),
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn find(&self) -> anyhow::Result<SocketAddr> {
        if let Some(address) = &self.address {
            return read_address(address);
        }
        let name = self.device.as_deref().unwrap_or_default();
        let devices = cast::find(Duration::from_secs(self.seconds)).await?;
        let mut named = devices
            .iter()
            .filter(|device| device.name.eq_ignore_ascii_case(name));
        match (named.next(), named.next()) {
            (Some(device), None) => Ok(device.address),
            (Some(_), Some(_)) => bail!("several devices are called {name:?}: name one by --address"),
            (None, _) => {
                bail!("no Cast device called {name:?} answers: `assetqc cast-agent list` shows those that do")
            }
        }
    }
}

fn read_line() -> std::io::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}

fn read_address(text: &str) -> anyhow::Result<SocketAddr> {
    let with_port = match text.parse::<SocketAddr>() {
        Ok(address) => return Ok(address),
        Err(_) if text.contains(':') => text.to_owned(),
        Err(_) => format!("{text}:{PORT}"),
    };
    let mut found = with_port
        .to_socket_addrs()
        .with_context(|| format!("{text:?} is no address"))?;
    found.next().with_context(|| format!("{text:?} has no address"))
}

/// `APPLICATION:TOKEN`, as the review page writes it.
fn invitation(pasted: &str) -> anyhow::Result<(&str, &str)> {
    let parts = pasted
        .trim()
        .split_once(':')
        .filter(|(application, token)| !application.is_empty() && !token.is_empty());
    parts.context("this is not what the review page shows under “For cast-agent”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_an_application_and_a_token() {
        assert_eq!(
            invitation(" ABCD1234:t-1\n").expect("is one"),
            ("ABCD1234", "t-1")
        );
        assert!(invitation("t-1").is_err());
        assert!(invitation(":t-1").is_err());
    }

    #[test]
    fn an_address_may_leave_the_port_out() {
        assert_eq!(read_address("127.0.0.1").expect("is one").port(), PORT);
        assert_eq!(read_address("127.0.0.1:9").expect("is one").port(), 9);
        assert!(read_address("127.0.0.1:x").is_err());
    }
}
