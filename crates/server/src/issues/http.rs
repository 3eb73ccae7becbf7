//! Reading, checking and writing issues.

use api::Page;
use api::issues::{IssueCheck, IssueDetail, IssueForm, IssueView};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use qc::id::{IssueId, RequestId};
use qc::issue::{IssueOrigin, IssueStep};
use serde_json::json;

use super::{ChangeIssue, SeeIssue, Seen, form, page_of_request, record, sightings, sql, views_in, views_of};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{IfMatch, Json, PageQuery, Query, Revised};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::requests::{self, Do, EditIssue, SeeRequest};
use crate::{fix_notes, history, machine_findings, objections};

/// The issues in the report of a request, by asset and number.
///
/// Empty for post and production until the report is verified.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/issues", tag = "issues",
    params(("request_id" = RequestId, Path), PageQuery),
    responses((status = 200, body = Page<IssueView>), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_issues(
    State(app): State<App>,
    May(actor, request): May<SeeRequest>,
    Query(paging): Query<PageQuery>,
) -> ApiResult<Json<Page<IssueView>>> {
    if !requests::sees_report(&actor, &request) {
        let total = Some(0);
        return Ok(Json(Page {
            items: Vec::new(),
            next: None,
            total,
        }));
    }
    Ok(Json(page_of_request(&app, &actor, &request, &paging).await?))
}

/// Flag an issue.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/issues", tag = "issues", request_body = IssueForm,
    params(("request_id" = RequestId, Path)),
    responses((status = 201, body = IssueView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn create_issue(
    State(app): State<App>,
    May(actor, request): May<EditIssue>,
    key: IdempotencyKey,
    Json(body): Json<IssueForm>,
) -> ApiResult<(StatusCode, Json<IssueView>)> {
    let mut once = match key
        .begin(&app.db, actor.person, "create_issue", &(request.id, &body))
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    Do::CreateIssue.demand_now(&request)?;
    requests::demand_unchanged(&mut once.tx, &request).await?;
    let entry = form::read_form(&mut once.tx, request.id, &body).await?;
    let id = super::insert(
        &mut once.tx,
        &request,
        actor.person,
        &entry,
        IssueOrigin::Operator,
        None,
    )
    .await?;
    super::drop_draft(&mut once.tx, request.id, actor.person).await?;
    let view = views_in(&mut once.tx, &actor, Some(&request), &[id.uuid()])
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// What the rules say of a form, before it is sent.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/issues/check", tag = "issues", request_body = IssueForm,
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = IssueCheck), (status = 404, body = Problem))
)]
pub async fn check_issue(
    State(app): State<App>,
    May(_actor, request): May<SeeRequest>,
    Json(body): Json<IssueForm>,
) -> ApiResult<Json<IssueCheck>> {
    let mut db = app.db.acquire().await?;
    Ok(Json(form::check(&mut db, request.id, &body).await?))
}

/// One issue with its lineage and everything that was said about it.
#[utoipa::path(
    get, path = "/api/v1/issues/{issue_id}", tag = "issues", params(("issue_id" = IssueId, Path)),
    responses((status = 200, body = IssueDetail), (status = 404, body = Problem))
)]
pub async fn get_issue(
    State(app): State<App>,
    May(actor, Seen { issue, request }): May<SeeIssue>,
) -> ApiResult<Revised<IssueDetail>> {
    let ids = sql::list_lineage(&app.db, issue.id).await?;
    let mut lineage = views_of(&app, &actor, Some(&request), &ids).await?;
    lineage.sort_by_key(|issue| issue.created_at);
    let view = lineage
        .iter()
        .find(|view| view.id == issue.id)
        .cloned()
        .ok_or(ApiError::NotFound)?;
    let detail = IssueDetail {
        issue: view,
        lineage,
        fix_notes: fix_notes::list_of_issue(&app.db, &actor, issue.id).await?,
        objections: objections::list_of_issue(&app.db, issue.id).await?,
        sightings: sightings::list(&app, &actor, &ids).await?,
        history: history::list_of_issues(&app.db, &actor, &ids).await?,
    };
    Ok(Revised(issue.revision, detail))
}

/// Correct an issue before submission.
#[utoipa::path(
    patch, path = "/api/v1/issues/{issue_id}", tag = "issues", request_body = IssueForm,
    params(("issue_id" = IssueId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IssueView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem))
)]
pub async fn change_issue(
    State(app): State<App>,
    May(actor, Seen { issue, request }): May<ChangeIssue>,
    if_match: IfMatch,
    Json(body): Json<IssueForm>,
) -> ApiResult<Revised<IssueView>> {
    Do::CreateIssue.demand_now(&request)?;
    if_match.check(issue.revision)?;
    issue.state.after(IssueStep::Replace)?;
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    let entry = form::read_form(&mut tx, request.id, &body).await?;
    sql::save_entry(&mut tx, &issue, entry.delivery_id, &entry).await?;
    let before = json!({
        "code": issue.code, "severity": issue.severity, "first_frame": issue.first_frame, "last_frame": issue.last_frame,
        "description": issue.description,
    });
    let after = json!({
        "code": entry.code, "severity": entry.severity, "first_frame": entry.first_frame, "last_frame": entry.last_frame,
        "description": entry.description,
    });
    let act = request
        .act_on(actor.person, "issue.changed", issue.id)
        .changed(before, after);
    record(&mut tx, &request, issue.id, act).await?;
    let view = views_in(&mut tx, &actor, Some(&request), &[issue.id.uuid()])
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Revised(view.revision, view))
}

/// Take an issue back before submission.
#[utoipa::path(
    delete, path = "/api/v1/issues/{issue_id}", tag = "issues",
    params(("issue_id" = IssueId, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem))
)]
pub async fn delete_issue(
    State(app): State<App>,
    May(actor, Seen { issue, request }): May<ChangeIssue>,
    if_match: IfMatch,
) -> ApiResult<impl IntoResponse> {
    Do::CreateIssue.demand_now(&request)?;
    if_match.check(issue.revision)?;
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    super::step(
        &mut tx,
        &request,
        actor.person,
        issue.id,
        IssueStep::Delete,
        "issue.deleted",
        "",
    )
    .await?;
    machine_findings::lose_issue(&mut tx, &request, actor.person, issue.id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
