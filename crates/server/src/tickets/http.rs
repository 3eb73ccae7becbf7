//! Opening, listing and answering tickets.

use api::Page;
use api::people::{Invited, NewPerson};
use api::tickets::{NewTicket, SetTicketState, TicketView};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::TicketId;
use qc::notice::NoticeKind;
use qc::person::Role;
use qc::ticket::{Newcomer, ONBOARDING_SUBJECT, OnboardingRefused, TicketKind, TicketState, newcomers};
use serde_json::json;

use super::sql::{self, Wanted};
use super::{AnswerTicket, OpenTicket, SeeTicket, Ticket, authors};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{Json, PageQuery, Query, Revised, page};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::notices::{self, Notice, People};
use crate::requests::Request;
use crate::{people, requests};

const LIMIT_SUBJECT_CHARS: usize = 300;
const LIMIT_DESCRIPTION_CHARS: usize = 10_000;
const LIMIT_REASON_CHARS: usize = 2_000;
const LIMIT_CONTEXT_BYTES: usize = 16 << 10;
/// So many people are onboarded by one ticket.
const LIMIT_NEWCOMERS: usize = 50;

/// Tickets, the newest first: one's own; for a studio administrator everyone's.
#[utoipa::path(
    get, path = "/api/v1/tickets", tag = "tickets", params(PageQuery),
    responses((status = 200, body = Page<TicketView>), (status = 422, body = Problem))
)]
pub async fn list_tickets(
    State(app): State<App>,
    May(actor, ()): May<OpenTicket>,
    Query(paging): Query<PageQuery>,
) -> ApiResult<Json<Page<TicketView>>> {
    let wanted = Wanted {
        author: authors(&actor),
        before: paging.after()?,
        limit: paging.limit(),
        id: None,
    };
    let tickets = sql::list(&app.db, &wanted).await?;
    let views = tickets.into_iter().map(|ticket| ticket.view(&actor)).collect();
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
    Json(mut form): Json<NewTicket>,
) -> ApiResult<(StatusCode, Revised<TicketView>)> {
    // Read before the key is: a call that is repeated carries the form as it was written.
    check(&actor, &mut form)?;
    if form.kind == TicketKind::SlaExtension {
        let detail = "Ask for more time from the page of the request: “Ask for more time…”.";
        return Err(ApiError::invalid("kind", "asked_elsewhere", detail));
    }
    let request = match form.request_id {
        Some(id) => Some(
            requests::find_seen(&app, &actor, id)
                .await?
                .ok_or_else(unknown_request)?,
        ),
        None => None,
    };
    let mut once = match key
        .begin::<TicketView>(&app.db, actor.person, "open_ticket", &form)
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Revised(view.revision, view))),
        Turn::First(once) => once,
    };
    let view = open(&mut once.tx, &actor, &form, request.as_ref()).await?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Revised(view.revision, view)))
}

/// Writes a ticket whose form is right, with its history, and tells the studio.
pub(crate) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    form: &NewTicket,
    request: Option<&Request>,
) -> ApiResult<TicketView> {
    Ok(write(tx, actor, form, request).await?.view(actor))
}

/// As `open`, for a noun whose question the ticket carries: its form is looked at here.
pub(crate) async fn open_asking(
    tx: &mut Tx,
    actor: &Actor,
    mut form: NewTicket,
    request: &Request,
) -> ApiResult<Ticket> {
    check(actor, &mut form)?;
    write(tx, actor, &form, Some(request)).await
}

async fn write(tx: &mut Tx, actor: &Actor, form: &NewTicket, request: Option<&Request>) -> ApiResult<Ticket> {
    let id = sql::insert(tx, actor.person, form).await?;
    let ticket = sql::find(&mut **tx, id).await?.ok_or(ApiError::NotFound)?;
    let mut act = Act::new(actor.person, "ticket.opened", id);
    if let Some(request) = request {
        act = act.of_title(request.title_id).of_request(request.id);
    }
    // Those who read the request's history learn that there is a ticket, not what it says.
    let after = json!({ "state": ticket.state, "kind": ticket.kind, "number": ticket.number });
    history::record(tx, act.changed(json!({}), after)).await?;
    tell(tx, &ticket).await?;
    let subject = format!("Ticket {}: {}", ticket.number, ticket.subject);
    let notice = Notice::new(NoticeKind::TicketOpened, subject, link());
    notices::send(tx, People::StudioAdmins, notice).await?;
    Ok(ticket)
}

/// Solves a ticket whose question is answered elsewhere. Its author is told there.
pub(crate) async fn solve(tx: &mut Tx, actor: &Actor, ticket: Ticket, reason: &str) -> ApiResult<Ticket> {
    change_state(tx, actor, &ticket, TicketState::Solved, reason).await
}

/// One ticket.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket_id}", tag = "tickets", params(("ticket_id" = TicketId, Path)),
    responses((status = 200, body = TicketView), (status = 404, body = Problem))
)]
pub async fn get_ticket(May(actor, ticket): May<SeeTicket>) -> Revised<TicketView> {
    Revised(ticket.revision, ticket.view(&actor))
}

/// Set the state of a ticket. Its author is told, with the reason.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/state", tag = "tickets", params(("ticket_id" = TicketId, Path)),
    request_body = SetTicketState,
    responses((status = 200, body = TicketView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn set_ticket_state(
    State(app): State<App>,
    May(actor, ticket): May<AnswerTicket>,
    Json(form): Json<SetTicketState>,
) -> ApiResult<Revised<TicketView>> {
    if form.reason.chars().count() > LIMIT_REASON_CHARS {
        let detail = format!("At most {LIMIT_REASON_CHARS} characters.");
        return Err(ApiError::invalid("reason", "length", detail));
    }
    let mut tx = app.db.begin().await?;
    let changed = advance(&mut tx, &actor, ticket, form.state, form.reason.trim()).await?;
    tx.commit().await?;
    Ok(Revised(changed.revision, changed.view(&actor)))
}

/// Approve an onboarding ticket: each person that it lists is invited as an operator of the author's facility.
///
/// All of them or nobody. The answer carries their links, which are shown only now.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/onboard", tag = "tickets", params(("ticket_id" = TicketId, Path)),
    responses((status = 201, body = Vec<Invited>), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn approve_onboarding(
    State(app): State<App>,
    May(actor, ticket): May<AnswerTicket>,
    key: IdempotencyKey,
) -> ApiResult<(StatusCode, Json<Vec<Invited>>)> {
    let mut once = match key
        .begin(&app.db, actor.person, "approve_onboarding", &ticket.id)
        .await?
    {
        Turn::Again(invited) => return Ok((StatusCode::CREATED, Json(invited))),
        Turn::First(once) => once,
    };
    ticket
        .demand_onboarding(&actor)
        .map_err(ApiError::not_allowed_now)?;
    let mut invited = Vec::new();
    for newcomer in newcomers(&ticket.description).map_err(unreadable_list)? {
        let person = operator(newcomer, &ticket);
        let made = people::onboard(&mut once.tx, &app.settings, actor.person, &person).await;
        invited.push(made.map_err(|refused| naming(&person.email, refused))?);
    }
    let names: Vec<&str> = invited
        .iter()
        .map(|each: &Invited| each.person.email.as_str())
        .collect();
    let reason = format!("Invited: {}", names.join(", "));
    advance(&mut once.tx, &actor, ticket, TicketState::Solved, &reason).await?;
    once.commit(&invited).await?;
    Ok((StatusCode::CREATED, Json(invited)))
}

/// Approve that a fix check becomes a Full QC: the request's tasks are made Full, for the same operator.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/retier", tag = "tickets", params(("ticket_id" = TicketId, Path)),
    responses((status = 200, body = TicketView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn approve_retiering(
    State(app): State<App>,
    May(actor, ticket): May<AnswerTicket>,
) -> ApiResult<Revised<TicketView>> {
    ticket
        .demand_retiering(&actor)
        .map_err(ApiError::not_allowed_now)?;
    let request = ticket.request_id.ok_or_else(unknown_request)?;
    let mut tx = app.db.begin().await?;
    requests::approve_retiering(&mut tx, actor.person, request, ticket.number).await?;
    let reason = "The fix check is a Full QC now.";
    let changed = advance(&mut tx, &actor, ticket, TicketState::Solved, reason).await?;
    tx.commit().await?;
    Ok(Revised(changed.revision, changed.view(&actor)))
}

/// As `change_state`, and the author is told.
async fn advance(
    tx: &mut Tx,
    actor: &Actor,
    ticket: Ticket,
    to: TicketState,
    reason: &str,
) -> ApiResult<Ticket> {
    let changed = change_state(tx, actor, &ticket, to, reason).await?;
    if ticket.author_id != actor.person {
        let subject = format!("Ticket {} is {to}: {}", ticket.number, ticket.subject);
        let notice = Notice::new(NoticeKind::TicketAnswered, subject, link()).saying(reason);
        notices::send(tx, People::Person(ticket.author_id), notice).await?;
    }
    Ok(changed)
}

/// The rule, the row under its revision, its history, the event.
async fn change_state(
    tx: &mut Tx,
    actor: &Actor,
    ticket: &Ticket,
    to: TicketState,
    reason: &str,
) -> ApiResult<Ticket> {
    let from = ticket.state;
    let to = from.change_to(to)?;
    if !sql::set_state(tx, ticket, to).await? {
        return Err(ApiError::lost_race());
    }
    let act = Act::new(actor.person, "ticket.changed", ticket.id);
    history::record(tx, act.state(from.as_str(), to.as_str()).because(reason)).await?;
    tell(tx, ticket).await?;
    sql::find(&mut **tx, ticket.id).await?.ok_or(ApiError::NotFound)
}

/// Two events, as two kinds of people read a ticket: its author, and the studio.
async fn tell(tx: &mut Tx, ticket: &Ticket) -> ApiResult<()> {
    events::record(tx, Event::new(EventKind::Ticket, ticket.id)).await?;
    Ok(events::record(
        tx,
        Event::new(EventKind::Ticket, ticket.id).for_person(ticket.author_id),
    )
    .await?)
}

fn link() -> &'static str {
    "/tickets"
}

/// Trims the form and says everything that is wrong with it.
fn check(actor: &Actor, form: &mut NewTicket) -> ApiResult<()> {
    if form.kind == TicketKind::Onboarding {
        form.subject = ONBOARDING_SUBJECT.to_owned();
    }
    form.subject = form.subject.trim().to_owned();
    form.description = form.description.trim().to_owned();
    if form.context.is_null() {
        form.context = json!({});
    }
    let mut wrong = Vec::new();
    if form.subject.chars().any(char::is_control) {
        wrong.push(FieldProblem::new("subject", "characters", "Write one line."));
    }
    wrong.extend(check_length("subject", &form.subject, LIMIT_SUBJECT_CHARS));
    wrong.extend(check_length(
        "description",
        &form.description,
        LIMIT_DESCRIPTION_CHARS,
    ));
    if !form.context.is_object() || form.context.to_string().len() > LIMIT_CONTEXT_BYTES {
        wrong.push(FieldProblem::new(
            "context",
            "size",
            "Facts by name, up to 16 KiB.",
        ));
    }
    match form.kind {
        TicketKind::Onboarding => wrong.extend(check_onboarding(actor, &form.description)),
        TicketKind::Retiering => {
            let detail = "Ask for a Full QC with the button on the page of the fix check.";
            wrong.push(FieldProblem::new("kind", "not_here", detail));
        }
        TicketKind::SlaExtension if form.request_id.is_none() => {
            let detail = "Ask for more time from the page of the request.";
            wrong.push(FieldProblem::new("request_id", "missing", detail));
        }
        _ => {}
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

fn check_length(field: &str, text: &str, limit: usize) -> Option<FieldProblem> {
    let is_right = (1..=limit).contains(&text.chars().count());
    (!is_right).then(|| FieldProblem::new(field, "length", format!("Write 1 to {limit} characters.")))
}

/// Read when it is opened, so that the vendor manager corrects the list, not the studio.
fn check_onboarding(actor: &Actor, description: &str) -> Option<FieldProblem> {
    if actor.role != Role::VendorManager {
        let detail = "Onboarding is asked for by the vendor manager of a facility.";
        return Some(FieldProblem::new("kind", "not_a_vendor_manager", detail));
    }
    match newcomers(description) {
        Err(refused) => Some(FieldProblem::new(
            "description",
            "unreadable",
            refused.to_string(),
        )),
        Ok(people) if people.len() > LIMIT_NEWCOMERS => {
            let detail = format!("At most {LIMIT_NEWCOMERS} people with one ticket.");
            Some(FieldProblem::new("description", "too_many", detail))
        }
        Ok(_) => None,
    }
}

fn operator(newcomer: Newcomer, ticket: &Ticket) -> NewPerson {
    NewPerson {
        email: newcomer.email,
        first_name: newcomer.first_name,
        last_name: newcomer.last_name,
        role: Role::Operator,
        facility_id: ticket.author.facility_id,
        skills: Vec::new(),
        languages: Vec::new(),
        same_human_as: None,
        show_ids: Vec::new(),
    }
}

fn unreadable_list(refused: OnboardingRefused) -> ApiError {
    ApiError::invalid("description", "unreadable", refused.to_string())
}

/// Which of the people it was.
fn naming(email: &str, refused: ApiError) -> ApiError {
    match refused {
        ApiError::Invalid(fields) => ApiError::Invalid(
            fields
                .into_iter()
                .map(|field| {
                    FieldProblem::new("description", field.code, format!("{email}: {}", field.detail))
                })
                .collect(),
        ),
        other => other,
    }
}

fn unknown_request() -> ApiError {
    ApiError::invalid(
        "request_id",
        "unknown",
        "There is no such request, or it is not open to you.",
    )
}
