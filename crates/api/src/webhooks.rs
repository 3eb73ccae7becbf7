//! Webhooks: endpoints of other people's programs. The secret is in the answers that make it, and in no other.

use chrono::{DateTime, Utc};
use qc::id::{FacilityId, WebhookId};
use qc::webhook::WebhookEvent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::PersonRef;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WebhookView {
    pub id: WebhookId,
    /// Whose it is; absent for the studio's. A facility's hears of the facility's own work only.
    pub facility_id: Option<FacilityId>,
    pub facility: Option<String>,
    pub url: String,
    pub description: String,
    pub events: Vec<WebhookEvent>,
    pub is_enabled: bool,
    /// Why the system switched it off.
    pub disabled_reason: String,
    /// Since when nothing was answered well.
    pub failing_since: Option<DateTime<Utc>>,
    /// Until when messages are also signed with the secret before.
    pub old_secret_until: Option<DateTime<Utc>>,
    pub created_by: Option<PersonRef>,
    pub created_at: DateTime<Utc>,
    pub last_sent_at: Option<DateTime<Utc>>,
    pub waiting: i64,
    pub failed: i64,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewWebhook {
    /// `https://…`; its host must have public addresses.
    pub url: String,
    #[serde(default)]
    pub description: String,
    pub events: Vec<WebhookEvent>,
}

/// Absent fields stay as they are.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct WebhookChange {
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub events: Option<Vec<WebhookEvent>>,
    #[serde(default)]
    pub is_enabled: Option<bool>,
}

/// A webhook with its new secret, which is shown only now.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WebhookSecret {
    pub webhook: WebhookView,
    /// `whsec_…`
    pub secret: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewSecret {
    /// How long messages are signed with the secret before as well: 0 to 168.
    pub overlap_hours: u32,
}

/// Everything that failed since then is sent again.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReplaySince {
    pub since: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Replayed {
    pub messages: i64,
    /// So many more failed since then: ask again.
    pub left: i64,
}
