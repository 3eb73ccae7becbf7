//! Calls to Zendesk: an agent's address and API token by basic authentication, and what each refusal means for us: to be
//! tried again, and when, or to be looked at by somebody.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;

use super::wire::{
    Audit, Audits, Export, Made, NewTicket, Refusal, Ticket, TicketChange, Tickets, Upload, User, Wrapped,
};
use crate::config::ZendeskSetting;

const TIMEOUT: Duration = Duration::from_secs(30);
/// Wrong credentials are mended by people: no use in asking every minute.
const UNTIL_MENDED: Duration = Duration::from_secs(3600);
const LIMIT_AUDIT_PAGES: usize = 20;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It may do better later: at the time that it named, or by our own patience.
    #[error("{what}")]
    Passing { what: String, wait: Option<Duration> },
    /// Said no: doing the same again gets the same.
    #[error("{0}")]
    Refused(String),
}

pub struct Client<'a> {
    setting: &'a ZendeskSetting,
    http: reqwest::Client,
}

impl Client<'_> {
    pub fn new(setting: &ZendeskSetting) -> reqwest::Result<Client<'_>> {
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            // The token goes to this host alone.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Client { setting, http })
    }

    /// The same key again gets the first answer, for two hours.
    pub async fn create(&self, ticket: NewTicket<'_>, key: &str) -> Result<Made, Failure> {
        let call = self
            .call(Method::POST, "tickets.json", &[])
            .header("Idempotency-Key", key)
            .json(&Wrapped { ticket });
        answer(call).await
    }

    pub async fn update(&self, id: i64, ticket: TicketChange<'_>) -> Result<Made, Failure> {
        let call = self.call(Method::PUT, &format!("tickets/{id}.json"), &[]);
        answer(call.json(&Wrapped { ticket })).await
    }

    pub async fn find_by_external_id(&self, external_id: &str) -> Result<Option<Ticket>, Failure> {
        let call = self.call(Method::GET, "tickets.json", &[("external_id", external_id)]);
        let found: Tickets = answer(call).await?;
        Ok(found.tickets.into_iter().next())
    }

    /// Gives the token under which a comment takes the file.
    pub async fn upload(&self, name: &str, bytes: Bytes) -> Result<String, Failure> {
        let call = self
            .call(Method::POST, "uploads.json", &[("filename", name)])
            .header("Content-Type", "application/json")
            .body(bytes);
        let made: Upload = answer(call).await?;
        Ok(made.upload.token)
    }

    /// Tickets that changed, from an instant on.
    pub async fn export_from(&self, start_time: i64) -> Result<Export, Failure> {
        self.export(("start_time", &start_time.to_string())).await
    }

    pub async fn export_after(&self, cursor: &str) -> Result<Export, Failure> {
        self.export(("cursor", cursor)).await
    }

    async fn export(&self, from: (&str, &str)) -> Result<Export, Failure> {
        answer(self.call(Method::GET, "incremental/tickets/cursor.json", &[from])).await
    }

    /// Everything that happened in a ticket, the oldest first, with the people who did it.
    pub async fn audits(&self, id: i64) -> Result<(Vec<Audit>, Vec<User>), Failure> {
        let (mut audits, mut users, mut after) = (Vec::new(), Vec::new(), None::<String>);
        for _ in 0..LIMIT_AUDIT_PAGES {
            let mut query = vec![("include", "users"), ("page[size]", "100")];
            query.extend(after.as_deref().map(|cursor| ("page[after]", cursor)));
            let call = self.call(Method::GET, &format!("tickets/{id}/audits.json"), &query);
            let page: Audits = answer(call).await?;
            audits.extend(page.audits);
            users.extend(page.users);
            after = page.meta.after_cursor.filter(|_| page.meta.has_more);
            if after.is_none() {
                break;
            }
        }
        Ok((audits, users))
    }

    fn call(&self, method: Method, path: &str, query: &[(&str, &str)]) -> RequestBuilder {
        let url = format!("{}api/v2/{path}", self.setting.url);
        self.http
            .request(method, url)
            .query(query)
            .basic_auth(
                format!("{}/token", self.setting.email),
                Some(self.setting.token.reveal()),
            )
            .header("Accept", "application/json")
    }
}

async fn answer<T: DeserializeOwned>(call: RequestBuilder) -> Result<T, Failure> {
    let response = call.send().await.map_err(unreachable)?;
    let status = response.status();
    if !status.is_success() {
        return Err(refused(response).await);
    }
    let text = response.text().await.map_err(unreachable)?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::Refused(format!("Zendesk's answer cannot be read: {error}.")))
}

/// What reqwest says names the address: credentials stand in a header, never there.
fn unreachable(error: reqwest::Error) -> Failure {
    let what = if error.is_timeout() {
        "Zendesk does not answer in time."
    } else {
        "Zendesk cannot be reached."
    };
    tracing::warn!(error = %error.without_url(), "{what}");
    Failure::Passing {
        what: what.to_owned(),
        wait: None,
    }
}

async fn refused(response: Response) -> Failure {
    let (status, wait) = (response.status(), retry_after(response.headers()));
    let said = response.text().await.unwrap_or_default();
    let said = serde_json::from_str::<Refusal>(&said)
        .unwrap_or_default()
        .in_words();
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Failure::Passing {
            what: format!(
                "Zendesk refuses the agent or the token ({status}). Check zendesk_email and zendesk_token."
            ),
            wait: Some(UNTIL_MENDED),
        },
        StatusCode::TOO_MANY_REQUESTS => Failure::Passing {
            what: "Zendesk takes no more calls for a while (429).".to_owned(),
            wait,
        },
        status if status.is_server_error() => Failure::Passing {
            what: format!("Zendesk has a fault of its own ({status})."),
            wait,
        },
        status => Failure::Refused(
            format!("Zendesk refuses the ticket ({status}): {said}")
                .trim_end_matches(": ")
                .to_owned(),
        ),
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(24 * 3600)))
}
