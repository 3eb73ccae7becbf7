//! TimedTextDescriptor (ST 429-5, used by ST 2067-5) with its resources: images and fonts that the document names.

use uuid::Uuid;

use super::SetKind;
use super::Sets;
use super::descriptor::{instance_id, sub_descriptors};
use crate::local_set::{Property, SetView};

pub(crate) const RESOURCE_ID: Property = Property::ByLabel(0x060e2b34_0101010c_01011512_00000000);
pub(crate) const UCS_ENCODING: Property = Property::ByLabel(0x060e2b34_0101010c_04090500_00000000);
pub(crate) const NAMESPACE_URI: Property = Property::ByLabel(0x060e2b34_01010108_01020105_01000000);
pub(crate) const LANGUAGE_TAGS: Property = Property::ByLabel(0x060e2b34_0101010e_03010102_02160000);
pub(crate) const ANCILLARY_ID: Property = Property::ByLabel(0x060e2b34_0101010c_01011513_00000000);
pub(crate) const MEDIA_TYPE: Property = Property::ByLabel(0x060e2b34_01010107_04090201_00000000);
pub(crate) const STREAM_ID: Property = Property::Fixed(0x3f07);

/// Timed text in one track file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedTextDescriptor {
    pub instance_id: Option<Uuid>,
    pub resource_id: Option<Uuid>,
    pub ucs_encoding: Option<String>,
    pub namespace_uri: Option<String>,
    /// RFC 5646 tags, separated by commas.
    pub language_tags: Option<String>,
    pub resources: Vec<TimedTextResource>,
}

/// Something that the document names, in a generic stream of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedTextResource {
    pub id: Option<Uuid>,
    /// `image/png`, `application/x-font-opentype`.
    pub media_type: Option<String>,
    /// Of the generic stream's partitions.
    pub stream_id: Option<u32>,
}

impl TimedTextDescriptor {
    pub(super) fn read(view: SetView<'_>, sets: &Sets) -> TimedTextDescriptor {
        let resources = sub_descriptors(view, sets).filter(|(kind, _)| *kind == SetKind::TIMED_TEXT_RESOURCE);
        TimedTextDescriptor {
            instance_id: instance_id(view),
            resource_id: view.uuid(RESOURCE_ID),
            ucs_encoding: view.text(UCS_ENCODING),
            namespace_uri: view.text(NAMESPACE_URI),
            language_tags: view.text(LANGUAGE_TAGS),
            resources: resources
                .map(|(_, view)| TimedTextResource {
                    id: view.uuid(ANCILLARY_ID),
                    media_type: view.text(MEDIA_TYPE),
                    stream_id: view.u32(STREAM_ID),
                })
                .collect(),
        }
    }
}
