//! Figures of the work, by operator, facility, show, service, error code and month; and the reports and issues that made
//! them. A share comes with its counts and its interval: few cases say little, and the page says so.

use chrono::{DateTime, Utc};
use qc::fix_note::Answer;
use qc::id::{FacilityId, IssueId, RequestId};
use qc::issue::IssueState;
pub use qc::metrics::Dimension;
use qc::request::{Priority, RequestState, Service};
use qc::severity::Severity;
use qc::verification::VerdictKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::issues::SeverityCounts;
use crate::page::PersonRef;
use crate::titles::TitleRef;

/// C confirmed (severity lowered included), E replaced, D deleted, M added. Intervals are Wilson's at 95 %.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AccuracyView {
    pub confirmed: i64,
    pub replaced: i64,
    pub deleted: i64,
    pub added: i64,
    /// C / (C + E + D + M); 1 when there was nothing to find and nothing was flagged.
    pub accuracy: f64,
    pub accuracy_low: f64,
    pub accuracy_high: f64,
    /// C / (C + E + D)
    pub precision: f64,
    pub precision_low: f64,
    pub precision_high: f64,
    /// C / (C + E + M)
    pub recall: f64,
    pub recall_low: f64,
    pub recall_high: f64,
}

/// A part of a whole, with the Wilson interval of its value at 95 %.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShareView {
    pub part: i64,
    pub whole: i64,
    /// 1 when the whole is nothing.
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// How long something took.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SpreadView {
    /// On how many reports it was measured.
    pub measured: i64,
    pub median_s: Option<f64>,
    /// Nine of ten took no longer.
    pub p90_s: Option<f64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FiguresView {
    pub reports: i64,
    /// Those among them whose verification is submitted.
    pub verified: i64,
    /// From assignment to the report.
    pub turnaround: SpreadView,
    /// Issues that stand in the reports.
    pub severities: SeverityCounts,
    pub titles: i64,
    pub rounds_per_title: Option<f64>,
    /// Of the reports whose outcome is known, those that ended with a redelivery.
    pub redelivered: ShareView,
    /// Of production's answers, Creative Intent and Best Possible.
    pub refused: ShareView,
    /// For those who answer for the people: the operator, the facility's manager, the studio.
    pub quality: Option<QualityView>,
}

/// What the figures say of the people who did the work.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct QualityView {
    pub accuracy: AccuracyView,
    pub on_time: ShareView,
    /// In the pool, before assignment.
    pub waiting: SpreadView,
    /// From assignment to the last file (Download).
    pub download: SpreadView,
    pub flags: i64,
    /// Seconds of programme that were reviewed.
    pub programme_s: i64,
    pub flags_per_hour: Option<f64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MetricGroup {
    /// The id of the operator, the facility or the show; the service; the month as `2026-11`.
    pub key: String,
    pub label: String,
    /// Of an operator.
    pub facility: Option<String>,
    pub figures: FiguresView,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MetricsView {
    pub by: Dimension,
    pub total: FiguresView,
    /// In the order of their labels; months from the earliest.
    pub groups: Vec<MetricGroup>,
}

/// What became of the issues of one error code.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CodeMetrics {
    pub code: String,
    pub code_name: String,
    /// Issues that stand.
    pub severities: SeverityCounts,
    pub verdicts: Option<CodeVerdicts>,
    /// By which codes verifiers replaced it, the most frequent first.
    pub replaced_by: Vec<CodeReplacement>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct CodeVerdicts {
    pub confirmed: i64,
    pub severity_lowered: i64,
    pub replaced: i64,
    pub deleted: i64,
    pub added: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CodeReplacement {
    pub code: String,
    pub code_name: String,
    pub count: i64,
}

/// A report behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MetricReport {
    pub request_id: RequestId,
    pub request_number: i64,
    pub title: TitleRef,
    pub service: Service,
    pub priority: Priority,
    pub round: i32,
    pub state: RequestState,
    pub operator: PersonRef,
    pub assigned_at: Option<DateTime<Utc>>,
    pub submitted_at: DateTime<Utc>,
    pub verified: bool,
    /// Extensions counted.
    pub due_at: Option<DateTime<Utc>>,
    pub turnaround_s: Option<i64>,
    pub severities: SeverityCounts,
    pub on_time: Option<bool>,
    pub waited_s: Option<i64>,
    pub download_s: Option<i64>,
    pub flags: Option<i64>,
    pub accuracy: Option<AccuracyView>,
}

/// An issue behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MetricIssue {
    pub issue_id: IssueId,
    /// Within its asset.
    pub number: i32,
    pub request_id: RequestId,
    pub request_number: i64,
    pub title: TitleRef,
    pub operator: PersonRef,
    pub code: String,
    pub code_name: String,
    pub severity: Severity,
    pub state: IssueState,
    pub description: String,
    /// What verification said of it, for those who see the figures of people.
    pub kind: Option<VerdictKind>,
    pub reason: Option<String>,
    /// The code that it was replaced by.
    pub replaced_by: Option<String>,
    /// Production's answer.
    pub answer: Option<Answer>,
    pub submitted_at: DateTime<Utc>,
}

/// Everything that a page says of one operator, or of one facility.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Scorecard {
    /// Absent on a facility's.
    pub operator: Option<PersonRef>,
    pub facility_id: Option<FacilityId>,
    pub facility: Option<String>,
    pub figures: FiguresView,
    pub months: Vec<MetricGroup>,
    pub services: Vec<MetricGroup>,
    /// Of a facility.
    pub operators: Vec<MetricGroup>,
    /// The codes that verification corrected most come first.
    pub codes: Vec<CodeMetrics>,
    /// The latest first.
    pub late: Vec<MetricReport>,
    pub recent: Vec<MetricReport>,
}
