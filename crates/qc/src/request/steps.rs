//! Who takes which step of a request: the table of states (`RequestState::after`) and the matrix of roles (`access`) read
//! together. `docs/domain/request-steps.md` is written from here, cell by cell; the server's buttons and handlers are held
//! against it. Whether the request is this person's (held, of the facility, of the show) is asked of the request besides.

use super::{NotAllowed, NotReleasable, RequestState, Step};
use crate::access::{Permission, may};
use crate::person::Role;

/// Why a role does not take a step in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    /// It follows from another step, or from background work.
    #[error("the step {0} is taken by nobody: it follows by itself")]
    FollowsByItself(Step),
    #[error("the step {step} is not for the role {role}")]
    NotTheirs { role: Role, step: Step },
    #[error(transparent)]
    NotNow(#[from] NotAllowed),
}

/// The permissions under which people take a step; none when it follows by itself.
pub fn permissions(step: Step) -> &'static [Permission] {
    match step {
        Step::Assign => &[Permission::TakeRequest, Permission::ReassignRequest],
        Step::Reassign => &[Permission::ReassignRequest],
        Step::Return => &[Permission::HandBack, Permission::ReassignRequest],
        Step::StartDownload | Step::CompleteDownload => &[Permission::DownloadMaster],
        Step::BeginReview => &[Permission::BeginReview],
        Step::SubmitReport => &[Permission::SubmitReport],
        Step::AssignVerification => &[Permission::TakeVerification],
        Step::ReturnVerification => &[Permission::HandBackVerification],
        Step::SubmitVerification => &[Permission::SubmitVerification],
        Step::SubmitFixNotes => &[Permission::SubmitFixNotes],
        Step::Hold => &[Permission::HoldRequest],
        Step::Cancel => &[Permission::CancelRequest],
        // The streams, the report, its verification, the fix notes, the next delivery.
        Step::StreamsReady
        | Step::OfferVerification
        | Step::SkipVerification
        | Step::Approve
        | Step::Reject
        | Step::AskFixNotes
        | Step::AwaitRedelivery
        | Step::AcceptRedelivery => &[],
    }
}

/// One cell of the table: the state that the step leads to, or why not. The role is asked first, as the server does.
pub fn taken_by(role: Role, state: RequestState, step: Step) -> Result<RequestState, StepRefused> {
    let permissions = permissions(step);
    if permissions.is_empty() {
        return Err(StepRefused::FollowsByItself(step));
    }
    if !permissions.iter().any(|permission| may(role, *permission)) {
        return Err(StepRefused::NotTheirs { role, step });
    }
    Ok(state.after(step)?)
}

/// A request as far as it can be unsound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Standing {
    pub state: RequestState,
    /// Set while it is on hold.
    pub held_from: Option<RequestState>,
    pub has_operator: bool,
    pub is_submitted: bool,
}

/// What must never be, whatever people do at once. The server writes no such request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    #[error("it is worked on and nobody holds it")]
    NobodyHoldsIt,
    #[error("it waits for someone and somebody holds it")]
    SomebodyHoldsIt,
    #[error("its report is out and was never submitted")]
    NoReport,
    #[error("it is on hold and cannot be released")]
    NotReleasable(#[from] NotReleasable),
    #[error("it is not on hold and remembers a hold")]
    RemembersHold,
}

impl Standing {
    pub fn demand_sound(&self) -> Result<(), Unsound> {
        use RequestState::*;
        let at = match self.held_from {
            Some(from) if self.state == OnHold => self.state.released_to(from)?,
            Some(_) => return Err(Unsound::RemembersHold),
            None if self.state == OnHold => {
                return Err(NotReleasable {
                    from: OnHold,
                    to: OnHold,
                }
                .into());
            }
            None => self.state,
        };
        match at {
            Preparing | Available if self.has_operator => Err(Unsound::SomebodyHoldsIt),
            Assigned | Downloading | InQc if !self.has_operator => Err(Unsound::NobodyHoldsIt),
            Preparing | Available | Assigned | Downloading | InQc | Canceled | OnHold => Ok(()),
            _ if !self.has_operator => Err(Unsound::NobodyHoldsIt),
            _ if !self.is_submitted => Err(Unsound::NoReport),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every cell (state × step × role), against the two tables that it is made of.
    #[test]
    fn every_cell_is_allowed_or_refused_for_the_reason_that_comes_first() {
        let mut cells = 0;
        for state in RequestState::ALL {
            for step in Step::ALL {
                for role in Role::ALL {
                    let theirs = permissions(*step)
                        .iter()
                        .any(|permission| may(*role, *permission));
                    let cell = taken_by(*role, *state, *step);
                    match (permissions(*step).is_empty(), theirs, state.after(*step)) {
                        (true, _, _) => assert_eq!(cell, Err(StepRefused::FollowsByItself(*step))),
                        (false, false, _) => {
                            let refused = StepRefused::NotTheirs {
                                role: *role,
                                step: *step,
                            };
                            assert_eq!(cell, Err(refused));
                        }
                        (false, true, Ok(to)) => assert_eq!(cell, Ok(to)),
                        (false, true, Err(why)) => assert_eq!(cell, Err(StepRefused::NotNow(why))),
                    }
                    cells += 1;
                }
            }
        }
        assert_eq!(cells, RequestState::ALL.len() * Step::ALL.len() * Role::ALL.len());
    }

    #[test]
    fn every_state_that_is_not_final_is_left_by_someone_or_by_itself() {
        for state in RequestState::ALL.iter().filter(|state| !state.is_final()) {
            let by_people = Role::ALL.iter().any(|role| {
                Step::ALL
                    .iter()
                    .any(|step| taken_by(*role, *state, *step).is_ok())
            });
            assert!(by_people, "nobody gets a request out of {state}");
        }
    }

    #[test]
    fn nobody_takes_a_step_of_both_sides_of_a_report() {
        for role in Role::ALL {
            let may_take = |step| permissions(step).iter().any(|permission| may(*role, *permission));
            assert!(!(may_take(Step::SubmitReport) && may_take(Step::SubmitVerification)));
        }
    }
}
