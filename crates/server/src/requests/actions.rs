//! What may be done with a request now, and if not, why not: one table, read by the buttons of every page and by the
//! handlers themselves. Whose act it is (`is_theirs`) decides 403; what stands against it now (`refusal`), 409.

use api::page::Action;
use qc::access::{Permission, may};
use qc::person::Role;
use qc::request::{AssignmentModel, Phase, RequestState, Service, Step};
use qc::sla::ClockKind;
use qc::verification::VerificationState;

use super::clock::clock_of;
use super::sql::Worker;
use super::{Request, eligibility, retier, sight};
use crate::access::Actor;
use crate::error::{ApiError, ApiResult};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Do {
    Take,
    CompleteDownload,
    Begin,
    CreateIssue,
    Stop,
    Submit,
    HandBack,
    TakeVerification,
    BeginVerification,
    GiveVerdict,
    SubmitVerification,
    HandBackVerification,
    SubmitFixNotes,
    ObjectToIssue,
    Delegate,
    AskRedelivery,
    EstimateRedelivery,
    Redeliver,
    Reassign,
    ReassignVerification,
    AskFullQc,
    SetPriority,
    AskExtension,
    Extend,
    Hold,
    Release,
    Cancel,
}

impl Do {
    const ALL: [Do; 27] = [
        Do::Take,
        Do::CompleteDownload,
        Do::Begin,
        Do::CreateIssue,
        Do::Stop,
        Do::Submit,
        Do::HandBack,
        Do::TakeVerification,
        Do::BeginVerification,
        Do::GiveVerdict,
        Do::SubmitVerification,
        Do::HandBackVerification,
        Do::SubmitFixNotes,
        Do::ObjectToIssue,
        Do::Delegate,
        Do::AskRedelivery,
        Do::EstimateRedelivery,
        Do::Redeliver,
        Do::Reassign,
        Do::ReassignVerification,
        Do::AskFullQc,
        Do::SetPriority,
        Do::AskExtension,
        Do::Extend,
        Do::Hold,
        Do::Release,
        Do::Cancel,
    ];

    /// The operation of the API.
    const fn operation(self) -> &'static str {
        match self {
            Do::Take => "take_request",
            Do::CompleteDownload => "complete_download",
            Do::Begin => "begin_review",
            Do::CreateIssue => "create_issue",
            Do::Stop => "stop_review",
            Do::Submit => "submit_report",
            Do::HandBack => "hand_back",
            Do::TakeVerification => "take_verification",
            Do::BeginVerification => "begin_verification",
            Do::GiveVerdict => "give_verdict",
            Do::SubmitVerification => "submit_verification",
            Do::HandBackVerification => "hand_back_verification",
            Do::SubmitFixNotes => "submit_fix_notes",
            Do::ObjectToIssue => "object_to_issue",
            Do::Delegate => "delegate_fix_notes",
            Do::AskRedelivery => "ask_redelivery",
            Do::EstimateRedelivery => "estimate_redelivery",
            Do::Redeliver => "create_delivery",
            Do::Reassign => "reassign_request",
            Do::ReassignVerification => "reassign_verification",
            Do::AskFullQc => "ask_full_qc",
            Do::SetPriority => "set_priority",
            Do::AskExtension => "ask_extension",
            Do::Extend => "extend_sla",
            Do::Hold => "hold_request",
            Do::Release => "release_request",
            Do::Cancel => "cancel_request",
        }
    }

    pub(crate) const fn permission(self) -> Permission {
        match self {
            Do::Take => Permission::TakeRequest,
            Do::CompleteDownload => Permission::DownloadMaster,
            Do::Begin => Permission::BeginReview,
            Do::CreateIssue => Permission::EditIssue,
            Do::Stop => Permission::StopReview,
            Do::Submit => Permission::SubmitReport,
            Do::HandBack => Permission::HandBack,
            Do::HandBackVerification => Permission::HandBackVerification,
            Do::TakeVerification | Do::BeginVerification => Permission::TakeVerification,
            Do::GiveVerdict => Permission::GiveVerdict,
            Do::SubmitVerification => Permission::SubmitVerification,
            Do::SubmitFixNotes => Permission::SubmitFixNotes,
            Do::ObjectToIssue => Permission::ObjectToIssue,
            Do::Delegate => Permission::DelegateFixNotes,
            Do::AskRedelivery => Permission::AskRedelivery,
            Do::EstimateRedelivery => Permission::EstimateRedelivery,
            Do::Redeliver => Permission::CreateDelivery,
            Do::Reassign => Permission::ReassignRequest,
            Do::ReassignVerification => Permission::ReassignVerification,
            Do::AskFullQc => Permission::AskFullQc,
            Do::SetPriority => Permission::SetPriority,
            Do::AskExtension => Permission::AskExtension,
            Do::Extend => Permission::ExtendSla,
            Do::Hold | Do::Release => Permission::HoldRequest,
            Do::Cancel => Permission::CancelRequest,
        }
    }

    /// Whether it is this caller's to do at all: the holder's, the facility's, the show's.
    fn is_theirs(self, actor: &Actor, request: &Request) -> bool {
        let is_studio = actor.role == Role::StudioAdmin;
        match self {
            Do::Take => actor.role == Role::Operator,
            Do::TakeVerification => actor.role == Role::Verifier,
            Do::Begin | Do::CreateIssue | Do::Stop | Do::Submit | Do::HandBack => {
                sight::is_operator(actor, request)
            }
            Do::BeginVerification | Do::GiveVerdict | Do::SubmitVerification | Do::HandBackVerification => {
                sight::is_verifier(actor, request)
            }
            Do::CompleteDownload => {
                request.service == Service::Download && sight::is_of_facility(actor, request)
            }
            Do::Reassign => {
                is_studio || sight::is_of_facility(actor, request) || sight::is_to_be_given(request)
            }
            Do::ReassignVerification => {
                is_studio
                    || sight::is_of_verifying_facility(actor, request)
                    || sight::is_verification_to_be_given(actor, request)
            }
            Do::AskFullQc => match actor.role {
                Role::Operator => sight::is_operator(actor, request),
                _ => sight::is_of_facility(actor, request),
            },
            Do::SubmitFixNotes
            | Do::ObjectToIssue
            | Do::Delegate
            | Do::EstimateRedelivery
            | Do::Redeliver => is_studio || request.is_granted,
            Do::AskRedelivery | Do::SetPriority | Do::Hold | Do::Release | Do::Cancel => {
                is_studio || request.is_granted
            }
            Do::AskExtension => sight::is_of_facility(actor, request),
            Do::Extend => is_studio,
        }
    }

    pub(crate) fn demand_theirs(self, actor: &Actor, request: &Request) -> ApiResult<()> {
        if self.is_theirs(actor, request) {
            Ok(())
        } else if matches!(
            self,
            Do::Begin | Do::CreateIssue | Do::Stop | Do::Submit | Do::HandBack
        ) {
            Err(ApiError::not_permitted(
                "Only the operator who holds this request may do this.",
            ))
        } else {
            Err(ApiError::not_permitted("This is not yours to do."))
        }
    }

    /// What stands against it now. `worker` is the caller as one who takes work, where that is their role.
    fn refusal(self, worker: Option<&Worker>, request: &Request) -> Option<String> {
        let step = |step: Step| {
            request
                .state
                .after(step)
                .err()
                .map(|refusal| in_state(refusal.from))
        };
        match self {
            Do::Take => step(Step::Assign).or_else(|| not_for(worker?, request, Phase::Qc)),
            Do::CompleteDownload => step(Step::CompleteDownload),
            Do::Begin => step(Step::BeginReview).or_else(|| not_downloaded(request)),
            Do::CreateIssue | Do::Stop | Do::Submit => step(Step::SubmitReport),
            Do::HandBack => step(Step::Return),
            Do::TakeVerification => {
                step(Step::AssignVerification).or_else(|| not_for(worker?, request, Phase::Verification))
            }
            Do::BeginVerification => not_in_verification(request).or_else(|| {
                request
                    .verification_begun_at
                    .map(|_| "The verification has begun already.".to_owned())
            }),
            Do::GiveVerdict | Do::SubmitVerification => not_in_verification(request).or_else(|| {
                let not_begun = request.verification_begun_at.is_none();
                not_begun.then(|| "Begin the verification first.".to_owned())
            }),
            Do::HandBackVerification => step(Step::ReturnVerification),
            Do::SubmitFixNotes | Do::ObjectToIssue | Do::Delegate => step(Step::SubmitFixNotes),
            Do::AskRedelivery | Do::EstimateRedelivery | Do::Redeliver => {
                let waits = request.state == RequestState::AwaitingRedelivery;
                (!waits).then(|| in_state(request.state)).or_else(|| {
                    request
                        .successor_id
                        .map(|_| "The redelivery is there already.".to_owned())
                })
            }
            Do::Reassign => step(Step::Reassign).and_then(|why| step(Step::Assign).map(|_| why)),
            Do::ReassignVerification => {
                let is_open = matches!(
                    request.state,
                    RequestState::VerificationAvailable | RequestState::InVerification
                );
                (!is_open).then(|| in_state(request.state))
            }
            Do::AskFullQc => retier::refusal(request),
            Do::AskExtension => not_extendable(request),
            Do::SetPriority | Do::Extend => request.state.is_final().then(|| in_state(request.state)),
            Do::Hold => step(Step::Hold),
            Do::Release => (request.state != RequestState::OnHold).then(|| "It is not on hold.".to_owned()),
            Do::Cancel => step(Step::Cancel),
        }
    }

    /// Refuses with 409 and the reason that the button shows.
    pub(super) fn demand(self, worker: Option<&Worker>, request: &Request) -> ApiResult<()> {
        self.refusal(worker, request)
            .map_or(Ok(()), |why| Err(ApiError::not_allowed_now(why)))
    }

    /// As `demand`, for acts that do not depend on who takes work.
    pub(crate) fn demand_now(self, request: &Request) -> ApiResult<()> {
        self.demand(None, request)
    }
}

/// Every act of the caller's role on this request, with what stands against it.
pub(super) fn actions(actor: &Actor, worker: Option<&Worker>, request: &Request) -> Vec<Action> {
    let theirs = Do::ALL
        .into_iter()
        .filter(|act| may(actor.role, act.permission()) && act.is_theirs(actor, request));
    theirs
        .map(|act| {
            let why_not = act.refusal(worker, request);
            Action {
                act: act.operation().to_owned(),
                allowed: why_not.is_none(),
                why_not,
            }
        })
        .collect()
}

/// As `actions`, for those who have not read the caller's skills yet.
pub(crate) async fn actions_of(
    db: &mut sqlx::PgConnection,
    actor: &Actor,
    request: &Request,
) -> ApiResult<Vec<Action>> {
    let worker = eligibility::find_worker(db, actor.person).await?;
    Ok(actions(actor, worker.as_ref(), request))
}

/// Why the person may not work on it: what they lack, or what they have to finish first.
fn not_for(worker: &Worker, request: &Request, phase: Phase) -> Option<String> {
    if let Some(reason) = eligibility::ineligible(worker, request, phase).first() {
        return Some(sentence(&reason.to_string()));
    }
    if worker.is_on_break {
        return Some("You are on a break. End it on the page My work first.".to_owned());
    }
    let kept = phase == Phase::Qc && eligibility::is_kept_for(request, worker.id);
    match request.model(phase) {
        AssignmentModel::Pull => None,
        _ if kept => None,
        AssignmentModel::Push => Some("This is served automatically, one at a time.".to_owned()),
        AssignmentModel::Managed => Some("A manager of your facility gives this.".to_owned()),
    }
}

/// Why no more time can be asked for: no clock runs, or it was asked for already.
fn not_extendable(request: &Request) -> Option<String> {
    let runs = clock_of(request).running(ClockKind::Whole).is_some();
    (!runs).then(|| in_state(request.state)).or_else(|| {
        let waits = request.waits_for_extension;
        waits.then(|| "More time has been asked for already; the studio has not answered yet.".to_owned())
    })
}

fn not_downloaded(request: &Request) -> Option<String> {
    let waits = request.service == Service::Download && request.downloaded_at.is_none();
    waits.then(|| "The files have not been downloaded and verified yet.".to_owned())
}

fn not_in_verification(request: &Request) -> Option<String> {
    let is_on = request.state == RequestState::InVerification
        && request.verification_state == Some(VerificationState::Assigned);
    (!is_on).then(|| in_state(request.state))
}

/// The state as a reason against an act.
pub(crate) fn in_state(state: RequestState) -> String {
    use RequestState::*;
    let words = match state {
        Preparing => "It is being prepared; its streams are not ready yet.",
        Available => "Nobody has taken it yet.",
        Assigned => "It is assigned, and the review has not begun.",
        Downloading => "Its files are being downloaded.",
        InQc => "It is in QC.",
        Submitted => "The report has been submitted.",
        VerificationAvailable => "The report waits for verification.",
        InVerification => "The report is being verified.",
        Verified => "The report is verified.",
        FixNotesNeeded => "It waits for production's fix notes.",
        FixNotesSubmitted => "The fix notes are submitted; the studio decides on what is to be waived.",
        AwaitingRedelivery => "It waits for a redelivery.",
        Approved => "It is approved.",
        Rejected => "It is closed: another delivery takes its place.",
        OnHold => "It is on hold.",
        Canceled => "It is canceled.",
    };
    words.to_owned()
}

pub(crate) fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use qc::request::permissions;

    use super::*;

    /// Each act that is a step of the request's life, and the step.
    const STEPS: [(Do, &[Step]); 12] = [
        (Do::Take, &[Step::Assign]),
        (
            Do::CompleteDownload,
            &[Step::StartDownload, Step::CompleteDownload],
        ),
        (Do::Begin, &[Step::BeginReview]),
        (Do::Submit, &[Step::SubmitReport]),
        (Do::HandBack, &[Step::Return]),
        (Do::TakeVerification, &[Step::AssignVerification]),
        (Do::SubmitVerification, &[Step::SubmitVerification]),
        (Do::HandBackVerification, &[Step::ReturnVerification]),
        (Do::SubmitFixNotes, &[Step::SubmitFixNotes]),
        (Do::Reassign, &[Step::Assign, Step::Reassign, Step::Return]),
        (Do::Hold, &[Step::Hold]),
        (Do::Cancel, &[Step::Cancel]),
    ];

    #[test]
    fn a_button_asks_for_the_permission_that_the_table_of_steps_names() {
        for (act, steps) in STEPS {
            for step in steps {
                assert!(permissions(*step).contains(&act.permission()), "{act:?} {step}");
            }
        }
        let of_people = Step::ALL.iter().filter(|step| !permissions(**step).is_empty());
        for step in of_people {
            assert!(
                STEPS.iter().any(|(_, steps)| steps.contains(step)),
                "{step} has no button"
            );
        }
    }
}
