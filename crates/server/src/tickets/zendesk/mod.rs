//! Zendesk, where it is connected: tickets are pushed there with their replies and states, and what agents do there is
//! read back. Our own rows stay the truth for what was said here; nothing waits for Zendesk, and nothing is lost while it
//! is away. A ticket's number here is its `external_id` there.

mod client;
mod pull;
mod push;
mod sql;
mod wire;

use api::tickets::{SyncState, ZendeskView};
use qc::id::TicketId;

use super::{Ticket, is_studio};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::jobs;

pub use pull::PullZendesk;
pub use push::PushTicket;

/// How the ticket stands in Zendesk. Its page there is opened by the studio; others read its number.
pub(super) fn view(app: &App, actor: &Actor, ticket: &Ticket) -> Option<ZendeskView> {
    let state = match ticket.sync_state.as_deref()? {
        "synced" => SyncState::Synced,
        "failed" => SyncState::Failed,
        _ => SyncState::Waiting,
    };
    let page = |id: i64| {
        let setting = app.settings.zendesk.as_ref()?;
        Some(setting.url.join(&format!("agent/tickets/{id}")).ok()?.to_string())
    };
    let problem = ticket.sync_problem.clone().filter(|problem| !problem.is_empty());
    Some(ZendeskView {
        number: ticket.zendesk_id,
        url: ticket.zendesk_id.filter(|_| is_studio(actor)).and_then(page),
        state,
        problem: problem.filter(|_| is_studio(actor)),
        synced_at: ticket.synced_at,
    })
}

/// A new ticket goes to Zendesk, where there is one.
pub(super) async fn connect(app: &App, tx: &mut Tx, ticket: TicketId) -> Result<(), sqlx::Error> {
    if app.settings.zendesk.is_none() {
        return Ok(());
    }
    sql::connect(tx, ticket).await?;
    jobs::enqueue(tx, &PushTicket { ticket }).await
}

/// Something changed here.
pub(super) async fn push_soon(app: &App, tx: &mut Tx, ticket: TicketId) -> Result<(), sqlx::Error> {
    if app.settings.zendesk.is_some() && sql::wait(tx, ticket, "").await? {
        jobs::enqueue(tx, &PushTicket { ticket }).await?;
    }
    Ok(())
}

/// After it was refused and somebody mended what was wrong.
pub(super) async fn push_again(app: &App, tx: &mut Tx, ticket: &Ticket) -> ApiResult<()> {
    let detail = match (&app.settings.zendesk, ticket.sync_state.as_deref()) {
        (None, _) => "Zendesk is not connected.",
        (_, None) => "This ticket was opened before Zendesk was connected: it is answered here.",
        (_, Some("failed")) => return Ok(push_soon(app, tx, ticket.id).await?),
        (_, Some(_)) => "This ticket is pushed by itself.",
    };
    Err(ApiError::not_allowed_now(detail))
}
