//! Sending what waits in the outbox. The attempt, its record and the next attempt's time are written in one transaction with
//! the job's end; a worker that dies in between makes the receiver get the message twice, under the same id.

use std::time::Duration;

use qc::id::OutboxId;
use qc::outbox::{OutboxState, retry_after};
use serde::{Deserialize, Serialize};

use super::sql::{self, Waiting};
use super::{Outcome, Tried, tell};
use crate::app::App;
use crate::db::Tx;
use crate::jobs::{self, Attempt, Job, Lane};
use crate::{mail, webhooks};

#[derive(Debug, Serialize, Deserialize)]
pub struct SendMessage {
    pub message: OutboxId,
}

impl Job for SendMessage {
    const KIND: &'static str = "outbox.send";
    const LANE: Lane = Lane::Outbound;

    fn key(&self) -> Option<String> {
        Some(format!("outbox:{}", self.message))
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        let Some(message) = sql::find_waiting(&app.db, self.message).await? else {
            return Ok(());
        };
        let tried = match message.webhook_id {
            Some(webhook) => webhooks::deliver(app, webhook, &message).await?,
            None => mail::deliver(app, &message).await,
        };
        let mut tx = app.db.begin().await?;
        note(&mut tx, &message, &tried).await?;
        tell(&mut tx, self.message).await?;
        attempt.finish(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        let mut tx = app.db.begin().await?;
        sql::set_failed(&mut tx, self.message, reason).await?;
        tell(&mut tx, self.message).await?;
        Ok(tx.commit().await?)
    }

    async fn retried(&self, tx: &mut Tx) -> anyhow::Result<()> {
        sql::set_waiting(tx, self.message).await?;
        Ok(tell(tx, self.message).await?)
    }
}

async fn note(tx: &mut Tx, message: &Waiting, tried: &Tried) -> anyhow::Result<()> {
    if let Outcome::Postponed(delay) = tried.outcome {
        return try_again(tx, message, delay).await;
    }
    sql::record_attempt(tx, message.id, tried).await?;
    match &tried.outcome {
        Outcome::Sent => sql::set_sent(tx, message.id).await?,
        Outcome::Never { reason, .. } => sql::set_failed(tx, message.id, reason).await?,
        Outcome::Later { reason, not_before } => {
            let tries = u32::try_from(message.tries + 1).unwrap_or(u32::MAX);
            match retry_after(tries, rand::random()) {
                Some(delay) => {
                    sql::set_reason(tx, message.id, reason).await?;
                    try_again(tx, message, delay.max(not_before.unwrap_or_default())).await?;
                }
                None => sql::set_failed(tx, message.id, reason).await?,
            }
        }
        Outcome::Postponed(_) => {}
    }
    match message.webhook_id {
        Some(webhook) => Ok(webhooks::note(tx, webhook, tried).await?),
        None => note_address(tx, message, tried).await,
    }
}

async fn try_again(tx: &mut Tx, message: &Waiting, delay: Duration) -> anyhow::Result<()> {
    sql::set_next(tx, message.id, delay).await?;
    let job = SendMessage { message: message.id };
    Ok(jobs::enqueue_in(tx, &job, delay).await?)
}

/// An address that does not work is shown on its person until a letter is taken again.
async fn note_address(tx: &mut Tx, message: &Waiting, tried: &Tried) -> anyhow::Result<()> {
    let (Some(person), Some(address)) = (message.person_id, Some(&message.recipient)) else {
        return Ok(());
    };
    match &tried.outcome {
        Outcome::Sent => mail::address_works(tx, person, address).await?,
        Outcome::Never {
            reason,
            is_address_wrong: true,
        } => mail::address_fails(tx, person, address, reason).await?,
        _ => {}
    }
    Ok(())
}

const KEPT_DAYS: i32 = 30;

/// Forgets what left a month ago, or was given up then.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepOutbox;

impl Job for SweepOutbox {
    const KIND: &'static str = "outbox.sweep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        sql::delete_old(&app.db, OutboxState::Waiting, KEPT_DAYS).await?;
        Ok(())
    }
}
