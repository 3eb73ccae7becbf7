//! Boards: the first screen of those who answer for the work. One answer says everything that a board shows.

use chrono::{DateTime, NaiveDate, Utc};
use qc::board::Column;
use qc::id::{RequestId, ShowId};
use qc::person::PersonState;
use qc::request::{Phase, Service};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::PersonRef;
use crate::requests::RequestRow;

/// How the clocks of open requests stand.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
pub struct BucketCounts {
    pub critical: i64,
    pub at_risk: i64,
    pub on_track: i64,
}

/// A vendor manager's: what the facility's people hold, and who has room for more.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FacilityBoard {
    pub now: DateTime<Utc>,
    /// How the clocks of what is held stand.
    pub buckets: BucketCounts,
    /// Held by operators, the first due first.
    pub held: Vec<RequestRow>,
    /// Waits for a manager to give it to somebody.
    pub to_give: Vec<RequestRow>,
    /// Reports submitted in the last seven days, the latest first.
    pub completed: Vec<CompletedReport>,
    pub completed_24_h: i64,
    pub completed_7_d: i64,
    /// Operators and verifiers, in the order of names.
    pub load: Vec<PersonLoad>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CompletedReport {
    pub request: RequestRow,
    pub submitted_at: DateTime<Utc>,
    pub on_time: Option<bool>,
}

/// What one person has to do.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PersonLoad {
    pub person: PersonRef,
    pub state: PersonState,
    pub skills: Vec<String>,
    pub languages: Vec<String>,
    /// Requests, or for a verifier verifications, in their hands now.
    pub held: i64,
    /// Those among them that have begun.
    pub begun: i64,
    pub completed_7_d: i64,
    /// "Not now": nothing is served to them meanwhile.
    pub on_break: Option<OnBreak>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OnBreak {
    pub reason: String,
    /// Open-ended when absent.
    pub until_at: Option<DateTime<Utc>>,
}

/// Post's and production's: the reports of their shows, what needs them first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShowBoard {
    pub now: DateTime<Utc>,
    /// The columns that need the caller come first.
    pub columns: Vec<BoardColumn>,
    /// How many stand in each column, by show.
    pub shows: Vec<ShowCounts>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BoardColumn {
    pub column: Column,
    /// The caller has something to do there.
    pub needs_me: bool,
    pub total: i64,
    /// What is most pressing comes first; not more than fit on a board.
    pub cards: Vec<BoardCard>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BoardCard {
    pub request: RequestRow,
    /// Issues that production has not answered.
    pub unanswered: i64,
    /// Proposals to waive that post has not decided.
    pub undecided: i64,
    /// Objections that post has not decided.
    pub objections: i64,
    /// QC stopped at a blocker.
    pub is_stopped: bool,
    /// The caller's role has the next step, or a question to decide.
    pub needs_me: bool,
    pub redelivery_due_at: Option<DateTime<Utc>>,
    pub concluded_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShowCounts {
    pub show_id: ShowId,
    pub show: String,
    /// In the order of the board's columns.
    pub counts: Vec<i64>,
}

/// The studio's: whether the work flows.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StudioBoard {
    pub now: DateTime<Utc>,
    pub buckets: BucketCounts,
    /// The last fourteen days, by UTC, the earliest first.
    pub days: Vec<DayCounts>,
    /// What waits to be taken, by service and phase.
    pub queues: Vec<QueueCounts>,
    /// When the clocks of open requests run out, day by day.
    pub due: Vec<DueCounts>,
    /// What is to be expected of each service in the next days.
    pub forecast: Vec<ForecastView>,
    /// Requests set aside.
    pub on_hold: i64,
    /// Assignments that were not begun within their lease and not yet returned.
    pub lapsed: Vec<RequestRow>,
    /// Background work that was given up.
    pub parked: Vec<ParkedJob>,
    /// Waiting and running background work.
    pub jobs_waiting: i64,
    pub jobs_running: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DayCounts {
    pub day: NaiveDate,
    pub opened: i64,
    pub submitted: i64,
    pub verified: i64,
    pub concluded: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct QueueCounts {
    pub service: Service,
    pub phase: Phase,
    pub waiting: i64,
    pub rush: i64,
    /// In somebody's hands.
    pub held: i64,
    /// Since when the longest has waited, and which it is.
    pub oldest_at: Option<DateTime<Utc>>,
    pub oldest: Option<RequestId>,
}

/// Open requests whose whole clock, of delivery to the end of verification, runs out on this day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DueCounts {
    /// Absent for those that are late already.
    pub day: Option<NaiveDate>,
    pub requests: i64,
    /// Those among them that nobody has taken.
    pub waiting: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ParkedJob {
    pub id: i64,
    pub kind: String,
    pub attempts: i32,
    pub last_error: String,
    pub created_at: DateTime<Utc>,
}

/// How many open requests of a service will be late in the next days, if work goes on as it lately did.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ForecastView {
    pub service: Service,
    pub open: usize,
    pub late_now: usize,
    /// How many were verified per day of late.
    pub done_per_day: f64,
    /// When the last of what is open is done; absent when nothing gets done.
    pub cleared_at: Option<DateTime<Utc>>,
    pub days: Vec<ForecastDayView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ForecastDayView {
    /// The day begins at this instant and takes 24 hours.
    pub from: DateTime<Utc>,
    pub due: usize,
    /// Of those, done only after they were due.
    pub late: usize,
}
