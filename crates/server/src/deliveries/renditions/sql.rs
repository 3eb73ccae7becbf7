//! Queries of renditions. A making is one try at those that waited together; it has a number, and writes of an earlier one
//! are refused.

use anyhow::Context;
use api::deliveries::{RenditionKind as Kind, RenditionView};
use qc::asset::AssetKind;
use qc::id::{DeliveryId, RenditionId, RequestId, ShowId, TitleId};
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use streams::manifest::MASTER_PLAYLIST;
use streams::{RenditionKind, RenditionPlan};
use uuid::Uuid;

use super::wanted::has_extras;
use crate::db::Tx;

/// A rendition with what it is of. `plan` is there once it is being made, `blob_prefix` and `manifest` once it is ready.
#[derive(Clone, Debug)]
pub struct Rendition {
    pub id: RenditionId,
    pub kind: String,
    pub delivery_id: DeliveryId,
    pub asset_kind: AssetKind,
    pub title_id: TitleId,
    pub show_id: ShowId,
    pub is_ready: bool,
    /// Being made: what is there of it can be played.
    pub is_running: bool,
    pub making: i32,
    pub plan: Option<Value>,
    pub blob_prefix: Option<String>,
    pub manifest: Option<Value>,
}

pub(crate) async fn find(
    db: impl PgExecutor<'_>,
    rendition: RenditionId,
) -> Result<Option<Rendition>, sqlx::Error> {
    sqlx::query_as!(
        Rendition,
        r#"select n.id as "id: RenditionId", n.kind, n.delivery_id as "delivery_id: DeliveryId",
            a.kind as "asset_kind: AssetKind", a.title_id as "title_id: TitleId", t.show_id as "show_id: ShowId",
            n.state = 'ready' as "is_ready!", n.state = 'running' as "is_running!", n.attempt as making, n.plan,
            n.blob_prefix, n.manifest
         from rendition n join delivery d on d.id = n.delivery_id join asset a on a.id = d.asset_id
         join title t on t.id = a.title_id where n.id = $1"#,
        Uuid::from(rendition),
    )
    .fetch_optional(db)
    .await
}

/// What can be played of a request's deliveries, delivery by delivery.
pub(crate) async fn list_ready(db: &PgPool, request: RequestId) -> Result<Vec<Rendition>, sqlx::Error> {
    sqlx::query_as!(
        Rendition,
        r#"select n.id as "id: RenditionId", n.kind, n.delivery_id as "delivery_id: DeliveryId",
            a.kind as "asset_kind: AssetKind", a.title_id as "title_id: TitleId", t.show_id as "show_id: ShowId",
            true as "is_ready!", false as "is_running!", n.attempt as making, n.plan, n.blob_prefix, n.manifest
         from rendition n join request_delivery rd on rd.delivery_id = n.delivery_id
         join delivery d on d.id = n.delivery_id join asset a on a.id = d.asset_id
         join title t on t.id = a.title_id
         where rd.request_id = $1 and n.state = 'ready'
         order by a.kind = 'printmaster' desc, a.kind, d.id, n.kind"#,
        Uuid::from(request),
    )
    .fetch_all(db)
    .await
}

/// The requests that a delivery is in.
pub(crate) async fn list_requests(db: &PgPool, delivery: DeliveryId) -> Result<Vec<RequestId>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        "select request_id from request_delivery where delivery_id = $1 order by request_id desc",
        Uuid::from(delivery)
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(RequestId::from).collect())
}

/// How a delivery is labelled.
pub(crate) struct Labelling {
    pub delivery_id: DeliveryId,
    pub drop_frame: bool,
    pub start_frame: i64,
    pub ffom_frame: Option<i64>,
}

/// Those of a request's deliveries.
pub(crate) async fn list_labellings(db: &PgPool, request: RequestId) -> Result<Vec<Labelling>, sqlx::Error> {
    sqlx::query_as!(
        Labelling,
        r#"select d.id as "delivery_id: DeliveryId", d.drop_frame, d.start_frame, d.ffom_frame
         from request_delivery rd join delivery d on d.id = rd.delivery_id where rd.request_id = $1"#,
        Uuid::from(request)
    )
    .fetch_all(db)
    .await
}

/// The streams that wait to be planned.
pub(super) async fn list_queued(
    db: &PgPool,
    delivery: DeliveryId,
) -> Result<Vec<RenditionKind>, sqlx::Error> {
    let kinds = sqlx::query_scalar!(
        "select kind from rendition where delivery_id = $1 and state = 'queued'",
        delivery.uuid()
    )
    .fetch_all(db)
    .await?;
    Ok(kinds.iter().filter_map(|kind| kind.parse().ok()).collect())
}

/// A new making of everything that waits; its number. None when nothing waits.
pub(super) async fn begin(
    tx: &mut Tx,
    delivery: DeliveryId,
    frames_total: i64,
) -> Result<Option<i32>, sqlx::Error> {
    let tries = sqlx::query_scalar!(
        "update rendition set state = 'running', frames_total = $2, frames_done = 0, error = null, plan = null,
                attempt = (select max(attempt) + 1 from rendition where delivery_id = $1),
                started_at = now(), finished_at = null, revision = revision + 1
         where delivery_id = $1 and state = 'queued' returning attempt",
        delivery.uuid(),
        frames_total,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(tries.into_iter().max())
}

pub(super) async fn keep_plan(
    tx: &mut Tx,
    delivery: DeliveryId,
    kind: RenditionKind,
    plan: &Value,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update rendition set plan = $3 where delivery_id = $1 and kind = $2 and state = 'running'",
        delivery.uuid(),
        kind.as_str(),
        plan,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The plans of a making, in the order of their kinds.
pub(super) async fn list_plans(
    db: &PgPool,
    delivery: DeliveryId,
    making: i32,
) -> anyhow::Result<Vec<RenditionPlan>> {
    let rows = sqlx::query_scalar!(
        r#"select plan as "plan!" from rendition where delivery_id = $1 and attempt = $2 and plan is not null order by kind"#,
        delivery.uuid(),
        making,
    )
    .fetch_all(db)
    .await?;
    let plans = rows.into_iter().map(serde_json::from_value);
    plans
        .collect::<Result<_, _>>()
        .context("the plan of a rendition cannot be read")
}

/// The streams of a making that are still being made.
pub(super) async fn list_running(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
    making: i32,
) -> Result<Vec<RenditionKind>, sqlx::Error> {
    let kinds = sqlx::query_scalar!(
        "select kind from rendition where delivery_id = $1 and attempt = $2 and state = 'running' order by kind",
        delivery.uuid(),
        making,
    )
    .fetch_all(db)
    .await?;
    Ok(kinds.iter().filter_map(|kind| kind.parse().ok()).collect())
}

/// As `list_running`, and nobody else changes them meanwhile.
pub(super) async fn lock_running(
    tx: &mut Tx,
    delivery: DeliveryId,
    making: i32,
) -> Result<Vec<RenditionKind>, sqlx::Error> {
    sqlx::query!(
        "select id from rendition where delivery_id = $1 and attempt = $2 order by id for update",
        delivery.uuid(),
        making,
    )
    .fetch_all(&mut **tx)
    .await?;
    list_running(&mut **tx, delivery, making).await
}

/// One rendition that was made and checked.
pub(super) struct Made {
    pub kind: &'static str,
    pub prefix: String,
    pub manifest: Value,
}

/// Publishes it; gives the prefix of what it replaces.
pub(super) async fn publish(
    tx: &mut Tx,
    delivery: DeliveryId,
    making: i32,
    made: &Made,
) -> Result<Option<String>, sqlx::Error> {
    let replaced = sqlx::query_scalar!(
        "select blob_prefix from rendition where delivery_id = $1 and kind = $2 and attempt = $3 and state = 'running' for update",
        Uuid::from(delivery),
        made.kind,
        making,
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!(
        "update rendition set state = 'ready', frames_done = frames_total, blob_prefix = $3, manifest = $4, error = null,
                finished_at = now(), revision = revision + 1
         where delivery_id = $1 and kind = $2",
        Uuid::from(delivery),
        made.kind,
        made.prefix,
        made.manifest,
    )
    .execute(&mut **tx)
    .await?;
    Ok(replaced)
}

/// Those that failed: the kind with what is drawn from it, or all of the making.
pub(super) async fn fail(
    tx: &mut Tx,
    delivery: DeliveryId,
    making: i32,
    kind: Option<RenditionKind>,
    why: &str,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "update rendition set state = 'failed', error = $5, finished_at = now(), revision = revision + 1
         where delivery_id = $1 and attempt = $2 and state = 'running'
           and ($3::text is null or kind = $3 or ($4 and kind in ('thumbnails', 'peaks'))) returning kind",
        delivery.uuid(),
        making,
        kind.map(RenditionKind::as_str),
        kind.is_some_and(has_extras),
        why,
    )
    .fetch_all(&mut **tx)
    .await
}

/// Everything that waits.
pub(super) async fn fail_queued(
    tx: &mut Tx,
    delivery: DeliveryId,
    why: &str,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "update rendition set state = 'failed', error = $2, finished_at = now(), revision = revision + 1
         where delivery_id = $1 and state = 'queued' returning kind",
        delivery.uuid(),
        why,
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn set_not_possible(
    tx: &mut Tx,
    delivery: DeliveryId,
    kind: RenditionKind,
    why: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update rendition set state = 'not_possible', error = $3, finished_at = now(), revision = revision + 1
         where delivery_id = $1 and kind = $2 and state = 'running'",
        delivery.uuid(),
        kind.as_str(),
        why,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// False when none of them has failed, or is not kept any more. Chunks that were given up go with
/// their making: it is planned anew.
pub(super) async fn queue_again(tx: &mut Tx, delivery: DeliveryId) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "delete from job where delivery_id = $1 and state = 'parked'
         and kind in ('deliveries.encode_chunk', 'deliveries.assemble_rendition')",
        delivery.uuid()
    )
    .execute(&mut **tx)
    .await?;
    let done = sqlx::query!(
        "update rendition set state = 'queued', frames_done = 0, error = null, revision = revision + 1
         where delivery_id = $1 and state in ('failed', 'expired', 'not_possible')",
        delivery.uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The renditions of these deliveries, with how far each is.
pub(crate) async fn list_views(
    db: impl PgExecutor<'_>,
    deliveries: &[DeliveryId],
) -> Result<Vec<RenditionView>, sqlx::Error> {
    let deliveries: Vec<Uuid> = deliveries.iter().copied().map(Uuid::from).collect();
    let rows = sqlx::query!(
        r#"select n.id, n.delivery_id, n.kind, n.state, n.frames_total, p.frames_done as "frames_done!", p.fps, n.attempt,
            n.error, p.playable_frames as "playable_frames!",
            coalesce((coalesce(n.manifest, n.plan -> 'manifest') -> 'picture' ->> 'tone_mapped')::bool, false) as "tone_mapped!"
         from rendition n join rendition_progress p on p.rendition_id = n.id
         where n.delivery_id = any($1) order by n.delivery_id, n.kind = 'peaks', n.kind"#,
        &deliveries,
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().filter_map(|row| {
        let missing_frames = (row.frames_total - row.frames_done).max(0) as f32;
        let kind: Kind = serde_json::from_value(row.kind.into()).ok()?;
        let is_stream = !matches!(kind, Kind::Thumbnails | Kind::Peaks);
        let is_playable = is_stream && (row.state == "ready" || row.playable_frames > 0);
        let id = RenditionId::from(row.id);
        Some(RenditionView {
            id,
            delivery_id: row.delivery_id.into(),
            kind,
            is_hdr: matches!(kind, Kind::BrowserHdr | Kind::CastHdr),
            tone_mapped: row.tone_mapped,
            state: serde_json::from_value(row.state.into()).ok()?,
            frames_total: row.frames_total.unsigned_abs(),
            frames_done: row.frames_done.unsigned_abs(),
            playable_frames: row.playable_frames.unsigned_abs(),
            hls_url: is_playable.then(|| super::file_url(id, MASTER_PLAYLIST)),
            remaining_s: row
                .fps
                .filter(|fps| *fps > 0.0)
                .map(|fps| (missing_frames / fps) as u64),
            fps: row.fps,
            attempt: row.attempt,
            error: row.error,
        })
    });
    Ok(view.collect())
}

/// Streams that expire: of a delivery, under these prefixes.
pub(super) struct Expired {
    pub delivery_id: DeliveryId,
    pub title_id: TitleId,
    pub prefixes: Vec<String>,
}

/// Marks the streams of titles whose last request was closed so many days ago as expired, some deliveries at a time. Streams that
/// were made again since are kept as long.
pub(super) async fn expire(tx: &mut Tx, kept_days: i32, limit: i64) -> Result<Vec<Expired>, sqlx::Error> {
    sqlx::query_as!(
        Expired,
        r#"with idle as (
            select d.id, a.title_id from delivery d join asset a on a.id = d.asset_id
            where exists (select from rendition n where n.delivery_id = d.id and n.state = 'ready')
              and not exists (select from rendition n where n.delivery_id = d.id
                    and (n.state in ('queued', 'running') or n.finished_at > now() - make_interval(days => $1)))
              and exists (select from request_delivery rd where rd.delivery_id = d.id)
              and not exists (select from qc_request r where r.title_id = a.title_id
                    and (r.concluded_at is null or r.concluded_at > now() - make_interval(days => $1)))
            order by d.id limit $2
        ), old as (
            select n.id, n.blob_prefix from rendition n join idle on idle.id = n.delivery_id where n.state = 'ready' for update of n
        ), gone as (
            update rendition n set state = 'expired', blob_prefix = null, manifest = null, revision = revision + 1
            from old where old.id = n.id returning n.delivery_id, old.blob_prefix
        )
        select gone.delivery_id as "delivery_id!: DeliveryId", idle.title_id as "title_id!: TitleId",
            coalesce(array_agg(distinct gone.blob_prefix) filter (where gone.blob_prefix is not null), '{}') as "prefixes!"
        from gone join idle on idle.id = gone.delivery_id group by 1, 2"#,
        kept_days,
        limit,
    )
    .fetch_all(&mut **tx)
    .await
}

/// Whether streams of this request were there and are not kept any more.
pub(crate) async fn has_expired(db: &PgPool, request: RequestId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from rendition n join request_delivery rd on rd.delivery_id = n.delivery_id
            where rd.request_id = $1 and n.state = 'expired') as "has_expired!""#,
        Uuid::from(request)
    )
    .fetch_one(db)
    .await
}
