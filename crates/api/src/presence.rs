//! Who has the review page of a request open now.

use qc::id::IssueId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::PersonRef;

/// What a page says of itself every few seconds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Presence {
    /// The issue whose form is open.
    #[serde(default)]
    pub editing_issue_id: Option<IssueId>,
}

/// Somebody else, as far as the caller may know of them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PresentPerson {
    pub person: PersonRef,
    /// The issue that they are changing; only for those who see the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editing_issue_id: Option<IssueId>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PresenceView {
    pub others: Vec<PresentPerson>,
    /// After so long without a word a page counts as closed.
    pub lasts_s: u32,
}
