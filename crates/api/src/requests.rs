//! QC requests: lists, the request page, assignment, tasks, clocks, watch lists, the report.

use chrono::{DateTime, Utc};
use qc::asset::AssetKind;
use qc::delivery::PackageKind;
pub use qc::fix_check::{WatchKind, WatchVerdict};
use qc::id::{DeliveryId, IssueId, PersonId, RequestId, TaskId, TicketId, VerificationId, WatchItemId};
use qc::request::{AssignedHow, Priority, RequestState, Service};
use qc::sla::Bucket;
use qc::task::{TaskDepth, TaskKind, TaskState};
use serde::{Deserialize, Serialize};
use timecode::EditRate;
use utoipa::ToSchema;

use crate::breaks::BreakView;
use crate::deliveries::{EditRateView, RenditionView};
use crate::extensions::ExtensionView;
use crate::fix_notes::EstimateView;
use crate::issues::{IssueView, SeverityCounts};
use crate::page::{Action, PersonRef};
use crate::titles::TitleRef;

/// The clocks of a request, derived from its history when read.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ClockView {
    /// When the report is due: from assignment. Absent while nobody holds it.
    pub report_due_at: Option<DateTime<Utc>>,
    /// The same without extensions.
    pub original_due_at: Option<DateTime<Utc>>,
    /// When review and verification are to be done: five days from delivery.
    pub whole_due_at: DateTime<Utc>,
    /// The same without extensions.
    pub original_whole_due_at: DateTime<Utc>,
    pub bucket: Bucket,
    /// Share of the running clock that is used up, in per cent; over 100 is late.
    pub used_percent: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RequestRow {
    pub id: RequestId,
    pub number: i64,
    pub title: TitleRef,
    pub service: Service,
    pub priority: Priority,
    pub state: RequestState,
    pub round: i32,
    pub asset_kinds: Vec<AssetKind>,
    /// The language of a version of the picture that is not the title's original.
    pub version_language: Option<String>,
    pub tasks: Vec<TaskView>,
    pub operator: Option<PersonRef>,
    pub assigned_how: Option<AssignedHow>,
    /// A fix check kept for the operator of the first QC.
    pub reserved_for: Option<PersonRef>,
    pub reserved_until: Option<DateTime<Utc>>,
    pub verifier: Option<PersonRef>,
    pub verification_id: Option<VerificationId>,
    pub clock: ClockView,
    pub issues: SeverityCounts,
    pub delivered_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    /// When it came to its end: approved, rejected, or canceled.
    pub concluded_at: Option<DateTime<Utc>>,
    /// 0–100 over all streams while the request is being prepared.
    pub preparing_percent: Option<u32>,
    /// QC stands still at a Blocker.
    pub is_stopped: bool,
    /// What the caller may do with it now; a refusal says why.
    pub actions: Vec<Action>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RequestView {
    #[serde(flatten)]
    pub row: RequestRow,
    pub deliveries: Vec<RequestDelivery>,
    #[schema(value_type = EditRateView)]
    pub edit_rate: EditRate,
    pub drop_frame: bool,
    /// Frames to add to a position for the label that people see: the master's own first timecode.
    pub offset_frames: u64,
    pub duration_frames: u64,
    pub predecessor_id: Option<RequestId>,
    pub successor_id: Option<RequestId>,
    pub held_from: Option<RequestState>,
    /// The longest clip that a redelivery brought new, in seconds: over ten minutes it may be made a Full QC.
    pub longest_new_clip_s: Option<i64>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub lease_until: Option<DateTime<Utc>>,
    pub downloaded_at: Option<DateTime<Utc>>,
    pub begun_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub verified_at: Option<DateTime<Utc>>,
    pub gap_reason: Option<String>,
    pub stopped_note: Option<String>,
    /// QC was stopped at a Blocker, and not resumed.
    pub stop: Option<StopView>,
    /// Why it is on hold now.
    pub hold: Option<HoldView>,
    /// By when its fix notes are to be answered.
    pub answers_due_at: Option<DateTime<Utc>>,
    pub redelivery_due_at: Option<DateTime<Utc>>,
    pub redelivery_note: Option<String>,
    pub redelivery_is_overdue: bool,
    /// When production expects to deliver, as it said last.
    pub redelivery_estimate: Option<EstimateView>,
    pub extensions: Vec<ExtensionView>,
    /// Whether the report was drawn for verification, where a sampling policy decided it.
    pub sampling: Option<crate::sampling::SamplingView>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RequestDelivery {
    pub id: DeliveryId,
    pub asset_kind: AssetKind,
    pub number: i32,
    pub package_kind: PackageKind,
    pub files: Vec<String>,
    pub renditions: Vec<RenditionView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TaskView {
    pub id: TaskId,
    pub kind: TaskKind,
    pub depth: TaskDepth,
    pub state: TaskState,
    /// Frames really shown at normal speed, `[first, last]` inclusive, merged.
    pub coverage: Vec<[u64; 2]>,
    /// What has to be seen: the whole, the five points, or the watch list.
    pub wanted: Vec<[u64; 2]>,
    pub covered_percent: f32,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Coverage {
    /// Newly seen ranges, `[first, last]` inclusive.
    #[schema(max_items = 500)]
    pub ranges: Vec<[u64; 2]>,
}

/// What the caller works on now, and whether more is served.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkView {
    /// The served task, if there is one: nothing new is served until it is done.
    pub served: Option<RequestRow>,
    /// Everything else that the caller holds.
    pub held: Vec<RequestRow>,
    /// Why nothing is served, when nothing is.
    pub why_nothing: Option<String>,
    /// The break that the caller is on.
    pub on_break: Option<BreakView>,
}

/// Somebody whom a manager could give work to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CandidateView {
    pub person: PersonRef,
    /// How many requests or verifications they hold now.
    pub held: i64,
    pub on_break_until: Option<DateTime<Utc>>,
    /// Why they cannot be given it; absent for whoever can.
    pub why_not: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Reassign {
    /// Who is to hold it; absent returns it to the pool.
    pub person_id: Option<PersonId>,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct SubmitReport {
    /// Needed when what had to be seen was not all seen.
    #[serde(default)]
    pub gap_reason: Option<String>,
    /// QC was stopped at a blocker: the report says so.
    #[serde(default)]
    pub stopped_note: Option<String>,
    /// Needed with `stopped_note`: what nobody has looked at.
    #[serde(default)]
    pub not_reviewed: Option<String>,
}

/// Stop QC at a Blocker.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StopReview {
    /// The Blocker, flagged in this request.
    pub issue_id: IssueId,
    /// Why it cannot go on.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: String,
    /// What nobody has looked at.
    #[schema(min_length = 1, max_length = 2000)]
    pub not_reviewed: String,
    /// The ticket that was opened about it.
    #[serde(default)]
    pub ticket_id: Option<TicketId>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StopView {
    pub issue_id: IssueId,
    pub issue_number: i32,
    pub code_name: String,
    pub in_timecode: String,
    pub note: String,
    pub not_reviewed: String,
    /// How far each stream was seen. Empty for a Download, which is played elsewhere.
    pub seen: Vec<SeenStream>,
    pub ticket_id: Option<TicketId>,
    pub ticket_number: Option<i64>,
    pub by: PersonRef,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SeenStream {
    pub kind: TaskKind,
    /// The last frame that was shown at normal speed; absent when none was.
    pub last_frame: Option<u64>,
    pub last_timecode: Option<String>,
    pub covered_percent: f32,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HoldRequest {
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    /// The ticket of this request that it waits for.
    #[serde(default)]
    pub ticket_id: Option<TicketId>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HoldView {
    pub reason: String,
    pub ticket_id: Option<TicketId>,
    pub ticket_number: Option<i64>,
    pub by: PersonRef,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SetPriority {
    pub priority: Priority,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WatchItemView {
    pub id: WatchItemId,
    pub kind: WatchKind,
    pub first_frame: u64,
    pub last_frame: u64,
    pub issue_id: Option<IssueId>,
    pub issue: Option<IssueView>,
    pub verdict: Option<WatchVerdict>,
    pub note: String,
    pub decided_by: Option<PersonRef>,
    pub decided_at: Option<DateTime<Utc>>,
    /// The verdicts that are allowed for this item.
    pub may: Vec<WatchVerdict>,
    /// Files of its issue that the redelivery does not bring: flag [102] Missing Asset, or say in the note why not.
    pub missing_files: Vec<String>,
    /// The [102] Missing Asset that was flagged for it.
    pub missing_asset_id: Option<IssueId>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideWatchItem {
    pub verdict: WatchVerdict,
    #[serde(default)]
    pub note: String,
}

/// The report of a request as published: issues as they stand after verification.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportView {
    pub request: RequestView,
    pub issues: Vec<IssueView>,
    pub verification: Option<crate::verification::VerificationView>,
    /// "100.0 % of HDR seen; 12 s of SDR not seen".
    pub coverage_text: String,
    /// What the tasks were played with on a TV, and what was lost on the way.
    pub tv_passes: Vec<crate::tv_sessions::TvPassView>,
    /// Shown to those who may see metrics of this operator.
    pub accuracy: Option<crate::metrics::AccuracyView>,
}
