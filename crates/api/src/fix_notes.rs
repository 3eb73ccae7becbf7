//! Fix notes: production's answers, post's decisions on waivers, the ask for a redelivery.

use chrono::{DateTime, Utc};
use qc::fix_note::Answer;
use qc::id::{IssueId, RequestId};
use qc::request::RequestState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::issues::IssueView;
use crate::page::Action;

/// The issues of a request that need an answer, with the answers so far.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FixNotesView {
    pub request_id: RequestId,
    pub state: RequestState,
    pub issues: Vec<IssueView>,
    pub unanswered: Vec<IssueId>,
    /// Proposals to waive that post has not decided.
    pub undecided: Vec<IssueId>,
    pub redelivery_due_at: Option<DateTime<Utc>>,
    pub redelivery_note: Option<String>,
    pub actions: Vec<Action>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaveFixNote {
    pub answer: Answer,
    /// Needed for Creative Intent and Best Possible.
    #[serde(default)]
    pub reason: String,
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

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AskRedelivery {
    #[serde(default)]
    pub due_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub note: String,
}
