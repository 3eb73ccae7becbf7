//! What this noun reads of the composition facts that inspection stored with a delivery: which tracks there are and where
//! their frames come from. Only this is read, so that deliveries inspected by an earlier release stay readable.

use imf::composition::Stretch;
use serde::Deserialize;
use serde_json::Value;
use timecode::{EditRate, FrameCount};
use uuid::Uuid;

#[derive(Clone, Debug, Deserialize)]
pub struct Composition {
    pub edit_rate: EditRate,
    pub duration_frames: FrameCount,
    pub picture: Option<Picture>,
    pub sound: Vec<Sound>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Picture {
    pub track: Track,
    pub is_hdr: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Sound {
    pub track: Track,
    pub soundfield: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Track {
    pub virtual_track_id: Uuid,
    pub edit_rate: EditRate,
    pub stretches: Vec<Stretch>,
}

impl Composition {
    pub fn read(stored: &Value) -> Result<Composition, serde_json::Error> {
        Composition::deserialize(stored)
    }

    pub fn stretches(&self) -> &[Stretch] {
        self.picture
            .as_ref()
            .map(|picture| picture.track.stretches.as_slice())
            .unwrap_or_default()
    }
}
