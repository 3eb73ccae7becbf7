//! Findings of the machine: what the measurements of a master offer, and what people make of it. An offer is accepted (an
//! issue is flagged from it), dismissed with a reason, or left; nothing waits for an answer. A verifier may flag what was left
//! or dismissed. What was measured and how is
//! `measure`'s; here is the life of an offer, which offers are the same when a master is judged again, and what became of
//! the faults of one delivery in the next.

mod code;
mod compare;
mod proposal;
mod same;

pub use code::{error_code, error_code_id};
pub use compare::{Comparison, EarlierFinding, Outcome, compare};
pub use proposal::{description, loudness_of, severity_of, tasks_of};
pub use same::{FindingPlace, carry_over};

use crate::words::words;

words! {
    MachineFindingState {
        Open = "open",
        /// An issue was flagged from it.
        Accepted = "accepted",
        Dismissed = "dismissed",
    }
}

words! {
    MachineFindingStep {
        Accept = "accept",
        Dismiss = "dismiss",
        /// The decision is taken back.
        Reopen = "reopen",
        /// A verifier flags what the operator left or dismissed.
        Add = "add",
        /// The issue that was flagged from it was taken back.
        LoseIssue = "lose_issue",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a finding that is {from} cannot take the step {step}")]
pub struct NotAllowed {
    pub from: MachineFindingState,
    pub step: MachineFindingStep,
}

impl MachineFindingState {
    pub fn after(self, step: MachineFindingStep) -> Result<MachineFindingState, NotAllowed> {
        use MachineFindingState::*;
        let next = match (self, step) {
            (Open, MachineFindingStep::Accept) => Some(Accepted),
            (Open | Dismissed, MachineFindingStep::Add) => Some(Accepted),
            (Open, MachineFindingStep::Dismiss) => Some(Dismissed),
            (Dismissed, MachineFindingStep::Reopen) => Some(Open),
            // An accepted one goes with its issue: whoever wants it back deletes the issue.
            (Accepted, MachineFindingStep::LoseIssue) => Some(Open),
            _ => None,
        };
        next.ok_or(NotAllowed { from: self, step })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_decided_once_and_a_dismissal_can_be_taken_back_or_overruled() {
        use MachineFindingState::*;
        let allowed: Vec<_> = MachineFindingState::ALL
            .iter()
            .flat_map(|from| MachineFindingStep::ALL.iter().map(move |step| (*from, *step)))
            .filter_map(|(from, step)| Some((from, step, from.after(step).ok()?)))
            .collect();
        assert_eq!(
            allowed,
            [
                (Open, MachineFindingStep::Accept, Accepted),
                (Open, MachineFindingStep::Dismiss, Dismissed),
                (Open, MachineFindingStep::Add, Accepted),
                (Accepted, MachineFindingStep::LoseIssue, Open),
                (Dismissed, MachineFindingStep::Reopen, Open),
                (Dismissed, MachineFindingStep::Add, Accepted),
            ]
        );
    }
}
