//! Queries of the queue as people look at it and reach into it, and of the processes that work.

use api::jobs::{JobDelivery, JobProgress, LaneView, WorkerView};
use api::titles::TitleRef;
use chrono::{DateTime, Utc};
use qc::asset::AssetKind;
use qc::id::{DeliveryId, JobId, WorkerId};
use qc::job::{Capability, JobState, Lane, Urgency};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};

use crate::db::Tx;

/// A job as people see it.
pub struct Row {
    pub id: JobId,
    pub number: i64,
    pub kind: String,
    pub lane: Lane,
    pub state: JobState,
    pub urgency: Urgency,
    pub priority: i32,
    pub delivery: Option<JobDelivery>,
    pub attempts: i32,
    pub max_attempts: i32,
    pub created_at: DateTime<Utc>,
    pub run_at: DateTime<Utc>,
    pub taken_at: Option<DateTime<Utc>>,
    pub worker: Option<String>,
    pub worker_id: Option<WorkerId>,
    pub error: Option<String>,
    pub progress: Option<JobProgress>,
}

#[derive(FromRow)]
struct Read {
    public_id: JobId,
    id: i64,
    kind: String,
    lane: Lane,
    state: JobState,
    urgency: i16,
    priority: i32,
    delivery_id: Option<DeliveryId>,
    number: Option<i32>,
    asset_kind: Option<AssetKind>,
    title: Option<Json<TitleRef>>,
    attempts: i32,
    max_attempts: i32,
    created_at: DateTime<Utc>,
    run_at: DateTime<Utc>,
    taken_at: Option<DateTime<Utc>>,
    worker: Option<String>,
    worker_id: Option<WorkerId>,
    last_error: Option<String>,
    frames_done: Option<i64>,
    frames_total: Option<i64>,
    fps: Option<f32>,
}

impl Read {
    fn row(self) -> Row {
        let delivery = match (self.delivery_id, self.number, self.asset_kind, self.title) {
            (Some(id), Some(number), Some(asset_kind), Some(Json(title))) => Some(JobDelivery {
                id,
                number,
                asset_kind,
                title,
            }),
            _ => None,
        };
        Row {
            id: self.public_id,
            number: self.id,
            kind: self.kind,
            lane: self.lane,
            state: self.state,
            urgency: Urgency::of_rank(self.urgency).unwrap_or(Urgency::Standard),
            priority: self.priority,
            delivery,
            attempts: self.attempts,
            max_attempts: self.max_attempts,
            created_at: self.created_at,
            run_at: self.run_at,
            taken_at: self.taken_at,
            worker: self.worker,
            worker_id: self.worker_id,
            error: self.last_error,
            progress: progress(self.frames_done, self.frames_total, self.fps),
        }
    }
}

fn progress(done: Option<i64>, total: Option<i64>, fps: Option<f32>) -> Option<JobProgress> {
    let (done, total) = (done?, total.filter(|total| *total > 0)?);
    let left = (total - done).max(0) as f32;
    let fps = fps.filter(|fps| *fps > 0.0);
    Some(JobProgress {
        frames_done: done.unsigned_abs(),
        frames_total: total.unsigned_abs(),
        fps,
        remaining_s: fps.map(|fps| (left / fps) as u64),
    })
}

/// Chunks of streams count frames; of other work only its time is known.
const ROW: &str = "
    select j.public_id, j.id, j.kind, j.lane, j.state, j.urgency, j.priority, j.delivery_id, d.number, a.kind as asset_kind,
        case when a.id is not null then title_ref(a.title_id) end as title, j.attempts, j.max_attempts, j.created_at, j.run_at,
        j.taken_at, j.worker, j.worker_id, j.last_error, c.frames_done, c.frame_count as frames_total, c.fps
    from job j left join delivery d on d.id = j.delivery_id left join asset a on a.id = d.asset_id
    left join render_chunk c on j.state = 'running' and j.kind = 'deliveries.encode_chunk' and c.delivery_id = j.delivery_id
        and c.attempt = (j.payload ->> 'making')::int and c.step = (j.payload ->> 'step')::int
    where ";

/// What runs, then what waits in the order in which it is taken, then what was given up.
const ORDER: &str = "(case j.state when 'running' then 0 when 'waiting' then 1 else 2 end, j.urgency, j.priority, j.run_at, j.id)";

/// Where a row stands in the list.
pub(super) type Place = (i32, i16, i32, DateTime<Utc>, i64);

impl Row {
    pub(super) fn place(&self) -> Place {
        let state = match self.state {
            JobState::Running => 0,
            JobState::Waiting => 1,
            JobState::Parked => 2,
        };
        (
            state,
            self.urgency.rank(),
            self.priority,
            self.run_at,
            self.number,
        )
    }
}

/// Which jobs a list shows.
#[derive(Default)]
pub(super) struct Wanted {
    pub state: Option<JobState>,
    pub lane: Option<Lane>,
    pub kind: Option<String>,
    pub delivery: Option<DeliveryId>,
    pub after: Option<Place>,
    pub limit: i64,
}

pub(super) async fn list(db: &PgPool, wanted: &Wanted) -> Result<Vec<Row>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    query.push("j.state <> 'canceled'");
    if let Some(state) = wanted.state {
        query.push(" and j.state = ").push_bind(state.as_str());
    }
    if let Some(lane) = wanted.lane {
        query.push(" and j.lane = ").push_bind(lane.as_str());
    }
    if let Some(kind) = &wanted.kind {
        query.push(" and j.kind = ").push_bind(kind);
    }
    if let Some(delivery) = wanted.delivery {
        query.push(" and j.delivery_id = ").push_bind(delivery.uuid());
    }
    if let Some((state, urgency, priority, run_at, number)) = wanted.after {
        query.push(" and ").push(ORDER).push(" > (").push_bind(state);
        query.push(", ").push_bind(urgency).push(", ").push_bind(priority);
        query
            .push(", ")
            .push_bind(run_at)
            .push(", ")
            .push_bind(number)
            .push(")");
    }
    query
        .push(" order by ")
        .push(ORDER)
        .push(" limit ")
        .push_bind(wanted.limit + 1);
    let rows: Vec<Read> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Read::row).collect())
}

pub(super) async fn find(db: &PgPool, job: JobId) -> Result<Option<Row>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    query
        .push("j.state <> 'canceled' and j.public_id = ")
        .push_bind(job.uuid());
    let row: Option<Read> = query.build_query_as().fetch_optional(db).await?;
    Ok(row.map(Read::row))
}

/// The jobs of these kinds that wait or run for a delivery.
pub(super) async fn list_under_way(
    tx: &mut Tx,
    delivery: DeliveryId,
    kinds: &[String],
) -> Result<Vec<Row>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    query.push("j.state in ('waiting', 'running') and j.delivery_id = ");
    query
        .push_bind(delivery.uuid())
        .push(" and j.kind = any(")
        .push_bind(kinds);
    query.push(") order by j.id for update of j");
    let rows: Vec<Read> = query.build_query_as().fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(Read::row).collect())
}

/// What it is to do; none when it is no longer parked.
pub(super) async fn retry(tx: &mut Tx, job: JobId) -> Result<Option<Value>, sqlx::Error> {
    // Another job with the same key may be waiting by now; this one gives up its key then.
    sqlx::query_scalar!(
        "update job set state = 'waiting', attempts = 0, run_at = now(),
                key = case when exists (select from job twin where twin.key = job.key and twin.state = 'waiting')
                           then null else key end
         where public_id = $1 and state = 'parked' returning payload",
        job.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The urgency that it has now: one that follows the requests is theirs. None when the job is gone or runs.
pub(super) async fn prioritise(
    tx: &mut Tx,
    job: JobId,
    urgency: Urgency,
) -> Result<Option<Urgency>, sqlx::Error> {
    let follows = matches!(urgency, Urgency::Rush | Urgency::Standard);
    let rank = sqlx::query_scalar!(
        "update job set urgency = case when $3 and delivery_id is not null then delivery_urgency(delivery_id) else $2 end
         where public_id = $1 and state in ('waiting', 'parked') returning urgency",
        job.uuid(),
        urgency.rank(),
        follows,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(rank.and_then(Urgency::of_rank))
}

/// False when it is done, or in another state, by now.
pub(super) async fn cancel(tx: &mut Tx, job: &Row, reason: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update job set state = 'canceled', lease_token = null, lease_until = null, run_at = now(),
                last_error = case when state = 'parked' then null else $3 end
         where public_id = $1 and state = $2",
        job.id.uuid(),
        job.state.as_str(),
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) struct Canceled {
    pub kind: String,
    pub payload: Value,
    pub reason: String,
    pub was_parked: bool,
}

pub(super) async fn find_canceled(db: &PgPool, job: JobId) -> Result<Option<Canceled>, sqlx::Error> {
    sqlx::query_as!(
        Canceled,
        r#"select kind, payload, coalesce(last_error, '') as "reason!", last_error is null as "was_parked!"
         from job where public_id = $1 and state = 'canceled'"#,
        job.uuid(),
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn delete_canceled(db: &PgPool, job: JobId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from job where public_id = $1 and state = 'canceled'",
        job.uuid()
    )
    .execute(db)
    .await
    .map(drop)
}

/// Canceled a while ago, and nobody has told the noun.
pub(super) async fn list_left_canceled(db: &PgPool) -> Result<Vec<(JobId, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select public_id as "public_id: JobId", kind from job
         where state = 'canceled' and run_at < now() - interval '20 seconds' order by id limit 100"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.public_id, row.kind)).collect())
}

/// Every process that was heard from within a day, without what it does.
pub(super) async fn list_workers(db: &PgPool) -> Result<Vec<WorkerView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id as "id: WorkerId", host, pid, version, capabilities, short_slots, media_slots, outbound_slots, started_at,
                heard_at, heard_at < now() - make_interval(secs => lease_s) as "is_silent!"
         from worker order by heard_at < now() - make_interval(secs => lease_s), host, pid, id"#
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| WorkerView {
        id: row.id,
        host: row.host,
        pid: row.pid,
        version: row.version,
        // A word of a later version is no capability that this one knows.
        capabilities: row
            .capabilities
            .iter()
            .filter_map(|word| word.parse().ok())
            .collect(),
        short_slots: row.short_slots,
        media_slots: row.media_slots,
        outbound_slots: row.outbound_slots,
        started_at: row.started_at,
        heard_at: row.heard_at,
        is_silent: row.is_silent,
        jobs: Vec::new(),
    });
    Ok(view.collect())
}

/// What runs, the longest-running first.
pub(super) async fn list_running(db: &PgPool) -> Result<Vec<Row>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    query.push("j.state = 'running' order by j.taken_at, j.id");
    let rows: Vec<Read> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Read::row).collect())
}

/// How much there is in each lane; what is lacking is filled in by the view.
pub(super) async fn count_lanes(db: &PgPool) -> Result<Vec<LaneView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select lane as "lane: Lane", count(*) filter (where state = 'waiting') as "waiting!",
            count(*) filter (where state = 'running') as "running!", count(*) filter (where state = 'parked') as "parked!",
            min(run_at) filter (where state = 'waiting' and run_at <= now()) as waiting_since
         from job group by lane"#
    )
    .fetch_all(db)
    .await?;
    let of = |lane: Lane| {
        let row = rows.iter().find(|row| row.lane == lane);
        LaneView {
            lane,
            waiting: row.map_or(0, |row| row.waiting),
            running: row.map_or(0, |row| row.running),
            parked: row.map_or(0, |row| row.parked),
            waiting_since: row.and_then(|row| row.waiting_since),
            unmet: Vec::new(),
        }
    };
    Ok([Lane::Media, Lane::Short, Lane::Outbound]
        .into_iter()
        .map(of)
        .collect())
}

/// Whether one of these kinds waits.
pub(super) async fn waits(db: &PgPool, kinds: &[String]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from job where state = 'waiting' and kind = any($1)) as "waits!""#,
        kinds
    )
    .fetch_one(db)
    .await
}

/// The capabilities of the workers that are heard from.
pub(super) fn present(workers: &[WorkerView]) -> Vec<Capability> {
    let heard = workers.iter().filter(|worker| !worker.is_silent);
    heard
        .flat_map(|worker| worker.capabilities.iter().copied())
        .collect()
}
