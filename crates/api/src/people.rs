//! People: who they are, onboarding, the shows that post and production are granted.

use chrono::{DateTime, Utc};
use qc::id::{FacilityId, PersonId, ShowId};
use qc::person::{PersonState, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::{Action, PersonRef};

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PersonView {
    pub id: PersonId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility_id: Option<FacilityId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    pub skills: Vec<String>,
    pub languages: Vec<String>,
    pub state: PersonState,
    /// Shows that this person is onboarded to (post, production).
    pub show_ids: Vec<ShowId>,
    /// Other accounts of the same human being.
    pub same_human_as: Vec<PersonRef>,
    /// The last sign of life of any of their sessions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Why mail to the address came back for good; absent while it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail_failure: Option<String>,
    pub created_at: DateTime<Utc>,
    pub revision: i64,
    /// What the caller may do with the account now: `suspend_person`, `disable_person`, `bring_back_person` …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
}

/// What stopped when a person left.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Left {
    pub person: PersonView,
    pub returned_requests: i64,
    pub returned_verifications: i64,
    pub released_reservations: i64,
    pub ended_sessions: i64,
}

/// Two accounts of one human being.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SameHuman {
    pub person_id: PersonId,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// Onboard a person. The answer carries a link to be given to that person alone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewPerson {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    #[serde(default)]
    pub facility_id: Option<FacilityId>,
    #[serde(default)]
    pub skills: Vec<String>,
    #[serde(default)]
    pub languages: Vec<String>,
    /// Another account of the same human being: nobody verifies their own report.
    #[serde(default)]
    pub same_human_as: Option<PersonId>,
    #[serde(default)]
    pub show_ids: Vec<ShowId>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Invited {
    pub person: PersonView,
    /// Valid once, for 7 days; shown only now.
    pub invitation_link: String,
}

/// Absent fields stay as they are.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct PersonChange {
    #[serde(default)]
    pub first_name: Option<String>,
    #[serde(default)]
    pub last_name: Option<String>,
    #[serde(default)]
    pub facility_id: Option<FacilityId>,
    #[serde(default)]
    pub skills: Option<Vec<String>>,
    #[serde(default)]
    pub languages: Option<Vec<String>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShowIds {
    pub show_ids: Vec<ShowId>,
}
