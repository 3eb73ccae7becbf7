//! Documents that go along with the frames of a picture, in its own file: a second track whose elements stand behind the
//! picture's, and a generic stream (ST 410) with the document of the whole file.

use timecode::EditRate;
use uuid::Uuid;

use super::header::DataTrack;
use super::klv::{element_head, put_klv};
use super::set::SetsWriter;
use crate::local_set::Property;
use crate::texts::GENERIC_STREAM;
use crate::ul::Ul;

/// The data essence of such a track.
const DATA_DEFINITION: Ul = Ul::from_hex(0x060e2b34_04010105_0e090607_01010101);
const TRACK_NUMBER: u32 = 0x0101_0103;
const ELEMENT: Ul = Ul::from_hex(0x060e2b34_01020105_0e090607_01010103);
const SUB_DESCRIPTOR: Ul = Ul::from_hex(0x060e2b34_02530105_0e090607_01010103);
const SUB_DATA_DEFINITION: Property = Property::ByLabel(0x060e2b34_01010105_0e090607_01010104);
const SUB_SOURCE_TRACK: Property = Property::ByLabel(0x060e2b34_01010105_0e090607_01010105);
const SUB_PAYLOAD: Property = Property::ByLabel(0x060e2b34_01010105_0e090607_01010106);

/// The generic stream's number.
pub const STREAM_SID: u32 = 2;
const TRACK_ID: u32 = 2;

/// What goes along with a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameTexts {
    /// One for each frame, in order.
    pub frames: Vec<String>,
    /// For all of them.
    pub whole: String,
}

impl FrameTexts {
    /// Head and text of a frame's element.
    pub(super) fn element(&self, frame: u64) -> Option<Vec<u8>> {
        let text = self.frames.get(usize::try_from(frame).ok()?)?.as_bytes();
        Some([element_head(ELEMENT, text.len() as u64).as_slice(), text].concat())
    }

    pub(super) fn stream(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_klv(&mut bytes, GENERIC_STREAM, self.whole.as_bytes());
        bytes
    }

    pub(super) fn track(edit_rate: EditRate) -> DataTrack {
        DataTrack {
            id: TRACK_ID,
            number: TRACK_NUMBER,
            name: "Frame metadata",
            data_definition: DATA_DEFINITION,
            edit_rate,
        }
    }

    pub(super) fn put_sub_descriptor(sets: &mut SetsWriter, instance: Uuid) {
        sets.begin_keyed(SUB_DESCRIPTOR, instance)
            .ul(SUB_DATA_DEFINITION, DATA_DEFINITION)
            .u32(SUB_SOURCE_TRACK, TRACK_ID)
            .u32(SUB_PAYLOAD, STREAM_SID)
            .end();
    }
}
