//! Support tickets: opened from the "?" of a page, answered by the studio, here or in Zendesk. Only the author and the
//! studio read one. An onboarding ticket lists people; approving it makes their invitations.

mod attachments;
pub mod considerations;
mod form;
mod har;
pub mod http;
pub mod http_answer;
pub mod http_attachments;
mod jobs;
pub mod onboarding;
mod opening;
pub mod retiering;
mod sql;
mod sql_thread;
mod steps;
pub mod zendesk;

use api::page::{Action, PersonRef};
use api::tickets::{TicketLink, TicketView};
use chrono::{DateTime, Utc};
use qc::access::Permission as Act;
use qc::id::{PersonId, RequestId, TicketId, TitleId};
use qc::person::Role;
use qc::ticket::{Team, TicketKind, TicketState};
use serde::Deserialize;
use sqlx::types::Json;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};

pub use jobs::SweepTickets;
pub(crate) use opening::{has_unresolved, open, open_asking, solve};

/// What a path names a ticket by: its id, or the number that people say.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub enum TicketKey {
    Id(TicketId),
    Number(i64),
}

impl From<TicketId> for TicketKey {
    fn from(id: TicketId) -> TicketKey {
        TicketKey::Id(id)
    }
}

impl TryFrom<String> for TicketKey {
    type Error = uuid::Error;

    fn try_from(text: String) -> Result<TicketKey, uuid::Error> {
        match text.parse() {
            Ok(number) => Ok(TicketKey::Number(number)),
            Err(_) => Ok(TicketKey::Id(text.parse()?)),
        }
    }
}

/// A ticket as the database holds it.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub id: TicketId,
    pub number: i64,
    pub request_id: Option<RequestId>,
    pub request_number: Option<i64>,
    pub title_id: Option<TitleId>,
    pub kind: TicketKind,
    pub team: Team,
    pub assignee_id: Option<PersonId>,
    pub assignee: Option<Json<PersonRef>>,
    pub subject: String,
    pub description: String,
    pub author_id: PersonId,
    pub author: Json<PersonRef>,
    pub state: TicketState,
    pub context: serde_json::Value,
    pub created_at: DateTime<Utc>,
    pub revision: i64,
    pub follows_id: Option<TicketId>,
    pub follows_number: Option<i64>,
    pub follows_state: Option<TicketState>,
    pub sync_state: Option<String>,
    pub zendesk_id: Option<i64>,
    pub sync_problem: Option<String>,
    pub synced_at: Option<DateTime<Utc>>,
}

impl Ticket {
    /// As shown to the caller, with what they may do now.
    fn view(self, app: &App, actor: &Actor) -> TicketView {
        let actions = vec![
            action("reply_to_ticket", self.demand_open()),
            action("set_ticket_state", self.demand_answerable(actor)),
            action("assign_ticket", self.demand_answerable(actor)),
            action("approve_onboarding", self.demand_onboarding(actor)),
            action("approve_retiering", self.demand_retiering(actor)),
        ];
        TicketView {
            follows: self.follows(),
            zendesk: zendesk::view(app, actor, &self),
            id: self.id,
            number: self.number,
            request_id: self.request_id,
            request_number: self.request_number,
            kind: self.kind,
            team: self.team,
            assignee: self.assignee.map(|Json(assignee)| assignee),
            subject: self.subject,
            description: self.description,
            author: self.author.0,
            state: self.state,
            context: self.context,
            created_at: self.created_at,
            revision: self.revision,
            actions,
        }
    }

    fn follows(&self) -> Option<TicketLink> {
        Some(TicketLink {
            id: self.follows_id?,
            number: self.follows_number?,
            state: self.follows_state?,
        })
    }

    /// Its page: `/tickets/1042`.
    fn link(&self) -> String {
        format!("/tickets/{}", self.number)
    }

    fn demand_open(&self) -> Result<(), &'static str> {
        if self.state == TicketState::Closed {
            Err("This ticket is closed. Open another one that follows it.")
        } else {
            Ok(())
        }
    }

    fn demand_answerable(&self, actor: &Actor) -> Result<(), &'static str> {
        if !is_studio(actor) {
            Err("Tickets are answered by the studio.")
        } else if self.state == TicketState::Closed {
            Err("This ticket is closed.")
        } else {
            Ok(())
        }
    }

    fn demand_retiering(&self, actor: &Actor) -> Result<(), &'static str> {
        if !is_studio(actor) {
            Err("A Full QC is approved by the studio.")
        } else if self.kind != TicketKind::Retiering {
            Err("This ticket asks for no Full QC.")
        } else if !self.state.is_unresolved() {
            Err("This ticket is answered already.")
        } else {
            Ok(())
        }
    }

    fn demand_onboarding(&self, actor: &Actor) -> Result<(), &'static str> {
        if !is_studio(actor) {
            Err("People are onboarded by the studio.")
        } else if self.kind != TicketKind::Onboarding {
            Err("This ticket asks for no onboarding.")
        } else if !self.state.is_unresolved() {
            Err("This ticket is answered already.")
        } else {
            Ok(())
        }
    }
}

fn is_studio(actor: &Actor) -> bool {
    qc::access::may(actor.role, Act::AnswerTicket)
}

fn action(act: &str, demanded: Result<(), &'static str>) -> Action {
    Action {
        act: act.to_owned(),
        allowed: demanded.is_ok(),
        why_not: demanded.err().map(str::to_owned),
    }
}

/// Open a ticket, and see one's own in a list.
pub struct OpenTicket;

impl Permission for OpenTicket {
    const ACT: Act = Act::OpenTicket;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// Read it, and reply to it.
pub struct SeeTicket;

impl Permission for SeeTicket {
    const ACT: Act = Act::SeeTicket;
    type Key = TicketKey;
    type Target = Ticket;

    async fn find(app: &App, actor: &Actor, ticket: TicketKey) -> ApiResult<Option<Ticket>> {
        find_seen(app, actor, ticket).await
    }
}

/// Change its state and whose it is, approve what it asks.
pub struct AnswerTicket;

impl Permission for AnswerTicket {
    const ACT: Act = Act::AnswerTicket;
    type Key = TicketKey;
    type Target = Ticket;

    async fn find(app: &App, actor: &Actor, ticket: TicketKey) -> ApiResult<Option<Ticket>> {
        find_seen(app, actor, ticket).await
    }
}

pub(crate) async fn find_seen(
    app: &App,
    actor: &Actor,
    ticket: impl Into<TicketKey>,
) -> ApiResult<Option<Ticket>> {
    let found = sql::find(&app.db, ticket.into()).await?;
    Ok(found.filter(|found| authors(actor).is_none_or(|author| author == found.author_id)))
}

/// Whose tickets the caller sees; none is everyone's.
fn authors(actor: &Actor) -> Option<PersonId> {
    (actor.role != Role::StudioAdmin).then_some(actor.person)
}

impl From<qc::ticket::NotAllowed> for ApiError {
    fn from(refusal: qc::ticket::NotAllowed) -> ApiError {
        ApiError::not_allowed_now(match refusal.from {
            TicketState::Closed => "This ticket is closed.".to_owned(),
            from if from == refusal.to => format!("This ticket is {from} already."),
            from => format!("A ticket that is {from} does not become {}.", refusal.to),
        })
    }
}

impl From<qc::ticket::Closed> for ApiError {
    fn from(_: qc::ticket::Closed) -> ApiError {
        ApiError::not_allowed_now("This ticket is closed. Open another one that follows it.")
    }
}
