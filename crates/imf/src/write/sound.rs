//! RegXML of the wave audio descriptor with its multichannel audio labels (ST 382, ST 377-4, ST 2067-8).

use uuid::Uuid;

use super::descriptor::label;
use super::element::Element;
use super::urn;

/// A clip-wrapped PCM track file with one soundfield. `essence_length` counts samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundDescriptor {
    pub instance_id: Uuid,
    pub linked_track_id: u32,
    pub sample_rate_hz: u32,
    pub essence_length: u64,
    pub container_format: [u8; 16],
    pub quantization_bits: u32,
    /// ST 2067-2: MCA labels give the channels' meaning.
    pub channel_assignment: [u8; 16],
    pub soundfield: SoundfieldGroupLabel,
    /// In channel order; their number is the channel count.
    pub channels: Vec<AudioChannelLabel>,
}

/// Which soundfield the channels make up, and of which title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundfieldGroupLabel {
    pub instance_id: Uuid,
    pub label_dictionary_id: [u8; 16],
    pub link_id: Uuid,
    /// `sg51`, `sgST`…
    pub tag_symbol: String,
    pub tag_name: String,
    /// RFC 5646.
    pub spoken_language: String,
    pub title: String,
    pub title_version: String,
    /// `PRM` for a printmaster.
    pub audio_content_kind: String,
    /// `CM` for a complete mix, `M&E`…
    pub audio_element_kind: String,
}

/// What one channel carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudioChannelLabel {
    pub instance_id: Uuid,
    pub label_dictionary_id: [u8; 16],
    pub link_id: Uuid,
    /// `chL`, `chLFE`…
    pub tag_symbol: String,
    pub tag_name: String,
}

impl SoundDescriptor {
    pub(super) fn to_element(&self) -> Element {
        let block_align = (self.channels.len() as u32).saturating_mul(self.quantization_bits / 8);
        let rate = format!("{}/1", self.sample_rate_hz);
        Element::new("r0:WAVEPCMDescriptor")
            .field("r1:InstanceID", urn(self.instance_id))
            .child(self.sub_descriptors())
            .field("r1:LinkedTrackID", self.linked_track_id)
            .field("r1:SampleRate", &rate)
            .field("r1:EssenceLength", self.essence_length)
            .field("r1:ContainerFormat", label(self.container_format))
            .field("r1:AudioSampleRate", &rate)
            .field("r1:Locked", "False")
            .field("r1:ChannelCount", self.channels.len())
            .field("r1:QuantizationBits", self.quantization_bits)
            .field("r1:BlockAlign", block_align)
            .field(
                "r1:AverageBytesPerSecond",
                block_align.saturating_mul(self.sample_rate_hz),
            )
            .field("r1:ChannelAssignment", label(self.channel_assignment))
    }

    fn sub_descriptors(&self) -> Element {
        let channels = self.channels.iter().zip(1_u32..).map(|(channel, number)| {
            channel.to_element(number, &self.soundfield.spoken_language, self.soundfield.link_id)
        });
        Element::new("r1:SubDescriptors")
            .child(self.soundfield.to_element())
            .children(channels)
    }
}

impl SoundfieldGroupLabel {
    fn to_element(&self) -> Element {
        Element::new("r0:SoundfieldGroupLabelSubDescriptor")
            .field("r1:InstanceID", urn(self.instance_id))
            .field("r1:MCALabelDictionaryID", label(self.label_dictionary_id))
            .field("r1:MCALinkID", urn(self.link_id))
            .field("r1:MCATagSymbol", &self.tag_symbol)
            .field("r1:MCATagName", &self.tag_name)
            .field("r1:RFC5646SpokenLanguage", &self.spoken_language)
            .field("r1:MCATitle", &self.title)
            .field("r1:MCATitleVersion", &self.title_version)
            .field("r1:MCAAudioContentKind", &self.audio_content_kind)
            .field("r1:MCAAudioElementKind", &self.audio_element_kind)
    }
}

impl AudioChannelLabel {
    fn to_element(&self, number: u32, language: &str, soundfield: Uuid) -> Element {
        Element::new("r0:AudioChannelLabelSubDescriptor")
            .field("r1:InstanceID", urn(self.instance_id))
            .field("r1:MCALabelDictionaryID", label(self.label_dictionary_id))
            .field("r1:MCALinkID", urn(self.link_id))
            .field("r1:MCATagSymbol", &self.tag_symbol)
            .field("r1:MCATagName", &self.tag_name)
            .field("r1:MCAChannelID", number)
            .field("r1:RFC5646SpokenLanguage", language)
            .field("r1:SoundfieldGroupLinkID", urn(soundfield))
    }
}
