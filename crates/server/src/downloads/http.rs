//! The download manager's doors: what there is to fetch, the files themselves, and the word that they have arrived.

use api::Page;
use api::downloads::{DownloadFile as FileView, DownloadManifest, DownloadRow, FileVerified};
use api::requests::RequestRow;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qc::id::{DeliveryFileId, RequestId};
use qc::request::RequestState;
use serde::Deserialize;

use super::transfer::Transfer;
use super::{DownloadFile, DownloadMaster, ListDownloads, hand_over, sql};
use crate::access::{Actor, May};
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, PageQuery, Path, Query, page};
use crate::history;
use crate::ranges::{Answer, Wanted, is_known};
use crate::requests::{self, Request};

/// Requests whose masters the caller's facility is to fetch, the newest first.
#[utoipa::path(
    get, path = "/api/v1/downloads", tag = "downloads", params(PageQuery),
    responses((status = 200, body = Page<DownloadRow>), (status = 403, body = Problem))
)]
pub async fn list_downloads(
    State(app): State<App>,
    May(actor, ()): May<ListDownloads>,
    Query(paging): Query<PageQuery>,
) -> ApiResult<Json<Page<DownloadRow>>> {
    let limit = paging.limit();
    let ids = sql::list_requests(&app.db, actor.facility, paging.after()?, limit).await?;
    let mut rows = Vec::with_capacity(ids.len());
    for request in requests::seen_rows(&app, &actor, &ids).await? {
        rows.push(row(&app, &actor, request).await?);
    }
    Ok(Json(page(rows, limit, |row| row.request_number)))
}

async fn row(app: &App, actor: &Actor, request: RequestRow) -> ApiResult<DownloadRow> {
    let files = sql::list_standing(&app.db, request.id, actor.facility).await?;
    let standing = requests::find_seen(app, actor, request.id).await?;
    let sum = |of: fn(&sql::Standing) -> i64| files.iter().map(of).sum::<i64>().unsigned_abs();
    Ok(DownloadRow {
        request_id: request.id,
        request_number: request.number,
        state: request.state,
        operator: request.operator,
        clock: request.clock,
        file_count: i64::try_from(files.len()).unwrap_or(i64::MAX),
        size_bytes: sum(|file| file.size_bytes),
        sent_bytes: sum(|file| file.sent_bytes),
        downloaded_at: standing.and_then(|standing| standing.downloaded_at),
        actions: request
            .actions
            .into_iter()
            .filter(|action| action.act == "complete_download")
            .collect(),
        title: request.title,
    })
}

/// The files of a request with their hashes, and where each is fetched.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/files", tag = "downloads", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = DownloadManifest), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn get_download_manifest(
    State(app): State<App>,
    May(actor, request): May<DownloadMaster>,
) -> ApiResult<Json<DownloadManifest>> {
    let files = sql::list_standing(&app.db, request.id, actor.facility).await?;
    let has_one_asset = request.asset_kinds.len() < 2;
    let view = files.into_iter().map(|file| FileView {
        path: match has_one_asset {
            true => format!("delivery-{}/{}", file.delivery_number, file.path),
            false => format!(
                "{}/delivery-{}/{}",
                file.asset_kind, file.delivery_number, file.path
            ),
        },
        url: format!("/api/v1/downloads/files/{}?request_id={}", file.file, request.id),
        file_id: file.file,
        size_bytes: file.size_bytes.unsigned_abs(),
        sha1: file.sha1,
        sha256: file.sha256,
        sent_bytes: file.sent_bytes.unsigned_abs(),
        verified_at: file.verified_at,
    });
    Ok(Json(DownloadManifest {
        request_id: request.id,
        title: request.title.0,
        files: view.collect(),
    }))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// The request that the file is fetched for
    pub request_id: RequestId,
}

/// The bytes of a master.
///
/// Ranges are answered; the strong `ETag` is the SHA-256, and `If-Range` holds a download to it.
#[utoipa::path(
    get, path = "/api/v1/downloads/files/{file_id}", tag = "downloads",
    params(("file_id" = DeliveryFileId, Path), FileQuery),
    responses(
        (status = 200, content_type = "application/octet-stream"), (status = 206), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 416)
    )
)]
pub async fn download_file(
    State(app): State<App>,
    actor: Actor,
    Path(file): Path<DeliveryFileId>,
    Query(query): Query<FileQuery>,
    method: Method,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let May(actor, (mut request, master)) =
        May::<DownloadFile>::of(&app, actor, (query.request_id, file)).await?;
    let etag = format!("\"{}\"", master.sha256);
    if is_known(&headers, &etag) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let size_bytes = master.size_bytes.unsigned_abs();
    let Answer {
        range,
        status,
        headers: mut said,
    } = Wanted::of(&headers, &etag, size_bytes).answer(&etag, size_bytes);
    if range.is_empty() {
        return Ok((status, said).into_response());
    }
    said.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    if method == Method::HEAD {
        return Ok((status, said).into_response());
    }
    let key = master.blob_key.parse().map_err(ApiError::internal)?;
    let pieces = app
        .blobs
        .read(&key, range.clone())
        .await
        .map_err(ApiError::internal)?;
    begin(&app, &actor, &mut request).await?;
    let transfer = Transfer {
        request: request.id,
        title: request.title_id,
        file,
        person: actor.person,
        size_bytes,
    };
    Ok((
        status,
        said,
        hand_over::body(app, actor, transfer, range.start, pieces),
    )
        .into_response())
}

/// The first byte of a request's masters makes it a download under way.
async fn begin(app: &App, actor: &Actor, request: &mut Request) -> ApiResult<()> {
    if request.state != RequestState::Assigned || request.downloaded_at.is_some() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    match requests::start_download(&mut tx, actor.person, request).await {
        Ok(()) => Ok(tx.commit().await?),
        // Another file of the same download was quicker.
        Err(ApiError::Conflict { .. }) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Say that a file has arrived: the hash of what was received is compared with ours.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/files/{file_id}/verified", tag = "downloads",
    params(("request_id" = RequestId, Path), ("file_id" = DeliveryFileId, Path)), request_body = FileVerified,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn confirm_file(
    State(app): State<App>,
    May(actor, (request, master)): May<DownloadFile>,
    Json(body): Json<FileVerified>,
) -> ApiResult<StatusCode> {
    if !body.sha256.eq_ignore_ascii_case(&master.sha256) {
        let detail = format!("The file sent has the SHA-256 {}. Fetch it again.", master.sha256);
        return Err(ApiError::invalid("sha256", "differs", detail));
    }
    let mut tx = app.db.begin().await?;
    let (transfer, _) = sql::lock_transfer(&mut tx, request.id, master.file, actor.person).await?;
    sql::set_verified(&mut tx, transfer).await?;
    let act = request.act_on(actor.person, "transfer.verified", transfer);
    history::record(
        &mut tx,
        act.changed(serde_json::json!({}), serde_json::json!({ "path": master.path })),
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that everything has arrived. Refused until every file was verified; then the review can begin.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/download-complete", tag = "downloads",
    params(("request_id" = RequestId, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn complete_download(
    State(app): State<App>,
    May(actor, mut request): May<DownloadMaster>,
) -> ApiResult<StatusCode> {
    let files = sql::list_standing(&app.db, request.id, actor.facility).await?;
    let missing: Vec<&str> = files
        .iter()
        .filter(|file| file.verified_at.is_none())
        .map(|file| file.path.as_str())
        .collect();
    if let [first, ..] = missing.as_slice() {
        let detail = match missing.len() {
            1 => format!("{first} is not verified yet."),
            count => format!("{first} and {} more files are not verified yet.", count - 1),
        };
        return Err(ApiError::Refused {
            code: "not_verified",
            detail,
        });
    }
    if request.downloaded_at.is_some() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let mut tx = app.db.begin().await?;
    requests::complete_download(&mut tx, actor.person, &mut request).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
