//! The command line's side of the HTTP interface: signing in, calls with the answer read as its type, refusals as one
//! sentence. A call that got no answer is repeated under the same idempotency key.

use std::time::Duration;

use anyhow::{Context, bail};
use api::sessions::{self, SessionView, SignIn};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::error::Problem;
use url::Url;
use uuid::Uuid;

const CONNECT: Duration = Duration::from_secs(10);
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(500);

/// Someone who is signed in at a server.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    server: Url,
    token: String,
}

/// What the server refused, in its own words.
#[derive(Debug, thiserror::Error)]
#[error("{}", .problem.detail)]
pub struct Refused {
    pub problem: Problem,
}

impl Client {
    pub async fn sign_in(server: &Url, email: &str, password: &str) -> anyhow::Result<Client> {
        let client = Client::with_token(server, String::new())?;
        let form = SignIn {
            email: email.to_owned(),
            password: password.to_owned(),
            client: sessions::Client::Cli,
        };
        let session: SessionView = client
            .send(Method::POST, "/api/v1/sessions", &form)
            .await
            .with_context(|| format!("{email} cannot sign in at {server}"))?;
        let token = session.token.context("the server gave no token")?;
        Ok(Client { token, ..client })
    }

    /// With a token that was given out before.
    pub fn with_token(server: &Url, token: String) -> anyhow::Result<Client> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .user_agent(concat!("assetqc/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Client {
            http,
            server: server.clone(),
            token,
        })
    }

    /// A call to be completed by the caller. `path` begins with a slash.
    pub fn call(&self, method: Method, path: &str) -> anyhow::Result<RequestBuilder> {
        let url = self
            .server
            .join(path)
            .with_context(|| format!("{path} is no path"))?;
        if url.origin() != self.server.origin() {
            bail!("{path} leads away from {}", self.server);
        }
        let call = self.http.request(method, url);
        Ok(if self.token.is_empty() {
            call
        } else {
            call.bearer_auth(&self.token)
        })
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let response = again(|| self.call(Method::GET, path)).await?;
        Ok(response.json().await?)
    }

    /// A call with a body and an answer, carried out once however often it is sent.
    pub async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        let key = Uuid::now_v7().to_string();
        let call = || {
            Ok(self
                .call(method.clone(), path)?
                .header("Idempotency-Key", &key)
                .json(body))
        };
        Ok(again(call).await?.json().await?)
    }

    /// A call without a body and without an answer worth reading.
    pub async fn tell(&self, method: Method, path: &str) -> anyhow::Result<()> {
        again(|| self.call(method.clone(), path)).await.map(drop)
    }
}

/// Sends until there is an answer other than "not now".
pub async fn again(call: impl Fn() -> anyhow::Result<RequestBuilder>) -> anyhow::Result<Response> {
    let mut pause = PAUSE;
    for _ in 1..TRIES {
        match call()?.send().await {
            Ok(response) if response.status() == StatusCode::SERVICE_UNAVAILABLE => {}
            Ok(response) => return accepted(response).await,
            Err(error) if error.is_builder() => return Err(error.into()),
            Err(_) => {}
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
    accepted(call()?.send().await.context("the server does not answer")?).await
}

/// The answer, or the server's refusal as an error.
pub async fn accepted(response: Response) -> anyhow::Result<Response> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    match response.json::<Problem>().await {
        Ok(problem) => Err(Refused { problem }.into()),
        Err(_) => bail!("the server answered {status}"),
    }
}
