//! Queries of presence. A row counts for `LASTS_S` after its page was last heard.

use api::page::PersonRef;
use api::presence::PresentPerson;
use qc::id::{IssueId, PersonId, RequestId};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use super::LASTS_S;
use crate::db::Tx;

/// True when it is news to others: the tab was not there, was elsewhere, or had another form open.
pub(super) async fn save(
    tx: &mut Tx,
    person: PersonId,
    tab: Uuid,
    request: RequestId,
    editing: Option<IssueId>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with before as (
             select request_id, editing_issue_id from presence
             where person_id = $1 and tab = $2 and seen_at > now() - make_interval(secs => $5)
         ), now_there as (
             insert into presence (person_id, tab, request_id, editing_issue_id)
             values ($1, $2, $3, (select id from issue where id = $4))
             on conflict (person_id, tab) do update
                 set request_id = excluded.request_id, editing_issue_id = excluded.editing_issue_id, seen_at = now()
             returning request_id, editing_issue_id
         )
         select not exists (
             select from before b
             where b.request_id = n.request_id and b.editing_issue_id is not distinct from n.editing_issue_id
         ) as "is_news!"
         from now_there n"#,
        person.uuid(),
        tab,
        request.uuid(),
        editing.map(IssueId::uuid),
        f64::from(LASTS_S),
    )
    .fetch_one(&mut **tx)
    .await
}

/// False when the tab was not there.
pub(super) async fn delete(tx: &mut Tx, person: PersonId, tab: Uuid) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "delete from presence where person_id = $1 and tab = $2",
        person.uuid(),
        tab
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Everyone there but this person, each once.
pub(super) async fn list_others(
    tx: &mut Tx,
    request: RequestId,
    but: PersonId,
) -> Result<Vec<PresentPerson>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select person_ref(p.person_id) as "person!: Json<PersonRef>",
                (array_agg(p.editing_issue_id) filter (where p.editing_issue_id is not null))[1] as editing_issue_id
         from presence p
         where p.request_id = $1 and p.person_id <> $2 and p.seen_at > now() - make_interval(secs => $3)
         group by p.person_id order by p.person_id"#,
        request.uuid(),
        but.uuid(),
        f64::from(LASTS_S),
    )
    .fetch_all(&mut **tx)
    .await?;
    let read = rows.into_iter().map(|row| PresentPerson {
        person: row.person.0,
        editing_issue_id: row.editing_issue_id.map(IssueId::from),
    });
    Ok(read.collect())
}

pub(super) async fn delete_old(db: &PgPool) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from presence where seen_at < now() - make_interval(secs => $1)",
        f64::from(LASTS_S)
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
