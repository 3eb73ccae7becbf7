//! Who may do what: one permission per act, a matrix of roles, and the scope of what a person sees. Whether a person is the
//! holder, of the facility, of the show is asked besides, of the object itself; `docs/domain/access.md` is written from here.

use crate::id::{FacilityId, PersonId, ShowId};
use crate::person::Role;
use crate::words::words;

words! {
    Permission {
        ManagePeople = "manage_people",
        ManageFacilities = "manage_facilities",
        ManageShows = "manage_shows",
        ManagePolicies = "manage_policies",
        SeePeople = "see_people",
        SuspendPerson = "suspend_person",
        SpeakForAccount = "speak_for_account",
        SeeAudit = "see_audit",
        SeeTitle = "see_title",
        SeeHistory = "see_history",
        CreateDelivery = "create_delivery",
        SeeDelivery = "see_delivery",
        RetryRendition = "retry_rendition",
        MeasureDelivery = "measure_delivery",
        CancelDelivery = "cancel_delivery",
        SeeRequest = "see_request",
        TakeRequest = "take_request",
        BeginReview = "begin_review",
        HandBack = "hand_back",
        HandBackVerification = "hand_back_verification",
        EditIssue = "edit_issue",
        SeeMachineFindings = "see_machine_findings",
        DecideMachineFinding = "decide_machine_finding",
        StopReview = "stop_review",
        SubmitReport = "submit_report",
        DecideWatchItem = "decide_watch_item",
        SaveCoverage = "save_coverage",
        ReviewOnTv = "review_on_tv",
        TakeVerification = "take_verification",
        GiveVerdict = "give_verdict",
        SubmitVerification = "submit_verification",
        SeeVerdicts = "see_verdicts",
        DisputeVerdict = "dispute_verdict",
        AnswerDispute = "answer_dispute",
        DecideDispute = "decide_dispute",
        ManageCalibrations = "manage_calibrations",
        SeeCalibration = "see_calibration",
        ReassignRequest = "reassign_request",
        ReassignVerification = "reassign_verification",
        AskFullQc = "ask_full_qc",
        TakeBreak = "take_break",
        SeeBreaks = "see_breaks",
        AskExtension = "ask_extension",
        ExtendSla = "extend_sla",
        DownloadMaster = "download_master",
        PlayStream = "play_stream",
        Comment = "comment",
        AnswerFixNote = "answer_fix_note",
        SubmitFixNotes = "submit_fix_notes",
        DecideWaiver = "decide_waiver",
        ObjectToIssue = "object_to_issue",
        DecideObjection = "decide_objection",
        DelegateFixNotes = "delegate_fix_notes",
        SeeDelegation = "see_delegation",
        EstimateRedelivery = "estimate_redelivery",
        AskRedelivery = "ask_redelivery",
        SetPriority = "set_priority",
        HoldRequest = "hold_request",
        CancelRequest = "cancel_request",
        SeeReport = "see_report",
        SeeMetrics = "see_metrics",
        SeeFacilityBoard = "see_facility_board",
        SeeShowBoard = "see_show_board",
        SeeStudioBoard = "see_studio_board",
        OpenTicket = "open_ticket",
        SeeTicket = "see_ticket",
        AnswerTicket = "answer_ticket",
        ManageWebhooks = "manage_webhooks",
        SeeOutbox = "see_outbox",
        ManageJobs = "manage_jobs",
    }
}

/// Whether the role ever may. Whether this person may do it to this object is asked of the object.
pub fn may(role: Role, permission: Permission) -> bool {
    roles(permission).contains(&role)
}

/// The roles that a permission belongs to.
pub fn roles(permission: Permission) -> &'static [Role] {
    use Permission::*;
    use Role::*;
    match permission {
        ManagePeople | ManageFacilities | ManageShows | ManagePolicies | ManageCalibrations | SeeAudit
        | ManageJobs => &[StudioAdmin],
        SeePeople | SuspendPerson => &[StudioAdmin, VendorManager],
        SpeakForAccount => &[VendorManager],
        SeeTitle | SeeHistory => &[Operator, Verifier, VendorManager, Post, Production, StudioAdmin],
        CreateDelivery | CancelDelivery => &[Post, Production, StudioAdmin],
        SeeDelivery => &[Post, Production, StudioAdmin],
        RetryRendition | MeasureDelivery => &[Post, StudioAdmin],
        // An offer is for those who judge the master. Post and production read what was made an issue.
        SeeMachineFindings => &[Operator, Verifier, StudioAdmin],
        SeeRequest | Comment => &[
            Operator,
            Verifier,
            VendorManager,
            DownloadManager,
            Post,
            Production,
            StudioAdmin,
        ],
        TakeRequest | BeginReview | HandBack | EditIssue | DecideMachineFinding | StopReview
        | SubmitReport | DecideWatchItem => &[Operator],
        SaveCoverage | ReviewOnTv => &[Operator, Verifier],
        TakeVerification | HandBackVerification | GiveVerdict | SubmitVerification | AnswerDispute => {
            &[Verifier]
        }
        // Who answers for the report, for the verdicts, and who decides between them.
        SeeVerdicts => &[Operator, Verifier, VendorManager, Post, StudioAdmin],
        DisputeVerdict => &[Operator],
        DecideDispute => &[Post, StudioAdmin],
        SeeCalibration => &[Operator, VendorManager, StudioAdmin],
        ReassignRequest | ReassignVerification => &[VendorManager, StudioAdmin],
        AskFullQc => &[Operator, VendorManager],
        AskExtension => &[VendorManager],
        TakeBreak => &[Operator, Verifier],
        SeeBreaks => &[Operator, Verifier, VendorManager, StudioAdmin],
        ExtendSla => &[StudioAdmin],
        DownloadMaster => &[DownloadManager],
        PlayStream => &[Operator, Verifier, Post, Production, StudioAdmin],
        AnswerFixNote | SubmitFixNotes | ObjectToIssue | DelegateFixNotes | EstimateRedelivery => {
            &[Production]
        }
        SeeDelegation => &[Post, Production, StudioAdmin],
        DecideWaiver | DecideObjection | AskRedelivery | SetPriority | HoldRequest | CancelRequest => {
            &[Post, StudioAdmin]
        }
        SeeReport => &[Operator, Verifier, VendorManager, Post, Production, StudioAdmin],
        SeeMetrics => &[Operator, VendorManager, Post, Production, StudioAdmin],
        SeeFacilityBoard => &[VendorManager],
        SeeShowBoard => &[Post, Production],
        SeeStudioBoard => &[StudioAdmin],
        OpenTicket | SeeTicket => &[
            Operator,
            Verifier,
            VendorManager,
            DownloadManager,
            Post,
            Production,
            StudioAdmin,
        ],
        AnswerTicket => &[StudioAdmin],
        ManageWebhooks | SeeOutbox => &[VendorManager, StudioAdmin],
    }
}

/// Which rows of a list a person sees. It has two readings: `sees`, and a predicate of the server's SQL; a test holds
/// them equal. A list without a scope does not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    All,
    /// Work that these facilities hold or held.
    Facilities(Vec<FacilityId>),
    Shows(Vec<ShowId>),
    /// Work that this person holds or held, as operator or as verifier.
    AssignedTo(PersonId),
    AnyOf(Vec<Scope>),
    Nothing,
}

/// What a scope asks of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub show: ShowId,
    pub people: Vec<PersonId>,
    pub facilities: Vec<FacilityId>,
}

impl Scope {
    pub fn sees(&self, row: &Row) -> bool {
        match self {
            Scope::All => true,
            Scope::Facilities(facilities) => row
                .facilities
                .iter()
                .any(|facility| facilities.contains(facility)),
            Scope::Shows(shows) => shows.contains(&row.show),
            Scope::AssignedTo(person) => row.people.contains(person),
            Scope::AnyOf(scopes) => scopes.iter().any(|scope| scope.sees(row)),
            Scope::Nothing => false,
        }
    }

    /// What a person sees of requests and of all that hangs on them. What they could take is a list of its own.
    pub fn of(role: Role, person: PersonId, facility: Option<FacilityId>, shows: &[ShowId]) -> Scope {
        match role {
            Role::StudioAdmin => Scope::All,
            Role::Post | Role::Production => Scope::Shows(shows.to_vec()),
            Role::VendorManager | Role::DownloadManager => match facility {
                Some(facility) => Scope::Facilities(vec![facility]),
                None => Scope::Nothing,
            },
            Role::Operator | Role::Verifier => Scope::AssignedTo(person),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_seen_by_its_people_its_facilities_and_its_show_only() {
        let (person, facility, show) = (PersonId::new(), FacilityId::new(), ShowId::new());
        let row = Row {
            show,
            people: vec![person],
            facilities: vec![facility],
        };
        let of = |role, person, facility, show| Scope::of(role, person, Some(facility), &[show]).sees(&row);
        let (stranger, elsewhere, other) = (PersonId::new(), FacilityId::new(), ShowId::new());
        assert!(of(Role::StudioAdmin, stranger, elsewhere, other));
        for role in [Role::Post, Role::Production] {
            assert!(of(role, stranger, elsewhere, show));
            assert!(!of(role, person, facility, other));
        }
        for role in [Role::VendorManager, Role::DownloadManager] {
            assert!(of(role, stranger, facility, other));
            assert!(!of(role, person, elsewhere, show));
        }
        for role in [Role::Operator, Role::Verifier] {
            assert!(of(role, person, elsewhere, other));
            assert!(!of(role, stranger, facility, show));
        }
        assert!(!Scope::Nothing.sees(&row));
        assert!(Scope::AnyOf(vec![Scope::Nothing, Scope::Shows(vec![show])]).sees(&row));
    }

    #[test]
    fn nobody_who_flags_may_also_verify() {
        for role in Role::ALL {
            assert!(
                !(may(*role, Permission::EditIssue) && may(*role, Permission::GiveVerdict)),
                "{role}"
            );
        }
    }

    #[test]
    fn masters_are_downloaded_by_download_managers_alone() {
        assert_eq!(roles(Permission::DownloadMaster), [Role::DownloadManager]);
    }
}
