//! A finding: which rule, in which file, at which place, with which facts. And the list that collects them, which
//! has a limit: a hostile package must not produce a report that nobody can load.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::rule::Severity;

/// Findings beyond this are counted, not kept.
const LIMIT_FINDINGS: usize = 2_000;

/// Everything a person needs to act on. `fault` is the same in typed form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Such as `imf.pkl.hash-mismatch`.
    pub rule: String,
    pub severity: Severity,
    /// Relative to the delivery's folder.
    pub file: String,
    pub place: Place,
    pub standard: String,
    pub message: String,
    pub fault: Fault,
    pub remedy: String,
}

/// Where in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
}

impl Finding {
    #[must_use]
    pub fn new(fault: Fault, file: &str, place: Place) -> Finding {
        let rule = fault.rule();
        Finding {
            rule: rule.id.to_owned(),
            severity: rule.severity,
            file: file.to_owned(),
            place,
            standard: rule.standard.to_owned(),
            message: fault.to_string(),
            fault,
            remedy: rule.remedy.to_owned(),
        }
    }
}

impl Place {
    /// The line, or the whole file when it is not known.
    pub(crate) fn of_line(line: Option<u32>) -> Place {
        line.map_or(Place::Whole, Place::Line)
    }

    pub(crate) fn of_byte(offset: Option<u64>) -> Place {
        offset.map_or(Place::Whole, Place::Byte)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Whole => Ok(()),
            Place::Line(line) => write!(out, "line {line}"),
            Place::Element { line, path } => write!(out, "line {line}, {path}"),
            Place::Byte(offset) => write!(out, "byte {offset}"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.rule, self.file)?;
        if self.place != Place::Whole {
            write!(out, " ({})", self.place)?;
        }
        write!(out, ": {}", self.message)
    }
}

/// Collects findings.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    left_out: usize,
}

impl Findings {
    pub fn add(&mut self, fault: Fault, file: &str, place: Place) {
        if self.list.len() >= LIMIT_FINDINGS {
            self.left_out += 1;
            return;
        }
        let finding = Finding::new(fault, file, place);
        if !self.list.contains(&finding) {
            self.list.push(finding);
        }
    }

    /// The gravest first, otherwise in the order of the inspection; and how many were left out.
    pub fn into_sorted(mut self) -> (Vec<Finding>, usize) {
        self.list.sort_by_key(|finding| finding.severity);
        (self.list, self.left_out)
    }
}
