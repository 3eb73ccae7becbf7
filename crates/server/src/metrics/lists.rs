//! The reports and the issues behind a figure, page by page, the latest report first.

use std::collections::HashMap;

use api::Page;
use api::metrics::{MetricIssue, MetricReport};
use api::page::PersonRef;
use api::titles::TitleRef;
use chrono::{DateTime, Utc};
use qc::fix_note::Answer;
use qc::id::{IssueId, RequestId};
use qc::issue::{IssueOrigin, IssueState};
use qc::metrics::IssueFigure;
use qc::request::{Priority, RequestState, Service};
use qc::severity::Severity;
use qc::sla::report_time;
use qc::verification::VerdictKind;
use serde::Deserialize;
use sqlx::types::Json;
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::Sight;
use super::codes::label;
use super::sql::{self, MetricFilter, Report, push_report};
use super::view::{accuracy, severities};
use crate::error::{ApiError, ApiResult};
use crate::extract::{PageQuery, page};

/// Which reports of those that the filter finds.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportFilter {
    /// Only those that came in time, or only those that did not
    pub on_time: Option<bool>,
    /// Only those that ended with a redelivery, or only those that were approved
    pub redelivered: Option<bool>,
}

/// Which issues of the reports that the filter finds.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IssueFilter {
    /// Only those that made this figure
    #[param(inline)]
    pub figure: Option<IssueFigure>,
    /// Only those with this verdict
    pub kind: Option<VerdictKind>,
    /// Only those of this error code
    pub code: Option<String>,
    /// Only those that stand with this severity
    pub severity: Option<Severity>,
    /// Only those that production answered so
    pub answer: Option<Answer>,
}

/// Where a page ends.
type Place = (DateTime<Utc>, Uuid);
type IssuePlace = (DateTime<Utc>, Uuid, i64, Uuid);

#[derive(FromRow)]
struct ReportRow {
    request_id: RequestId,
    number: i64,
    title: Json<TitleRef>,
    operator: Json<PersonRef>,
    service: Service,
    priority: Priority,
    round: i32,
    state: RequestState,
}

pub(super) async fn reports(
    db: &PgPool,
    sight: &Sight,
    filter: &MetricFilter,
    which: &ReportFilter,
    paging: &PageQuery,
) -> ApiResult<Page<MetricReport>> {
    let after: Option<Place> = paging.after()?;
    let mut query = QueryBuilder::new("");
    push_report(&mut query, sight, filter);
    query.push(
        " select r.request_id, r.number, title_ref(r.title_id) as title, person_ref(r.operator_id) as operator, r.service,
            r.priority, r.round, r.state from report r where true",
    );
    push_which(&mut query, sight, which)?;
    if let Some((at, id)) = after {
        query
            .push(" and (r.submitted_at, r.request_id) < (")
            .push_bind(at);
        query.push(", ").push_bind(id).push(")");
    }
    query.push(" order by r.submitted_at desc, r.request_id desc limit ");
    query.push_bind(paging.limit() + 1);
    let rows: Vec<ReportRow> = query.build_query_as().fetch_all(db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.request_id.uuid()).collect();
    let counted = sql::list_reports_of(db, sight, &ids).await?;
    let mut counted: HashMap<RequestId, Report> = counted
        .into_iter()
        .map(|report| (report.request_id, report))
        .collect();
    let reports = rows
        .into_iter()
        .filter_map(|row| Some(report_view(counted.remove(&row.request_id)?, row, sight)));
    let key = |report: &MetricReport| (report.submitted_at, report.request_id.uuid());
    Ok(page(reports.collect(), paging.limit(), key))
}

/// The rule of `qc::sla`, as a predicate: a test holds the two equal.
fn push_which(query: &mut QueryBuilder<Postgres>, sight: &Sight, which: &ReportFilter) -> ApiResult<()> {
    if let Some(on_time) = which.on_time {
        demand_quality(sight, "on_time")?;
        query.push(" and extract(epoch from r.submitted_at - r.assigned_at) ");
        query.push(if on_time { "<=" } else { ">" });
        query.push(" coalesce((select sum(e.extra_s) from sla_extension e where e.request_id = r.request_id), 0) + case");
        for (service, priority) in Service::ALL
            .iter()
            .flat_map(|service| Priority::ALL.iter().map(move |priority| (service, priority)))
        {
            query.push(" when r.service = ").push_bind(service.as_str());
            query.push(" and r.priority = ").push_bind(priority.as_str());
            query
                .push(" then ")
                .push_bind(report_time(*service, *priority).num_seconds());
        }
        query.push(" end");
    }
    match which.redelivered {
        Some(true) => drop(query.push(" and r.state in ('awaiting_redelivery', 'rejected')")),
        Some(false) => drop(query.push(" and r.state = 'approved'")),
        None => {}
    }
    Ok(())
}

/// What measures people is not for those of a show.
pub(super) fn demand_quality(sight: &Sight, field: &str) -> ApiResult<()> {
    if sight.sees_quality {
        return Ok(());
    }
    Err(ApiError::not_permitted(format!(
        "\"{field}\" measures people: it is shown to them, their facility and the studio."
    )))
}

fn report_view(report: Report, row: ReportRow, sight: &Sight) -> MetricReport {
    let clock = report.clock();
    let quality = sight.sees_quality;
    MetricReport {
        request_id: row.request_id,
        request_number: row.number,
        title: row.title.0,
        service: row.service,
        priority: row.priority,
        round: row.round,
        state: row.state,
        operator: row.operator.0,
        assigned_at: report.assigned_at,
        submitted_at: report.submitted_at,
        verified: report.is_verified,
        due_at: clock.report_due_at(),
        turnaround_s: report
            .assigned_at
            .map(|at| (report.submitted_at - at).num_seconds()),
        severities: severities(report.severities()),
        on_time: clock.is_on_time().filter(|_| quality),
        waited_s: report.waited_s.filter(|_| quality),
        download_s: report.download_s().filter(|_| quality),
        flags: quality.then_some(report.flags),
        accuracy: (quality && report.is_verified).then(|| accuracy(report.tally())),
    }
}

#[derive(FromRow)]
struct IssueRow {
    issue_id: IssueId,
    number: i32,
    request_id: RequestId,
    request_number: i64,
    title: Json<TitleRef>,
    operator: Json<PersonRef>,
    code: String,
    severity: Severity,
    state: IssueState,
    description: String,
    first_frame: i64,
    kind: Option<VerdictKind>,
    reason: Option<String>,
    replacement: Option<String>,
    answer: Option<Answer>,
    submitted_at: DateTime<Utc>,
}

pub(super) async fn issues(
    db: &PgPool,
    sight: &Sight,
    filter: &MetricFilter,
    which: &IssueFilter,
    paging: &PageQuery,
) -> ApiResult<Page<MetricIssue>> {
    let after: Option<IssuePlace> = paging.after()?;
    let mut query = QueryBuilder::new("");
    push_report(&mut query, sight, filter);
    query.push(
        ", found as (select r.request_id, r.number as request_number, r.title_id, r.operator_id, r.submitted_at, i.id as issue_id, i.number,
            i.code, i.severity, i.state, i.description, i.first_frame, j.kind, j.reason, j.replacement_id, n.answer
         from report r join issue i using (request_id)
         left join counted_verdict j on j.request_id = i.request_id and j.issue_id = i.id
         left join fix_note n on n.request_id = i.request_id and n.issue_id = i.id and n.state = 'submitted'
         where case when r.is_verified then i.state <> 'deleted' or j.kind = 'deleted' else i.origin = 'operator' and (i.state <> 'deleted'
               or exists (select from verdict d where d.issue_id = i.id and d.kind = 'deleted')) end",
    );
    push_issues(&mut query, sight, which)?;
    if let Some((at, request, frame, issue)) = after {
        query
            .push(" and (r.submitted_at, r.request_id, -i.first_frame, i.id) < (")
            .push_bind(at);
        query.push(", ").push_bind(request).push(", ").push_bind(-frame);
        query.push(", ").push_bind(issue).push(")");
    }
    query.push(" order by r.submitted_at desc, r.request_id desc, -i.first_frame desc, i.id desc limit ");
    query.push_bind(paging.limit() + 1);
    query.push(
        ") select f.*, title_ref(f.title_id) as title, person_ref(f.operator_id) as operator,
            (select x.code from issue x where x.id = f.replacement_id) as replacement
         from found f order by f.submitted_at desc, f.request_id desc, -f.first_frame desc, f.issue_id desc",
    );
    let rows: Vec<IssueRow> = query.build_query_as().fetch_all(db).await?;
    let found = page(rows, paging.limit(), |row| -> IssuePlace {
        (
            row.submitted_at,
            row.request_id.uuid(),
            row.first_frame,
            row.issue_id.uuid(),
        )
    });
    Ok(Page {
        items: found
            .items
            .into_iter()
            .map(|row| issue_view(row, sight))
            .collect(),
        next: found.next,
        total: None,
    })
}

fn push_issues(query: &mut QueryBuilder<Postgres>, sight: &Sight, which: &IssueFilter) -> ApiResult<()> {
    match which.figure {
        Some(IssueFigure::Refused) => {
            query
                .push(" and n.answer <> ")
                .push_bind(Answer::ProductionWillFix.as_str());
        }
        Some(figure) => {
            demand_quality(sight, figure.as_str())?;
            push_figure(query, figure);
        }
        None => {}
    }
    if let Some(kind) = which.kind {
        demand_quality(sight, "kind")?;
        query.push(" and j.kind = ").push_bind(kind.as_str());
    }
    if let Some(code) = &which.code {
        query.push(" and i.code = ").push_bind(code.clone());
    }
    if let Some(severity) = which.severity {
        query
            .push(" and (not r.is_verified or i.state not in ('replaced', 'deleted')) and i.severity = ")
            .push_bind(severity.as_str());
    }
    if let Some(answer) = which.answer {
        query.push(" and n.answer = ").push_bind(answer.as_str());
    }
    Ok(())
}

fn push_figure(query: &mut QueryBuilder<Postgres>, figure: IssueFigure) {
    match figure.verdicts() {
        Some(kinds) => {
            let kinds: Vec<&'static str> = kinds.iter().map(|kind| kind.as_str()).collect();
            query.push(" and j.kind = any(").push_bind(kinds).push(")");
        }
        None => {
            query
                .push(" and i.origin = ")
                .push_bind(IssueOrigin::Operator.as_str());
        }
    }
}

fn issue_view(row: IssueRow, sight: &Sight) -> MetricIssue {
    MetricIssue {
        issue_id: row.issue_id,
        number: row.number,
        request_id: row.request_id,
        request_number: row.request_number,
        title: row.title.0,
        operator: row.operator.0,
        code_name: label(&row.code),
        code: row.code,
        severity: row.severity,
        state: row.state,
        description: row.description,
        kind: row.kind.filter(|_| sight.sees_quality),
        reason: row
            .reason
            .filter(|reason| sight.sees_quality && !reason.is_empty()),
        replaced_by: row
            .replacement
            .filter(|_| sight.sees_quality)
            .map(|code| label(&code)),
        answer: row.answer,
        submitted_at: row.submitted_at,
    }
}
