//! The living history: every act on a title, who and when, what was before and after.

use chrono::{DateTime, Utc};
use qc::id::RequestId;
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
    pub noun_id: Uuid,
    pub request_id: Option<RequestId>,
    pub request_number: Option<i64>,
    /// One readable line: "Issue 3 [016] Audio Drop Out/Mute replaced by issue 7".
    pub summary: String,
    #[schema(value_type = Option<Object>)]
    pub before: Option<serde_json::Value>,
    #[schema(value_type = Option<Object>)]
    pub after: Option<serde_json::Value>,
    pub reason: String,
}
