//! What several nouns share: a page of a list, a short reference to a person, a reason.

use chrono::{DateTime, Utc};
use qc::id::{FacilityId, PersonId};
use qc::person::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One page of a list. `next` is the cursor of the page after it; absent on the last page.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many rows match in all; counted only on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// A person as named beside a thing.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PersonRef {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility_id: Option<FacilityId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
}

/// A step that needs a reason (hold, cancel, hand back, reassign).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// What one may do now with a thing, and if not, why not: a button that cannot be pressed says why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Action {
    /// The operation id of the call: `take_request`, `submit_report`.
    pub act: String,
    pub allowed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// An instant that something began or ended, with who did it; the system itself when there is no person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Act {
    pub at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonRef>,
}
