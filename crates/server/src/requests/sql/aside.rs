//! Stops at a Blocker and holds: what sets a request aside, and what ends that.

use api::PersonRef;
use api::requests::HoldView;
use chrono::{DateTime, Utc};
use qc::id::{HoldId, IssueId, PersonId, RequestId, TicketId};
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

use crate::db::Tx;

pub(in crate::requests) struct NewStop<'a> {
    pub request: RequestId,
    pub issue: IssueId,
    pub note: &'a str,
    pub not_reviewed: &'a str,
    pub ticket: Option<TicketId>,
    pub by: PersonId,
}

pub(in crate::requests) struct Stop {
    pub issue_id: IssueId,
    pub issue_number: i32,
    pub code: String,
    pub first_frame: i64,
    pub note: String,
    pub not_reviewed: String,
    pub ticket_id: Option<TicketId>,
    pub ticket_number: Option<i64>,
    pub by: Json<PersonRef>,
    pub created_at: DateTime<Utc>,
}

/// Whether it was written: a request is stopped once until it is resumed.
pub(in crate::requests) async fn insert_stop(tx: &mut Tx, new: &NewStop<'_>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into qc_stop (id, request_id, issue_id, note, not_reviewed, ticket_id, person_id) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (request_id) where resumed_at is null do nothing",
        Uuid::now_v7(),
        new.request.uuid(),
        new.issue.uuid(),
        new.note,
        new.not_reviewed,
        new.ticket.map(TicketId::uuid),
        new.by.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether there was a stop to end.
pub(in crate::requests) async fn end_stop(
    tx: &mut Tx,
    request: RequestId,
    reason: &str,
    by: PersonId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update qc_stop set resumed_at = now(), resumed_by = $2, resume_reason = $3 where request_id = $1 and resumed_at is null",
        request.uuid(),
        by.uuid(),
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::requests) async fn find_stop(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Option<Stop>, sqlx::Error> {
    sqlx::query_as!(
        Stop,
        r#"select s.issue_id as "issue_id: IssueId", i.number as issue_number, i.code, i.first_frame, s.note, s.not_reviewed,
            s.ticket_id as "ticket_id: TicketId", k.number as "ticket_number?", person_ref(s.person_id) as "by!: Json<PersonRef>", s.created_at
         from qc_stop s join issue i on i.id = s.issue_id left join ticket k on k.id = s.ticket_id
         where s.request_id = $1 and s.resumed_at is null"#,
        request.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// The first Blocker that stands open in the report.
pub(in crate::requests) async fn find_open_blocker(
    tx: &mut Tx,
    request: RequestId,
) -> Result<Option<IssueId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select i.id as "id: IssueId" from request_issue q join issue i on i.id = q.issue_id
         where q.request_id = $1 and i.state = 'open' and i.severity = 'blocker' order by i.created_at, i.id limit 1"#,
        request.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(in crate::requests) async fn insert_hold(
    tx: &mut Tx,
    request: RequestId,
    reason: &str,
    ticket: Option<TicketId>,
    by: PersonId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into request_hold (id, request_id, reason, ticket_id, held_by) values ($1, $2, $3, $4, $5)",
        HoldId::new().uuid(),
        request.uuid(),
        reason,
        ticket.map(TicketId::uuid),
        by.uuid(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The hold ends: released, or canceled with the request.
pub(in crate::requests) async fn end_hold(
    tx: &mut Tx,
    request: RequestId,
    reason: &str,
    by: PersonId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update request_hold set released_at = now(), released_by = $2, release_reason = $3 where request_id = $1 and released_at is null",
        request.uuid(),
        by.uuid(),
        reason,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(in crate::requests) async fn find_hold(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Option<HoldView>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select h.reason, h.ticket_id as "ticket_id: TicketId", k.number as "ticket_number?",
            person_ref(h.held_by) as "by!: Json<PersonRef>", h.held_at
         from request_hold h left join ticket k on k.id = h.ticket_id
         where h.request_id = $1 and h.released_at is null"#,
        request.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| HoldView {
        reason: row.reason,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        by: row.by.0,
        at: row.held_at,
    }))
}
