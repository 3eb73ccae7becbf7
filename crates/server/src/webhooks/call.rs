//! Calling a receiver: one POST, no redirects followed, no proxy, a time limit for all of it, and no more of the answer read
//! than is kept.

use std::error::Error;
use std::time::{Duration, Instant};

use http::header::{CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use reqwest::{Client, Response, redirect};

use super::address::{AddressRefused, Guard, Lookup};
use super::sign::Signature;
use crate::config::WebhookSetting;
use crate::outbox::{Outcome, Tried};

/// Calls receivers; one per process.
pub struct Caller {
    pub(crate) guard: Guard,
    client: Client,
    timeout: Duration,
}

const LIMIT_ANSWER_BYTES: usize = 1024;
/// No receiver puts us off for longer than that.
const LIMIT_RETRY_AFTER: Duration = Duration::from_secs(6 * 3600);

impl Caller {
    pub fn new(setting: WebhookSetting, lookup: Lookup) -> anyhow::Result<Caller> {
        let guard = Guard::new(lookup, setting.is_local_allowed);
        let client = Client::builder()
            .dns_resolver(guard.clone())
            .redirect(redirect::Policy::none())
            .no_proxy()
            // Every call looks its host up anew.
            .pool_max_idle_per_host(0)
            .timeout(setting.timeout)
            .build()?;
        Ok(Caller {
            guard,
            client,
            timeout: setting.timeout,
        })
    }

    /// An answer so late that others would wait for it.
    pub fn is_slow(&self, took: Duration) -> bool {
        took >= self.timeout / 2
    }

    pub(crate) async fn post(&self, url: &str, signature: &Signature, body: String) -> Tried {
        let begun = Instant::now();
        let (outcome, status, answer) = match self.guard.read(url) {
            Ok(url) => self.call(url, signature, body).await,
            Err(refused) => (never(&refused), None, String::new()),
        };
        Tried {
            outcome,
            status,
            answer,
            took: begun.elapsed(),
        }
    }

    async fn call(
        &self,
        url: url::Url,
        signature: &Signature,
        body: String,
    ) -> (Outcome, Option<u16>, String) {
        let call = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, "Asset-QC-Webhooks/1")
            .header("webhook-id", &signature.id)
            .header("webhook-timestamp", signature.timestamp.to_string())
            .header("webhook-signature", &signature.signatures)
            .body(body);
        match call.send().await {
            Ok(response) => {
                let (status, outcome) = (response.status().as_u16(), judge(&response));
                (outcome, Some(status), beginning(response).await)
            }
            Err(error) => (self.unanswered(error), None, String::new()),
        }
    }

    fn unanswered(&self, error: reqwest::Error) -> Outcome {
        if let Some(refused) = find_refusal(&error) {
            return match refused {
                AddressRefused::NoSuchHost { .. } => later(sentence(refused), None),
                _ => never(refused),
            };
        }
        if error.is_timeout() {
            let seconds = self.timeout.as_secs_f32();
            return later(format!("The receiver did not answer within {seconds} s."), None);
        }
        let mut said = error.without_url().to_string();
        if let Some(cause) = said
            .find("error sending request")
            .map(|_| "the connection failed or was cut")
        {
            said = cause.to_owned();
        }
        later(format!("The receiver could not be reached: {said}."), None)
    }
}

/// 2xx is taken; 410 is gone for good, which switches the webhook off; anything else may go later.
fn judge(response: &Response) -> Outcome {
    let status = response.status();
    if status.is_success() {
        return Outcome::Sent;
    }
    if status.as_u16() == GONE {
        return Outcome::Never {
            reason: "The receiver says that it is gone for good (410).".to_owned(),
            is_address_wrong: true,
        };
    }
    if status.is_redirection() {
        return later(
            format!("The receiver answered with a redirect ({status}), which is not followed."),
            None,
        );
    }
    let after = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let not_before = after.map(|seconds| Duration::from_secs(seconds).min(LIMIT_RETRY_AFTER));
    later(format!("The receiver answered {status}."), not_before)
}

const GONE: u16 = 410;

async fn beginning(mut response: Response) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < LIMIT_ANSWER_BYTES {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            // Its code counts; what it said besides is lost.
            Ok(None) | Err(_) => break,
        }
    }
    bytes.truncate(LIMIT_ANSWER_BYTES);
    // PostgreSQL keeps no NUL in text.
    String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}")
}

fn find_refusal<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a AddressRefused> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(refused) = error.downcast_ref::<AddressRefused>() {
            return Some(refused);
        }
        next = error.source();
    }
    None
}

fn sentence(refused: &AddressRefused) -> String {
    let text = refused.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().collect::<String>());
    format!("{}{}.", first.unwrap_or_default(), chars.as_str())
}

fn never(refused: &AddressRefused) -> Outcome {
    Outcome::Never {
        reason: sentence(refused),
        is_address_wrong: false,
    }
}

fn later(reason: String, not_before: Option<Duration>) -> Outcome {
    Outcome::Later { reason, not_before }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::webhooks::sign::Secret;

    /// A name that leads to a public address when it is looked at, and to this machine when it is called.
    fn turning() -> (Lookup, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        let lookup: Lookup = Arc::new(move |_| {
            let is_first = counter.fetch_add(1, Ordering::SeqCst) == 0;
            let found: IpAddr = if is_first { "1.1.1.1" } else { "127.0.0.1" }.parse().unwrap();
            Box::pin(async move { Ok(vec![found]) })
        });
        (lookup, asked)
    }

    #[tokio::test]
    async fn a_name_that_turns_to_this_machine_after_the_check_is_not_called() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (lookup, asked) = turning();
        let setting = WebhookSetting {
            is_local_allowed: false,
            timeout: Duration::from_secs(5),
        };
        let caller = Caller::new(setting, lookup).unwrap();
        let url = format!("https://hooks.example.com:{port}/");
        caller.guard.check(&url).await.expect("public at first");
        let signature = Signature::new("m".into(), 1, &[Secret::draw()], "{}");
        let tried = caller.post(&url, &signature, "{}".into()).await;
        let Outcome::Never { reason, .. } = tried.outcome else {
            panic!("it was called")
        };
        assert_eq!(
            reason,
            "Hooks.example.com leads to 127.0.0.1, which is not an address of the public internet."
        );
        assert_eq!(
            asked.load(Ordering::SeqCst),
            2,
            "the look-up of the call itself is what is checked"
        );
        let called = tokio::time::timeout(Duration::from_millis(100), listener.accept()).await;
        assert!(called.is_err(), "somebody connected");
    }
}
