//! Requests as they go over the wire: rows of lists and the request page. Everything that hangs on the rows of one page
//! is read in a few queries for all of them together.

use std::collections::HashMap;

use api::issues::SeverityCounts;
use api::requests::{RequestDelivery, RequestRow, RequestView, TaskView};
use qc::id::{DeliveryId, RequestId, TitleId};
use qc::person::Role;
use qc::request::RequestState;
use qc::task::Coverage;
use timecode::EditRate;
use uuid::Uuid;

use super::actions::actions;
use super::clock::clock_view;
use super::eligibility::find_worker;
use super::sql::{self, TaskRow, Worker};
use super::{Request, Viewer, sight, stop};
use crate::access::Actor;
use crate::app::App;
use crate::deliveries::renditions::list_views;
use crate::error::{ApiError, ApiResult};
use crate::labels::Labels;
use crate::{extensions, fix_notes, sampling, tasks};

/// The rows of these ids, in their order.
pub(super) async fn rows(
    app: &App,
    actor: &Actor,
    worker: Option<&Worker>,
    ids: &[Uuid],
) -> ApiResult<Vec<RequestRow>> {
    let requests = sql::list(&app.db, Viewer::from(actor), ids).await?;
    let mut rows: HashMap<Uuid, RequestRow> = dress(app, actor, worker, requests)
        .await?
        .into_iter()
        .map(|row| (row.id.uuid(), row))
        .collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// Post is told of a stop at once, before the report is out: the delivery may have to be replaced.
fn reads_stop(actor: &Actor, request: &Request) -> bool {
    sight::sees_report(actor, request) || actor.role == Role::Post
}

async fn dress(
    app: &App,
    actor: &Actor,
    worker: Option<&Worker>,
    requests: Vec<Request>,
) -> ApiResult<Vec<RequestRow>> {
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id.uuid()).collect();
    let mut tasks: HashMap<RequestId, Vec<TaskView>> = HashMap::new();
    for row in sql::list_tasks(&app.db, &ids).await? {
        tasks.entry(row.request_id).or_default().push(task_view(row));
    }
    let counts = sql::count_issues(
        &app.db,
        &ids,
        matches!(actor.role, Role::Verifier | Role::StudioAdmin),
    )
    .await?;
    let mut counts: HashMap<RequestId, SeverityCounts> = counts
        .into_iter()
        .map(|row| {
            (
                row.request_id,
                SeverityCounts {
                    blocker: row.blocker,
                    issue: row.issue,
                    fyi: row.fyi,
                },
            )
        })
        .collect();
    let preparing: Vec<Uuid> = requests
        .iter()
        .filter(|request| is_preparing(request))
        .map(|request| request.id.uuid())
        .collect();
    let progress = if preparing.is_empty() {
        HashMap::new()
    } else {
        sql::list_progress(&app.db, &preparing).await?
    };
    let stopped = sql::list_stopped(&app.db, &ids).await?;
    let dressed = requests.into_iter().map(|request| RequestRow {
        tasks: tasks.remove(&request.id).unwrap_or_default(),
        // Counts say something of the report: they are for those who may read it.
        issues: counts
            .remove(&request.id)
            .filter(|_| sight::sees_report(actor, &request))
            .unwrap_or_default(),
        preparing_percent: is_preparing(&request).then(|| progress.get(&request.id).copied().unwrap_or(0)),
        is_stopped: request.state == RequestState::InQc
            && stopped.contains(&request.id)
            && reads_stop(actor, &request),
        actions: actions(actor, worker, &request),
        clock: clock_view(&request),
        id: request.id,
        number: request.number,
        service: request.service,
        priority: request.priority,
        state: request.state,
        round: request.round,
        asset_kinds: request.asset_kinds,
        version_language: request.version_language,
        operator: request.operator.map(|person| person.0),
        assigned_how: request.assigned_how,
        // A calibration is kept for its operator without a word.
        reserved_for: request
            .reserved_for
            .filter(|_| request.calibration_id.is_none())
            .map(|person| person.0),
        reserved_until: request
            .reserved_until
            .filter(|_| request.calibration_id.is_none()),
        verifier: request.verifier.map(|person| person.0),
        verification_id: request.verification_id,
        delivered_at: request.delivered_at,
        created_at: request.created_at,
        concluded_at: request.concluded_at,
        title: request.title.0,
    });
    Ok(dressed.collect())
}

fn is_preparing(request: &Request) -> bool {
    request.state == RequestState::Preparing
}

fn task_view(row: TaskRow) -> TaskView {
    let duration_frames = u64::try_from(row.duration_frames).unwrap_or(0);
    let wanted = tasks::wanted(
        row.depth,
        duration_frames,
        rate_of(row.edit_rate_num, row.edit_rate_den),
        &row.watch.0,
    );
    TaskView {
        id: row.id,
        kind: row.kind,
        depth: row.depth,
        state: row.state,
        covered_percent: Coverage::of(&tasks::ranges(&wanted), &tasks::ranges(&row.coverage.0)).permille()
            as f32
            / 10.0,
        coverage: row.coverage.0,
        wanted,
    }
}

/// The edit rate of a delivery; one that is not known yet counts as 24.
pub(crate) fn rate_of(num: Option<i32>, den: Option<i32>) -> EditRate {
    let part = |part: Option<i32>| part.and_then(|part| u32::try_from(part).ok());
    part(num)
        .zip(part(den))
        .and_then(|(num, den)| EditRate::new(num, den).ok())
        .unwrap_or(EditRate::FPS_24)
}

/// The request page.
pub(crate) async fn view(app: &App, actor: &Actor, id: RequestId) -> ApiResult<RequestView> {
    let worker = find_worker(&app.db, actor.person).await?;
    let request = super::find(&app.db, Viewer::from(actor), id)
        .await?
        .ok_or(ApiError::NotFound)?;
    let mut renditions = HashMap::new();
    let deliveries = sql::list_deliveries(&app.db, id).await?;
    let ids: Vec<DeliveryId> = deliveries.iter().map(|delivery| delivery.id).collect();
    for rendition in list_views(&app.db, &ids).await? {
        renditions
            .entry(rendition.delivery_id)
            .or_insert_with(Vec::new)
            .push(rendition);
    }
    let first = deliveries.first();
    let edit_rate = first.map_or(EditRate::FPS_24, |delivery| {
        rate_of(delivery.edit_rate_num, delivery.edit_rate_den)
    });
    let drop_frame = first.is_some_and(|delivery| delivery.drop_frame);
    let duration_frames = deliveries
        .iter()
        .filter_map(|delivery| delivery.duration_frames)
        .max()
        .unwrap_or(0);
    let extensions = extensions::list(&app.db, id).await?;
    let sampling = sampling::view(&app.db, actor, &request).await?;
    let stop = sql::find_stop(&app.db, id).await?;
    let is_read = reads_stop(actor, &request);
    let row = dress(app, actor, worker.as_ref(), vec![request.clone()])
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    let start_frame = first.map_or(0, |delivery| delivery.start_frame);
    let labels = Labels::of(edit_rate, drop_frame, start_frame);
    Ok(RequestView {
        stop: stop
            .filter(|_| is_read)
            .map(|stop| stop::view(stop, row.service, &row.tasks, labels)),
        hold: sql::find_hold(&app.db, id).await?,
        answers_due_at: fix_notes::find_due_at(&app.db, id).await?,
        redelivery_is_overdue: fix_notes::is_overdue(&request),
        redelivery_estimate: fix_notes::find_estimate(&app.db, id).await?,
        row,
        deliveries: deliveries
            .into_iter()
            .map(|delivery| RequestDelivery {
                id: delivery.id,
                asset_kind: delivery.asset_kind,
                number: delivery.number,
                package_kind: delivery.package_kind,
                files: delivery.files,
                renditions: renditions.remove(&delivery.id).unwrap_or_default(),
            })
            .collect(),
        edit_rate,
        drop_frame,
        offset_frames: u64::try_from(start_frame).unwrap_or(0),
        duration_frames: u64::try_from(duration_frames).unwrap_or(0),
        predecessor_id: request.predecessor_id,
        successor_id: request.successor_id,
        held_from: request.held_from,
        longest_new_clip_s: request.longest_new_clip_s,
        assigned_at: request.assigned_at,
        lease_until: request.lease_until,
        downloaded_at: request.downloaded_at,
        begun_at: request.begun_at,
        submitted_at: request.submitted_at,
        verified_at: request.verified_at,
        gap_reason: request.gap_reason,
        stopped_note: request.stopped_note,
        redelivery_due_at: request.redelivery_due_at,
        redelivery_note: request.redelivery_note,
        extensions,
        sampling,
        revision: request.revision,
    })
}

/// The requests of these ids that `actor` may see, as rows, in the order given.
pub(crate) async fn seen_rows(app: &App, actor: &Actor, ids: &[Uuid]) -> ApiResult<Vec<RequestRow>> {
    let worker = find_worker(&app.db, actor.person).await?;
    let mut requests = sql::list(&app.db, Viewer::from(actor), ids).await?;
    let is_worker = matches!(actor.role, Role::Operator | Role::DownloadManager);
    requests.retain(|request| sight::sees(actor, request) && (is_worker || request.calibration_id.is_none()));
    let mut rows = dress(app, actor, worker.as_ref(), requests).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id.uuid()));
    Ok(rows)
}

/// The requests of a title that `actor` may see, newest first.
pub(crate) async fn list_of_title(app: &App, actor: &Actor, title: TitleId) -> ApiResult<Vec<RequestRow>> {
    let ids = sql::list_ids_of_title(&app.db, title).await?;
    seen_rows(app, actor, &ids).await
}
