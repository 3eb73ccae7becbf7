//! Holds: a request set aside with a reason, perhaps for a ticket, and released to the state that it came from. Whoever works
//! on it is told of both, and gets their whole lease again.

use qc::id::TicketId;
use qc::notice::NoticeKind;
use qc::request::{RequestState, Step};

use super::{Request, advance, move_to, sql};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::notices::{self, Notice, People};
use crate::{extensions, verification};

pub(super) async fn hold(
    app: &App,
    actor: &Actor,
    mut request: Request,
    reason: &str,
    ticket: Option<TicketId>,
) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    demand_ticket(&mut tx, &request, ticket).await?;
    request.held_from = Some(request.state);
    let act = request.act(actor.person, "request.held").because(reason);
    advance(&mut tx, &mut request, Step::Hold, act).await?;
    sql::insert_hold(&mut tx, request.id, reason, ticket, actor.person).await?;
    let subject = format!("On hold: {}", request.name());
    let notice = Notice::new(NoticeKind::RequestHeld, subject, request.link())
        .of_title(request.title_id)
        .saying(reason);
    tell_workers(&mut tx, &request, notice).await?;
    Ok(tx.commit().await?)
}

/// A ticket that is named is one of this request.
pub(super) async fn demand_ticket(tx: &mut Tx, request: &Request, ticket: Option<TicketId>) -> ApiResult<()> {
    let Some(ticket) = ticket else { return Ok(()) };
    if extensions::is_ticket(tx, ticket, request.id).await? {
        return Ok(());
    }
    Err(ApiError::invalid(
        "ticket_id",
        "unknown",
        "There is no such ticket on this request.",
    ))
}

pub(super) async fn release(app: &App, actor: &Actor, mut request: Request, reason: &str) -> ApiResult<()> {
    let held_from = request.held_from.take().ok_or_else(ApiError::lost_race)?;
    let to = request
        .state
        .released_to(held_from)
        .map_err(|refusal| ApiError::not_allowed_now(refusal.to_string()))?;
    let mut tx = app.db.begin().await?;
    // Whoever was about to begin gets their whole lease again.
    if request.lease_until.is_some() {
        request.begin_lease();
    }
    verification::renew_lease(&mut tx, &request).await?;
    let act = request.act(actor.person, "request.released").because(reason);
    move_to(&mut tx, &mut request, to, act).await?;
    sql::end_hold(&mut tx, request.id, reason, actor.person).await?;
    let subject = format!("Released, it goes on: {}", request.name());
    let notice = Notice::new(NoticeKind::RequestReleased, subject, request.link())
        .of_title(request.title_id)
        .saying(reason);
    tell_workers(&mut tx, &request, notice).await?;
    Ok(tx.commit().await?)
}

/// Its operator, or its verifier, while it is in their hands; the managers of their facility beside an operator.
async fn tell_workers(tx: &mut Tx, request: &Request, notice: Notice) -> ApiResult<()> {
    let state = request.held_from.unwrap_or(request.state);
    if state.is_held_by_operator() {
        if let Some(operator) = request.operator_id {
            notices::send(tx, People::Person(operator), notice.clone()).await?;
        }
        // Of a calibration only its operator knows.
        let facility = request
            .operator_facility_id
            .filter(|_| request.calibration_id.is_none());
        if let Some(facility) = facility {
            notices::send(tx, People::VendorManagers(facility), notice).await?;
        }
    } else if let (RequestState::InVerification, Some(verifier)) = (state, request.verifier_id) {
        notices::send(tx, People::Person(verifier), notice).await?;
    }
    Ok(())
}
