//! RegXML of the descriptor of timed text (ST 429-5, ST 2067-5).

use timecode::EditRate;
use uuid::Uuid;

use super::descriptor::label;
use super::element::Element;
use super::urn;

/// A track file with one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedTextDescriptor {
    pub instance_id: Uuid,
    pub linked_track_id: u32,
    pub sample_rate: EditRate,
    pub essence_length: u64,
    pub container_format: [u8; 16],
    pub resource_id: Uuid,
    pub ucs_encoding: String,
    pub namespace_uri: String,
    /// RFC 5646 tags, separated by commas.
    pub language_tags: String,
}

impl TimedTextDescriptor {
    pub(super) fn to_element(&self) -> Element {
        let rate = self.sample_rate;
        Element::new("r0:DCTimedTextDescriptor")
            .field("r1:LinkedTrackID", self.linked_track_id)
            .field("r1:InstanceID", urn(self.instance_id))
            .field("r1:SampleRate", format!("{}/{}", rate.num(), rate.den()))
            .field("r1:EssenceLength", self.essence_length)
            .field("r1:ContainerFormat", label(self.container_format))
            .field("r1:ResourceID", urn(self.resource_id))
            .field("r1:UCSEncoding", &self.ucs_encoding)
            .field("r1:NamespaceURI", &self.namespace_uri)
            .field("r1:RFC5646LanguageTagList", &self.language_tags)
    }
}
