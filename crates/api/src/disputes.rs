//! Disputes of verdicts: opening one, answering, deciding.

use chrono::{DateTime, Utc};
use qc::dispute::DisputeState;
use qc::id::{DisputeId, IssueId, RequestId, VerificationId};
use qc::severity::Severity;
use qc::verification::VerdictKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::{Action, PersonRef};
use crate::titles::TitleRef;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DisputeView {
    pub id: DisputeId,
    pub state: DisputeState,
    pub request_id: RequestId,
    pub request_number: i64,
    pub title: TitleRef,
    pub verification_id: VerificationId,
    pub issue_id: IssueId,
    pub issue_number: i32,
    pub code_name: String,
    pub severity: Severity,
    pub in_timecode: String,
    pub out_timecode: String,
    pub description: String,
    pub verdict: VerdictKind,
    pub verdict_reason: String,
    pub replacement_id: Option<IssueId>,
    pub reason: String,
    pub opened_by: PersonRef,
    pub opened_at: DateTime<Utc>,
    pub answer: Option<String>,
    pub answered_by: Option<PersonRef>,
    pub answered_at: Option<DateTime<Utc>>,
    /// Why post decided so.
    pub decision: Option<String>,
    pub decided_by: Option<PersonRef>,
    pub decided_at: Option<DateTime<Utc>>,
    /// The deleted issue stands again in the report.
    pub stands_again: bool,
    /// What the caller may do with it now; a refusal says why.
    pub actions: Vec<Action>,
    pub revision: i64,
}

/// The verifier's answer, given once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnswerDispute {
    #[schema(min_length = 1, max_length = 2000)]
    pub answer: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideDispute {
    /// Granted: the verdict no longer counts against the operator. Else it is upheld.
    pub granted: bool,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}
