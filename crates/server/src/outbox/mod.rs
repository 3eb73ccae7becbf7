//! The outbox: everything that leaves the product, mails and webhook messages, written in the transaction of the act that
//! causes it and sent by jobs. At least once: a message keeps its id through every attempt. What a mail or a webhook message
//! is, and how it is handed over, is said in `mail` and `webhooks`; here it waits, is tried, and can be looked at.

pub mod http;
mod jobs;
mod sql;

use std::time::Duration;

use qc::id::{OutboxId, PersonId, WebhookId};
use qc::outbox::OutboxChannel;
use qc::person::Role;
use serde_json::Value;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::events::{self, Event, EventKind};
use crate::jobs as queue;

pub use jobs::{SendMessage, SweepOutbox};
pub(crate) use sql::Waiting;

/// What is to leave, and to whom.
pub(crate) enum Outgoing {
    Mail {
        person: Option<PersonId>,
        address: String,
    },
    Webhook {
        webhook: WebhookId,
        url: String,
    },
}

impl Outgoing {
    fn channel(&self) -> OutboxChannel {
        match self {
            Outgoing::Mail { .. } => OutboxChannel::Mail,
            Outgoing::Webhook { .. } => OutboxChannel::Webhook,
        }
    }
}

/// Puts a message into the outbox; it is sent if and only if the act is committed.
pub(crate) async fn put(
    tx: &mut Tx,
    to: &Outgoing,
    subject: &str,
    content: &Value,
) -> Result<OutboxId, sqlx::Error> {
    let id = sql::insert(tx, to, subject, content).await?;
    queue::enqueue(tx, &SendMessage { message: id }).await?;
    tell(tx, id).await?;
    Ok(id)
}

/// Sends everything of a webhook that failed since then again, the oldest first; gives how many, and how many are left.
pub(crate) async fn replay_failed(
    tx: &mut Tx,
    webhook: WebhookId,
    since: chrono::DateTime<chrono::Utc>,
) -> Result<(i64, i64), sqlx::Error> {
    let (messages, left) = sql::restart_failed(tx, webhook, since).await?;
    for message in &messages {
        queue::enqueue(tx, &SendMessage { message: *message }).await?;
    }
    if let Some(last) = messages.last() {
        tell(tx, *last).await?;
    }
    Ok((i64::try_from(messages.len()).unwrap_or(i64::MAX), left))
}

/// One attempt, as the channel saw it.
pub(crate) struct Tried {
    pub outcome: Outcome,
    pub status: Option<u16>,
    pub answer: String,
    pub took: Duration,
}

pub(crate) enum Outcome {
    Sent,
    /// It may go later, not before so long, if the receiver said so.
    Later {
        reason: String,
        not_before: Option<Duration>,
    },
    /// It will not go.
    Never {
        reason: String,
        is_address_wrong: bool,
    },
    /// It was not tried at all.
    Postponed(Duration),
}

/// The studio looks at everything; a vendor manager at the messages of the own facility's webhooks. Two events, as for the
/// two kinds of readers.
async fn tell(tx: &mut Tx, id: OutboxId) -> Result<(), sqlx::Error> {
    events::record(tx, Event::new(EventKind::Outbox, id)).await?;
    for reader in sql::list_managers(tx, id).await? {
        events::record(tx, Event::new(EventKind::Outbox, id).for_person(reader)).await?;
    }
    Ok(())
}

pub struct SeeOutbox;

impl Permission for SeeOutbox {
    const ACT: qc::access::Permission = qc::access::Permission::SeeOutbox;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// One message, to look at or to send again.
pub struct SeeOutboxMessage;

impl Permission for SeeOutboxMessage {
    const ACT: qc::access::Permission = qc::access::Permission::SeeOutbox;
    type Key = OutboxId;
    type Target = sql::Row;

    async fn find(app: &App, actor: &Actor, id: OutboxId) -> ApiResult<Option<sql::Row>> {
        Ok(sql::find(&app.db, &sight(actor), id).await?)
    }
}

/// Whose messages someone looks at.
fn sight(actor: &Actor) -> sql::Sight {
    match (actor.role, actor.facility) {
        (Role::StudioAdmin, _) => sql::Sight::All,
        (Role::VendorManager, Some(facility)) => sql::Sight::WebhooksOf(facility),
        _ => sql::Sight::Nothing,
    }
}
