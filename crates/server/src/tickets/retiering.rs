//! Re-tiering by ticket: a fix check whose redelivery brought a long new clip becomes a Full QC.

use api::tickets::TicketView;
use axum::extract::State;
use qc::ticket::TicketState;

use super::{AnswerTicket, steps};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::Revised;
use crate::requests;

/// Approve that a fix check becomes a Full QC: the request's tasks are made Full, for the same operator.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/retier", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Its id, or its number")),
    responses((status = 200, body = TicketView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn approve_retiering(
    State(app): State<App>,
    May(actor, ticket): May<AnswerTicket>,
) -> ApiResult<Revised<TicketView>> {
    ticket
        .demand_retiering(&actor)
        .map_err(ApiError::not_allowed_now)?;
    let request = ticket.request_id.ok_or(ApiError::NotFound)?;
    let mut tx = app.db.begin().await?;
    requests::approve_retiering(&mut tx, actor.person, request, ticket.number).await?;
    let (by, reason) = (Some(actor.person), "The fix check is a Full QC now.");
    let changed = steps::advance(&app, &mut tx, by, ticket, TicketState::Solved, reason).await?;
    tx.commit().await?;
    Ok(Revised(changed.revision, changed.view(&app, &actor)))
}
