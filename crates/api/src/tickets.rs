//! Support tickets, opened from "?" at the upper right of a request, and the queue in which the studio answers them.

use chrono::{DateTime, Utc};
use qc::id::{PersonId, RequestId, ShowId, TicketAttachmentId, TicketId, TicketReplyId, TitleId};
use qc::ticket::{AttachmentKind, Team, TicketKind, TicketState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::{Action, PersonRef};

/// One kind of ticket: which team looks first, and what the form asks for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketKindView {
    pub kind: TicketKind,
    pub team: Team,
    /// What the browser saw is attached: diagnostics, a HAR file.
    pub is_fault: bool,
    /// Asked for on the page of a request, not with this form.
    pub is_asked_on_request: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewTicket {
    #[serde(default)]
    pub request_id: Option<RequestId>,
    pub kind: TicketKind,
    #[schema(min_length = 1, max_length = 300)]
    pub subject: String,
    #[schema(min_length = 1, max_length = 10000)]
    pub description: String,
    /// The versions of browser and application, the page's path, attached by the page.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub context: serde_json::Value,
    /// What was uploaded for it.
    #[serde(default)]
    #[schema(max_items = 4)]
    pub attachment_ids: Vec<TicketAttachmentId>,
    /// The closed ticket that this one goes on from.
    #[serde(default)]
    pub follows_id: Option<TicketId>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketView {
    pub id: TicketId,
    pub number: i64,
    pub request_id: Option<RequestId>,
    pub request_number: Option<i64>,
    pub kind: TicketKind,
    /// The team that looks at it.
    pub team: Team,
    pub assignee: Option<PersonRef>,
    pub subject: String,
    pub description: String,
    pub author: PersonRef,
    pub state: TicketState,
    #[schema(value_type = Object)]
    pub context: serde_json::Value,
    pub created_at: DateTime<Utc>,
    pub follows: Option<TicketLink>,
    /// Where Zendesk is connected: how far the two agree.
    pub zendesk: Option<ZendeskView>,
    pub revision: i64,
    pub actions: Vec<Action>,
}

/// A ticket with its whole thread.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketDetail {
    #[serde(flatten)]
    pub ticket: TicketView,
    /// The oldest first; notes of the studio only for the studio.
    pub replies: Vec<TicketReplyView>,
    pub attachments: Vec<TicketAttachmentView>,
    /// What was done with it: states, assignments, who looked at attachments.
    pub acts: Vec<TicketAct>,
    pub followed_by: Vec<TicketLink>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketLink {
    pub id: TicketId,
    pub number: i64,
    pub state: TicketState,
}

/// A ticket as it shows on its request: what it says is read by its author and the studio alone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RequestTicket {
    pub id: TicketId,
    pub number: i64,
    pub kind: TicketKind,
    pub team: Team,
    pub state: TicketState,
    pub author: PersonRef,
    pub created_at: DateTime<Utc>,
    /// Absent for whoever may not read the ticket.
    pub subject: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// On its way.
    Waiting,
    Synced,
    /// Refused: somebody has to look at it.
    Failed,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ZendeskView {
    pub number: Option<i64>,
    /// The ticket's page there, for the studio.
    pub url: Option<String>,
    pub state: SyncState,
    pub problem: Option<String>,
    pub synced_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketReplyView {
    pub id: TicketReplyId,
    /// Absent when it was written in Zendesk by somebody without an account here.
    pub author: Option<PersonRef>,
    pub author_name: String,
    pub body: String,
    pub is_internal: bool,
    pub created_at: DateTime<Utc>,
    /// Whether Zendesk has it; absent where it is not connected.
    pub is_in_zendesk: Option<bool>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewTicketReply {
    #[schema(min_length = 1, max_length = 10000)]
    pub body: String,
    /// A note for the studio: the author never reads it.
    #[serde(default)]
    pub is_internal: bool,
    /// The state to set with it; only the studio sets one.
    #[serde(default)]
    pub state: Option<TicketState>,
    #[serde(default)]
    #[schema(max_items = 4)]
    pub attachment_ids: Vec<TicketAttachmentId>,
}

/// What cleaning took out, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Removed {
    pub headers: u64,
    pub cookies: u64,
    pub bodies: u64,
    /// Addresses whose names, tokens or query went.
    pub addresses: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketAttachmentView {
    pub id: TicketAttachmentId,
    pub reply_id: Option<TicketReplyId>,
    pub kind: AttachmentKind,
    pub name: String,
    pub size_bytes: i64,
    pub removed: Removed,
    pub created_at: DateTime<Utc>,
    pub delete_at: DateTime<Utc>,
    /// Its time was over: the bytes are gone.
    pub is_deleted: bool,
}

/// What was kept of an attachment, to be looked at on the page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketAttachmentContent {
    pub id: TicketAttachmentId,
    pub kind: AttachmentKind,
    pub name: String,
    #[schema(value_type = Object)]
    pub content: serde_json::Value,
}

/// One act on a ticket, as its history has it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TicketAct {
    pub at: DateTime<Utc>,
    /// Absent when the system or Zendesk acted.
    pub actor: Option<PersonRef>,
    /// `ticket.changed`, `ticket.assigned`, `ticket.attachment_read`.
    pub act: String,
    #[schema(value_type = Object)]
    pub before: serde_json::Value,
    #[schema(value_type = Object)]
    pub after: serde_json::Value,
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SetTicketState {
    pub state: TicketState,
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AssignTicket {
    pub team: Team,
    /// A studio administrator, or nobody in particular.
    #[serde(default)]
    pub assignee_id: Option<PersonId>,
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
