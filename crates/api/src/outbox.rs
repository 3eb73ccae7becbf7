//! The outbox: everything that leaves the product, with how it went.

use chrono::{DateTime, Utc};
use qc::id::{OutboxId, WebhookId};
use qc::outbox::{OutboxChannel, OutboxState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::PersonRef;
use crate::page::Action;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OutboxRow {
    /// The same through every attempt; a webhook's `webhook-id`.
    pub id: OutboxId,
    pub channel: OutboxChannel,
    pub state: OutboxState,
    /// Of a mail its subject, of a webhook message its type.
    pub subject: String,
    /// The address, as it was then.
    pub recipient: String,
    pub person: Option<PersonRef>,
    pub webhook_id: Option<WebhookId>,
    pub attempts: i32,
    pub next_at: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub reason: String,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub actions: Vec<Action>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OutboxMessage {
    pub message: OutboxRow,
    pub attempts: Vec<OutboxAttempt>,
    /// What a webhook message says. Mails are their readers' own.
    #[schema(value_type = Option<Object>)]
    pub body: Option<serde_json::Value>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OutboxAttempt {
    pub number: i32,
    pub at: DateTime<Utc>,
    /// The receiver's code, when it answered.
    pub status: Option<i32>,
    pub latency_ms: i32,
    /// The first KB of what the receiver answered.
    pub answer: String,
    /// Why it failed; empty when it did not.
    pub reason: String,
}
