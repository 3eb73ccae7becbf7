//! Delegations: production hands some issues of its fix notes to another production account, a colleague or a post vendor,
//! who writes draft answers to exactly these and sees nothing else of the show. Production reads the drafts and submits them.
//! A delegation ends by the delegate's own word, by being revoked, by its time, or when the answers are handed in.

use chrono::{DateTime, TimeDelta, Utc};

use crate::words::words;

words! {
    DelegationState {
        Active = "active",
        /// The delegate said that everything is answered; they may still read it.
        Finished = "finished",
        Revoked = "revoked",
        /// Its time ran out, or the answers were handed in.
        Ended = "ended",
    }
}

words! {
    DelegationStep {
        Finish = "finish",
        /// Production hands it back for more.
        Resume = "resume",
        Revoke = "revoke",
        End = "end",
    }
}

/// So long a delegation holds at most.
pub const LONGEST: TimeDelta = TimeDelta::days(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a delegation that is {from} cannot take the step {step}")]
pub struct NotAllowed {
    pub from: DelegationState,
    pub step: DelegationStep,
}

impl DelegationState {
    pub fn after(self, step: DelegationStep) -> Result<DelegationState, NotAllowed> {
        use DelegationState::*;
        let next = match (self, step) {
            (Active, DelegationStep::Finish) => Some(Finished),
            (Finished, DelegationStep::Resume) => Some(Active),
            (Active | Finished, DelegationStep::Revoke) => Some(Revoked),
            (Active | Finished, DelegationStep::End) => Some(Ended),
            _ => None,
        };
        next.ok_or(NotAllowed { from: self, step })
    }

    /// The delegate still reads what was handed to them.
    pub fn is_open_to_delegate(self, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        matches!(self, DelegationState::Active | DelegationState::Finished) && now < expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_revoked_or_ended_is_never_open_again() {
        for state in [DelegationState::Revoked, DelegationState::Ended] {
            for step in DelegationStep::ALL {
                assert!(state.after(*step).is_err(), "{state} {step}");
            }
        }
    }

    #[test]
    fn the_delegate_reads_until_it_expires_or_is_revoked() {
        let now: DateTime<Utc> = "2027-01-05T10:00:00Z".parse().unwrap();
        let later = now + TimeDelta::hours(1);
        for state in DelegationState::ALL {
            let is_open = matches!(state, DelegationState::Active | DelegationState::Finished);
            assert_eq!(state.is_open_to_delegate(later, now), is_open, "{state}");
            assert!(!state.is_open_to_delegate(now, now), "{state}");
        }
    }
}
