//! The draft of an issue, kept on the server as one types.

use api::issues::{DraftView, SaveDraft};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qc::id::RequestId;

use super::sql;
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{IfMatch, Json, Revised};
use crate::requests::SeeRequest;

const LIMIT_DRAFT_BYTES: usize = 64 << 10;

/// What the caller was typing on this request.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/draft", tag = "issues", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = DraftView), (status = 204, description = "nothing is kept"), (status = 404, body = Problem))
)]
pub async fn get_draft(State(app): State<App>, May(actor, request): May<SeeRequest>) -> ApiResult<Response> {
    Ok(match sql::find_draft(&app.db, request.id, actor.person).await? {
        Some(draft) => Revised(draft.revision, draft).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Keep what is being typed.
///
/// The first time with `If-None-Match: *`, then with the revision as `If-Match`: a second tab does not overwrite what
/// the first one keeps.
#[utoipa::path(
    put, path = "/api/v1/requests/{request_id}/draft", tag = "issues", request_body = SaveDraft,
    params(("request_id" = RequestId, Path), ("If-Match" = Option<String>, Header), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = DraftView), (status = 404, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem))
)]
pub async fn save_draft(
    State(app): State<App>,
    May(actor, request): May<SeeRequest>,
    if_match: Option<IfMatch>,
    headers: HeaderMap,
    Json(body): Json<SaveDraft>,
) -> ApiResult<Revised<DraftView>> {
    let over = check_draft(if_match, &headers, &body)?;
    let saved = sql::save_draft(&app.db, request.id, actor.person, &body.body, over).await?;
    let draft = saved.ok_or(ApiError::Stale)?;
    Ok(Revised(draft.revision, draft))
}

/// Over which revision a draft is kept; none the first time.
pub(crate) fn check_draft(
    if_match: Option<IfMatch>,
    headers: &HeaderMap,
    body: &SaveDraft,
) -> ApiResult<Option<i64>> {
    let is_first = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value == "*");
    if if_match.is_none() && !is_first {
        return Err(ApiError::NeedsIfMatch);
    }
    if body.body.to_string().len() > LIMIT_DRAFT_BYTES {
        let detail = "A draft is kept up to 64 KiB.";
        return Err(ApiError::invalid("body", "too_long", detail));
    }
    Ok(if_match.map(|IfMatch(revision)| revision))
}

/// Forget what was typed.
#[utoipa::path(
    delete, path = "/api/v1/requests/{request_id}/draft", tag = "issues", params(("request_id" = RequestId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn discard_draft(
    State(app): State<App>,
    May(actor, request): May<SeeRequest>,
) -> ApiResult<StatusCode> {
    sql::delete_draft(&app.db, request.id, actor.person).await?;
    Ok(StatusCode::NO_CONTENT)
}
