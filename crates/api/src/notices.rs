//! Notices to a person, and live events.

use chrono::{DateTime, Utc};
use qc::id::{NoticeId, RequestId, TitleId};
use qc::notice::{MailWhen, NoticeGroup, NoticeKind};
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

/// Of what a person is told, and by which way.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NoticeSettings {
    /// Where their mail goes.
    pub email: String,
    /// Why mail to that address came back for good; absent while it works.
    pub mail_failure: Option<String>,
    /// Whether this installation sends mail at all.
    pub sends_mail: bool,
    /// The hour of the daily mail, 0 to 23, on the clock of the zone.
    pub digest_hour: u8,
    /// Its name in the IANA database; absent until a page of theirs said it, and then read as UTC.
    pub time_zone: Option<String>,
    /// Every kind that this person is told of.
    pub kinds: Vec<NoticeSetting>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NoticeSetting {
    pub kind: NoticeKind,
    pub group: NoticeGroup,
    pub is_shown: bool,
    /// False for work of one's own, which is always shown in the product.
    pub may_be_muted: bool,
    pub mail: MailWhen,
    /// What holds for this role when nothing was chosen.
    pub usual_mail: MailWhen,
}

/// Absent fields, and kinds that are not named, stay as they are.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct NoticeSettingsChange {
    #[serde(default)]
    pub digest_hour: Option<u8>,
    #[serde(default)]
    pub time_zone: Option<String>,
    #[serde(default)]
    pub kinds: Vec<NoticeChoice>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NoticeChoice {
    pub kind: NoticeKind,
    #[serde(default)]
    pub is_shown: Option<bool>,
    #[serde(default)]
    pub mail: Option<MailWhen>,
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
