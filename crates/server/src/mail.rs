//! Mail: a job per letter, written in the transaction of the act that causes it. Without an SMTP server in the settings
//! nothing is queued, and notices stay within the product.

use anyhow::Context;
use lettre::message::MultiPart;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use qc::id::PersonId;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::config::Settings;
use crate::db::Tx;
use crate::jobs::{self, Attempt, Job};

/// One letter to one person, as plain text and as HTML that fetches nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    pub person: Option<PersonId>,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Queues the letter where mail is configured; says whether it was.
pub async fn send(tx: &mut Tx, settings: &Settings, letter: &Letter) -> Result<bool, sqlx::Error> {
    if settings.mail.is_none() {
        return Ok(false);
    }
    jobs::enqueue(tx, letter).await?;
    Ok(true)
}

impl Job for Letter {
    const KIND: &'static str = "mail.send";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        let Some(setting) = &app.settings.mail else {
            return Ok(());
        };
        let message = Message::builder()
            .from(setting.from.parse().context("the sender's address")?)
            .to(self.to.parse().context("the receiver's address")?)
            .subject(one_line(&self.subject))
            .multipart(MultiPart::alternative_plain_html(
                self.text.clone(),
                self.html.clone(),
            ))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(setting.smtp.reveal())?.build();
        transport
            .send(message)
            .await
            .context("the mail server refused the letter")?;
        Ok(())
    }
}

/// A subject with a line break would be a header of its own.
fn one_line(subject: &str) -> String {
    subject
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
