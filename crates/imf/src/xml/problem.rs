//! What a schema would refuse in a document that is well-formed, collected with its place while the document is
//! read, so that a reader of findings sees all of it at once.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Elem, XmlError};

/// More problems than a person reads are left out.
const LIMIT_PROBLEMS: usize = 200;

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
    use crate::xml::XmlText;

    #[test]
    fn unknown_and_misplaced_children_are_problems() {
        let text =
            XmlText::parse(b"<a xmlns='http://www.smpte-ra.org/schemas/429-9/2007/AM'><c/><b/><x/></a>")
                .unwrap();
        let mut problems = Problems::default();
        problems.only(
            text.root("a", crate::edition::Role::AssetMap).unwrap(),
            &["b", "c"],
        );
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
