//! Queries of screens, sessions, tokens and passes. All times are the database's.

use api::tv_sessions::TvPassView;
use chrono::{DateTime, Utc};
use qc::id::{PersonId, RenditionId, RequestId, SessionId, TaskId, TvScreenId, TvSessionId};
use qc::task::TaskKind;
use qc::tv::{Capabilities, Downgrade, TOKEN_S, TvEnd, WRONG_CODES_WITHIN_S};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::access::unreadable;
use crate::db::Tx;

/// A TV that was not seen for so long is off; its code opens nothing.
const SCREEN_GONE_S: f64 = 30.0;

pub(super) struct TvSession {
    pub id: TvSessionId,
    pub request_id: RequestId,
    pub person_id: PersonId,
    pub session_id: Option<SessionId>,
    pub device: String,
    pub capabilities: Option<Json<Capabilities>>,
    pub created_at: DateTime<Utc>,
}

pub(super) async fn find_live(
    db: impl PgExecutor<'_>,
    id: TvSessionId,
) -> Result<Option<TvSession>, sqlx::Error> {
    sqlx::query_as!(
        TvSession,
        r#"select id as "id!: TvSessionId", request_id as "request_id!: RequestId", person_id as "person_id!: PersonId",
            session_id as "session_id: SessionId", device as "device!", capabilities as "capabilities: Json<Capabilities>",
            created_at as "created_at!"
         from live_tv_session where id = $1"#,
        id.uuid(),
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn find_live_of_request(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Option<TvSession>, sqlx::Error> {
    sqlx::query_as!(
        TvSession,
        r#"select id as "id!: TvSessionId", request_id as "request_id!: RequestId", person_id as "person_id!: PersonId",
            session_id as "session_id: SessionId", device as "device!", capabilities as "capabilities: Json<Capabilities>",
            created_at as "created_at!"
         from live_tv_session where request_id = $1"#,
        request.uuid(),
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn find_live_of_screen(
    db: &PgPool,
    screen: TvScreenId,
) -> Result<Option<TvSession>, sqlx::Error> {
    sqlx::query_as!(
        TvSession,
        r#"select id as "id!: TvSessionId", request_id as "request_id!: RequestId", person_id as "person_id!: PersonId",
            session_id as "session_id: SessionId", device as "device!", capabilities as "capabilities: Json<Capabilities>",
            created_at as "created_at!"
         from live_tv_session where screen_id = $1"#,
        screen.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// The sign-in in which this TV plays this rendition.
pub(super) async fn find_player(
    db: &PgPool,
    secret_hash: &[u8],
    rendition: RenditionId,
) -> Result<Option<SessionId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select l.session_id as "session_id!: SessionId" from tv_screen c join live_tv_session l on l.screen_id = c.id
         where c.secret_hash = $1 and exists (
            select from rendition n join request_delivery rd on rd.delivery_id = n.delivery_id
            where n.id = $2 and rd.request_id = l.request_id)"#,
        secret_hash,
        rendition.uuid(),
    )
    .fetch_optional(db)
    .await
}

// ── screens

pub(super) struct NewScreen<'a> {
    pub id: TvScreenId,
    pub secret_hash: &'a [u8],
    pub device: &'a str,
    pub address: &'a str,
}

pub(super) async fn insert_screen(db: &PgPool, screen: &NewScreen<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into tv_screen (id, secret_hash, device, address) values ($1, $2, $3, $4)",
        screen.id.uuid(),
        screen.secret_hash,
        screen.device,
        screen.address,
    )
    .execute(db)
    .await
    .map(drop)
}

/// How many pages of TVs this address opened in the last hour.
pub(super) async fn count_screens(db: &PgPool, address: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from tv_screen where address = $1 and created_at > now() - interval '1 hour'"#,
        address
    )
    .fetch_one(db)
    .await
}

pub(super) async fn find_screen(db: &PgPool, secret_hash: &[u8]) -> Result<Option<TvScreenId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"update tv_screen set seen_at = now() where secret_hash = $1 returning id as "id: TvScreenId""#,
        secret_hash
    )
    .fetch_optional(db)
    .await
}

/// False when another screen has this code.
pub(super) async fn set_code(
    db: &PgPool,
    screen: TvScreenId,
    code: &str,
    good_s: u32,
) -> Result<bool, sqlx::Error> {
    let set = sqlx::query!(
        "update tv_screen set code = $2, code_until = now() + make_interval(secs => $3), seen_at = now()
         where id = $1 and not exists (select from tv_screen o where o.code = $2 and o.id <> $1)",
        screen.uuid(),
        code,
        f64::from(good_s),
    )
    .execute(db)
    .await?;
    Ok(set.rows_affected() == 1)
}

pub(super) async fn drop_code(db: &PgPool, screen: TvScreenId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update tv_screen set code = null, code_until = null where id = $1",
        screen.uuid()
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn touch_screen(db: &PgPool, screen: TvScreenId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update tv_screen set seen_at = now() where id = $1",
        screen.uuid()
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) struct Screen {
    pub id: TvScreenId,
    pub device: String,
}

/// Takes the code: it is good for one.
pub(super) async fn take_code(tx: &mut Tx, code: &str) -> Result<Option<Screen>, sqlx::Error> {
    sqlx::query_as!(
        Screen,
        r#"update tv_screen set code = null, code_until = null
         where code = $1 and code_until > now() and seen_at > now() - make_interval(secs => $2)
         returning id as "id: TvScreenId", device"#,
        code,
        SCREEN_GONE_S,
    )
    .fetch_optional(&mut **tx)
    .await
}

// ── wrong codes

/// How many, and how many seconds ago the latest was.
pub(super) async fn count_wrong_codes(db: &PgPool, person: PersonId) -> Result<(i64, f64), sqlx::Error> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", coalesce(extract(epoch from now() - max(at)), 0)::float8 as "ago!"
         from tv_wrong_code where person_id = $1 and at > now() - make_interval(secs => $2)"#,
        person.uuid(),
        f64::from(WRONG_CODES_WITHIN_S),
    )
    .fetch_one(db)
    .await?;
    Ok((row.count, row.ago))
}

pub(super) async fn insert_wrong_code(db: &PgPool, person: PersonId) -> Result<(), sqlx::Error> {
    sqlx::query!("insert into tv_wrong_code (person_id) values ($1)", person.uuid())
        .execute(db)
        .await
        .map(drop)
}

// ── tokens

pub(super) struct NewToken<'a> {
    pub hash: &'a [u8],
    pub request: RequestId,
    pub person: PersonId,
    pub session: SessionId,
    pub replaces: bool,
}

pub(super) async fn insert_token(db: &PgPool, token: &NewToken<'_>) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar!(
        "insert into tv_token (token_hash, request_id, person_id, session_id, replaces, expires_at)
         values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6)) returning expires_at",
        token.hash,
        token.request.uuid(),
        token.person.uuid(),
        token.session.uuid(),
        token.replaces,
        f64::from(TOKEN_S),
    )
    .fetch_one(db)
    .await
}

pub(super) struct TvToken {
    pub request_id: RequestId,
    pub session_id: SessionId,
    pub replaces: bool,
}

/// Takes the token: it is good for one, and not for long. Used up even when what follows is refused.
pub(super) async fn take_token(db: &PgPool, hash: &[u8]) -> Result<Option<TvToken>, sqlx::Error> {
    sqlx::query_as!(
        TvToken,
        r#"update tv_token set used_at = now() where token_hash = $1 and used_at is null and expires_at > now()
         returning request_id as "request_id: RequestId", session_id as "session_id: SessionId", replaces"#,
        hash,
    )
    .fetch_optional(db)
    .await
}

// ── sessions

pub(super) struct NewSession<'a> {
    pub id: TvSessionId,
    pub request: RequestId,
    pub person: PersonId,
    pub session: SessionId,
    pub screen: TvScreenId,
    pub device: &'a str,
}

pub(super) async fn insert_session(tx: &mut Tx, session: &NewSession<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into tv_session (id, request_id, person_id, session_id, screen_id, device) values ($1, $2, $3, $4, $5, $6)",
        session.id.uuid(),
        session.request.uuid(),
        session.person.uuid(),
        session.session.uuid(),
        session.screen.uuid(),
        session.device,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// False when it had ended before.
pub(super) async fn end(tx: &mut Tx, id: TvSessionId, why: TvEnd) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query!(
        "update tv_session set ended_at = now(), end_reason = $2 where id = $1 and ended_at is null",
        id.uuid(),
        why.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(ended.rows_affected() == 1)
}

pub(super) async fn take_over(db: &PgPool, id: TvSessionId, session: SessionId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update tv_session set session_id = $2 where id = $1",
        id.uuid(),
        session.uuid()
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn save_capabilities(
    db: &PgPool,
    id: TvSessionId,
    capabilities: &Capabilities,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update tv_session set capabilities = $2 where id = $1",
        id.uuid(),
        Json(capabilities) as _,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) struct Dead {
    pub id: TvSessionId,
    pub request_id: RequestId,
    pub person_id: PersonId,
    /// The sign-in stands: it was the task that ended.
    pub is_signed_in: bool,
}

/// Sessions that nobody may go on with, and that have not been ended yet.
pub(super) async fn list_dead(db: impl PgExecutor<'_>) -> Result<Vec<Dead>, sqlx::Error> {
    sqlx::query_as!(
        Dead,
        r#"select t.id as "id: TvSessionId", t.request_id as "request_id: RequestId", t.person_id as "person_id: PersonId",
            exists (select from session s where s.id = t.session_id and s.ended_at is null and s.expires_at > now()) as "is_signed_in!"
         from tv_session t where t.ended_at is null and not exists (select from live_tv_session l where l.id = t.id)"#
    )
    .fetch_all(db)
    .await
}

/// Screens that are off for a day, and what is too old to matter.
pub(super) async fn sweep(db: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from tv_screen c where c.seen_at < now() - interval '1 day'
         and not exists (select from tv_session t where t.screen_id = c.id and t.ended_at is null)"
    )
    .execute(db)
    .await?;
    sqlx::query!("delete from tv_token where expires_at < now() - interval '1 day'")
        .execute(db)
        .await?;
    sqlx::query!("delete from tv_wrong_code where at < now() - interval '1 day'")
        .execute(db)
        .await
        .map(drop)
}

// ── passes

pub(super) struct NewPass<'a> {
    pub session: TvSessionId,
    pub task: TaskId,
    pub device: &'a str,
    pub pass: &'a api::tv_sessions::TvPass,
}

/// What a task is played with; the latest of a session counts.
pub(super) async fn save_pass(db: &PgPool, new: &NewPass<'_>) -> Result<(), sqlx::Error> {
    let downgrades: Vec<String> = new
        .pass
        .downgrades
        .iter()
        .map(|lost| lost.as_str().to_owned())
        .collect();
    sqlx::query!(
        "insert into tv_pass (id, tv_session_id, task_id, device, rendition_kind, picture, sound, downgrades)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (tv_session_id, task_id) do update set rendition_kind = $5, picture = $6, sound = $7, downgrades = $8",
        Uuid::now_v7(),
        new.session.uuid(),
        new.task.uuid(),
        new.device,
        new.pass.rendition_kind,
        new.pass.picture.as_str(),
        new.pass.sound.as_str(),
        &downgrades,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn list_passes(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<TvPassView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select k.kind as "kind: TaskKind", p.device, p.rendition_kind, p.picture, p.sound, p.downgrades, p.begun_at
         from tv_pass p join task k on k.id = p.task_id where k.request_id = $1 order by p.begun_at"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let downgrades: Vec<Downgrade> = row
                .downgrades
                .iter()
                .map(|word| word.parse().map_err(|error| unreadable("downgrade", error)))
                .collect::<Result<_, _>>()?;
            Ok(TvPassView {
                task_kind: row.kind,
                device: row.device,
                begun_at: row.begun_at,
                pass: api::tv_sessions::TvPass {
                    rendition_id: None,
                    rendition_kind: row.rendition_kind,
                    picture: row
                        .picture
                        .parse()
                        .map_err(|error| unreadable("picture", error))?,
                    sound: row.sound.parse().map_err(|error| unreadable("sound", error))?,
                    downgrade_texts: downgrades.iter().map(|lost| lost.sentence().to_owned()).collect(),
                    downgrades,
                },
            })
        })
        .collect()
}
