//! The queries of requests. A request is read together with what the rules ask about it (its verification, its clock,
//! how the caller stands to it) and written whole, under its revision: a row that moved on is not written.

use std::collections::HashMap;

use api::page::PersonRef;
use api::titles::TitleRef;
use qc::asset::AssetKind;
use qc::delivery::PackageKind;
use qc::id::{DeliveryId, ExtensionId, FacilityId, PersonId, RequestId, ShowId, TaskId, TicketId, TitleId, VerificationId};
use qc::request::{AssignedHow, AssignmentModel, Priority, RequestState, Service};
use qc::sla::ExtensionGround;
use qc::task::{TaskDepth, TaskKind, TaskState};
use qc::verification::VerificationState;
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::Request;
use crate::access::Actor;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

/// Who looks: the last columns of a request say how it stands to them. Nobody is the system.
#[derive(Clone, Copy, Default)]
pub(crate) struct Viewer {
    pub person: Option<PersonId>,
    pub facility: Option<FacilityId>,
}

impl From<&Actor> for Viewer {
    fn from(actor: &Actor) -> Viewer {
        Viewer { person: Some(actor.person), facility: actor.facility }
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
            r.assigned_at, r.lease_until, r.downloaded_at, r.begun_at, r.submitted_at, r.verified_at, r.concluded_at,
            r.gap_reason, r.stopped_note, r.redelivery_due_at, r.redelivery_note, r.delivered_at, r.created_at, r.revision,
            now() as "now!",
            t.show_id as "show_id: ShowId", t.language,
            title_ref(t.id) as "title!: Json<TitleRef>",
            person_ref(r.operator_id) as "operator: Json<PersonRef>",
            person_ref(r.reserved_for_id) as "reserved_for: Json<PersonRef>",
            (select identity from person p where p.id = r.operator_id) as operator_identity,
            (select s.id from qc_request s where s.predecessor_id = r.id) as "successor_id: RequestId",
            coalesce((select sum(e.extra_s)::bigint from sla_extension e where e.request_id = r.id), 0) as "extra_s!",
            array(select k.kind from task k where k.request_id = r.id order by k.ordinal) as "task_kinds!: Vec<TaskKind>",
            array(select a.kind from request_delivery d join delivery v on v.id = d.delivery_id join asset a on a.id = v.asset_id
                  where d.request_id = r.id order by v.created_at, v.id) as "asset_kinds!: Vec<AssetKind>",
            v.id as "verification_id?: VerificationId", v.state as "verification_state?: VerificationState",
            v.verifier_id as "verifier_id?: PersonId", v.assigned_how as "verification_how?: AssignedHow",
            v.assigned_at as "verification_assigned_at?", v.lease_until as "verification_lease_until?",
            v.begun_at as "verification_begun_at?", v.submitted_at as "verification_submitted_at?",
            v.revision as "verification_revision?",
            person_ref(v.verifier_id) as "verifier: Json<PersonRef>",
            q.model as "qc_model?: AssignmentModel", q.lease_s as "qc_lease_s?",
            w.model as "verification_model?: AssignmentModel", w.lease_s as "verification_lease_s?",
            exists(select from show_clearance c where c.show_id = t.show_id and c.facility_id = $3) as "is_cleared!",
            exists(select from legal_bar b where (b.person_id = $2 or b.facility_id = $3)
                   and (b.show_id = t.show_id or b.title_id = t.id)) as "is_barred!",
            exists(select from show_grant g where g.person_id = $2 and g.show_id = t.show_id) as "is_granted!",
            exists(select from history h where h.request_id = r.id and h.actor_id = $2
                   and h.act in ('request.taken', 'request.served', 'request.begun', 'verification.taken',
                                 'verification.served', 'verification.begun')) as "was_held!"
        from qc_request r join title t on t.id = r.title_id left join verification v on v.request_id = r.id
        left join lateral (select p.model, p.lease_s from assignment_policy p where p.service = r.service and p.phase = 'qc'
            and (p.show_id = t.show_id or p.show_id is null) order by p.show_id nulls last limit 1) q on true
        left join lateral (select p.model, p.lease_s from assignment_policy p where p.service = r.service and p.phase = 'verification'
            and (p.show_id = t.show_id or p.show_id is null) order by p.show_id nulls last limit 1) w on true
        where r.id = any($1)"#,
        ids,
        viewer.person.map(PersonId::uuid),
        viewer.facility.map(FacilityId::uuid),
    )
    .fetch_all(db)
    .await
}

/// Writes what changed, if nobody else did since it was read. The caller has taken the request through the rules.
pub(super) async fn save(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    let revision = sqlx::query_scalar!(
        "update qc_request set state = $3, held_from = $4, priority = $5, reserved_for_id = $6, reserved_until = $7,
            operator_id = $8, operator_facility_id = $9, assigned_how = $10, assigned_at = $11, lease_until = $12,
            downloaded_at = $13, begun_at = $14, submitted_at = $15, verified_at = $16, concluded_at = $17,
            gap_reason = $18, stopped_note = $19, redelivery_due_at = $20, redelivery_note = $21, revision = revision + 1
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
    )
    .fetch_optional(&mut **tx)
    .await?;
    request.revision = revision.ok_or_else(ApiError::lost_race)?;
    Ok(())
}

/// A new request, before it has deliveries and tasks.
pub(super) struct NewRequest {
    pub id: RequestId,
    pub title_id: TitleId,
    pub service: Service,
    pub priority: Priority,
    pub state: RequestState,
    pub round: i32,
    pub predecessor_id: Option<RequestId>,
    pub reserved_for: Option<PersonId>,
    pub reserved_s: f64,
}

pub(super) async fn insert(tx: &mut Tx, new: &NewRequest) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        "insert into qc_request (id, title_id, service, priority, state, round, predecessor_id, reserved_for_id,
            reserved_until, delivered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, case when $8::uuid is null then null else now() + make_interval(secs => $9) end, now())
         returning number",
        new.id.uuid(),
        new.title_id.uuid(),
        new.service.as_str(),
        new.priority.as_str(),
        new.state.as_str(),
        new.round,
        new.predecessor_id.map(RequestId::uuid),
        new.reserved_for.map(PersonId::uuid),
        new.reserved_s,
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert_delivery(tx: &mut Tx, request: RequestId, delivery: DeliveryId) -> Result<(), sqlx::Error> {
    sqlx::query!("insert into request_delivery (request_id, delivery_id) values ($1, $2)", request.uuid(), delivery.uuid())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// The delivery that asks to be reviewed, as far as opening a request needs it.
pub(super) struct Accepted {
    pub title_id: TitleId,
    pub show_id: ShowId,
    pub asset_kind: AssetKind,
    pub answers_request_id: Option<RequestId>,
    pub composition: Option<serde_json::Value>,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
}

pub(super) async fn get_accepted(tx: &mut Tx, delivery: DeliveryId) -> Result<Accepted, sqlx::Error> {
    sqlx::query_as!(
        Accepted,
        r#"select a.title_id as "title_id: TitleId", t.show_id as "show_id: ShowId", a.kind as "asset_kind: AssetKind",
            d.answers_request_id as "answers_request_id: RequestId", d.composition, d.edit_rate_num, d.edit_rate_den
         from delivery d join asset a on a.id = d.asset_id join title t on t.id = a.title_id
         where d.id = $1"#,
        delivery.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// The request of the other half (Printmaster or M&E) that nobody has begun and that this delivery may join.
pub(super) async fn find_joinable(
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
         where r.title_id = $1 and r.service = $2 and r.round = 1 and a.kind = $3
           and d.edit_rate_num is not distinct from $4 and d.edit_rate_den is not distinct from $5
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

/// Requests that wait for streams of this delivery and have all of them now.
pub(super) async fn list_prepared(tx: &mut Tx, delivery: DeliveryId) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select r.id from qc_request r join request_delivery rd on rd.request_id = r.id
         where rd.delivery_id = $1 and (r.state = 'preparing' or r.held_from = 'preparing')
           and not exists (
             select from request_delivery o join delivery d on d.id = o.delivery_id join asset a on a.id = d.asset_id
             cross join lateral unnest(case when a.kind = 'primary_av' then '{sdr,thumbnails,peaks}'::text[]
                                            else '{audio,peaks}'::text[] end) as needed (kind)
             where o.request_id = r.id and not exists (
               select from rendition n where n.delivery_id = d.id and n.kind = needed.kind and n.state = 'ready'))
         order by r.id",
        delivery.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// Assignments that were not begun within their lease.
pub(super) async fn list_lapsed(db: &PgPool) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id from qc_request where state in ('assigned', 'downloading') and lease_until < now() order by lease_until limit 100"
    )
    .fetch_all(db)
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
    pub holds_served_request: bool,
    pub holds_served_verification: bool,
}

pub(super) async fn find_worker(db: impl PgExecutor<'_>, person: PersonId) -> Result<Option<Worker>, sqlx::Error> {
    sqlx::query_as!(
        Worker,
        r#"select p.id as "id: PersonId", p.identity, p.role as "role: qc::person::Role",
            p.facility_id as "facility_id: FacilityId", p.skills, p.languages, p.state = 'active' as "is_active!",
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

pub(super) struct TaskRow {
    pub id: TaskId,
    pub request_id: RequestId,
    pub kind: TaskKind,
    pub depth: TaskDepth,
    pub state: TaskState,
    pub coverage: Json<Vec<[u64; 2]>>,
    pub duration_frames: i64,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
    /// Ranges of the request's watch list, `[first, last]`.
    pub watch: Json<Vec<[u64; 2]>>,
}

/// The tasks of these requests, with what is needed to say how much of them has been seen.
pub(super) async fn list_tasks(db: impl PgExecutor<'_>, requests: &[Uuid]) -> Result<Vec<TaskRow>, sqlx::Error> {
    sqlx::query_as!(
        TaskRow,
        r#"select k.id as "id: TaskId", k.request_id as "request_id: RequestId", k.kind as "kind: TaskKind",
            k.depth as "depth: TaskDepth", k.state as "state: TaskState", k.coverage as "coverage: Json<Vec<[u64; 2]>>",
            coalesce(d.duration_frames, 0) as "duration_frames!", d.edit_rate_num as "edit_rate_num?",
            d.edit_rate_den as "edit_rate_den?",
            coalesce((select jsonb_agg(jsonb_build_array(w.first_frame, w.last_frame) order by w.ordinal)
                      from watch_item w where w.request_id = k.request_id), '[]') as "watch!: Json<Vec<[u64; 2]>>"
         from task k
         left join lateral (
            select max(d.duration_frames) as duration_frames, max(d.edit_rate_num) as edit_rate_num, max(d.edit_rate_den) as edit_rate_den
            from request_delivery rd join delivery d on d.id = rd.delivery_id join asset a on a.id = d.asset_id
            where rd.request_id = k.request_id
              and (k.kind <> 'pm' or a.kind = 'printmaster') and (k.kind <> 'me' or a.kind = 'music_and_effects')) d on true
         where k.request_id = any($1) order by k.request_id, k.ordinal"#,
        requests,
    )
    .fetch_all(db)
    .await
}

pub(super) struct CountRow {
    pub request_id: RequestId,
    pub blocker: i64,
    pub issue: i64,
    pub fyi: i64,
}

/// How many issues of each severity stand in each report.
pub(super) async fn count_issues(db: impl PgExecutor<'_>, requests: &[Uuid]) -> Result<Vec<CountRow>, sqlx::Error> {
    sqlx::query_as!(
        CountRow,
        r#"select q.request_id as "request_id!: RequestId",
            count(*) filter (where i.severity = 'blocker') as "blocker!",
            count(*) filter (where i.severity = 'issue') as "issue!",
            count(*) filter (where i.severity = 'fyi') as "fyi!"
         from request_issue q join issue i on i.id = q.issue_id
         where q.request_id = any($1) and i.state not in ('replaced', 'deleted')
         group by q.request_id"#,
        requests,
    )
    .fetch_all(db)
    .await
}

/// How far the streams are, in per cent, of requests that wait for them.
pub(super) async fn list_progress(db: impl PgExecutor<'_>, requests: &[Uuid]) -> Result<HashMap<RequestId, u32>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select rd.request_id as "request_id: RequestId",
            avg(case when n.state = 'ready' then 100.0 when n.frames_total > 0
                then least(99.0, 100.0 * n.frames_done / n.frames_total) else 0.0 end)::float8 as "percent!"
         from request_delivery rd join rendition n on n.delivery_id = rd.delivery_id
         where rd.request_id = any($1) group by rd.request_id"#,
        requests,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.request_id, row.percent as u32)).collect())
}

pub(super) struct DeliveryRow {
    pub id: DeliveryId,
    pub asset_kind: AssetKind,
    pub number: i32,
    pub package_kind: PackageKind,
    pub files: Vec<String>,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
    pub drop_frame: bool,
    pub duration_frames: Option<i64>,
}

pub(super) async fn list_deliveries(db: impl PgExecutor<'_>, request: RequestId) -> Result<Vec<DeliveryRow>, sqlx::Error> {
    sqlx::query_as!(
        DeliveryRow,
        r#"select d.id as "id: DeliveryId", a.kind as "asset_kind: AssetKind", d.number,
            d.package_kind as "package_kind: PackageKind",
            array(select f.path from delivery_file f where f.delivery_id = d.id order by f.path) as "files!",
            d.edit_rate_num, d.edit_rate_den, d.drop_frame, d.duration_frames
         from request_delivery rd join delivery d on d.id = rd.delivery_id join asset a on a.id = d.asset_id
         where rd.request_id = $1
         order by a.kind <> 'printmaster', d.created_at, d.id"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn list_renditions(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<api::deliveries::RenditionView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select n.id, n.delivery_id, n.kind, n.state, n.frames_total, n.frames_done, n.fps, n.attempt, n.error
         from rendition n join request_delivery rd on rd.delivery_id = n.delivery_id
         where rd.request_id = $1 order by n.delivery_id, n.kind"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let remaining_frames = (row.frames_total - row.frames_done).max(0) as f32;
            Some(api::deliveries::RenditionView {
                id: row.id.into(),
                delivery_id: row.delivery_id.into(),
                kind: serde_json::from_value(row.kind.into()).ok()?,
                state: serde_json::from_value(row.state.into()).ok()?,
                frames_total: row.frames_total.try_into().ok()?,
                frames_done: row.frames_done.try_into().ok()?,
                remaining_s: row.fps.filter(|fps| *fps > 0.0).map(|fps| (remaining_frames / fps) as u64),
                fps: row.fps,
                attempt: row.attempt,
                error: row.error,
            })
        })
        .collect())
}

pub(super) async fn list_extensions(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<api::requests::ExtensionView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id as "id: ExtensionId", ground as "ground: ExtensionGround", extra_s,
            person_ref(granted_by) as "granted_by!: Json<PersonRef>", ticket_id as "ticket_id: TicketId", note, created_at
         from sla_extension where request_id = $1 order by created_at, id"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| api::requests::ExtensionView {
            id: row.id,
            ground: row.ground,
            extra_s: row.extra_s,
            granted_by: row.granted_by.0,
            ticket_id: row.ticket_id,
            note: row.note,
            created_at: row.created_at,
        })
        .collect())
}

pub(super) async fn insert_extension(
    tx: &mut Tx,
    request: RequestId,
    new: &api::requests::NewExtension,
    granted_by: PersonId,
) -> Result<ExtensionId, sqlx::Error> {
    let id = ExtensionId::new();
    sqlx::query!(
        "insert into sla_extension (id, request_id, ground, extra_s, granted_by, ticket_id, note) values ($1, $2, $3, $4, $5, $6, $7)",
        id.uuid(),
        request.uuid(),
        new.ground.as_str(),
        i64::from(new.extra_h) * 3600,
        granted_by.uuid(),
        new.ticket_id.map(TicketId::uuid),
        new.note,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// The verification row that a submitted report gets.
pub(super) async fn insert_verification(tx: &mut Tx, request: RequestId) -> Result<VerificationId, sqlx::Error> {
    let id = VerificationId::new();
    sqlx::query!("insert into verification (id, request_id) values ($1, $2)", id.uuid(), request.uuid())
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

pub(super) async fn list_ids_of_title(db: &PgPool, title: TitleId) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("select id from qc_request where title_id = $1 order by number desc", title.uuid()).fetch_all(db).await
}

/// The operator of the first QC of a chain of rounds.
pub(super) async fn find_first_operator(tx: &mut Tx, request: RequestId) -> Result<Option<PersonId>, sqlx::Error> {
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
pub(super) struct RequestPolicyRow {
    pub service: Service,
    pub tasks: Json<Vec<qc::task::TaskPlan>>,
    pub priority: Priority,
}

pub(super) async fn find_request_policy(
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

/// The revision of a request whose row nobody else changes before the transaction ends.
pub(super) async fn lock(tx: &mut Tx, request: RequestId) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!("select revision from qc_request where id = $1 for update", request.uuid())
        .fetch_optional(&mut **tx)
        .await
}

/// As `lock`, but many may hold it at once: for what is written beside the request while it stays in its state.
pub(super) async fn lock_shared(tx: &mut Tx, request: RequestId) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!("select revision from qc_request where id = $1 for share", request.uuid())
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

pub(super) async fn is_ticket(tx: &mut Tx, ticket: TicketId, request: RequestId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists(select from ticket where id = $1 and request_id = $2) as "is!""#,
        ticket.uuid(),
        request.uuid()
    )
    .fetch_one(&mut **tx)
    .await
}
