//! A finding: which rule, in which file, at which place, with which facts. And the list that collects them, which
//! has a limit: a hostile package must not produce a report that nobody can load.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::rule::Level;

/// Findings beyond this are counted, not kept.
const LIMIT_FINDINGS: usize = 2_000;

/// Everything a person needs to act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Such as `imf.pkl.hash-mismatch`.
    pub rule: String,
    pub level: Level,
    /// Documents that ask for it, with edition and section where they are known.
    pub clause: String,
    /// Relative to the folder that was inspected.
    pub file: String,
    pub at: Place,
    /// What was found, and what was expected.
    pub message: String,
    /// What the sender should do.
    pub fix: String,
}

/// Where in the file. Written as people read it: `line 12, /AssetMap/AssetList/Asset`, `byte 3352, IAB_DESCRIPTOR`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Place {
    Whole,
    /// 1 is the first line.
    Line(u32),
    /// Element names from the root, and the line.
    Element {
        line: u32,
        path: String,
    },
    /// Counted from the beginning of the file.
    Byte(u64),
    /// A set of header metadata, by its name in the standard.
    Set {
        offset: u64,
        name: String,
    },
}

impl Place {
    /// The line, or the whole file when it is not known.
    pub(crate) fn of_line(line: Option<u32>) -> Place {
        line.map_or(Place::Whole, Place::Line)
    }

    pub(crate) fn of_byte(offset: Option<u64>) -> Place {
        offset.map_or(Place::Whole, Place::Byte)
    }

    /// Where the text of a document is meant.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        match self {
            Place::Line(line) | Place::Element { line, .. } => Some(*line),
            Place::Whole | Place::Byte(_) | Place::Set { .. } => None,
        }
    }

    /// Where a binary file is meant.
    #[must_use]
    pub fn byte(&self) -> Option<u64> {
        match self {
            Place::Byte(offset) | Place::Set { offset, .. } => Some(*offset),
            Place::Whole | Place::Line(_) | Place::Element { .. } => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Whole => Ok(()),
            Place::Line(line) => write!(out, "line {line}"),
            Place::Element { line, path } => write!(out, "line {line}, {path}"),
            Place::Byte(offset) => write!(out, "byte {offset}"),
            Place::Set { offset, name } => write!(out, "byte {offset}, {name}"),
        }
    }
}

impl From<Place> for String {
    fn from(place: Place) -> String {
        place.to_string()
    }
}

/// Text that is no place is the whole file.
impl From<String> for Place {
    fn from(text: String) -> Place {
        let (position, name) = match text.split_once(", ") {
            Some((position, name)) => (position, Some(name.to_owned())),
            None => (text.as_str(), None),
        };
        let number = |prefix: &str| position.strip_prefix(prefix).map(str::parse::<u64>);
        match (number("line "), number("byte "), name) {
            (Some(Ok(line)), _, Some(path)) => Place::Element {
                line: u32::try_from(line).unwrap_or(u32::MAX),
                path,
            },
            (Some(Ok(line)), _, None) => Place::Line(u32::try_from(line).unwrap_or(u32::MAX)),
            (_, Some(Ok(offset)), Some(name)) => Place::Set { offset, name },
            (_, Some(Ok(offset)), None) => Place::Byte(offset),
            _ => Place::Whole,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.rule, self.file)?;
        if self.at != Place::Whole {
            write!(out, " ({})", self.at)?;
        }
        write!(out, ": {}", self.message)
    }
}

/// Collects findings.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    left_out: usize,
    /// Of each file: documents and the edition that it says it obeys.
    editions: BTreeMap<String, Vec<(&'static str, &'static str)>>,
}

impl Findings {
    /// Findings in `file` are told with these editions.
    pub fn know_editions(&mut self, file: &str, editions: Vec<(&'static str, &'static str)>) {
        self.editions.insert(file.to_owned(), editions);
    }

    pub fn add(&mut self, fault: Fault, file: &str, at: Place) {
        if self.list.len() >= LIMIT_FINDINGS {
            self.left_out += 1;
            return;
        }
        let rule = fault.rule();
        let finding = Finding {
            rule: rule.id.to_owned(),
            level: rule.level,
            clause: self.clause_in(rule.clause, file),
            file: file.to_owned(),
            at,
            message: fault.to_string(),
            fix: rule.fix.to_owned(),
        };
        if !self.list.contains(&finding) {
            self.list.push(finding);
        }
    }

    /// "ST 2067-3 §6.1, ST 2067-2" with the editions that the file obeys.
    fn clause_in(&self, clause: &str, file: &str) -> String {
        let Some(editions) = self.editions.get(file) else {
            return clause.to_owned();
        };
        let dated = clause.split(", ").map(|part| {
            let (document, section) = part.split_at(part.find(" §").unwrap_or(part.len()));
            match editions.iter().find(|(known, _)| *known == document) {
                Some((_, edition)) => format!("{document}:{edition}{section}"),
                None => part.to_owned(),
            }
        });
        dated.collect::<Vec<_>>().join(", ")
    }

    /// The gravest first, otherwise in the order of the inspection; and how many were left out.
    pub fn into_sorted(mut self) -> (Vec<Finding>, usize) {
        self.list.sort_by_key(|finding| finding.level);
        (self.list, self.left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let places = [
            Place::Whole,
            Place::Line(7),
            Place::Element {
                line: 7,
                path: "/AssetMap/AssetList".to_owned(),
            },
            Place::Byte(1 << 40),
            Place::Set {
                offset: 3352,
                name: "IABEssenceDescriptor".to_owned(),
            },
        ];
        for place in places {
            assert_eq!(Place::from(place.to_string()), place);
        }
        assert_eq!(Place::from("nowhere, 7".to_owned()), Place::Whole);
    }

    #[test]
    fn a_clause_carries_the_edition_of_its_file() {
        let mut findings = Findings::default();
        findings.know_editions("cpl.xml", vec![("ST 2067-3", "2016"), ("ST 2067-2", "2020")]);
        assert_eq!(
            findings.clause_in("ST 2067-3, ST 2067-2 §6", "cpl.xml"),
            "ST 2067-3:2016, ST 2067-2:2020 §6"
        );
        assert_eq!(
            findings.clause_in("ST 2067-3, ST 377-1", "other.xml"),
            "ST 2067-3, ST 377-1"
        );
    }
}
