//! The redelivery: post asks for it, production says when it is to be expected.

use api::fix_notes::{AskRedelivery as Ask, EstimateRedelivery as Estimate, FixNotesView};
use axum::extract::State;
use qc::id::RequestId;

use super::redelivery;
use super::view::answer;
use crate::access::May;
use crate::app::App;
use crate::error::{ApiResult, Problem};
use crate::extract::{Json, Revised};
use crate::requests::{AskRedelivery, Do, EstimateRedelivery};

/// Ask production for the redelivery: by when, and with what in mind.
///
/// Without a due time, the days of the show's policy count from now; without such a policy a due time is needed.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/redelivery", tag = "fix notes", request_body = Ask,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = FixNotesView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn ask_redelivery(
    State(app): State<App>,
    May(actor, request): May<AskRedelivery>,
    Json(body): Json<Ask>,
) -> ApiResult<Revised<FixNotesView>> {
    Do::AskRedelivery.demand_now(&request)?;
    let id = request.id;
    redelivery::ask(&app, &actor, request, &body).await?;
    answer(&app, &actor, id).await
}

/// Say when the redelivery is to be expected, and why then. Saying it again keeps what was said before.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/redelivery/estimates", tag = "fix notes", request_body = Estimate,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = FixNotesView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn estimate_redelivery(
    State(app): State<App>,
    May(actor, request): May<EstimateRedelivery>,
    Json(body): Json<Estimate>,
) -> ApiResult<Revised<FixNotesView>> {
    Do::EstimateRedelivery.demand_now(&request)?;
    let id = request.id;
    redelivery::estimate(&app, &actor, request, &body).await?;
    answer(&app, &actor, id).await
}
