//! What a person is typing about a request or an issue, kept as they type: the queries.

use api::issues::DraftView;
use qc::id::PersonId;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

pub(super) async fn find(
    db: &PgPool,
    person: PersonId,
    about: Uuid,
) -> Result<Option<DraftView>, sqlx::Error> {
    sqlx::query_as!(
        DraftView,
        "select body, updated_at, revision from comment_draft where person_id = $1 and about_id = $2",
        person.uuid(),
        about,
    )
    .fetch_optional(db)
    .await
}

/// Keeps it: the first time when there is none yet, else over the revision that the page holds.
pub(super) async fn save(
    db: &PgPool,
    person: PersonId,
    about: Uuid,
    body: &serde_json::Value,
    over: Option<i64>,
) -> Result<Option<DraftView>, sqlx::Error> {
    match over {
        None => {
            sqlx::query_as!(
                DraftView,
                "insert into comment_draft (person_id, about_id, body) values ($1, $2, $3)
                 on conflict (person_id, about_id) do nothing returning body, updated_at, revision",
                person.uuid(),
                about,
                body,
            )
            .fetch_optional(db)
            .await
        }
        Some(revision) => {
            sqlx::query_as!(
                DraftView,
                "update comment_draft set body = $3, updated_at = now(), revision = revision + 1
                 where person_id = $1 and about_id = $2 and revision = $4 returning body, updated_at, revision",
                person.uuid(),
                about,
                body,
                revision,
            )
            .fetch_optional(db)
            .await
        }
    }
}

pub(super) async fn delete(
    db: impl PgExecutor<'_>,
    person: PersonId,
    about: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from comment_draft where person_id = $1 and about_id = $2",
        person.uuid(),
        about
    )
    .execute(db)
    .await
    .map(drop)
}
