//! What a rule is. The rules themselves are the table in `fault`.

use serde::{Deserialize, Serialize};

/// One thing that is checked. The id never changes once released: people filter by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    pub severity: Severity,
    /// The document that asks for it.
    pub standard: &'static str,
    /// What the sender should do.
    pub remedy: &'static str,
}

/// What a broken rule does to the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The delivery cannot be accepted.
    Reject,
    /// A person should know before the work begins.
    Warn,
    /// Worth knowing.
    Note,
}
