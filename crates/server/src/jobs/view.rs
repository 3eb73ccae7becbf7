//! Jobs and workers as they go over the wire: what needs which capability, what may be done with it now.

use api::jobs::{JobRow, WorkerJob, WorkersView};
use api::page::Action;
use qc::job::{Capability, JobStep, Lane};

use super::acts::sentence;
use super::sql_queue::{self, Row};
use crate::app::App;
use crate::error::ApiResult;

pub(super) fn row(app: &App, row: Row) -> JobRow {
    let entry = app.registry.find(&row.kind);
    JobRow {
        capability: entry.and_then(|entry| entry.capability),
        actions: JobStep::ALL.iter().map(|step| action(*step, &row)).collect(),
        id: row.id,
        kind: row.kind,
        lane: row.lane,
        state: row.state,
        urgency: row.urgency,
        delivery: row.delivery,
        attempts: row.attempts,
        max_attempts: row.max_attempts,
        created_at: row.created_at,
        run_at: row.run_at,
        taken_at: row.taken_at,
        worker: row.worker,
        error: row.error,
        progress: row.progress,
    }
}

fn action(step: JobStep, row: &Row) -> Action {
    let why_not = step.check(row.state).err().map(sentence);
    Action {
        act: format!("{step}_job"),
        allowed: why_not.is_none(),
        why_not,
    }
}

pub(super) async fn workers(app: &App) -> ApiResult<WorkersView> {
    let mut workers = sql_queue::list_workers(&app.db).await?;
    for job in sql_queue::list_running(&app.db).await? {
        let Some(worker) = workers.iter_mut().find(|worker| Some(worker.id) == job.worker_id) else {
            continue;
        };
        worker.jobs.push(WorkerJob {
            id: job.id,
            kind: job.kind,
            lane: job.lane,
            delivery: job.delivery,
            taken_at: job.taken_at,
        });
    }
    let mut lanes = sql_queue::count_lanes(&app.db).await?;
    let present = sql_queue::present(&workers);
    for lane in lanes.iter_mut().filter(|lane| lane.lane == Lane::Media) {
        for capability in Capability::ALL {
            let kinds = app.registry.kinds_needing(*capability);
            if !present.contains(capability) && sql_queue::waits(&app.db, &kinds).await? {
                lane.unmet.push(*capability);
            }
        }
    }
    Ok(WorkersView { workers, lanes })
}
