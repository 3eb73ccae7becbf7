//! Issues: the form, the list, one issue with its lineage, drafts, error codes.

use chrono::{DateTime, Utc};
use qc::asset::AssetKind;
use qc::fix_check::{WatchKind, WatchVerdict};
use qc::fix_note::{Answer, FixNoteState, Waiver};
use qc::id::{AssetId, DeliveryId, FixNoteId, IssueId, RequestId, VerificationId};
use qc::issue::{IssueOrigin, IssueState, Loudness};
use qc::redelivery::PlaceFate;
use qc::severity::Severity;
use qc::task::TaskKind;
use qc::verification::VerdictKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fix_notes::ObjectionView;
use crate::page::{Action, PersonRef};
use crate::tv_sessions::OnTv;

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
pub struct SeverityCounts {
    pub blocker: i64,
    pub issue: i64,
    pub fyi: i64,
}

/// The form of an issue. In and Out are given as frames; the page turns SMPTE timecode into frames, and the command
/// line may send `in_timecode` / `out_timecode` instead.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssueForm {
    /// The id of an error code: `audio-drop-out`.
    pub code: String,
    pub severity: Severity,
    #[schema(min_items = 1)]
    pub tasks: Vec<TaskKind>,
    /// Affected files of the delivery (Printmaster and M&E).
    #[serde(default)]
    pub files: Vec<String>,
    #[serde(default)]
    pub first_frame: Option<u64>,
    #[serde(default)]
    pub last_frame: Option<u64>,
    #[serde(default)]
    pub in_timecode: Option<String>,
    #[serde(default)]
    pub out_timecode: Option<String>,
    #[schema(min_length = 1, max_length = 4000)]
    pub description: String,
    #[serde(default)]
    pub loudness: Option<Loudness>,
    /// Flagged from a TV: how its frame was found.
    #[serde(default)]
    pub on_tv: Option<OnTv>,
}

/// What the form's rules say, field by field. Errors refuse; warnings inform.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssueCheck {
    pub errors: Vec<FieldMessage>,
    pub warnings: Vec<FieldMessage>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldMessage {
    pub field: String,
    pub code: String,
    pub detail: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssueView {
    pub id: IssueId,
    pub asset_id: AssetId,
    pub asset_kind: AssetKind,
    pub number: i32,
    /// Where it was raised.
    pub request_id: RequestId,
    pub request_number: i64,
    pub delivery_id: DeliveryId,
    pub delivery_number: i32,
    pub code: String,
    /// `[016] Audio Drop Out/Mute`, or the name alone when the code has no number.
    pub code_name: String,
    pub severity: Severity,
    pub tasks: Vec<TaskKind>,
    pub files: Vec<String>,
    pub first_frame: u64,
    pub last_frame: u64,
    pub in_timecode: String,
    pub out_timecode: String,
    /// Where it stands on the timelines of later deliveries, the earliest first.
    pub places: Vec<IssuePlace>,
    pub description: String,
    pub loudness: Option<Loudness>,
    pub on_tv: Option<OnTv>,
    pub state: IssueState,
    pub origin: IssueOrigin,
    pub author: PersonRef,
    pub supersedes_id: Option<IssueId>,
    pub superseded_by_id: Option<IssueId>,
    /// The verifier's verdict, once the caller may see it.
    pub verdict: Option<VerdictView>,
    pub fix_note: Option<FixNoteView>,
    /// Those that the caller reads.
    pub comment_count: i64,
    /// Those that the caller has not seen yet.
    pub new_comment_count: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub revision: i64,
    pub actions: Vec<Action>,
}

/// An issue on the timeline of a later delivery of its asset.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssuePlace {
    pub delivery_id: DeliveryId,
    pub delivery_number: i32,
    pub first_frame: u64,
    pub last_frame: u64,
    pub in_timecode: String,
    pub out_timecode: String,
    pub fate: PlaceFate,
}

/// One issue whole: its lineage (what it replaced, what replaced it), every answer, verdict and fix check on it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssueDetail {
    pub issue: IssueView,
    /// Oldest first, this issue among them.
    pub lineage: Vec<IssueView>,
    pub fix_notes: Vec<FixNoteView>,
    pub objections: Vec<ObjectionView>,
    /// Where it was looked for again: one for each fix check, in the frames of that delivery.
    pub sightings: Vec<SightingView>,
    /// Of all its lineage, oldest first.
    pub history: Vec<crate::history::HistoryRow>,
}

/// An issue on the timeline of a later delivery, as a fix check was to look at it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SightingView {
    pub issue_id: IssueId,
    pub request_id: RequestId,
    pub request_number: i64,
    pub round: i32,
    pub delivery_id: Option<DeliveryId>,
    pub delivery_number: Option<i32>,
    pub first_frame: u64,
    pub last_frame: u64,
    pub in_timecode: String,
    pub out_timecode: String,
    pub kind: WatchKind,
    pub verdict: Option<WatchVerdict>,
    pub note: String,
    pub decided_by: Option<PersonRef>,
    pub decided_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VerdictView {
    pub verification_id: VerificationId,
    pub issue_id: IssueId,
    pub kind: VerdictKind,
    pub reason: String,
    pub severity_before: Option<Severity>,
    pub severity_after: Option<Severity>,
    pub replacement_id: Option<IssueId>,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FixNoteView {
    pub id: FixNoteId,
    pub request_id: RequestId,
    pub issue_id: IssueId,
    pub answer: Answer,
    pub reason: String,
    /// Absent: the deadline passed, and nobody had answered.
    pub answered_by: Option<PersonRef>,
    pub state: FixNoteState,
    pub waiver: Waiver,
    pub waiver_by: Option<PersonRef>,
    pub waiver_reason: Option<String>,
    pub waiver_at: Option<DateTime<Utc>>,
    /// When this answer was given; later decisions about it do not change it.
    pub answered_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub revision: i64,
}

/// What is being typed, kept on the server. The body is the page's own.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DraftView {
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
    pub updated_at: DateTime<Utc>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaveDraft {
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ErrorCodeView {
    pub id: String,
    pub number: Option<u16>,
    pub name: String,
    pub category: String,
    pub aliases: Vec<String>,
    pub definition: String,
    /// Guidance per severity; absent where the severity does not apply.
    pub fyi: Option<String>,
    pub issue: Option<String>,
    pub blocker: Option<String>,
}
