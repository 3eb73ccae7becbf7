//! Scorecards of operators, and the issues behind them.

use std::collections::BTreeMap;

use api::metrics::{MetricIssue, OperatorMetrics};
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use qc::error_code::ErrorCode;
use qc::id::{FacilityId, PersonId};
use qc::metrics::{Tally, on_time_percent};
use qc::sla::SlaClock;
use qc::verification::VerdictKind;
use serde::Deserialize;

use super::sql::{self, Judged, Report, Wanted};
use super::{SeeMetrics, SeeMetricsOf, accuracy, scope};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Query};

const MOST_ISSUES: i64 = 2_000;

/// Which reports count.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MetricsQuery {
    /// Reports made for this facility
    pub facility_id: Option<FacilityId>,
    /// Submitted at this instant or later
    pub from: Option<DateTime<Utc>>,
    /// Submitted before this instant
    pub to: Option<DateTime<Utc>>,
}

/// The scorecard of each operator whose reports the caller may count, in the order of names.
#[utoipa::path(
    get, path = "/api/v1/metrics/operators", tag = "metrics", params(MetricsQuery),
    responses((status = 200, body = Vec<OperatorMetrics>), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_operator_metrics(
    State(app): State<App>,
    May(actor, ()): May<SeeMetrics>,
    Query(query): Query<MetricsQuery>,
) -> ApiResult<Json<Vec<OperatorMetrics>>> {
    let MetricsQuery {
        facility_id: facility,
        from,
        to,
    } = query;
    demand_order(from, to)?;
    let wanted = Wanted {
        facility,
        from,
        to,
        operator: None,
    };
    let reports = sql::list_reports(&app.db, &scope(&actor), &wanted).await?;
    let mut by_operator: BTreeMap<(String, PersonId), Vec<Report>> = BTreeMap::new();
    for report in reports {
        let key = (report.operator.name.to_lowercase(), report.operator_id);
        by_operator.entry(key).or_default().push(report);
    }
    Ok(Json(by_operator.into_values().filter_map(scorecard).collect()))
}

/// Which issues of one operator.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MetricIssuesQuery {
    /// Only those with this verdict
    pub kind: Option<VerdictKind>,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
}

/// The issues behind an operator's figures, those of the latest report first.
#[utoipa::path(
    get, path = "/api/v1/metrics/operators/{person_id}/issues", tag = "metrics",
    params(("person_id" = PersonId, Path), MetricIssuesQuery),
    responses((status = 200, body = Vec<MetricIssue>), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_metric_issues(
    State(app): State<App>,
    May(actor, operator): May<SeeMetricsOf>,
    Query(query): Query<MetricIssuesQuery>,
) -> ApiResult<Json<Vec<MetricIssue>>> {
    let MetricIssuesQuery { kind, from, to } = query;
    demand_order(from, to)?;
    let wanted = Wanted {
        operator: Some(operator),
        from,
        to,
        facility: None,
    };
    let issues = sql::list_judged(&app.db, &scope(&actor), &wanted, kind, MOST_ISSUES).await?;
    Ok(Json(issues.into_iter().map(view).collect()))
}

fn demand_order(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> ApiResult<()> {
    match from.zip(to) {
        Some((from, to)) if to <= from => Err(ApiError::invalid(
            "to",
            "order",
            "The end must come after the beginning.",
        )),
        _ => Ok(()),
    }
}

/// Of the reports of one operator; none without any.
fn scorecard(reports: Vec<Report>) -> Option<OperatorMetrics> {
    let operator = reports.first()?.operator.0.clone();
    let on_time = reports
        .iter()
        .filter(|report| clock(report).is_on_time() == Some(true))
        .count();
    let tally = Tally::of(reports.iter().flat_map(|report| report.verdicts.iter().copied()));
    let count = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
    Some(OperatorMetrics {
        operator,
        reports: count(reports.len()),
        on_time_reports: count(on_time),
        on_time_percent: on_time_percent(on_time as u64, reports.len() as u64),
        accuracy: accuracy(tally),
    })
}

fn clock(report: &Report) -> SlaClock {
    SlaClock {
        service: report.service,
        priority: report.priority,
        delivered_at: report.delivered_at,
        assigned_at: report.assigned_at,
        submitted_at: report.submitted_at,
        verified_at: None,
        extended: TimeDelta::seconds(report.extra_s),
    }
}

fn view(judged: Judged) -> MetricIssue {
    MetricIssue {
        issue_id: judged.issue_id,
        request_id: judged.request_id,
        request_number: judged.request_number,
        operator_id: judged.operator_id,
        kind: judged.kind,
        code_name: ErrorCode::find(&judged.code).map_or(judged.code, ErrorCode::label),
        description: judged.description,
    }
}
