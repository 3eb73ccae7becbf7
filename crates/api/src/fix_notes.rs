//! Fix notes: production's answers one by one and in batches, post's decisions on waivers and objections, the deadline, the ask
//! for a redelivery and production's estimate of it.

use chrono::{DateTime, Utc};
use qc::fix_note::Answer;
use qc::id::{AnswerBatchId, FixNoteId, IssueId, ObjectionId, RequestId};
use qc::objection::ObjectionState;
use qc::redelivery::EstimateReason;
use qc::request::RequestState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::issues::IssueView;
use crate::page::{Action, PersonRef};

/// The issues of a request that need an answer, with the answers so far.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FixNotesView {
    pub request_id: RequestId,
    pub state: RequestState,
    /// Those to be answered, then those that are none after all.
    pub issues: Vec<IssueView>,
    pub unanswered: Vec<IssueId>,
    /// Proposals to waive that post has not decided.
    pub undecided: Vec<IssueId>,
    /// Everything that was objected to in this request, oldest first.
    pub objections: Vec<ObjectionView>,
    /// By when to answer, where a policy says so.
    pub deadline: Option<AnswerDeadlineView>,
    pub redelivery_due_at: Option<DateTime<Utc>>,
    pub redelivery_note: Option<String>,
    pub redelivery_is_overdue: bool,
    /// Days from now that the policy gives a redelivery without a due time of its own.
    pub redelivery_days: Option<i32>,
    /// When production said it would deliver, the latest first.
    pub estimates: Vec<EstimateView>,
    pub actions: Vec<Action>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnswerDeadlineView {
    pub due_at: DateTime<Utc>,
    pub warn_at: DateTime<Utc>,
    pub business_days: i32,
    /// Whose calendar says what a business day is.
    pub zone: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaveFixNote {
    pub answer: Answer,
    /// Needed for Creative Intent and Best Possible.
    #[serde(default)]
    pub reason: String,
}

/// One answer for several issues: all of them or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnswerIssues {
    pub answer: Answer,
    #[serde(default)]
    pub reason: String,
    #[schema(min_items = 1, max_items = 500)]
    pub issues: Vec<IssueToAnswer>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssueToAnswer {
    pub issue_id: IssueId,
    /// The revision of its answer as the caller saw it; absent when it had none.
    #[serde(default)]
    pub revision: Option<i64>,
}

/// By this the batch can be undone, as long as nobody changed any of its answers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnsweredIssues {
    pub batch_id: AnswerBatchId,
    pub fix_notes: FixNotesView,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UndoAnswers {
    pub batch_id: AnswerBatchId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaiverDecision {
    Agree,
    Refuse,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideWaiver {
    pub decision: WaiverDecision,
    /// Needed to refuse.
    #[serde(default)]
    pub reason: String,
}

/// One decision for several proposals: all of them or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideWaivers {
    pub decision: WaiverDecision,
    #[serde(default)]
    pub reason: String,
    #[schema(min_items = 1, max_items = 500)]
    pub fix_notes: Vec<FixNoteId>,
}

/// Production says that an issue is none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewObjection {
    pub issue_id: IssueId,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ObjectionView {
    pub id: ObjectionId,
    pub request_id: RequestId,
    pub issue_id: IssueId,
    pub reason: String,
    pub raised_by: PersonRef,
    pub raised_at: DateTime<Utc>,
    pub state: ObjectionState,
    pub decided_by: Option<PersonRef>,
    pub decision: String,
    pub decided_at: Option<DateTime<Utc>>,
    pub revision: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionDecision {
    /// It is not an issue: nothing is to be done about it.
    Uphold,
    /// It stands and is to be answered.
    Dismiss,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideObjection {
    pub decision: ObjectionDecision,
    /// Needed to dismiss.
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AskRedelivery {
    /// Absent: so many days from now as the show's policy says.
    #[serde(default)]
    pub due_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EstimateRedelivery {
    pub estimated_at: DateTime<Utc>,
    pub reason: EstimateReason,
    /// Needed when the reason is another one.
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EstimateView {
    pub estimated_at: DateTime<Utc>,
    pub reason: EstimateReason,
    pub note: String,
    pub by: PersonRef,
    pub created_at: DateTime<Utc>,
}
