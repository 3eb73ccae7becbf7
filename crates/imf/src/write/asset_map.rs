//! Writes ST 429-9 AssetMap and VolumeIndex. One chunk per file, one volume: IMF allows nothing else in practice.

use uuid::Uuid;

use super::element::Element;
use super::packing_list::PackedFile;
use super::{Origin, date_time, urn};

const NAMESPACE: &str = "http://www.smpte-ra.org/schemas/429-9/2007/AM";

/// A file that the AssetMap names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedFile {
    pub id: Uuid,
    /// Relative to the AssetMap.
    pub path: String,
    pub size_bytes: u64,
    pub is_packing_list: bool,
}

/// An AssetMap to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetMap {
    pub id: Uuid,
    pub annotation: String,
    pub origin: Origin,
    pub files: Vec<MappedFile>,
}

impl From<PackedFile> for MappedFile {
    fn from(file: PackedFile) -> MappedFile {
        MappedFile {
            id: file.id,
            path: file.name,
            size_bytes: file.size_bytes,
            is_packing_list: false,
        }
    }
}

impl AssetMap {
    #[must_use]
    pub fn to_xml(&self) -> String {
        Element::new("AssetMap")
            .attribute("xmlns", NAMESPACE)
            .field("Id", urn(self.id))
            .field("AnnotationText", &self.annotation)
            .field("Creator", &self.origin.creator)
            .field("VolumeCount", 1)
            .field("IssueDate", date_time(self.origin.issue_date))
            .field("Issuer", &self.origin.issuer)
            .child(Element::new("AssetList").children(self.files.iter().map(asset)))
            .into_document()
    }
}

fn asset(file: &MappedFile) -> Element {
    let chunk = Element::new("Chunk")
        .field("Path", &file.path)
        .field("VolumeIndex", 1)
        .field("Offset", 0)
        .field("Length", file.size_bytes);
    Element::new("Asset")
        .field("Id", urn(file.id))
        .field_if("PackingList", file.is_packing_list.then_some("true"))
        .child(Element::new("ChunkList").child(chunk))
}

/// `VOLINDEX.xml` of a package on one volume.
#[must_use]
pub fn volume_index() -> String {
    Element::new("VolumeIndex")
        .attribute("xmlns", NAMESPACE)
        .field("Index", 1)
        .into_document()
}
