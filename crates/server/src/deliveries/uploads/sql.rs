//! Queries of uploads and their parts. An upload's offset moves only in the hands of whoever wrote its `writer` last.

use chrono::{DateTime, Utc};
use qc::delivery::DeliveryState;
use qc::id::{DeliveryFileId, DeliveryId, PersonId, ShowId, TitleId, UploadId};
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::db::Tx;

#[derive(Clone, Debug)]
pub struct Upload {
    pub id: UploadId,
    pub delivery_file_id: DeliveryFileId,
    pub delivery_id: DeliveryId,
    pub title_id: TitleId,
    pub show_id: ShowId,
    pub person_id: PersonId,
    pub delivery_state: DeliveryState,
    pub length_bytes: i64,
    pub offset_bytes: i64,
    pub completed_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
    pub is_expired: bool,
}

pub(super) async fn find(db: impl PgExecutor<'_>, upload: UploadId) -> Result<Option<Upload>, sqlx::Error> {
    sqlx::query_as!(
        Upload,
        r#"select u.id as "id: UploadId", u.delivery_file_id as "delivery_file_id: DeliveryFileId",
            f.delivery_id as "delivery_id: DeliveryId", a.title_id as "title_id: TitleId", t.show_id as "show_id: ShowId",
            u.person_id as "person_id: PersonId", d.state as "delivery_state: DeliveryState", u.length_bytes,
            u.offset_bytes, u.completed_at, u.touched_at + make_interval(secs => $2) as "expires_at!",
            u.touched_at + make_interval(secs => $2) < now() as "is_expired!"
         from upload u join delivery_file f on f.id = u.delivery_file_id join delivery d on d.id = f.delivery_id
         join asset a on a.id = d.asset_id join title t on t.id = a.title_id
         where u.id = $1"#,
        Uuid::from(upload),
        super::KEPT_S,
    )
    .fetch_optional(db)
    .await
}

/// A file that waits for bytes, as the creation of an upload names it.
pub(super) struct Wanted {
    pub file: DeliveryFileId,
    pub size_bytes: i64,
    pub upload: Option<Uuid>,
    pub state: DeliveryState,
    pub show_id: ShowId,
}

/// The file of a delivery that this person announced.
pub(super) async fn find_wanted(
    tx: &mut Tx,
    person: PersonId,
    delivery: DeliveryId,
    path: &str,
) -> Result<Option<Wanted>, sqlx::Error> {
    sqlx::query_as!(
        Wanted,
        r#"select f.id as "file: DeliveryFileId", f.size_bytes, u.id as "upload?", d.state as "state: DeliveryState",
            t.show_id as "show_id: ShowId"
         from delivery_file f join delivery d on d.id = f.delivery_id join asset a on a.id = d.asset_id
         join title t on t.id = a.title_id left join upload u on u.delivery_file_id = f.id
         where f.delivery_id = $1 and f.path = $2 and d.created_by = $3 for update of f"#,
        Uuid::from(delivery),
        path,
        Uuid::from(person),
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    file: DeliveryFileId,
    person: PersonId,
    length_bytes: i64,
) -> Result<UploadId, sqlx::Error> {
    let id = UploadId::new();
    sqlx::query!(
        "insert into upload (id, delivery_file_id, person_id, length_bytes) values ($1, $2, $3, $4)",
        Uuid::from(id),
        Uuid::from(file),
        Uuid::from(person),
        length_bytes,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Whoever asks how far the upload is will go on from there: a writer that still lingers is cut off.
pub(super) async fn dismiss_writer(db: &PgPool, upload: UploadId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        "update upload set writer = null, touched_at = now() where id = $1 returning offset_bytes",
        Uuid::from(upload)
    )
    .fetch_one(db)
    .await
}

/// Takes the upload over from any earlier writer; false when it does not stand at `offset_bytes`.
pub(super) async fn claim(
    db: &PgPool,
    upload: UploadId,
    offset_bytes: i64,
    writer: Uuid,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update upload set writer = $3, touched_at = now() where id = $1 and offset_bytes = $2",
        Uuid::from(upload),
        offset_bytes,
        writer,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One part, written to the object store, not yet counted.
pub(super) struct Part<'a> {
    pub upload: UploadId,
    pub writer: Uuid,
    pub offset_bytes: i64,
    pub size_bytes: i64,
    pub blob_key: &'a str,
}

/// Counts a part that lies in the store; whether the upload is whole now. None when the writer was replaced.
pub(super) async fn add_part(tx: &mut Tx, part: &Part<'_>) -> Result<Option<bool>, sqlx::Error> {
    let is_whole = sqlx::query_scalar!(
        r#"update upload set offset_bytes = offset_bytes + $4, touched_at = now(),
                completed_at = case when offset_bytes + $4 = length_bytes then now() end
         where id = $1 and writer = $2 and offset_bytes = $3
         returning completed_at is not null as "is_whole!""#,
        Uuid::from(part.upload),
        part.writer,
        part.offset_bytes,
        part.size_bytes,
    )
    .fetch_optional(&mut **tx)
    .await?;
    if is_whole.is_some() {
        sqlx::query!(
            "insert into upload_part (upload_id, offset_bytes, size_bytes, blob_key) values ($1, $2, $3, $4)",
            Uuid::from(part.upload),
            part.offset_bytes,
            part.size_bytes,
            part.blob_key,
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(is_whole)
}

/// Ends the upload with its parts; false when it is whole by now and belongs to the delivery.
pub(super) async fn delete(tx: &mut Tx, upload: UploadId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "delete from upload where id = $1 and completed_at is null",
        Uuid::from(upload)
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether files of the delivery still lack bytes.
pub(super) async fn is_awaited(tx: &mut Tx, delivery: DeliveryId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
            select from delivery_file f left join upload u on u.delivery_file_id = f.id
            where f.delivery_id = $1 and f.blob_key is null and u.completed_at is null) as "is_awaited!""#,
        Uuid::from(delivery),
    )
    .fetch_one(&mut **tx)
    .await
}

/// Deliveries of which no upload was touched for so long.
pub(in crate::deliveries) async fn list_forgotten(db: &PgPool) -> Result<Vec<DeliveryId>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        "select d.id from delivery d where d.state = 'uploading' and d.created_at < now() - make_interval(secs => $1)
            and not exists (select from upload u join delivery_file f on f.id = u.delivery_file_id
                where f.delivery_id = d.id and u.touched_at >= now() - make_interval(secs => $1))
         limit 100",
        super::KEPT_S,
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(DeliveryId::from).collect())
}

/// Forgets the parts of uploads that are no longer needed; gives the uploads, whose blobs are then deleted.
pub(in crate::deliveries) async fn sweep_parts(
    tx: &mut Tx,
    delivery: DeliveryId,
) -> Result<Vec<UploadId>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        "delete from upload_part p using upload u, delivery_file f
         where u.id = p.upload_id and f.id = u.delivery_file_id and f.delivery_id = $1 returning u.id",
        Uuid::from(delivery),
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut ids: Vec<UploadId> = ids.into_iter().map(UploadId::from).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
