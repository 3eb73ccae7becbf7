//! Opening, listing and reading tickets.

use api::Page;
use api::tickets::{NewTicket, RequestTicket, TicketDetail, TicketKindView, TicketView};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::{PersonId, RequestId};
use qc::ticket::{Team, TicketKind, TicketState};
use serde::Deserialize;

use super::attachments::{self, Attachment};
use super::sql::{self, Wanted};
use super::{OpenTicket, SeeTicket, Ticket, authors, form, is_studio, opening, sql_thread};
use crate::access::{Actor, May};
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, PageQuery, Query, Revised, page};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::requests::{self, SeeRequest};

/// The kinds of tickets, with the team that looks first.
#[utoipa::path(get, path = "/api/v1/ticket-kinds", tag = "tickets", responses((status = 200, body = Vec<TicketKindView>)))]
pub async fn list_ticket_kinds(_actor: Actor) -> Json<Vec<TicketKindView>> {
    let kinds = TicketKind::ALL.iter().map(|kind| TicketKindView {
        kind: *kind,
        team: kind.team(),
        is_fault: kind.is_fault(),
        is_asked_on_request: kind.is_asked_on_request(),
    });
    Json(kinds.collect())
}

/// Which tickets are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TicketsQuery {
    pub team: Option<Team>,
    pub kind: Option<TicketKind>,
    pub state: Option<TicketState>,
    /// True: new, open and pending ones; false: solved and closed ones
    pub unresolved: Option<bool>,
    /// Those of this person
    pub assignee_id: Option<PersonId>,
    /// Those that nobody in particular has
    #[serde(default)]
    pub unassigned: bool,
    /// Opened at least so many hours ago
    pub waiting_h: Option<u16>,
    /// Part of the subject, or the number
    pub q: Option<String>,
    /// The oldest first
    #[serde(default)]
    pub oldest_first: bool,
    pub cursor: Option<String>,
    /// Rows on a page, at most 200
    pub limit: Option<u32>,
}

impl TicketsQuery {
    fn states(&self) -> Option<Vec<TicketState>> {
        let all = TicketState::ALL.iter().copied();
        match (self.state, self.unresolved) {
            (Some(state), _) => Some(vec![state]),
            (None, Some(wanted)) => Some(all.filter(|state| state.is_unresolved() == wanted).collect()),
            (None, None) => None,
        }
    }
}

/// Tickets, the newest first: one's own; for a studio administrator everyone's.
#[utoipa::path(
    get, path = "/api/v1/tickets", tag = "tickets", params(TicketsQuery),
    responses((status = 200, body = Page<TicketView>), (status = 422, body = Problem))
)]
pub async fn list_tickets(
    State(app): State<App>,
    May(actor, ()): May<OpenTicket>,
    Query(query): Query<TicketsQuery>,
) -> ApiResult<Json<Page<TicketView>>> {
    let states = query.states();
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let typed = query.q.map(|typed| typed.trim().to_owned());
    let wanted = Wanted {
        author: authors(&actor),
        team: query.team,
        kind: query.kind,
        states,
        assignee: query.assignee_id,
        is_unassigned: query.unassigned,
        waiting_h: query.waiting_h.map(i32::from),
        typed: typed.filter(|typed| !typed.is_empty()),
        is_oldest_first: query.oldest_first,
        after: paging.after()?,
        limit: paging.limit(),
        ..Wanted::default()
    };
    let tickets = sql::list(&app.db, &wanted).await?;
    let views = tickets
        .into_iter()
        .map(|ticket| ticket.view(&app, &actor))
        .collect();
    Ok(Json(page(views, paging.limit(), |ticket: &TicketView| {
        ticket.number
    })))
}

/// Open a ticket. Its kind decides which team looks at it first.
#[utoipa::path(
    post, path = "/api/v1/tickets", tag = "tickets", request_body = NewTicket,
    responses((status = 201, body = TicketView), (status = 422, body = Problem))
)]
pub async fn open_ticket(
    State(app): State<App>,
    May(actor, ()): May<OpenTicket>,
    key: IdempotencyKey,
    Json(mut new): Json<NewTicket>,
) -> ApiResult<(StatusCode, Revised<TicketView>)> {
    form::check_ticket(&actor, &mut new)?;
    if new.kind.is_asked_on_request() {
        let detail = "Ask for this on the page of the request, where ground and reason are known.";
        return Err(ApiError::invalid("kind", "asked_elsewhere", detail));
    }
    let request = match new.request_id {
        Some(id) => Some(
            requests::find_seen(&app, &actor, id)
                .await?
                .ok_or_else(unknown_request)?,
        ),
        None => None,
    };
    check_followed(&app, &actor, &new).await?;
    let mut once = match key
        .begin::<TicketView>(&app.db, actor.person, "open_ticket", &new)
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Revised(view.revision, view))),
        Turn::First(once) => once,
    };
    let view = opening::open(&app, &mut once.tx, &actor, &new, request.as_ref()).await?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Revised(view.revision, view)))
}

/// What is gone on from is one's own, and closed: an open ticket is answered where it is.
async fn check_followed(app: &App, actor: &Actor, new: &NewTicket) -> ApiResult<()> {
    let Some(id) = new.follows_id else {
        return Ok(());
    };
    let (code, detail) = match super::find_seen(app, actor, id).await? {
        None => (
            "unknown",
            "There is no such ticket, or it is not yours.".to_owned(),
        ),
        Some(followed) if followed.state != TicketState::Closed => {
            let detail = format!("Ticket {} is not closed: reply to it instead.", followed.number);
            ("not_closed", detail)
        }
        Some(_) => return Ok(()),
    };
    Err(ApiError::invalid("follows_id", code, detail))
}

/// One ticket with its replies, its attachments and what was done with it.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket_id}", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Its id, or its number")),
    responses((status = 200, body = TicketDetail), (status = 404, body = Problem))
)]
pub async fn get_ticket(
    State(app): State<App>,
    May(actor, ticket): May<SeeTicket>,
) -> ApiResult<Revised<TicketDetail>> {
    Ok(Revised(ticket.revision, detail(&app, &actor, ticket).await?))
}

pub(super) async fn detail(app: &App, actor: &Actor, ticket: Ticket) -> ApiResult<TicketDetail> {
    let (id, is_studio) = (ticket.id, is_studio(actor));
    let attachments = attachments::list(&app.db, id, is_studio).await?;
    Ok(TicketDetail {
        ticket: ticket.view(app, actor),
        replies: sql_thread::list_replies(&app.db, id, is_studio).await?,
        attachments: attachments.into_iter().map(Attachment::view).collect(),
        acts: sql_thread::list_acts(&app.db, id, is_studio).await?,
        followed_by: sql::list_followers(&app.db, id).await?,
    })
}

/// The tickets on a request, those not yet resolved first. What they say is read by their authors and the studio.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/tickets", tag = "tickets", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = Vec<RequestTicket>), (status = 404, body = Problem))
)]
pub async fn list_request_tickets(
    State(app): State<App>,
    May(actor, request): May<SeeRequest>,
) -> ApiResult<Json<Vec<RequestTicket>>> {
    let tickets = sql::list_of_request(&app.db, &actor, is_studio(&actor), request.id).await?;
    Ok(Json(tickets))
}

fn unknown_request() -> ApiError {
    ApiError::invalid(
        "request_id",
        "unknown",
        "There is no such request, or it is not open to you.",
    )
}
