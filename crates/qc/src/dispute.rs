//! Disputes: an operator's word against a verdict on their report, once and within its time. The verifier may answer once;
//! post decides. What a granted dispute does to the count is `counted`; the server's view `counted_verdict` says the same.

use chrono::{DateTime, TimeDelta, Utc};

use crate::issue::IssueState;
use crate::request::RequestState;
use crate::verification::VerdictKind;
use crate::words::words;

words! {
    DisputeState {
        Open = "open",
        /// The verifier has answered; post decides.
        Answered = "answered",
        /// The verdict stands.
        Upheld = "upheld",
        /// The verdict no longer counts against the operator.
        Granted = "granted",
        Withdrawn = "withdrawn",
    }
}

words! {
    DisputeStep {
        Answer = "answer",
        Uphold = "uphold",
        Grant = "grant",
        Withdraw = "withdraw",
    }
}

/// A verdict can be disputed this long after the verification was submitted.
pub const DISPUTE_WITHIN: TimeDelta = TimeDelta::days(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a dispute that is {from} cannot take the step {step}")]
pub struct NotAllowed {
    pub from: DisputeState,
    pub step: DisputeStep,
}

impl DisputeState {
    pub fn after(self, step: DisputeStep) -> Result<DisputeState, NotAllowed> {
        use DisputeState::*;
        match (self, step) {
            (Open, DisputeStep::Answer) => Ok(Answered),
            // Post need not wait for an answer: a verifier may have left.
            (Open | Answered, DisputeStep::Uphold) => Ok(Upheld),
            (Open | Answered, DisputeStep::Grant) => Ok(Granted),
            (Open | Answered, DisputeStep::Withdraw) => Ok(Withdrawn),
            (from, step) => Err(NotAllowed { from, step }),
        }
    }

    pub fn is_decided(self) -> bool {
        matches!(self, DisputeState::Upheld | DisputeState::Granted)
    }

    /// Somebody still has to say something.
    pub fn is_pending(self) -> bool {
        matches!(self, DisputeState::Open | DisputeState::Answered)
    }
}

/// Why a verdict cannot be disputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDisputable {
    #[error("the verdict does not count against you: say what you think of it in a comment")]
    NothingAgainst,
    #[error("the verification is not submitted yet")]
    NotSubmitted,
    #[error("the time for disputes has run out")]
    TooLate,
    #[error("the verdict was disputed before; each can be disputed once")]
    Again,
}

/// The last instant at which a verdict of this verification can be disputed.
pub fn disputable_until(submitted_at: DateTime<Utc>) -> DateTime<Utc> {
    submitted_at + DISPUTE_WITHIN
}

pub fn counts_against(kind: VerdictKind) -> bool {
    match kind {
        VerdictKind::Replaced | VerdictKind::Deleted | VerdictKind::Added => true,
        VerdictKind::Confirmed | VerdictKind::SeverityLowered => false,
    }
}

pub fn check_dispute(
    kind: VerdictKind,
    submitted_at: Option<DateTime<Utc>>,
    before: Option<DisputeState>,
    now: DateTime<Utc>,
) -> Result<(), NotDisputable> {
    let submitted_at = submitted_at.ok_or(NotDisputable::NotSubmitted)?;
    if !counts_against(kind) {
        return Err(NotDisputable::NothingAgainst);
    }
    if before.is_some() {
        return Err(NotDisputable::Again);
    }
    if now > disputable_until(submitted_at) {
        return Err(NotDisputable::TooLate);
    }
    Ok(())
}

/// As what a verdict counts: granted, a replaced or deleted issue was right, and an added one was not the operator's to
/// find. None is left out of the count.
pub fn counted(kind: VerdictKind, dispute: Option<DisputeState>) -> Option<VerdictKind> {
    match (dispute, kind) {
        (Some(DisputeState::Granted), VerdictKind::Added) => None,
        (Some(DisputeState::Granted), _) => Some(VerdictKind::Confirmed),
        _ => Some(kind),
    }
}

/// Whether a deleted issue whose dispute is granted stands again: only while production still answers the report. Later
/// the round goes on without it, and the lineage says so. A replaced issue stays replaced: its correction is what
/// production has been told of.
pub fn stands_again(
    kind: VerdictKind,
    issue: IssueState,
    request: RequestState,
    held_from: Option<RequestState>,
) -> bool {
    let is_being_answered = held_from.unwrap_or(request) == RequestState::FixNotesNeeded;
    kind == VerdictKind::Deleted && issue == IssueState::Deleted && is_being_answered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn a_verdict_is_disputed_once_and_in_time() {
        let check = |kind, before, now| check_dispute(kind, Some(hours(0)), before, hours(now));
        assert_eq!(check(VerdictKind::Deleted, None, 120), Ok(()));
        assert_eq!(
            check(VerdictKind::Deleted, None, 121),
            Err(NotDisputable::TooLate)
        );
        for before in DisputeState::ALL {
            assert_eq!(
                check(VerdictKind::Added, Some(*before), 1),
                Err(NotDisputable::Again)
            );
        }
        assert_eq!(
            check_dispute(VerdictKind::Deleted, None, None, hours(1)),
            Err(NotDisputable::NotSubmitted)
        );
    }

    #[test]
    fn what_does_not_count_against_the_operator_is_not_disputed() {
        for kind in VerdictKind::ALL {
            let refused = check_dispute(*kind, Some(hours(0)), None, hours(1));
            assert_eq!(refused.is_ok(), counts_against(*kind), "{kind}");
            let harmless = matches!(kind, VerdictKind::Confirmed | VerdictKind::SeverityLowered);
            assert_eq!(counts_against(*kind), !harmless);
        }
    }

    #[test]
    fn only_a_granted_dispute_changes_the_count() {
        for kind in VerdictKind::ALL {
            for dispute in DisputeState::ALL
                .iter()
                .filter(|state| **state != DisputeState::Granted)
            {
                assert_eq!(counted(*kind, Some(*dispute)), Some(*kind));
            }
            assert_eq!(counted(*kind, None), Some(*kind));
        }
        let granted = |kind| counted(kind, Some(DisputeState::Granted));
        assert_eq!(granted(VerdictKind::Replaced), Some(VerdictKind::Confirmed));
        assert_eq!(granted(VerdictKind::Deleted), Some(VerdictKind::Confirmed));
        assert_eq!(granted(VerdictKind::Added), None);
    }

    #[test]
    fn a_decision_is_final_and_an_answer_is_given_once() {
        for state in DisputeState::ALL {
            for step in DisputeStep::ALL {
                let is_allowed = state.after(*step).is_ok();
                let expected =
                    state.is_pending() && (*step != DisputeStep::Answer || *state == DisputeState::Open);
                assert_eq!(is_allowed, expected, "{state} {step}");
            }
        }
    }

    #[test]
    fn a_deleted_issue_stands_again_only_while_production_answers() {
        let again = |state, held| stands_again(VerdictKind::Deleted, IssueState::Deleted, state, held);
        for state in RequestState::ALL {
            assert_eq!(again(*state, None), *state == RequestState::FixNotesNeeded);
        }
        assert!(again(RequestState::OnHold, Some(RequestState::FixNotesNeeded)));
        assert!(!again(
            RequestState::OnHold,
            Some(RequestState::AwaitingRedelivery)
        ));
        let state = RequestState::FixNotesNeeded;
        assert!(!stands_again(
            VerdictKind::Replaced,
            IssueState::Replaced,
            state,
            None
        ));
        assert!(!stands_again(VerdictKind::Deleted, IssueState::Open, state, None));
    }
}
