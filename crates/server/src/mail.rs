//! Mail: a letter is put into the outbox in the transaction of the act that causes it, and handed to the SMTP server of the
//! settings. Without one nothing is queued, and notices stay within the product. What the server refuses for good is not
//! tried again; when it is the address that it refuses, the person is marked, and no more is sent there.

use std::time::{Duration, Instant};

use anyhow::Context;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use qc::id::{OutboxId, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::app::App;
use crate::config::{MailSetting, Settings};
use crate::db::Tx;
use crate::events::{self, Event, EventKind};
use crate::outbox::{self, Outcome, Outgoing, Tried, Waiting};

/// One letter to one person, as plain text and as HTML that fetches nothing.
#[derive(Clone, Debug)]
pub struct Letter {
    pub person: Option<PersonId>,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What the outbox keeps of a letter until it is taken.
#[derive(Serialize, Deserialize)]
struct Content {
    text: String,
    html: String,
}

/// Puts the letter into the outbox where mail is configured; says whether it was.
pub async fn send(tx: &mut Tx, settings: &Settings, letter: Letter) -> Result<bool, sqlx::Error> {
    if settings.mail.is_none() {
        return Ok(false);
    }
    let content = Content {
        text: letter.text,
        html: letter.html,
    };
    let content = serde_json::to_value(content).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let to = Outgoing::Mail {
        person: letter.person,
        address: letter.to,
    };
    outbox::put(tx, &to, &one_line(&letter.subject), &content).await?;
    Ok(true)
}

/// Hands a letter to the mail server.
pub(crate) async fn deliver(app: &App, letter: &Waiting) -> Tried {
    let begun = Instant::now();
    let (outcome, status, answer) = match &app.settings.mail {
        Some(setting) => hand_over(setting, &app.settings, letter).await,
        None => (
            never("No mail server is set any more.", false),
            None,
            String::new(),
        ),
    };
    Tried {
        outcome,
        status,
        answer,
        took: begun.elapsed(),
    }
}

/// A server that does not answer is given up after so long.
const PATIENCE: Duration = Duration::from_secs(30);

async fn hand_over(
    setting: &MailSetting,
    settings: &Settings,
    letter: &Waiting,
) -> (Outcome, Option<u16>, String) {
    let to: Mailbox = match letter.recipient.parse() {
        Ok(to) => to,
        Err(error) => {
            return (
                never(format!("The address cannot be read: {error}."), true),
                None,
                String::new(),
            );
        }
    };
    let written = written(setting, settings, letter, to);
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(setting.smtp.reveal());
    let (message, transport) = match (written, transport) {
        (Ok(message), Ok(transport)) => (message, transport.timeout(Some(PATIENCE)).build()),
        (Err(error), _) => {
            return (
                never(format!("The letter cannot be written: {error:#}."), false),
                None,
                String::new(),
            );
        }
        (_, Err(error)) => {
            return (
                later(format!("The setting mail_smtp cannot be used: {error}.")),
                None,
                String::new(),
            );
        }
    };
    match transport.send(message).await {
        Ok(answer) => {
            let text = answer.message().collect::<Vec<_>>().join("\n");
            (Outcome::Sent, Some(u16::from(answer.code())), text)
        }
        Err(error) => {
            let status = error.status().map(u16::from);
            (refused(&error, status), status, chain(&error))
        }
    }
}

fn written(
    setting: &MailSetting,
    settings: &Settings,
    letter: &Waiting,
    to: Mailbox,
) -> anyhow::Result<Message> {
    let content: Content = serde_json::from_value(Value::clone(&letter.content)).context("its content")?;
    Ok(Message::builder()
        .from(setting.from.parse().context("the sender's address")?)
        .to(to)
        .subject(&letter.subject)
        .message_id(Some(message_id(letter.id, settings)))
        .multipart(MultiPart::alternative_plain_html(content.text, content.html))?)
}

/// The same at every attempt: mail programs show a letter that came twice once.
fn message_id(id: OutboxId, settings: &Settings) -> String {
    format!("<{id}@{}>", settings.public_url.host_str().unwrap_or("localhost"))
}

fn refused(error: &smtp::Error, status: Option<u16>) -> Outcome {
    let reason = format!("The mail server said: {}.", chain(error).trim_end_matches('.'));
    match status {
        // Our own credentials, not the letter: it goes as soon as they are put right.
        Some(530 | 534 | 535 | 538) => later(reason),
        Some(code) if error.is_permanent() => never(reason, is_address(code, &chain(error))),
        _ => later(reason),
    }
}

/// Whether it is the receiver's address that does not work: RFC 5321 §4.2.3, RFC 3463 §3.2 (X.1.Y, and 5.2.1: disabled).
fn is_address(code: u16, text: &str) -> bool {
    let enhanced = text
        .split_whitespace()
        .any(|word| word.starts_with("5.1.") || word == "5.2.1");
    enhanced || matches!(code, 550 | 551 | 553 | 556) && !text.contains("5.7.")
}

fn chain(error: &smtp::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

fn never(reason: impl Into<String>, is_address_wrong: bool) -> Outcome {
    Outcome::Never {
        reason: reason.into(),
        is_address_wrong,
    }
}

fn later(reason: impl Into<String>) -> Outcome {
    Outcome::Later {
        reason: reason.into(),
        not_before: None,
    }
}

/// A letter was taken for this address: whatever was wrong with it is over.
pub(crate) async fn address_works(tx: &mut Tx, person: PersonId, address: &str) -> Result<(), sqlx::Error> {
    let cleared = sqlx::query!(
        "update person set mail_failed_at = null, mail_failure = '' where id = $1 and email = $2 and mail_failed_at is not null",
        Uuid::from(person),
        address,
    )
    .execute(&mut **tx)
    .await?;
    if cleared.rows_affected() == 1 {
        events::record(tx, Event::new(EventKind::Person, person)).await?;
    }
    Ok(())
}

/// The address does not work: shown on the person, and nothing more is sent there of itself.
pub(crate) async fn address_fails(
    tx: &mut Tx,
    person: PersonId,
    address: &str,
    reason: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update person set mail_failed_at = now(), mail_failure = $3 where id = $1 and email = $2",
        Uuid::from(person),
        address,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    events::record(tx, Event::new(EventKind::Person, person)).await
}

/// A subject with a line break would be a header of its own.
fn one_line(subject: &str) -> String {
    subject
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_at_fault_when_the_server_says_so_and_not_for_our_own_reputation() {
        assert!(is_address(550, "permanent error (550): 5.1.1 no such user"));
        assert!(is_address(550, "permanent error (550): mailbox unavailable"));
        assert!(is_address(554, "permanent error (554): 5.2.1 mailbox disabled"));
        assert!(!is_address(
            550,
            "permanent error (550): 5.7.1 message refused by policy"
        ));
        assert!(!is_address(552, "permanent error (552): 5.3.4 too large"));
    }
}
