//! Deadlines of fix notes and the policy that sets them.

use api::fix_notes::AnswerDeadlineView;
use chrono::{DateTime, Utc};
use qc::deadline::Deadline;
use qc::id::{RequestId, ShowId};
use sqlx::{PgExecutor, PgPool};

use crate::db::Tx;
use crate::fix_notes::deadline::Clock;

/// So many are looked after in one sweep.
const AT_ONCE: i64 = 200;

pub(in crate::fix_notes) struct Policy {
    pub answer_days: Option<i32>,
    pub zone: String,
    pub redelivery_days: Option<i32>,
}

/// The policy of the show, else that for all shows.
pub(in crate::fix_notes) async fn find_policy(
    db: impl PgExecutor<'_>,
    show: ShowId,
) -> Result<Option<Policy>, sqlx::Error> {
    sqlx::query_as!(
        Policy,
        "select answer_days, zone, redelivery_days from fix_note_policy
         where show_id = $1 or show_id is null order by show_id nulls last limit 1",
        show.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// Begins the deadline of a request's answers, or begins it anew.
pub(in crate::fix_notes) async fn save_deadline(
    tx: &mut Tx,
    request: RequestId,
    asked_at: DateTime<Utc>,
    business_days: i32,
    zone: &str,
    deadline: Deadline,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into answer_deadline (request_id, asked_at, business_days, zone, warn_at, due_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (request_id) do update set asked_at = excluded.asked_at, business_days = excluded.business_days,
            zone = excluded.zone, warn_at = excluded.warn_at, due_at = excluded.due_at, warned_at = null",
        request.uuid(),
        asked_at,
        business_days,
        zone,
        deadline.warn_at,
        deadline.due_at,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(in crate::fix_notes) async fn delete_deadline(
    tx: &mut Tx,
    request: RequestId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from answer_deadline where request_id = $1",
        request.uuid()
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(in crate::fix_notes) async fn find_deadline(
    tx: &mut Tx,
    request: RequestId,
) -> Result<Option<Clock>, sqlx::Error> {
    sqlx::query_as!(
        Clock,
        "select business_days, zone, warn_at, due_at, warned_at from answer_deadline where request_id = $1 for update",
        request.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(in crate::fix_notes) async fn find_deadline_view(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Option<AnswerDeadlineView>, sqlx::Error> {
    sqlx::query_as!(
        AnswerDeadlineView,
        "select due_at, warn_at, business_days, zone from answer_deadline where request_id = $1",
        request.uuid(),
    )
    .fetch_optional(db)
    .await
}

pub(in crate::fix_notes) async fn set_warned(tx: &mut Tx, request: RequestId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update answer_deadline set warned_at = now() where request_id = $1",
        request.uuid()
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Deadlines that are to be warned of. A request on hold is left in peace until it is released.
pub(in crate::fix_notes) async fn list_to_warn(db: &PgPool) -> Result<Vec<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select a.request_id as "id: RequestId" from answer_deadline a join qc_request r on r.id = a.request_id
         where r.state = 'fix_notes_needed' and a.warned_at is null and a.warn_at <= now() and a.due_at > now()
         order by a.warn_at limit $1"#,
        AT_ONCE,
    )
    .fetch_all(db)
    .await
}

/// Deadlines that are over, except those that wait for post to decide on an objection.
pub(in crate::fix_notes) async fn list_over(db: &PgPool) -> Result<Vec<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select a.request_id as "id: RequestId" from answer_deadline a join qc_request r on r.id = a.request_id
         where r.state = 'fix_notes_needed' and a.due_at <= now()
           and not exists (select from objection o where o.request_id = r.id and o.state = 'open')
         order by a.due_at limit $1"#,
        AT_ONCE,
    )
    .fetch_all(db)
    .await
}
