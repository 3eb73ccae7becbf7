//! MGASoundEssenceDescriptor (ST 2127-1, used by ST 2067-203): sound with sections of serial ADM metadata beside it.

use super::descriptor::sub_descriptors;
use super::{SetKind, Sets, SoundDescriptor};
use crate::local_set::{Property, SetView};

const METADATA_INDEX: Property = Property::ByLabel(0x060e2b34_0101010e_04020305_02000000);
pub(super) const ADM_PROGRAMME_ID: u128 = 0x060e2b34_0101010e_04020306_02000000;

/// Sound and the sections of metadata that go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MgaDescriptor {
    /// Its soundfield groups are those of MGASoundfieldGroupLabelSubDescriptors.
    pub sound: SoundDescriptor,
    /// MGAAudioMetadataIndex of each section.
    pub sections: Vec<u8>,
}

impl MgaDescriptor {
    pub(super) fn read(view: SetView<'_>, sets: &Sets) -> MgaDescriptor {
        let sections = sub_descriptors(view, sets)
            .filter(|(kind, _)| *kind == SetKind::MGA_AUDIO_METADATA)
            .filter_map(|(_, section)| section.u8(METADATA_INDEX));
        MgaDescriptor {
            sections: sections.collect(),
            sound: SoundDescriptor::read(view, sets),
        }
    }
}
