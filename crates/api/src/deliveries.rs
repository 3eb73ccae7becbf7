//! Deliveries: announcing one, its files and their uploads, what inspection found, the streams made from it.

use chrono::{DateTime, Utc};
use qc::asset::AssetKind;
use qc::delivery::{DeliveryState, PackageKind};
use qc::id::{AssetId, DeliveryFileId, DeliveryId, RenditionId, RequestId, TitleId};
use serde::{Deserialize, Serialize};
use timecode::EditRate;
use utoipa::ToSchema;

use crate::measurements::MeasurementView;
use crate::page::{Action, PersonRef};
use crate::titles::TitleRef;

/// Announce a delivery: what it is and which files will be uploaded. Answering a request makes it a redelivery.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewDelivery {
    pub title_id: TitleId,
    pub asset_kind: AssetKind,
    /// The language of the picture's version, where it is not the title's own (BCP 47). A redelivery has that of the request
    /// that it answers.
    #[serde(default)]
    pub language: Option<String>,
    /// The request whose fixes this delivers.
    #[serde(default)]
    pub answers_request_id: Option<RequestId>,
    /// WAV sets have no timecode rate of their own: that of the picture they belong to.
    #[serde(default)]
    #[schema(value_type = Option<EditRateView>)]
    pub edit_rate: Option<EditRate>,
    #[serde(default)]
    pub drop_frame: bool,
    #[schema(min_items = 1, max_items = 2000)]
    pub files: Vec<NewFile>,
}

/// An edit rate as an exact fraction of frames per second.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct EditRateView {
    pub num: u32,
    pub den: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewFile {
    /// Relative to the delivery's folder, forward slashes.
    #[schema(min_length = 1, max_length = 1024)]
    pub path: String,
    pub size_bytes: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeliveryRow {
    pub id: DeliveryId,
    pub title: TitleRef,
    pub asset_id: AssetId,
    pub asset_kind: AssetKind,
    /// The language of a version of the picture that is not the original.
    pub language: Option<String>,
    /// 1, 2, 3 … within the asset.
    pub number: i32,
    pub package_kind: PackageKind,
    pub state: DeliveryState,
    pub created_at: DateTime<Utc>,
    pub created_by: PersonRef,
    pub accepted_at: Option<DateTime<Utc>>,
    pub answers_request_id: Option<RequestId>,
    pub size_bytes: u64,
    pub received_bytes: u64,
    pub reject_count: i64,
    pub warn_count: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeliveryView {
    #[serde(flatten)]
    pub row: DeliveryRow,
    pub files: Vec<DeliveryFileView>,
    pub findings: Vec<FindingView>,
    pub renditions: Vec<RenditionView>,
    /// The machine's own look at it, from its acceptance on.
    pub measurement: Option<MeasurementView>,
    pub request_ids: Vec<RequestId>,
    #[schema(value_type = Option<EditRateView>)]
    pub edit_rate: Option<EditRate>,
    pub drop_frame: bool,
    pub duration_frames: Option<u64>,
    /// What inspection learned of the composition: content title, picture, sound tracks, languages.
    #[schema(value_type = Option<Object>)]
    pub composition: Option<serde_json::Value>,
    /// Why inspection could not be finished, when it was not the package's fault.
    pub failure: Option<String>,
    pub actions: Vec<Action>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeliveryFileView {
    pub id: DeliveryFileId,
    pub path: String,
    pub size_bytes: u64,
    pub received_bytes: u64,
    pub sha1: Option<String>,
    pub sha256: Option<String>,
    /// Where the file is uploaded by the tus 1.0 protocol (HEAD, PATCH); absent once it is complete.
    pub upload_url: Option<String>,
}

/// What inspection found: which rule, in which file, at which place, and what to do.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    pub rule: String,
    pub severity: FindingSeverity,
    pub file: Option<String>,
    pub place: Option<String>,
    pub standard: Option<String>,
    pub message: String,
    pub remedy: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingSeverity {
    Reject,
    Warn,
    Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RenditionKind {
    Browser,
    BrowserHdr,
    CastHdr,
    CastSdr,
    Audio,
    Thumbnails,
    Peaks,
    Captions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RenditionState {
    Queued,
    Running,
    Ready,
    Failed,
    Canceled,
    /// Not kept any more; it can be made again.
    Expired,
    /// The master cannot give it, for the reason in `error`. Nobody waits for it.
    NotPossible,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RenditionView {
    pub id: RenditionId,
    pub delivery_id: DeliveryId,
    pub kind: RenditionKind,
    /// It keeps the master's high dynamic range.
    pub is_hdr: bool,
    /// In standard range, made from a master in high range.
    pub tone_mapped: bool,
    pub state: RenditionState,
    pub frames_total: u64,
    pub frames_done: u64,
    /// While it is made: so many frames can be played already, from the first one on.
    pub playable_frames: u64,
    /// The playlist: of the whole, or while it is made of what is there.
    pub hls_url: Option<String>,
    /// Of all workers together.
    pub fps: Option<f32>,
    pub remaining_s: Option<u64>,
    pub attempt: i32,
    pub error: Option<String>,
}
