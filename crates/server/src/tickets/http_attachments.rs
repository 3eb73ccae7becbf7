//! Uploading an attachment, looking at what was kept of it, and handing the file to the studio. Every look at one is in the
//! ticket's history.

use api::tickets::{TicketAttachmentContent, TicketAttachmentView};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use qc::id::{TicketAttachmentId, TicketId};
use qc::ticket::AttachmentKind;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::attachments::{self, Attachment, NewAttachment};
use super::har::{self, Cleaned};
use super::{AnswerTicket, OpenTicket, SeeTicket, Ticket, TicketKey, is_studio};
use crate::access::{Actor, May, Permission};
use crate::app::App;
use crate::blobs::BlobKey;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Query};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};

const LIMIT_NAME_CHARS: usize = 120;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    pub kind: AttachmentKind,
    /// What the file is called
    pub name: Option<String>,
}

/// Upload what the browser saw, for a ticket or a reply: an HTTP archive, or the page's own diagnostics.
///
/// It is cleaned of cookies, tokens, bodies, names and pictures before it is kept, whoever cleaned it before. A ticket or a
/// reply takes it by its id within a day; it is deleted after thirty.
#[utoipa::path(
    post, path = "/api/v1/ticket-attachments", tag = "tickets", params(UploadQuery),
    request_body(content = String, content_type = "application/json", description = "The archive, or the diagnostics"),
    responses((status = 201, body = TicketAttachmentView), (status = 413, body = Problem), (status = 422, body = Problem))
)]
pub async fn upload_ticket_attachment(
    State(app): State<App>,
    May(actor, ()): May<OpenTicket>,
    key: IdempotencyKey,
    Query(query): Query<UploadQuery>,
    body: Body,
) -> ApiResult<(StatusCode, Json<TicketAttachmentView>)> {
    let body = axum::body::to_bytes(body, har::LIMIT_BYTES)
        .await
        .map_err(|_| ApiError::TooLarge {
            limit_bytes: har::LIMIT_BYTES as u64,
        })?;
    let sent = Sha256::digest(&body).to_vec();
    let mut once = match key
        .begin(
            &app.db,
            actor.person,
            "upload_ticket_attachment",
            &(query.kind, sent),
        )
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    let cleaned = clean(query.kind, &body, &app)?;
    let bytes = serde_json::to_vec_pretty(&cleaned.kept).map_err(ApiError::internal)?;
    let id = TicketAttachmentId::new();
    let blob_key: BlobKey = format!("tickets/{id}.json").parse().map_err(ApiError::internal)?;
    let new = NewAttachment {
        id,
        uploader: actor.person,
        kind: query.kind,
        name: &file_name(query.name.as_deref(), query.kind),
        size_bytes: bytes.len() as i64,
        sha256: &data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)),
        removed: &cleaned.removed,
        blob_key: blob_key.as_str(),
    };
    let view = attachments::insert(&mut once.tx, &new).await?.view();
    // The row may fail to be committed: then the blob is left over, holds nothing secret, and a check names it.
    app.blobs
        .put(&blob_key, bytes)
        .await
        .map_err(ApiError::internal)?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

fn clean(kind: AttachmentKind, body: &[u8], app: &App) -> ApiResult<Cleaned> {
    let text = std::str::from_utf8(body).map_err(|_| refused(har::Refusal::NotJson))?;
    let own_host = own_host(app);
    let cleaned = match kind {
        AttachmentKind::Har => har::clean_har(text, &own_host),
        AttachmentKind::Diagnostics => har::clean_diagnostics(text, &own_host),
    };
    cleaned.map_err(refused)
}

/// As browsers write it in addresses: with the port where it is not the scheme's own.
fn own_host(app: &App) -> String {
    let url = &app.settings.public_url;
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

fn refused(refusal: har::Refusal) -> ApiError {
    ApiError::invalid("body", refusal.code(), refusal.to_string())
}

/// The name is the uploader's; what could mislead a file system or a reader goes. A title in it would be a name: only its
/// length is limited, since its author sees it before it is sent.
fn file_name(given: Option<&str>, kind: AttachmentKind) -> String {
    let is_plain = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_');
    let name: String = given
        .unwrap_or_default()
        .chars()
        .filter(is_plain)
        .take(LIMIT_NAME_CHARS)
        .collect();
    match (name.trim().trim_matches('.'), kind) {
        ("", AttachmentKind::Har) => "calls.har".to_owned(),
        ("", AttachmentKind::Diagnostics) => "diagnostics.json".to_owned(),
        (name, _) => name.to_owned(),
    }
}

/// An attachment of a ticket that the caller may read.
pub struct SeeAttachment;

/// The same, for the studio.
pub struct DownloadAttachment;

impl Permission for SeeAttachment {
    const ACT: qc::access::Permission = SeeTicket::ACT;
    type Key = (TicketKey, TicketAttachmentId);
    type Target = (Ticket, Attachment);

    async fn find(app: &App, actor: &Actor, key: Self::Key) -> ApiResult<Option<Self::Target>> {
        find(app, actor, key).await
    }
}

impl Permission for DownloadAttachment {
    const ACT: qc::access::Permission = AnswerTicket::ACT;
    type Key = (TicketKey, TicketAttachmentId);
    type Target = (Ticket, Attachment);

    async fn find(app: &App, actor: &Actor, key: Self::Key) -> ApiResult<Option<Self::Target>> {
        find(app, actor, key).await
    }
}

async fn find(
    app: &App,
    actor: &Actor,
    (ticket, attachment): (TicketKey, TicketAttachmentId),
) -> ApiResult<Option<(Ticket, Attachment)>> {
    let Some(ticket) = super::find_seen(app, actor, ticket).await? else {
        return Ok(None);
    };
    let all = attachments::list(&app.db, ticket.id, is_studio(actor)).await?;
    Ok(all
        .into_iter()
        .find(|each| each.id == attachment)
        .map(|found| (ticket, found)))
}

/// What was kept of an attachment, to be looked at. Its author sees what the studio sees.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket_id}/attachments/{attachment_id}", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Its id, or its number"), ("attachment_id" = TicketAttachmentId, Path)),
    responses((status = 200, body = TicketAttachmentContent), (status = 404, body = Problem), (status = 410, body = Problem))
)]
pub async fn show_ticket_attachment(
    State(app): State<App>,
    May(actor, (ticket, attachment)): May<SeeAttachment>,
) -> ApiResult<Json<TicketAttachmentContent>> {
    let bytes = read(&app, &attachment).await?;
    note_access(&app, &actor, ticket.id, &attachment, "ticket.attachment_read").await?;
    Ok(Json(TicketAttachmentContent {
        id: attachment.id,
        kind: attachment.kind,
        name: attachment.name,
        content: serde_json::from_slice(&bytes).map_err(ApiError::internal)?,
    }))
}

/// The file of an attachment, for the studio.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket_id}/attachments/{attachment_id}/file", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Its id, or its number"), ("attachment_id" = TicketAttachmentId, Path)),
    responses((status = 200, body = String, content_type = "application/json"), (status = 404, body = Problem), (status = 410, body = Problem))
)]
pub async fn download_ticket_attachment(
    State(app): State<App>,
    May(actor, (ticket, attachment)): May<DownloadAttachment>,
) -> ApiResult<Response> {
    let bytes = read(&app, &attachment).await?;
    note_access(
        &app,
        &actor,
        ticket.id,
        &attachment,
        "ticket.attachment_downloaded",
    )
    .await?;
    let extension = match attachment.kind {
        AttachmentKind::Har => "har",
        AttachmentKind::Diagnostics => "json",
    };
    // The name that people gave may hold anything: the file is called by its ticket.
    let disposition = format!("attachment; filename=\"ticket-{}.{extension}\"", ticket.number);
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

pub(super) async fn read(app: &App, attachment: &Attachment) -> ApiResult<Bytes> {
    let gone = || ApiError::Gone {
        detail: "This attachment was deleted: they are kept for thirty days.".to_owned(),
    };
    let key: BlobKey = attachment
        .blob_key
        .as_deref()
        .ok_or_else(gone)?
        .parse()
        .map_err(ApiError::internal)?;
    app.blobs
        .read_whole(&key, 2 * har::LIMIT_BYTES as u64)
        .await
        .map_err(ApiError::internal)
}

async fn note_access(
    app: &App,
    actor: &Actor,
    ticket: TicketId,
    attachment: &Attachment,
    act: &'static str,
) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let after = json!({ "attachment": attachment.id, "name": attachment.name });
    history::record(
        &mut tx,
        Act::new(actor.person, act, ticket).changed(json!({}), after),
    )
    .await?;
    Ok(tx.commit().await?)
}
