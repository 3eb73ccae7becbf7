//! The quarterly review of accounts: a list of everyone, each to be confirmed or ended by a named administrator.

use chrono::{DateTime, Utc};
use qc::account_review::{ManagerWord, ReviewDecision};
use qc::id::{AccountReviewId, FacilityId, PersonId};
use qc::person::{PersonState, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::{Action, PersonRef};

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AccountReviewView {
    pub id: AccountReviewId,
    /// `2027-Q1`
    pub quarter: String,
    pub opened_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    /// Set when every account is decided.
    pub closed_at: Option<DateTime<Utc>>,
    /// Accounts that the caller sees in it.
    pub accounts: i64,
    pub decided: i64,
    pub confirmed: i64,
    pub ended: i64,
    /// Accounts of which the manager of their facility has said something.
    pub spoken_for: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReviewedAccount {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub facility_id: Option<FacilityId>,
    pub facility: Option<String>,
    /// Names of the shows that the account is onboarded to, or that its facility is cleared for.
    pub shows: Vec<String>,
    /// The account's state now.
    pub state: PersonState,
    /// The last sign of life before the review was opened.
    pub last_seen_at: Option<DateTime<Utc>>,
    pub word: Option<ManagerWord>,
    pub word_by: Option<PersonRef>,
    pub word_at: Option<DateTime<Utc>>,
    pub decision: Option<ReviewDecision>,
    pub decided_by: Option<PersonRef>,
    pub decided_at: Option<DateTime<Utc>>,
    pub reason: String,
    /// `decide_account` and `speak_for_account`.
    pub actions: Vec<Action>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DecideAccount {
    pub decision: ReviewDecision,
    /// Needed when the account is ended.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SpeakForAccount {
    pub word: ManagerWord,
}
