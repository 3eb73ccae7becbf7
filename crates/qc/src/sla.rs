//! The clocks.

use crate::words::words;

words! { Bucket { Critical = "critical", AtRisk = "at_risk", OnTrack = "on_track" } }
words! {
    ExtensionGround {
        DownloadTrouble = "download_trouble",
        OperatorUnavailable = "operator_unavailable",
        ToolFault = "tool_fault",
        CapacityLimits = "capacity_limits",
        OpenTicket = "open_ticket",
    }
}
