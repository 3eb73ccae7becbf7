//! Coverage, finishing tasks, the watch list.

use api::requests::{Coverage, DecideWatchItem as Decision, TaskView, WatchItemView};
use axum::extract::State;
use qc::id::{RequestId, TaskId, WatchItemId};
use qc::task::TaskState;

use super::{DecideWatchItem, SaveCoverage, Task, demand_in_qc, missing, pairs, ranges, sql};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::Json;
use crate::requests::{self, Request, SeeRequest};
use crate::{events, history, issues};

const LIMIT_RANGES: usize = 500;

/// Record what was shown at normal speed.
///
/// Ranges are merged into those that are known; sending them twice changes nothing.
#[utoipa::path(
    put, path = "/api/v1/tasks/{task_id}/coverage", tag = "requests", request_body = Coverage,
    params(("task_id" = TaskId, Path)),
    responses((status = 200, body = TaskView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn save_coverage(
    State(app): State<App>,
    May(actor, (request, task)): May<SaveCoverage>,
    Json(body): Json<Coverage>,
) -> ApiResult<Json<TaskView>> {
    demand_in_qc(&request)?;
    if body.ranges.len() > LIMIT_RANGES {
        return Err(ApiError::invalid(
            "ranges",
            "too_many",
            format!("At most {LIMIT_RANGES} ranges at once."),
        ));
    }
    let end = requests::duration_frames(&app.db, request.id).await?;
    if body
        .ranges
        .iter()
        .any(|[first, last]| first > last || *last >= end)
    {
        return Err(ApiError::invalid(
            "ranges",
            "outside_programme",
            "A range lies outside the programme.",
        ));
    }
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    let mut task = sql::lock(&mut tx, task.id).await?;
    let mut all = task.coverage.0.clone();
    all.extend(&body.ranges);
    task.coverage.0 = pairs(&ranges(&all));
    if task.state == TaskState::NotStarted {
        task.state = TaskState::InProgress;
    }
    sql::save(&mut tx, &mut task).await?;
    tx.commit().await?;
    view(&app, &actor, &request, task.id).await
}

/// Say that a task is done.
#[utoipa::path(
    post, path = "/api/v1/tasks/{task_id}/done", tag = "requests", params(("task_id" = TaskId, Path)),
    responses((status = 200, body = TaskView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn finish_task(
    State(app): State<App>,
    May(actor, (request, task)): May<SaveCoverage>,
) -> ApiResult<Json<TaskView>> {
    set_state(&app, &actor, &request, task.id, TaskState::Done, "task.finished").await
}

/// Say that a task is not done after all.
#[utoipa::path(
    post, path = "/api/v1/tasks/{task_id}/reopen", tag = "requests", params(("task_id" = TaskId, Path)),
    responses((status = 200, body = TaskView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn reopen_task(
    State(app): State<App>,
    May(actor, (request, task)): May<SaveCoverage>,
) -> ApiResult<Json<TaskView>> {
    set_state(
        &app,
        &actor,
        &request,
        task.id,
        TaskState::InProgress,
        "task.reopened",
    )
    .await
}

async fn set_state(
    app: &App,
    actor: &Actor,
    request: &Request,
    id: TaskId,
    to: TaskState,
    act: &'static str,
) -> ApiResult<Json<TaskView>> {
    demand_in_qc(request)?;
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, request).await?;
    let mut task = sql::lock(&mut tx, id).await?;
    if task.state != to {
        save_state(&mut tx, actor, request, &mut task, to, act).await?;
    }
    tx.commit().await?;
    view(app, actor, request, id).await
}

async fn save_state(
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    task: &mut Task,
    to: TaskState,
    act: &'static str,
) -> ApiResult<()> {
    let from = std::mem::replace(&mut task.state, to);
    sql::save(tx, task).await?;
    let act = request
        .act_on(actor.person, act, task.id)
        .state(from.as_str(), to.as_str());
    history::record(tx, act).await?;
    Ok(events::record(tx, request.event()).await?)
}

async fn view(app: &App, actor: &Actor, request: &Request, task: TaskId) -> ApiResult<Json<TaskView>> {
    let rows = requests::seen_rows(app, actor, &[request.id.uuid()]).await?;
    let tasks = rows.into_iter().flat_map(|row| row.tasks);
    tasks
        .into_iter()
        .find(|found| found.id == task)
        .map(Json)
        .ok_or(ApiError::NotFound)
}

/// What a fix check or spot check must look at.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/watch-list", tag = "requests", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = Vec<WatchItemView>), (status = 404, body = Problem))
)]
pub async fn list_watch_items(
    State(app): State<App>,
    May(actor, request): May<SeeRequest>,
) -> ApiResult<Json<Vec<WatchItemView>>> {
    Ok(Json(views(&app, &actor, &request).await?))
}

/// Decide one item of the watch list; deciding again replaces the verdict.
#[utoipa::path(
    put, path = "/api/v1/watch-items/{watch_item_id}/verdict", tag = "requests", request_body = Decision,
    params(("watch_item_id" = WatchItemId, Path)),
    responses((status = 200, body = WatchItemView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn decide_watch_item(
    State(app): State<App>,
    May(actor, (request, item)): May<DecideWatchItem>,
    Json(body): Json<Decision>,
) -> ApiResult<Json<WatchItemView>> {
    demand_in_qc(&request)?;
    if let Err(refusal) = item.kind.step(body.verdict) {
        return Err(ApiError::invalid(
            "verdict",
            "not_for_this_item",
            refusal.to_string(),
        ));
    }
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    sql::save_verdict(&mut tx, &item, body.verdict, body.note.trim(), actor.person).await?;
    let after = serde_json::json!({ "verdict": body.verdict, "issue_id": item.issue_id });
    let act = request.act_on(actor.person, "watch_item.decided", item.id);
    let act = act.changed(serde_json::json!({ "verdict": item.verdict }), after);
    history::record(&mut tx, act).await?;
    events::record(&mut tx, request.event()).await?;
    tx.commit().await?;
    let views = views(&app, &actor, &request).await?;
    views
        .into_iter()
        .find(|view| view.id == item.id)
        .map(Json)
        .ok_or(ApiError::NotFound)
}

pub(super) async fn views(app: &App, actor: &Actor, request: &Request) -> ApiResult<Vec<WatchItemView>> {
    let items = sql::list_items(&app.db, request.id).await?;
    let missing = missing::list(&app.db, request.id).await?;
    let ids: Vec<_> = items
        .iter()
        .filter_map(|item| item.issue_id)
        .map(|id| id.uuid())
        .collect();
    let mut issues = issues::views_of(app, actor, Some(request), &ids).await?;
    let views = items.into_iter().map(|item| WatchItemView {
        may: item.kind.verdicts().to_vec(),
        missing_files: item
            .issue_id
            .map(|id| missing::files_of(&missing, id))
            .unwrap_or_default(),
        missing_asset_id: item.missing_asset_id,
        issue: item.issue_id.and_then(|id| {
            let at = issues.iter().position(|issue| issue.id == id)?;
            Some(issues.swap_remove(at))
        }),
        id: item.id,
        kind: item.kind,
        first_frame: item.range[0],
        last_frame: item.range[1],
        issue_id: item.issue_id,
        verdict: item.verdict,
        note: item.note,
        decided_by: item.decided_by,
        decided_at: item.decided_at,
    });
    Ok(views.collect())
}
