//! Queries of policies. One row per show (or for all) and case; saving again replaces it.

use api::policies::{AssignmentPolicyView, RequestPolicyView, SaveAssignmentPolicy, SaveRequestPolicy};
use qc::asset::AssetKind;
use qc::id::{FacilityId, PolicyId, ShowId};
use qc::person::Role;
use qc::request::staffing::Colleague;
use qc::request::{AssignmentModel, DeliveryPhase, Phase, Priority, Service};
use qc::task::TaskPlan;
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

use crate::db::Tx;

/// Those for all shows first, then by show.
pub(super) async fn list_request_policies(
    db: impl PgExecutor<'_>,
    only: Option<PolicyId>,
) -> Result<Vec<RequestPolicyView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select p.id, p.show_id, p.asset_kind as "asset_kind: AssetKind", p.delivery_phase as "phase: DeliveryPhase",
            p.service as "service: Service", p.tasks as "tasks: Json<Vec<TaskPlan>>", p.priority as "priority: Priority", p.revision
         from request_policy p left join show s on s.id = p.show_id
         where $1::uuid is null or p.id = $1
         order by s.name nulls first, p.asset_kind, p.delivery_phase"#,
        only.map(Uuid::from),
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| RequestPolicyView {
        id: PolicyId::from(row.id),
        show_id: row.show_id.map(ShowId::from),
        asset_kind: row.asset_kind,
        delivery_phase: row.phase,
        service: row.service,
        tasks: row.tasks.0,
        priority: row.priority,
        warnings: Vec::new(),
        revision: row.revision,
    });
    Ok(view.collect())
}

/// None when the policy was changed since `over` was read.
pub(super) async fn save_request_policy(
    tx: &mut Tx,
    new: &SaveRequestPolicy,
    over: Option<i64>,
) -> Result<Option<PolicyId>, sqlx::Error> {
    let id = sqlx::query_scalar!(
        "insert into request_policy (id, show_id, asset_kind, delivery_phase, service, tasks, priority)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (show_id, asset_kind, delivery_phase) do update
            set service = excluded.service, tasks = excluded.tasks, priority = excluded.priority,
                revision = request_policy.revision + 1
            where $8::bigint is null or request_policy.revision = $8
         returning id",
        Uuid::from(PolicyId::new()),
        new.show_id.map(Uuid::from),
        new.asset_kind.as_str(),
        new.delivery_phase.as_str(),
        new.service.as_str(),
        Json(&new.tasks) as _,
        new.priority.as_str(),
        over,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(PolicyId::from))
}

pub(super) async fn delete_request_policy(tx: &mut Tx, policy: PolicyId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from request_policy where id = $1", Uuid::from(policy))
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn list_assignment_policies(
    db: impl PgExecutor<'_>,
    only: Option<PolicyId>,
) -> Result<Vec<AssignmentPolicyView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select p.id, p.show_id, p.service as "service: Service", p.phase as "phase: Phase",
            p.model as "model: AssignmentModel", p.lease_s, p.warn_percent, p.reservation_s, p.revision
         from assignment_policy p left join show s on s.id = p.show_id
         where $1::uuid is null or p.id = $1
         order by s.name nulls first, p.service, p.phase"#,
        only.map(Uuid::from),
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| AssignmentPolicyView {
        id: PolicyId::from(row.id),
        show_id: row.show_id.map(ShowId::from),
        service: row.service,
        phase: row.phase,
        model: row.model,
        lease_s: row.lease_s,
        warn_percent: row.warn_percent,
        reservation_s: row.reservation_s,
        warnings: Vec::new(),
        revision: row.revision,
    });
    Ok(view.collect())
}

/// None when the policy was changed since `over` was read.
pub(super) async fn save_assignment_policy(
    tx: &mut Tx,
    new: &SaveAssignmentPolicy,
    over: Option<i64>,
) -> Result<Option<PolicyId>, sqlx::Error> {
    let id = sqlx::query_scalar!(
        "insert into assignment_policy (id, show_id, service, phase, model, lease_s, warn_percent, reservation_s)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (show_id, service, phase) do update
            set model = excluded.model, lease_s = excluded.lease_s, warn_percent = excluded.warn_percent,
                reservation_s = excluded.reservation_s, revision = assignment_policy.revision + 1
            where $9::bigint is null or assignment_policy.revision = $9
         returning id",
        Uuid::from(PolicyId::new()),
        new.show_id.map(Uuid::from),
        new.service.as_str(),
        new.phase.as_str(),
        new.model.as_str(),
        new.lease_s,
        new.warn_percent,
        new.reservation_s,
        over,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(PolicyId::from))
}

pub(super) async fn delete_assignment_policy(tx: &mut Tx, policy: PolicyId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from assignment_policy where id = $1", Uuid::from(policy))
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Every show with the languages of its titles, in the order of names.
pub(super) async fn list_shows(
    db: impl PgExecutor<'_>,
) -> Result<Vec<(ShowId, String, Vec<String>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select s.id, s.name, array(select distinct t.language from title t where t.show_id = s.id) as "languages!"
         from show s order by lower(s.name), s.id"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (ShowId::from(row.id), row.name, row.languages))
        .collect())
}

pub(super) async fn list_facilities(
    db: impl PgExecutor<'_>,
) -> Result<Vec<(FacilityId, String)>, sqlx::Error> {
    let rows = sqlx::query!("select id, name from facility")
        .fetch_all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (FacilityId::from(row.id), row.name))
        .collect())
}

/// Who could work on which show: active, of a facility that is cleared for it, not barred from it. Bars from single titles do
/// not count here.
pub(super) async fn list_colleagues(
    db: impl PgExecutor<'_>,
) -> Result<Vec<(ShowId, Colleague)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select c.show_id, p.role as "role: Role", c.facility_id, p.skills, p.languages
         from show_clearance c join person p on p.facility_id = c.facility_id
         where p.state = 'active' and p.role in ('operator', 'verifier', 'vendor_manager')
           and not exists (select from legal_bar b where b.show_id = c.show_id
                           and (b.person_id = p.id or b.facility_id = p.facility_id))
         order by p.id"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let colleague = Colleague {
                role: row.role,
                facility: FacilityId::from(row.facility_id),
                skills: row.skills,
                languages: row.languages,
            };
            (ShowId::from(row.show_id), colleague)
        })
        .collect())
}
