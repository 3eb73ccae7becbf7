//! tus 1.0.0 over HTTP. Announcing a delivery has already made an upload for each file; creation finds it, or makes a
//! new one after a termination.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qc::delivery::DeliveryState;
use qc::id::{DeliveryId, UploadId};

use super::headers::{self, Tus, UPLOAD_EXPIRES, UPLOAD_LENGTH, UPLOAD_OFFSET, answer};
use super::receive::Receiver;
use super::sql::{self, Upload};
use super::{UploadFile, prefix};
use crate::access::{Actor, May};
use crate::app::App;
use crate::deliveries::{CreateDelivery, DeleteBlobs, sees_show};
use crate::error::{ApiError, ApiResult, Problem};
use crate::jobs;

const CONTENT_TYPE: &str = "application/offset+octet-stream";

/// What this server can do of the tus protocol.
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads", responses((status = 204)))]
pub async fn get_upload_options(_actor: Actor) -> Response {
    let name = HeaderName::from_static;
    let headers = [
        (name("tus-version"), headers::VERSION),
        (
            name("tus-extension"),
            HeaderValue::from_static("creation,expiration,termination"),
        ),
    ];
    answer(Ok((StatusCode::NO_CONTENT, headers).into_response()))
}

/// Find the upload of a file of a delivery that was announced.
///
/// `Upload-Metadata` names `delivery_id` and `path`, `Upload-Length` the size as announced.
#[utoipa::path(
    post, path = "/api/v1/uploads", tag = "uploads",
    params(
        ("Tus-Resumable" = String, Header), ("Upload-Length" = u64, Header), ("Upload-Metadata" = String, Header)
    ),
    responses((status = 201, headers(("Location" = String))), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn create_upload(
    State(app): State<App>,
    May(actor, ()): May<CreateDelivery>,
    tus: Tus,
) -> Response {
    answer(create(&app, &actor, &tus).await)
}

async fn create(app: &App, actor: &Actor, tus: &Tus) -> ApiResult<Response> {
    let length_bytes = tus.number(&UPLOAD_LENGTH)?;
    let metadata = tus.metadata()?;
    let delivery: Option<DeliveryId> = metadata.get("delivery_id").and_then(|id| id.parse().ok());
    let path = metadata.get("path").or_else(|| metadata.get("filename"));
    let (Some(delivery), Some(path)) = (delivery, path) else {
        return Err(ApiError::Malformed {
            detail: "Upload-Metadata needs delivery_id and path.".to_owned(),
        });
    };
    let mut tx = app.db.begin().await?;
    let found = sql::find_wanted(&mut tx, actor.person, delivery, path).await?;
    let wanted = found
        .filter(|wanted| sees_show(actor, wanted.show_id))
        .ok_or(ApiError::NotFound)?;
    if wanted.state != DeliveryState::Uploading {
        return Err(ApiError::not_allowed_now("The delivery takes no more files."));
    }
    if i64::try_from(length_bytes) != Ok(wanted.size_bytes) {
        let detail = format!("This file was announced with {} bytes.", wanted.size_bytes);
        return Err(ApiError::invalid("Upload-Length", "differs", detail));
    }
    let upload = match wanted.upload {
        Some(upload) => UploadId::from(upload),
        None => sql::insert(&mut tx, wanted.file, actor.person, wanted.size_bytes).await?,
    };
    tx.commit().await?;
    let location = HeaderValue::try_from(format!("/api/v1/uploads/{upload}")).map_err(ApiError::internal)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)]).into_response())
}

/// How far the upload is. Whoever asks goes on from there: a request that still hangs on the upload is cut off.
#[utoipa::path(
    head, path = "/api/v1/uploads/{upload_id}", tag = "uploads",
    params(("upload_id" = UploadId, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 200, headers(("Upload-Offset" = u64), ("Upload-Length" = u64))), (status = 404), (status = 410))
)]
pub async fn get_upload_offset(
    State(app): State<App>,
    May(_actor, upload): May<UploadFile>,
    _tus: Tus,
) -> Response {
    app.receivers.clear(upload.id).await;
    let offset_bytes = sql::dismiss_writer(&app.db, upload.id).await;
    answer(
        offset_bytes
            .map_err(ApiError::from)
            .map(|offset_bytes| progress(StatusCode::OK, &upload, offset_bytes)),
    )
}

/// Bring bytes, beginning where the upload stands.
#[utoipa::path(
    patch, path = "/api/v1/uploads/{upload_id}", tag = "uploads",
    params(
        ("upload_id" = UploadId, Path), ("Tus-Resumable" = String, Header), ("Upload-Offset" = u64, Header)
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, headers(("Upload-Offset" = u64))), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 410, body = Problem), (status = 415)
    )
)]
pub async fn append_to_upload(
    State(app): State<App>,
    May(actor, upload): May<UploadFile>,
    tus: Tus,
    body: Body,
) -> Response {
    if tus
        .0
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes() != CONTENT_TYPE.as_bytes())
    {
        return answer(Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()));
    }
    answer(append(&app, actor, upload, &tus, body).await)
}

async fn append(app: &App, actor: Actor, upload: Upload, tus: &Tus, body: Body) -> ApiResult<Response> {
    let offset_bytes = i64::try_from(tus.number(&UPLOAD_OFFSET)?).unwrap_or(i64::MAX);
    let receiver = Receiver::open(app, actor, upload.clone(), offset_bytes).await?;
    // The client may go away in the middle: what it brought is kept all the same.
    let received = tokio::spawn(receiver.receive(body))
        .await
        .map_err(ApiError::internal)??;
    Ok(progress(StatusCode::NO_CONTENT, &upload, received))
}

/// Give an upload up. Its bytes are deleted; the file can be brought anew.
#[utoipa::path(
    delete, path = "/api/v1/uploads/{upload_id}", tag = "uploads",
    params(("upload_id" = UploadId, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn delete_upload(
    State(app): State<App>,
    May(_actor, upload): May<UploadFile>,
    _tus: Tus,
) -> Response {
    answer(delete(&app, &upload).await)
}

async fn delete(app: &App, upload: &Upload) -> ApiResult<Response> {
    let mut tx = app.db.begin().await?;
    if !sql::delete(&mut tx, upload.id).await? {
        return Err(ApiError::not_allowed_now(
            "The file is whole and belongs to the delivery. Cancel the delivery.",
        ));
    }
    jobs::enqueue(
        &mut tx,
        &DeleteBlobs {
            prefix: prefix(upload.id),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn progress(status: StatusCode, upload: &Upload, offset_bytes: i64) -> Response {
    let headers = [
        (UPLOAD_OFFSET, headers::number(offset_bytes)),
        (UPLOAD_LENGTH, headers::number(upload.length_bytes)),
        (UPLOAD_EXPIRES, headers::instant(upload.expires_at)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers).into_response()
}
