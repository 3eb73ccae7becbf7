//! Verification: the list of what can be verified, one verification, its verdicts.

use chrono::{DateTime, Utc};
use qc::id::{IssueId, RequestId, VerificationId};
use qc::request::AssignedHow;
use qc::severity::Severity;
use qc::verification::VerificationState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::issues::{IssueForm, VerdictView};
use crate::page::{Action, PersonRef};

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VerificationView {
    pub id: VerificationId,
    pub request_id: RequestId,
    pub state: VerificationState,
    pub verifier: Option<PersonRef>,
    pub assigned_how: Option<AssignedHow>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub lease_until: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub verdicts: Vec<VerdictView>,
    /// Issues that still need a verdict.
    pub undecided: Vec<IssueId>,
    pub actions: Vec<Action>,
    pub revision: i64,
}

/// One verdict. `replaced` deletes the issue and creates the corrected one, linked; `severity_lowered` changes the
/// severity in place.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NewVerdict {
    Confirmed {
        issue_id: IssueId,
    },
    SeverityLowered {
        issue_id: IssueId,
        severity: Severity,
        #[serde(default)]
        reason: String,
    },
    Replaced {
        issue_id: IssueId,
        replacement: IssueForm,
        reason: String,
    },
    Deleted {
        issue_id: IssueId,
        reason: String,
    },
    Added {
        issue: IssueForm,
        #[serde(default)]
        reason: String,
    },
}
