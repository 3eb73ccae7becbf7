//! Which reports are verified: the policies, what they would mean, and how one report's lot fell.

use qc::id::{PolicyId, ShowId};
use qc::request::Service;
use qc::sampling::{Band, SamplingGround};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::PersonRef;

/// `show_id` absent is the policy for all shows; the more specific wins. Where there is none every report is verified.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SamplingPolicyView {
    pub id: PolicyId,
    pub show_id: Option<ShowId>,
    pub service: Service,
    pub minimum_percent: u32,
    pub full_until: u32,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaveSamplingPolicy {
    #[serde(default)]
    pub show_id: Option<ShowId>,
    pub service: Service,
    /// However good the record, this share is verified.
    #[schema(minimum = 1, maximum = 100)]
    pub minimum_percent: u32,
    /// Until an operator has so many verified reports of the service, all of them are verified.
    #[schema(minimum = 1, maximum = 1000)]
    pub full_until: u32,
}

/// Who would be verified at which rate.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SamplingPreview {
    pub operators: Vec<OperatorShare>,
    /// The table from which the shares are taken.
    pub bands: Vec<Band>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OperatorShare {
    pub operator: PersonRef,
    pub record: RecordView,
    pub share_percent: u32,
}

/// What verification has said of an operator: the latest hundred verified reports of the service.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct RecordView {
    pub reports: i64,
    pub accuracy_percent: f64,
    /// Lower end of the interval in which the true accuracy lies.
    pub accuracy_low_percent: f64,
}

/// How the lot of one report fell.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SamplingView {
    pub is_verified: bool,
    /// "Not verified: sampled out (record 97 % over 40 reports)".
    pub label: String,
    /// The figures behind it, for those who see the operator's metrics.
    pub figures: Option<SamplingFigures>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct SamplingFigures {
    pub ground: SamplingGround,
    pub record: RecordView,
    pub share_percent: f64,
    /// The report is verified when this is below the share.
    pub draw_percent: f64,
}
