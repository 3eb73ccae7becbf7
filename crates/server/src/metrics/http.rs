//! Figures, and the reports and issues behind them.

use api::Page;
use api::metrics::{CodeMetrics, Dimension, MetricIssue, MetricReport, MetricsView};
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::lists::{self, IssueFilter, ReportFilter};
use super::sql::{self, MetricFilter};
use super::{SeeMetrics, Sight, codes, csv, view};
use crate::access::{Actor, May};
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, PageQuery, Query};

/// What the figures are told apart by.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct By {
    /// By month, when nothing is said
    #[param(inline)]
    pub by: Option<Dimension>,
}

/// Figures of the reports that the caller may count, in all and by one dimension.
///
/// A person counts their own, a vendor manager the facility's, the studio all. Post and production count the reports of
/// their shows that are out, without what measures people, and by show, service or month.
#[utoipa::path(
    get, path = "/api/v1/metrics", tag = "metrics", params(By, MetricFilter),
    responses((status = 200, body = MetricsView), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub async fn get_metrics(
    State(app): State<App>,
    May(actor, ()): May<SeeMetrics>,
    Query(By { by }): Query<By>,
    Query(filter): Query<MetricFilter>,
) -> ApiResult<Json<MetricsView>> {
    Ok(Json(
        metrics(&app, &actor, by.unwrap_or(Dimension::Month), &filter).await?,
    ))
}

/// The same as a table for spreadsheets.
#[utoipa::path(
    get, path = "/api/v1/metrics.csv", tag = "metrics", params(By, MetricFilter),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub async fn export_metrics_csv(
    State(app): State<App>,
    May(actor, ()): May<SeeMetrics>,
    Query(By { by }): Query<By>,
    Query(filter): Query<MetricFilter>,
) -> ApiResult<impl IntoResponse> {
    let metrics = metrics(&app, &actor, by.unwrap_or(Dimension::Month), &filter).await?;
    let name = format!("metrics-by-{}.csv", metrics.by);
    Ok(csv::write(&metrics).download(&name))
}

async fn metrics(app: &App, actor: &Actor, by: Dimension, filter: &MetricFilter) -> ApiResult<MetricsView> {
    demand_order(filter)?;
    let sight = Sight::of(actor);
    if by.is_of_people() {
        lists::demand_quality(&sight, "by")?;
    }
    let reports = sql::list_reports(&app.db, &sight, filter).await?;
    Ok(MetricsView {
        by,
        total: view::figures_of(&reports, sight.sees_quality),
        groups: view::groups(&app.db, by, &reports, sight.sees_quality).await?,
    })
}

/// What became of the issues of each error code; those that verification corrected most come first.
#[utoipa::path(
    get, path = "/api/v1/metrics/codes", tag = "metrics", params(MetricFilter),
    responses((status = 200, body = Vec<CodeMetrics>), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_code_metrics(
    State(app): State<App>,
    May(actor, ()): May<SeeMetrics>,
    Query(filter): Query<MetricFilter>,
) -> ApiResult<Json<Vec<CodeMetrics>>> {
    demand_order(&filter)?;
    Ok(Json(codes::list(&app.db, &Sight::of(&actor), &filter).await?))
}

/// The reports behind a figure, the latest first.
#[utoipa::path(
    get, path = "/api/v1/metrics/reports", tag = "metrics", params(MetricFilter, ReportFilter, PageQuery),
    responses((status = 200, body = Page<MetricReport>), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_metric_reports(
    State(app): State<App>,
    May(actor, ()): May<SeeMetrics>,
    Query(filter): Query<MetricFilter>,
    Query(which): Query<ReportFilter>,
    Query(paging): Query<PageQuery>,
) -> ApiResult<Json<Page<MetricReport>>> {
    demand_order(&filter)?;
    let sight = Sight::of(&actor);
    Ok(Json(
        lists::reports(&app.db, &sight, &filter, &which, &paging).await?,
    ))
}

/// The issues behind a figure, those of the latest report first.
#[utoipa::path(
    get, path = "/api/v1/metrics/issues", tag = "metrics", params(MetricFilter, IssueFilter, PageQuery),
    responses((status = 200, body = Page<MetricIssue>), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_metric_issues(
    State(app): State<App>,
    May(actor, ()): May<SeeMetrics>,
    Query(filter): Query<MetricFilter>,
    Query(which): Query<IssueFilter>,
    Query(paging): Query<PageQuery>,
) -> ApiResult<Json<Page<MetricIssue>>> {
    demand_order(&filter)?;
    let sight = Sight::of(&actor);
    Ok(Json(
        lists::issues(&app.db, &sight, &filter, &which, &paging).await?,
    ))
}

pub(super) fn demand_order(filter: &MetricFilter) -> ApiResult<()> {
    match filter.from.zip(filter.to) {
        Some((from, to)) if to <= from => Err(ApiError::invalid(
            "to",
            "order",
            "The end must come after the beginning.",
        )),
        _ => Ok(()),
    }
}
