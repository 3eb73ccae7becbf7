//! More time for a request's clocks: extensions, and those that a vendor manager asks for with a ticket.

use chrono::{DateTime, Utc};
use qc::id::{ExtensionId, RequestId, TicketId};
use qc::sla::{AskedExtensionState, ExtensionGround};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::{Action, PersonRef};

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewExtension {
    pub ground: ExtensionGround,
    /// Whole hours to add to the original due time.
    #[schema(minimum = 1, maximum = 240)]
    pub extra_h: u32,
    #[serde(default)]
    pub ticket_id: Option<TicketId>,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExtensionView {
    pub id: ExtensionId,
    pub ground: ExtensionGround,
    pub extra_s: i64,
    pub granted_by: PersonRef,
    pub ticket_id: Option<TicketId>,
    pub note: String,
    pub created_at: DateTime<Utc>,
}

/// Becomes a ticket of the kind `sla_extension`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AskExtension {
    pub ground: ExtensionGround,
    /// Whole hours
    #[schema(minimum = 1, maximum = 240)]
    pub extra_h: u32,
    /// Names the title and the task.
    #[schema(min_length = 1, max_length = 300)]
    pub subject: String,
    #[schema(min_length = 1, max_length = 10000)]
    pub why: String,
    /// The browser's version and the page's path, attached by the page.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub context: serde_json::Value,
}

/// What a ticket of the kind `sla_extension` asks for, and how it was answered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AskedExtensionView {
    pub ticket_id: TicketId,
    pub ticket_number: i64,
    pub request_id: RequestId,
    pub request_number: i64,
    pub ground: ExtensionGround,
    pub extra_s: i64,
    pub state: AskedExtensionState,
    pub asked_by: PersonRef,
    pub asked_at: DateTime<Utc>,
    pub answered_by: Option<PersonRef>,
    pub answered_at: Option<DateTime<Utc>>,
    /// The note of a grant, or why it was refused.
    pub answer: String,
    /// What was granted, which may be less than was asked for.
    pub granted_s: Option<i64>,
    /// The due time that counts now, and without any extension.
    pub due_at: DateTime<Utc>,
    pub original_due_at: DateTime<Utc>,
    pub actions: Vec<Action>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct GrantExtension {
    /// Whole hours; absent grants what was asked for.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 240)]
    pub extra_h: Option<u32>,
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}
