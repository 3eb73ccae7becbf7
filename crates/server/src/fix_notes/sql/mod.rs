//! The queries of fix notes. A note is written under its revision; a request has at most one for each issue. Batches,
//! deadlines and redeliveries have files of their own.

mod batch;
mod deadline;
mod redelivery;

use api::issues::FixNoteView;
use qc::fix_note::{Answer, FixNoteState, Waiver};
use qc::id::{FixNoteId, IssueId, PersonId, RequestId};
use sqlx::{PgExecutor, PgPool};

use super::Note;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub(super) use batch::*;
pub(super) use deadline::*;
pub(super) use redelivery::*;

pub(super) async fn find_request(db: &PgPool, note: FixNoteId) -> Result<Option<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select request_id as "id: RequestId" from fix_note where id = $1"#,
        note.uuid()
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn list(db: impl PgExecutor<'_>, request: RequestId) -> Result<Vec<Note>, sqlx::Error> {
    sqlx::query_as!(
        Note,
        r#"select id as "id: FixNoteId", issue_id as "issue_id: IssueId", answer as "answer: Answer", reason,
            answered_by as "answered_by: PersonId", state as "state: FixNoteState", waiver as "waiver: Waiver",
            waiver_by as "waiver_by: PersonId", waiver_reason, revision
         from fix_note where request_id = $1 order by created_at, id for update"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await
}

/// Issues and Blockers of the request's report that production must answer.
pub(crate) async fn list_to_answer(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<IssueId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select i.id as "id: IssueId" from request_issue q join issue i on i.id = q.issue_id
         where q.request_id = $1 and i.severity in ('blocker', 'issue') and i.state not in ('replaced', 'deleted', 'resolved', 'not_an_issue')
         order by i.first_frame, i.number"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await
}

/// A first answer; none when someone else has just given one. Nobody gives those of the deadline.
pub(super) async fn insert(
    tx: &mut Tx,
    request: RequestId,
    issue: IssueId,
    by: Option<PersonId>,
    answer: Answer,
    reason: &str,
) -> Result<Option<FixNoteId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"insert into fix_note (id, request_id, issue_id, answer, reason, answered_by) values ($1, $2, $3, $4, $5, $6)
         on conflict (request_id, issue_id) do nothing returning id as "id: FixNoteId""#,
        FixNoteId::new().uuid(),
        request.uuid(),
        issue.uuid(),
        answer.as_str(),
        reason,
        by.map(PersonId::uuid),
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Writes a note as the rules left it, if nobody else did since it was read.
pub(super) async fn save(tx: &mut Tx, note: &mut Note) -> ApiResult<()> {
    let revision = sqlx::query_scalar!(
        "update fix_note set answer = $3, reason = $4, state = $5, waiver = $6, waiver_by = $7, waiver_reason = $8,
            waiver_at = case when $7::uuid is null then null when $7 is distinct from waiver_by or $6 <> waiver then now() else waiver_at end,
            answered_at = case when (answer, reason) is distinct from ($3, $4) then now() else answered_at end,
            answered_by = $9, updated_at = now(), revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        note.id.uuid(),
        note.revision,
        note.answer.as_str(),
        note.reason,
        note.state.as_str(),
        note.waiver.as_str(),
        note.waiver_by.map(PersonId::uuid),
        note.waiver_reason,
        note.answered_by.map(PersonId::uuid),
    )
    .fetch_optional(&mut **tx)
    .await?;
    note.revision = revision.ok_or_else(ApiError::lost_race)?;
    Ok(())
}

/// Every answer that an issue ever got, oldest first.
pub(super) async fn list_views(
    db: impl PgExecutor<'_>,
    issue: IssueId,
) -> Result<Vec<FixNoteView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id as "id: FixNoteId", request_id as "request_id: RequestId", answer as "answer: Answer", reason,
            person_ref(answered_by) as "answered_by: sqlx::types::Json<api::PersonRef>", state as "state: FixNoteState",
            waiver as "waiver: Waiver", person_ref(waiver_by) as "waiver_by: sqlx::types::Json<api::PersonRef>",
            waiver_reason, waiver_at, answered_at, updated_at, revision
         from fix_note where issue_id = $1 order by created_at, id"#,
        issue.uuid(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| FixNoteView {
            id: row.id,
            request_id: row.request_id,
            issue_id: issue,
            answer: row.answer,
            reason: row.reason,
            answered_by: row.answered_by.map(|person| person.0),
            state: row.state,
            waiver: row.waiver,
            waiver_by: row.waiver_by.map(|person| person.0),
            waiver_reason: row.waiver_reason,
            waiver_at: row.waiver_at,
            answered_at: row.answered_at,
            updated_at: row.updated_at,
            revision: row.revision,
        })
        .collect())
}
