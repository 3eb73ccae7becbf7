//! The queries of requests. A request is read together with what the rules ask about it (its verification, its clock,
//! how the caller stands to it) and written whole, under its revision: a row that moved on is not written. What pages show
//! beside requests is in `page`, what opens them in `open`.

mod aside;
mod candidates;
mod leases;
mod open;
mod page;
mod reserve;
mod retier;

use api::page::PersonRef;
use api::titles::TitleRef;
use qc::asset::AssetKind;
use qc::id::{CalibrationId, FacilityId, PersonId, RequestId, ShowId, TitleId, VerificationId};
use qc::request::{AssignedHow, AssignmentModel, Priority, RequestState, Service};
use qc::task::{TaskDepth, TaskKind};
use qc::verification::VerificationState;
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

use super::Request;
use crate::access::Actor;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
pub(super) use aside::*;
pub(super) use candidates::*;
pub(crate) use leases::decline;
pub(super) use leases::{list_lapsed, lock_served_unbegun, take_ending};
pub(super) use open::*;
pub(super) use page::*;
pub(super) use reserve::*;
pub(super) use retier::*;

/// Who looks: the last columns of a request say how it stands to them. Nobody is the system.
#[derive(Clone, Copy, Default)]
pub(crate) struct Viewer {
    pub person: Option<PersonId>,
    pub facility: Option<FacilityId>,
}

impl From<&Actor> for Viewer {
    fn from(actor: &Actor) -> Viewer {
        Viewer {
            person: Some(actor.person),
            facility: actor.facility,
        }
    }
}

/// The requests of these ids as the viewer finds them, in no order.
pub(super) async fn list(
    db: impl PgExecutor<'_>,
    viewer: Viewer,
    ids: &[Uuid],
) -> Result<Vec<Request>, sqlx::Error> {
    sqlx::query_as!(
        Request,
        r#"select r.id as "id: RequestId", r.number, r.title_id as "title_id: TitleId", r.service as "service: Service",
            r.priority as "priority: Priority", r.state as "state: RequestState", r.held_from as "held_from: RequestState",
            r.round, r.predecessor_id as "predecessor_id: RequestId", r.reserved_for_id as "reserved_for_id: PersonId",
            r.reserved_until, r.operator_id as "operator_id: PersonId",
            r.operator_facility_id as "operator_facility_id: FacilityId", r.assigned_how as "assigned_how: AssignedHow",
            r.assigned_at, r.lease_until, r.lease_warn_at, r.downloaded_at, r.begun_at, r.submitted_at, r.verified_at, r.concluded_at,
            r.gap_reason, r.stopped_note, r.redelivery_due_at, r.redelivery_note, r.delivered_at, r.longest_new_clip_s, r.created_at, r.revision,
            now() as "now!",
            t.show_id as "show_id: ShowId", t.language,
            title_ref(t.id) as "title!: Json<TitleRef>",
            person_ref(r.operator_id) as "operator: Json<PersonRef>",
            person_ref(r.reserved_for_id) as "reserved_for: Json<PersonRef>",
            (select identity from person p where p.id = r.operator_id) as operator_identity,
            array(select p.identity from request_holder h join person p on p.id = h.person_id
                  where h.request_id = r.id) as "holder_identities!",
            r.calibration_id as "calibration_id: CalibrationId",
            (select s.id from qc_request s where s.predecessor_id = r.id) as "successor_id: RequestId",
            coalesce((select sum(e.extra_s)::bigint from sla_extension e where e.request_id = r.id), 0) as "extra_s!",
            exists(select from ticket k where k.request_id = r.id and k.kind <> 'sla_extension'
                   and k.state in ('new', 'open', 'pending')) as "has_open_ticket!",
            exists(select from asked_extension x join ticket k on k.id = x.ticket_id where x.request_id = r.id
                   and x.state = 'waiting' and k.state in ('new', 'open', 'pending')) as "waits_for_extension!",
            array(select k.kind from task k where k.request_id = r.id order by k.ordinal) as "task_kinds!: Vec<TaskKind>",
            array(select k.depth from task k where k.request_id = r.id order by k.ordinal) as "task_depths!: Vec<TaskDepth>",
            (select min(a.language) from request_delivery d join delivery v on v.id = d.delivery_id join asset a on a.id = v.asset_id
             where d.request_id = r.id) as version_language,
            array(select a.kind from request_delivery d join delivery v on v.id = d.delivery_id join asset a on a.id = v.asset_id
                  where d.request_id = r.id order by v.created_at, v.id) as "asset_kinds!: Vec<AssetKind>",
            v.id as "verification_id?: VerificationId", v.state as "verification_state?: VerificationState",
            v.verifier_id as "verifier_id?: PersonId",
            v.facility_id as "verifier_facility_id?: FacilityId", v.assigned_how as "verification_how?: AssignedHow",
            v.assigned_at as "verification_assigned_at?", v.lease_until as "verification_lease_until?",
            v.lease_warn_at as "verification_lease_warn_at?",
            v.begun_at as "verification_begun_at?", v.submitted_at as "verification_submitted_at?",
            v.revision as "verification_revision?",
            person_ref(v.verifier_id) as "verifier: Json<PersonRef>",
            q.model as "qc_model?: AssignmentModel", q.lease_s as "qc_lease_s?", q.warn_percent as "qc_warn_percent?",
            q.reservation_s as "qc_reservation_s?",
            w.model as "verification_model?: AssignmentModel", w.lease_s as "verification_lease_s?",
            w.warn_percent as "verification_warn_percent?",
            exists(select from show_clearance c where c.show_id = t.show_id and c.facility_id = $3) as "is_cleared!",
            exists(select from legal_bar b where (b.person_id = $2 or b.facility_id = $3)
                   and (b.show_id = t.show_id or b.title_id = t.id)) as "is_barred!",
            exists(select from show_grant g where g.person_id = $2 and g.show_id = t.show_id) as "is_granted!",
            exists(select from history h where h.request_id = r.id and h.actor_id = $2
                   and h.act in ('request.taken', 'request.served', 'request.begun', 'verification.taken',
                                 'verification.served', 'verification.begun')) as "was_held!"
        from qc_request r join title t on t.id = r.title_id left join verification v on v.request_id = r.id
        left join lateral (select p.* from assignment_policy p where p.service = r.service and p.phase = 'qc'
            and (p.show_id = t.show_id or p.show_id is null) order by p.show_id nulls last limit 1) q on true
        left join lateral (select p.* from assignment_policy p where p.service = r.service and p.phase = 'verification'
            and (p.show_id = t.show_id or p.show_id is null) order by p.show_id nulls last limit 1) w on true
        where r.id = any($1)"#,
        ids,
        viewer.person.map(PersonId::uuid),
        viewer.facility.map(FacilityId::uuid),
    )
    .fetch_all(db)
    .await
}

/// Writes what changed, if nobody else did since it was read. The caller has taken the request through the rules. The warning of
/// a lease is written with the lease only: whoever warned of it has done so once.
pub(super) async fn save(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    let revision = sqlx::query_scalar!(
        "update qc_request set state = $3, held_from = $4, priority = $5, reserved_for_id = $6, reserved_until = $7,
            operator_id = $8, operator_facility_id = $9, assigned_how = $10, assigned_at = $11, lease_until = $12,
            downloaded_at = $13, begun_at = $14, submitted_at = $15, verified_at = $16, concluded_at = $17,
            gap_reason = $18, stopped_note = $19, redelivery_due_at = $20, redelivery_note = $21,
            lease_warn_at = case when lease_until is distinct from $12 then $22 else lease_warn_at end, revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        request.id.uuid(),
        request.revision,
        request.state.as_str(),
        request.held_from.map(RequestState::as_str),
        request.priority.as_str(),
        request.reserved_for_id.map(PersonId::uuid),
        request.reserved_until,
        request.operator_id.map(PersonId::uuid),
        request.operator_facility_id.map(FacilityId::uuid),
        request.assigned_how.map(AssignedHow::as_str),
        request.assigned_at,
        request.lease_until,
        request.downloaded_at,
        request.begun_at,
        request.submitted_at,
        request.verified_at,
        request.concluded_at,
        request.gap_reason,
        request.stopped_note,
        request.redelivery_due_at,
        request.redelivery_note,
        request.lease_warn_at,
    )
    .fetch_optional(&mut **tx)
    .await?;
    request.revision = revision.ok_or_else(ApiError::lost_race)?;
    Ok(())
}

/// What a person holds as an operator, on hold or not; the rows are held until the transaction ends.
pub(super) async fn lock_held(tx: &mut Tx, person: PersonId) -> Result<Vec<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: RequestId" from qc_request
         where operator_id = $1 and coalesce(held_from, state) in ('assigned', 'downloading', 'in_qc')
         order by id for no key update"#,
        person.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// What is kept for a person; the rows are held until the transaction ends.
pub(super) async fn lock_reserved(tx: &mut Tx, person: PersonId) -> Result<Vec<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: RequestId" from qc_request where reserved_for_id = $1 and calibration_id is null
         order by id for no key update"#,
        person.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// A person as one who may be given work.
pub(super) struct Worker {
    pub id: PersonId,
    pub identity: Uuid,
    pub role: qc::person::Role,
    pub facility_id: Option<FacilityId>,
    pub skills: Vec<String>,
    pub languages: Vec<String>,
    pub is_active: bool,
    pub is_on_break: bool,
    pub holds_served_request: bool,
    pub holds_served_verification: bool,
}

pub(super) async fn find_worker(
    db: impl PgExecutor<'_>,
    person: PersonId,
) -> Result<Option<Worker>, sqlx::Error> {
    sqlx::query_as!(
        Worker,
        r#"select p.id as "id: PersonId", p.identity, p.role as "role: qc::person::Role",
            p.facility_id as "facility_id: FacilityId", p.skills, p.languages, p.state = 'active' as "is_active!",
            exists(select from break_now(p.id)) as "is_on_break!",
            exists(select from qc_request r where r.operator_id = p.id and r.assigned_how = 'served'
                   and r.state in ('assigned', 'downloading', 'in_qc')) as "holds_served_request!",
            exists(select from verification v where v.verifier_id = p.id and v.assigned_how = 'served'
                   and v.state = 'assigned') as "holds_served_verification!"
         from person p where p.id = $1"#,
        person.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// One piece of work at a time is looked for per person: a second look would hold a task back from others only to lose it.
pub(super) async fn lock_person(tx: &mut Tx, person: PersonId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select id from person where id = $1 for no key update",
        person.uuid()
    )
    .fetch_optional(&mut **tx)
    .await
    .map(drop)
}

/// The verification row that a submitted report gets.
pub(super) async fn insert_verification(
    tx: &mut Tx,
    request: RequestId,
) -> Result<VerificationId, sqlx::Error> {
    let id = VerificationId::new();
    sqlx::query!(
        "insert into verification (id, request_id) values ($1, $2)",
        id.uuid(),
        request.uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Severities of what stands open in a report: neither waived nor taken back.
pub(super) async fn list_open_severities(
    tx: &mut Tx,
    request: RequestId,
) -> Result<Vec<qc::severity::Severity>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select i.severity as "severity: qc::severity::Severity" from request_issue q join issue i on i.id = q.issue_id
         where q.request_id = $1 and i.state = 'open'"#,
        request.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// The revision of a request whose row nobody else changes before the transaction ends.
pub(super) async fn lock(tx: &mut Tx, request: RequestId) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "select revision from qc_request where id = $1 for update",
        request.uuid()
    )
    .fetch_optional(&mut **tx)
    .await
}

/// As `lock`, but many may hold it at once: for what is written beside the request while it stays in its state.
pub(super) async fn lock_shared(tx: &mut Tx, request: RequestId) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "select revision from qc_request where id = $1 for share",
        request.uuid()
    )
    .fetch_optional(&mut **tx)
    .await
}

/// How long the programme is: the longest of its deliveries.
pub(super) async fn get_duration(db: impl PgExecutor<'_>, request: RequestId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce(max(d.duration_frames), 0) as "frames!" from request_delivery rd join delivery d on d.id = rd.delivery_id
         where rd.request_id = $1"#,
        request.uuid(),
    )
    .fetch_one(db)
    .await
}
