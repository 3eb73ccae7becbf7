//! Setting a request aside: stopped by its operator at a Blocker, put on hold by the studio, released again.

use api::Reason;
use api::requests::{HoldRequest as NewHold, RequestView, StopReview as NewStop};
use axum::extract::State;
use qc::id::RequestId;

use super::actions::Do;
use super::http_assign::{answer, stated};
use super::{HoldRequest, StopReview, hold, stop};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiResult, Problem};
use crate::extract::{Json, Revised};

/// Stop QC at a Blocker: the report says so, and asset management is told.
///
/// The operator goes on holding the request: they submit what they have, resume, or wait for a hold.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/stop", tag = "requests", request_body = NewStop,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn stop_review(
    State(app): State<App>,
    May(actor, request): May<StopReview>,
    Json(body): Json<NewStop>,
) -> ApiResult<Revised<RequestView>> {
    Do::Stop.demand_now(&request)?;
    let id = request.id;
    stop::stop(&app, &actor, &request, &body).await?;
    answer(&app, &actor, id).await
}

/// Go on after all: what could not be reviewed can be.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/resume", tag = "requests", request_body = Reason,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn resume_review(
    State(app): State<App>,
    May(actor, request): May<StopReview>,
    Json(body): Json<Reason>,
) -> ApiResult<Revised<RequestView>> {
    let reason = stated(&body.reason)?;
    Do::Stop.demand_now(&request)?;
    let id = request.id;
    stop::resume(&app, &actor, &request, reason).await?;
    answer(&app, &actor, id).await
}

/// Put the request on hold: a blocker, a ticket. Whoever holds it is told.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/hold", tag = "requests", request_body = NewHold,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn hold_request(
    State(app): State<App>,
    May(actor, request): May<HoldRequest>,
    Json(body): Json<NewHold>,
) -> ApiResult<Revised<RequestView>> {
    let reason = stated(&body.reason)?;
    Do::Hold.demand_now(&request)?;
    let id = request.id;
    hold::hold(&app, &actor, request, reason, body.ticket_id).await?;
    answer(&app, &actor, id).await
}

/// Release the request: it goes on where it was, and whoever holds it is told.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/release", tag = "requests", request_body = Reason,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn release_request(
    State(app): State<App>,
    May(actor, request): May<HoldRequest>,
    Json(body): Json<Reason>,
) -> ApiResult<Revised<RequestView>> {
    let reason = stated(&body.reason)?;
    Do::Release.demand_now(&request)?;
    let id = request.id;
    hold::release(&app, &actor, request, reason).await?;
    answer(&app, &actor, id).await
}
