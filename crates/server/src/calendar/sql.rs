//! Queries of calendars: the address of a person, and how often due times were moved.

use std::collections::HashMap;

use api::calendar::CalendarView;
use chrono::{DateTime, Utc};
use qc::id::{PersonId, RequestId};
use sqlx::PgPool;
use uuid::Uuid;

use crate::requests::Request;

pub(super) async fn find(db: &PgPool, person: PersonId) -> Result<Option<CalendarView>, sqlx::Error> {
    sqlx::query_as!(
        CalendarView,
        r#"select created_at as "created_at?", last_read_at from calendar_feed where person_id = $1"#,
        person.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// One address per person: the new one takes the place of the one before.
pub(super) async fn replace(
    db: &PgPool,
    person: PersonId,
    token_hash: &[u8],
) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar!(
        "insert into calendar_feed (person_id, token_hash) values ($1, $2)
         on conflict (person_id) do update set token_hash = excluded.token_hash, created_at = now(), last_read_at = null
         returning created_at",
        person.uuid(),
        token_hash,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn delete(db: impl sqlx::PgExecutor<'_>, person: PersonId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from calendar_feed where person_id = $1", person.uuid())
        .execute(db)
        .await
        .map(drop)
}

pub(super) async fn find_person(db: &PgPool, token_hash: &[u8]) -> Result<Option<PersonId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select person_id as "id: PersonId" from calendar_feed where token_hash = $1"#,
        token_hash
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn touch(db: &PgPool, person: PersonId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update calendar_feed set last_read_at = now() where person_id = $1",
        person.uuid()
    )
    .execute(db)
    .await
    .map(drop)
}

/// How often each request's due times were moved: by an extension, a priority, another assignment.
pub(super) async fn count_moves(
    db: &PgPool,
    requests: &[Request],
) -> Result<HashMap<RequestId, u32>, sqlx::Error> {
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select request_id as "request_id!: RequestId", count(*) as "count!" from history
         where request_id = any($1) and act in ('request.extended', 'request.reprioritised', 'request.taken', 'request.served',
            'request.given', 'request.redelivery_asked')
         group by request_id"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.request_id, u32::try_from(row.count).unwrap_or(u32::MAX)))
        .collect())
}
