//! ISXDDataEssenceDescriptor (ST 2067-202, RDD 47): a document of XML for each frame, told by its namespace. Its key
//! stands in a register of its own.

use super::descriptor::DATA_ESSENCE_CODING;
use crate::local_set::{Property, SetView};
use crate::ul::Ul;

const KEY: Ul = Ul::from_hex(0x060e2b34_02530105_0e090502_00000000);
const NAMESPACE_URI: Property = Property::ByLabel(0x060e2b34_01010105_0e090400_00000000);

/// Documents of XML in step with the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsxdDescriptor {
    pub data_coding: Option<Ul>,
    pub namespace_uri: Option<String>,
}

impl IsxdDescriptor {
    pub(super) fn is(key: Ul) -> bool {
        key.means(KEY)
    }

    pub(super) fn read(view: SetView<'_>) -> IsxdDescriptor {
        IsxdDescriptor {
            data_coding: view.ul(DATA_ESSENCE_CODING),
            namespace_uri: view.narrow_text(NAMESPACE_URI),
        }
    }
}
