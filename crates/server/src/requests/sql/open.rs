//! What opening a request reads and writes: the accepted delivery, the policy, the other half, the chain of rounds.

use chrono::{DateTime, Utc};
use qc::asset::AssetKind;
use qc::id::{AssetId, CalibrationId, DeliveryId, PersonId, RequestId, ShowId, TitleId};
use qc::request::{Priority, RequestState, Service};
use sqlx::types::Json;
use uuid::Uuid;

use crate::db::Tx;

/// A new request, before it has deliveries and tasks.
pub(in crate::requests) struct NewRequest {
    pub id: RequestId,
    pub title_id: TitleId,
    pub service: Service,
    pub priority: Priority,
    pub state: RequestState,
    pub round: i32,
    pub predecessor_id: Option<RequestId>,
    pub reserved_for: Option<PersonId>,
    pub reserved_until: Option<DateTime<Utc>>,
}

pub(in crate::requests) async fn insert(tx: &mut Tx, new: &NewRequest) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        "insert into qc_request (id, title_id, service, priority, state, round, predecessor_id, reserved_for_id,
            reserved_until, delivered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
         returning number",
        new.id.uuid(),
        new.title_id.uuid(),
        new.service.as_str(),
        new.priority.as_str(),
        new.state.as_str(),
        new.round,
        new.predecessor_id.map(RequestId::uuid),
        new.reserved_for.map(PersonId::uuid),
        new.reserved_until,
    )
    .fetch_one(&mut **tx)
    .await
}

/// The request is one operator's copy of a calibration. Said before anything else is written of it.
pub(in crate::requests) async fn mark_calibration(
    tx: &mut Tx,
    request: RequestId,
    calibration: CalibrationId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update qc_request set calibration_id = $2 where id = $1",
        request.uuid(),
        calibration.uuid()
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Requests about a delivery, but for those that were canceled.
pub(in crate::requests) async fn list_of_delivery(
    tx: &mut Tx,
    delivery: DeliveryId,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select r.id from qc_request r join request_delivery rd on rd.request_id = r.id
         where rd.delivery_id = $1 and r.state <> 'canceled' order by r.id",
        delivery.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(in crate::requests) async fn insert_delivery(
    tx: &mut Tx,
    request: RequestId,
    delivery: DeliveryId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into request_delivery (request_id, delivery_id) values ($1, $2)",
        request.uuid(),
        delivery.uuid()
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The delivery that asks to be reviewed, as far as opening a request needs it.
pub(in crate::requests) struct Accepted {
    pub title_id: TitleId,
    pub show_id: ShowId,
    pub asset_id: AssetId,
    pub asset_kind: AssetKind,
    pub language: Option<String>,
    pub number: i32,
    pub answers_request_id: Option<RequestId>,
    pub composition: Option<serde_json::Value>,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
}

pub(in crate::requests) async fn get_accepted(
    tx: &mut Tx,
    delivery: DeliveryId,
) -> Result<Accepted, sqlx::Error> {
    sqlx::query_as!(
        Accepted,
        r#"select a.title_id as "title_id: TitleId", t.show_id as "show_id: ShowId", a.id as "asset_id: AssetId",
            a.kind as "asset_kind: AssetKind", a.language, d.number,
            d.answers_request_id as "answers_request_id: RequestId", d.composition, d.edit_rate_num, d.edit_rate_den
         from delivery d join asset a on a.id = d.asset_id join title t on t.id = a.title_id
         where d.id = $1"#,
        delivery.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// The request of the other half (Printmaster or M&E) that nobody has begun and that this delivery may join.
pub(in crate::requests) async fn find_joinable(
    tx: &mut Tx,
    title: TitleId,
    service: Service,
    other: AssetKind,
    rate: (Option<i32>, Option<i32>),
) -> Result<Option<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.id as "id: RequestId" from qc_request r
         join request_delivery rd on rd.request_id = r.id
         join delivery d on d.id = rd.delivery_id join asset a on a.id = d.asset_id
         where r.title_id = $1 and r.service = $2 and r.round = 1 and a.kind = $3 and r.calibration_id is null
           and d.edit_rate_num is not distinct from $4 and d.edit_rate_den is not distinct from $5
           and a.language is null
           and (r.state = 'preparing' or (r.state = 'available' and r.service = 'download'))
           and not exists (select from request_delivery o where o.request_id = r.id and o.delivery_id <> d.id)
         order by r.number desc limit 1 for update of r"#,
        title.uuid(),
        service.as_str(),
        other.as_str(),
        rate.0,
        rate.1,
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The requests of a delivery, one publisher after the other: when two halves get ready at once, the second one sees the
/// first.
pub(in crate::requests) async fn lock_preparing(
    tx: &mut Tx,
    delivery: DeliveryId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select r.id from qc_request r join request_delivery rd on rd.request_id = r.id where rd.delivery_id = $1
         order by r.id for update of r",
        delivery.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
    .map(drop)
}

/// Requests that wait for streams of this delivery and have all of them now.
pub(in crate::requests) async fn list_prepared(
    tx: &mut Tx,
    delivery: DeliveryId,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select r.id from qc_request r join request_delivery rd on rd.request_id = r.id
         where rd.delivery_id = $1 and (r.state = 'preparing' or r.held_from = 'preparing')
           and not exists (
             select from request_delivery o where o.request_id = r.id
               and (exists (select from rendition n where n.delivery_id = o.delivery_id and n.state not in ('ready', 'not_possible'))
                    or not exists (select from rendition n where n.delivery_id = o.delivery_id)))
         order by r.id",
        delivery.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// The operator of the first QC of a chain of rounds.
pub(in crate::requests) async fn find_first_operator(
    tx: &mut Tx,
    request: RequestId,
) -> Result<Option<PersonId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with recursive back as (
             select id, predecessor_id, operator_id, round from qc_request where id = $1
             union all select r.id, r.predecessor_id, r.operator_id, r.round from qc_request r join back b on r.id = b.predecessor_id)
         select b.operator_id as "operator_id!: PersonId" from back b join person p on p.id = b.operator_id
         where p.state = 'active' order by b.round limit 1"#,
        request.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

/// What the studio set for deliveries of this kind, the show's own before that for all.
pub(in crate::requests) struct RequestPolicyRow {
    pub service: Service,
    pub tasks: Json<Vec<qc::task::TaskPlan>>,
    pub priority: Priority,
}

pub(in crate::requests) async fn find_request_policy(
    tx: &mut Tx,
    show: ShowId,
    kind: AssetKind,
    phase: qc::request::DeliveryPhase,
) -> Result<Option<RequestPolicyRow>, sqlx::Error> {
    sqlx::query_as!(
        RequestPolicyRow,
        r#"select service as "service: Service", tasks as "tasks: Json<Vec<qc::task::TaskPlan>>", priority as "priority: Priority"
         from request_policy where asset_kind = $2 and delivery_phase = $3 and (show_id = $1 or show_id is null)
         order by show_id nulls last limit 1"#,
        show.uuid(),
        kind.as_str(),
        phase.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Requests of one title are opened one after the other.
pub(in crate::requests) async fn lock_title(tx: &mut Tx, title: TitleId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select id from title where id = $1 for no key update",
        title.uuid()
    )
    .fetch_one(&mut **tx)
    .await
    .map(drop)
}

/// How long the policy keeps fix checks, and the time now.
pub(in crate::requests) struct ReservationPolicy {
    pub reservation_s: Option<i64>,
    pub now: DateTime<Utc>,
}

pub(in crate::requests) async fn find_reservation(
    tx: &mut Tx,
    show: ShowId,
    service: Service,
) -> Result<ReservationPolicy, sqlx::Error> {
    sqlx::query_as!(
        ReservationPolicy,
        r#"select now() as "now!", (select p.reservation_s from assignment_policy p where p.service = $2 and p.phase = 'qc'
            and (p.show_id = $1 or p.show_id is null) order by p.show_id nulls last limit 1) as reservation_s"#,
        show.uuid(),
        service.as_str(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// First requests of this asset whose reports are not handed in, the oldest first, locked.
pub(in crate::requests) async fn lock_unsubmitted(
    tx: &mut Tx,
    asset: AssetId,
) -> Result<Vec<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.id as "id: RequestId" from qc_request r
         where r.round = 1 and r.calibration_id is null
           and coalesce(r.held_from, r.state) in ('preparing', 'available', 'assigned', 'downloading', 'in_qc')
           and exists (select from request_delivery rd join delivery d on d.id = rd.delivery_id
                       where rd.request_id = r.id and d.asset_id = $1)
         order by r.number for update of r"#,
        asset.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// The deliveries of a request that are of other assets.
pub(in crate::requests) async fn list_other_deliveries(
    tx: &mut Tx,
    request: RequestId,
    asset: AssetId,
) -> Result<Vec<(DeliveryId, AssetKind)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select d.id as "id: DeliveryId", a.kind as "kind: AssetKind"
         from request_delivery rd join delivery d on d.id = rd.delivery_id join asset a on a.id = d.asset_id
         where rd.request_id = $1 and a.id <> $2 order by d.created_at, d.id"#,
        request.uuid(),
        asset.uuid(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.kind)).collect())
}

pub(in crate::requests) async fn list_plans(
    tx: &mut Tx,
    request: RequestId,
) -> Result<Vec<qc::task::TaskPlan>, sqlx::Error> {
    sqlx::query_as!(
        qc::task::TaskPlan,
        r#"select kind as "kind: qc::task::TaskKind", depth as "depth: qc::task::TaskDepth" from task
         where request_id = $1 order by ordinal"#,
        request.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// The first QC of a title's original picture.
pub(in crate::requests) struct Baseline {
    pub request: RequestId,
    pub service: Service,
}

pub(in crate::requests) async fn find_baseline(
    tx: &mut Tx,
    title: TitleId,
) -> Result<Option<Baseline>, sqlx::Error> {
    sqlx::query_as!(
        Baseline,
        r#"select r.id as "request: RequestId", r.service as "service: Service" from qc_request r
         where r.title_id = $1 and r.round = 1 and r.calibration_id is null and coalesce(r.held_from, r.state) <> 'canceled'
           and exists (select from request_delivery rd join delivery d on d.id = rd.delivery_id join asset a on a.id = d.asset_id
                       where rd.request_id = r.id and a.kind = 'primary_av' and a.language is null)
         order by r.operator_id is null, r.number limit 1"#,
        title.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(in crate::requests) async fn list_services(
    tx: &mut Tx,
    requests: &[Uuid],
) -> Result<Vec<Service>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select distinct service as "service: Service" from qc_request where id = any($1)"#,
        requests
    )
    .fetch_all(&mut **tx)
    .await
}

/// The deliveries that a request is about.
pub(in crate::requests) async fn list_delivery_ids(
    tx: &mut Tx,
    request: RequestId,
) -> Result<Vec<DeliveryId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select delivery_id as "delivery_id: DeliveryId" from request_delivery where request_id = $1 order by delivery_id"#,
        request.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}
