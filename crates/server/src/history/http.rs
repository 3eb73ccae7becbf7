//! Reading histories: of a title, of a request, and of everything for the audit; pages, choices, files, single rows.

use api::Page;
use api::history::{HistoryChoices, HistoryRow, SealView};
use axum::extract::State;
use axum::response::Response;
use qc::id::{RequestId, TitleId};

use super::export::{self, ExportFormat, ExportQuery};
use super::filter::{Filter, HistoryQuery};
use super::sql::{self, About};
use super::{OfRequest, OfTitle, SeeAudit, SeeRow, seal};
use crate::access::{Actor, May};
use crate::app::App;
use crate::error::{ApiResult, Problem};
use crate::extract::{Json, Query, page};

async fn read(
    app: &App,
    actor: &Actor,
    about: &About,
    query: HistoryQuery,
) -> ApiResult<Json<Page<HistoryRow>>> {
    let filter = query.read()?;
    let rows = sql::list(&app.db, actor, about, &filter).await?;
    Ok(Json(page(rows, filter.limit, |row| row.id)))
}

fn file(
    app: App,
    actor: Actor,
    about: About,
    query: HistoryQuery,
    format: ExportQuery,
) -> ApiResult<Response> {
    let order = export::order_of(query.order);
    let filter = Filter {
        order,
        ..query.read()?
    };
    let format = format.format.unwrap_or(ExportFormat::Csv);
    Ok(export::answer(app, actor, about, filter, format))
}

/// Every act on a title that the caller may read: who, when, what, before, after.
#[utoipa::path(
    get, path = "/api/v1/titles/{title_id}/history", tag = "history", params(("title_id" = TitleId, Path), HistoryQuery),
    responses((status = 200, body = Page<HistoryRow>), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_title_history(
    State(app): State<App>,
    May(actor, about): May<OfTitle>,
    Query(query): Query<HistoryQuery>,
) -> ApiResult<Json<Page<HistoryRow>>> {
    read(&app, &actor, &about, query).await
}

/// What occurs in a title's history, to choose from.
#[utoipa::path(
    get, path = "/api/v1/titles/{title_id}/history/choices", tag = "history", params(("title_id" = TitleId, Path)),
    responses((status = 200, body = HistoryChoices), (status = 404, body = Problem))
)]
pub async fn get_title_history_choices(
    State(app): State<App>,
    May(actor, about): May<OfTitle>,
) -> ApiResult<Json<HistoryChoices>> {
    Ok(Json(sql::choices(&app.db, &actor, &about).await?))
}

/// A title's history as a file, filtered as the list is.
#[utoipa::path(
    get, path = "/api/v1/titles/{title_id}/history/export", tag = "history",
    params(("title_id" = TitleId, Path), HistoryQuery, ExportQuery),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 404, body = Problem))
)]
pub async fn export_title_history(
    State(app): State<App>,
    May(actor, about): May<OfTitle>,
    Query(query): Query<HistoryQuery>,
    Query(format): Query<ExportQuery>,
) -> ApiResult<Response> {
    file(app, actor, about, query, format)
}

/// Everything that happened to the request.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/history", tag = "history",
    params(("request_id" = RequestId, Path), HistoryQuery),
    responses((status = 200, body = Page<HistoryRow>), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_request_history(
    State(app): State<App>,
    May(actor, about): May<OfRequest>,
    Query(query): Query<HistoryQuery>,
) -> ApiResult<Json<Page<HistoryRow>>> {
    read(&app, &actor, &about, query).await
}

/// What occurs in a request's history, to choose from.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/history/choices", tag = "history",
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = HistoryChoices), (status = 404, body = Problem))
)]
pub async fn get_request_history_choices(
    State(app): State<App>,
    May(actor, about): May<OfRequest>,
) -> ApiResult<Json<HistoryChoices>> {
    Ok(Json(sql::choices(&app.db, &actor, &about).await?))
}

/// A request's history as a file, filtered as the list is.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/history/export", tag = "history",
    params(("request_id" = RequestId, Path), HistoryQuery, ExportQuery),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 404, body = Problem))
)]
pub async fn export_request_history(
    State(app): State<App>,
    May(actor, about): May<OfRequest>,
    Query(query): Query<HistoryQuery>,
    Query(format): Query<ExportQuery>,
) -> ApiResult<Response> {
    file(app, actor, about, query, format)
}

/// One act, by the number of its permalink.
#[utoipa::path(
    get, path = "/api/v1/history/{row}", tag = "history", params(("row" = i64, Path)),
    responses((status = 200, body = HistoryRow), (status = 404, body = Problem))
)]
pub async fn get_history_row(May(_actor, row): May<SeeRow>) -> Json<HistoryRow> {
    Json(row)
}

/// Everything that anybody did, signing in and being refused among it.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "history", params(HistoryQuery),
    responses((status = 200, body = Page<HistoryRow>), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_audit(
    State(app): State<App>,
    May(actor, ()): May<SeeAudit>,
    Query(query): Query<HistoryQuery>,
) -> ApiResult<Json<Page<HistoryRow>>> {
    read(&app, &actor, &About::Everything, query).await
}

/// The audit as a file, filtered as the list is.
#[utoipa::path(
    get, path = "/api/v1/audit/export", tag = "history", params(HistoryQuery, ExportQuery),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 403, body = Problem))
)]
pub async fn export_audit(
    State(app): State<App>,
    May(actor, ()): May<SeeAudit>,
    Query(query): Query<HistoryQuery>,
    Query(format): Query<ExportQuery>,
) -> ApiResult<Response> {
    file(app, actor, About::Everything, query, format)
}

/// How far the history is sealed against change, and its last seal.
#[utoipa::path(
    get, path = "/api/v1/audit/seal", tag = "history",
    responses((status = 200, body = SealView), (status = 403, body = Problem))
)]
pub async fn get_seal(State(app): State<App>, May(_actor, ()): May<SeeAudit>) -> ApiResult<Json<SealView>> {
    Ok(Json(seal::view(&app.db).await?))
}
