//! Support tickets, opened from "?" at the upper right of a request.

use chrono::{DateTime, Utc};
use qc::id::{RequestId, ShowId, TicketId, TitleId};
use qc::ticket::{TicketKind, TicketState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::{Action, PersonRef};

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewTicket {
    #[serde(default)]
    pub request_id: Option<RequestId>,
    pub kind: TicketKind,
    #[schema(min_length = 1, max_length = 300)]
    pub subject: String,
    #[schema(min_length = 1, max_length = 10000)]
    pub description: String,
    /// The browser's version and the page's path, attached by the page.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub context: serde_json::Value,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketView {
    pub id: TicketId,
    pub number: i64,
    pub request_id: Option<RequestId>,
    pub request_number: Option<i64>,
    pub kind: TicketKind,
    /// The team that looks at it first.
    pub team: String,
    pub subject: String,
    pub description: String,
    pub author: PersonRef,
    pub state: TicketState,
    #[schema(value_type = Object)]
    pub context: serde_json::Value,
    pub created_at: DateTime<Utc>,
    pub revision: i64,
    pub actions: Vec<Action>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SetTicketState {
    pub state: TicketState,
    #[serde(default)]
    pub reason: String,
}

/// A legal bar that the considerations in an onboarding ticket suggest: `POST /legal-bars` with its parts sets it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SuggestedBar {
    pub person: PersonRef,
    pub show_id: Option<ShowId>,
    pub title_id: Option<TitleId>,
    /// What the show or title is called.
    pub work: String,
    /// The line of the ticket.
    pub consideration: String,
    /// It is set already.
    pub is_barred: bool,
}
