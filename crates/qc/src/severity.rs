//! How bad an issue is: Blocker, Issue, FYI.

use crate::words::words;

words! {
    /// Ordered from the worst.
    Severity {
        /// So severe that the content cannot be watched or launched.
        Blocker = "blocker",
        /// Needs attention; to be fixed unless waived by agreement.
        Issue = "issue",
        /// There, but not actionable.
        Fyi = "fyi",
    }
}

impl Severity {
    pub fn is_lower_than(self, other: Severity) -> bool {
        self > other
    }

    /// Whether production has to answer it.
    pub fn needs_fix_note(self) -> bool {
        self != Severity::Fyi
    }
}
