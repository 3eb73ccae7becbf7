//! Wave audio, AES3, generic sound and IAB descriptors (ST 377-1 annex E, ST 382, ST 2067-201), with their
//! multichannel audio labels.

use timecode::EditRate;
use uuid::Uuid;

use super::descriptor::{instance_id, sub_descriptors};
use super::labels::{AudioChannelLabel, GroupOfSoundfieldGroupsLabel, SoundfieldGroupLabel};
use super::{SetKind, Sets};
use crate::local_set::{Property, SetView};
use crate::ul::Ul;

pub(crate) const AUDIO_SAMPLE_RATE: Property = Property::Fixed(0x3d03);
pub(crate) const CHANNEL_COUNT: Property = Property::Fixed(0x3d07);
pub(crate) const QUANTIZATION_BITS: Property = Property::Fixed(0x3d01);
pub(crate) const SOUND_CODING: Property = Property::Fixed(0x3d06);
const ELECTROSPATIAL_FORMULATION: Property = Property::Fixed(0x3d05);
pub(crate) const BLOCK_ALIGN: Property = Property::Fixed(0x3d0a);
pub(crate) const AVERAGE_BYTES_PER_SECOND: Property = Property::Fixed(0x3d09);
pub(crate) const CHANNEL_ASSIGNMENT: Property = Property::Fixed(0x3d32);

/// A sound descriptor. What the file does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundDescriptor {
    pub instance_id: Option<Uuid>,
    /// A wave audio descriptor, which IMF asks of PCM; else AES3, generic or IAB.
    pub is_wave: bool,
    pub audio_sample_rate: Option<EditRate>,
    pub channel_count: Option<u32>,
    pub quantization_bits: Option<u32>,
    pub sound_coding: Option<Ul>,
    /// Bytes of one sample of all channels.
    pub block_align: Option<u16>,
    pub average_bytes_per_second: Option<u32>,
    pub channel_assignment: Option<Ul>,
    /// By channel id, those without one last.
    pub channels: Vec<AudioChannelLabel>,
    pub soundfield_groups: Vec<SoundfieldGroupLabel>,
    pub groups_of_soundfield_groups: Vec<GroupOfSoundfieldGroupsLabel>,
    /// 15 is the multi-channel mode.
    pub electrospatial_formulation: Option<u8>,
    /// The label that marks an IAB soundfield.
    pub iab_soundfields: Vec<SoundfieldGroupLabel>,
}

impl SoundDescriptor {
    pub(super) fn read(view: SetView<'_>, sets: &Sets) -> SoundDescriptor {
        let mut descriptor = SoundDescriptor {
            instance_id: instance_id(view),
            is_wave: SetKind::of(view.set.key) == Some(SetKind::WAVE_AUDIO_DESCRIPTOR),
            audio_sample_rate: view.rate(AUDIO_SAMPLE_RATE),
            channel_count: view.u32(CHANNEL_COUNT),
            quantization_bits: view.u32(QUANTIZATION_BITS),
            sound_coding: view.ul(SOUND_CODING),
            block_align: view.u16(BLOCK_ALIGN),
            average_bytes_per_second: view.u32(AVERAGE_BYTES_PER_SECOND),
            channel_assignment: view.ul(CHANNEL_ASSIGNMENT),
            channels: Vec::new(),
            soundfield_groups: Vec::new(),
            groups_of_soundfield_groups: Vec::new(),
            electrospatial_formulation: view.u8(ELECTROSPATIAL_FORMULATION),
            iab_soundfields: Vec::new(),
        };
        for (kind, label) in sub_descriptors(view, sets) {
            descriptor.add(kind, label);
        }
        let last = u32::MAX;
        descriptor
            .channels
            .sort_by_key(|channel| channel.channel_id.unwrap_or(last));
        descriptor
    }

    fn add(&mut self, kind: SetKind, view: SetView<'_>) {
        match kind {
            SetKind::AUDIO_CHANNEL_LABEL => self.channels.push(AudioChannelLabel::read(view)),
            SetKind::SOUNDFIELD_GROUP_LABEL | SetKind::MGA_SOUNDFIELD_GROUP_LABEL => {
                self.soundfield_groups.push(SoundfieldGroupLabel::read(view))
            }
            SetKind::GROUP_OF_SOUNDFIELD_GROUPS_LABEL => {
                let label = GroupOfSoundfieldGroupsLabel::read(view);
                self.groups_of_soundfield_groups.push(label);
            }
            SetKind::IAB_SOUNDFIELD_LABEL => self.iab_soundfields.push(SoundfieldGroupLabel::read(view)),
            _ => {}
        }
    }

    /// The language of the soundfield, else of the first channel.
    #[must_use]
    pub fn spoken_language(&self) -> Option<&str> {
        let fields = self.soundfield_groups.iter().chain(&self.iab_soundfields);
        let mut labels = fields
            .map(|field| &field.label)
            .chain(self.channels.iter().map(|channel| &channel.label));
        labels.find_map(|label| label.spoken_language.as_deref())
    }
}
