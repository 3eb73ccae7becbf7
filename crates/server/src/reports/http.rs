//! The report on a page, and as CSV.

use api::requests::ReportView;
use axum::extract::State;
use axum::response::IntoResponse;
use qc::id::RequestId;
use qc::person::Role;
use qc::request::Service;
use qc::task::Coverage;
use qc::verification::VerificationState;

use super::{SeeReport, csv};
use crate::access::{Actor, May};
use crate::app::App;
use crate::error::{ApiResult, Problem};
use crate::extract::Json;
use crate::requests::{self, Request};
use crate::{issues, metrics, tasks, tv_sessions, verification};

/// The report of a request.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/report", tag = "reports", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = ReportView), (status = 404, body = Problem))
)]
pub async fn get_report(
    State(app): State<App>,
    May(actor, request): May<SeeReport>,
) -> ApiResult<Json<ReportView>> {
    Ok(Json(report(&app, &actor, &request).await?))
}

/// The report as a table for spreadsheets.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/report.csv", tag = "reports", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 404, body = Problem))
)]
pub async fn export_report_csv(
    State(app): State<App>,
    May(actor, request): May<SeeReport>,
) -> ApiResult<impl IntoResponse> {
    let report = report(&app, &actor, &request).await?;
    Ok(csv::write(&report).download(&format!("report-{}.csv", request.number)))
}

async fn report(app: &App, actor: &Actor, request: &Request) -> ApiResult<ReportView> {
    let ids = issues::ids_of_request(&app.db, actor, request).await?;
    let issues = issues::views_of(app, actor, Some(request), &ids).await?;
    let view = requests::view(app, actor, request.id).await?;
    let mut db = app.db.acquire().await?;
    let verification = match request.verification_id {
        Some(_) => Some(verification::http::view(&mut db, actor, request).await?),
        None => None,
    };
    let is_verified = request.verification_state == Some(VerificationState::Submitted);
    let sees_metrics = match actor.role {
        Role::StudioAdmin | Role::VendorManager => true,
        Role::Operator => request.operator_id == Some(actor.person),
        _ => false,
    };
    let tally = match request.verification_id.filter(|_| is_verified && sees_metrics) {
        Some(id) => Some(verification::tally(&mut *db, id).await?),
        None => None,
    };
    Ok(ReportView {
        coverage_text: coverage_text(request.service, &view),
        tv_passes: tv_sessions::list_passes(app, request.id).await?,
        accuracy: tally.map(metrics::accuracy),
        request: view,
        issues,
        verification,
    })
}

/// "100.0 % of HDR seen; 12 s of SDR not seen". A Download is played elsewhere.
fn coverage_text(service: Service, view: &api::requests::RequestView) -> String {
    if service == Service::Download {
        return "Played on the facility's own devices; what was seen is not recorded.".to_owned();
    }
    let text = |task: &api::requests::TaskView| {
        Coverage::of(&tasks::ranges(&task.wanted), &tasks::ranges(&task.coverage))
            .text(task.kind, view.edit_rate)
    };
    view.row.tasks.iter().map(text).collect::<Vec<_>>().join("; ")
}
