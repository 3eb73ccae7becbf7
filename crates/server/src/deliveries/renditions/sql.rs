//! Queries of renditions. Rows of one delivery go through their states together; each try has its number, and writes of
//! an earlier one are refused.

use qc::asset::AssetKind;
use qc::id::{DeliveryId, RenditionId, RequestId, ShowId, TitleId};
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::db::Tx;

/// A rendition with what it is of. `blob_prefix` and `manifest` are there once it is ready.
#[derive(Clone, Debug)]
pub struct Rendition {
    pub id: RenditionId,
    pub kind: String,
    pub delivery_id: DeliveryId,
    pub asset_kind: AssetKind,
    pub title_id: TitleId,
    pub show_id: ShowId,
    pub is_ready: bool,
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
            n.state = 'ready' as "is_ready!", n.blob_prefix, n.manifest
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
            true as "is_ready!", n.blob_prefix, n.manifest
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

/// How the timecode of a request's deliveries is counted.
pub(crate) async fn is_drop_frame(db: &PgPool, request: RequestId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce(bool_or(d.drop_frame), false) as "is_drop_frame!"
         from request_delivery rd join delivery d on d.id = rd.delivery_id where rd.request_id = $1"#,
        Uuid::from(request)
    )
    .fetch_one(db)
    .await
}

/// A new try at everything that waits to be made; its number. None when nothing waits.
pub(in crate::deliveries) async fn begin(
    db: &PgPool,
    delivery: DeliveryId,
    frames_total: i64,
) -> Result<Option<i32>, sqlx::Error> {
    let tries = sqlx::query_scalar!(
        "update rendition set state = 'running', attempt = attempt + 1, frames_total = $2, frames_done = 0, fps = null,
                error = null, started_at = now(), revision = revision + 1
         where delivery_id = $1 and state in ('queued', 'running') returning attempt",
        Uuid::from(delivery),
        frames_total,
    )
    .fetch_all(db)
    .await?;
    Ok(tries.into_iter().max())
}

/// False when another try has begun since.
pub(in crate::deliveries) async fn note_progress(
    db: &PgPool,
    delivery: DeliveryId,
    try_number: i32,
    frames_done: i64,
    fps: f32,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update rendition set frames_done = case when kind in ('sdr', 'audio') then least($3, frames_total) else 0 end,
                fps = case when kind in ('sdr', 'audio') then $4::real end
         where delivery_id = $1 and attempt = $2 and state = 'running'",
        Uuid::from(delivery),
        try_number,
        frames_done,
        fps,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// One rendition that was made and checked.
pub(in crate::deliveries) struct Made {
    pub kind: &'static str,
    pub prefix: String,
    pub manifest: Value,
}

/// Publishes it; gives the prefix of what it replaces.
pub(in crate::deliveries) async fn publish(
    tx: &mut Tx,
    delivery: DeliveryId,
    try_number: i32,
    made: &Made,
) -> Result<Option<String>, sqlx::Error> {
    let replaced = sqlx::query_scalar!(
        "select blob_prefix from rendition where delivery_id = $1 and kind = $2 and attempt = $3 and state = 'running' for update",
        Uuid::from(delivery),
        made.kind,
        try_number,
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

pub(in crate::deliveries) async fn fail(
    tx: &mut Tx,
    delivery: DeliveryId,
    why: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update rendition set state = 'failed', error = $2, finished_at = now(), revision = revision + 1
         where delivery_id = $1 and state in ('queued', 'running')",
        Uuid::from(delivery),
        why,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// False when none of them has failed or expired.
pub(in crate::deliveries) async fn queue_again(
    tx: &mut Tx,
    delivery: DeliveryId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update rendition set state = 'queued', frames_done = 0, error = null, revision = revision + 1
         where delivery_id = $1 and state in ('failed', 'expired')",
        Uuid::from(delivery)
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
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
