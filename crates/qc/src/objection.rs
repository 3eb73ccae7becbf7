//! Objections: production says that an issue is none (a wrong flag), and post decides. Upheld, the issue is waived as not an
//! issue; dismissed, it stands and is to be answered. The operator's record stays either way: nothing is deleted. A waived
//! issue takes no objection; a verifier's disagreement and an operator's dispute of a verdict are other things.

use crate::issue::IssueState;
use crate::words::words;

words! {
    ObjectionState {
        /// Post has not decided; the issue can neither be answered nor handed in.
        Open = "open",
        Upheld = "upheld",
        Dismissed = "dismissed",
        /// Production took it back.
        Withdrawn = "withdrawn",
    }
}

words! {
    ObjectionStep {
        Uphold = "uphold",
        Dismiss = "dismiss",
        Withdraw = "withdraw",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectionRefused {
    #[error("an objection that is {from} cannot take the step {step}")]
    Settled {
        from: ObjectionState,
        step: ObjectionStep,
    },
    #[error("say why this is not an issue")]
    ReasonMissing,
    #[error("say why the issue stands")]
    DismissalReasonMissing,
    #[error("only an open issue can be objected to; this one is {0}")]
    NotOpen(IssueState),
    #[error("post has decided that this issue stands")]
    Decided,
}

/// Whether an issue can be objected to, with this reason, after what was decided of it in this round. Post decides once.
pub fn check_objection(
    issue: IssueState,
    earlier: &[ObjectionState],
    reason: &str,
) -> Result<(), ObjectionRefused> {
    if issue != IssueState::Open {
        Err(ObjectionRefused::NotOpen(issue))
    } else if earlier.contains(&ObjectionState::Dismissed) {
        Err(ObjectionRefused::Decided)
    } else if reason.trim().is_empty() {
        Err(ObjectionRefused::ReasonMissing)
    } else {
        Ok(())
    }
}

impl ObjectionState {
    /// What a step leads to. A dismissal says why: production has to answer the issue now.
    pub fn after(self, step: ObjectionStep, reason: &str) -> Result<ObjectionState, ObjectionRefused> {
        if self != ObjectionState::Open {
            return Err(ObjectionRefused::Settled { from: self, step });
        }
        match step {
            ObjectionStep::Uphold => Ok(ObjectionState::Upheld),
            ObjectionStep::Dismiss if reason.trim().is_empty() => {
                Err(ObjectionRefused::DismissalReasonMissing)
            }
            ObjectionStep::Dismiss => Ok(ObjectionState::Dismissed),
            ObjectionStep::Withdraw => Ok(ObjectionState::Withdrawn),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_open_issue_is_objected_to_and_with_a_reason() {
        for state in IssueState::ALL {
            let checked = check_objection(
                *state,
                &[ObjectionState::Withdrawn],
                "the flicker is a lighthouse",
            );
            assert_eq!(checked.is_ok(), *state == IssueState::Open, "{state}");
        }
        assert_eq!(
            check_objection(IssueState::Open, &[], " "),
            Err(ObjectionRefused::ReasonMissing)
        );
        let decided = [ObjectionState::Withdrawn, ObjectionState::Dismissed];
        assert_eq!(
            check_objection(IssueState::Open, &decided, "it is"),
            Err(ObjectionRefused::Decided)
        );
    }

    #[test]
    fn an_objection_is_decided_once_and_a_dismissal_says_why() {
        use ObjectionState::*;
        assert_eq!(Open.after(ObjectionStep::Uphold, ""), Ok(Upheld));
        assert_eq!(
            Open.after(ObjectionStep::Dismiss, ""),
            Err(ObjectionRefused::DismissalReasonMissing)
        );
        assert_eq!(
            Open.after(ObjectionStep::Dismiss, "seen in SDR too"),
            Ok(Dismissed)
        );
        for settled in [Upheld, Dismissed, Withdrawn] {
            for step in ObjectionStep::ALL {
                let refused = ObjectionRefused::Settled {
                    from: settled,
                    step: *step,
                };
                assert_eq!(settled.after(*step, "because"), Err(refused));
            }
        }
    }
}
