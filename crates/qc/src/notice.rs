//! Notices: what people are told of.

use crate::words::words;

words! {
    NoticeKind {
        DownloadAssigned = "download_assigned",
        TaskAssigned = "task_assigned",
        LeaseLapsed = "lease_lapsed",
        TaskReassigned = "task_reassigned",
        QcCompleted = "qc_completed",
        FixNotesNeeded = "fix_notes_needed",
        WaiverToDecide = "waiver_to_decide",
        WaiverRefused = "waiver_refused",
        RedeliveryAsked = "redelivery_asked",
        DeliveryRejected = "delivery_rejected",
        DeliveryAccepted = "delivery_accepted",
        FixCheckReserved = "fix_check_reserved",
        RequestApproved = "request_approved",
        RequestRejected = "request_rejected",
        CommentAdded = "comment_added",
        TicketOpened = "ticket_opened",
        TicketAnswered = "ticket_answered",
    }
}
