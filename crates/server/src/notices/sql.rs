//! The queries of notices.

use api::notices::NoticeView;
use chrono::{DateTime, Utc};
use qc::id::{NoticeId, PersonId};
use qc::notice::NoticeKind;
use qc::person::Role;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Notice, People};
use crate::db::Tx;

/// One notice for each person concerned.
pub(super) async fn insert(
    tx: &mut Tx,
    to: People,
    notice: &Notice,
) -> Result<Vec<(NoticeId, PersonId)>, sqlx::Error> {
    let mut sent = Vec::new();
    for person in list_concerned(tx, to).await? {
        let id = NoticeId::new();
        sqlx::query!(
            "insert into notice (id, person_id, kind, subject, body, link) values ($1, $2, $3, $4, $5, $6)",
            id.uuid(),
            person.uuid(),
            notice.kind.as_str(),
            notice.subject,
            notice.body,
            notice.link,
        )
        .execute(&mut **tx)
        .await?;
        sent.push((id, person));
    }
    Ok(sent)
}

async fn list_concerned(tx: &mut Tx, to: People) -> Result<Vec<PersonId>, sqlx::Error> {
    let (person, roles, facility, show): (_, &[Role], _, _) = match to {
        People::Person(person) => (Some(person), Role::ALL, None, None),
        People::DownloadManagers(facility) => (None, &[Role::DownloadManager], Some(facility), None),
        People::VendorManagers(facility) => (None, &[Role::VendorManager], Some(facility), None),
        People::Show(show) => (None, &[Role::Post, Role::Production], None, Some(show)),
        People::Post(show) => (None, &[Role::Post], None, Some(show)),
        People::Production(show) => (None, &[Role::Production], None, Some(show)),
        People::StudioAdmins => (None, &[Role::StudioAdmin], None, None),
    };
    let roles: Vec<String> = roles.iter().map(|role| role.as_str().to_owned()).collect();
    sqlx::query_scalar!(
        r#"select p.id as "id: PersonId" from person p
         where p.state = 'active' and ($1::uuid is null or p.id = $1) and p.role = any($2)
           and ($3::uuid is null or p.facility_id = $3)
           and ($4::uuid is null or exists (select from show_grant g where g.person_id = p.id and g.show_id = $4))
         order by p.id"#,
        person.map(Uuid::from),
        &roles,
        facility.map(Uuid::from),
        show.map(Uuid::from),
    )
    .fetch_all(&mut **tx)
    .await
}

/// A person's notices, the newest first; one more than `limit`, if there are.
pub(super) async fn list(
    db: &PgPool,
    person: PersonId,
    before: Option<(DateTime<Utc>, NoticeId)>,
    limit: i64,
) -> Result<Vec<NoticeView>, sqlx::Error> {
    sqlx::query_as!(
        NoticeView,
        r#"select id as "id: NoticeId", kind as "kind: NoticeKind", subject, body, link, created_at, read_at
         from notice where person_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3))
         order by created_at desc, id desc limit $4"#,
        person.uuid(),
        before.map(|(at, _)| at),
        before.map(|(_, id)| id.uuid()),
        limit + 1,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn is_of(db: &PgPool, notice: NoticeId, person: PersonId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from notice where id = $1 and person_id = $2) as "is_theirs!""#,
        notice.uuid(),
        person.uuid(),
    )
    .fetch_one(db)
    .await
}

/// Marks what was not read yet: one notice, or all of the person; gives those that it marked.
pub(super) async fn mark_read(
    tx: &mut Tx,
    person: PersonId,
    notice: Option<NoticeId>,
) -> Result<Vec<NoticeId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"update notice set read_at = now()
         where person_id = $1 and read_at is null and ($2::uuid is null or id = $2) returning id as "id: NoticeId""#,
        person.uuid(),
        notice.map(Uuid::from),
    )
    .fetch_all(&mut **tx)
    .await
}

/// A notice as it goes into a letter.
pub(super) struct Letter {
    pub email: String,
    pub subject: String,
    pub body: String,
    pub link: String,
}

/// Takes notices that were neither mailed nor read, marked as mailed within the transaction. Those of yesterday are not
/// sent any more: a mail server that is set up late does not flood people.
pub(super) async fn take_unmailed(tx: &mut Tx, limit: i64) -> Result<Vec<Letter>, sqlx::Error> {
    sqlx::query_as!(
        Letter,
        "update notice n set mailed_at = now() from person p
         where p.id = n.person_id and n.id in (
             select u.id from notice u join person q on q.id = u.person_id
             where u.mailed_at is null and u.read_at is null and u.created_at > now() - interval '1 day' and q.state = 'active'
             order by u.created_at limit $1 for update of u skip locked)
         returning p.email, n.subject, n.body, n.link",
        limit,
    )
    .fetch_all(&mut **tx)
    .await
}
