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
    /// Frames to add to a position for the label that people see, of the stream played first: the master's own first
    /// timecode. 0 shows 00:00:00:00 at the first frame.
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
    /// As that of the request, for this delivery.
    pub offset_frames: u64,
    /// The position of the first frame of media (FFOM), where a marker of the composition says so.
    pub ffom_frame: Option<u64>,
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

/// An earlier delivery beside the one that a request is about.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContentMapView {
    pub old_delivery_id: DeliveryId,
    pub old_delivery_number: i32,
    pub new_delivery_id: DeliveryId,
    /// Every frame of the new delivery once, in its order; then what is left of the old one.
    pub pieces: Vec<ContentPiece>,
}

/// A run of frames, first and last, in one of the deliveries or in both.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ContentPiece {
    /// The same frames, perhaps at another place.
    Kept {
        #[schema(value_type = Vec<u64>)]
        old: [u64; 2],
        #[schema(value_type = Vec<u64>)]
        new: [u64; 2],
    },
    /// Other frames between the same neighbours; not always as many.
    Replaced {
        #[schema(value_type = Vec<u64>)]
        old: [u64; 2],
        #[schema(value_type = Vec<u64>)]
        new: [u64; 2],
    },
    Inserted {
        #[schema(value_type = Vec<u64>)]
        new: [u64; 2],
    },
    Removed {
        #[schema(value_type = Vec<u64>)]
        old: [u64; 2],
    },
}
