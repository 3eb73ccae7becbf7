//! Facilities, the shows they are cleared for, and legal bars.

use chrono::{DateTime, Utc};
use qc::id::{FacilityId, LegalBarId, PersonId, ShowId, TitleId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FacilityView {
    pub id: FacilityId,
    pub name: String,
    /// Shows that the facility is cleared to work on.
    pub cleared_show_ids: Vec<ShowId>,
    pub people_count: i64,
    pub created_at: DateTime<Utc>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewFacility {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
}

/// One party (a person or a facility) barred from one work (a show or a title).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LegalBarView {
    pub id: LegalBarId,
    pub person_id: Option<PersonId>,
    pub facility_id: Option<FacilityId>,
    pub show_id: Option<ShowId>,
    pub title_id: Option<TitleId>,
    /// The names of both, for people.
    pub party: String,
    pub work: String,
    pub reason: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewLegalBar {
    #[serde(default)]
    pub person_id: Option<PersonId>,
    #[serde(default)]
    pub facility_id: Option<FacilityId>,
    #[serde(default)]
    pub show_id: Option<ShowId>,
    #[serde(default)]
    pub title_id: Option<TitleId>,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}
