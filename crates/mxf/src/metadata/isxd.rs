//! ISXDDataEssenceDescriptor (ST 2067-202, RDD 47): a document of XML for each frame, told by its namespace. Its key
//! stands in a register of its own.

use uuid::Uuid;

use super::descriptor::{DATA_ESSENCE_CODING, instance_id, sub_descriptors};
use super::{SetKind, Sets};
use crate::local_set::{Property, SetView};
use crate::ul::Ul;

pub(crate) const KEY: Ul = Ul::from_hex(0x060e2b34_02530105_0e090502_00000000);
pub(crate) const NAMESPACE_URI: Property = Property::ByLabel(0x060e2b34_01010105_0e090400_00000000);

/// Documents of XML in step with the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsxdDescriptor {
    pub instance_id: Option<Uuid>,
    /// Of its ContainerConstraintsSubDescriptor.
    pub constraints_id: Option<Uuid>,
    pub data_coding: Option<Ul>,
    pub namespace_uri: Option<String>,
}

impl IsxdDescriptor {
    pub(super) fn is(key: Ul) -> bool {
        key.means(KEY)
    }

    pub(super) fn read(view: SetView<'_>, sets: &Sets) -> IsxdDescriptor {
        IsxdDescriptor {
            instance_id: instance_id(view),
            constraints_id: sub_descriptors(view, sets)
                .find(|(kind, _)| *kind == SetKind::CONTAINER_CONSTRAINTS)
                .and_then(|(_, constraints)| instance_id(constraints)),
            data_coding: view.ul(DATA_ESSENCE_CODING),
            namespace_uri: view.narrow_text(NAMESPACE_URI),
        }
    }
}
