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
