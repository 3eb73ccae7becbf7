//! ST 429-9 AssetMap: which file each id of a package stands for. Paths are kept as written beside what became of
//! them, so that a refused path can be shown with its line. It does not look at the disk.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::edition::Role;
use crate::folder::LIMIT_FILES;
use crate::path::{PackagePath, PathRefusal};
use crate::xml::{Elem, ProblemKind, Problems, Read, XmlError, XmlText};

/// The names under which an AssetMap lies in a package.
pub const FILE_NAMES: [&str; 2] = ["ASSETMAP.xml", "ASSETMAP"];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetMap {
    pub id: Uuid,
    pub annotation: Option<String>,
    pub issuer: Option<String>,
    pub creator: Option<String>,
    pub issue_date: Option<String>,
    pub volume_count: Option<u64>,
    pub assets: Vec<Asset>,
}

/// One file of the package. Only the first chunk is kept; `chunk_count` tells whether there were more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    pub id: Uuid,
    pub line: u32,
    pub is_packing_list: bool,
    pub chunk_count: usize,
    pub path: ChunkPath,
    /// Where the path is written.
    pub path_line: u32,
    pub offset_bytes: u64,
    pub length_bytes: Option<u64>,
    pub volume_index: u64,
}

/// A path as written, and the path below the package that it means, or why it is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkPath {
    pub written: String,
    pub resolved: Result<PackagePath, PathRefusal>,
}

impl AssetMap {
    /// # Errors
    /// [`XmlError`] when the text is refused, is no AssetMap, or has no id.
    pub fn read(bytes: &[u8]) -> Result<Read<AssetMap>, XmlError> {
        let text = XmlText::parse(bytes)?;
        let root = text.root("AssetMap", Role::AssetMap)?;
        let mut problems = Problems::default();
        let children = [
            "Id",
            "AnnotationText",
            "Creator",
            "VolumeCount",
            "IssueDate",
            "Issuer",
            "AssetList",
        ];
        problems.only(root, &children);
        let owned = |name| root.child_text(name).map(str::to_owned);
        let map = AssetMap {
            id: problems.needed_id(root, "Id")?,
            annotation: owned("AnnotationText"),
            issuer: owned("Issuer"),
            creator: owned("Creator"),
            issue_date: owned("IssueDate"),
            volume_count: problems.optional_number(root, "VolumeCount"),
            assets: read_assets(root, &mut problems),
        };
        Ok(problems.into_read(map))
    }

    #[must_use]
    pub fn asset(&self, id: Uuid) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.id == id)
    }
}

fn read_assets(root: Elem<'_>, problems: &mut Problems) -> Vec<Asset> {
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
    assets.filter_map(|asset| read_asset(asset, problems)).collect()
}

fn read_asset(asset: Elem<'_>, problems: &mut Problems) -> Option<Asset> {
    problems.only(asset, &["Id", "AnnotationText", "PackingList", "ChunkList"]);
    let id = problems.required_id(asset, "Id");
    let is_packing_list = asset.child("PackingList").and_then(|flag| {
        // DCPs of old wrote an empty element for "yes".
        problems.value(flag, "true or false", |text| match text {
            "true" | "1" | "" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
    });
    let list = problems.required(asset, "ChunkList")?;
    problems.only(list, &["Chunk"]);
    let chunk = problems.required(list, "Chunk")?;
    problems.only(chunk, &["Path", "VolumeIndex", "Offset", "Length"]);
    let path = problems.required(chunk, "Path")?;
    Some(Asset {
        id: id?,
        line: asset.line(),
        is_packing_list: is_packing_list.unwrap_or(false),
        chunk_count: list.elements().filter(|child| child.name() == "Chunk").count(),
        path: ChunkPath {
            written: path.text().to_owned(),
            resolved: PackagePath::parse(path.text()),
        },
        path_line: path.line(),
        offset_bytes: problems.optional_number(chunk, "Offset").unwrap_or(0),
        length_bytes: problems.optional_number(chunk, "Length"),
        volume_index: problems.optional_number(chunk, "VolumeIndex").unwrap_or(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset_map(list: &str) -> String {
        format!(
            "<AssetMap xmlns='{}'><Id>urn:uuid:2a86e187-636d-561d-a2c2-c0a36f46b8d7</Id>\n<VolumeCount>1</VolumeCount>\n{list}</AssetMap>",
            "http://www.smpte-ra.org/schemas/429-9/2007/AM"
        )
    }

    fn problems(text: &str) -> Vec<String> {
        AssetMap::read(text.as_bytes())
            .unwrap()
            .problems
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn an_unknown_element_in_the_asset_list_is_a_problem_with_its_line() {
        let shown = problems(&asset_map("<AssetList>\n<Foo/></AssetList>"));
        assert_eq!(shown, ["line 4: /AssetMap/AssetList/Foo does not belong there"]);
    }

    #[test]
    fn a_refused_path_is_kept_as_written_with_its_line() {
        let text = asset_map(
            "<AssetList><Asset><Id>urn:uuid:2a86e187-636d-561d-a2c2-c0a36f46b8d8</Id>\n\
             <PackingList/><ChunkList><Chunk>\n<Path>%2e%2e/a.xml</Path></Chunk></ChunkList></Asset></AssetList>",
        );
        let read = AssetMap::read(text.as_bytes()).unwrap();
        let [asset] = read.document.assets.as_slice() else {
            panic!("one asset")
        };
        assert_eq!(asset.path.written, "%2e%2e/a.xml");
        assert_eq!(asset.path.resolved, Err(PathRefusal::Climbs));
        assert_eq!((asset.path_line, asset.is_packing_list), (5, true));
        assert_eq!(read.problems, []);
    }

    #[test]
    fn an_asset_without_id_is_left_out_and_named() {
        let shown = problems(&asset_map("<AssetList><Asset><ChunkList/></Asset></AssetList>"));
        assert_eq!(
            shown,
            [
                "line 3: /AssetMap/AssetList/Asset has no Id",
                "line 3: /AssetMap/AssetList/Asset/ChunkList has no Chunk"
            ]
        );
    }

    #[test]
    fn an_asset_map_without_id_is_unusable() {
        let text = format!(
            "<AssetMap xmlns='{}'><Id>7</Id></AssetMap>",
            "http://www.smpte-ra.org/schemas/429-9/2007/AM"
        );
        let refusal = AssetMap::read(text.as_bytes()).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "line 1: /AssetMap/Id is \"7\", not urn:uuid:…"
        );
    }
}
