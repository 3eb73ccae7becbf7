//! What the player needs for one request: its streams, exact facts about them, and where they are.

use qc::asset::AssetKind;
use qc::id::{DeliveryId, RenditionId, RequestId};
use serde::{Deserialize, Serialize};
use timecode::EditRate;
use utoipa::ToSchema;

use crate::deliveries::{EditRateView, RenditionKind};

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlaybackView {
    pub request_id: RequestId,
    #[schema(value_type = EditRateView)]
    pub edit_rate: EditRate,
    pub drop_frame: bool,
    pub duration_frames: u64,
    /// Frames to add to a position for the label that people see; 0 shows 00:00:00:00 at the first frame.
    pub offset_frames: u64,
    pub streams: Vec<StreamView>,
    /// The person and a short code that the player moves over the picture.
    pub watermark: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StreamView {
    pub rendition_id: RenditionId,
    pub delivery_id: DeliveryId,
    pub asset_kind: AssetKind,
    pub kind: RenditionKind,
    /// In high dynamic range; its codec and display are asked for before it is offered.
    pub is_hdr: bool,
    /// The picture's codec as browsers are asked for it: `avc1.640028`.
    pub codec: Option<String>,
    pub has_picture: bool,
    /// SDR made from an HDR master: not for HDR judgement.
    pub tone_mapped: bool,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub hls_url: String,
    pub dash_url: String,
    pub progressive_url: Option<String>,
    pub thumbnails_url: Option<String>,
    pub peaks_url: Option<String>,
    pub sound_tracks: Vec<SoundTrackView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SoundTrackView {
    /// As named in the manifest: "5.1", "Stereo".
    pub name: String,
    pub language: Option<String>,
    /// Channel labels in order: L R C LFE Ls Rs.
    pub channels: Vec<String>,
    /// The waveform of this track.
    pub peaks_url: Option<String>,
}
