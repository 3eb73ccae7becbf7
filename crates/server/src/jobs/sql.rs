//! The queue's queries. A row is held by whoever knows its lease token; every write of a holder names it.

use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

pub(super) struct NewRow {
    pub kind: &'static str,
    pub payload: Value,
    pub lane: &'static str,
    pub priority: i32,
    pub delay_s: f64,
    pub key: Option<String>,
    pub max_attempts: i32,
}

pub(super) async fn insert(db: impl PgExecutor<'_>, row: &NewRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into job (kind, payload, lane, priority, run_at, key, max_attempts)
         values ($1, $2, $3, $4, now() + make_interval(secs => $5), $6, $7)
         on conflict (key) where key is not null and state = 'waiting' do nothing",
        row.kind,
        row.payload,
        row.lane,
        row.priority,
        row.delay_s,
        row.key,
        row.max_attempts,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) struct Taken {
    pub id: i64,
    pub kind: String,
    pub payload: Value,
    pub attempts: i32,
    pub max_attempts: i32,
}

/// Takes the next job of the lane that is due and known, if there is one.
pub(super) async fn take(
    db: &PgPool,
    lane: &str,
    kinds: &[String],
    worker: &str,
    token: Uuid,
    lease_s: f64,
) -> Result<Option<Taken>, sqlx::Error> {
    sqlx::query_as!(
        Taken,
        "update job set state = 'running', attempts = attempts + 1, worker = $3, lease_token = $4,
                lease_until = now() + make_interval(secs => $5)
         where id = (select id from job
                     where state = 'waiting' and lane = $1 and run_at <= now() and kind = any($2)
                     order by priority, run_at, id
                     limit 1 for update skip locked)
         returning id, kind, payload, attempts, max_attempts",
        lane,
        kinds,
        worker,
        token,
        lease_s,
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

/// Gives a failed job back for a later try, or parks it after its last one.
pub(super) async fn give_back(
    db: &PgPool,
    id: i64,
    token: Uuid,
    delay_s: f64,
    error: &str,
) -> Result<(), sqlx::Error> {
    // Another job with the same key may be waiting by now; this one gives up its key then.
    sqlx::query!(
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
    .await
    .map(drop)
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
         returning kind, payload, state = 'parked' as "is_parked!""#,
        WORKER_LOST,
    )
    .fetch_all(db)
    .await
}

pub(super) const WORKER_LOST: &str = "the worker went silent in the middle of the job";
