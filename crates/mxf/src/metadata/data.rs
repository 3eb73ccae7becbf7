//! The descriptor of isochronous XML data (RDD 47): one document for each edit unit.

use uuid::Uuid;

use super::descriptor::instance_id;
use crate::local_set::{Property, SetView};
use crate::ul::Ul;

pub(crate) const KEY: Ul = Ul::from_hex(0x060e2b34_02530105_0e090502_00000000);
pub(crate) const CODING: Property = Property::Fixed(0x3e01);
pub(crate) const NAMESPACE_URI: Property = Property::ByLabel(0x060e2b34_01010105_0e090400_00000000);

/// Documents in one track file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDescriptor {
    pub instance_id: Option<Uuid>,
    pub coding: Option<Ul>,
    /// Of the documents.
    pub namespace_uri: Option<String>,
}

impl DataDescriptor {
    pub(super) fn read(view: SetView<'_>) -> DataDescriptor {
        DataDescriptor {
            instance_id: instance_id(view),
            coding: view.ul(CODING),
            namespace_uri: view.text(NAMESPACE_URI),
        }
    }
}
