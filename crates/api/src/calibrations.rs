//! Calibrations: a master with planted defects, its answer key, who reviews it, and how each report scored.

use chrono::{DateTime, Utc};
use qc::asset::AssetKind;
use qc::calibration::{AnswerKey, CalibrationState, Fault};
use qc::id::{CalibrationId, DeliveryId, IssueId, PersonId, RequestId};
use qc::request::{RequestState, Service};
use qc::severity::Severity;
use qc::task::TaskDepth;
use serde::{Deserialize, Serialize};
use timecode::EditRate;
use utoipa::ToSchema;

use crate::deliveries::EditRateView;
use crate::page::{Action, PersonRef};
use crate::titles::TitleRef;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewCalibration {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// An accepted delivery that nobody has begun to review.
    pub delivery_id: DeliveryId,
    pub answer_key: AnswerKey,
}

/// Another name or key, as long as nobody was given the calibration.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChangeCalibration {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    pub answer_key: AnswerKey,
}

/// A request of their own for each of these operators, found like any other task of the service.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GiveCalibration {
    pub service: Service,
    pub depth: TaskDepth,
    #[schema(min_items = 1, max_items = 100)]
    pub person_ids: Vec<PersonId>,
}

/// A delivery that could become a calibration master.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CalibrationMaster {
    pub delivery_id: DeliveryId,
    pub title: TitleRef,
    pub asset_kind: AssetKind,
    pub delivery_number: i32,
    pub duration_frames: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CalibrationRow {
    pub id: CalibrationId,
    pub name: String,
    pub title: TitleRef,
    pub asset_kind: AssetKind,
    pub delivery_number: i32,
    pub state: CalibrationState,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Of those whom the caller may see.
    pub participants: i64,
    pub submitted: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CalibrationView {
    #[serde(flatten)]
    pub row: CalibrationRow,
    pub delivery_id: DeliveryId,
    #[schema(value_type = EditRateView)]
    pub edit_rate: EditRate,
    pub drop_frame: bool,
    /// Frames to add to a position for the label that people see.
    pub offset_frames: u64,
    pub duration_frames: u64,
    /// The studio's; everyone's who took part, or manages those who did, once it is closed.
    pub answer_key: Option<AnswerKey>,
    pub people: Vec<ParticipantView>,
    pub actions: Vec<Action>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ParticipantView {
    pub operator: PersonRef,
    pub request_id: RequestId,
    pub request_number: i64,
    pub service: Service,
    pub state: RequestState,
    pub submitted_at: Option<DateTime<Utc>>,
    /// Once the report is submitted.
    pub score: Option<ScoreView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ScoreView {
    pub found: i64,
    pub wrong_code: i64,
    pub wrong_severity: i64,
    pub timecode_off: i64,
    pub missed: i64,
    pub false_flags: i64,
    /// Found, of everything that was planted or flagged; in per cent, as accuracy is.
    pub percent: f64,
    /// Defect by defect, once the caller may see the key.
    pub matches: Vec<MatchView>,
    pub flagged_in_vain: Vec<ScoredIssue>,
}

/// A planted defect with what was flagged for it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MatchView {
    pub name: String,
    pub in_timecode: String,
    pub out_timecode: String,
    pub whole_programme: bool,
    /// None was missed.
    pub issue: Option<ScoredIssue>,
    pub faults: Vec<Fault>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ScoredIssue {
    pub issue_id: IssueId,
    pub number: i32,
    pub code_name: String,
    pub severity: Severity,
    pub in_timecode: String,
    pub out_timecode: String,
    pub description: String,
}
