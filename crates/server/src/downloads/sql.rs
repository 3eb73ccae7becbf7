//! Queries of the files to hand over and of their transfers.

use qc::id::{DeliveryFileId, FacilityId, PersonId, RequestId};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use crate::db::Tx;

/// A file of a request, as it lies in the object store.
#[derive(Clone, Debug)]
pub struct Master {
    pub file: DeliveryFileId,
    pub delivery_number: i32,
    pub path: String,
    pub size_bytes: i64,
    pub sha1: String,
    pub sha256: String,
    pub blob_key: String,
}

pub(super) async fn find_master(
    db: &PgPool,
    request: RequestId,
    file: DeliveryFileId,
) -> Result<Option<Master>, sqlx::Error> {
    sqlx::query_as!(
        Master,
        r#"select f.id as "file: DeliveryFileId", d.number as delivery_number, f.path, f.size_bytes, f.sha1 as "sha1!",
            f.sha256 as "sha256!", f.blob_key as "blob_key!"
         from delivery_file f join delivery d on d.id = f.delivery_id join request_delivery rd on rd.delivery_id = d.id
         where rd.request_id = $1 and f.id = $2 and f.blob_key is not null"#,
        Uuid::from(request),
        Uuid::from(file),
    )
    .fetch_optional(db)
    .await
}

/// A file with how far its transfer to the facility is.
pub(super) struct Standing {
    pub file: DeliveryFileId,
    pub delivery_number: i32,
    pub asset_kind: String,
    pub path: String,
    pub size_bytes: i64,
    pub sha1: String,
    pub sha256: String,
    pub sent_bytes: i64,
    pub verified_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// The files of a request in the order of their paths, with what the people of this facility got of them.
pub(super) async fn list_standing(
    db: &PgPool,
    request: RequestId,
    facility: Option<FacilityId>,
) -> Result<Vec<Standing>, sqlx::Error> {
    sqlx::query_as!(
        Standing,
        r#"select f.id as "file: DeliveryFileId", d.number as delivery_number, a.kind as asset_kind, f.path, f.size_bytes,
            f.sha1 as "sha1!", f.sha256 as "sha256!",
            coalesce((select max(x.sent_bytes) from transfer x join person p on p.id = x.person_id
                where x.request_id = $1 and x.delivery_file_id = f.id and p.facility_id = $2), 0)::bigint as "sent_bytes!",
            (select min(x.verified_at) from transfer x join person p on p.id = x.person_id
                where x.request_id = $1 and x.delivery_file_id = f.id and p.facility_id = $2) as verified_at
         from delivery_file f join delivery d on d.id = f.delivery_id join asset a on a.id = d.asset_id
         join request_delivery rd on rd.delivery_id = d.id
         where rd.request_id = $1 and f.blob_key is not null order by a.kind, d.number, f.path"#,
        Uuid::from(request),
        facility.map(Uuid::from),
    )
    .fetch_all(db)
    .await
}

/// The requests that a facility holds for download, the newest first; one more than `limit`, if there are.
pub(super) async fn list_requests(
    db: &PgPool,
    facility: Option<FacilityId>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id from qc_request
         where operator_facility_id = $1 and service = 'download' and ($2::bigint is null or number < $2)
            and state in ('assigned', 'downloading', 'in_qc')
         order by number desc limit $3",
        facility.map(Uuid::from),
        before,
        limit + 1,
    )
    .fetch_all(db)
    .await
}

/// The transfer of this file to this person, held until the transaction ends; begun when there is none.
pub(super) async fn lock_transfer(
    tx: &mut Tx,
    request: RequestId,
    file: DeliveryFileId,
    person: PersonId,
) -> Result<(Uuid, Value), sqlx::Error> {
    let row = sqlx::query!(
        "insert into transfer (id, request_id, delivery_file_id, person_id) values ($1, $2, $3, $4)
         on conflict (request_id, delivery_file_id, person_id) do update set touched_at = now() returning id, ranges",
        Uuid::now_v7(),
        Uuid::from(request),
        Uuid::from(file),
        Uuid::from(person),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.id, row.ranges))
}

pub(super) async fn save_ranges(
    tx: &mut Tx,
    transfer: Uuid,
    ranges: &Value,
    sent_bytes: i64,
    is_whole: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update transfer set ranges = $2, sent_bytes = $3, touched_at = now(),
                finished_at = case when $4 then coalesce(finished_at, now()) end
         where id = $1",
        transfer,
        ranges,
        sent_bytes,
        is_whole,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The receiver's word; the first one counts.
pub(super) async fn set_verified(tx: &mut Tx, transfer: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update transfer set verified_at = coalesce(verified_at, now()) where id = $1",
        transfer
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
