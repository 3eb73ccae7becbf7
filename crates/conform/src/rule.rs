//! What a rule is. The rules themselves are the table in `fault`.

use serde::{Deserialize, Serialize};

/// The document of a partner, not of a standards body: what only it asks for may be waived.
pub const DELIVERY_SPECIFICATIONS: &str = "Branded delivery specifications";

/// One thing that is checked. The id never changes once released: people filter by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    pub level: Level,
    /// The documents that ask for it, with their sections, separated by commas. Editions come from the file that is judged.
    pub clause: &'static str,
    /// What the sender should do.
    pub fix: &'static str,
}

/// What a broken rule does to the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The delivery cannot be accepted.
    Error,
    /// A person should know before the work begins.
    Warning,
    /// Worth knowing.
    Info,
}

impl Rule {
    /// Whether a person may accept a delivery against it, with a reason: only what nothing but the delivery
    /// specification asks for. A file that breaks a standard is not played alike elsewhere, whoever accepts it.
    #[must_use]
    pub fn is_overridable(&self) -> bool {
        self.level == Level::Error && self.clause == DELIVERY_SPECIFICATIONS
    }
}

impl Level {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
        }
    }
}
