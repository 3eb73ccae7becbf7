//! The living history: every act, who and when, what was before and after; its filters, and the seal over it.

use chrono::{DateTime, Utc};
use qc::history::HistoryKind;
use qc::id::{DeliveryId, IssueId, RequestId, TitleId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::page::PersonRef;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HistoryRow {
    pub id: i64,
    pub at: DateTime<Utc>,
    /// Absent when the system itself acted.
    pub actor: Option<PersonRef>,
    /// `request.taken`, `issue.replaced`, `delivery.rejected`.
    pub act: String,
    /// `request`, `issue`, `delivery`, `fix_note`, `verification`, `comment`, `ticket`, `title`.
    pub noun: String,
    pub kind: HistoryKind,
    pub noun_id: Uuid,
    pub title_id: Option<TitleId>,
    pub request_id: Option<RequestId>,
    pub request_number: Option<i64>,
    pub round: Option<i32>,
    pub issue_id: Option<IssueId>,
    pub delivery_id: Option<DeliveryId>,
    /// One readable line: "Issue 3 [016] Audio Drop Out/Mute replaced by issue 7".
    pub summary: String,
    /// What is different, field by field, in words.
    pub changes: Vec<FieldChange>,
    pub reason: String,
}

/// One field before and after; absent where there was, or is, nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldChange {
    /// In words: "severity", "first frame".
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What there is to choose from when one looks through a history.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HistoryChoices {
    pub kinds: Vec<HistoryKind>,
    pub people: Vec<PersonRef>,
    pub rounds: Vec<i32>,
    pub deliveries: Vec<DeliveryChoice>,
    pub issues: Vec<IssueChoice>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeliveryChoice {
    pub id: DeliveryId,
    /// "Delivery 2 of the primary A/V"
    pub label: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssueChoice {
    pub id: IssueId,
    /// "3 [016] Audio Drop Out/Mute"
    pub label: String,
}

/// How far the history is sealed: each row's seal is made of the row and the seal before it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SealView {
    /// Rows that are sealed.
    pub sealed: i64,
    /// Rows that wait for the next sealing, a few seconds.
    pub waiting: i64,
    pub sealed_at: Option<DateTime<Utc>>,
    /// The last seal, in hexadecimal. Note it down elsewhere: `assetqc check --seal` proves that it still stands.
    pub head: Option<String>,
}
