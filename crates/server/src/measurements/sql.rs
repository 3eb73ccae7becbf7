//! Queries of measurements. Each try has its number, and writes of an earlier one are refused.

use api::measurements::{KindCount, MeasuredSummary, MeasurementState, MeasurementView};
use qc::id::{DeliveryId, RequestId, TitleId};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};

use crate::db::Tx;

pub(super) async fn insert(tx: &mut Tx, delivery: DeliveryId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into measurement (delivery_id) values ($1)",
        delivery.uuid()
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A new try; its number. None when there is nothing to measure, or it is measured already.
pub(super) async fn begin(
    db: &PgPool,
    delivery: DeliveryId,
    frames_total: i64,
) -> Result<Option<i32>, sqlx::Error> {
    sqlx::query_scalar!(
        "update measurement set state = 'running', attempt = attempt + 1, frames_total = $2, frames_done = 0, fps = null,
                error = null, started_at = now(), revision = revision + 1
         where delivery_id = $1 and state in ('queued', 'running') returning attempt",
        delivery.uuid(),
        frames_total,
    )
    .fetch_optional(db)
    .await
}

/// False when another try has begun since.
pub(super) async fn note_progress(
    db: &PgPool,
    delivery: DeliveryId,
    try_number: i32,
    frames_done: i64,
    fps: f32,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update measurement set frames_done = least($3, frames_total), fps = $4
         where delivery_id = $1 and attempt = $2 and state = 'running'",
        delivery.uuid(),
        try_number,
        frames_done,
        fps,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What is published, and over what.
pub(super) struct Published<'a> {
    pub prefix: &'a str,
    pub figures_bytes: i64,
    pub series_bytes: i64,
    pub summary: &'a MeasuredSummary,
    pub thresholds_version: i32,
    /// What was read to judge it again; none when it was measured.
    pub over: Option<&'a str>,
}

/// Publishes; gives the prefix that is replaced. None when another was quicker.
pub(super) async fn publish(
    tx: &mut Tx,
    delivery: DeliveryId,
    new: &Published<'_>,
) -> Result<Option<Option<String>>, sqlx::Error> {
    let before = sqlx::query!(
        "select blob_prefix from measurement where delivery_id = $1 and ($2::text is null or blob_prefix = $2) for update",
        delivery.uuid(),
        new.over,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(before) = before else { return Ok(None) };
    sqlx::query!(
        "update measurement set state = 'ready', frames_done = frames_total, blob_prefix = $2, summary = $3,
                thresholds_version = $4, error = null, judged_at = now(), revision = revision + 1,
                finished_at = case when $5 then now() else finished_at end, figures_bytes = $6, series_bytes = $7
         where delivery_id = $1",
        delivery.uuid(),
        new.prefix,
        Json(new.summary) as _,
        new.thresholds_version,
        new.over.is_none(),
        new.figures_bytes,
        new.series_bytes,
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some(before.blob_prefix))
}

/// False when there was nothing that could fail.
pub(super) async fn fail(tx: &mut Tx, delivery: DeliveryId, why: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update measurement set state = 'failed', error = $2, finished_at = now(), revision = revision + 1
         where delivery_id = $1 and state in ('queued', 'running')",
        delivery.uuid(),
        why,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// False when it has not failed.
pub(super) async fn queue_again(tx: &mut Tx, delivery: DeliveryId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update measurement set state = 'queued', frames_done = 0, error = null, revision = revision + 1
         where delivery_id = $1 and state = 'failed'",
        delivery.uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Where the figures lie, once it is measured.
pub(super) async fn find_prefix(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
) -> Result<Option<String>, sqlx::Error> {
    let prefix = sqlx::query_scalar!(
        "select blob_prefix from measurement where delivery_id = $1 and state = 'ready'",
        delivery.uuid()
    )
    .fetch_optional(db)
    .await?;
    Ok(prefix.flatten())
}

/// The title of a delivery, and the requests that it is in: whom a change concerns.
pub(super) async fn concerned(
    tx: &mut Tx,
    delivery: DeliveryId,
) -> Result<(TitleId, Vec<RequestId>), sqlx::Error> {
    let row = sqlx::query!(
        r#"select a.title_id as "title: TitleId",
            array(select rd.request_id from request_delivery rd where rd.delivery_id = d.id) as "requests!: Vec<RequestId>"
         from delivery d join asset a on a.id = d.asset_id where d.id = $1"#,
        delivery.uuid(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.title, row.requests))
}

/// In frames.
pub(super) async fn get_duration(db: &PgPool, delivery: DeliveryId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce(duration_frames, 0) as "duration!" from delivery where id = $1"#,
        delivery.uuid()
    )
    .fetch_one(db)
    .await
}

pub(super) async fn is_of_request(
    db: &PgPool,
    request: RequestId,
    delivery: DeliveryId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from request_delivery where request_id = $1 and delivery_id = $2) as "is!""#,
        request.uuid(),
        delivery.uuid(),
    )
    .fetch_one(db)
    .await
}

pub(super) async fn list_of_request(db: &PgPool, request: RequestId) -> Result<Vec<DeliveryId>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        "select m.delivery_id from measurement m join request_delivery rd on rd.delivery_id = m.delivery_id
         join delivery d on d.id = m.delivery_id join asset a on a.id = d.asset_id
         where rd.request_id = $1 order by a.kind = 'printmaster' desc, a.kind, d.id",
        request.uuid(),
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(DeliveryId::from).collect())
}

/// Without counts.
pub(super) async fn find(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
) -> Result<Option<MeasurementView>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select state, frames_total, frames_done, fps, error, summary as "summary: Json<MeasuredSummary>", thresholds_version,
            case when state = 'ready' then finished_at end as measured_at, revision
         from measurement where delivery_id = $1"#,
        delivery.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let missing = (row.frames_total - row.frames_done).max(0) as f32;
        let state = match row.state.as_str() {
            "running" => MeasurementState::Running,
            "ready" => MeasurementState::Ready,
            "failed" => MeasurementState::Failed,
            _ => MeasurementState::Queued,
        };
        let fps = row
            .fps
            .filter(|fps| *fps > 0.0 && state == MeasurementState::Running);
        MeasurementView {
            delivery_id: delivery,
            state,
            frames_total: row.frames_total.unsigned_abs(),
            frames_done: row.frames_done.unsigned_abs(),
            remaining_s: fps.map(|fps| (missing / fps) as u64),
            fps,
            error: row.error,
            summary: row.summary.map(|summary| summary.0),
            thresholds_version: row.thresholds_version,
            measured_at: row.measured_at,
            counts: None,
            revision: row.revision,
        }
    }))
}

/// By kind, in the order of their names.
pub(super) async fn counts(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
) -> Result<Vec<KindCount>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select kind, count(*) filter (where state = 'open') as "open!", count(*) filter (where state = 'accepted') as "accepted!",
            count(*) filter (where state = 'dismissed') as "dismissed!"
         from machine_finding where delivery_id = $1 and is_found group by kind order by kind"#,
        delivery.uuid(),
    )
    .fetch_all(db)
    .await?;
    // A kind that this program does not know any more is not counted.
    let known = rows.into_iter().filter_map(|row| {
        Some(KindCount {
            kind: serde_json::from_value(row.kind.into()).ok()?,
            open: row.open,
            accepted: row.accepted,
            dismissed: row.dismissed,
        })
    });
    Ok(known.collect())
}

/// A delivery of a request with what was measured of it.
pub(crate) struct MeasuredTrack {
    pub delivery_id: DeliveryId,
    pub asset_kind: qc::asset::AssetKind,
    pub summary: Json<MeasuredSummary>,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
    pub drop_frame: bool,
    pub start_frame: i64,
    /// The soundfields of a WAV set with their files.
    pub soundfields: Option<serde_json::Value>,
}

/// The measured deliveries of a request.
pub(crate) async fn list_tracks(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<MeasuredTrack>, sqlx::Error> {
    sqlx::query_as!(
        MeasuredTrack,
        r#"select m.delivery_id as "delivery_id: DeliveryId", a.kind as "asset_kind: qc::asset::AssetKind",
            m.summary as "summary!: Json<MeasuredSummary>", d.edit_rate_num, d.edit_rate_den, d.drop_frame, d.start_frame,
            d.composition->'soundfields' as soundfields
         from measurement m join request_delivery rd on rd.delivery_id = m.delivery_id
         join delivery d on d.id = m.delivery_id join asset a on a.id = d.asset_id
         where rd.request_id = $1 and m.summary is not null order by d.id"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await
}
