//! RegXML of the descriptor of isochronous XML data (RDD 47, ST 2067-202).

use timecode::EditRate;
use uuid::Uuid;

use super::descriptor::label;
use super::element::Element;
use super::urn;

/// Newer editions of the registers than those of picture and sound.
const GROUPS: &str = "http://www.smpte-ra.org/reg/395/2014/14/9";
const ELEMENTS: &str = "http://www.smpte-ra.org/reg/335/2012/14/9";

/// A track file with a document for each edit unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsxdDescriptor {
    pub instance_id: Uuid,
    pub constraints_id: Uuid,
    pub linked_track_id: u32,
    pub sample_rate: EditRate,
    pub essence_length: u64,
    pub container_format: [u8; 16],
    pub coding: [u8; 16],
    pub namespace_uri: String,
}

impl IsxdDescriptor {
    pub(super) fn to_element(&self) -> Element {
        let rate = self.sample_rate;
        let constraints = Element::new("r0:ContainerConstraintsSubDescriptor")
            .field("r1:InstanceID", urn(self.constraints_id));
        Element::new("r4:ISXDDataEssenceDescriptor")
            .attribute("xmlns:r4", GROUPS)
            .attribute("xmlns:r5", ELEMENTS)
            .field("r1:LinkedTrackID", self.linked_track_id)
            .field("r1:InstanceID", urn(self.instance_id))
            .field("r1:SampleRate", format!("{}/{}", rate.num(), rate.den()))
            .field("r1:EssenceLength", self.essence_length)
            .field("r1:ContainerFormat", label(self.container_format))
            .field("r1:DataEssenceCoding", label(self.coding))
            .child(Element::new("r1:SubDescriptors").child(constraints))
            .field("r5:NamespaceURI", &self.namespace_uri)
    }
}
