//! Cast QC: the pairing of a laptop with a TV, what the TV can, and what each task is played with on it. The messages of the
//! two sockets are in `server::tv_sessions::messages`.

use chrono::{DateTime, Utc};
use qc::id::{RenditionId, TaskId, TvSessionId};
use qc::task::TaskKind;
use qc::tv::{Capabilities, Downgrade, TvPicture, TvSound};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The code that the TV shows. A second TV is taken only when `replaces` says that it was asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PairTv {
    pub code: String,
    #[serde(default)]
    pub replaces: bool,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct OfferTv {
    #[serde(default)]
    pub replaces: bool,
}

/// What a Cast sender hands to the receiver. Good for a minute, once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TvToken {
    pub token: String,
    pub expires_at: DateTime<Utc>,
    /// The registered receiver.
    pub application_id: Option<String>,
    /// The page that the receiver opens.
    pub receiver_url: String,
}

/// How the review page stands with TVs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TvView {
    /// The address that a TV opens to show a code.
    pub tv_url: String,
    /// The registered Cast receiver, where there is one.
    pub application_id: Option<String>,
    pub session: Option<TvSessionView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TvSessionView {
    pub id: TvSessionId,
    pub device: String,
    pub created_at: DateTime<Utc>,
    /// It was made with this sign-in. Another one has to take it over.
    pub is_mine: bool,
    pub capabilities: Option<Capabilities>,
    /// What each task of the request is played with; empty until the TV said what it can.
    pub choices: Vec<TvChoice>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TvChoice {
    pub task_id: TaskId,
    pub kind: TaskKind,
    /// Why this task cannot be done on this TV; then there is no pass.
    pub why_not: Option<String>,
    pub pass: Option<TvPass>,
}

/// What a task is, or was, played with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TvPass {
    pub rendition_id: Option<RenditionId>,
    pub rendition_kind: String,
    pub picture: TvPicture,
    pub sound: TvSound,
    pub downgrades: Vec<Downgrade>,
    /// The same in plain words.
    pub downgrade_texts: Vec<String>,
}

/// A pass as the report has it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TvPassView {
    pub task_kind: TaskKind,
    pub device: String,
    pub begun_at: DateTime<Utc>,
    #[serde(flatten)]
    pub pass: TvPass,
}

/// How an issue that was flagged from the TV got its frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OnTv {
    /// Between the laptop and the TV, there and back.
    #[schema(maximum = 60000)]
    pub latency_ms: u32,
    /// The TV stood on the frame, and the operator said that it is the one.
    pub confirmed: bool,
}
