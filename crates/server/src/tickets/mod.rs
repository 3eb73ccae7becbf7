//! Support tickets: opened from the "?" of a page, answered by the studio. Only the author and the studio read one. An
//! onboarding ticket lists people; approving it makes their invitations.

pub mod considerations;
pub mod http;
mod sql;

use api::page::{Action, PersonRef};
use api::tickets::TicketView;
use chrono::{DateTime, Utc};
use qc::access::Permission as Act;
use qc::id::{PersonId, RequestId, TicketId};
use qc::person::Role;
use qc::ticket::{TicketKind, TicketState};
use sqlx::types::Json;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub(crate) use http::{open, open_asking, solve};

/// A ticket as the database holds it.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub id: TicketId,
    pub number: i64,
    pub request_id: Option<RequestId>,
    pub request_number: Option<i64>,
    pub kind: TicketKind,
    pub subject: String,
    pub description: String,
    pub author_id: PersonId,
    pub author: Json<PersonRef>,
    pub state: TicketState,
    pub context: serde_json::Value,
    pub created_at: DateTime<Utc>,
    pub revision: i64,
}

impl Ticket {
    /// As shown to the caller, with what they may do now.
    fn view(self, actor: &Actor) -> TicketView {
        let actions = vec![
            action("set_ticket_state", self.demand_answerable(actor)),
            action("approve_onboarding", self.demand_onboarding(actor)),
            action("approve_retiering", self.demand_retiering(actor)),
        ];
        TicketView {
            id: self.id,
            number: self.number,
            request_id: self.request_id,
            request_number: self.request_number,
            kind: self.kind,
            team: self.kind.team().to_owned(),
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

    fn demand_answerable(&self, actor: &Actor) -> Result<(), &'static str> {
        if !qc::access::may(actor.role, Act::AnswerTicket) {
            Err("Tickets are answered by the studio.")
        } else if self.state == TicketState::Closed {
            Err("This ticket is closed.")
        } else {
            Ok(())
        }
    }

    fn demand_retiering(&self, actor: &Actor) -> Result<(), &'static str> {
        if !qc::access::may(actor.role, Act::AnswerTicket) {
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
        if !qc::access::may(actor.role, Act::AnswerTicket) {
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

/// Whether a ticket of this kind on the request is not answered yet.
pub(crate) async fn has_unresolved(tx: &mut Tx, request: RequestId, kind: TicketKind) -> ApiResult<bool> {
    Ok(sql::has_unresolved(tx, request, kind).await?)
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

pub struct SeeTicket;

impl Permission for SeeTicket {
    const ACT: Act = Act::SeeTicket;
    type Key = TicketId;
    type Target = Ticket;

    async fn find(app: &App, actor: &Actor, ticket: TicketId) -> ApiResult<Option<Ticket>> {
        find_seen(app, actor, ticket).await
    }
}

/// Change its state, approve what it asks.
pub struct AnswerTicket;

impl Permission for AnswerTicket {
    const ACT: Act = Act::AnswerTicket;
    type Key = TicketId;
    type Target = Ticket;

    async fn find(app: &App, actor: &Actor, ticket: TicketId) -> ApiResult<Option<Ticket>> {
        find_seen(app, actor, ticket).await
    }
}

pub(crate) async fn find_seen(app: &App, actor: &Actor, ticket: TicketId) -> ApiResult<Option<Ticket>> {
    let found = sql::find(&app.db, ticket).await?;
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
