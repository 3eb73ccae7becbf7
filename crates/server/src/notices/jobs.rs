//! Notices as mail: what is due and was not read yet goes out within seconds, each once, where a mail server is set. What
//! is to go at once has a letter of its own; what is collected by the hour or the day goes as one.

use serde::{Deserialize, Serialize};

use super::letter;
use super::sql;
use crate::app::App;
use crate::jobs::{Attempt, Job};
use crate::mail;

const LINES_AT_ONCE: i64 = 500;

/// Turns due notices into letters. Marking the notices and queueing the letters are one transaction.
#[derive(Debug, Serialize, Deserialize)]
pub struct MailNotices;

impl Job for MailNotices {
    const KIND: &'static str = "notices.mail";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        if app.settings.mail.is_none() {
            return Ok(());
        }
        let mut tx = app.db.begin().await?;
        let lines = sql::take_due(&mut tx, LINES_AT_ONCE).await?;
        for parcel in letter::parcels(lines) {
            let letter = letter::written(&parcel, &app.settings.public_url)?;
            mail::send(&mut tx, &app.settings, letter).await?;
        }
        Ok(tx.commit().await?)
    }
}
