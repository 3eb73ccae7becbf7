//! What becomes of a ticket: replies, states, whose it is, and pushing it to Zendesk once more.

use api::tickets::{AssignTicket, NewTicketReply, SetTicketState, TicketDetail};
use axum::extract::State;
use axum::http::StatusCode;
use qc::notice::NoticeKind;
use qc::ticket::TicketState;
use serde_json::json;

use super::http::detail;
use super::{AnswerTicket, SeeTicket, Ticket, attachments, form, is_studio, sql, sql_thread, steps, zendesk};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Revised};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::notices::{self, Notice, People};

/// Reply to a ticket.
///
/// The author's reply takes up what waited for them or was solved. The studio's goes to the author, or is a note for the
/// studio alone; it may set the state with it. A closed ticket takes no reply: open another one that follows it.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/replies", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Its id, or its number")), request_body = NewTicketReply,
    responses((status = 201, body = TicketDetail), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn reply_to_ticket(
    State(app): State<App>,
    May(actor, ticket): May<SeeTicket>,
    key: IdempotencyKey,
    Json(mut reply): Json<NewTicketReply>,
) -> ApiResult<(StatusCode, Revised<TicketDetail>)> {
    form::check_reply(&mut reply)?;
    demand_own_words(&actor, &reply)?;
    let id = ticket.id;
    let mut once = match key
        .begin::<()>(&app.db, actor.person, "reply_to_ticket", &(ticket.id, &reply))
        .await?
    {
        Turn::Again(()) => return again(&app, &actor, ticket).await,
        Turn::First(once) => once,
    };
    let to = state_after(&actor, &ticket, &reply)?;
    let by = Some(actor.person);
    let written =
        sql_thread::insert_reply(&mut once.tx, id, actor.person, &reply.body, reply.is_internal).await?;
    attachments::take(
        &mut once.tx,
        actor.person,
        id,
        Some(written),
        &reply.attachment_ids,
    )
    .await?;
    let act = if reply.is_internal {
        "ticket.noted"
    } else {
        "ticket.replied"
    };
    let after = json!({ "reply": written });
    history::record(
        &mut once.tx,
        Act::new(actor.person, act, id).changed(json!({}), after),
    )
    .await?;
    let ticket = steps::set_state(&app, &mut once.tx, by, ticket, to, "").await?;
    if reply.is_internal {
        steps::tell(&mut once.tx, &ticket).await?;
    } else {
        steps::tell_of_reply(&mut once.tx, by, &ticket, &reply.body).await?;
    }
    zendesk::push_soon(&app, &mut once.tx, id).await?;
    once.commit(&()).await?;
    again(&app, &actor, ticket).await
}

/// Only the studio writes notes and sets states; an author who answers tickets is of the studio.
fn demand_own_words(actor: &Actor, reply: &NewTicketReply) -> ApiResult<()> {
    if is_studio(actor) || (!reply.is_internal && reply.state.is_none()) {
        Ok(())
    } else {
        Err(ApiError::not_permitted(
            "Notes and states are set by the studio. Your reply opens the ticket again by itself.",
        ))
    }
}

fn state_after(actor: &Actor, ticket: &Ticket, reply: &NewTicketReply) -> ApiResult<TicketState> {
    if ticket.state == TicketState::Closed {
        return Err(qc::ticket::Closed.into());
    }
    Ok(match reply.state {
        Some(to) if to != ticket.state => ticket.state.change_to(to)?,
        Some(same) => same,
        None if reply.is_internal => ticket.state,
        None if actor.person == ticket.author_id => ticket.state.after_reply_of_author()?,
        None => ticket.state.after_reply_of_studio()?,
    })
}

async fn again(app: &App, actor: &Actor, ticket: Ticket) -> ApiResult<(StatusCode, Revised<TicketDetail>)> {
    let revision = ticket.revision;
    Ok((
        StatusCode::CREATED,
        Revised(revision, detail(app, actor, ticket).await?),
    ))
}

/// Set the state of a ticket. Its author is told, with the reason.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/state", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Its id, or its number")), request_body = SetTicketState,
    responses((status = 200, body = TicketDetail), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn set_ticket_state(
    State(app): State<App>,
    May(actor, ticket): May<AnswerTicket>,
    Json(wanted): Json<SetTicketState>,
) -> ApiResult<Revised<TicketDetail>> {
    form::check_reason(&wanted.reason)?;
    let mut tx = app.db.begin().await?;
    let by = Some(actor.person);
    let changed = steps::advance(&app, &mut tx, by, ticket, wanted.state, wanted.reason.trim()).await?;
    tx.commit().await?;
    Ok(Revised(changed.revision, detail(&app, &actor, changed).await?))
}

/// Give a ticket to a team, and to a person or nobody in particular.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/assign", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Its id, or its number")), request_body = AssignTicket,
    responses((status = 200, body = TicketDetail), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn assign_ticket(
    State(app): State<App>,
    May(actor, ticket): May<AnswerTicket>,
    Json(wanted): Json<AssignTicket>,
) -> ApiResult<Revised<TicketDetail>> {
    ticket
        .demand_answerable(&actor)
        .map_err(ApiError::not_allowed_now)?;
    let mut tx = app.db.begin().await?;
    let assigned = assign(&app, &mut tx, &actor, ticket, &wanted).await?;
    tx.commit().await?;
    Ok(Revised(assigned.revision, detail(&app, &actor, assigned).await?))
}

async fn assign(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    ticket: Ticket,
    wanted: &AssignTicket,
) -> ApiResult<Ticket> {
    if let Some(person) = wanted.assignee_id
        && !sql::may_be_assigned(tx, person).await?
    {
        let detail = "Tickets are given to administrators of the studio.";
        return Err(ApiError::invalid("assignee_id", "not_of_the_studio", detail));
    }
    if !sql::assign(tx, &ticket, wanted.team, wanted.assignee_id).await? {
        return Err(ApiError::lost_race());
    }
    let before =
        json!({ "team": ticket.team, "assignee": ticket.assignee.as_ref().map(|person| &person.name) });
    let assigned = steps::again(tx, ticket.id).await?;
    let after =
        json!({ "team": assigned.team, "assignee": assigned.assignee.as_ref().map(|person| &person.name) });
    let act = Act::new(actor.person, "ticket.assigned", ticket.id);
    history::record(tx, act.changed(before, after)).await?;
    let is_another = wanted.assignee_id != ticket.assignee_id;
    if let Some(person) = wanted
        .assignee_id
        .filter(|person| is_another && *person != actor.person)
    {
        let subject = format!("Ticket {} is yours: {}", ticket.number, ticket.subject);
        let notice = Notice::new(NoticeKind::TicketAssigned, subject, ticket.link());
        notices::send(tx, People::Person(person), notice).await?;
    }
    steps::tell(tx, &assigned).await?;
    zendesk::push_soon(app, tx, ticket.id).await?;
    // Somebody has looked at it.
    let to = match assigned.state {
        TicketState::New if wanted.assignee_id.is_some() => TicketState::Open,
        state => state,
    };
    steps::set_state(app, tx, Some(actor.person), assigned, to, "").await
}

/// Push a ticket to Zendesk once more, after it was refused there.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/sync", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Its id, or its number")),
    responses((status = 200, body = TicketDetail), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn retry_ticket_sync(
    State(app): State<App>,
    May(actor, ticket): May<AnswerTicket>,
) -> ApiResult<Revised<TicketDetail>> {
    let mut tx = app.db.begin().await?;
    zendesk::push_again(&app, &mut tx, &ticket).await?;
    steps::tell(&mut tx, &ticket).await?;
    let ticket = steps::again(&mut tx, ticket.id).await?;
    tx.commit().await?;
    Ok(Revised(ticket.revision, detail(&app, &actor, ticket).await?))
}
