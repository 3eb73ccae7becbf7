//! What is printed of one or several inspections: one verdict, what was inspected with its facts, and the findings. The
//! shape of its JSON is promised to whoever calls the command; the server reads the same.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::inspection::{
    CompositionFacts, FileFacts, InspectedKind, Inspection, Verdict, WavSoundfieldFacts,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub verdict: Verdict,
    pub packages: Vec<Inspected>,
    /// The gravest first.
    pub findings: Vec<Finding>,
}

/// A package, a WAV set or a single file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspected {
    /// As it was given.
    pub path: String,
    pub kind: InspectedKind,
    pub composition: Option<CompositionFacts>,
    pub soundfields: Vec<WavSoundfieldFacts>,
    pub files: Vec<FileFacts>,
    /// How many findings were found and not kept.
    pub findings_left_out: usize,
}

impl Report {
    /// With several, the files of findings are named behind the path that was given.
    #[must_use]
    pub fn of(inspections: Vec<(String, InspectedKind, Inspection)>) -> Report {
        let is_single = inspections.len() == 1;
        let (mut packages, mut findings) = (Vec::new(), Vec::new());
        for (path, kind, inspection) in inspections {
            let named = inspection.findings.into_iter().map(|finding| {
                if is_single {
                    finding
                } else {
                    behind(&path, kind, finding)
                }
            });
            findings.extend(named);
            packages.push(Inspected {
                path,
                kind,
                composition: inspection.composition,
                soundfields: inspection.soundfields,
                files: inspection.files,
                findings_left_out: inspection.findings_left_out,
            });
        }
        findings.sort_by_key(|finding| finding.level);
        Report {
            verdict: Verdict::of(&findings),
            packages,
            findings,
        }
    }
}

fn behind(path: &str, kind: InspectedKind, finding: Finding) -> Finding {
    let file = if kind.is_folder() && !finding.file.is_empty() {
        Path::new(path).join(&finding.file).display().to_string()
    } else {
        path.to_owned()
    };
    Finding { file, ..finding }
}
