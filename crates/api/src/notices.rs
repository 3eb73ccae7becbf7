//! Notices to a person, and live events.

use chrono::{DateTime, Utc};
use qc::id::{NoticeId, RequestId, TitleId};
use qc::notice::NoticeKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NoticeView {
    pub id: NoticeId,
    pub kind: NoticeKind,
    pub subject: String,
    pub body: String,
    /// A path within the product.
    pub link: String,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

/// One live event of `GET /events`: what changed, so that the page reads it again.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EventView {
    pub id: i64,
    /// `request`, `delivery`, `rendition`, `issue`, `verification`, `fix_note`, `notice`, `ticket`, `person`.
    pub kind: String,
    pub noun_id: Uuid,
    pub title_id: Option<TitleId>,
    pub request_id: Option<RequestId>,
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
}
