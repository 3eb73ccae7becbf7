//! Listing the machine's findings and deciding on them.

use api::issues::{IssueForm, IssueView};
use api::machine_findings::MachineFindingView;
use api::{Page, Reason};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::{MachineFindingId, RequestId};
use qc::issue::IssueOrigin;
use qc::machine_finding::{MachineFindingState, MachineFindingStep};
use serde::Deserialize;
use serde_json::json;

use super::sql::{self, Decision};
use super::{DecideMachineFinding, Offered, SeeMachineFindings, are_shown, record, view};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{IfMatch, Json, PageQuery, Query, Revised, page};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::issues;
use crate::requests::{self, Do, Request, stated};

/// Which findings a list shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindingQuery {
    pub state: Option<MachineFindingState>,
    pub cursor: Option<String>,
    pub limit: Option<u32>,
}

/// What the machine found in a request's deliveries, as far as its tasks meet it, in the order of the programme.
///
/// Empty in a calibration, which asks what a person finds.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/machine-findings", tag = "machine_findings",
    params(("request_id" = RequestId, Path), FindingQuery),
    responses((status = 200, body = Page<MachineFindingView>), (status = 404, body = Problem))
)]
pub async fn list_machine_findings(
    State(app): State<App>,
    May(actor, request): May<SeeMachineFindings>,
    Query(query): Query<FindingQuery>,
) -> ApiResult<Json<Page<MachineFindingView>>> {
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let after = paging.after()?;
    if !are_shown(&actor, &request) {
        return Ok(Json(Page {
            items: Vec::new(),
            next: None,
            total: Some(0),
        }));
    }
    let limit = paging.limit();
    let places = view::places_met(&app.db, &actor, &request).await?;
    let rows = sql::list(&app.db, &places, query.state, after, limit + 1).await?;
    let page = page(rows, limit, |row| (row.first_frame, row.id));
    let total = match paging.cursor {
        Some(_) => None,
        None => Some(sql::count(&app.db, &places, query.state).await?.unsigned_abs()),
    };
    Ok(Json(Page {
        items: view::views(&app, &actor, &request, page.items).await?,
        next: page.next,
        total,
    }))
}

/// Flag an issue from a finding. The form is the caller's: what the machine proposes is only where it begins.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/machine-findings/{machine_finding_id}/accept", tag = "machine_findings",
    params(("request_id" = RequestId, Path), ("machine_finding_id" = MachineFindingId, Path), ("If-Match" = String, Header)),
    request_body = IssueForm,
    responses((status = 201, body = IssueView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem))
)]
pub async fn accept_machine_finding(
    State(app): State<App>,
    May(actor, offered): May<DecideMachineFinding>,
    key: IdempotencyKey,
    if_match: IfMatch,
    Json(body): Json<IssueForm>,
) -> ApiResult<(StatusCode, Json<IssueView>)> {
    let Offered { request, finding } = offered;
    let said = (request.id, finding.id, &body);
    let mut once = match key
        .begin(&app.db, actor.person, "accept_machine_finding", &said)
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    Do::CreateIssue.demand_now(&request)?;
    let state = finding.state.after(MachineFindingStep::Accept)?;
    if_match.check(finding.revision)?;
    requests::demand_unchanged(&mut once.tx, &request).await?;
    let entry = issues::read_form(&mut once.tx, request.id, &body).await?;
    let issue = issues::insert(
        &mut once.tx,
        &request,
        actor.person,
        &entry,
        IssueOrigin::Operator,
        None,
    )
    .await?;
    let decision = Decision {
        state,
        by: Some(actor.person),
        request: request.id,
        reason: "",
        issue: Some(issue),
    };
    sql::decide(&mut once.tx, &finding, &decision).await?;
    let after = json!({ "state": state, "kind": finding.kind, "issue_id": issue });
    record(
        &mut once.tx,
        &request,
        actor.person,
        finding.id,
        "machine_finding.accepted",
        "",
        after,
    )
    .await?;
    issues::drop_draft(&mut once.tx, request.id, actor.person).await?;
    let view = issues::views_in(&mut once.tx, &actor, Some(&request), &[issue.uuid()])
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Say that a finding is no fault, and why.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/machine-findings/{machine_finding_id}/dismiss", tag = "machine_findings",
    params(("request_id" = RequestId, Path), ("machine_finding_id" = MachineFindingId, Path), ("If-Match" = String, Header)),
    request_body = Reason,
    responses((status = 200, body = MachineFindingView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem))
)]
pub async fn dismiss_machine_finding(
    State(app): State<App>,
    May(actor, offered): May<DecideMachineFinding>,
    if_match: IfMatch,
    Json(body): Json<Reason>,
) -> ApiResult<Revised<MachineFindingView>> {
    let reason = stated(&body.reason)?;
    decide(
        &app,
        &actor,
        offered,
        if_match,
        MachineFindingStep::Dismiss,
        reason,
    )
    .await
}

/// Take a dismissal back.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/machine-findings/{machine_finding_id}/reopen", tag = "machine_findings",
    params(("request_id" = RequestId, Path), ("machine_finding_id" = MachineFindingId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = MachineFindingView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem))
)]
pub async fn reopen_machine_finding(
    State(app): State<App>,
    May(actor, offered): May<DecideMachineFinding>,
    if_match: IfMatch,
) -> ApiResult<Revised<MachineFindingView>> {
    decide(&app, &actor, offered, if_match, MachineFindingStep::Reopen, "").await
}

async fn decide(
    app: &App,
    actor: &Actor,
    Offered { request, finding }: Offered,
    if_match: IfMatch,
    step: MachineFindingStep,
    reason: &str,
) -> ApiResult<Revised<MachineFindingView>> {
    Do::CreateIssue.demand_now(&request)?;
    let state = finding.state.after(step)?;
    if_match.check(finding.revision)?;
    let mut tx: Tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    let decision = Decision {
        state,
        by: (state != MachineFindingState::Open).then_some(actor.person),
        request: request.id,
        reason,
        issue: None,
    };
    sql::decide(&mut tx, &finding, &decision).await?;
    let act = match step {
        MachineFindingStep::Dismiss => "machine_finding.dismissed",
        _ => "machine_finding.reopened",
    };
    let after = json!({ "state": state, "kind": finding.kind });
    record(&mut tx, &request, actor.person, finding.id, act, reason, after).await?;
    tx.commit().await?;
    answer(app, actor, &request, finding.id).await
}

async fn answer(
    app: &App,
    actor: &Actor,
    request: &Request,
    finding: MachineFindingId,
) -> ApiResult<Revised<MachineFindingView>> {
    let places = view::places_met(&app.db, actor, request).await?;
    let found = sql::find(&app.db, &places, finding).await?;
    let view = view::views(app, actor, request, found.into_iter().collect())
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    Ok(Revised(view.revision, view))
}
