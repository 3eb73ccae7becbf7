//! Findings of the machine as they are offered to those who judge a master, and what a redelivery did to them.

use chrono::{DateTime, Utc};
use measure::{Confidence, FindingKind, Quantity};
use qc::id::{DeliveryId, IssueId, MachineFindingId, RequestId};
use qc::machine_finding::{MachineFindingState, Outcome};
use qc::redelivery::PlaceFate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::issues::IssueForm;
use crate::page::{Action, PersonRef};

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MachineFindingView {
    pub id: MachineFindingId,
    pub delivery_id: DeliveryId,
    /// `freeze`, `drop_out`, `loudness_out_of_spec` …
    #[schema(value_type = String)]
    pub kind: FindingKind,
    pub first_frame: u64,
    pub last_frame: u64,
    pub in_timecode: String,
    pub out_timecode: String,
    /// Place among the composition's sound tracks; absent for the picture.
    pub track: Option<u32>,
    /// Channels by their labels; none when it is about the picture or a whole track.
    pub channels: Vec<String>,
    pub measured: Vec<MeasuredView>,
    /// `low`, `medium` or `high`: how likely a person will agree.
    #[schema(value_type = String)]
    pub confidence: Confidence,
    /// The thresholds that judged it.
    pub thresholds_version: i32,
    pub state: MachineFindingState,
    pub decided_by: Option<PersonRef>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was dismissed.
    pub reason: String,
    /// The issue that was flagged from it.
    pub issue: Option<FlaggedIssue>,
    /// The form as the machine would fill it in; a person saves it.
    pub proposal: IssueForm,
    /// `[055] Freeze Frame`: the name of the proposal's code.
    pub code_name: String,
    pub actions: Vec<Action>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeasuredView {
    /// `true_peak_dbtp`, `area` …
    #[schema(value_type = String)]
    pub quantity: Quantity,
    pub value: f64,
    /// Empty for a bare number.
    pub unit: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FlaggedIssue {
    pub id: IssueId,
    pub number: i32,
}

/// What became of the faults that the machine found in the delivery that was answered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ComparisonView {
    /// The request whose delivery is compared with; absent in a first round.
    pub earlier_request_id: Option<RequestId>,
    /// One for each asset of which both deliveries were measured.
    pub deliveries: Vec<ComparedDelivery>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ComparedDelivery {
    pub earlier_delivery_id: DeliveryId,
    pub earlier_delivery_number: i32,
    pub delivery_id: DeliveryId,
    pub delivery_number: i32,
    /// False while either is still being measured: then nothing is said.
    pub is_complete: bool,
    /// In the order of the new timeline.
    pub faults: Vec<ComparedFault>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ComparedFault {
    pub outcome: Outcome,
    #[schema(value_type = String)]
    pub kind: FindingKind,
    /// On the timeline of the later delivery.
    pub first_frame: u64,
    pub last_frame: u64,
    pub in_timecode: String,
    pub out_timecode: String,
    pub track: Option<u32>,
    pub channels: Vec<String>,
    /// What became of its frames; absent for a new one.
    pub fate: Option<PlaceFate>,
    /// The issue that was flagged from it.
    pub issue: Option<FlaggedIssue>,
}
