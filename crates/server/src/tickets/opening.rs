//! Writing a ticket whose form is right, with its history, and telling the studio. Other nouns open tickets that carry a
//! question of theirs: more time, a Full QC in place of a fix check.

use api::tickets::{NewTicket, TicketView};
use qc::id::RequestId;
use qc::notice::NoticeKind;
use qc::ticket::{TicketKind, TicketState};
use serde_json::json;

use super::{Ticket, attachments, form, sql, steps, zendesk};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::history::{self, Act};
use crate::notices::{self, Notice, People};
use crate::requests::Request;

/// Writes a ticket whose form is right, with its history, and tells the studio.
pub(crate) async fn open(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    form: &NewTicket,
    request: Option<&Request>,
) -> ApiResult<TicketView> {
    Ok(write(app, tx, actor, form, request).await?.view(app, actor))
}

/// As `open`, for a noun whose question the ticket carries: its form is looked at here.
pub(crate) async fn open_asking(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    mut new: NewTicket,
    request: &Request,
) -> ApiResult<Ticket> {
    form::check_ticket(actor, &mut new)?;
    write(app, tx, actor, &new, Some(request)).await
}

async fn write(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    new: &NewTicket,
    request: Option<&Request>,
) -> ApiResult<Ticket> {
    let id = sql::insert(tx, actor.person, new).await?;
    attachments::take(tx, actor.person, id, None, &new.attachment_ids).await?;
    zendesk::connect(app, tx, id).await?;
    let ticket = steps::again(tx, id).await?;
    let mut act = Act::new(actor.person, "ticket.opened", id);
    if let Some(request) = request {
        act = act.of_title(request.title_id).of_request(request.id);
    }
    // Those who read the request's history learn that there is a ticket, not what it says.
    let after = json!({ "state": ticket.state, "kind": ticket.kind, "number": ticket.number });
    history::record(tx, act.changed(json!({}), after)).await?;
    steps::tell(tx, &ticket).await?;
    let subject = format!("Ticket {}: {}", ticket.number, ticket.subject);
    let notice = Notice::new(NoticeKind::TicketOpened, subject, ticket.link());
    notices::send(tx, People::StudioAdmins, notice).await?;
    Ok(ticket)
}

/// Solves a ticket whose question is answered elsewhere. Its author is told there.
pub(crate) async fn solve(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    ticket: Ticket,
    reason: &str,
) -> ApiResult<Ticket> {
    let to = ticket.state.change_to(TicketState::Solved)?;
    steps::set_state(app, tx, Some(actor.person), ticket, to, reason).await
}

/// Whether a ticket of this kind on the request is not answered yet.
pub(crate) async fn has_unresolved(tx: &mut Tx, request: RequestId, kind: TicketKind) -> ApiResult<bool> {
    Ok(sql::has_unresolved(tx, request, kind).await?)
}
