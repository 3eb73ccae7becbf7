//! Handing a message over, and what an attempt means for its webhook: one that answers well is well; one that is slow to fail
//! is left alone for a while, so that it does not hold the others up; one that fails for days, or says that it is gone, is
//! switched off.

use std::time::Duration;

use qc::id::{OutboxId, WebhookId};
use qc::notice::NoticeKind;
use qc::webhook::is_given_up;

use super::announce::as_sent;
use super::sign::{Secret, Signature};
use super::sql::{self, Target};
use crate::app::App;
use crate::db::Tx;
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::notices::{self, Notice, People};
use crate::outbox::{Outcome, Tried, Waiting};

pub(crate) async fn deliver(app: &App, webhook: WebhookId, message: &Waiting) -> anyhow::Result<Tried> {
    let target = sql::find_target(&app.db, webhook).await?;
    let Some(target) = target.filter(|target| target.is_enabled) else {
        let reason = "The webhook is switched off. Switch it on, then send the message again.".to_owned();
        return Ok(untried(Outcome::Never {
            reason,
            is_address_wrong: false,
        }));
    };
    if let Some(paused) = target.paused_for() {
        return Ok(untried(Outcome::Postponed(paused)));
    }
    let body = serde_json::to_string(&as_sent(&message.content, &app.settings))?;
    let signature = signature(message.id, &target, &body);
    let tried = app.webhooks.post(&target.url, &signature, body).await;
    let is_slow_failure = !matches!(tried.outcome, Outcome::Sent) && app.webhooks.is_slow(tried.took);
    if is_slow_failure {
        sql::pause(&app.db, webhook, PAUSE).await?;
    }
    Ok(tried)
}

/// How long a webhook that was slow to fail is left alone.
const PAUSE: Duration = Duration::from_secs(30);

fn signature(message: OutboxId, target: &Target, body: &str) -> Signature {
    let old = target.old_secret.clone().into_iter();
    let secrets: Vec<Secret> = std::iter::once(target.secret.clone())
        .chain(old)
        .map(Secret::stored)
        .collect();
    Signature::new(message.to_string(), target.now.timestamp(), &secrets, body)
}

fn untried(outcome: Outcome) -> Tried {
    Tried {
        outcome,
        status: None,
        answer: String::new(),
        took: Duration::ZERO,
    }
}

/// What the attempt says of the webhook itself.
pub(crate) async fn note(tx: &mut Tx, webhook: WebhookId, tried: &Tried) -> Result<(), sqlx::Error> {
    match &tried.outcome {
        Outcome::Sent => sql::set_well(tx, webhook).await,
        Outcome::Never {
            reason,
            is_address_wrong: true,
        } => switch_off(tx, webhook, reason).await,
        Outcome::Later { .. } => {
            let failing = sql::set_failing(tx, webhook).await?;
            match failing {
                Some((since, now)) if is_given_up(since, now) => {
                    switch_off(tx, webhook, "It has answered nothing well for three days.").await
                }
                _ => Ok(()),
            }
        }
        Outcome::Never { .. } | Outcome::Postponed(_) => Ok(()),
    }
}

/// Someone wants it called now.
pub(crate) async fn resume(tx: &mut Tx, webhook: WebhookId) -> Result<(), sqlx::Error> {
    sql::resume(tx, webhook).await
}

async fn switch_off(tx: &mut Tx, webhook: WebhookId, reason: &str) -> Result<(), sqlx::Error> {
    let Some(off) = sql::switch_off(tx, webhook, reason).await? else {
        return Ok(());
    };
    history::record(tx, Act::new(None, "webhook.disabled", webhook).because(reason)).await?;
    events::record(tx, Event::new(EventKind::Webhook, webhook)).await?;
    let named = if off.description.is_empty() {
        off.url
    } else {
        off.description
    };
    let notice = Notice::new(
        NoticeKind::WebhookDisabled,
        format!("A webhook was switched off: {named}"),
        format!("/webhooks?webhook={webhook}"),
    );
    let owners = off
        .facility_id
        .map_or(People::StudioAdmins, People::VendorManagers);
    notices::send(tx, owners, notice.saying(reason)).await
}
