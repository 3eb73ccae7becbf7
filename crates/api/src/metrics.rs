//! Accuracy, on-time and the counts behind them. Every figure names the issues that made it.

use qc::id::{IssueId, PersonId, RequestId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::PersonRef;

/// C confirmed (severity lowered included), E replaced, D deleted, M added.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AccuracyView {
    pub confirmed: i64,
    pub replaced: i64,
    pub deleted: i64,
    pub added: i64,
    /// C / (C + E + D + M); 1 when there was nothing to find and nothing was flagged.
    pub accuracy: f64,
    pub precision: f64,
    pub recall: f64,
    /// Wilson interval of the accuracy at 95 %.
    pub accuracy_low: f64,
    pub accuracy_high: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OperatorMetrics {
    pub operator: PersonRef,
    pub reports: i64,
    pub on_time_reports: i64,
    pub on_time_percent: f64,
    pub accuracy: AccuracyView,
}

/// The issues behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MetricIssue {
    pub issue_id: IssueId,
    pub request_id: RequestId,
    pub request_number: i64,
    pub operator_id: PersonId,
    pub kind: qc::verification::VerdictKind,
    pub code_name: String,
    pub description: String,
}
