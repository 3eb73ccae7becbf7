//! Which markers became which issues. An issue that its author took back can be imported again.

use std::collections::HashMap;

use api::markers::MarkedIssue;
use qc::id::{IssueId, RequestId};
use sqlx::PgExecutor;

use crate::db::Tx;

/// Imports into one request go one after the other, so that each sees what the one before wrote.
pub(super) async fn lock(tx: &mut Tx, request: RequestId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("markers:{request}")
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// What was imported into a request and is still there, by the key of its marker.
pub(super) async fn list_imported(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<HashMap<String, MarkedIssue>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select m.marker_key, i.id as "id: IssueId", i.number from imported_marker m join issue i on i.id = m.issue_id
         where m.request_id = $1 and i.state <> 'deleted'"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await?;
    let marked = rows.into_iter().map(|row| {
        let (id, number) = (row.id, row.number);
        (row.marker_key, MarkedIssue { id, number })
    });
    Ok(marked.collect())
}

pub(super) async fn keep_imported(
    tx: &mut Tx,
    request: RequestId,
    key: &str,
    issue: IssueId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into imported_marker (request_id, marker_key, issue_id) values ($1, $2, $3)
         on conflict (request_id, marker_key) do update set issue_id = excluded.issue_id",
        request.uuid(),
        key,
        issue.uuid(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
