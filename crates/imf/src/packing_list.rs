//! ST 2067-2 packing list (and ST 429-8, its ancestor): size and hash of every file of a package.
//! It neither hashes nor compares: `conform` does.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::edition::{self, Role};
use crate::folder::LIMIT_FILES;
use crate::hash::{Digest, Sha1Hash};
use crate::xml::{Elem, ProblemKind, Problems, Read, XmlError, XmlText};

/// The document whose packing lists name the algorithm of each hash; ST 429-8 knew only SHA-1.
const ALGORITHMS_IN: &str = "ST 2067-2";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackingList {
    pub id: Uuid,
    pub annotation: Option<String>,
    pub issuer: Option<String>,
    pub creator: Option<String>,
    pub issue_date: Option<String>,
    pub assets: Vec<PackedAsset>,
}

/// What the packing list says of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedAsset {
    pub id: Uuid,
    pub line: u32,
    /// As written, base64; [`PackedAsset::digest`] reads it.
    pub hash: String,
    /// SHA-1 when the list names none: ST 429-8 knew no other.
    pub hash_algorithm: Option<String>,
    pub size_bytes: u64,
    /// `application/mxf`, `text/xml`…
    pub media_type: String,
    pub original_file_name: Option<String>,
}

impl PackingList {
    /// # Errors
    /// [`XmlError`] when the text is refused, is no packing list, or has no id.
    pub fn read(bytes: &[u8]) -> Result<Read<PackingList>, XmlError> {
        let text = XmlText::parse(bytes)?;
        let root = text.root("PackingList", Role::PackingList)?;
        let mut problems = Problems::default();
        let children = [
            "Id",
            "AnnotationText",
            "IconId",
            "IssueDate",
            "Issuer",
            "Creator",
            "GroupId",
            "AssetList",
            "Signer",
            "Signature",
        ];
        problems.only(root, &children);
        let owned = |name| root.child_text(name).map(str::to_owned);
        let list = PackingList {
            id: problems.needed_id(root, "Id")?,
            annotation: owned("AnnotationText"),
            issuer: owned("Issuer"),
            creator: owned("Creator"),
            issue_date: owned("IssueDate"),
            assets: read_assets(root, &mut problems),
        };
        Ok(problems.into_read(list))
    }

    #[must_use]
    pub fn asset(&self, id: Uuid) -> Option<&PackedAsset> {
        self.assets.iter().find(|asset| asset.id == id)
    }
}

impl PackedAsset {
    /// None when the list uses an algorithm that is not known here, or the text is no digest.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        Digest::read(&self.hash, self.hash_algorithm.as_deref())
    }

    /// The digest, if it is one of SHA-1.
    #[must_use]
    pub fn sha1(&self) -> Option<Sha1Hash> {
        match self.digest()? {
            Digest::Sha1(hash) => Some(hash),
            Digest::Sha256(_) => None,
        }
    }
}

fn read_assets(root: Elem<'_>, problems: &mut Problems) -> Vec<PackedAsset> {
    let Some(list) = problems.required(root, "AssetList") else {
        return Vec::new();
    };
    problems.only(list, &["Asset"]);
    if list.elements().nth(LIMIT_FILES).is_some() {
        problems.add(list, ProblemKind::TooMany { limit: LIMIT_FILES });
    }
    let assets = list
        .elements()
        .take(LIMIT_FILES)
        .filter(|child| child.name() == "Asset");
    let names_algorithms =
        edition::of(root.namespace()).is_some_and(|edition| edition.document == ALGORITHMS_IN);
    assets
        .filter_map(|asset| read_asset(asset, names_algorithms, problems))
        .collect()
}

fn read_asset(asset: Elem<'_>, names_algorithms: bool, problems: &mut Problems) -> Option<PackedAsset> {
    let children = [
        "Id",
        "AnnotationText",
        "Hash",
        "Size",
        "Type",
        "OriginalFileName",
        "HashAlgorithm",
    ];
    problems.only(asset, &children);
    let id = problems.required_id(asset, "Id");
    let hash = problems.required(asset, "Hash");
    let size_bytes = problems.required_number(asset, "Size");
    let media_type = problems.required(asset, "Type");
    let algorithm = if names_algorithms {
        problems.required(asset, "HashAlgorithm")
    } else {
        asset.child("HashAlgorithm")
    };
    let algorithm = algorithm.and_then(|algorithm| algorithm.attribute("Algorithm"));
    Some(PackedAsset {
        id: id?,
        line: asset.line(),
        hash: hash?.text().to_owned(),
        hash_algorithm: algorithm.map(str::to_owned),
        size_bytes: size_bytes?,
        media_type: media_type.map(Elem::text).unwrap_or_default().to_owned(),
        original_file_name: asset.child_text("OriginalFileName").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packing_list(asset: &str) -> String {
        format!(
            "<PackingList xmlns='{}'><Id>urn:uuid:2a86e187-636d-561d-a2c2-c0a36f46b8d7</Id><AssetList><Asset>\
             <Id>urn:uuid:2a86e187-636d-561d-a2c2-c0a36f46b8d8</Id>{asset}</Asset></AssetList></PackingList>",
            "http://www.smpte-ra.org/schemas/429-8/2007/PKL"
        )
    }

    #[test]
    fn a_hash_without_algorithm_is_sha_1_and_of_another_algorithm_is_not() {
        let hash = "<Hash>daIJ32q2+nrogWM42rq824suHrM=</Hash><Size>7</Size><Type>text/xml</Type>";
        let sha1 = |asset: &str| {
            let read = PackingList::read(packing_list(asset).as_bytes()).unwrap();
            read.document.assets.first().and_then(PackedAsset::sha1)
        };
        assert!(sha1(hash).is_some());
        let sha256 = "<HashAlgorithm Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/>";
        assert_eq!(sha1(&format!("{hash}{sha256}")), None);
        assert_eq!(sha1(&hash.replace("daIJ", "!!!!")), None);
    }

    #[test]
    fn later_editions_name_the_algorithm() {
        let asset = "<Hash>a</Hash><Size>7</Size><Type>a</Type>";
        let later = packing_list(asset).replace("429-8/2007", "2067-2/2016");
        let problems = |text: &str| PackingList::read(text.as_bytes()).unwrap().problems.len();
        assert_eq!((problems(&packing_list(asset)), problems(&later)), (0, 1));
    }

    #[test]
    fn a_sha_256_digest_is_read_as_one() {
        let digest = "A".repeat(43) + "=";
        let hash = format!(
            "<Hash>{digest}</Hash><Size>7</Size><Type>a</Type>\
             <HashAlgorithm Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/>"
        );
        let read = PackingList::read(packing_list(&hash).as_bytes()).unwrap();
        let digest = read.document.assets.first().and_then(PackedAsset::digest);
        assert!(matches!(digest, Some(Digest::Sha256(_))));
    }

    #[test]
    fn a_size_that_is_no_number_is_a_problem() {
        let text = packing_list("<Hash>a</Hash><Size>-1</Size><Type>a</Type>");
        let read = PackingList::read(text.as_bytes()).unwrap();
        let shown: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            ["line 1: /PackingList/AssetList/Asset/Size is \"-1\", not a whole number"]
        );
        assert_eq!(read.document.assets, []);
    }
}
