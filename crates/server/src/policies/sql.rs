//! Queries of policies. One row per show (or for all) and case; saving again replaces it.

use api::policies::{AssignmentPolicyView, RequestPolicyView, SaveAssignmentPolicy, SaveRequestPolicy};
use qc::asset::AssetKind;
use qc::id::{PolicyId, ShowId};
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
        revision: row.revision,
    });
    Ok(view.collect())
}

pub(super) async fn save_request_policy(
    tx: &mut Tx,
    new: &SaveRequestPolicy,
) -> Result<PolicyId, sqlx::Error> {
    let id = sqlx::query_scalar!(
        "insert into request_policy (id, show_id, asset_kind, delivery_phase, service, tasks, priority)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (show_id, asset_kind, delivery_phase) do update
            set service = excluded.service, tasks = excluded.tasks, priority = excluded.priority,
                revision = request_policy.revision + 1
         returning id",
        Uuid::from(PolicyId::new()),
        new.show_id.map(Uuid::from),
        new.asset_kind.as_str(),
        new.delivery_phase.as_str(),
        new.service.as_str(),
        Json(&new.tasks) as _,
        new.priority.as_str(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(PolicyId::from(id))
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
            p.model as "model: AssignmentModel", p.lease_s, p.revision
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
        revision: row.revision,
    });
    Ok(view.collect())
}

pub(super) async fn save_assignment_policy(
    tx: &mut Tx,
    new: &SaveAssignmentPolicy,
) -> Result<PolicyId, sqlx::Error> {
    let id = sqlx::query_scalar!(
        "insert into assignment_policy (id, show_id, service, phase, model, lease_s) values ($1, $2, $3, $4, $5, $6)
         on conflict (show_id, service, phase) do update
            set model = excluded.model, lease_s = excluded.lease_s, revision = assignment_policy.revision + 1
         returning id",
        Uuid::from(PolicyId::new()),
        new.show_id.map(Uuid::from),
        new.service.as_str(),
        new.phase.as_str(),
        new.model.as_str(),
        new.lease_s,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(PolicyId::from(id))
}

pub(super) async fn delete_assignment_policy(tx: &mut Tx, policy: PolicyId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from assignment_policy where id = $1", Uuid::from(policy))
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}
