//! Reading of elements by name, whichever their namespace: the versions differ in it, and in whether numbers are parted by
//! commas or blanks.

use roxmltree::{Document, Node, ParsingOptions};

use crate::error::MetadataError;

/// A sidecar of a film with a shot for every frame.
pub(crate) const TEXT_LIMIT_BYTES: usize = 64 << 20;
const NODES_LIMIT: u32 = 8_000_000;
/// Of text quoted in an error.
const QUOTE_LIMIT_CHARS: usize = 60;

/// Without a DTD, and no longer than a limit.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, MetadataError> {
    if text.len() > TEXT_LIMIT_BYTES {
        return Err(MetadataError::TooLong {
            limit_bytes: TEXT_LIMIT_BYTES,
        });
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODES_LIMIT,
        ..ParsingOptions::default()
    };
    let why = |error: roxmltree::Error| MetadataError::NotXml {
        why: error.to_string(),
    };
    Document::parse_with_options(text, options).map_err(why)
}

pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, MetadataError> {
    std::str::from_utf8(bytes).map_err(|error| MetadataError::NotXml {
        why: error.to_string(),
    })
}

pub(crate) fn require_root(document: &Document<'_>, expected: &'static str) -> Result<(), MetadataError> {
    let found = document.root_element().tag_name().name();
    match found == expected {
        true => Ok(()),
        false => Err(MetadataError::Root {
            found: quote(found),
            expected,
        }),
    }
}

fn line(node: Node<'_, '_>) -> u32 {
    node.document().text_pos_at(node.range().start).row
}

pub(crate) fn line_of(node: Node<'_, '_>) -> u32 {
    line(node)
}

pub(crate) fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
}

pub(crate) fn child<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

pub(crate) fn require<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Result<Node<'a, 'i>, MetadataError> {
    child(node, name).ok_or_else(|| missing(node, name))
}

/// The first element of that name anywhere below.
pub(crate) fn below<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Option<Node<'a, 'i>> {
    node.descendants()
        .find(|found| found.is_element() && found.tag_name().name() == name)
}

pub(crate) fn text<'a>(node: Node<'a, '_>) -> &'a str {
    node.text().unwrap_or_default().trim()
}

/// Exactly so many finite numbers.
pub(crate) fn numbers(node: Node<'_, '_>, count: usize) -> Result<Vec<f64>, MetadataError> {
    let parts = text(node)
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|part| !part.is_empty());
    let values: Option<Vec<f64>> = parts
        .take(count + 1)
        .map(|part| part.parse().ok().filter(|value: &f64| value.is_finite()))
        .collect();
    values
        .filter(|values| values.len() == count)
        .ok_or_else(|| wrong(node, "as many numbers as that element has"))
}

/// The one number of a child, rounded where the type is whole.
pub(crate) fn number<T: TryFrom<u64>>(node: Node<'_, '_>, name: &'static str) -> Result<T, MetadataError> {
    let found = require(node, name)?;
    whole(found)
}

pub(crate) fn whole<T: TryFrom<u64>>(found: Node<'_, '_>) -> Result<T, MetadataError> {
    let not_whole = || wrong(found, "a whole number in range");
    let values = numbers(found, 1)?;
    let value = values.first().copied().unwrap_or(-1.0).round();
    if !(0.0..=9.0e15).contains(&value) {
        return Err(not_whole());
    }
    T::try_from(value as u64).map_err(|_| not_whole())
}

pub(crate) fn missing(node: Node<'_, '_>, missing: &'static str) -> MetadataError {
    MetadataError::Missing {
        line: line(node),
        element: quote(node.tag_name().name()),
        missing,
    }
}

pub(crate) fn wrong(node: Node<'_, '_>, expected: &'static str) -> MetadataError {
    MetadataError::Value {
        line: line(node),
        element: quote(node.tag_name().name()),
        found: quote(text(node)),
        expected,
    }
}

pub(crate) fn quote(text: &str) -> String {
    text.chars().take(QUOTE_LIMIT_CHARS).collect()
}
