//! Writes the ST 2067-2 packing list: every file of the package but itself, with size and SHA-1.

use uuid::Uuid;

use super::element::Element;
use super::{Origin, date_time, urn};
use crate::hash::{SHA_1, Sha1Hash};

const NAMESPACE: &str = "http://www.smpte-ra.org/schemas/2067-2/2016/PKL";

/// A file that the packing list names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedFile {
    pub id: Uuid,
    pub name: String,
    pub size_bytes: u64,
    pub sha1: Sha1Hash,
    /// `application/mxf` or `text/xml`.
    pub media_type: &'static str,
}

impl PackedFile {
    /// A CPL or OPL that was just written.
    pub(super) fn document(id: Uuid, name: String, xml: &str) -> PackedFile {
        let (size_bytes, sha1) = (xml.len() as u64, Sha1Hash::of_bytes(xml.as_bytes()));
        PackedFile {
            id,
            name,
            size_bytes,
            sha1,
            media_type: "text/xml",
        }
    }
}

/// A packing list to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackingList {
    pub id: Uuid,
    pub annotation: String,
    pub origin: Origin,
    pub files: Vec<PackedFile>,
}

impl PackingList {
    #[must_use]
    pub fn to_xml(&self) -> String {
        Element::new("PackingList")
            .attribute("xmlns", NAMESPACE)
            .field("Id", urn(self.id))
            .field("AnnotationText", &self.annotation)
            .field("IssueDate", date_time(self.origin.issue_date))
            .field("Issuer", &self.origin.issuer)
            .field("Creator", &self.origin.creator)
            .child(Element::new("AssetList").children(self.files.iter().map(asset)))
            .into_document()
    }
}

fn asset(file: &PackedFile) -> Element {
    Element::new("Asset")
        .field("Id", urn(file.id))
        .field("AnnotationText", &file.name)
        .field("Hash", file.sha1.to_base64())
        .field("Size", file.size_bytes)
        .field("Type", file.media_type)
        .field("OriginalFileName", &file.name)
        .child(Element::new("HashAlgorithm").attribute("Algorithm", SHA_1))
}
