//! Queries of the policy of fix notes. One row per show, or for all; saving again replaces it.

use api::policies::{FixNotePolicyView, SaveFixNotePolicy};
use qc::id::{PolicyId, ShowId};
use sqlx::PgExecutor;

use crate::db::Tx;

/// That for all shows first, then by show.
pub(super) async fn list_fix_note_policies(
    db: impl PgExecutor<'_>,
    only: Option<PolicyId>,
) -> Result<Vec<FixNotePolicyView>, sqlx::Error> {
    sqlx::query_as!(
        FixNotePolicyView,
        r#"select p.id as "id: PolicyId", p.show_id as "show_id: ShowId", p.answer_days, p.zone, p.redelivery_days, p.revision
         from fix_note_policy p left join show s on s.id = p.show_id
         where $1::uuid is null or p.id = $1 order by s.name nulls first"#,
        only.map(PolicyId::uuid),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn save_fix_note_policy(
    tx: &mut Tx,
    new: &SaveFixNotePolicy,
) -> Result<PolicyId, sqlx::Error> {
    sqlx::query_scalar!(
        r#"insert into fix_note_policy (id, show_id, answer_days, zone, redelivery_days) values ($1, $2, $3, $4, $5)
         on conflict (show_id) do update set answer_days = excluded.answer_days, zone = excluded.zone,
            redelivery_days = excluded.redelivery_days, revision = fix_note_policy.revision + 1
         returning id as "id: PolicyId""#,
        PolicyId::new().uuid(),
        new.show_id.map(ShowId::uuid),
        new.answer_days,
        new.zone,
        new.redelivery_days,
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn delete_fix_note_policy(tx: &mut Tx, policy: PolicyId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from fix_note_policy where id = $1", policy.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}
