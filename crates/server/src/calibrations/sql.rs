//! The queries of calibrations, of the copies that operators were given, and of the issues that are scored.

use api::page::PersonRef;
use api::titles::TitleRef;
use chrono::{DateTime, Utc};
use qc::access::Scope;
use qc::asset::AssetKind;
use qc::calibration::{AnswerKey, CalibrationState};
use qc::id::{CalibrationId, DeliveryId, IssueId, PersonId, RequestId};
use qc::request::{RequestState, Service};
use qc::severity::Severity;
use qc::task::TaskKind;
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::Calibration;
use crate::access::{Columns, push_scope};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, violated_constraint};
use crate::requests::rate_of;

/// A delivery that could be a calibration master.
#[derive(FromRow)]
pub(super) struct Master {
    pub delivery_id: DeliveryId,
    pub title: Json<TitleRef>,
    pub asset_kind: AssetKind,
    pub delivery_number: i32,
    pub duration_frames: i64,
}

/// Accepted deliveries that nobody has begun to review, the newest first.
pub(super) async fn list_masters(
    db: impl PgExecutor<'_>,
    only: Option<DeliveryId>,
) -> Result<Vec<Master>, sqlx::Error> {
    sqlx::query_as(
        "select d.id as delivery_id, title_ref(a.title_id) as title, a.kind as asset_kind, d.number as delivery_number,
            coalesce(d.duration_frames, 0) as duration_frames
         from delivery d join asset a on a.id = d.asset_id
         where d.state = 'accepted' and ($1::uuid is null or d.id = $1) and d.answers_request_id is null
           and ($1::uuid is not null or not exists (select from calibration c where c.delivery_id = d.id)
                and not exists (select from request_delivery rd join qc_request r on r.id = rd.request_id
                                where rd.delivery_id = d.id and r.state not in ('preparing', 'available', 'canceled')))
         order by d.accepted_at desc limit 200",
    )
    .bind(only.map(Uuid::from))
    .fetch_all(db)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    (name, delivery): (&str, DeliveryId),
    key: &AnswerKey,
    by: PersonId,
) -> ApiResult<CalibrationId> {
    let id = CalibrationId::new();
    let inserted = sqlx::query!(
        "insert into calibration (id, name, delivery_id, answer_key, created_by) values ($1, $2, $3, $4, $5)",
        id.uuid(),
        name,
        delivery.uuid(),
        Json(key) as _,
        by.uuid(),
    )
    .execute(&mut **tx)
    .await;
    match inserted {
        Ok(_) => Ok(id),
        Err(error) if violated_constraint(&error) == Some("calibration_delivery_id_key") => {
            Err(ApiError::invalid(
                "delivery_id",
                "taken",
                "This delivery is a calibration master already.",
            ))
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes name, key and state under the revision that was read.
pub(super) async fn save(tx: &mut Tx, calibration: &Calibration) -> ApiResult<()> {
    let written = sqlx::query_scalar!(
        "update calibration set name = $3, answer_key = $4, state = $5, revision = revision + 1,
            closed_at = case when $5 = 'closed' then coalesce(closed_at, now()) end
         where id = $1 and revision = $2 returning revision",
        calibration.id.uuid(),
        calibration.revision,
        calibration.name,
        Json(&calibration.answer_key) as _,
        calibration.state.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    written.map(drop).ok_or_else(ApiError::lost_race)
}

#[derive(FromRow)]
struct Row {
    id: CalibrationId,
    name: String,
    title: Json<TitleRef>,
    delivery_id: DeliveryId,
    delivery_number: i32,
    asset_kind: AssetKind,
    edit_rate_num: Option<i32>,
    edit_rate_den: Option<i32>,
    drop_frame: bool,
    start_frame: i64,
    duration_frames: i64,
    answer_key: Json<AnswerKey>,
    state: CalibrationState,
    created_by: PersonId,
    created_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    revision: i64,
}

const ROWS: &str = "
    select c.id, c.name, title_ref(a.title_id) as title, c.delivery_id, d.number as delivery_number, a.kind as asset_kind,
        d.edit_rate_num, d.edit_rate_den, d.drop_frame, d.start_frame, coalesce(d.duration_frames, 0) as duration_frames, c.answer_key,
        c.state, c.created_by, c.created_at, c.closed_at, c.revision
    from calibration c join delivery d on d.id = c.delivery_id join asset a on a.id = d.asset_id where ";

const COLUMNS: Columns = Columns {
    show: "t.show_id",
    people: &["r.reserved_for_id"],
    facilities: &["p.facility_id"],
};

/// Copies, with the people and titles that scopes ask for.
const COPIES: &str =
    "qc_request r join person p on p.id = r.reserved_for_id join title t on t.id = r.title_id";

pub(super) async fn find(
    db: impl PgExecutor<'_>,
    id: CalibrationId,
) -> Result<Option<Calibration>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROWS);
    query.push("c.id = ").push_bind(id.uuid());
    let row: Option<Row> = query.build_query_as().fetch_optional(db).await?;
    Ok(row.map(Row::calibration))
}

/// Those that the scope has copies of, and all for the studio; the newest first.
pub(super) async fn list(
    db: &PgPool,
    scope: &Scope,
    only_closed: bool,
) -> Result<Vec<Calibration>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROWS);
    query
        .push("(not ")
        .push_bind(only_closed)
        .push(" or c.state = 'closed')");
    if *scope != Scope::All {
        query
            .push(" and exists (select from ")
            .push(COPIES)
            .push(" where r.calibration_id = c.id and ");
        push_scope(&mut query, scope, &COLUMNS);
        query.push(")");
    }
    query.push(" order by c.created_at desc, c.id limit 500");
    let rows: Vec<Row> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Row::calibration).collect())
}

impl Row {
    fn calibration(self) -> Calibration {
        let rate = rate_of(self.edit_rate_num, self.edit_rate_den);
        Calibration {
            edit_rate: rate,
            drop_frame: self.drop_frame,
            start_frame: self.start_frame,
            id: self.id,
            name: self.name,
            title: self.title.0,
            delivery_id: self.delivery_id,
            delivery_number: self.delivery_number,
            asset_kind: self.asset_kind,
            duration_frames: u64::try_from(self.duration_frames).unwrap_or(0),
            answer_key: self.answer_key.0,
            state: self.state,
            created_by: self.created_by,
            created_at: self.created_at,
            closed_at: self.closed_at,
            revision: self.revision,
        }
    }
}

/// One operator's copy.
#[derive(Clone, FromRow)]
pub(super) struct Copy {
    pub calibration_id: CalibrationId,
    pub request_id: RequestId,
    pub request_number: i64,
    pub operator: Json<PersonRef>,
    pub service: Service,
    pub state: RequestState,
    pub submitted_at: Option<DateTime<Utc>>,
}

/// The copies of these calibrations that the scope sees, by the names of their operators.
pub(super) async fn list_copies(
    db: impl PgExecutor<'_>,
    calibrations: &[Uuid],
    scope: &Scope,
) -> Result<Vec<Copy>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select r.calibration_id, r.id as request_id, r.number as request_number, person_ref(r.reserved_for_id) as operator,
            r.service, r.state, r.submitted_at from ",
    );
    query
        .push(COPIES)
        .push(" where r.calibration_id = any(")
        .push_bind(calibrations)
        .push(") and ");
    push_scope(&mut query, scope, &COLUMNS);
    query.push(" order by p.first_name, p.last_name, r.number");
    query.build_query_as().fetch_all(db).await
}

pub(super) async fn has_copies(db: &PgPool, id: CalibrationId, scope: &Scope) -> Result<bool, sqlx::Error> {
    Ok(!list_copies(db, &[id.uuid()], scope).await?.is_empty())
}

/// An issue as it is scored and shown.
#[derive(Clone, FromRow)]
pub(super) struct Flagged {
    pub request_id: RequestId,
    pub id: IssueId,
    pub number: i32,
    pub code: String,
    pub severity: Severity,
    pub tasks: Vec<TaskKind>,
    pub first_frame: i64,
    pub last_frame: i64,
    pub description: String,
}

/// What stands in the reports of these copies.
pub(super) async fn list_flagged(
    db: impl PgExecutor<'_>,
    requests: &[Uuid],
) -> Result<Vec<Flagged>, sqlx::Error> {
    sqlx::query_as(
        "select request_id, id, number, code, severity, tasks, first_frame, last_frame, description from issue
         where request_id = any($1) and state <> 'deleted' order by first_frame, number",
    )
    .bind(requests)
    .fetch_all(db)
    .await
}

/// The streams that Cast and Browser need are there.
pub(super) async fn has_streams(tx: &mut Tx, delivery: DeliveryId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from rendition n where n.delivery_id = $1)
            and not exists (select from rendition n where n.delivery_id = $1 and n.state not in ('ready', 'not_possible')) as "has!""#,
        delivery.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// Whether the person was given this calibration before.
pub(super) async fn is_given(tx: &mut Tx, id: CalibrationId, person: PersonId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from qc_request where calibration_id = $1 and reserved_for_id = $2) as "is!""#,
        id.uuid(),
        person.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}
