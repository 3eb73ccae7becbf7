//! Who may do what: one permission per act.

use crate::person::Role;
use crate::words::words;

words! {
    Permission {
        ManagePeople = "manage_people",
        ManageFacilities = "manage_facilities",
        ManageShows = "manage_shows",
        ManagePolicies = "manage_policies",
        SeePeople = "see_people",
        SeeTitle = "see_title",
        SeeHistory = "see_history",
        CreateDelivery = "create_delivery",
        SeeDelivery = "see_delivery",
        RetryRendition = "retry_rendition",
        CancelDelivery = "cancel_delivery",
        SeeRequest = "see_request",
        TakeRequest = "take_request",
        BeginReview = "begin_review",
        HandBack = "hand_back",
        EditIssue = "edit_issue",
        SubmitReport = "submit_report",
        DecideWatchItem = "decide_watch_item",
        SaveCoverage = "save_coverage",
        TakeVerification = "take_verification",
        GiveVerdict = "give_verdict",
        SubmitVerification = "submit_verification",
        ReassignRequest = "reassign_request",
        ExtendSla = "extend_sla",
        DownloadMaster = "download_master",
        PlayStream = "play_stream",
        Comment = "comment",
        AnswerFixNote = "answer_fix_note",
        SubmitFixNotes = "submit_fix_notes",
        DecideWaiver = "decide_waiver",
        AskRedelivery = "ask_redelivery",
        SetPriority = "set_priority",
        HoldRequest = "hold_request",
        CancelRequest = "cancel_request",
        SeeReport = "see_report",
        SeeMetrics = "see_metrics",
        OpenTicket = "open_ticket",
        SeeTicket = "see_ticket",
        AnswerTicket = "answer_ticket",
    }
}

/// Whether the role may do this at all. Which objects is a question of scope, and of who holds them.
pub fn may(role: Role, permission: Permission) -> bool {
    use Permission as P;
    use Role::*;
    match permission {
        P::ManagePeople | P::ManageFacilities | P::ManageShows | P::ManagePolicies | P::ExtendSla | P::AnswerTicket => {
            role == StudioAdmin
        }
        P::SeePeople | P::ReassignRequest => matches!(role, VendorManager | StudioAdmin),
        P::SeeTitle | P::SeeHistory | P::SeeDelivery => role != DownloadManager,
        P::CreateDelivery | P::CancelDelivery => matches!(role, Production | Post | StudioAdmin),
        P::RetryRendition | P::HoldRequest | P::CancelRequest => matches!(role, Post | StudioAdmin),
        P::DecideWaiver | P::AskRedelivery | P::SetPriority => matches!(role, Post | StudioAdmin),
        P::SeeRequest | P::OpenTicket | P::SeeTicket | P::SeeMetrics => true,
        P::TakeRequest | P::BeginReview | P::HandBack | P::EditIssue | P::SubmitReport => role == Operator,
        P::DecideWatchItem | P::SaveCoverage => role == Operator,
        P::TakeVerification | P::GiveVerdict | P::SubmitVerification => role == Verifier,
        P::DownloadMaster => role == DownloadManager,
        P::PlayStream => matches!(role, Operator | Verifier | Post | Production | StudioAdmin),
        P::Comment | P::SeeReport => role != DownloadManager,
        P::AnswerFixNote | P::SubmitFixNotes => role == Production,
    }
}
