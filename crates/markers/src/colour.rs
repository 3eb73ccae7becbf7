//! The colour in which a severity is seen in a tool. Only written: what a colour means in a file from elsewhere is known to
//! whoever chose it.

use qc::severity::Severity;

/// `Red`; tools differ in how they write it.
pub(crate) fn colour(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Blocker) => "Red",
        Some(Severity::Issue) => "Yellow",
        Some(Severity::Fyi) => "Blue",
        None => "Green",
    }
}
