//! More time for a clock: the vendor manager of the facility asks with a ticket, the studio grants or refuses. An extension
//! that is granted is a row of its own; the original due time stays.

use crate::words::words;

words! {
    /// The closed list of grounds for more time.
    ExtensionGround {
        DownloadTrouble = "download_trouble",
        OperatorUnavailable = "operator_unavailable",
        ToolFault = "tool_fault",
        CapacityLimits = "capacity_limits",
        OpenTicket = "open_ticket",
    }
}

words! {
    /// How far it is with an extension that was asked for.
    AskedExtensionState {
        Waiting = "waiting",
        Granted = "granted",
        Refused = "refused",
    }
}

/// The most hours of one extension.
pub const LIMIT_EXTENSION_H: u32 = 240;

/// Why no such extension is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtensionRefused {
    #[error("an extension is 1 to {LIMIT_EXTENSION_H} hours")]
    HoursOutOfRange,
    #[error("no ticket about this request is unresolved; choose another ground, or open a ticket first")]
    NoOpenTicket,
}

/// "Open ticket" is a ground only while there is one besides the one that asks; every other ground stands for itself.
pub fn check_extension(
    ground: ExtensionGround,
    extra_h: u32,
    has_open_ticket: bool,
) -> Result<(), ExtensionRefused> {
    if !(1..=LIMIT_EXTENSION_H).contains(&extra_h) {
        Err(ExtensionRefused::HoursOutOfRange)
    } else if ground == ExtensionGround::OpenTicket && !has_open_ticket {
        Err(ExtensionRefused::NoOpenTicket)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_ticket_is_a_ground_only_while_there_is_one() {
        for ground in ExtensionGround::ALL {
            assert_eq!(check_extension(*ground, 24, true), Ok(()));
            let refused = (*ground == ExtensionGround::OpenTicket).then_some(ExtensionRefused::NoOpenTicket);
            assert_eq!(check_extension(*ground, 24, false).err(), refused);
        }
    }

    #[test]
    fn ten_days_are_the_most() {
        let hours = |extra_h| check_extension(ExtensionGround::ToolFault, extra_h, false).is_ok();
        assert_eq!([0, 1, 240, 241].map(hours), [false, true, true, false]);
    }
}
