//! Preface, ContentStorage and EssenceContainerData (ST 377-1 annexes A and B): the root, and what hangs on it.

use uuid::Uuid;

use super::{Package, SetKind, Sets};
use crate::local_set::{Property, SetView};
use crate::ul::{Ul, Umid};

pub(crate) const CONTENT_STORAGE: Property = Property::Fixed(0x3b03);
pub(crate) const OPERATIONAL_PATTERN: Property = Property::Fixed(0x3b09);
pub(crate) const ESSENCE_CONTAINERS: Property = Property::Fixed(0x3b0a);
pub(crate) const CONFORMS_TO: Property = Property::ByLabel(0x060e2b34_0101010e_01020210_02040000);
pub(crate) const PACKAGES: Property = Property::Fixed(0x1901);
pub(crate) const ESSENCE_DATA: Property = Property::Fixed(0x1902);
pub(crate) const LINKED_PACKAGE: Property = Property::Fixed(0x2701);

/// The root of the metadata.
#[derive(Debug, Clone)]
pub struct Preface {
    pub operational_pattern: Option<Ul>,
    /// Labels of specifications that the file says it obeys, such as IAB level 0.
    pub conforms_to: Vec<Ul>,
    content_storage: Option<Uuid>,
}

/// Which package's essence lies in which container stream.
#[derive(Debug, Clone, Copy)]
pub struct EssenceContainerData {
    pub linked_package: Umid,
}

impl Preface {
    pub(super) fn read(view: SetView<'_>) -> Preface {
        Preface {
            operational_pattern: view.ul(OPERATIONAL_PATTERN),
            conforms_to: view.labels(CONFORMS_TO),
            content_storage: view.uuid(CONTENT_STORAGE),
        }
    }

    /// Material and source packages, and where the essence of the latter lies.
    pub fn content(&self, sets: &Sets) -> (Vec<Package>, Vec<EssenceContainerData>) {
        let Some(storage) = self.content_storage.and_then(|instance| sets.get(instance)) else {
            return Default::default();
        };
        let packages = sets
            .all(storage.references(PACKAGES))
            .filter_map(|(kind, view)| Package::read(kind, view, sets))
            .collect();
        let containers = sets
            .all(storage.references(ESSENCE_DATA))
            .filter(|(kind, _)| *kind == SetKind::ESSENCE_CONTAINER_DATA)
            .filter_map(|(_, view)| EssenceContainerData::read(view))
            .collect();
        (packages, containers)
    }
}

impl EssenceContainerData {
    fn read(view: SetView<'_>) -> Option<EssenceContainerData> {
        Some(EssenceContainerData {
            linked_package: view.umid(LINKED_PACKAGE)?,
        })
    }
}
