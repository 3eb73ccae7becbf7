//! The draft of a comment, kept on the server as one types, under a revision: a second tab overwrites nothing.

use api::issues::{DraftView, SaveDraft};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{SeeTalk, draft};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{IfMatch, Json, Revised};
use crate::issues::check_draft;

/// What the caller was about to say here.
#[utoipa::path(
    get, path = "/api/v1/talks/{about_id}/draft", tag = "comments",
    params(("about_id" = uuid::Uuid, Path, description = "A request or an issue")),
    responses((status = 200, body = DraftView), (status = 204, description = "nothing is kept"), (status = 404, body = Problem))
)]
pub async fn get_comment_draft(
    State(app): State<App>,
    May(actor, topic): May<SeeTalk>,
) -> ApiResult<Response> {
    Ok(match draft::find(&app.db, actor.person, topic.about()).await? {
        Some(draft) => Revised(draft.revision, draft).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Keep what is being typed.
///
/// The first time with `If-None-Match: *`, then with the revision as `If-Match`.
#[utoipa::path(
    put, path = "/api/v1/talks/{about_id}/draft", tag = "comments", request_body = SaveDraft,
    params(
        ("about_id" = uuid::Uuid, Path, description = "A request or an issue"),
        ("If-Match" = Option<String>, Header), ("If-None-Match" = Option<String>, Header)
    ),
    responses((status = 200, body = DraftView), (status = 404, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem))
)]
pub async fn save_comment_draft(
    State(app): State<App>,
    May(actor, topic): May<SeeTalk>,
    if_match: Option<IfMatch>,
    headers: HeaderMap,
    Json(body): Json<SaveDraft>,
) -> ApiResult<Revised<DraftView>> {
    let over = check_draft(if_match, &headers, &body)?;
    let saved = draft::save(&app.db, actor.person, topic.about(), &body.body, over).await?;
    let draft = saved.ok_or(ApiError::Stale)?;
    Ok(Revised(draft.revision, draft))
}

/// Forget what was typed.
#[utoipa::path(
    delete, path = "/api/v1/talks/{about_id}/draft", tag = "comments",
    params(("about_id" = uuid::Uuid, Path, description = "A request or an issue")),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn discard_comment_draft(
    State(app): State<App>,
    May(actor, topic): May<SeeTalk>,
) -> ApiResult<StatusCode> {
    draft::delete(&app.db, actor.person, topic.about()).await?;
    Ok(StatusCode::NO_CONTENT)
}
