//! Batches of answers: what each issue's answer was before, so that the batch can be undone.

use qc::id::{AnswerBatchId, IssueId, PersonId, RequestId};
use serde::{Deserialize, Serialize};
use sqlx::PgExecutor;
use sqlx::types::Json;

use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::fix_notes::Note;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::fix_notes) struct BatchItem {
    pub issue_id: IssueId,
    /// None: it had no answer.
    pub before: Option<Note>,
    /// Of the answer that the batch wrote; another one means that somebody changed it since.
    pub revision: i64,
}

pub(in crate::fix_notes) async fn insert_batch(
    tx: &mut Tx,
    request: RequestId,
    by: PersonId,
    items: &[BatchItem],
) -> Result<AnswerBatchId, sqlx::Error> {
    let id = AnswerBatchId::new();
    sqlx::query!(
        "insert into answer_batch (id, request_id, person_id, items) values ($1, $2, $3, $4)",
        id.uuid(),
        request.uuid(),
        by.uuid(),
        Json(items) as _,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// The batch, to be undone by whoever gave it; it can be taken once.
pub(in crate::fix_notes) async fn take_batch(
    tx: &mut Tx,
    request: RequestId,
    by: PersonId,
    batch: AnswerBatchId,
) -> Result<Option<Vec<BatchItem>>, sqlx::Error> {
    let items = sqlx::query_scalar!(
        r#"update answer_batch set undone_at = now()
         where id = $1 and request_id = $2 and person_id = $3 and undone_at is null
         returning items as "items: Json<Vec<BatchItem>>""#,
        batch.uuid(),
        request.uuid(),
        by.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(items.map(|items| items.0))
}

/// Makes an answer what it was before, its refused waiver included; a first answer goes.
pub(in crate::fix_notes) async fn restore(tx: &mut Tx, now: &Note, before: Option<&Note>) -> ApiResult<()> {
    let done = match before {
        None => {
            sqlx::query!(
                "delete from fix_note where id = $1 and revision = $2 and state = 'draft'",
                now.id.uuid(),
                now.revision
            )
            .execute(&mut **tx)
            .await?
        }
        Some(before) => {
            sqlx::query!(
                "update fix_note set answer = $3, reason = $4, answered_by = $5, waiver = $6, waiver_by = $7, waiver_reason = $8,
                    waiver_at = case when $7::uuid is null then null else now() end, updated_at = now(), revision = revision + 1
                 where id = $1 and revision = $2 and state = 'draft'",
                now.id.uuid(),
                now.revision,
                before.answer.as_str(),
                before.reason,
                before.answered_by.map(PersonId::uuid),
                before.waiver.as_str(),
                before.waiver_by.map(PersonId::uuid),
                before.waiver_reason,
            )
            .execute(&mut **tx)
            .await?
        }
    };
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(ApiError::lost_race())
    }
}

/// What people call these issues: their numbers.
pub(in crate::fix_notes) async fn list_numbers(
    db: impl PgExecutor<'_>,
    issues: &[IssueId],
) -> Result<Vec<(IssueId, i32)>, sqlx::Error> {
    let ids: Vec<_> = issues.iter().map(|issue| issue.uuid()).collect();
    let rows = sqlx::query!(
        r#"select id as "id: IssueId", number from issue where id = any($1)"#,
        &ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.number)).collect())
}
