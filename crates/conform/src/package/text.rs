//! Timed text track files (ST 429-5, ST 2067-5): that the document is one of IMSC, by its namespace and root.

use mxf::TimedTextDescriptor;

use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::stated::Stated;

/// Namespaces and profiles of TTML that IMSC 1, 1.0.1 and 1.1 go by.
const IMSC: [&str; 6] = [
    "http://www.w3.org/ns/ttml",
    "http://www.w3.org/ns/ttml/profile/imsc1/text",
    "http://www.w3.org/ns/ttml/profile/imsc1/image",
    "http://www.w3.org/ns/ttml/profile/imsc1.1/text",
    "http://www.w3.org/ns/ttml/profile/imsc1.1/image",
    "http://www.smpte-ra.org/schemas/2052-1/2010/smpte-tt",
];

pub(super) fn check(path: &str, place: &Place, text: &TimedTextDescriptor, findings: &mut Findings) {
    let namespace = text.namespace_uri.as_deref().unwrap_or_default();
    if !IMSC.contains(&namespace) {
        let fault = Fault::TextNamespaceUnknown {
            namespace: Stated(text.namespace_uri.clone()),
        };
        findings.add(fault, path, place.clone());
    }
}
