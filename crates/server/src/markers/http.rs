//! Markers out, a look at a file, and its markers in.

use std::collections::HashSet;

use ::markers::{Format, LIMIT_BYTES, LIMIT_MARKERS};
use api::issues::{FieldMessage, IssueForm};
use api::markers::{ConfirmedMarker, ImportMarkers, MarkerPreview, MarkersImported};
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use qc::id::RequestId;
use qc::issue::IssueOrigin;
use serde::Deserialize;
use timecode::{Frame, FrameRange};
use uuid::Uuid;

use super::preview::{self, Standing};
use super::{export, sql, timeline};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::extract::{Json, Query};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::issues::{self, Entry};
use crate::reports::SeeReport;
use crate::requests::{self, Do, EditIssue};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MarkerQuery {
    /// Of which tool
    pub format: Format,
}

/// The issues of the report as markers for a review tool. What each format can carry is written in the documentation.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/markers", tag = "reports", params(("request_id" = RequestId, Path), MarkerQuery),
    responses((status = 200, body = String, content_type = "text/plain"), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn export_markers(
    State(app): State<App>,
    May(actor, request): May<SeeReport>,
    Query(MarkerQuery { format }): Query<MarkerQuery>,
) -> ApiResult<impl IntoResponse> {
    let view = requests::view(&app, &actor, request.id).await?;
    let ids = issues::ids_of_request(&app.db, &actor, &request).await?;
    let issues = issues::views_of(&app, &actor, Some(&request), &ids).await?;
    let title = format!("{} QC {}", view.row.title.label, request.number);
    let markers = export::markers(&view, &issues);
    let file = ::markers::write(format, &title, &timeline(&view)?, &markers);
    let name = format!(
        "attachment; filename=\"markers-{}.{}\"",
        request.number,
        format.extension()
    );
    let kind = format.media_type().to_owned();
    Ok((
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)],
        file,
    ))
}

/// What a marker file would become: each marker with the error code that it means and the issue that it is already, and
/// why the others cannot be read. Nothing is written.
///
/// A file of another frame rate than the master's is refused whole.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/markers/preview", tag = "reports", params(("request_id" = RequestId, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file, in any of the formats that are written"),
    responses((status = 200, body = MarkerPreview), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem))
)]
pub async fn preview_markers(
    State(app): State<App>,
    May(actor, request): May<EditIssue>,
    body: Body,
) -> ApiResult<Json<MarkerPreview>> {
    Do::CreateIssue.demand_now(&request)?;
    let bytes = to_bytes(body, LIMIT_BYTES)
        .await
        .map_err(|_| ApiError::TooLarge {
            limit_bytes: LIMIT_BYTES as u64,
        })?;
    let view = requests::view(&app, &actor, request.id).await?;
    let timeline = timeline(&view)?;
    // A large file takes its time.
    let file = tokio::task::spawn_blocking(move || ::markers::read(&bytes, &timeline));
    let file = file.await.map_err(ApiError::internal)??;
    let mut db = app.db.acquire().await?;
    let standing = Standing::of(&mut db, &actor, &request, &view).await?;
    Ok(Json(MarkerPreview {
        format: file.format,
        encoding: file.encoding.to_string(),
        rows: preview::rows(&mut db, &view, &standing, &timeline, file.rows).await?,
    }))
}

/// Flag markers of a file as issues: all of them, or none. Those that are issues already are left as they are.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/markers", tag = "reports", params(("request_id" = RequestId, Path)),
    request_body = ImportMarkers,
    responses((status = 201, body = MarkersImported), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn import_markers(
    State(app): State<App>,
    May(actor, request): May<EditIssue>,
    key: IdempotencyKey,
    Json(body): Json<ImportMarkers>,
) -> ApiResult<(StatusCode, Json<MarkersImported>)> {
    let said = (request.id, &body);
    let mut once = match key.begin(&app.db, actor.person, "import_markers", &said).await? {
        Turn::Again(answer) => return Ok((StatusCode::CREATED, Json(answer))),
        Turn::First(once) => once,
    };
    Do::CreateIssue.demand_now(&request)?;
    demand_readable(&body.markers)?;
    let view = requests::view(&app, &actor, request.id).await?;
    requests::demand_unchanged(&mut once.tx, &request).await?;
    sql::lock(&mut once.tx, request.id).await?;
    let standing = Standing::of(&mut once.tx, &actor, &request, &view).await?;
    let forms: Vec<IssueForm> = body.markers.iter().map(|marker| marker.form.clone()).collect();
    let read = issues::read_forms(&mut once.tx, request.id, &forms).await?;
    let entries = entries(read.into_iter().map(|(entry, _)| entry))?;
    let mut flagged: Vec<Uuid> = Vec::new();
    let mut seen = HashSet::new();
    for (marker, entry) in body.markers.iter().zip(&entries) {
        let is_there = is_there(&standing, marker, entry);
        if is_there || !seen.insert(&marker.key) {
            continue;
        }
        let origin = IssueOrigin::Operator;
        let issue = issues::insert(&mut once.tx, &request, actor.person, entry, origin, None).await?;
        sql::keep_imported(&mut once.tx, request.id, &marker.key, issue).await?;
        flagged.push(issue.uuid());
    }
    let answer = MarkersImported {
        issues: issues::views_in(&mut once.tx, &actor, Some(&request), &flagged).await?,
        already_there: (entries.len() - flagged.len()) as u64,
    };
    once.commit(&answer).await?;
    Ok((StatusCode::CREATED, Json(answer)))
}

fn is_there(standing: &Standing, marker: &ConfirmedMarker, entry: &Entry) -> bool {
    let frame = |frame: i64| Frame(frame.unsigned_abs());
    FrameRange::new(frame(entry.first_frame), frame(entry.last_frame)).is_ok_and(|range| {
        standing
            .find(&marker.key, range, &entry.code, &entry.description)
            .is_some()
    })
}

fn demand_readable(markers: &[ConfirmedMarker]) -> ApiResult<()> {
    if markers.is_empty() || markers.len() > LIMIT_MARKERS {
        let detail = format!("Give 1 to {LIMIT_MARKERS} markers.");
        return Err(ApiError::invalid("markers", "count", detail));
    }
    let is_key = |key: &str| key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    match markers.iter().position(|marker| !is_key(&marker.key)) {
        Some(at) => {
            let detail = "A marker is known by the key of its preview.";
            Err(ApiError::invalid(
                format!("markers[{at}].key"),
                "unreadable",
                detail,
            ))
        }
        None => Ok(()),
    }
}

/// All as entries that can be written, or 422 with every field of every marker that is wrong.
fn entries(read: impl Iterator<Item = Result<Entry, Vec<FieldMessage>>>) -> ApiResult<Vec<Entry>> {
    let (mut entries, mut fields) = (Vec::new(), Vec::new());
    for (at, entry) in read.enumerate() {
        match entry {
            Ok(entry) => entries.push(entry),
            Err(errors) => fields.extend(errors.into_iter().map(|error| {
                FieldProblem::new(format!("markers[{at}].{}", error.field), error.code, error.detail)
            })),
        }
    }
    match fields.is_empty() {
        true => Ok(entries),
        false => Err(ApiError::Invalid(fields)),
    }
}
