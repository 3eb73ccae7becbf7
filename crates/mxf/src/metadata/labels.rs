//! Multichannel audio labels (ST 377-4): which channel, which soundfield, which group of soundfields, of which
//! title and in which language. Tag symbols of IMF stand in ST 2067-8.

use uuid::Uuid;

use super::descriptor::instance_id;
use crate::local_set::{Property, SetView};
use crate::ul::Ul;

pub(crate) const DICTIONARY_ID: u128 = 0x060e2b34_0101010e_01030701_01000000;
pub(crate) const TAG_SYMBOL: u128 = 0x060e2b34_0101010e_01030701_02000000;
pub(crate) const TAG_NAME: u128 = 0x060e2b34_0101010e_01030701_03000000;
const GROUP_OF_SOUNDFIELD_GROUPS_LINK: u128 = 0x060e2b34_0101010e_01030701_04000000;
pub(crate) const LINK_ID: u128 = 0x060e2b34_0101010e_01030701_05000000;
pub(crate) const SOUNDFIELD_GROUP_LINK: u128 = 0x060e2b34_0101010e_01030701_06000000;
pub(crate) const CHANNEL_ID: u128 = 0x060e2b34_0101010e_0103040a_00000000;
pub(crate) const SPOKEN_LANGUAGE: u128 = 0x060e2b34_0101010d_03010102_03150000;
pub(crate) const TITLE: u128 = 0x060e2b34_0101010e_01051000_00000000;
pub(crate) const TITLE_VERSION: u128 = 0x060e2b34_0101010e_01051100_00000000;
pub(crate) const CONTENT_KIND: u128 = 0x060e2b34_0101010e_03020102_20000000;
pub(crate) const ELEMENT_KIND: u128 = 0x060e2b34_0101010e_03020102_21000000;
const CONTENT: u128 = 0x060e2b34_0101010e_03020102_22000000;
const USE_CLASS: u128 = 0x060e2b34_0101010e_03020102_23000000;

/// What every label has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct McaLabel {
    pub instance_id: Option<Uuid>,
    pub dictionary_id: Option<Ul>,
    pub link_id: Option<Uuid>,
    /// `chL`, `sg51`…
    pub tag_symbol: Option<String>,
    pub tag_name: Option<String>,
    /// RFC 5646.
    pub spoken_language: Option<String>,
    pub title: Option<String>,
    pub title_version: Option<String>,
    /// `PRM`…
    pub audio_content_kind: Option<String>,
    /// `CM`…
    pub audio_element_kind: Option<String>,
    /// The later spellings of content and use (ST 377-4:2021).
    pub content: Option<String>,
    pub use_class: Option<String>,
}

/// One channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudioChannelLabel {
    pub label: McaLabel,
    /// From 1.
    pub channel_id: Option<u32>,
    pub soundfield_group_link: Option<Uuid>,
}

/// What the channels make together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundfieldGroupLabel {
    pub label: McaLabel,
    /// Only of ST 2067-203.
    pub adm_programme_id: Option<String>,
    /// Which no label of a soundfield has, by the standard.
    pub channel_id: Option<u32>,
    pub groups_link: Vec<Uuid>,
}

/// Soundfields that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupOfSoundfieldGroupsLabel {
    pub label: McaLabel,
}

impl McaLabel {
    fn read(view: SetView<'_>) -> McaLabel {
        let text = |label| view.text(Property::ByLabel(label));
        McaLabel {
            instance_id: instance_id(view),
            dictionary_id: view.ul(Property::ByLabel(DICTIONARY_ID)),
            link_id: view.uuid(Property::ByLabel(LINK_ID)),
            tag_symbol: text(TAG_SYMBOL),
            tag_name: text(TAG_NAME),
            spoken_language: view.narrow_text(Property::ByLabel(SPOKEN_LANGUAGE)),
            title: text(TITLE),
            title_version: text(TITLE_VERSION),
            audio_content_kind: text(CONTENT_KIND),
            audio_element_kind: text(ELEMENT_KIND),
            content: text(CONTENT),
            use_class: text(USE_CLASS),
        }
    }
}

impl AudioChannelLabel {
    pub(super) fn read(view: SetView<'_>) -> AudioChannelLabel {
        AudioChannelLabel {
            label: McaLabel::read(view),
            channel_id: view.u32(Property::ByLabel(CHANNEL_ID)),
            soundfield_group_link: view.uuid(Property::ByLabel(SOUNDFIELD_GROUP_LINK)),
        }
    }
}

impl SoundfieldGroupLabel {
    pub(super) fn read(view: SetView<'_>) -> SoundfieldGroupLabel {
        SoundfieldGroupLabel {
            label: McaLabel::read(view),
            adm_programme_id: view.text(Property::ByLabel(super::mga::ADM_PROGRAMME_ID)),
            channel_id: view.u32(Property::ByLabel(CHANNEL_ID)),
            groups_link: view.references(Property::ByLabel(GROUP_OF_SOUNDFIELD_GROUPS_LINK)),
        }
    }
}

impl GroupOfSoundfieldGroupsLabel {
    pub(super) fn read(view: SetView<'_>) -> GroupOfSoundfieldGroupsLabel {
        GroupOfSoundfieldGroupsLabel {
            label: McaLabel::read(view),
        }
    }
}
