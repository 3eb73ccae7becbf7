//! Queries of extensions and of those that were asked for.

use api::extensions::{ExtensionView, NewExtension};
use api::page::PersonRef;
use qc::id::{ExtensionId, PersonId, RequestId, TicketId};
use qc::sla::{AskedExtensionState, ExtensionGround};
use sqlx::PgExecutor;
use sqlx::types::Json;

use super::Asked;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub(super) async fn list(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<ExtensionView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id as "id: ExtensionId", ground as "ground: ExtensionGround", extra_s,
            person_ref(granted_by) as "granted_by!: Json<PersonRef>", ticket_id as "ticket_id: TicketId", note, created_at
         from sla_extension where request_id = $1 order by created_at, id"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ExtensionView {
            id: row.id,
            ground: row.ground,
            extra_s: row.extra_s,
            granted_by: row.granted_by.0,
            ticket_id: row.ticket_id,
            note: row.note,
            created_at: row.created_at,
        })
        .collect())
}

pub(super) async fn insert(
    tx: &mut Tx,
    request: RequestId,
    new: &NewExtension,
    granted_by: PersonId,
) -> Result<ExtensionId, sqlx::Error> {
    let id = ExtensionId::new();
    sqlx::query!(
        "insert into sla_extension (id, request_id, ground, extra_s, granted_by, ticket_id, note) values ($1, $2, $3, $4, $5, $6, $7)",
        id.uuid(),
        request.uuid(),
        new.ground.as_str(),
        i64::from(new.extra_h) * 3600,
        granted_by.uuid(),
        new.ticket_id.map(TicketId::uuid),
        new.note,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

pub(crate) async fn is_ticket(
    tx: &mut Tx,
    ticket: TicketId,
    request: RequestId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists(select from ticket where id = $1 and request_id = $2) as "is!""#,
        ticket.uuid(),
        request.uuid()
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn find_asked(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> Result<Option<Asked>, sqlx::Error> {
    sqlx::query_as!(
        Asked,
        r#"select x.request_id as "request_id: RequestId", x.ground as "ground: ExtensionGround", x.extra_s,
            x.state as "state: AskedExtensionState", person_ref(x.answered_by) as "answered_by: Json<PersonRef>",
            x.answered_at, x.answer, e.extra_s as "granted_s?"
         from asked_extension x left join sla_extension e on e.id = x.extension_id where x.ticket_id = $1"#,
        ticket.uuid(),
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn insert_asked(
    tx: &mut Tx,
    ticket: TicketId,
    request: RequestId,
    ground: ExtensionGround,
    extra_s: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into asked_extension (ticket_id, request_id, ground, extra_s) values ($1, $2, $3, $4)",
        ticket.uuid(),
        request.uuid(),
        ground.as_str(),
        extra_s,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The one answer; whoever is second is told so.
pub(super) async fn answer(
    tx: &mut Tx,
    ticket: TicketId,
    (state, answer): (AskedExtensionState, &str),
    by: PersonId,
    extension: Option<ExtensionId>,
) -> ApiResult<()> {
    let done = sqlx::query!(
        "update asked_extension set state = $2, answer = $3, answered_by = $4, answered_at = now(), extension_id = $5
         where ticket_id = $1 and state = 'waiting'",
        ticket.uuid(),
        state.as_str(),
        answer,
        by.uuid(),
        extension.map(ExtensionId::uuid),
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(ApiError::lost_race())
    }
}
