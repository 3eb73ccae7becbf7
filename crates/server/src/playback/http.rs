//! Playlists, segments, thumbnails and stills as a player asks for them.

use api::playback::PlaybackView;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qc::id::{RenditionId, RequestId};
use serde::Deserialize;
use streams::RenditionManifest;
use streams::still::{StillError, StillFormat, still};
use timecode::Frame;
use tokio::sync::Semaphore;

use super::grants::{Found, Played};
use super::{PlayRendition, PlayStream, view};
use crate::access::May;
use crate::app::App;
use crate::blobs::BlobKey;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Query};
use crate::ranges::{Answer, Wanted, is_known};

/// A browser may keep what it was sent for so long, for itself alone.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, max-age=300");
/// It may keep this too, and asks each time whether it is still so.
const NO_CACHE: HeaderValue = HeaderValue::from_static("private, no-cache");
const PLAYLIST: HeaderValue = HeaderValue::from_static("application/vnd.apple.mpegurl");
/// Each decodes up to a group of pictures.
static STILLS_AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What the player needs for a request.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/playback", tag = "playback", params(("request_id" = RequestId, Path)),
    responses(
        (status = 200, body = PlaybackView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "The streams are not made yet", body = Problem)
    )
)]
pub async fn get_playback(
    State(app): State<App>,
    May(actor, request): May<PlayStream>,
) -> ApiResult<Json<PlaybackView>> {
    Ok(Json(view::view(&app, &actor, &request).await?))
}

/// A file of a rendition: playlist, segment, sheet of thumbnails, waveform. Ranges are answered.
#[utoipa::path(
    get, path = "/api/v1/renditions/{rendition_id}/files/{path}", tag = "playback",
    params(("rendition_id" = RenditionId, Path), ("path" = String, Path)),
    responses((status = 200), (status = 206), (status = 404, body = Problem), (status = 416))
)]
pub async fn get_rendition_file(
    State(app): State<App>,
    played: Played,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let found = played.files.find(&played.name).map_err(ApiError::internal)?;
    match found.ok_or(ApiError::NotFound)? {
        Found::Playlist(text) => {
            let said = [
                (header::CONTENT_TYPE, PLAYLIST),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            Ok((said, text).into_response())
        }
        Found::Blob {
            key,
            size_bytes,
            media_type,
            etag,
        } => send(&app, &headers, &key, size_bytes, &media_type, &etag).await,
    }
}

async fn send(
    app: &App,
    headers: &HeaderMap,
    key: &BlobKey,
    size_bytes: u64,
    media_type: &str,
    etag: &str,
) -> ApiResult<Response> {
    // Under the same name the whole playlist takes the place of the growing one.
    let cache = if media_type == PLAYLIST { NO_CACHE } else { PRIVATE };
    if is_known(headers, etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::CACHE_CONTROL, cache)]).into_response());
    }
    let Answer {
        range,
        status,
        headers: mut said,
    } = Wanted::of(headers, etag, size_bytes).answer(etag, size_bytes);
    if range.is_empty() {
        return Ok((status, said).into_response());
    }
    let bytes = app.blobs.read(key, range).await.map_err(ApiError::internal)?;
    said.insert(
        header::CONTENT_TYPE,
        HeaderValue::try_from(media_type).map_err(ApiError::internal)?,
    );
    said.insert(header::CACHE_CONTROL, cache);
    Ok((status, said, Body::from_stream(bytes)).into_response())
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StillQuery {
    /// Counted from 0, the first frame
    pub frame: u64,
    /// `png` (without loss) or `jpg`
    #[param(inline)]
    pub format: Option<ImageFormat>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImageFormat {
    Png,
    #[default]
    Jpg,
}

/// One frame as an image, exactly that one.
#[utoipa::path(
    get, path = "/api/v1/renditions/{rendition_id}/still", tag = "playback",
    params(("rendition_id" = RenditionId, Path), StillQuery),
    responses((status = 200, content_type = "image/jpeg"), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn get_still(
    State(app): State<App>,
    May(_actor, rendition): May<PlayRendition>,
    Query(query): Query<StillQuery>,
) -> ApiResult<Response> {
    let manifest: RenditionManifest = serde_json::from_value(rendition.manifest.unwrap_or_default())
        .map_err(|_| ApiError::invalid("rendition_id", "no_picture", "This rendition has no picture."))?;
    let (Some(progressive), Some(prefix)) = (&manifest.progressive, &rendition.blob_prefix) else {
        return Err(ApiError::invalid(
            "rendition_id",
            "no_picture",
            "This rendition has no picture.",
        ));
    };
    let key: BlobKey = format!("{prefix}/{progressive}")
        .parse()
        .map_err(ApiError::internal)?;
    let _turn = STILLS_AT_ONCE.acquire().await.map_err(ApiError::internal)?;
    let file = app.blobs.fetch(&key).await.map_err(ApiError::internal)?;
    let found = app.media.look().await;
    let tools = found.tools().map_err(ApiError::Internal)?;
    let (format, media_type) = match query.format.unwrap_or_default() {
        ImageFormat::Png => (StillFormat::Png, "image/png"),
        ImageFormat::Jpg => (StillFormat::Jpeg, "image/jpeg"),
    };
    let image = still(
        &found.jailer,
        tools,
        file.path(),
        &manifest,
        Frame(query.frame),
        format,
    )
    .await;
    let image = image.map_err(|error| match error {
        StillError::OutOfRange { .. } => ApiError::invalid("frame", "out_of_range", error.to_string()),
        other => ApiError::internal(other),
    })?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CACHE_CONTROL, PRIVATE),
    ];
    Ok((headers, image).into_response())
}
