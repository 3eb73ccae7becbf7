//! Verification: the second, external look at a report.

use crate::words::words;

words! { VerificationState { Available = "available", Assigned = "assigned", Submitted = "submitted" } }
words! {
    VerdictKind {
        Confirmed = "confirmed",
        SeverityLowered = "severity_lowered",
        Replaced = "replaced",
        Deleted = "deleted",
        Added = "added",
    }
}
