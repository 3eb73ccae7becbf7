//! Queries of the tickets' other halves in Zendesk.

use chrono::{DateTime, Utc};
use qc::id::{PersonId, RequestId, TicketId, TicketReplyId};
use qc::ticket::{Team, TicketKind, TicketState};
use sqlx::{PgExecutor, PgPool};

use crate::db::Tx;

pub(super) async fn connect(tx: &mut Tx, ticket: TicketId) -> Result<(), sqlx::Error> {
    sqlx::query!("insert into ticket_sync (ticket_id) values ($1)", ticket.uuid())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Something is on its way; false where the ticket is not connected.
pub(super) async fn wait(tx: &mut Tx, ticket: TicketId, problem: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update ticket_sync set state = 'waiting', problem = $2 where ticket_id = $1",
        ticket.uuid(),
        problem,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One more attempt in vain; gives how many there were.
pub(super) async fn count_attempt(tx: &mut Tx, ticket: TicketId) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        "update ticket_sync set attempts = attempts + 1 where ticket_id = $1 returning attempts",
        ticket.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn fail(tx: &mut Tx, ticket: TicketId, problem: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ticket_sync set state = 'failed', problem = $2 where ticket_id = $1",
        ticket.uuid(),
        problem,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn set_synced(tx: &mut Tx, ticket: TicketId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ticket_sync set state = 'synced', problem = '', attempts = 0, synced_at = now() where ticket_id = $1",
        ticket.uuid(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A ticket as it is pushed.
pub(super) struct Outgoing {
    pub id: TicketId,
    pub number: i64,
    pub kind: TicketKind,
    pub team: Team,
    pub subject: String,
    pub description: String,
    pub context: serde_json::Value,
    pub state: TicketState,
    pub author_id: PersonId,
    pub author_name: String,
    pub author_email: String,
    pub request_id: Option<RequestId>,
    pub request_number: Option<i64>,
    pub followed_zendesk_id: Option<i64>,
    pub zendesk_id: Option<i64>,
    pub requester_id: Option<i64>,
    pub was_sent: bool,
    pub known_state: Option<String>,
}

pub(super) async fn find_outgoing(db: &PgPool, ticket: TicketId) -> Result<Option<Outgoing>, sqlx::Error> {
    sqlx::query_as!(
        Outgoing,
        r#"select t.id as "id: TicketId", t.number, t.kind as "kind: TicketKind", t.team as "team: Team", t.subject, t.description,
            t.context, t.state as "state: TicketState", t.author_id as "author_id: PersonId",
            p.first_name || ' ' || p.last_name as "author_name!", p.email as author_email,
            t.request_id as "request_id: RequestId", r.number as "request_number?", f.zendesk_id as "followed_zendesk_id?",
            s.zendesk_id, s.requester_id, s.sent_at is not null as "was_sent!", s.known_state
         from ticket t join ticket_sync s on s.ticket_id = t.id join person p on p.id = t.author_id
         left join qc_request r on r.id = t.request_id left join ticket_sync f on f.ticket_id = t.follows_id
         where t.id = $1"#,
        ticket.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// Before it is created: an answer may be lost.
pub(super) async fn set_sent(db: &PgPool, ticket: TicketId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ticket_sync set sent_at = now() where ticket_id = $1",
        ticket.uuid()
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn set_made(
    db: &PgPool,
    ticket: TicketId,
    zendesk_id: i64,
    requester_id: Option<i64>,
    known_state: Option<TicketState>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ticket_sync set zendesk_id = $2, requester_id = $3, known_state = $4 where ticket_id = $1",
        ticket.uuid(),
        zendesk_id,
        requester_id,
        known_state.map(TicketState::as_str),
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn set_known_state(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    state: Option<TicketState>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ticket_sync set known_state = $2 where ticket_id = $1",
        ticket.uuid(),
        state.map(TicketState::as_str),
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) struct OutgoingReply {
    pub id: TicketReplyId,
    pub author_id: PersonId,
    pub author_name: String,
    pub body: String,
    pub is_internal: bool,
    pub was_sent: bool,
}

/// What Zendesk does not have yet, the oldest first.
pub(super) async fn list_unsent(db: &PgPool, ticket: TicketId) -> Result<Vec<OutgoingReply>, sqlx::Error> {
    sqlx::query_as!(
        OutgoingReply,
        r#"select y.id as "id: TicketReplyId", y.author_id as "author_id!: PersonId",
            p.first_name || ' ' || p.last_name as "author_name!", y.body, y.is_internal, y.sent_at is not null as "was_sent!"
         from ticket_reply y join person p on p.id = y.author_id
         where y.ticket_id = $1 and y.comment_id is null order by y.created_at, y.id"#,
        ticket.uuid(),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn set_reply_sent(db: &PgPool, reply: TicketReplyId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ticket_reply set sent_at = now() where id = $1",
        reply.uuid()
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn set_comment(
    db: impl PgExecutor<'_>,
    reply: TicketReplyId,
    comment_id: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ticket_reply set comment_id = $2 where id = $1 and comment_id is null",
        reply.uuid(),
        comment_id,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn find_cursor(db: &PgPool) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select cursor from zendesk_cursor")
        .fetch_optional(db)
        .await
}

pub(super) async fn set_cursor(db: &PgPool, cursor: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into zendesk_cursor (cursor) values ($1) on conflict (only_row) do update set cursor = excluded.cursor",
        cursor,
    )
    .execute(db)
    .await
    .map(drop)
}

/// When the first ticket went there; none while nothing did.
pub(super) async fn find_beginning(db: &PgPool) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!("select min(sent_at) from ticket_sync where zendesk_id is not null")
        .fetch_one(db)
        .await
}

/// A ticket of ours by its number there, locked: pushing and pulling do not meet in it.
pub(super) struct Known {
    pub ticket_id: TicketId,
    pub requester_id: Option<i64>,
    pub known_state: Option<String>,
}

pub(super) async fn lock_known(tx: &mut Tx, zendesk_id: i64) -> Result<Option<Known>, sqlx::Error> {
    sqlx::query_as!(
        Known,
        r#"select ticket_id as "ticket_id: TicketId", requester_id, known_state from ticket_sync where zendesk_id = $1 for update"#,
        zendesk_id,
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn is_known(db: &PgPool, zendesk_id: i64) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from ticket_sync where zendesk_id = $1) as "is!""#,
        zendesk_id
    )
    .fetch_one(db)
    .await
}

/// A comment that was written there; false when it is here already.
pub(super) struct Incoming<'a> {
    pub ticket: TicketId,
    pub comment_id: i64,
    /// Null for somebody without an account here.
    pub author: Option<PersonId>,
    pub author_name: &'a str,
    pub body: &'a str,
    pub is_internal: bool,
}

pub(super) async fn insert_comment(tx: &mut Tx, new: &Incoming<'_>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into ticket_reply (id, ticket_id, author_id, author_name, body, is_internal, comment_id)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (comment_id) do nothing",
        TicketReplyId::new().uuid(),
        new.ticket.uuid(),
        new.author.map(PersonId::uuid),
        new.author_name,
        new.body,
        new.is_internal,
        new.comment_id,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
