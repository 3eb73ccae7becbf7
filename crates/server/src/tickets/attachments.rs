//! Attachments of tickets: cleaned before they are kept in the object store, deleted when their time is over. Uploaded
//! first, they belong to whoever uploaded them until a ticket or a reply takes them.

use api::tickets::{Removed, TicketAttachmentView};
use chrono::{DateTime, Utc};
use qc::id::{PersonId, TicketAttachmentId, TicketId, TicketReplyId};
use qc::ticket::{ATTACHMENTS_KEPT_DAYS, AttachmentKind};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub(super) const LIMIT_PER_MESSAGE: usize = 4;
/// What no ticket takes is deleted after that.
const UNUSED_HOURS: i32 = 24;

pub struct Attachment {
    pub id: TicketAttachmentId,
    pub reply_id: Option<TicketReplyId>,
    pub kind: AttachmentKind,
    pub name: String,
    pub size_bytes: i64,
    pub removed: Json<Removed>,
    pub blob_key: Option<String>,
    pub created_at: DateTime<Utc>,
    pub delete_at: DateTime<Utc>,
}

impl Attachment {
    pub fn view(self) -> TicketAttachmentView {
        TicketAttachmentView {
            id: self.id,
            reply_id: self.reply_id,
            kind: self.kind,
            name: self.name,
            size_bytes: self.size_bytes,
            removed: self.removed.0,
            created_at: self.created_at,
            delete_at: self.delete_at,
            is_deleted: self.blob_key.is_none(),
        }
    }
}

/// What is about to be kept.
pub(super) struct NewAttachment<'a> {
    pub id: TicketAttachmentId,
    pub uploader: PersonId,
    pub kind: AttachmentKind,
    pub name: &'a str,
    pub size_bytes: i64,
    pub sha256: &'a str,
    pub removed: &'a Removed,
    pub blob_key: &'a str,
}

pub(super) async fn insert(tx: &mut Tx, new: &NewAttachment<'_>) -> Result<Attachment, sqlx::Error> {
    sqlx::query_as!(
        Attachment,
        r#"insert into ticket_attachment (id, uploader_id, kind, name, size_bytes, sha256, removed, blob_key, delete_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(hours => $9))
         returning id as "id: TicketAttachmentId", reply_id as "reply_id: TicketReplyId",
            kind as "kind: AttachmentKind", name, size_bytes, removed as "removed: Json<Removed>", blob_key, created_at, delete_at"#,
        new.id.uuid(),
        new.uploader.uuid(),
        new.kind.as_str(),
        new.name,
        new.size_bytes,
        new.sha256,
        Json(new.removed) as _,
        new.blob_key,
        UNUSED_HOURS,
    )
    .fetch_one(&mut **tx)
    .await
}

/// The ticket takes what its writer uploaded: all of them, or none and a refusal.
pub(super) async fn take(
    tx: &mut Tx,
    uploader: PersonId,
    ticket: TicketId,
    reply: Option<TicketReplyId>,
    wanted: &[TicketAttachmentId],
) -> ApiResult<()> {
    let mut ids: Vec<Uuid> = wanted.iter().map(|id| id.uuid()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > LIMIT_PER_MESSAGE {
        let detail = format!("At most {LIMIT_PER_MESSAGE} attachments at once.");
        return Err(ApiError::invalid("attachment_ids", "too_many", detail));
    }
    let taken = sqlx::query!(
        "update ticket_attachment set ticket_id = $1, reply_id = $2, delete_at = created_at + make_interval(days => $5)
         where id = any($3) and uploader_id = $4 and ticket_id is null and blob_key is not null",
        ticket.uuid(),
        reply.map(Uuid::from),
        &ids,
        uploader.uuid(),
        ATTACHMENTS_KEPT_DAYS,
    )
    .execute(&mut **tx)
    .await?;
    if taken.rows_affected() == ids.len() as u64 {
        Ok(())
    } else {
        let detail = "An attachment is not there any more, or was sent already. Attach it again.";
        Err(ApiError::invalid("attachment_ids", "unknown", detail))
    }
}

/// Those of the description, and of the replies that the reader may read.
pub(super) async fn list(
    db: &PgPool,
    ticket: TicketId,
    is_studio: bool,
) -> Result<Vec<Attachment>, sqlx::Error> {
    sqlx::query_as!(
        Attachment,
        r#"select a.id as "id: TicketAttachmentId", a.reply_id as "reply_id: TicketReplyId",
            a.kind as "kind: AttachmentKind", a.name, a.size_bytes, a.removed as "removed: Json<Removed>", a.blob_key,
            a.created_at, a.delete_at
         from ticket_attachment a left join ticket_reply y on y.id = a.reply_id
         where a.ticket_id = $1 and ($2 or not coalesce(y.is_internal, false)) order by a.created_at, a.id"#,
        ticket.uuid(),
        is_studio,
    )
    .fetch_all(db)
    .await
}

/// Those whose time is over, with their blobs.
pub(super) async fn list_due(db: &PgPool) -> Result<Vec<(TicketAttachmentId, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id as "id: TicketAttachmentId", blob_key as "blob_key!" from ticket_attachment
         where delete_at <= now() and blob_key is not null order by delete_at limit 500"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.blob_key)).collect())
}

/// After its blob is deleted: what a ticket took stays as a name, what none took goes.
pub(super) async fn forget(tx: &mut Tx, id: TicketAttachmentId) -> Result<Option<TicketId>, sqlx::Error> {
    sqlx::query!(
        "delete from ticket_attachment where id = $1 and ticket_id is null",
        id.uuid()
    )
    .execute(&mut **tx)
    .await?;
    let ticket = sqlx::query_scalar!(
        r#"update ticket_attachment set blob_key = null where id = $1 returning ticket_id as "ticket_id!: TicketId""#,
        id.uuid(),
    );
    ticket.fetch_optional(&mut **tx).await
}
