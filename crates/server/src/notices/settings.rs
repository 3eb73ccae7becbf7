//! What a person chose: of which kinds they are told, by which way, and when their daily mail comes. What they did not
//! choose is decided by `qc::notice` for their role. A change holds for what waits to be mailed already.

use std::collections::HashMap;

use api::notices::{NoticeChoice, NoticeSetting, NoticeSettings, NoticeSettingsChange};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use qc::id::{NoticeId, PersonId};
use qc::notice::{DIGEST_HOUR, DigestTime, MailWhen, NoticeKind, mail_at};
use qc::person::Role;
use sqlx::PgExecutor;
use uuid::Uuid;

use crate::db::Tx;

/// The hour and zone as stored. A zone that this program does not know is read as UTC.
pub(super) fn digest_time(hour: i32, zone: Option<&str>) -> DigestTime {
    DigestTime {
        hour: u8::try_from(hour).unwrap_or(DIGEST_HOUR),
        zone: zone.and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC),
    }
}

/// Everything that the person is told of, with what holds for each kind.
pub(super) async fn get(
    db: impl PgExecutor<'_>,
    person: PersonId,
    sends_mail: bool,
) -> Result<NoticeSettings, sqlx::Error> {
    let row = sqlx::query!(
        r#"select p.email, case when p.mail_failed_at is not null then p.mail_failure end as mail_failure,
                p.role as "role: Role", coalesce(s.digest_hour, $2) as "digest_hour!", s.time_zone as "time_zone?",
                coalesce(s.revision, 0) as "revision!",
                array(select distinct n.kind from notice n where n.person_id = p.id) as "told!",
                array(select c.kind from notice_choice c where c.person_id = p.id order by c.kind) as "chosen!",
                array(select c.is_shown from notice_choice c where c.person_id = p.id order by c.kind) as "shown!: Vec<Option<bool>>",
                array(select c.mail_when from notice_choice c where c.person_id = p.id order by c.kind) as "mail!: Vec<Option<MailWhen>>"
         from person p left join notice_settings s on s.person_id = p.id where p.id = $1"#,
        person.uuid(),
        i32::from(DIGEST_HOUR),
    )
    .fetch_one(db)
    .await?;
    let ways = row.shown.into_iter().zip(row.mail);
    let chosen: HashMap<String, _> = row.chosen.into_iter().zip(ways).collect();
    let kinds = NoticeKind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.is_told_to(row.role) || row.told.iter().any(|told| told == kind.as_str()));
    Ok(NoticeSettings {
        email: row.email,
        mail_failure: row.mail_failure,
        sends_mail,
        digest_hour: u8::try_from(row.digest_hour).unwrap_or(DIGEST_HOUR),
        time_zone: row.time_zone,
        kinds: kinds
            .map(|kind| {
                let (is_shown, mail) = chosen.get(kind.as_str()).copied().unwrap_or_default();
                setting(kind, row.role, is_shown, mail)
            })
            .collect(),
        revision: row.revision,
    })
}

fn setting(kind: NoticeKind, role: Role, is_shown: Option<bool>, mail: Option<MailWhen>) -> NoticeSetting {
    let may_be_muted = kind.may_be_muted_by(role);
    let usual_mail = kind.mailed_unless_chosen(role);
    NoticeSetting {
        kind,
        group: kind.rule().group,
        is_shown: is_shown.unwrap_or(true) || !may_be_muted,
        may_be_muted,
        mail: mail.unwrap_or(usual_mail),
        usual_mail,
    }
}

/// Compare-and-set on the revision (0 before the first choice); false when another page was quicker.
pub(super) async fn change(
    tx: &mut Tx,
    person: PersonId,
    revision: i64,
    change: &NoticeSettingsChange,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into notice_settings as s (person_id, digest_hour, time_zone)
         select $1, coalesce($3::int, $5::int), $4::text where $2::bigint = 0 or exists (select from notice_settings where person_id = $1)
         on conflict (person_id) do update
         set digest_hour = coalesce($3::int, s.digest_hour), time_zone = coalesce($4::text, s.time_zone), revision = s.revision + 1
         where s.revision = $2",
        person.uuid(),
        revision,
        change.digest_hour.map(i32::from),
        change.time_zone,
        i32::from(DIGEST_HOUR),
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    for choice in &change.kinds {
        choose(tx, person, choice).await?;
    }
    reschedule(tx, person).await?;
    Ok(true)
}

async fn choose(tx: &mut Tx, person: PersonId, choice: &NoticeChoice) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into notice_choice as c (person_id, kind, is_shown, mail_when) values ($1, $2, $3, $4)
         on conflict (person_id, kind) do update
         set is_shown = coalesce($3, c.is_shown), mail_when = coalesce($4, c.mail_when)",
        person.uuid(),
        choice.kind.as_str(),
        choice.is_shown,
        choice.mail.map(MailWhen::as_str),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

struct Waiting {
    id: NoticeId,
    kind: NoticeKind,
    role: Role,
    created_at: DateTime<Utc>,
    mail_when: Option<MailWhen>,
    digest_hour: i32,
    time_zone: Option<String>,
}

/// Gives what waits to be mailed its time anew. What was muted by mail does not come back: it was not wanted then.
async fn reschedule(tx: &mut Tx, person: PersonId) -> Result<(), sqlx::Error> {
    let waiting = sqlx::query_as!(
        Waiting,
        r#"select n.id as "id: NoticeId", n.kind as "kind: NoticeKind", p.role as "role: Role", n.created_at,
                c.mail_when as "mail_when?: MailWhen", s.digest_hour, s.time_zone
         from notice n join person p on p.id = n.person_id join notice_settings s on s.person_id = p.id
         left join notice_choice c on c.person_id = p.id and c.kind = n.kind
         where n.person_id = $1 and n.mailed_at is null and n.read_at is null and n.mail_at > now() - interval '1 day'
         for update of n"#,
        person.uuid(),
    )
    .fetch_all(&mut **tx)
    .await?;
    for notice in waiting {
        let when = notice
            .mail_when
            .unwrap_or(notice.kind.mailed_unless_chosen(notice.role));
        let digest = digest_time(notice.digest_hour, notice.time_zone.as_deref());
        sqlx::query!(
            "update notice set mail_when = $2, mail_at = $3 where id = $1",
            Uuid::from(notice.id),
            when.as_str(),
            mail_at(when, notice.created_at, digest),
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
