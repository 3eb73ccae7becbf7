//! Background work and the processes that do it, for the studio admin.

use chrono::{DateTime, Utc};
use qc::asset::AssetKind;
use qc::id::{DeliveryId, JobId, WorkerId};
use qc::job::{Capability, JobState, Lane, Urgency};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::Action;
use crate::titles::TitleRef;

/// A job that waits, runs, or was given up.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct JobRow {
    pub id: JobId,
    /// `deliveries.render`
    pub kind: String,
    pub lane: Lane,
    /// What its worker must be able to do; absent: every worker takes it.
    pub capability: Option<Capability>,
    pub state: JobState,
    pub urgency: Urgency,
    pub delivery: Option<JobDelivery>,
    /// Tries begun so far.
    pub attempts: i32,
    pub max_attempts: i32,
    pub created_at: DateTime<Utc>,
    /// Not tried before.
    pub run_at: DateTime<Utc>,
    /// When the present or last try began.
    pub taken_at: Option<DateTime<Utc>>,
    /// `host:pid` of who has it, or had it last.
    pub worker: Option<String>,
    /// Why the last try failed, in the tool's own words.
    pub error: Option<String>,
    /// How far the streams of its delivery are, while they are made.
    pub progress: Option<JobProgress>,
    pub actions: Vec<Action>,
}

/// The delivery that a job is for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct JobDelivery {
    pub id: DeliveryId,
    pub number: i32,
    pub asset_kind: AssetKind,
    pub title: TitleRef,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct JobProgress {
    pub frames_done: u64,
    pub frames_total: u64,
    pub fps: Option<f32>,
    pub remaining_s: Option<u64>,
}

/// Who works, and how much there is to do.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkersView {
    pub workers: Vec<WorkerView>,
    pub lanes: Vec<LaneView>,
}

/// A process that takes jobs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkerView {
    pub id: WorkerId,
    pub host: String,
    pub pid: i32,
    pub version: String,
    /// Which media work it takes.
    pub capabilities: Vec<Capability>,
    pub short_slots: i32,
    pub media_slots: i32,
    pub outbound_slots: i32,
    pub started_at: DateTime<Utc>,
    pub heard_at: DateTime<Utc>,
    /// Not heard from for longer than its lease: its jobs go to others.
    pub is_silent: bool,
    /// What it does now.
    pub jobs: Vec<WorkerJob>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkerJob {
    pub id: JobId,
    pub kind: String,
    pub lane: Lane,
    pub delivery: Option<JobDelivery>,
    pub taken_at: Option<DateTime<Utc>>,
}

/// How much there is to do in a lane.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LaneView {
    pub lane: Lane,
    pub waiting: i64,
    pub running: i64,
    pub parked: i64,
    /// Since when the one that has waited longest could have been begun.
    pub waiting_since: Option<DateTime<Utc>>,
    /// Capabilities that waiting jobs need and no worker that is heard from has.
    pub unmet: Vec<Capability>,
}

/// Say what goes first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewUrgency {
    pub urgency: Urgency,
}
