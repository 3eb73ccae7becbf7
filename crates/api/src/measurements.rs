//! What the machine measured of a delivery: how far it is, figures of the whole, time series for a timeline, and the
//! thresholds by which figures are judged.

use chrono::{DateTime, Utc};
use measure::{FindingKind, Mix, Thresholds};
use qc::id::DeliveryId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::PersonRef;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasurementState {
    Queued,
    Running,
    Ready,
    Failed,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeasurementView {
    pub delivery_id: DeliveryId,
    pub state: MeasurementState,
    pub frames_total: u64,
    pub frames_done: u64,
    pub fps: Option<f32>,
    pub remaining_s: Option<u64>,
    /// Why it could not be measured.
    pub error: Option<String>,
    /// Once it is measured.
    pub summary: Option<MeasuredSummary>,
    /// The thresholds that judged it last.
    pub thresholds_version: Option<i32>,
    pub measured_at: Option<DateTime<Utc>>,
    /// Absent for those who do not judge masters.
    pub counts: Option<Vec<KindCount>>,
    pub revision: i64,
}

/// Figures of the whole programme.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeasuredSummary {
    /// In the composition's order.
    pub sound: Vec<SoundSummary>,
    /// Of PQ pictures, cd/m².
    pub max_cll_nits: Option<f64>,
    pub max_fall_nits: Option<f64>,
    pub cut_count: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SoundSummary {
    pub track: u32,
    /// `printmaster`, `music_and_effects`, `immersive` or `other`.
    #[schema(value_type = String)]
    pub mix: Mix,
    /// `L`, `R`, `C` …
    pub channels: Vec<String>,
    /// Full programme, BS.1770-4.
    pub integrated_lkfs: Option<f64>,
    /// EBU Tech 3342.
    pub range_lu: Option<f64>,
    pub true_peak_dbtp: Option<f64>,
    /// Our own speech detector's estimate: advisory.
    pub speech_lkfs: Option<f64>,
    /// Share of the programme that is speech, 0 to 1.
    pub speech_share: Option<f64>,
}

/// How many findings of a kind there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KindCount {
    #[schema(value_type = String)]
    pub kind: FindingKind,
    pub open: i64,
    pub accepted: i64,
    pub dismissed: i64,
}

/// Curves of a delivery for a timeline, each point over `frames_per_point` frames.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeriesView {
    pub frames_per_point: u64,
    /// First frames of shots after the first.
    pub cuts: Vec<u64>,
    pub picture: Option<PictureSeries>,
    /// In the composition's order.
    pub sound: Vec<SoundSeries>,
}

/// Luma from 0 (reference black) to 1 (reference white).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PictureSeries {
    pub luma_min: Vec<f32>,
    pub luma_mean: Vec<f32>,
    pub luma_max: Vec<f32>,
    /// The brightest pixel in cd/m²; absent unless PQ.
    pub max_nits: Option<Vec<f32>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SoundSeries {
    pub track: u32,
    pub channels: Vec<String>,
    /// The loudest short-term loudness (3 s) of each point, LKFS; null in silence.
    pub short_term_lkfs: Vec<Option<f32>>,
    /// The highest sample of each channel in each point, dBFS; null in silence.
    pub peaks_dbfs: Vec<Vec<Option<f32>>>,
}

/// One version of the thresholds. What a finding says, it says by the version that it names.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ThresholdsView {
    pub version: u32,
    /// Two groups of numbers by name, `picture` and `sound`.
    #[schema(value_type = Object)]
    pub thresholds: Thresholds,
    pub note: String,
    /// Absent for the product's own.
    pub saved_by: Option<PersonRef>,
    pub saved_at: Option<DateTime<Utc>>,
}

/// The version in force, and all of them, the latest first; the last is the product's own.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ThresholdsPolicy {
    pub in_force: u32,
    pub versions: Vec<ThresholdsView>,
    /// Measured deliveries of open requests that another version judged last.
    pub judged_otherwise: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaveThresholds {
    /// As in a version that was read; its number is given by the server, and what is left out is the product's own.
    #[schema(value_type = Object)]
    pub thresholds: serde_json::Value,
    /// Why; read beside the version.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: String,
    /// Judge the deliveries of open requests anew by what was measured.
    #[serde(default)]
    pub judge_open: bool,
}
