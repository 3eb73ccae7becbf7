//! XML as packages may carry it: UTF-8, no document type, limited in size, depth and nodes. Everything that is
//! refused is refused before a tree is built. Elements know their line; what is wrong in them is collected as
//! [`Problem`]s, so that a reader of findings sees all of them at once. Used by every reader of this crate.

use std::fmt;

use roxmltree::{Document, Node, ParsingOptions};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Above any honest composition: a feature with thousands of shots stays under 5 MiB.
pub const LIMIT_BYTES: usize = 16 << 20;
pub const LIMIT_DEPTH: usize = 64;
const LIMIT_NODES: u32 = 2_000_000;
/// More problems than a person reads are counted, not kept.
const LIMIT_PROBLEMS: usize = 200;

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

/// What a schema would refuse, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub line: u32,
    /// Names from the root: `/AssetMap/AssetList/Asset`.
    pub path: String,
    pub kind: ProblemKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    Missing { child: String },
    Unexpected,
    OutOfOrder,
    Malformed { text: String, expected: String },
    TooMany { limit: usize },
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {} ", self.line, self.path)?;
        match &self.kind {
            ProblemKind::Missing { child } => write!(out, "has no {child}"),
            ProblemKind::Unexpected => write!(out, "does not belong there"),
            ProblemKind::OutOfOrder => write!(out, "stands in the wrong order"),
            ProblemKind::Malformed { text, expected } => write!(out, "is {text:?}, not {expected}"),
            ProblemKind::TooMany { limit } => write!(out, "has more than {limit} entries"),
        }
    }
}

/// What a reader returns: the document, and everything in it that had to be left out or is not by the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    pub document: T,
    pub problems: Vec<Problem>,
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
        scan(text)?;
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

    /// The root, which must be `name` in one of `namespaces`.
    pub fn root(&self, name: &str, namespaces: &[&str]) -> Result<Elem<'_>, XmlError> {
        let root = Elem {
            node: self.tree.root_element(),
            line_ends: &self.line_ends,
        };
        if root.name() == name && namespaces.contains(&root.namespace()) {
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

/// Walk the markup once without building anything: no declaration but comments and CDATA, no great depth.
/// What it does not understand it leaves to the parser.
fn scan(text: &str) -> Result<(), XmlError> {
    let mut rest = text;
    let mut depth = 0_usize;
    let line = |rest: &str| {
        let before = text.get(..text.len() - rest.len()).unwrap_or_default();
        before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1
    };
    while let Some(start) = rest.find('<') {
        rest = rest.get(start..).unwrap_or_default();
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<![CDATA[") {
            "]]>"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!") {
            return Err(XmlError::DocumentType { line: line(rest) });
        } else {
            ">"
        };
        let length = if end == ">" {
            tag_length(rest)
        } else {
            rest.find(end).map(|at| at + end.len())
        };
        let (markup, after) = rest.split_at(length.unwrap_or(rest.len()));
        if markup.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if end == ">" && !markup.ends_with("/>") {
            depth += 1;
        }
        if depth > LIMIT_DEPTH {
            return Err(XmlError::TooDeep { line: line(rest) });
        }
        rest = after;
    }
    Ok(())
}

/// A tag ends at the first `>` outside quotes.
fn tag_length(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.bytes().enumerate().find_map(|(at, byte)| {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
        None
    })
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

/// Collects problems while a document is read.
#[derive(Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    pub fn add(&mut self, elem: Elem<'_>, kind: ProblemKind) {
        if self.found.len() < LIMIT_PROBLEMS {
            self.found.push(elem.problem(kind));
        }
    }

    pub fn into_read<T>(self, document: T) -> Read<T> {
        Read {
            document,
            problems: self.found,
        }
    }

    /// The children of `parent` may only be these, in this order.
    pub fn only(&mut self, parent: Elem<'_>, names: &[&str]) {
        let mut reached = 0;
        for child in parent.elements() {
            match names.iter().position(|name| *name == child.name()) {
                None => self.add(child, ProblemKind::Unexpected),
                Some(at) if at < reached => self.add(child, ProblemKind::OutOfOrder),
                Some(at) => reached = at,
            }
        }
    }

    pub fn required<'a>(&mut self, parent: Elem<'a>, name: &str) -> Option<Elem<'a>> {
        let child = parent.child(name);
        if child.is_none() {
            self.add(
                parent,
                ProblemKind::Missing {
                    child: name.to_owned(),
                },
            );
        }
        child
    }

    /// The element's text as a value; a problem when it is something else.
    pub fn value<T>(
        &mut self,
        elem: Elem<'_>,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = parse(elem.text());
        if value.is_none() {
            let text = elem.text().chars().take(80).collect();
            self.add(
                elem,
                ProblemKind::Malformed {
                    text,
                    expected: expected.to_owned(),
                },
            );
        }
        value
    }

    pub fn id(&mut self, elem: Elem<'_>) -> Option<Uuid> {
        self.value(elem, "urn:uuid:…", parse_urn)
    }

    pub fn required_id(&mut self, parent: Elem<'_>, name: &str) -> Option<Uuid> {
        self.required(parent, name).and_then(|child| self.id(child))
    }

    pub fn number(&mut self, elem: Elem<'_>) -> Option<u64> {
        self.value(elem, "a whole number", |text| text.parse().ok())
    }

    pub fn required_number(&mut self, parent: Elem<'_>, name: &str) -> Option<u64> {
        self.required(parent, name).and_then(|child| self.number(child))
    }

    /// A child that may be absent.
    pub fn optional_number(&mut self, parent: Elem<'_>, name: &str) -> Option<u64> {
        parent.child(name).and_then(|child| self.number(child))
    }

    /// For a document that means nothing without it.
    pub fn needed_id(&mut self, root: Elem<'_>, name: &str) -> Result<Uuid, XmlError> {
        self.required_id(root, name)
            .ok_or_else(|| self.unusable(root, name))
    }

    /// The problem just found, as a refusal of the whole document.
    pub fn unusable(&mut self, root: Elem<'_>, name: &str) -> XmlError {
        let missing = || {
            root.problem(ProblemKind::Missing {
                child: name.to_owned(),
            })
        };
        XmlError::Unusable(self.found.pop().unwrap_or_else(missing))
    }
}

/// `urn:uuid:` and a UUID with hyphens; anything else is no id of a package.
pub(crate) fn parse_urn(text: &str) -> Option<Uuid> {
    let text = text.strip_prefix("urn:uuid:")?;
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<XmlError> {
        XmlText::parse(text.as_bytes()).err()
    }

    #[test]
    fn a_document_type_is_refused_with_its_line() {
        let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>";
        assert_eq!(refusal(bomb), Some(XmlError::DocumentType { line: 2 }));
        assert_eq!(
            refusal("<!doctype a><a/>"),
            Some(XmlError::DocumentType { line: 1 })
        );
    }

    #[test]
    fn a_document_type_in_a_comment_or_in_cdata_is_text() {
        assert_eq!(
            refusal("<!-- <!DOCTYPE a> --><a b='<'/>").and_then(|error| error.line()),
            Some(1)
        );
        assert_eq!(
            refusal("<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE a>]]></a>"),
            None
        );
        assert_eq!(refusal("<a b='>' c=\"/>\"><d/></a>"), None);
    }

    #[test]
    fn depth_is_limited_before_the_tree_is_built() {
        let nested = |depth: usize| format!("{}{}", "<a>\n".repeat(depth), "</a>".repeat(depth));
        assert_eq!(refusal(&nested(LIMIT_DEPTH)), None);
        assert_eq!(
            refusal(&nested(LIMIT_DEPTH + 1)),
            Some(XmlError::TooDeep { line: 65 })
        );
        assert!(matches!(
            refusal(&"<a>".repeat(1 << 20)),
            Some(XmlError::TooDeep { .. })
        ));
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
        let text = XmlText::parse(b"<a xmlns='n'>\n <b/>\n\n <c> 7 </c></a>").unwrap();
        let root = text.root("a", &["n"]).unwrap();
        let child = root.child("c").unwrap();
        assert_eq!(
            (child.line(), child.path().as_str(), child.text()),
            (4, "/a/c", "7")
        );
        assert!(matches!(text.root("a", &["m"]), Err(XmlError::WrongRoot { .. })));
    }

    #[test]
    fn unknown_and_misplaced_children_are_problems() {
        let text = XmlText::parse(b"<a xmlns='n'><c/><b/><x/></a>").unwrap();
        let mut problems = Problems::default();
        problems.only(text.root("a", &["n"]).unwrap(), &["b", "c"]);
        let shown: Vec<String> = problems
            .into_read(())
            .problems
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            shown,
            [
                "line 1: /a/b stands in the wrong order",
                "line 1: /a/x does not belong there"
            ]
        );
    }
}
