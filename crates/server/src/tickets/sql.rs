//! Queries of tickets.

use api::page::PersonRef;
use api::tickets::NewTicket;
use qc::id::{PersonId, RequestId, TicketId};
use qc::ticket::{TicketKind, TicketState};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::Ticket;
use crate::db::Tx;

/// Whose tickets a list shows, and from where on.
#[derive(Default)]
pub(super) struct Wanted {
    /// None is everyone's.
    pub author: Option<PersonId>,
    pub id: Option<TicketId>,
    /// The number of the last row of the page before.
    pub before: Option<i64>,
    pub limit: i64,
}

pub(super) async fn find(db: impl PgExecutor<'_>, id: TicketId) -> Result<Option<Ticket>, sqlx::Error> {
    let wanted = Wanted {
        id: Some(id),
        ..Wanted::default()
    };
    Ok(select(db, &wanted).await?.pop())
}

/// The newest first; one more than `limit`, if there are.
pub(super) async fn list(db: &PgPool, wanted: &Wanted) -> Result<Vec<Ticket>, sqlx::Error> {
    select(db, wanted).await
}

async fn select(db: impl PgExecutor<'_>, wanted: &Wanted) -> Result<Vec<Ticket>, sqlx::Error> {
    sqlx::query_as!(
        Ticket,
        r#"select t.id as "id: TicketId", t.number, t.request_id as "request_id: RequestId", r.number as "request_number?",
                t.kind as "kind: TicketKind", t.subject, t.description, t.author_id as "author_id: PersonId",
                person_ref(t.author_id) as "author!: Json<PersonRef>", t.state as "state: TicketState", t.context,
                t.created_at, t.revision
         from ticket t left join qc_request r on r.id = t.request_id
         where ($1::uuid is null or t.author_id = $1) and ($2::uuid is null or t.id = $2) and ($3::bigint is null or t.number < $3)
         order by t.number desc limit $4"#,
        wanted.author.map(Uuid::from),
        wanted.id.map(Uuid::from),
        wanted.before,
        wanted.limit + 1,
    )
    .fetch_all(db)
    .await
}

/// The form is checked already.
pub(super) async fn insert(tx: &mut Tx, author: PersonId, form: &NewTicket) -> Result<TicketId, sqlx::Error> {
    let id = TicketId::new();
    sqlx::query!(
        "insert into ticket (id, request_id, kind, subject, description, author_id, context) values ($1, $2, $3, $4, $5, $6, $7)",
        id.uuid(),
        form.request_id.map(Uuid::from),
        form.kind.as_str(),
        form.subject,
        form.description,
        author.uuid(),
        form.context,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Compare-and-set on the revision; false when someone was quicker.
pub(super) async fn set_state(tx: &mut Tx, ticket: &Ticket, to: TicketState) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update ticket set state = $3, revision = revision + 1 where id = $1 and revision = $2",
        ticket.id.uuid(),
        ticket.revision,
        to.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn has_unresolved(
    tx: &mut Tx,
    request: RequestId,
    kind: TicketKind,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists(select from ticket where request_id = $1 and kind = $2 and state in ('new', 'open', 'pending')) as "has!""#,
        Uuid::from(request),
        kind.as_str(),
    )
    .fetch_one(&mut **tx)
    .await
}
