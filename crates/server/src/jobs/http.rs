//! The queue and its workers, for the studio admin.

use api::Page;
use api::jobs::{JobRow, NewUrgency, WorkersView};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::{DeliveryId, JobId};
use qc::job::{JobState, Lane};
use serde::Deserialize;

use super::sql_queue::{self, Row, Wanted};
use super::{ManageJob, SeeQueue, acts, view};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, PageQuery, Query, page};

/// Which jobs a list shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    pub state: Option<JobState>,
    pub lane: Option<Lane>,
    /// As in `deliveries.render`
    pub kind: Option<String>,
    pub delivery_id: Option<DeliveryId>,
    pub cursor: Option<String>,
    pub limit: Option<u32>,
}

/// Background work: what runs, then what waits in the order in which it is taken, then what was given up.
#[utoipa::path(
    get, path = "/api/v1/jobs", tag = "jobs", params(JobQuery),
    responses((status = 200, body = Page<JobRow>), (status = 403, body = Problem))
)]
pub async fn list_jobs(
    State(app): State<App>,
    May(_actor, ()): May<SeeQueue>,
    Query(query): Query<JobQuery>,
) -> ApiResult<Json<Page<JobRow>>> {
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let wanted = Wanted {
        state: query.state,
        lane: query.lane,
        kind: query.kind,
        delivery: query.delivery_id,
        after: paging.after()?,
        limit: paging.limit(),
    };
    let rows = sql_queue::list(&app.db, &wanted).await?;
    let rows = page(rows, wanted.limit, Row::place);
    Ok(Json(Page {
        items: rows.items.into_iter().map(|row| view::row(&app, row)).collect(),
        next: rows.next,
        total: None,
    }))
}

/// The processes that work, what each does now, and how much waits in each lane.
#[utoipa::path(
    get, path = "/api/v1/workers", tag = "jobs",
    responses((status = 200, body = WorkersView), (status = 403, body = Problem))
)]
pub async fn list_workers(
    State(app): State<App>,
    May(_actor, ()): May<SeeQueue>,
) -> ApiResult<Json<WorkersView>> {
    Ok(Json(view::workers(&app).await?))
}

/// Try a job again that was given up, with all its tries before it.
#[utoipa::path(
    post, path = "/api/v1/jobs/{job_id}/retry", tag = "jobs", params(("job_id" = JobId, Path)),
    responses((status = 200, body = JobRow), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn retry_job(State(app): State<App>, May(actor, job): May<ManageJob>) -> ApiResult<Json<JobRow>> {
    acts::retry(&app, &actor, &job).await?;
    answer(&app, job.id).await
}

/// Cancel a job. One that runs is dropped by its worker within seconds; whatever it was for says who canceled it.
#[utoipa::path(
    post, path = "/api/v1/jobs/{job_id}/cancel", tag = "jobs", params(("job_id" = JobId, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn cancel_job(State(app): State<App>, May(actor, job): May<ManageJob>) -> ApiResult<StatusCode> {
    acts::cancel(&app, &actor, &job).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say what goes first. `rush` and `standard` give the job back to the priority of its requests.
#[utoipa::path(
    post, path = "/api/v1/jobs/{job_id}/priority", tag = "jobs", request_body = NewUrgency,
    params(("job_id" = JobId, Path)),
    responses((status = 200, body = JobRow), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn prioritise_job(
    State(app): State<App>,
    May(actor, job): May<ManageJob>,
    Json(body): Json<NewUrgency>,
) -> ApiResult<Json<JobRow>> {
    acts::prioritise(&app, &actor, &job, body.urgency).await?;
    answer(&app, job.id).await
}

/// The job as it is now. A worker that was quick may have done it already.
async fn answer(app: &App, job: JobId) -> ApiResult<Json<JobRow>> {
    let row = sql_queue::find(&app.db, job).await?;
    let row = row.ok_or_else(|| ApiError::Gone {
        detail: "The job is done already.".to_owned(),
    })?;
    Ok(Json(view::row(app, row)))
}
