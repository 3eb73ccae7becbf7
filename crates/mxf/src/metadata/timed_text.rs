//! TimedTextDescriptor (ST 429-5, used by ST 2067-5): recognised, with its namespace and resource id.

use uuid::Uuid;

use super::descriptor::instance_id;
use crate::local_set::{Property, SetView};

pub(crate) const RESOURCE_ID: Property = Property::ByLabel(0x060e2b34_0101010c_01011512_00000000);
pub(crate) const UCS_ENCODING: Property = Property::ByLabel(0x060e2b34_0101010c_04090500_00000000);
pub(crate) const NAMESPACE_URI: Property = Property::ByLabel(0x060e2b34_01010108_01020105_01000000);
pub(crate) const LANGUAGE_TAGS: Property = Property::ByLabel(0x060e2b34_0101010e_03010102_02160000);

/// Timed text in one track file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedTextDescriptor {
    pub instance_id: Option<Uuid>,
    pub resource_id: Option<Uuid>,
    pub ucs_encoding: Option<String>,
    pub namespace_uri: Option<String>,
    /// RFC 5646 tags, separated by commas.
    pub language_tags: Option<String>,
}

impl TimedTextDescriptor {
    pub(super) fn read(view: SetView<'_>) -> TimedTextDescriptor {
        TimedTextDescriptor {
            instance_id: instance_id(view),
            resource_id: view.uuid(RESOURCE_ID),
            ucs_encoding: view.text(UCS_ENCODING),
            namespace_uri: view.text(NAMESPACE_URI),
            language_tags: view.text(LANGUAGE_TAGS),
        }
    }
}
