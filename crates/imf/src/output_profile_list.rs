//! ST 2067-100 output profile list, recognised: its id and the composition it is for. Macros are not carried out.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::edition::Role;
use crate::xml::{Problems, Read, XmlError, XmlText};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputProfileList {
    pub id: Uuid,
    pub annotation: Option<String>,
    pub composition_id: Option<Uuid>,
}

impl OutputProfileList {
    /// # Errors
    /// [`XmlError`] when the text is refused, is no output profile list, or has no id.
    pub fn read(bytes: &[u8]) -> Result<Read<OutputProfileList>, XmlError> {
        let text = XmlText::parse(bytes)?;
        let root = text.root("OutputProfileList", Role::OutputProfileList)?;
        let mut problems = Problems::default();
        let children = [
            "Id",
            "Annotation",
            "IssueDate",
            "Issuer",
            "Creator",
            "CompositionPlaylistId",
            "AliasList",
            "MacroList",
            "ExtensionProperties",
            "Signer",
            "Signature",
        ];
        problems.only(root, &children);
        problems.required(root, "MacroList");
        let list = OutputProfileList {
            id: problems.needed_id(root, "Id")?,
            annotation: root.child_text("Annotation").map(str::to_owned),
            composition_id: problems.required_id(root, "CompositionPlaylistId"),
        };
        Ok(problems.into_read(list))
    }
}
