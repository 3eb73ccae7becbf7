//! Acts on requests: assignment, submission, holds, priority.

use api::Reason;
use api::requests::{
    CandidateView, Reassign, RequestView, SetPriority as NewPriority, SubmitReport as Submission,
};
use axum::extract::State;
use qc::id::RequestId;
use qc::request::{Phase, Step};
use serde_json::json;

use super::actions::Do;
use super::{
    BeginReview, CancelRequest, HandBack, ReassignRequest, SetPriority, SubmitReport, TakeRequest, advance,
    assign, candidates, save, sql, submit, view,
};
use crate::access::{Actor, May};
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Revised};

const LIMIT_REASON_CHARS: usize = 2000;

pub(super) async fn answer(app: &App, actor: &Actor, id: RequestId) -> ApiResult<Revised<RequestView>> {
    let view = view(app, actor, id).await?;
    Ok(Revised(view.revision, view))
}

/// A reason that says something.
pub(crate) fn stated(reason: &str) -> ApiResult<&str> {
    stated_in("reason", reason, "Say why.")
}

/// A text of a field that must say something.
pub(crate) fn stated_in<'a>(field: &str, text: &'a str, missing: &str) -> ApiResult<&'a str> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(ApiError::invalid(field, "missing", missing)),
        count if count > LIMIT_REASON_CHARS => Err(ApiError::invalid(
            field,
            "too_long",
            format!("At most {LIMIT_REASON_CHARS} characters."),
        )),
        _ => Ok(text),
    }
}

/// Take a request from the pool. The caller becomes its operator.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/take", tag = "requests", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn take_request(
    State(app): State<App>,
    May(actor, request): May<TakeRequest>,
) -> ApiResult<Revised<RequestView>> {
    let id = request.id;
    assign::take(&app, &actor, request).await?;
    answer(&app, &actor, id).await
}

/// Begin the review.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/begin", tag = "requests", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn begin_review(
    State(app): State<App>,
    May(actor, request): May<BeginReview>,
) -> ApiResult<Revised<RequestView>> {
    let id = request.id;
    assign::begin(&app, &actor, request).await?;
    answer(&app, &actor, id).await
}

/// Give the request back to the pool.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/hand-back", tag = "requests", request_body = Reason,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn hand_back(
    State(app): State<App>,
    May(actor, request): May<HandBack>,
    Json(body): Json<Reason>,
) -> ApiResult<Revised<RequestView>> {
    let id = request.id;
    assign::hand_back(&app, &actor, request, stated(&body.reason)?).await?;
    answer(&app, &actor, id).await
}

/// Give the request to an operator, or return it to the pool.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/reassign", tag = "requests", request_body = Reassign,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn reassign_request(
    State(app): State<App>,
    May(actor, request): May<ReassignRequest>,
    Json(body): Json<Reassign>,
) -> ApiResult<Revised<RequestView>> {
    stated(&body.reason)?;
    let id = request.id;
    assign::reassign(&app, &actor, request, &body).await?;
    answer(&app, &actor, id).await
}

/// Whom the request could be given to, those who can take it first; of the others, why they cannot.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/candidates", tag = "requests", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = Vec<CandidateView>), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub async fn list_candidates(
    State(app): State<App>,
    May(actor, request): May<ReassignRequest>,
) -> ApiResult<Json<Vec<CandidateView>>> {
    Ok(Json(candidates::list(&app, &actor, &request, Phase::Qc).await?))
}

/// Submit the operator's report. The request goes on to verification.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/submit", tag = "requests", request_body = Submission,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn submit_report(
    State(app): State<App>,
    May(actor, request): May<SubmitReport>,
    Json(body): Json<Submission>,
) -> ApiResult<Revised<RequestView>> {
    let id = request.id;
    submit::submit(&app, &actor, request, &body).await?;
    answer(&app, &actor, id).await
}

/// Cancel the request for good.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/cancel", tag = "requests", request_body = Reason,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn cancel_request(
    State(app): State<App>,
    May(actor, mut request): May<CancelRequest>,
    Json(body): Json<Reason>,
) -> ApiResult<Revised<RequestView>> {
    let reason = stated(&body.reason)?;
    Do::Cancel.demand_now(&request)?;
    let mut tx = app.db.begin().await?;
    request.held_from = None;
    request.concluded_at = Some(request.now);
    request.end_lease();
    let act = request.act(actor.person, "request.canceled").because(reason);
    advance(&mut tx, &mut request, Step::Cancel, act).await?;
    sql::end_hold(&mut tx, request.id, reason, actor.person).await?;
    tx.commit().await?;
    answer(&app, &actor, request.id).await
}

/// Set the priority. Rush shortens the clock of Download and Cast to 24 hours.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/priority", tag = "requests", request_body = NewPriority,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = RequestView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn set_priority(
    State(app): State<App>,
    May(actor, mut request): May<SetPriority>,
    Json(body): Json<NewPriority>,
) -> ApiResult<Revised<RequestView>> {
    Do::SetPriority.demand_now(&request)?;
    if request.priority != body.priority {
        let mut tx = app.db.begin().await?;
        let (before, after) = (
            json!({ "priority": request.priority }),
            json!({ "priority": body.priority }),
        );
        request.priority = body.priority;
        let act = request
            .act(actor.person, "request.reprioritised")
            .changed(before, after);
        save(&mut tx, &mut request, act).await?;
        for delivery in sql::list_delivery_ids(&mut tx, request.id).await? {
            crate::jobs::follow_priority(&mut tx, delivery).await?;
        }
        tx.commit().await?;
    }
    answer(&app, &actor, request.id).await
}
