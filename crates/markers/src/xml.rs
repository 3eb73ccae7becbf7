//! What both XML formats need: escaping, parsing within limits, and places by line.

use roxmltree::{Document, Node, ParsingOptions};

use crate::error::{Place, ReadError};
use crate::reader::line;

const LIMIT_NODES: u32 = 500_000;

/// For text and for attributes. Line breaks and tabs would become spaces in an attribute; other control characters cannot
/// stand in XML at all.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if u32::from(c) < 0x20 => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// The document type that both formats name is allowed, entities of its own are not: a few lines of them expand to more than
/// any memory holds.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, ReadError> {
    if let Some(at) = text.find("<!ENTITY") {
        let place = Place::Line(line(text[..at].matches('\n').count()));
        let expected = "XML that declares no entities of its own".to_owned();
        return Err(ReadError::Malformed { place, expected });
    }
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: LIMIT_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| ReadError::Malformed {
        place: Place::Line(error.pos().row),
        expected: format!("well-formed XML ({error})"),
    })
}

/// Where the lines of a text begin, so that the place of a node is found without reading from the top.
pub(crate) struct Places(Vec<usize>);

impl Places {
    pub(crate) fn of(text: &str) -> Places {
        Places(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    pub(crate) fn place(&self, node: &Node<'_, '_>) -> Place {
        let start = node.range().start;
        Place::Line(line(self.0.partition_point(|at| *at < start)))
    }
}

pub(crate) fn child<'a, 'i>(node: &Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.has_tag_name(name))
}

/// The text of a child element.
pub(crate) fn child_text<'a>(node: &Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name)?.text()
}
