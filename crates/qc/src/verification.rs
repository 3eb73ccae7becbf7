//! Verification: the second, external look at a report. A verifier confirms, lowers a severity in place, deletes, replaces
//! (delete and re-create, linked) or adds; everything that was flagged needs a verdict before submission.

use crate::request::Service;
use crate::severity::Severity;
use crate::words::words;

words! {
    VerificationState {
        Available = "available",
        Assigned = "assigned",
        Submitted = "submitted",
    }
}

words! {
    VerificationStep {
        Assign = "assign",
        Return = "return",
        Submit = "submit",
    }
}

words! {
    VerdictKind {
        Confirmed = "confirmed",
        SeverityLowered = "severity_lowered",
        Replaced = "replaced",
        Deleted = "deleted",
        Added = "added",
    }
}

words! {
    /// A field of an issue that a verifier may have corrected.
    ChangedField {
        Code = "code",
        Severity = "severity",
        In = "in",
        Out = "out",
        Description = "description",
        Tasks = "tasks",
        Files = "files",
        Loudness = "loudness",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a verification that is {from} cannot take the step {step}")]
pub struct NotAllowed {
    pub from: VerificationState,
    pub step: VerificationStep,
}

impl VerificationState {
    pub fn after(self, step: VerificationStep) -> Result<VerificationState, NotAllowed> {
        use VerificationState::*;
        match (self, step) {
            (Available, VerificationStep::Assign) => Ok(Assigned),
            (Assigned, VerificationStep::Return) => Ok(Available),
            (Assigned, VerificationStep::Submit) => Ok(Submitted),
            _ => Err(NotAllowed { from: self, step }),
        }
    }
}

/// Why a verdict is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerdictRefused {
    #[error("a severity can only be lowered in place; to raise it from {from} to {to}, replace the issue")]
    SeverityNotLowered { from: Severity, to: Severity },
    #[error("say why: the operator and the studio will read it")]
    ReasonMissing,
}

/// Lowering in place does not count against the operator; raising is a correction and needs a replacement.
pub fn check_lowered(from: Severity, to: Severity) -> Result<(), VerdictRefused> {
    if to.is_lower_than(from) {
        Ok(())
    } else {
        Err(VerdictRefused::SeverityNotLowered { from, to })
    }
}

/// Deleting and replacing count against the operator: both need a reason.
pub fn check_reason(kind: VerdictKind, reason: &str) -> Result<(), VerdictRefused> {
    match kind {
        VerdictKind::Deleted | VerdictKind::Replaced if reason.trim().is_empty() => {
            Err(VerdictRefused::ReasonMissing)
        }
        _ => Ok(()),
    }
}

/// What becomes of a request once its report is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    Approved,
    Rejected,
    FixNotesNeeded,
}

/// `severities` are those of the issues that stand and are not waived. Browser QC has no fix notes: a Blocker rejects.
pub fn conclude(service: Service, severities: impl IntoIterator<Item = Severity>) -> Conclusion {
    let worst = severities.into_iter().min();
    match (service, worst) {
        (_, None | Some(Severity::Fyi)) => Conclusion::Approved,
        (Service::Browser, Some(Severity::Blocker)) => Conclusion::Rejected,
        (Service::Browser, Some(Severity::Issue)) => Conclusion::Approved,
        (Service::Download | Service::Cast, Some(Severity::Blocker | Severity::Issue)) => {
            Conclusion::FixNotesNeeded
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_download_and_cast_ask_for_fix_notes() {
        use Severity::*;
        for service in [Service::Download, Service::Cast] {
            assert_eq!(conclude(service, [Fyi, Issue]), Conclusion::FixNotesNeeded);
            assert_eq!(conclude(service, [Blocker]), Conclusion::FixNotesNeeded);
            assert_eq!(conclude(service, [Fyi, Fyi]), Conclusion::Approved);
            assert_eq!(conclude(service, []), Conclusion::Approved);
        }
        assert_eq!(
            conclude(Service::Browser, [Fyi, Issue, Blocker]),
            Conclusion::Rejected
        );
        assert_eq!(conclude(Service::Browser, [Fyi, Issue]), Conclusion::Approved);
    }

    #[test]
    fn a_severity_is_lowered_never_raised_in_place() {
        assert_eq!(check_lowered(Severity::Blocker, Severity::Fyi), Ok(()));
        assert_eq!(check_lowered(Severity::Issue, Severity::Fyi), Ok(()));
        for (from, to) in [
            (Severity::Fyi, Severity::Issue),
            (Severity::Issue, Severity::Issue),
        ] {
            assert_eq!(
                check_lowered(from, to),
                Err(VerdictRefused::SeverityNotLowered { from, to })
            );
        }
    }

    #[test]
    fn deleting_and_replacing_need_a_reason() {
        for kind in VerdictKind::ALL {
            let needs = matches!(kind, VerdictKind::Deleted | VerdictKind::Replaced);
            assert_eq!(check_reason(*kind, " ").is_err(), needs);
            assert_eq!(check_reason(*kind, "one frame late"), Ok(()));
        }
    }
}
