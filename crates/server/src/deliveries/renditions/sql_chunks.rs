//! Queries of chunks. A chunk is held by the token of the attempt that makes it; writes of an earlier one are refused.

use qc::id::DeliveryId;
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use streams::RenditionKind;
use uuid::Uuid;

use super::jobs::EncodeChunk;
use crate::db::Tx;
use crate::jobs::Attempt;

pub(super) struct NewChunk {
    /// Whose sound; none for pictures.
    pub kind: Option<RenditionKind>,
    pub first_frame: i64,
    pub frame_count: i64,
    pub run: Value,
}

pub(super) async fn insert(
    tx: &mut Tx,
    delivery: DeliveryId,
    making: i32,
    step: i32,
    chunk: &NewChunk,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into render_chunk (delivery_id, attempt, step, kind, first_frame, frame_count, run)
         values ($1, $2, $3, $4, $5, $6, $7)",
        delivery.uuid(),
        making,
        step,
        chunk.kind.map(RenditionKind::as_str),
        chunk.first_frame,
        chunk.frame_count,
        chunk.run,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A chunk that is this attempt's to make.
pub(super) struct Begun {
    pub kind: Option<RenditionKind>,
    pub run: Value,
}

/// None when it is done, or no longer wanted. One that another attempt began is taken over: the queue knows that it is lost.
pub(super) async fn begin(
    db: &PgPool,
    job: &EncodeChunk,
    attempt: &Attempt,
) -> Result<Option<Begun>, sqlx::Error> {
    let row = sqlx::query!(
        "update render_chunk set state = 'running', token = $4, worker = (select worker from job where id = $5),
                frames_done = 0, fps = null, error = null, started_at = now()
         where delivery_id = $1 and attempt = $2 and step = $3 and state in ('waiting', 'running')
         returning kind, run",
        job.delivery.uuid(),
        job.making,
        job.step,
        attempt.token,
        attempt.job,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Begun {
        kind: row.kind.and_then(|kind| kind.parse().ok()),
        run: row.run,
    }))
}

/// False when it is no longer wanted from this attempt.
pub(super) async fn note_progress(
    db: &PgPool,
    job: &EncodeChunk,
    attempt: &Attempt,
    frames_done: i64,
    fps: f32,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update render_chunk set frames_done = least($5, frame_count), fps = $6
         where delivery_id = $1 and attempt = $2 and step = $3 and token = $4 and state = 'running'",
        job.delivery.uuid(),
        job.making,
        job.step,
        attempt.token,
        frames_done,
        fps,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False when it is no longer wanted from this attempt.
pub(super) async fn publish(
    tx: &mut Tx,
    job: &EncodeChunk,
    attempt: &Attempt,
    prefix: &str,
    indexes: Value,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update render_chunk set state = 'done', frames_done = frame_count, blob_prefix = $5, indexes = $6,
                finished_at = now()
         where delivery_id = $1 and attempt = $2 and step = $3 and token = $4 and state = 'running'",
        job.delivery.uuid(),
        job.making,
        job.step,
        attempt.token,
        prefix,
        indexes,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Renditions being made of which every chunk is done. `of`: only that whose sound it was; all when it was a picture.
pub(super) async fn list_complete(
    tx: &mut Tx,
    delivery: DeliveryId,
    making: i32,
    of: Option<RenditionKind>,
) -> Result<Vec<RenditionKind>, sqlx::Error> {
    let kinds = sqlx::query_scalar!(
        "select n.kind from rendition n
         where n.delivery_id = $1 and n.attempt = $2 and n.state = 'running' and n.plan is not null
           and ($3::text is null or n.kind = $3)
           and not exists (select from render_chunk c where c.delivery_id = $1 and c.attempt = $2
                           and (c.kind is null or c.kind = n.kind) and c.state <> 'done')
         order by n.kind",
        delivery.uuid(),
        making,
        of.map(RenditionKind::as_str),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(kinds.iter().filter_map(|kind| kind.parse().ok()).collect())
}

/// The kind that fails with it (inside: none when it was a picture, which is all of them). None when it was over already.
pub(super) async fn fail(
    tx: &mut Tx,
    job: &EncodeChunk,
    why: &str,
) -> Result<Option<Option<RenditionKind>>, sqlx::Error> {
    let row = sqlx::query!(
        "update render_chunk set state = 'failed', error = $4, finished_at = now()
         where delivery_id = $1 and attempt = $2 and step = $3 and state in ('waiting', 'running') returning kind",
        job.delivery.uuid(),
        job.making,
        job.step,
        why,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.kind.and_then(|kind| kind.parse().ok())))
}

/// Those that no rendition waits for any more. Their jobs find that out by themselves.
pub(super) async fn cancel_unwanted(
    tx: &mut Tx,
    delivery: DeliveryId,
    making: i32,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update render_chunk c set state = 'canceled', finished_at = now()
         where c.delivery_id = $1 and c.attempt = $2 and c.state in ('waiting', 'running') and not exists (
             select from rendition n where n.delivery_id = $1 and n.attempt = $2 and n.state = 'running'
               and n.kind not in ('thumbnails', 'peaks', 'captions') and (c.kind is null or c.kind = n.kind))",
        delivery.uuid(),
        making,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Whether chunks of this delivery are still to be taken.
pub(super) async fn any_waiting(db: &PgPool, delivery: DeliveryId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from render_chunk where delivery_id = $1 and state = 'waiting') as "any!""#,
        delivery.uuid(),
    )
    .fetch_one(db)
    .await
}

/// A chunk that is there, as one rendition needs it.
pub(in crate::deliveries) struct DoneChunk {
    pub is_sound: bool,
    pub prefix: String,
    pub indexes: Value,
}

/// Of a kind, in their order.
pub(in crate::deliveries) async fn list_done(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
    making: i32,
    kind: &str,
) -> Result<Vec<DoneChunk>, sqlx::Error> {
    sqlx::query_as!(
        DoneChunk,
        r#"select kind is not null as "is_sound!", blob_prefix as "prefix!", indexes as "indexes!" from render_chunk
         where delivery_id = $1 and attempt = $2 and state = 'done' and (kind is null or kind = $3) order by step"#,
        delivery.uuid(),
        making,
        kind,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn delete_all(tx: &mut Tx, delivery: DeliveryId, making: i32) -> Result<(), sqlx::Error> {
    let delivery: Uuid = delivery.into();
    sqlx::query!(
        "delete from render_chunk where delivery_id = $1 and attempt = $2",
        delivery,
        making
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
