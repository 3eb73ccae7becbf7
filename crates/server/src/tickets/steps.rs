//! What happens to a ticket, each with its history, its events and its notices, within the caller's transaction. The
//! studio, its author, the sweep and Zendesk all go through here.

use qc::id::{PersonId, TicketId};
use qc::notice::NoticeKind;
use qc::ticket::TicketState;
use serde_json::json;

use super::{Ticket, TicketKey, sql, zendesk};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::notices::{self, Notice, People};

/// Who acts: a person, or nobody of ours (the sweep, Zendesk).
pub(super) type Doer = Option<PersonId>;

/// The rule, the row under its revision, its history, the events, the notice to the author.
pub(super) async fn advance(
    app: &App,
    tx: &mut Tx,
    by: Doer,
    ticket: Ticket,
    to: TicketState,
    reason: &str,
) -> ApiResult<Ticket> {
    let from = ticket.state;
    let to = from.change_to(to)?;
    let changed = set_state(app, tx, by, ticket, to, reason).await?;
    if Some(changed.author_id) != by {
        let subject = format!("Ticket {} is {to}: {}", changed.number, changed.subject);
        let notice = Notice::new(NoticeKind::TicketAnswered, subject, changed.link()).saying(reason);
        notices::send(tx, People::Person(changed.author_id), notice).await?;
    }
    Ok(changed)
}

/// The state, without telling anybody but those who look at it.
pub(super) async fn set_state(
    app: &App,
    tx: &mut Tx,
    by: Doer,
    ticket: Ticket,
    to: TicketState,
    reason: &str,
) -> ApiResult<Ticket> {
    if ticket.state == to {
        return Ok(ticket);
    }
    if !sql::set_state(tx, &ticket, to).await? {
        return Err(ApiError::lost_race());
    }
    let act = Act::new(by, "ticket.changed", ticket.id);
    history::record(tx, act.state(ticket.state.as_str(), to.as_str()).because(reason)).await?;
    tell(tx, &ticket).await?;
    zendesk::push_soon(app, tx, ticket.id).await?;
    again(tx, ticket.id).await
}

/// The ticket as it is now.
pub(super) async fn again(tx: &mut Tx, ticket: TicketId) -> ApiResult<Ticket> {
    sql::find(&mut **tx, TicketKey::Id(ticket))
        .await?
        .ok_or(ApiError::NotFound)
}

/// Says that somebody replied: to the author, or to whoever answers for the ticket.
pub(super) async fn tell_of_reply(tx: &mut Tx, by: Doer, ticket: &Ticket, body: &str) -> ApiResult<()> {
    let is_of_author = by == Some(ticket.author_id);
    let (to, kind) = match (is_of_author, ticket.assignee_id) {
        (false, _) => (People::Person(ticket.author_id), NoticeKind::TicketAnswered),
        (true, Some(assignee)) => (People::Person(assignee), NoticeKind::TicketReplied),
        (true, None) => (People::StudioAdmins, NoticeKind::TicketReplied),
    };
    let subject = format!("Reply to ticket {}: {}", ticket.number, ticket.subject);
    let notice = Notice::new(kind, subject, ticket.link()).saying(beginning(body));
    notices::send(tx, to, notice).await?;
    tell(tx, ticket).await
}

/// Enough of a reply to know what it is about.
fn beginning(body: &str) -> String {
    const CHARS: usize = 400;
    match body.char_indices().nth(CHARS) {
        Some((end, _)) => format!("{}…", body[..end].trim_end()),
        None => body.to_owned(),
    }
}

/// Whoever looks at the ticket reads it again: the studio and its author. So do those who see its request.
pub(super) async fn tell(tx: &mut Tx, ticket: &Ticket) -> ApiResult<()> {
    events::record(tx, Event::new(EventKind::Ticket, ticket.id)).await?;
    let of_author = Event::new(EventKind::Ticket, ticket.id).for_person(ticket.author_id);
    events::record(tx, of_author).await?;
    if let (Some(request), Some(title)) = (ticket.request_id, ticket.title_id) {
        let of_request = Event::new(EventKind::Request, request)
            .of_title(title)
            .of_request(request);
        events::record(tx, of_request.with(json!({ "ticket": ticket.number }))).await?;
    }
    Ok(())
}
