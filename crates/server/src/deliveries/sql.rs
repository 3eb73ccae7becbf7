//! Queries of deliveries and their files.

use api::PersonRef;
use api::deliveries::{DeliveryFileView, DeliveryRow, FindingSeverity, FindingView, NewDelivery};
use api::titles::TitleRef;
use chrono::{DateTime, Utc};
use qc::access::Scope;
use qc::asset::AssetKind;
use qc::delivery::{DeliveryState, PackageKind};
use qc::id::{AssetId, DeliveryFileId, DeliveryId, PersonId, RequestId, ShowId, TitleId, UploadId};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::access::{Columns, push_scope};
use crate::db::Tx;

/// A delivery as the rules and jobs need it.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub id: DeliveryId,
    pub asset_id: AssetId,
    pub title_id: TitleId,
    pub show_id: ShowId,
    pub asset_kind: AssetKind,
    pub number: i32,
    pub package_kind: PackageKind,
    pub state: DeliveryState,
    pub answers_request_id: Option<RequestId>,
    pub created_by: PersonId,
    pub composition: Option<Value>,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
    pub drop_frame: bool,
    pub duration_frames: Option<i64>,
    pub failure: Option<String>,
    pub revision: i64,
}

pub(crate) async fn find(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
) -> Result<Option<Delivery>, sqlx::Error> {
    sqlx::query_as!(
        Delivery,
        r#"select d.id as "id: DeliveryId", d.asset_id as "asset_id: AssetId", a.title_id as "title_id: TitleId",
            t.show_id as "show_id: ShowId", a.kind as "asset_kind: AssetKind", d.number,
            d.package_kind as "package_kind: PackageKind", d.state as "state: DeliveryState",
            d.answers_request_id as "answers_request_id: RequestId", d.created_by as "created_by: PersonId", d.composition,
            d.edit_rate_num, d.edit_rate_den, d.drop_frame, d.duration_frames, d.failure, d.revision
         from delivery d join asset a on a.id = d.asset_id join title t on t.id = a.title_id
         where d.id = $1"#,
        Uuid::from(delivery),
    )
    .fetch_optional(db)
    .await
}

#[derive(FromRow)]
struct Row {
    id: DeliveryId,
    title: Json<TitleRef>,
    asset_id: AssetId,
    asset_kind: AssetKind,
    language: Option<String>,
    number: i32,
    package_kind: PackageKind,
    state: DeliveryState,
    created_at: DateTime<Utc>,
    created_by: Json<PersonRef>,
    accepted_at: Option<DateTime<Utc>>,
    answers_request_id: Option<RequestId>,
    size_bytes: i64,
    received_bytes: i64,
    reject_count: i64,
    warn_count: i64,
}

impl Row {
    fn view(self) -> DeliveryRow {
        DeliveryRow {
            id: self.id,
            title: self.title.0,
            asset_id: self.asset_id,
            asset_kind: self.asset_kind,
            language: self.language,
            number: self.number,
            package_kind: self.package_kind,
            state: self.state,
            created_at: self.created_at,
            created_by: self.created_by.0,
            accepted_at: self.accepted_at,
            answers_request_id: self.answers_request_id,
            size_bytes: self.size_bytes.unsigned_abs(),
            received_bytes: self.received_bytes.unsigned_abs(),
            reject_count: self.reject_count,
            warn_count: self.warn_count,
        }
    }
}

/// A file without an upload has arrived whole; one with an upload as far as its offset.
const ROW: &str = "
    select d.id, title_ref(a.title_id) as title, d.asset_id, a.kind as asset_kind, a.language, d.number, d.package_kind, d.state,
        d.created_at, person_ref(d.created_by) as created_by, d.accepted_at, d.answers_request_id,
        coalesce((select sum(f.size_bytes) from delivery_file f where f.delivery_id = d.id), 0)::bigint as size_bytes,
        coalesce((select sum(case when f.blob_key is not null then f.size_bytes else coalesce(u.offset_bytes, 0) end)
            from delivery_file f left join upload u on u.delivery_file_id = f.id where f.delivery_id = d.id), 0)::bigint as received_bytes,
        (select count(*) from finding n where n.delivery_id = d.id and n.severity = 'reject') as reject_count,
        (select count(*) from finding n where n.delivery_id = d.id and n.severity = 'warn') as warn_count
    from delivery d join asset a on a.id = d.asset_id join title t on t.id = a.title_id where ";

const COLUMNS: Columns = Columns {
    show: "t.show_id",
    people: &["d.created_by"],
    facilities: &[],
};

/// Which deliveries a list shows.
#[derive(Default)]
pub(super) struct Wanted {
    pub title: Option<TitleId>,
    pub state: Option<DeliveryState>,
    /// When the last row of the page before was announced, and its id.
    pub before: Option<(DateTime<Utc>, DeliveryId)>,
    pub limit: i64,
}

/// The newest first; one more than `limit`, if there are.
pub(super) async fn list(
    db: &PgPool,
    scope: &Scope,
    wanted: &Wanted,
) -> Result<Vec<DeliveryRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    push_scope(&mut query, scope, &COLUMNS);
    if let Some(title) = wanted.title {
        query.push(" and a.title_id = ").push_bind(Uuid::from(title));
    }
    if let Some(state) = wanted.state {
        query.push(" and d.state = ").push_bind(state.as_str());
    }
    if let Some((at, id)) = wanted.before {
        query
            .push(" and (d.created_at, d.id) < (")
            .push_bind(at)
            .push(", ")
            .push_bind(Uuid::from(id))
            .push(")");
    }
    query
        .push(" order by d.created_at desc, d.id desc limit ")
        .push_bind(wanted.limit + 1);
    let rows: Vec<Row> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Row::view).collect())
}

pub(super) async fn list_of_asset(db: &PgPool, asset: AssetId) -> Result<Vec<DeliveryRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    query
        .push("d.asset_id = ")
        .push_bind(Uuid::from(asset))
        .push(" order by d.number");
    let rows: Vec<Row> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Row::view).collect())
}

pub(super) async fn find_row(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
) -> Result<Option<DeliveryRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    query.push("d.id = ").push_bind(Uuid::from(delivery));
    let row: Option<Row> = query.build_query_as().fetch_optional(db).await?;
    Ok(row.map(Row::view))
}

/// Its files, in the order of their paths. The upload's address is filled in by the view.
pub(super) async fn list_files(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
) -> Result<Vec<DeliveryFileView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select f.id, f.path, f.size_bytes, f.sha1, f.sha256, f.blob_key, u.id as "upload_id?", u.offset_bytes as "offset_bytes?"
         from delivery_file f left join upload u on u.delivery_file_id = f.id
         where f.delivery_id = $1 order by f.path"#,
        Uuid::from(delivery),
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| {
        let is_whole = row.blob_key.is_some();
        let received = if is_whole {
            row.size_bytes
        } else {
            row.offset_bytes.unwrap_or(0)
        };
        DeliveryFileView {
            id: DeliveryFileId::from(row.id),
            path: row.path,
            size_bytes: row.size_bytes.unsigned_abs(),
            received_bytes: received.unsigned_abs(),
            sha1: row.sha1,
            sha256: row.sha256,
            upload_url: row
                .upload_id
                .filter(|_| !is_whole)
                .map(|upload| format!("/api/v1/uploads/{upload}")),
        }
    });
    Ok(view.collect())
}

pub(super) async fn list_findings(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
) -> Result<Vec<FindingView>, sqlx::Error> {
    let rows = sqlx::query!(
        "select rule, severity, file, place, standard, message, remedy from finding where delivery_id = $1 order by ordinal",
        Uuid::from(delivery),
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| FindingView {
        rule: row.rule,
        severity: match row.severity.as_str() {
            "reject" => FindingSeverity::Reject,
            "warn" => FindingSeverity::Warn,
            _ => FindingSeverity::Note,
        },
        file: row.file,
        place: row.place,
        standard: row.standard,
        message: row.message,
        remedy: row.remedy,
    });
    Ok(view.collect())
}

pub(super) async fn list_request_ids(
    db: impl PgExecutor<'_>,
    delivery: DeliveryId,
) -> Result<Vec<RequestId>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        "select request_id from request_delivery where delivery_id = $1 order by request_id",
        Uuid::from(delivery)
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(RequestId::from).collect())
}

/// The show of a title, if there is such a title.
pub(super) async fn find_show(db: &PgPool, title: TitleId) -> Result<Option<ShowId>, sqlx::Error> {
    let show = sqlx::query_scalar!("select show_id from title where id = $1", Uuid::from(title))
        .fetch_optional(db)
        .await?;
    Ok(show.map(ShowId::from))
}

/// An asset that a redelivery may be of.
pub(super) struct Answered {
    pub kind: AssetKind,
    pub language: Option<String>,
}

/// The assets of the request that a redelivery answers, when it waits for one and is of this title.
pub(super) async fn list_answered(
    tx: &mut Tx,
    request: RequestId,
    title: TitleId,
) -> Result<Vec<Answered>, sqlx::Error> {
    sqlx::query_as!(
        Answered,
        r#"select a.kind as "kind: AssetKind", a.language
         from qc_request r join request_delivery rd on rd.request_id = r.id join delivery d on d.id = rd.delivery_id
         join asset a on a.id = d.asset_id
         where r.id = $1 and r.title_id = $2 and r.state = 'awaiting_redelivery'"#,
        Uuid::from(request),
        Uuid::from(title),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) struct NewRow<'a> {
    pub asset: AssetId,
    pub package_kind: PackageKind,
    pub created_by: PersonId,
    pub form: &'a NewDelivery,
}

/// The delivery with its files, each with an upload that waits for its first byte.
pub(super) async fn insert(tx: &mut Tx, new: &NewRow<'_>) -> Result<DeliveryId, sqlx::Error> {
    // Numbers within the asset are given one at a time.
    sqlx::query!(
        "select id from asset where id = $1 for update",
        Uuid::from(new.asset)
    )
    .fetch_one(&mut **tx)
    .await?;
    let id = DeliveryId::new();
    let rate = new.form.edit_rate;
    sqlx::query!(
        "insert into delivery (id, asset_id, number, package_kind, answers_request_id, created_by, edit_rate_num, edit_rate_den, drop_frame)
         values ($1, $2, (select coalesce(max(number), 0) + 1 from delivery where asset_id = $2), $3, $4, $5, $6, $7, $8)",
        Uuid::from(id),
        Uuid::from(new.asset),
        new.package_kind.as_str(),
        new.form.answers_request_id.map(Uuid::from),
        Uuid::from(new.created_by),
        rate.and_then(|rate| i32::try_from(rate.num()).ok()),
        rate.and_then(|rate| i32::try_from(rate.den()).ok()),
        new.form.drop_frame,
    )
    .execute(&mut **tx)
    .await?;
    let count = new.form.files.len();
    let files: Vec<Uuid> = (0..count).map(|_| Uuid::now_v7()).collect();
    let uploads: Vec<Uuid> = (0..count).map(|_| Uuid::now_v7()).collect();
    let paths: Vec<String> = new.form.files.iter().map(|file| file.path.clone()).collect();
    let sizes: Vec<i64> = new
        .form
        .files
        .iter()
        .map(|file| i64::try_from(file.size_bytes).unwrap_or(i64::MAX))
        .collect();
    sqlx::query!(
        "insert into delivery_file (id, delivery_id, path, size_bytes)
         select * from unnest($1::uuid[], array_fill($2::uuid, array[$5::int]), $3::text[], $4::bigint[])",
        &files,
        Uuid::from(id),
        &paths,
        &sizes,
        i32::try_from(count).unwrap_or(i32::MAX),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into upload (id, delivery_file_id, person_id, length_bytes)
         select u.id, u.file, $3, u.size from unnest($1::uuid[], $2::uuid[], $4::bigint[]) as u(id, file, size)",
        &uploads,
        &files,
        Uuid::from(new.created_by),
        &sizes,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Compare-and-set on the revision; false when someone was quicker.
pub(super) async fn advance(
    tx: &mut Tx,
    delivery: &Delivery,
    to: DeliveryState,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update delivery set state = $3, revision = revision + 1,
            upload_completed_at = case when $3 = 'inspecting' then now() else upload_completed_at end,
            accepted_at = case when $3 = 'accepted' then now() else accepted_at end
         where id = $1 and revision = $2",
        Uuid::from(delivery.id),
        delivery.revision,
        to.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// As `find`, held until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, delivery: DeliveryId) -> Result<Option<Delivery>, sqlx::Error> {
    sqlx::query!(
        "select id from delivery where id = $1 for update",
        Uuid::from(delivery)
    )
    .fetch_optional(&mut **tx)
    .await?;
    find(&mut **tx, delivery).await
}

/// What arrived of a file, in order.
pub(super) struct Parts {
    pub delivery: DeliveryId,
    pub upload: UploadId,
    pub length_bytes: i64,
    pub parts: Vec<Part>,
}

pub(super) struct Part {
    pub offset_bytes: i64,
    pub size_bytes: i64,
    pub blob_key: String,
}

/// The parts of a file that is uploaded and not put together yet.
pub(super) async fn find_parts(db: &PgPool, file: DeliveryFileId) -> Result<Option<Parts>, sqlx::Error> {
    let found = sqlx::query!(
        "select f.delivery_id, u.id, u.length_bytes from delivery_file f join upload u on u.delivery_file_id = f.id
         where f.id = $1 and f.blob_key is null and u.completed_at is not null",
        Uuid::from(file),
    )
    .fetch_optional(db)
    .await?;
    let Some(found) = found else { return Ok(None) };
    let parts = sqlx::query_as!(
        Part,
        "select offset_bytes, size_bytes, blob_key from upload_part where upload_id = $1 order by offset_bytes",
        found.id,
    )
    .fetch_all(db)
    .await?;
    Ok(Some(Parts {
        delivery: found.delivery_id.into(),
        upload: found.id.into(),
        length_bytes: found.length_bytes,
        parts,
    }))
}

pub(super) async fn delete_parts(tx: &mut Tx, upload: UploadId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from upload_part where upload_id = $1", Uuid::from(upload))
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub(super) async fn keep_file(
    tx: &mut Tx,
    file: DeliveryFileId,
    sha1: &str,
    sha256: &str,
    blob_key: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update delivery_file set sha1 = $2, sha256 = $3, blob_key = $4 where id = $1",
        Uuid::from(file),
        sha1,
        sha256,
        blob_key,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn has_all_files(tx: &mut Tx, delivery: DeliveryId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select not exists (select from delivery_file where delivery_id = $1 and blob_key is null) as "has_all!""#,
        Uuid::from(delivery)
    )
    .fetch_one(&mut **tx)
    .await
}

/// The files of a canceled delivery are deleted.
pub(super) async fn forget_blobs(tx: &mut Tx, delivery: DeliveryId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update delivery_file set blob_key = null where delivery_id = $1",
        Uuid::from(delivery)
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A file that lies in the object store.
pub(super) struct Stored {
    pub path: String,
    pub size_bytes: i64,
    pub blob_key: String,
}

pub(super) async fn list_stored(db: &PgPool, delivery: DeliveryId) -> Result<Vec<Stored>, sqlx::Error> {
    sqlx::query_as!(
        Stored,
        r#"select path, size_bytes, blob_key as "blob_key!" from delivery_file
         where delivery_id = $1 and blob_key is not null order by path"#,
        Uuid::from(delivery),
    )
    .fetch_all(db)
    .await
}

/// Accepted packages of the asset before this one, the oldest first.
pub(super) async fn list_earlier(
    db: &PgPool,
    asset: AssetId,
    number: i32,
) -> Result<Vec<DeliveryId>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        "select id from delivery where asset_id = $1 and number < $2 and state = 'accepted' order by number",
        Uuid::from(asset),
        number,
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(DeliveryId::from).collect())
}

/// One line of an inspection's report, to be written.
pub(super) struct NewFinding {
    pub rule: String,
    pub severity: &'static str,
    pub file: Option<String>,
    pub place: Option<String>,
    pub standard: Option<String>,
    pub message: String,
    pub remedy: String,
    pub facts: Value,
}

impl NewFinding {
    pub fn rejects(&self) -> bool {
        self.severity == "reject"
    }
}

/// Replaces what an earlier inspection may have left.
pub(super) async fn insert_findings(
    tx: &mut Tx,
    delivery: DeliveryId,
    findings: &[NewFinding],
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from finding where delivery_id = $1", Uuid::from(delivery))
        .execute(&mut **tx)
        .await?;
    for (ordinal, found) in findings.iter().enumerate() {
        sqlx::query!(
            "insert into finding (delivery_id, ordinal, rule, severity, file, place, standard, message, remedy, facts)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            Uuid::from(delivery),
            i32::try_from(ordinal).unwrap_or(i32::MAX),
            found.rule,
            found.severity,
            found.file,
            found.place,
            found.standard,
            found.message,
            found.remedy,
            found.facts,
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// What an inspection learned of an accepted delivery.
pub(super) struct Learned {
    pub composition: Value,
    pub package_kind: PackageKind,
    pub edit_rate: timecode::EditRate,
    pub drop_frame: bool,
    pub start_frame: i64,
    pub ffom_frame: Option<i64>,
    pub duration_frames: i64,
}

pub(super) async fn learn(tx: &mut Tx, delivery: DeliveryId, learned: &Learned) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update delivery set composition = $2, package_kind = $3, edit_rate_num = $4, edit_rate_den = $5, drop_frame = $6,
                duration_frames = $7, start_frame = $8, ffom_frame = $9, failure = null
         where id = $1",
        Uuid::from(delivery),
        learned.composition,
        learned.package_kind.as_str(),
        i32::try_from(learned.edit_rate.num()).unwrap_or(i32::MAX),
        i32::try_from(learned.edit_rate.den()).unwrap_or(i32::MAX),
        learned.drop_frame,
        learned.duration_frames,
        learned.start_frame,
        learned.ffom_frame,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn set_failure(tx: &mut Tx, delivery: DeliveryId, reason: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update delivery set failure = $2, revision = revision + 1 where id = $1",
        Uuid::from(delivery),
        reason
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Nothing is said to have failed while it is tried again.
pub(super) async fn clear_failure(tx: &mut Tx, delivery: DeliveryId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update delivery set failure = null, revision = revision + 1 where id = $1",
        Uuid::from(delivery),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Files whose bytes are all there, and that are not put together yet.
pub(super) async fn list_unassembled(
    tx: &mut Tx,
    delivery: DeliveryId,
) -> Result<Vec<DeliveryFileId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: DeliveryFileId" from delivery_file where delivery_id = $1 and blob_key is null order by path"#,
        Uuid::from(delivery),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn insert_renditions(
    tx: &mut Tx,
    delivery: DeliveryId,
    kinds: &[&str],
) -> Result<(), sqlx::Error> {
    for kind in kinds {
        sqlx::query!(
            "insert into rendition (id, delivery_id, kind) values ($1, $2, $3)",
            Uuid::now_v7(),
            Uuid::from(delivery),
            *kind,
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// The language in which the title is spoken.
pub(super) async fn find_language(db: &PgPool, title: TitleId) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!("select language from title where id = $1", Uuid::from(title))
        .fetch_one(db)
        .await
}
