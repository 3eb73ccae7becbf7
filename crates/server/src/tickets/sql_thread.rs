//! Queries of a ticket's thread: replies, and what its history says.

use api::page::PersonRef;
use api::tickets::{TicketAct, TicketReplyView};
use qc::id::{PersonId, TicketId, TicketReplyId};
use serde_json::Value;
use sqlx::PgPool;
use sqlx::types::Json;

use crate::db::Tx;

/// The oldest first. Notes of the studio are left out for others.
pub(super) async fn list_replies(
    db: &PgPool,
    ticket: TicketId,
    is_studio: bool,
) -> Result<Vec<TicketReplyView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select y.id as "id: TicketReplyId", person_ref(y.author_id) as "author: Json<PersonRef>", y.author_name, y.body,
                y.is_internal, y.created_at,
                case when s.ticket_id is not null then y.comment_id is not null end as is_in_zendesk
         from ticket_reply y left join ticket_sync s on s.ticket_id = y.ticket_id
         where y.ticket_id = $1 and ($2 or not y.is_internal) order by y.created_at, y.id"#,
        ticket.uuid(),
        is_studio,
    )
    .fetch_all(db)
    .await?;
    let views = rows.into_iter().map(|row| TicketReplyView {
        id: row.id,
        author_name: row
            .author
            .as_ref()
            .map_or(row.author_name, |author| author.name.clone()),
        author: row.author.map(|Json(author)| author),
        body: row.body,
        is_internal: row.is_internal,
        created_at: row.created_at,
        is_in_zendesk: row.is_in_zendesk,
    });
    Ok(views.collect())
}

pub(super) async fn insert_reply(
    tx: &mut Tx,
    ticket: TicketId,
    author: PersonId,
    body: &str,
    is_internal: bool,
) -> Result<TicketReplyId, sqlx::Error> {
    let id = TicketReplyId::new();
    sqlx::query!(
        "insert into ticket_reply (id, ticket_id, author_id, body, is_internal) values ($1, $2, $3, $4, $5)",
        id.uuid(),
        ticket.uuid(),
        author.uuid(),
        body,
        is_internal,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// The oldest first. That the studio noted something is known to the studio alone.
pub(super) async fn list_acts(
    db: &PgPool,
    ticket: TicketId,
    is_studio: bool,
) -> Result<Vec<TicketAct>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select h.at, person_ref(h.actor_id) as "actor: Json<PersonRef>", h.act, h.before, h.after, h.reason
         from history h where h.noun = 'ticket' and h.noun_id = $1 and ($2 or h.act <> 'ticket.noted')
         order by h.id limit 1000"#,
        ticket.uuid(),
        is_studio,
    )
    .fetch_all(db)
    .await?;
    let views = rows.into_iter().map(|row| TicketAct {
        at: row.at,
        actor: row.actor.map(|Json(actor)| actor),
        act: row.act,
        before: row.before.unwrap_or(Value::Object(Default::default())),
        after: row.after.unwrap_or(Value::Object(Default::default())),
        reason: row.reason,
    });
    Ok(views.collect())
}
