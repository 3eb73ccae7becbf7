//! What was wrong with the documents themselves, as findings.

use imf::package::{Trouble, TroubleKind};
use imf::xml::{Problem, ProblemKind, XmlError};

use crate::fault::Fault;
use crate::finding::{Findings, Place};

pub(super) fn report(troubles: &[Trouble], findings: &mut Findings) {
    for trouble in troubles {
        if let Some((fault, place)) = fault_of(&trouble.what) {
            findings.add(fault, &trouble.document, place);
        }
    }
}

/// Missing documents and refused paths are found among the files, with all others.
fn fault_of(what: &TroubleKind) -> Option<(Fault, Place)> {
    let whole = |fault| Some((fault, Place::Whole));
    match what {
        TroubleKind::NoAssetMap => whole(Fault::AssetMapMissing {}),
        TroubleKind::SeveralAssetMaps => whole(Fault::AssetMapsSeveral {}),
        TroubleKind::Unreadable { reason } => whole(Fault::DocumentUnreadable {
            reason: reason.clone(),
        }),
        TroubleKind::Missing | TroubleKind::Path { .. } => None,
        TroubleKind::Xml(error) => Some(xml_fault(error)),
        TroubleKind::Schema(problem) => Some(schema_fault(problem)),
        TroubleKind::OtherId { listed, found } => whole(Fault::DocumentIdDiffers {
            listed: *listed,
            found: *found,
        }),
        TroubleKind::TooManyDocuments => whole(Fault::DocumentsTooMany {}),
    }
}

fn xml_fault(error: &XmlError) -> (Fault, Place) {
    let fault = match error {
        XmlError::DocumentType { .. } => Fault::XmlDocumentType {},
        XmlError::NotWellFormed { reason, .. } => Fault::XmlNotWellFormed {
            reason: reason.clone(),
        },
        XmlError::TooLarge { .. } | XmlError::TooDeep { .. } => Fault::XmlBeyondLimits {
            reason: error.to_string(),
        },
        XmlError::NotUtf8 { offset } => {
            let fault = Fault::XmlBeyondLimits {
                reason: error.to_string(),
            };
            return (fault, Place::Byte(*offset));
        }
        XmlError::WrongRoot { found, namespace } => Fault::XmlWrongRoot {
            found: found.clone(),
            namespace: namespace.clone(),
        },
        XmlError::Unusable(problem) => return schema_fault(problem),
    };
    (fault, Place::of_line(error.line()))
}

fn schema_fault(problem: &Problem) -> (Fault, Place) {
    let place = Place::Element {
        line: problem.line,
        path: problem.path.clone(),
    };
    let is_order = problem.kind == ProblemKind::OutOfOrder;
    let problem = problem.to_string();
    let fault = if is_order {
        Fault::XmlOrder { problem }
    } else {
        Fault::XmlSchema { problem }
    };
    (fault, place)
}
