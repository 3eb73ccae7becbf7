//! Launching the registered receiver and keeping it: CONNECT, LAUNCH, the token on our own namespace, PING and PONG, STOP.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, interval, timeout};

use crate::connection::{Connection, ConnectionError};
use crate::frame::CastMessage;

const PLATFORM: &str = "receiver-0";
const CONNECTION: &str = "urn:x-cast:com.google.cast.tp.connection";
const HEARTBEAT: &str = "urn:x-cast:com.google.cast.tp.heartbeat";
const RECEIVER: &str = "urn:x-cast:com.google.cast.receiver";
const OWN: &str = "urn:x-cast:assetqc.tv";

/// A page has to be fetched and started.
const LAUNCH_WITHIN: Duration = Duration::from_secs(30);
const PING_EVERY: Duration = Duration::from_secs(5);
/// Three heartbeats missed.
const SILENT_AFTER: Duration = Duration::from_secs(15);

#[derive(Debug, thiserror::Error)]
pub enum CastError {
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error("the device did not open the receiver within half a minute: can it reach the server over HTTPS?")]
    LaunchSilent,
    #[error(
        "the device refused the receiver ({0}): is the application id registered, and this device allowed for it?"
    )]
    LaunchRefused(String),
    #[error("the device is silent since a quarter of a minute")]
    Silent,
}

/// Why a receiver is no longer ours.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// We stopped it.
    Stopped,
    /// Somebody else took the device, or closed the receiver.
    Closed,
}

/// A receiver that runs.
pub struct Launched {
    connection: Connection,
    session_id: String,
    transport_id: String,
    request_id: u64,
}

#[derive(Deserialize)]
struct Status {
    #[serde(default)]
    applications: Vec<Application>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Application {
    app_id: String,
    session_id: String,
    transport_id: String,
}

/// Opens the receiver of this application on the device and hands it the token.
pub async fn launch(address: SocketAddr, application_id: &str, token: &str) -> Result<Launched, CastError> {
    let mut connection = Connection::open(address).await?;
    connection
        .send(PLATFORM, CONNECTION, &json!({ "type": "CONNECT" }))
        .await?;
    let launch = json!({ "type": "LAUNCH", "appId": application_id, "requestId": 1 });
    connection.send(PLATFORM, RECEIVER, &launch).await?;
    let application = timeout(LAUNCH_WITHIN, launched(&mut connection, application_id))
        .await
        .map_err(|_| CastError::LaunchSilent)??;
    let mut launched = Launched {
        connection,
        session_id: application.session_id,
        transport_id: application.transport_id,
        request_id: 1,
    };
    let to = launched.transport_id.clone();
    launched
        .connection
        .send(&to, CONNECTION, &json!({ "type": "CONNECT" }))
        .await?;
    launched
        .connection
        .send(&to, OWN, &json!({ "token": token }))
        .await?;
    Ok(launched)
}

async fn launched(connection: &mut Connection, application_id: &str) -> Result<Application, CastError> {
    loop {
        let message = connection.receive().await?;
        let payload = payload(&message);
        answer_ping(connection, &message, &payload).await?;
        match kind(&payload) {
            "LAUNCH_ERROR" | "INVALID_REQUEST" => {
                let reason = payload["reason"].as_str().unwrap_or("no reason given");
                return Err(CastError::LaunchRefused(reason.to_owned()));
            }
            "RECEIVER_STATUS" => {
                if let Some(found) = application_in(&payload, application_id) {
                    return Ok(found);
                }
            }
            _ => {}
        }
    }
}

impl Launched {
    /// Keeps the connection until `stop` is ready, or the device ends it.
    pub async fn keep(mut self, stop: impl Future<Output = ()>) -> Result<Ended, CastError> {
        let mut pings = interval(PING_EVERY);
        let mut heard = Instant::now();
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return self.stop().await,
                _ = pings.tick() => {
                    if heard.elapsed() > SILENT_AFTER {
                        return Err(CastError::Silent);
                    }
                    self.connection.send(PLATFORM, HEARTBEAT, &json!({ "type": "PING" })).await?;
                }
                message = self.connection.receive() => {
                    let message = message?;
                    heard = Instant::now();
                    if self.hear(&message).await? {
                        return Ok(Ended::Closed);
                    }
                }
            }
        }
    }

    /// True when the receiver is no longer ours.
    async fn hear(&mut self, message: &CastMessage) -> Result<bool, CastError> {
        let payload = payload(message);
        answer_ping(&mut self.connection, message, &payload).await?;
        let is_gone = match (message.namespace.as_str(), kind(&payload)) {
            (CONNECTION, "CLOSE") => message.source_id == self.transport_id || message.source_id == PLATFORM,
            (RECEIVER, "RECEIVER_STATUS") => !is_running(&payload, &self.session_id),
            _ => false,
        };
        Ok(is_gone)
    }

    async fn stop(mut self) -> Result<Ended, CastError> {
        self.request_id += 1;
        let stop = json!({ "type": "STOP", "sessionId": self.session_id, "requestId": self.request_id });
        self.connection.send(PLATFORM, RECEIVER, &stop).await?;
        Ok(Ended::Stopped)
    }
}

fn payload(message: &CastMessage) -> Value {
    let text = message.payload_utf8.as_deref().unwrap_or_default();
    serde_json::from_str(text).unwrap_or_default()
}

fn kind(payload: &Value) -> &str {
    payload["type"]
        .as_str()
        .or_else(|| payload["responseType"].as_str())
        .unwrap_or_default()
}

async fn answer_ping(
    connection: &mut Connection,
    message: &CastMessage,
    payload: &Value,
) -> Result<(), CastError> {
    if message.namespace == HEARTBEAT && kind(payload) == "PING" {
        connection
            .send(&message.source_id, HEARTBEAT, &json!({ "type": "PONG" }))
            .await?;
    }
    Ok(())
}

fn status(payload: &Value) -> Option<Status> {
    Status::deserialize(&payload["status"]).ok()
}

fn application_in(payload: &Value, id: &str) -> Option<Application> {
    let applications = status(payload)?.applications;
    applications
        .into_iter()
        .find(|application| application.app_id.eq_ignore_ascii_case(id))
}

fn is_running(payload: &Value, session_id: &str) -> bool {
    // A status that cannot be read says nothing of the receiver.
    status(payload).is_none_or(|status| {
        status
            .applications
            .iter()
            .any(|each| each.session_id == session_id)
    })
}
