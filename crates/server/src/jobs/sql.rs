//! The queue's queries. A row is held by whoever knows its lease token; every write of a holder names it.

use qc::id::{DeliveryId, JobId, WorkerId};
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::db::Tx;

pub(super) struct NewRow {
    pub kind: &'static str,
    pub payload: Value,
    pub lane: &'static str,
    pub priority: i32,
    pub delay_s: f64,
    pub key: Option<String>,
    pub delivery: Option<Uuid>,
    pub max_attempts: i32,
}

pub(super) async fn insert(db: impl PgExecutor<'_>, row: &NewRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into job (kind, payload, lane, priority, run_at, key, max_attempts, delivery_id, urgency)
         values ($1, $2, $3, $4, now() + make_interval(secs => $5), $6, $7, $8,
                 case when $8::uuid is null then 2 else delivery_urgency($8) end)
         on conflict (key) where key is not null and state = 'waiting' do nothing",
        row.kind,
        row.payload,
        row.lane,
        row.priority,
        row.delay_s,
        row.key,
        row.max_attempts,
        row.delivery,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) struct Taken {
    pub id: i64,
    pub public_id: JobId,
    pub kind: String,
    pub payload: Value,
    pub attempts: i32,
    pub max_attempts: i32,
}

/// Who takes jobs: its row, and how the log calls it.
#[derive(Clone)]
pub(super) struct Holder {
    pub id: WorkerId,
    pub name: String,
}

/// Takes the next job of the lane that is due and known, if there is one.
pub(super) async fn take(
    db: &PgPool,
    lane: &str,
    kinds: &[String],
    holder: &Holder,
    token: Uuid,
    lease_s: f64,
) -> Result<Option<Taken>, sqlx::Error> {
    sqlx::query_as!(
        Taken,
        r#"update job set state = 'running', attempts = attempts + 1, worker = $3, worker_id = $6, taken_at = now(),
                lease_token = $4, lease_until = now() + make_interval(secs => $5)
         where id = (select id from job
                     where state = 'waiting' and lane = $1 and run_at <= now() and kind = any($2)
                     order by urgency, priority, run_at, id
                     limit 1 for update skip locked)
         returning id, public_id as "public_id: JobId", kind, payload, attempts, max_attempts"#,
        lane,
        kinds,
        holder.name,
        token,
        lease_s,
        holder.id.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// Makes the waiting job with this key due; false when there is none.
pub(super) async fn hasten(db: impl PgExecutor<'_>, key: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update job set run_at = now() where key = $1 and state = 'waiting'",
        key
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Prolongs the lease; false when the job is no longer this holder's.
pub(super) async fn prolong(db: &PgPool, id: i64, token: Uuid, lease_s: f64) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update job set lease_until = now() + make_interval(secs => $3) where id = $1 and lease_token = $2",
        id,
        token,
        lease_s,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the finished job away; false when it is no longer this holder's.
pub(super) async fn delete(db: impl PgExecutor<'_>, id: i64, token: Uuid) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from job where id = $1 and lease_token = $2", id, token)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a failed job back for a later try, or parks it after its last one; false when it is no longer this holder's.
pub(super) async fn give_back(
    db: &PgPool,
    id: i64,
    token: Uuid,
    delay_s: f64,
    error: &str,
) -> Result<bool, sqlx::Error> {
    // Another job with the same key may be waiting by now; this one gives up its key then.
    let done = sqlx::query!(
        "update job set state = case when attempts >= max_attempts then 'parked' else 'waiting' end,
                run_at = now() + make_interval(secs => $3), lease_token = null, lease_until = null,
                last_error = $4,
                key = case when exists (select from job twin where twin.key = job.key and twin.state = 'waiting')
                           then null else key end
         where id = $1 and lease_token = $2",
        id,
        token,
        delay_s,
        error,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives back a job that was interrupted by an orderly stop, at once and without counting the try.
pub(super) async fn hand_back(db: &PgPool, id: i64, token: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update job set state = 'waiting', attempts = greatest(attempts - 1, 0), lease_token = null, lease_until = null,
                key = case when exists (select from job twin where twin.key = job.key and twin.state = 'waiting')
                           then null else key end
         where id = $1 and lease_token = $2",
        id,
        token,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) struct Lapsed {
    pub public_id: JobId,
    pub kind: String,
    pub payload: Value,
    pub is_parked: bool,
}

/// Gives back every job whose worker went silent. The try was counted when it began.
pub(super) async fn give_back_lapsed(db: &PgPool) -> Result<Vec<Lapsed>, sqlx::Error> {
    sqlx::query_as!(
        Lapsed,
        r#"update job set state = case when attempts >= max_attempts then 'parked' else 'waiting' end,
                run_at = now(), lease_token = null, lease_until = null, last_error = $1,
                key = case when exists (select from job twin where twin.key = job.key and twin.state = 'waiting')
                           then null else key end
         where id in (select id from job where state = 'running' and lease_until < now() for update skip locked)
         returning public_id as "public_id: JobId", kind, payload, state = 'parked' as "is_parked!""#,
        WORKER_LOST,
    )
    .fetch_all(db)
    .await
}

pub(super) const WORKER_LOST: &str = "the worker went silent in the middle of the job";

pub(super) async fn delete_parked(tx: &mut Tx, key: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from job where key = $1 and state = 'parked'", key)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// The jobs whose urgency changed with that of the delivery's requests.
pub(super) async fn follow_priority(tx: &mut Tx, delivery: DeliveryId) -> Result<Vec<JobId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"update job set urgency = delivery_urgency($1)
         where delivery_id = $1 and urgency in (1, 2) and urgency <> delivery_urgency($1)
         returning public_id as "public_id: JobId""#,
        delivery.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// A process as its row says.
pub(super) struct WorkerRow {
    pub holder: Holder,
    pub host: String,
    pub pid: i32,
    pub capabilities: Vec<String>,
    pub short_slots: i32,
    pub media_slots: i32,
    pub outbound_slots: i32,
    pub lease_s: f64,
}

/// Says that the process is there.
pub(super) async fn be_heard(db: &PgPool, worker: &WorkerRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into worker (id, host, pid, version, capabilities, short_slots, media_slots, outbound_slots, lease_s)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (id) do update set heard_at = now()",
        worker.holder.id.uuid(),
        worker.host,
        worker.pid,
        env!("CARGO_PKG_VERSION"),
        &worker.capabilities,
        worker.short_slots,
        worker.media_slots,
        worker.outbound_slots,
        worker.lease_s,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn delete_worker(db: &PgPool, worker: WorkerId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from worker where id = $1", worker.uuid())
        .execute(db)
        .await
        .map(drop)
}

/// Forgets processes that nobody has heard from for a day.
pub(super) async fn delete_silent_workers(db: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from worker where heard_at < now() - interval '1 day'")
        .execute(db)
        .await
        .map(drop)
}
