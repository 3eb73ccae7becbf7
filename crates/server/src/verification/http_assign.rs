//! Verifications in the hands of managers: giving one to a verifier, taking one away from who vanished.

use api::requests::{CandidateView, Reassign};
use api::verification::VerificationView;
use axum::extract::State;
use qc::id::VerificationId;
use qc::request::Phase;

use super::ReassignVerification;
use super::http::answer;
use crate::access::May;
use crate::app::App;
use crate::error::{ApiResult, Problem};
use crate::extract::{Json, Revised};
use crate::requests::{self, stated};

/// Give a verification to a verifier, or return it to the pool. One that was begun is taken away too: its verdicts are
/// taken back.
#[utoipa::path(
    post, path = "/api/v1/verifications/{verification_id}/reassign", tag = "verification", request_body = Reassign,
    params(("verification_id" = VerificationId, Path)),
    responses((status = 200, body = VerificationView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn reassign_verification(
    State(app): State<App>,
    May(actor, request): May<ReassignVerification>,
    Json(body): Json<Reassign>,
) -> ApiResult<Revised<VerificationView>> {
    stated(&body.reason)?;
    super::reassign(&app, &actor, request.clone(), &body).await?;
    answer(&app, &actor, &request).await
}

/// Whom the verification could be given to, those who can take it first; of the others, why they cannot.
#[utoipa::path(
    get, path = "/api/v1/verifications/{verification_id}/candidates", tag = "verification",
    params(("verification_id" = VerificationId, Path)),
    responses((status = 200, body = Vec<CandidateView>), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub async fn list_verification_candidates(
    State(app): State<App>,
    May(actor, request): May<ReassignVerification>,
) -> ApiResult<Json<Vec<CandidateView>>> {
    Ok(Json(
        requests::list_candidates(&app, &actor, &request, Phase::Verification).await?,
    ))
}
