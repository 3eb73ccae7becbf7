//! Verification: the list of what can be verified, one verification, its verdicts.

use chrono::{DateTime, Utc};
use qc::id::{IssueId, MachineFindingId, RequestId, VerificationId};
use qc::request::AssignedHow;
use qc::severity::Severity;
use qc::verification::{ChangedField, VerdictKind, VerificationState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::disputes::DisputeView;
use crate::issues::{IssueForm, IssueView, VerdictView};
use crate::page::{Action, PersonRef};
use crate::titles::TitleRef;

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
        /// The finding of the machine that it was made of.
        #[serde(default)]
        machine_finding_id: Option<MachineFindingId>,
    },
}

/// What the verifier changed, and why: every verdict of a submitted verification, those that count against the operator
/// first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VerifierChanges {
    pub verification_id: VerificationId,
    pub request_id: RequestId,
    pub request_number: i64,
    pub title: TitleRef,
    pub verifier: Option<PersonRef>,
    pub submitted_at: DateTime<Utc>,
    /// Until then a verdict can be disputed.
    pub disputable_until: DateTime<Utc>,
    /// As the verdicts count now, decided disputes included.
    pub counts: VerdictCounts,
    pub changes: Vec<VerdictChange>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
pub struct VerdictCounts {
    pub confirmed: i64,
    pub replaced: i64,
    pub deleted: i64,
    pub added: i64,
}

/// One verdict with what it made of the issue, field by field.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VerdictChange {
    pub kind: VerdictKind,
    pub reason: String,
    /// The operator's issue; of an added one, the verifier's.
    pub issue: IssueView,
    /// The corrected issue, where there is one.
    pub replacement: Option<IssueView>,
    pub fields: Vec<FieldChange>,
    pub dispute: Option<DisputeView>,
    pub actions: Vec<Action>,
}

/// What was written, and what stands now. In and Out are timecode in the rate of the title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldChange {
    pub field: ChangedField,
    pub before: String,
    pub after: String,
}
