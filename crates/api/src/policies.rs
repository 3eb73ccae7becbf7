//! Policies as data: what a delivery opens, and how work finds people.

use qc::asset::AssetKind;
use qc::id::{PolicyId, ShowId};
use qc::request::{AssignmentModel, DeliveryPhase, Phase, Priority, Service};
use qc::task::TaskPlan;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an accepted delivery opens. `show_id` absent is the policy for all shows; the more specific wins.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RequestPolicyView {
    pub id: PolicyId,
    pub show_id: Option<ShowId>,
    pub asset_kind: AssetKind,
    pub delivery_phase: DeliveryPhase,
    pub service: Service,
    pub tasks: Vec<TaskPlan>,
    pub priority: Priority,
    /// What is missing for these tasks to be done, as things stand now.
    pub warnings: Vec<String>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaveRequestPolicy {
    #[serde(default)]
    pub show_id: Option<ShowId>,
    pub asset_kind: AssetKind,
    pub delivery_phase: DeliveryPhase,
    pub service: Service,
    #[schema(min_items = 1)]
    pub tasks: Vec<TaskPlan>,
    pub priority: Priority,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AssignmentPolicyView {
    pub id: PolicyId,
    pub show_id: Option<ShowId>,
    pub service: Service,
    pub phase: Phase,
    pub model: AssignmentModel,
    /// How long an assignment waits for its review to begin.
    pub lease_s: i64,
    /// The share of the lease after which its holder is warned.
    pub warn_percent: i32,
    /// How long fix checks are kept for the operator of the first QC (phase QC); absent is 24 hours.
    pub reservation_s: Option<i64>,
    /// What is missing for work to be done under this policy, as things stand now.
    pub warnings: Vec<String>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaveAssignmentPolicy {
    #[serde(default)]
    pub show_id: Option<ShowId>,
    pub service: Service,
    pub phase: Phase,
    pub model: AssignmentModel,
    #[schema(minimum = 60)]
    pub lease_s: i64,
    #[serde(default = "usual_warning")]
    #[schema(minimum = 1, maximum = 99)]
    pub warn_percent: i32,
    #[serde(default)]
    #[schema(minimum = 0)]
    pub reservation_s: Option<i64>,
    /// Save it although nobody could do the work.
    #[serde(default)]
    pub confirmed: bool,
}

fn usual_warning() -> i32 {
    qc::request::assignment::LEASE_WARNING_PERCENT.into()
}

/// How long production has to answer fix notes, and when a redelivery is due by default.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FixNotePolicyView {
    pub id: PolicyId,
    pub show_id: Option<ShowId>,
    /// Business days, after which every unanswered issue counts as to be fixed; absent: no deadline.
    pub answer_days: Option<i32>,
    /// Whose calendar says what a business day is: `Europe/Berlin`.
    pub zone: String,
    /// Days after which a redelivery is due; absent: whoever asks says by when.
    pub redelivery_days: Option<i32>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaveFixNotePolicy {
    #[serde(default)]
    pub show_id: Option<ShowId>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 60)]
    pub answer_days: Option<i32>,
    pub zone: String,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 366)]
    pub redelivery_days: Option<i32>,
}
