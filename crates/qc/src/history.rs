//! The living history as people look through it: kinds of acts, and the order of reading. An act belongs to the kind of its
//! noun, so that a new act is found without an entry here.

use crate::words::words;

words! {
    HistoryKind {
        Deliveries = "deliveries",
        /// Opening, assigning, reviewing, holding, concluding.
        Requests = "requests",
        Tasks = "tasks",
        Issues = "issues",
        Verification = "verification",
        FixNotes = "fix_notes",
        Comments = "comments",
        Tickets = "tickets",
        Titles = "titles",
        People = "people",
        /// Signing in and out, and refusals.
        Access = "access",
        Downloads = "downloads",
        Policies = "policies",
        Other = "other",
    }
}

words! {
    HistoryOrder {
        Newest = "newest",
        Oldest = "oldest",
    }
}

impl HistoryKind {
    /// The nouns whose acts are of this kind. `other` has none of its own: it is all the rest.
    pub fn nouns(self) -> &'static [&'static str] {
        match self {
            HistoryKind::Deliveries => &["delivery", "rendition", "upload", "job"],
            HistoryKind::Requests => &["request", "break", "lease"],
            HistoryKind::Tasks => &["task", "calibration"],
            HistoryKind::Issues => &["issue", "machine_finding", "watch_item"],
            HistoryKind::Verification => &["verification", "verdict", "dispute", "sampling"],
            HistoryKind::FixNotes => &["fix_note", "waiver", "delegation"],
            HistoryKind::Comments => &["comment"],
            HistoryKind::Tickets => &["ticket"],
            HistoryKind::Titles => &["title", "show"],
            HistoryKind::People => &["person", "facility", "legal_bar", "account_review"],
            HistoryKind::Access => &["session"],
            HistoryKind::Downloads => &["transfer"],
            HistoryKind::Policies => &["policy"],
            HistoryKind::Other => &[],
        }
    }

    pub fn of(noun: &str) -> HistoryKind {
        let kinds = HistoryKind::ALL.iter().copied();
        kinds
            .into_iter()
            .find(|kind| kind.nouns().contains(&noun))
            .unwrap_or(HistoryKind::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_is_of_one_kind() {
        for kind in HistoryKind::ALL {
            for noun in kind.nouns() {
                assert_eq!(HistoryKind::of(noun), *kind);
            }
        }
        assert_eq!(HistoryKind::of("weather"), HistoryKind::Other);
    }
}
