//! Which server a command speaks to, and as whom.

use anyhow::{Context, bail};
use clap::Args;
use url::Url;

use crate::client::Client;

#[derive(Args)]
pub struct Access {
    /// Address of the server
    #[arg(long, env = "ASSETQC_SERVER", default_value = "http://127.0.0.1:8080")]
    server: Url,
    /// Who signs in; the password is taken from ASSETQC_PASSWORD
    #[arg(long, env = "ASSETQC_EMAIL")]
    email: Option<String>,
    /// A token instead of e-mail and password
    #[arg(long, env = "ASSETQC_TOKEN", hide_env_values = true)]
    token: Option<String>,
    // Not a flag: command lines are seen by everyone on the machine.
    #[arg(skip = std::env::var("ASSETQC_PASSWORD").ok())]
    password: Option<String>,
}

impl Access {
    pub async fn client(&self) -> anyhow::Result<Client> {
        if let Some(token) = &self.token {
            return Client::with_token(&self.server, token.clone());
        }
        let Some(email) = &self.email else {
            bail!("say who you are: --email with ASSETQC_PASSWORD, or ASSETQC_TOKEN");
        };
        let password = self.password.as_deref().context("ASSETQC_PASSWORD is not set")?;
        Client::sign_in(&self.server, email, password).await
    }

    /// A page of the server for people.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.server.as_str().trim_end_matches('/'))
    }
}
