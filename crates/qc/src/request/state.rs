//! The life of a QC request.

use crate::words::words;

words! {
    RequestState {
        Preparing = "preparing",
        Available = "available",
        Assigned = "assigned",
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
        Rejected = "rejected",
        OnHold = "on_hold",
        Canceled = "canceled",
    }
}
