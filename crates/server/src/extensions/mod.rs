//! More time for a request's clocks. The vendor manager of the facility that holds it asks with a ticket of its own kind;
//! the studio grants or refuses from the ticket in one act, or grants unasked. The rules of grounds and hours are in
//! `qc::sla`; the original due time stays with the clock.

mod ask;
pub mod http;
mod sql;

use api::extensions::{AskedExtensionView, ExtensionView};
use api::page::{Action, PersonRef};
use chrono::{DateTime, TimeDelta, Utc};
use qc::access::Permission as Act;
use qc::id::{PersonId, RequestId, TicketId};
use qc::sla::{AskedExtensionState, ExtensionGround, ExtensionRefused};
use sqlx::types::Json;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Do, Request};
use crate::tickets::{self, Ticket};

pub(crate) use sql::is_ticket;

/// The extensions of a request, the first granted first.
pub(crate) async fn list(
    db: impl sqlx::PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<ExtensionView>, sqlx::Error> {
    sql::list(db, request).await
}

/// What a ticket asks for, and how it was answered.
#[derive(Clone, Debug)]
pub struct Asked {
    pub request_id: RequestId,
    pub ground: ExtensionGround,
    pub extra_s: i64,
    pub state: AskedExtensionState,
    pub answered_by: Option<Json<PersonRef>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub answer: String,
    pub granted_s: Option<i64>,
}

impl Asked {
    fn view(self, actor: &Actor, ticket: &Ticket, request: &Request) -> AskedExtensionView {
        let why_not = self.why_not(actor, ticket, request);
        let clock = requests::clock_of(request);
        // The clock that counts now: the report's until it is submitted, else the whole.
        let (due_at, original_due_at) = match (clock.report_due_at(), clock.original_due_at()) {
            (Some(due), Some(original)) if request.submitted_at.is_none() => (due, original),
            _ => (clock.whole_due_at(), clock.original_whole_due_at()),
        };
        AskedExtensionView {
            ticket_id: ticket.id,
            ticket_number: ticket.number,
            request_id: request.id,
            request_number: request.number,
            ground: self.ground,
            extra_s: self.extra_s,
            state: self.state,
            asked_by: ticket.author.0.clone(),
            asked_at: ticket.created_at,
            answered_by: self.answered_by.map(|person| person.0),
            answered_at: self.answered_at,
            answer: self.answer,
            granted_s: self.granted_s,
            due_at,
            original_due_at,
            actions: ["grant_extension", "refuse_extension"]
                .map(|act| Action {
                    act: act.to_owned(),
                    allowed: why_not.is_none(),
                    why_not: why_not.clone(),
                })
                .into(),
        }
    }

    /// Why it cannot be answered.
    fn why_not(&self, actor: &Actor, ticket: &Ticket, request: &Request) -> Option<String> {
        if !qc::access::may(actor.role, Act::ExtendSla) {
            Some("The studio decides on more time.".to_owned())
        } else if self.state != AskedExtensionState::Waiting {
            Some(format!("It is {} already.", self.state))
        } else if !ticket.state.is_unresolved() {
            Some(format!("The ticket is {}; open it again first.", ticket.state))
        } else {
            request
                .state
                .is_final()
                .then(|| requests::in_state(request.state))
        }
    }

    fn demand_answerable(&self, actor: &Actor, ticket: &Ticket, request: &Request) -> ApiResult<()> {
        self.why_not(actor, ticket, request)
            .map_or(Ok(()), |why| Err(ApiError::not_allowed_now(why)))
    }
}

/// "28 Nov 2026, 14:05 UTC": notices are read in many zones, and in mail.
pub(crate) fn instant_text(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y, %H:%M UTC").to_string()
}

fn hours_text(seconds: i64) -> String {
    format!("{} h", TimeDelta::seconds(seconds).num_hours())
}

impl From<ExtensionRefused> for ApiError {
    fn from(refused: ExtensionRefused) -> ApiError {
        let (field, code) = match refused {
            ExtensionRefused::HoursOutOfRange => ("extra_h", "out_of_range"),
            ExtensionRefused::NoOpenTicket => ("ground", "no_open_ticket"),
        };
        ApiError::invalid(field, code, format!("{}.", upper_first(&refused.to_string())))
    }
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// Reads what a ticket asks for, as its author or as the studio.
pub struct SeeAskedExtension;

impl Permission for SeeAskedExtension {
    const ACT: Act = Act::SeeTicket;
    type Key = TicketId;
    type Target = (Ticket, Asked);

    async fn find(app: &App, actor: &Actor, key: TicketId) -> ApiResult<Option<(Ticket, Asked)>> {
        find_asked(app, actor, key).await
    }
}

/// Grants or refuses what a ticket asks for.
pub struct AnswerExtension;

impl Permission for AnswerExtension {
    const ACT: Act = Act::ExtendSla;
    type Key = TicketId;
    type Target = (Ticket, Asked);

    async fn find(app: &App, actor: &Actor, key: TicketId) -> ApiResult<Option<(Ticket, Asked)>> {
        find_asked(app, actor, key).await
    }
}

async fn find_asked(app: &App, actor: &Actor, key: TicketId) -> ApiResult<Option<(Ticket, Asked)>> {
    let Some(ticket) = tickets::find_seen(app, actor, key).await? else {
        return Ok(None);
    };
    Ok(sql::find_asked(&app.db, key).await?.map(|asked| (ticket, asked)))
}

/// Refuses grounds and hours that the rules do not know, and acts that the request does not allow now.
fn check(request: &Request, act: Do, ground: ExtensionGround, extra_h: u32) -> ApiResult<()> {
    act.demand_now(request)?;
    Ok(qc::sla::check_extension(
        ground,
        extra_h,
        request.has_open_ticket,
    )?)
}

/// Who is told of an answer: who asked, and who holds the request.
fn concerned(ticket: &Ticket, request: &Request, actor: &Actor) -> Vec<PersonId> {
    let holder = request.operator_id.filter(|_| request.submitted_at.is_none());
    let mut people = vec![ticket.author_id];
    people.extend(holder.filter(|holder| *holder != ticket.author_id));
    people.retain(|person| *person != actor.person);
    people
}
