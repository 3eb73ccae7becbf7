//! Essence descriptors in RegXML (ST 2001-1), as the EssenceDescriptorList of a CPL carries them. The values must
//! equal those of the track file's MXF descriptor; this module only spells them.

use super::element::Element;
use super::isxd::IsxdDescriptor;
use super::picture::PictureDescriptor;
use super::sound::SoundDescriptor;

/// Groups and leaves of the SMPTE registers, by the namespaces under which RegXML knows them.
pub(super) const GROUPS: &str = "http://www.smpte-ra.org/reg/395/2014/13/1/aaf";
pub(super) const ELEMENTS: &str = "http://www.smpte-ra.org/reg/335/2012";
pub(super) const TYPES: &str = "http://www.smpte-ra.org/reg/2003/2012";

/// What a track file's essence is.
#[derive(Debug, Clone, PartialEq)]
pub enum EssenceDescriptor {
    Picture(PictureDescriptor),
    Sound(SoundDescriptor),
    Isxd(IsxdDescriptor),
}

impl EssenceDescriptor {
    pub(super) fn to_element(&self) -> Element {
        let element = match self {
            EssenceDescriptor::Picture(picture) => picture.to_element(),
            EssenceDescriptor::Sound(sound) => sound.to_element(),
            EssenceDescriptor::Isxd(isxd) => isxd.to_element(),
        };
        element
            .attribute("xmlns:r0", GROUPS)
            .attribute("xmlns:r1", ELEMENTS)
            .attribute("xmlns:r2", TYPES)
    }
}

/// `urn:smpte:ul:` and four groups of eight digits.
pub(super) fn label(ul: [u8; 16]) -> String {
    let mut text = String::from("urn:smpte:ul:");
    for (index, byte) in ul.iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push('.');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
