//! The queries of objections. At most one is open for an issue of a request; each is written under its revision.

use api::PersonRef;
use api::fix_notes::ObjectionView;
use qc::id::{IssueId, ObjectionId, PersonId, RequestId};
use qc::objection::ObjectionState;
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};

use super::Objection;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub(super) async fn find(db: &PgPool, id: ObjectionId) -> Result<Option<Objection>, sqlx::Error> {
    sqlx::query_as!(
        Objection,
        r#"select id as "id: ObjectionId", request_id as "request_id: RequestId", issue_id as "issue_id: IssueId",
            raised_by as "raised_by: PersonId", state as "state: ObjectionState", revision
         from objection where id = $1"#,
        id.uuid(),
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn list_open(tx: &mut Tx, request: RequestId) -> Result<Vec<IssueId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select issue_id as "id: IssueId" from objection where request_id = $1 and state = 'open'"#,
        request.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// Raises an objection; none when one is open for this issue.
pub(super) async fn insert(
    tx: &mut Tx,
    request: RequestId,
    issue: IssueId,
    by: PersonId,
    reason: &str,
) -> Result<Option<ObjectionId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"insert into objection (id, request_id, issue_id, reason, raised_by) values ($1, $2, $3, $4, $5)
         on conflict (request_id, issue_id) where state = 'open' do nothing returning id as "id: ObjectionId""#,
        ObjectionId::new().uuid(),
        request.uuid(),
        issue.uuid(),
        reason,
        by.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn save(
    tx: &mut Tx,
    objection: &mut Objection,
    by: PersonId,
    decision: &str,
) -> ApiResult<()> {
    let revision = sqlx::query_scalar!(
        "update objection set state = $3, decided_by = $4, decision = $5, decided_at = now(), revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        objection.id.uuid(),
        objection.revision,
        objection.state.as_str(),
        by.uuid(),
        decision,
    )
    .fetch_optional(&mut **tx)
    .await?;
    objection.revision = revision.ok_or_else(ApiError::lost_race)?;
    Ok(())
}

pub(super) async fn find_view(tx: &mut Tx, id: ObjectionId) -> Result<Option<ObjectionView>, sqlx::Error> {
    let request = sqlx::query_scalar!(
        r#"select request_id as "id: RequestId" from objection where id = $1"#,
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    let views = list_views(&mut **tx, request, None).await?;
    Ok(views.into_iter().find(|view| view.id == id))
}

/// Those of a request, or of an issue; oldest first.
pub(super) async fn list_views(
    db: impl PgExecutor<'_>,
    request: Option<RequestId>,
    issue: Option<IssueId>,
) -> Result<Vec<ObjectionView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id as "id: ObjectionId", request_id as "request_id: RequestId", issue_id as "issue_id: IssueId", reason,
            person_ref(raised_by) as "raised_by!: Json<PersonRef>", raised_at, state as "state: ObjectionState",
            person_ref(decided_by) as "decided_by: Json<PersonRef>", decision, decided_at, revision
         from objection where request_id = $1 or issue_id = $2 order by raised_at, id"#,
        request.map(RequestId::uuid),
        issue.map(IssueId::uuid),
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| ObjectionView {
        id: row.id,
        request_id: row.request_id,
        issue_id: row.issue_id,
        reason: row.reason,
        raised_by: row.raised_by.0,
        raised_at: row.raised_at,
        state: row.state,
        decided_by: row.decided_by.map(|person| person.0),
        decision: row.decision,
        decided_at: row.decided_at,
        revision: row.revision,
    });
    Ok(view.collect())
}
