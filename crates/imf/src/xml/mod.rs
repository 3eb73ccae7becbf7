//! XML as packages may carry it: UTF-8, no document type, limited in size, depth and nodes. Everything that is
//! refused is refused before a tree is built. Elements know their line; what is wrong in them is collected as
//! [`Problem`]s, so that a reader of findings sees all of them at once. Used by every reader of this crate.

mod problem;
mod scan;

use roxmltree::{Document, Node, ParsingOptions};
use serde::{Deserialize, Serialize};

use crate::edition::{self, Role};

pub use problem::{Problem, ProblemKind, Read};
pub(crate) use problem::{Problems, parse_urn};

/// Above any honest composition: a feature with thousands of shots stays under 5 MiB.
pub const LIMIT_BYTES: usize = 16 << 20;
pub const LIMIT_DEPTH: usize = 64;
const LIMIT_NODES: u32 = 2_000_000;

/// A document that was not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum XmlError {
    #[error("the document has {size_bytes} bytes; {LIMIT_BYTES} are allowed")]
    TooLarge { size_bytes: u64 },
    #[error("byte {offset} is not UTF-8")]
    NotUtf8 { offset: u64 },
    #[error("line {line}: a document type declaration is refused")]
    DocumentType { line: u32 },
    #[error("line {line}: elements are nested deeper than {LIMIT_DEPTH}")]
    TooDeep { line: u32 },
    #[error("line {line}: not well-formed: {reason}")]
    NotWellFormed { line: u32, reason: String },
    #[error("the root element is {found} of {namespace:?}")]
    WrongRoot { found: String, namespace: String },
    #[error("{0}")]
    Unusable(Problem),
}

impl XmlError {
    /// Where in the text, 1 is the first line.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        match self {
            XmlError::DocumentType { line } | XmlError::TooDeep { line } => Some(*line),
            XmlError::NotWellFormed { line, .. } => Some(*line),
            XmlError::Unusable(problem) => Some(problem.line),
            XmlError::TooLarge { .. } | XmlError::NotUtf8 { .. } | XmlError::WrongRoot { .. } => None,
        }
    }
}

/// A parsed text with its line ends.
pub(crate) struct XmlText<'t> {
    tree: Document<'t>,
    line_ends: Vec<usize>,
}

impl<'t> XmlText<'t> {
    pub fn parse(bytes: &'t [u8]) -> Result<XmlText<'t>, XmlError> {
        if bytes.len() > LIMIT_BYTES {
            return Err(XmlError::TooLarge {
                size_bytes: bytes.len() as u64,
            });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| XmlError::NotUtf8 {
            offset: error.valid_up_to() as u64,
        })?;
        scan::scan(text)?;
        let options = ParsingOptions {
            nodes_limit: LIMIT_NODES,
            ..ParsingOptions::default()
        };
        let tree = Document::parse_with_options(text, options).map_err(|error| match error {
            roxmltree::Error::DtdDetected => XmlError::DocumentType { line: 1 },
            other => XmlError::NotWellFormed {
                line: other.pos().row,
                reason: other.to_string(),
            },
        })?;
        let line_ends = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at)
            .collect();
        Ok(XmlText { tree, line_ends })
    }

    /// The root, which must be `name` in a namespace of that role.
    pub fn root(&self, name: &str, role: Role) -> Result<Elem<'_>, XmlError> {
        let root = Elem {
            node: self.tree.root_element(),
            line_ends: &self.line_ends,
        };
        if root.name() == name && edition::is(root.namespace(), role) {
            return Ok(root);
        }
        Err(XmlError::WrongRoot {
            found: root.name().to_owned(),
            namespace: root.namespace().to_owned(),
        })
    }
}

/// Name and namespace of a text's root element.
///
/// # Errors
/// As reading the document would.
pub fn root_of(bytes: &[u8]) -> Result<(String, String), XmlError> {
    let text = XmlText::parse(bytes)?;
    let root = text.tree.root_element().tag_name();
    Ok((
        root.name().to_owned(),
        root.namespace().unwrap_or_default().to_owned(),
    ))
}

/// An element of the tree.
#[derive(Clone, Copy)]
pub(crate) struct Elem<'a> {
    node: Node<'a, 'a>,
    line_ends: &'a [usize],
}

impl<'a> Elem<'a> {
    pub fn name(self) -> &'a str {
        self.node.tag_name().name()
    }

    pub fn namespace(self) -> &'a str {
        self.node.tag_name().namespace().unwrap_or_default()
    }

    pub fn line(self) -> u32 {
        self.line_ends
            .partition_point(|end| *end < self.node.range().start) as u32
            + 1
    }

    /// The text, trimmed; empty when there is none. An element with children has no text.
    pub fn text(self) -> &'a str {
        self.node.text().unwrap_or_default().trim()
    }

    /// An attribute by its local name.
    pub fn attribute(self, name: &str) -> Option<&'a str> {
        self.node
            .attributes()
            .find(|attribute| attribute.name() == name)
            .map(|attribute| attribute.value())
    }

    pub fn elements(self) -> impl Iterator<Item = Elem<'a>> {
        let line_ends = self.line_ends;
        self.node
            .children()
            .filter(Node::is_element)
            .map(move |node| Elem { node, line_ends })
    }

    /// The first child of that local name.
    pub fn child(self, name: &str) -> Option<Elem<'a>> {
        self.elements().find(|child| child.name() == name)
    }

    /// The text of the first child of that local name, when it is not empty.
    pub fn child_text(self, name: &str) -> Option<&'a str> {
        self.child(name).map(Elem::text).filter(|text| !text.is_empty())
    }

    /// All descendants of that local name.
    pub fn descendants(self, name: &str) -> impl Iterator<Item = Elem<'a>> + use<'a, '_> {
        let line_ends = self.line_ends;
        self.node
            .descendants()
            .filter(move |node| node.is_element() && node.tag_name().name() == name)
            .map(move |node| Elem { node, line_ends })
    }

    pub fn path(self) -> String {
        let mut names: Vec<&str> = self
            .node
            .ancestors()
            .filter(Node::is_element)
            .map(|node| node.tag_name().name())
            .collect();
        names.push("");
        names.reverse();
        names.join("/")
    }

    fn problem(self, kind: ProblemKind) -> Problem {
        Problem {
            line: self.line(),
            path: self.path(),
            kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<XmlError> {
        XmlText::parse(text.as_bytes()).err()
    }

    #[test]
    fn size_and_encoding_are_checked_first() {
        let large = vec![b' '; LIMIT_BYTES + 1];
        assert!(matches!(
            XmlText::parse(&large).err(),
            Some(XmlError::TooLarge { .. })
        ));
        assert_eq!(
            XmlText::parse(b"<a>\xff</a>").err(),
            Some(XmlError::NotUtf8 { offset: 3 })
        );
    }

    #[test]
    fn what_is_not_well_formed_is_refused_with_its_line() {
        assert!(matches!(
            refusal("<a>\n<b>\n</a>"),
            Some(XmlError::NotWellFormed { line: 3, .. })
        ));
        assert!(refusal("").is_some() && refusal("<").is_some() && refusal("<a").is_some());
    }

    #[test]
    fn an_element_knows_its_line_and_path() {
        let text = XmlText::parse(
            b"<a xmlns='http://www.smpte-ra.org/schemas/429-9/2007/AM'>\n <b/>\n\n <c> 7 </c></a>",
        )
        .unwrap();
        let root = text.root("a", Role::AssetMap).unwrap();
        let child = root.child("c").unwrap();
        assert_eq!(
            (child.line(), child.path().as_str(), child.text()),
            (4, "/a/c", "7")
        );
        assert!(matches!(
            text.root("a", Role::PackingList),
            Err(XmlError::WrongRoot { .. })
        ));
    }
}
