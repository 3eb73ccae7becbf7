//! The life of a QC request. Pure rules: no clock, no database. The server asks here before it writes, and
//! `docs/domain/request-states.md` is written from here by a test.

use crate::words::words;

words! {
    /// Where a request is in its life.
    RequestState {
        /// Inspection is done; the streams that the service needs are being made (Cast, Browser).
        Preparing = "preparing",
        Available = "available",
        /// Someone holds it, and the review has not begun.
        Assigned = "assigned",
        /// The facility fetches the files (Download).
        Downloading = "downloading",
        InQc = "in_qc",
        Submitted = "submitted",
        VerificationAvailable = "verification_available",
        InVerification = "in_verification",
        Verified = "verified",
        FixNotesNeeded = "fix_notes_needed",
        FixNotesSubmitted = "fix_notes_submitted",
        AwaitingRedelivery = "awaiting_redelivery",
        Approved = "approved",
        /// This delivery will not be launched: a Blocker in Browser QC, or a redelivery has taken its place.
        Rejected = "rejected",
        OnHold = "on_hold",
        Canceled = "canceled",
    }
}

words! {
    /// What can happen to a request.
    Step {
        StreamsReady = "streams_ready",
        Assign = "assign",
        Reassign = "reassign",
        /// Handed back, lease lapsed, or returned by a manager: anyone eligible may take it again.
        Return = "return",
        StartDownload = "start_download",
        CompleteDownload = "complete_download",
        BeginReview = "begin_review",
        SubmitReport = "submit_report",
        OfferVerification = "offer_verification",
        AssignVerification = "assign_verification",
        ReturnVerification = "return_verification",
        SubmitVerification = "submit_verification",
        /// The sampling policy spares the report, or a calibration is closed: nobody verifies it.
        SkipVerification = "skip_verification",
        Approve = "approve",
        Reject = "reject",
        AskFixNotes = "ask_fix_notes",
        SubmitFixNotes = "submit_fix_notes",
        AwaitRedelivery = "await_redelivery",
        AcceptRedelivery = "accept_redelivery",
        Hold = "hold",
        Cancel = "cancel",
    }
}

/// A step that the state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request that is {from} cannot take the step {step}")]
pub struct NotAllowed {
    pub from: RequestState,
    pub step: Step,
}

/// A release that names a state to which a hold cannot return, or a request that is not on hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request that is {from} cannot be released to {to}")]
pub struct NotReleasable {
    pub from: RequestState,
    pub to: RequestState,
}

impl RequestState {
    /// The state that `step` leads to, or the refusal. A step not named is refused.
    pub fn after(self, step: Step) -> Result<RequestState, NotAllowed> {
        use RequestState::*;
        let next = match self {
            Preparing => match step {
                Step::StreamsReady => Some(Available),
                _ => None,
            },
            Available => match step {
                Step::Assign => Some(Assigned),
                _ => None,
            },
            Assigned => match step {
                Step::StartDownload => Some(Downloading),
                Step::BeginReview => Some(InQc),
                Step::Reassign => Some(Assigned),
                Step::Return => Some(Available),
                _ => None,
            },
            Downloading => match step {
                Step::CompleteDownload | Step::Reassign => Some(Assigned),
                Step::Return => Some(Available),
                _ => None,
            },
            InQc => match step {
                Step::SubmitReport => Some(Submitted),
                Step::Reassign => Some(Assigned),
                Step::Return => Some(Available),
                _ => None,
            },
            Submitted => match step {
                Step::OfferVerification => Some(VerificationAvailable),
                Step::SkipVerification => Some(Verified),
                _ => None,
            },
            VerificationAvailable => match step {
                Step::AssignVerification => Some(InVerification),
                Step::SkipVerification => Some(Verified),
                _ => None,
            },
            InVerification => match step {
                Step::ReturnVerification => Some(VerificationAvailable),
                Step::SubmitVerification => Some(Verified),
                _ => None,
            },
            Verified => match step {
                Step::Approve => Some(Approved),
                Step::Reject => Some(Rejected),
                Step::AskFixNotes => Some(FixNotesNeeded),
                _ => None,
            },
            FixNotesNeeded => match step {
                Step::SubmitFixNotes => Some(FixNotesSubmitted),
                _ => None,
            },
            FixNotesSubmitted => match step {
                Step::Approve => Some(Approved),
                Step::AskFixNotes => Some(FixNotesNeeded),
                Step::AwaitRedelivery => Some(AwaitingRedelivery),
                _ => None,
            },
            AwaitingRedelivery => match step {
                Step::AcceptRedelivery => Some(Rejected),
                _ => None,
            },
            OnHold | Approved | Rejected | Canceled => None,
        };
        let next = next.or(match step {
            Step::Hold if self.may_be_held() => Some(OnHold),
            Step::Cancel if !self.is_final() => Some(Canceled),
            _ => None,
        });
        next.ok_or(NotAllowed { from: self, step })
    }

    /// A held request goes back to the state that it came from.
    pub fn released_to(self, to: RequestState) -> Result<RequestState, NotReleasable> {
        if self == RequestState::OnHold && to.may_be_held() {
            Ok(to)
        } else {
            Err(NotReleasable { from: self, to })
        }
    }

    pub fn is_final(self) -> bool {
        matches!(
            self,
            RequestState::Approved | RequestState::Rejected | RequestState::Canceled
        )
    }

    /// An operator holds it.
    pub fn is_held_by_operator(self) -> bool {
        matches!(
            self,
            RequestState::Assigned | RequestState::Downloading | RequestState::InQc
        )
    }

    /// The report is out: post and production of the show may read it.
    pub fn is_published(self) -> bool {
        use RequestState::*;
        matches!(
            self,
            Verified | FixNotesNeeded | FixNotesSubmitted | AwaitingRedelivery | Approved | Rejected
        )
    }

    fn may_be_held(self) -> bool {
        !self.is_final() && self != RequestState::OnHold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_step_leads_out_of_a_final_state() {
        for state in RequestState::ALL.iter().filter(|state| state.is_final()) {
            for step in Step::ALL {
                assert_eq!(
                    state.after(*step),
                    Err(NotAllowed {
                        from: *state,
                        step: *step
                    })
                );
            }
        }
    }

    #[test]
    fn every_state_is_reached_from_preparing_or_available() {
        let mut reached = vec![RequestState::Preparing, RequestState::Available];
        let mut at = 0;
        while let Some(state) = reached.get(at).copied() {
            for next in Step::ALL.iter().filter_map(|step| state.after(*step).ok()) {
                if !reached.contains(&next) {
                    reached.push(next);
                }
            }
            at += 1;
        }
        assert_eq!(reached.len(), RequestState::ALL.len());
    }

    #[test]
    fn a_hold_returns_to_where_it_came_from_and_to_nothing_final() {
        for state in RequestState::ALL {
            let released = RequestState::OnHold.released_to(*state);
            assert_eq!(released.is_ok(), state.after(Step::Hold).is_ok(), "{state}");
            assert_eq!(
                state.released_to(RequestState::Available).is_ok(),
                *state == RequestState::OnHold
            );
        }
    }
}
