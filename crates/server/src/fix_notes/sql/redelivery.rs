//! Estimates of redeliveries, and of which late ones people were told.

use api::PersonRef;
use api::fix_notes::{EstimateRedelivery, EstimateView};
use chrono::{DateTime, Utc};
use qc::id::{PersonId, RequestId};
use qc::redelivery::EstimateReason;
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::db::Tx;

const AT_ONCE: i64 = 200;

pub(in crate::fix_notes) async fn insert_estimate(
    tx: &mut Tx,
    request: RequestId,
    by: PersonId,
    estimate: &EstimateRedelivery,
    note: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into redelivery_estimate (id, request_id, estimated_at, reason, note, person_id) values ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        request.uuid(),
        estimate.estimated_at,
        estimate.reason.as_str(),
        note,
        by.uuid(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The latest first.
pub(in crate::fix_notes) async fn list_estimates(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<EstimateView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select estimated_at, reason as "reason: EstimateReason", note, person_ref(person_id) as "by!: Json<PersonRef>", created_at
         from redelivery_estimate where request_id = $1 order by created_at desc, id desc"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| EstimateView {
        estimated_at: row.estimated_at,
        reason: row.reason,
        note: row.note,
        by: row.by.0,
        created_at: row.created_at,
    });
    Ok(view.collect())
}

/// Redeliveries that are late, and of which nobody was told.
pub(in crate::fix_notes) async fn list_overdue(db: &PgPool) -> Result<Vec<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.id as "id: RequestId" from qc_request r
         where r.state = 'awaiting_redelivery' and r.redelivery_due_at < now()
           and not exists (select from redelivery_reminder m where m.request_id = r.id and m.due_at = r.redelivery_due_at)
         order by r.redelivery_due_at limit $1"#,
        AT_ONCE,
    )
    .fetch_all(db)
    .await
}

/// Whether this is the first time that people are told of this due time.
pub(in crate::fix_notes) async fn insert_reminder(
    tx: &mut Tx,
    request: RequestId,
    due: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into redelivery_reminder (request_id, due_at) values ($1, $2) on conflict do nothing",
        request.uuid(),
        due,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
