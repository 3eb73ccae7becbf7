//! The queries of notices.

use api::notices::NoticeView;
use chrono::{DateTime, Utc};
use qc::id::{NoticeId, PersonId};
use qc::notice::{DIGEST_HOUR, MailWhen, NoticeKind, mail_at};
use qc::person::Role;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Notice, People, settings};
use crate::db::Tx;

/// Someone who is told, with what they chose of the kind.
pub(super) struct Concerned {
    pub id: PersonId,
    role: Role,
    is_shown: Option<bool>,
    mail_when: Option<MailWhen>,
    digest_hour: i32,
    time_zone: Option<String>,
    now: DateTime<Utc>,
}

/// By which way one notice reaches one person.
pub(super) struct Way {
    pub is_shown: bool,
    pub mail_when: MailWhen,
    pub mail_at: Option<DateTime<Utc>>,
}

impl Concerned {
    pub(super) fn way(&self, kind: NoticeKind) -> Way {
        let mail_when = self.mail_when.unwrap_or(kind.mailed_unless_chosen(self.role));
        let digest = settings::digest_time(self.digest_hour, self.time_zone.as_deref());
        Way {
            is_shown: self.is_shown.unwrap_or(true) || !kind.may_be_muted_by(self.role),
            mail_when,
            mail_at: mail_at(mail_when, self.now, digest),
        }
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    person: PersonId,
    notice: &Notice,
    way: &Way,
) -> Result<NoticeId, sqlx::Error> {
    let id = NoticeId::new();
    sqlx::query!(
        "insert into notice (id, person_id, kind, subject, body, link, title_id, is_shown, mail_when, mail_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id.uuid(),
        person.uuid(),
        notice.kind.as_str(),
        notice.subject,
        notice.body,
        notice.link,
        notice.title.map(Uuid::from),
        way.is_shown,
        way.mail_when.as_str(),
        way.mail_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Who is meant, whatever they chose.
pub(super) async fn list_concerned(
    tx: &mut Tx,
    to: People,
    kind: NoticeKind,
) -> Result<Vec<Concerned>, sqlx::Error> {
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
    sqlx::query_as!(
        Concerned,
        r#"select p.id as "id: PersonId", p.role as "role: Role", c.is_shown as "is_shown?",
                c.mail_when as "mail_when?: MailWhen", coalesce(s.digest_hour, $6) as "digest_hour!",
                s.time_zone as "time_zone?", now() as "now!"
         from person p
         left join notice_settings s on s.person_id = p.id
         left join notice_choice c on c.person_id = p.id and c.kind = $5
         where p.state = 'active' and ($1::uuid is null or p.id = $1) and p.role = any($2)
           and ($3::uuid is null or p.facility_id = $3)
           and ($4::uuid is null or exists (select from show_grant g where g.person_id = p.id and g.show_id = $4))
         order by p.id"#,
        person.map(Uuid::from),
        &roles,
        facility.map(Uuid::from),
        show.map(Uuid::from),
        kind.as_str(),
        i32::from(DIGEST_HOUR),
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
         from notice where person_id = $1 and is_shown and ($2::timestamptz is null or (created_at, id) < ($2, $3))
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
        r#"select exists (select from notice where id = $1 and person_id = $2 and is_shown) as "is_theirs!""#,
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
         where person_id = $1 and read_at is null and is_shown and ($2::uuid is null or id = $2) returning id as "id: NoticeId""#,
        person.uuid(),
        notice.map(Uuid::from),
    )
    .fetch_all(&mut **tx)
    .await
}

/// A notice as it goes into a letter.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub person: PersonId,
    pub email: String,
    pub when: MailWhen,
    pub title: Option<String>,
    pub subject: String,
    pub body: String,
    pub link: String,
}

/// Takes what is due to be mailed and was not read, marked as mailed within the transaction. What was due yesterday is not
/// sent any more: a mail server that is set up late does not flood people. Nor is what they may no longer know of.
pub(super) async fn take_due(tx: &mut Tx, limit: i64) -> Result<Vec<Line>, sqlx::Error> {
    let mut lines = sqlx::query!(
        r#"update notice n set mailed_at = now() from person p
         where p.id = n.person_id and n.id in (
             select u.id from notice u join person q on q.id = u.person_id
             where u.mailed_at is null and u.read_at is null and u.mail_at <= now() and u.mail_at > now() - interval '1 day'
               and q.state = 'active' and q.mail_failed_at is null
             order by u.mail_at, u.id limit $1 for update of u skip locked)
         returning n.id, p.id as "person: PersonId", p.email, n.mail_when as "when: MailWhen", n.subject, n.body, n.link,
             title_ref(n.title_id)->>'label' as title,
             n.title_id is null or may_know_title(p.id, n.title_id) as "may_know!""#,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    lines.retain(|line| line.may_know);
    lines.sort_by_key(|line| line.id);
    let lines = lines.into_iter().map(|line| Line {
        person: line.person,
        email: line.email,
        when: line.when,
        title: line.title,
        subject: line.subject,
        body: line.body,
        link: line.link,
    });
    Ok(lines.collect())
}
