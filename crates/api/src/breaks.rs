//! Breaks: "not now", with a reason.

use chrono::{DateTime, Utc};
use qc::id::BreakId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::PersonRef;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BreakView {
    pub id: BreakId,
    pub person: PersonRef,
    pub reason: String,
    pub began_at: DateTime<Utc>,
    /// When it ends by itself; open-ended when absent.
    pub until: Option<DateTime<Utc>>,
    /// Absent while it lasts.
    pub ended_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewBreak {
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
}

/// What beginning a break did.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BreakBegun {
    pub on_break: BreakView,
    /// The requests that were served, not begun, and went back to the pool.
    pub put_back: Vec<i64>,
}
