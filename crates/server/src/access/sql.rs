//! Queries of sessions, invitations and failed sign-ins. All times are the database's.

use api::sessions::{Client, InvitationView, SessionRow};
use chrono::{DateTime, Utc};
use qc::id::{FacilityId, PersonId, SessionId, ShowId};
use sqlx::PgPool;
use uuid::Uuid;

use super::Actor;
use super::actor::TOUCH_EVERY;
use crate::config::SessionTimes;
use crate::db::Tx;

/// The person of a live session; writes a sign of life now and then.
pub(super) async fn find_actor(
    db: &PgPool,
    token_hash: &[u8],
    times: &SessionTimes,
) -> Result<Option<Actor>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select s.id, s.client, s.expires_at, p.id as person_id, p.identity, p.role, p.facility_id,
                array(select show_id from show_grant g where g.person_id = p.id) as "shows!",
                array(select show_id from show_clearance c where c.facility_id = p.facility_id) as "cleared!",
                s.last_seen_at < now() - make_interval(secs => $3) as "is_untouched!"
         from session s join person p on p.id = s.person_id
         where s.token_hash = $1 and s.ended_at is null and s.expires_at > now()
           and s.last_seen_at > now() - make_interval(secs => $2) and p.state = 'active'"#,
        token_hash,
        times.idle.as_secs_f64(),
        TOUCH_EVERY.as_secs_f64(),
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.is_untouched {
        sqlx::query!(
            "update session set last_seen_at = now() where id = $1 and ended_at is null",
            row.id
        )
        .execute(db)
        .await?;
    }
    Ok(Some(Actor {
        person: PersonId::from(row.person_id),
        identity: row.identity,
        session: SessionId::from(row.id),
        client: client_of(&row.client),
        role: row.role.parse().map_err(|error| unreadable("role", error))?,
        facility: row.facility_id.map(FacilityId::from),
        shows: row.shows.into_iter().map(ShowId::from).collect(),
        cleared: row.cleared.into_iter().map(ShowId::from).collect(),
        expires_at: row.expires_at,
    }))
}

pub(super) async fn find_token_hash(db: &PgPool, session: SessionId) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select token_hash from session where id = $1",
        Uuid::from(session)
    )
    .fetch_optional(db)
    .await
}

/// The person without a session: what they may see follows from their account alone.
pub(super) async fn find_reader(db: &PgPool, person: PersonId) -> Result<Option<Actor>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select p.identity, p.role, p.facility_id, now() as "now!",
                array(select show_id from show_grant g where g.person_id = p.id) as "shows!",
                array(select show_id from show_clearance c where c.facility_id = p.facility_id) as "cleared!"
         from person p where p.id = $1 and p.state = 'active'"#,
        Uuid::from(person),
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Actor {
        person,
        identity: row.identity,
        session: SessionId::from(Uuid::nil()),
        client: Client::Cli,
        role: row.role.parse().map_err(|error| unreadable("role", error))?,
        facility: row.facility_id.map(FacilityId::from),
        shows: row.shows.into_iter().map(ShowId::from).collect(),
        cleared: row.cleared.into_iter().map(ShowId::from).collect(),
        expires_at: row.now,
    }))
}

/// For endless answers. They are no sign of life, nor is it theirs to notice idleness before the next call does.
pub(super) async fn is_alive(db: &PgPool, session: SessionId) -> Result<bool, sqlx::Error> {
    let alive = sqlx::query_scalar!(
        r#"select true as "alive!" from session s join person p on p.id = s.person_id
         where s.id = $1 and s.ended_at is null and s.expires_at > now() and p.state = 'active'"#,
        Uuid::from(session),
    );
    Ok(alive.fetch_optional(db).await?.is_some())
}

pub(super) struct Account {
    pub person: PersonId,
    pub password_hash: Option<String>,
    pub is_active: bool,
    /// Whether this device signed in to this account before.
    pub is_known_device: bool,
}

pub(super) async fn find_account(
    db: &PgPool,
    email: &str,
    device_hash: &[u8],
) -> Result<Option<Account>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select p.id, p.password_hash, p.state = 'active' as "is_active!",
                exists (select from session s where s.person_id = p.id and s.device_hash = $2) as "is_known_device!"
         from person p where p.email = $1"#,
        email,
        device_hash,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Account {
        person: PersonId::from(row.id),
        password_hash: row.password_hash,
        is_active: row.is_active,
        is_known_device: row.is_known_device,
    }))
}

pub(super) struct NewSession<'a> {
    pub id: SessionId,
    pub token_hash: &'a [u8],
    pub person: PersonId,
    pub client: Client,
    pub user_agent: &'a str,
    pub address: &'a str,
    pub device_hash: &'a [u8],
}

pub(super) async fn insert_session(
    tx: &mut Tx,
    session: &NewSession<'_>,
    times: &SessionTimes,
) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar!(
        "insert into session (id, token_hash, person_id, client, user_agent, address, device_hash, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8)) returning expires_at",
        Uuid::from(session.id),
        session.token_hash,
        Uuid::from(session.person),
        client_name(session.client),
        session.user_agent,
        session.address,
        session.device_hash,
        times.total.as_secs_f64(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// Ends one session of this person; false when there is no such one.
pub(super) async fn end_session(
    tx: &mut Tx,
    person: PersonId,
    session: SessionId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update session set ended_at = now() where id = $1 and person_id = $2 and ended_at is null",
        Uuid::from(session),
        Uuid::from(person),
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn end_sessions_of(tx: &mut Tx, person: PersonId) -> Result<u64, sqlx::Error> {
    let ended = sqlx::query!(
        "update session set ended_at = now() where person_id = $1 and ended_at is null and expires_at > now()",
        Uuid::from(person),
    );
    Ok(ended.execute(&mut **tx).await?.rows_affected())
}

/// The session that a sign-in replaces: the token of before is worth nothing any more.
pub(super) async fn end_session_by_token(tx: &mut Tx, token_hash: &[u8]) -> Result<(), sqlx::Error> {
    let ended = sqlx::query!(
        "update session set ended_at = now() where token_hash = $1 and ended_at is null",
        token_hash
    );
    ended.execute(&mut **tx).await.map(drop)
}

pub(super) async fn list_sessions(
    db: &PgPool,
    actor: &Actor,
    times: &SessionTimes,
) -> Result<Vec<SessionRow>, sqlx::Error> {
    let rows = sqlx::query!(
        "select id, client, user_agent, address, created_at, last_seen_at from session
         where person_id = $1 and ended_at is null and expires_at > now() and last_seen_at > now() - make_interval(secs => $2)
         order by last_seen_at desc",
        Uuid::from(actor.person),
        times.idle.as_secs_f64(),
    )
    .fetch_all(db)
    .await?;
    let read = rows.into_iter().map(|row| SessionRow {
        id: SessionId::from(row.id),
        client: client_of(&row.client),
        user_agent: row.user_agent,
        address: row.address,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        is_current: SessionId::from(row.id) == actor.session,
    });
    Ok(read.collect())
}

/// For how many seconds this pair of account and device is locked; none when it is not.
pub(super) async fn find_lock(
    db: &PgPool,
    email_hash: &[u8],
    device: &str,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select ceil(extract(epoch from locked_until - now()))::bigint as "seconds!" from sign_in_failure
         where email_hash = $1 and device = $2 and locked_until > now()"#,
        email_hash,
        device,
    )
    .fetch_optional(db)
    .await
}

/// Counts a failure. The fifth within the time locks the pair; failures before the time are forgotten.
pub(super) async fn count_failure(
    db: &PgPool,
    email_hash: &[u8],
    device: &str,
    limit: i32,
    lock_s: f64,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into sign_in_failure as f (email_hash, device, failures) values ($1, $2, 1)
         on conflict (email_hash, device) do update set
             failures = case when f.last_at < now() - make_interval(secs => $4) then 1 else f.failures + 1 end,
             last_at = now(),
             locked_until = case when f.last_at >= now() - make_interval(secs => $4) and f.failures + 1 >= $3
                                 then now() + make_interval(secs => $4) end",
        email_hash,
        device,
        limit,
        lock_s,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn forget_failures(tx: &mut Tx, email_hash: &[u8], device: &str) -> Result<(), sqlx::Error> {
    let forgotten = sqlx::query!(
        "delete from sign_in_failure where email_hash = $1 and device = $2",
        email_hash,
        device
    );
    forgotten.execute(&mut **tx).await.map(drop)
}

pub(super) async fn replace_invitation(
    tx: &mut Tx,
    person: PersonId,
    token_hash: &[u8],
) -> Result<(), sqlx::Error> {
    revoke_invitations(tx, person).await?;
    let inserted = sqlx::query!(
        "insert into invitation (token_hash, person_id, expires_at) values ($1, $2, now() + interval '7 days')",
        token_hash,
        Uuid::from(person),
    );
    inserted.execute(&mut **tx).await.map(drop)
}

pub(super) async fn revoke_invitations(tx: &mut Tx, person: PersonId) -> Result<(), sqlx::Error> {
    let revoked = sqlx::query!(
        "delete from invitation where person_id = $1 and accepted_at is null",
        Uuid::from(person)
    );
    revoked.execute(&mut **tx).await.map(drop)
}

pub(super) async fn find_invitation(
    db: &PgPool,
    token_hash: &[u8],
) -> Result<Option<InvitationView>, sqlx::Error> {
    sqlx::query_as!(
        InvitationView,
        "select p.email, p.first_name, p.last_name, i.expires_at from invitation i join person p on p.id = i.person_id
         where i.token_hash = $1 and i.accepted_at is null and i.expires_at > now() and p.state not in ('suspended', 'disabled')",
        token_hash,
    )
    .fetch_optional(db)
    .await
}

/// Uses the invitation up; none when it was used, has expired, or never was.
pub(super) async fn accept_invitation(
    tx: &mut Tx,
    token_hash: &[u8],
) -> Result<Option<PersonId>, sqlx::Error> {
    let person = sqlx::query_scalar!(
        "update invitation i set accepted_at = now() from person p
         where i.token_hash = $1 and i.accepted_at is null and i.expires_at > now()
           and p.id = i.person_id and p.state not in ('suspended', 'disabled')
         returning i.person_id",
        token_hash,
    );
    Ok(person.fetch_optional(&mut **tx).await?.map(PersonId::from))
}

pub(super) async fn set_password(
    tx: &mut Tx,
    person: PersonId,
    password_hash: &str,
) -> Result<(), sqlx::Error> {
    let set = sqlx::query!(
        "update person set password_hash = $2, state = 'active', awake_since = now(), revision = revision + 1 where id = $1",
        Uuid::from(person),
        password_hash,
    );
    set.execute(&mut **tx).await.map(drop)
}

pub(super) async fn sweep(db: &PgPool, idempotency_kept_s: f64) -> Result<(), sqlx::Error> {
    // A device stays known for as long as one of its sessions is kept.
    sqlx::query!("delete from session where coalesce(ended_at, expires_at) < now() - interval '400 days'")
        .execute(db)
        .await?;
    sqlx::query!("delete from sign_in_failure where last_at < now() - interval '1 day'")
        .execute(db)
        .await?;
    sqlx::query!(
        "delete from idempotency where created_at < now() - make_interval(secs => $1)",
        idempotency_kept_s
    )
    .execute(db)
    .await?;
    sqlx::query!("delete from invitation where expires_at < now() - interval '30 days'")
        .execute(db)
        .await
        .map(drop)
}

fn client_of(name: &str) -> Client {
    if name == "cli" {
        Client::Cli
    } else {
        Client::Browser
    }
}

pub(super) fn client_name(client: Client) -> &'static str {
    match client {
        Client::Browser => "browser",
        Client::Cli => "cli",
    }
}

/// A word in the database that this program does not know: written by a newer one.
pub(crate) fn unreadable(column: &str, error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: Box::new(error),
    }
}
