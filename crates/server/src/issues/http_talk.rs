//! What surrounds an issue: the draft that is kept as one types, and comments.

use api::issues::{CommentView, DraftView, NewComment, SaveDraft};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qc::id::{IssueId, RequestId};
use qc::notice::NoticeKind;
use qc::person::Role;
use serde_json::json;

use super::{Comment, SeeIssue, Seen, record, sql};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{IfMatch, Json, Revised};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::notices::{self, Notice, People};
use crate::requests::SeeRequest;

const LIMIT_COMMENT_CHARS: usize = 4000;
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
    let is_first = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value == "*");
    if if_match.is_none() && !is_first {
        return Err(ApiError::NeedsIfMatch);
    }
    if body.body.to_string().len() > LIMIT_DRAFT_BYTES {
        return Err(ApiError::invalid(
            "body",
            "too_long",
            "A draft is kept up to 64 KiB.",
        ));
    }
    let over = if_match.map(|IfMatch(revision)| revision);
    let saved = sql::save_draft(&app.db, request.id, actor.person, &body.body, over).await?;
    let draft = saved.ok_or(ApiError::Stale)?;
    Ok(Revised(draft.revision, draft))
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

/// What was said about an issue, oldest first.
#[utoipa::path(
    get, path = "/api/v1/issues/{issue_id}/comments", tag = "issues", params(("issue_id" = IssueId, Path)),
    responses((status = 200, body = Vec<CommentView>), (status = 404, body = Problem))
)]
pub async fn list_comments(
    State(app): State<App>,
    May(_actor, seen): May<SeeIssue>,
) -> ApiResult<Json<Vec<CommentView>>> {
    Ok(Json(sql::list_comments(&app.db, seen.issue.id).await?))
}

/// Say something about an issue.
#[utoipa::path(
    post, path = "/api/v1/issues/{issue_id}/comments", tag = "issues", request_body = NewComment,
    params(("issue_id" = IssueId, Path)),
    responses((status = 201, body = CommentView), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn create_comment(
    State(app): State<App>,
    May(actor, Seen { issue, request }): May<Comment>,
    key: IdempotencyKey,
    Json(body): Json<NewComment>,
) -> ApiResult<(StatusCode, Json<CommentView>)> {
    let text = body.body.trim();
    if text.is_empty() || text.chars().count() > LIMIT_COMMENT_CHARS {
        let detail = format!("1 to {LIMIT_COMMENT_CHARS} characters.");
        return Err(ApiError::invalid("body", "length", detail));
    }
    let mut once = match key
        .begin(&app.db, actor.person, "create_comment", &(issue.id, &body))
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    let id = sql::insert_comment(&mut once.tx, issue.id, actor.person, text).await?;
    let act = request
        .act_on(actor.person, "comment.added", id)
        .changed(json!({}), json!({ "issue_id": issue.id }));
    record(&mut once.tx, &request, issue.id, act).await?;
    let subject = format!("A comment on issue {} of {}", issue.number, request.name());
    let notice = Notice::new(
        NoticeKind::CommentAdded,
        subject,
        format!("{}?issue={}", request.link(), issue.id),
    )
    .of_title(request.title.id);
    if issue.author_id != actor.person {
        notices::send(&mut once.tx, People::Person(issue.author_id), notice.clone()).await?;
    }
    // The other side of the talk: production hears what the studio says, and the other way round.
    match actor.role {
        Role::Production if request.verified_at.is_some() => {
            notices::send(&mut once.tx, People::Post(request.show_id), notice).await?;
        }
        Role::Post if request.verified_at.is_some() => {
            notices::send(&mut once.tx, People::Production(request.show_id), notice).await?;
        }
        _ => {}
    }
    let views = sql::list_comments(&mut *once.tx, issue.id).await?;
    let view = views
        .into_iter()
        .find(|view| view.id == id)
        .ok_or(ApiError::NotFound)?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}
