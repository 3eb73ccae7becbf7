//! Support tickets.

use crate::words::words;

words! {
    TicketKind {
        Blocker = "blocker",
        DownloadTrouble = "download_trouble",
        PlayerFault = "player_fault",
        SlaExtension = "sla_extension",
        Access = "access",
        Onboarding = "onboarding",
        Other = "other",
    }
}
words! { TicketState { New = "new", Open = "open", Pending = "pending", Solved = "solved", Closed = "closed" } }
