//! Delegations: issues of fix notes in the hands of another production account.

use chrono::{DateTime, Utc};
use qc::delegation::DelegationState;
use qc::id::{DelegationId, IssueId, RequestId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::issues::IssueView;
use crate::page::{Action, PersonRef};

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewDelegation {
    /// The address of a production account that is in use.
    #[schema(min_length = 3, max_length = 320)]
    pub email: String,
    #[schema(min_items = 1, max_items = 500)]
    pub issues: Vec<IssueId>,
    /// The delegate's access ends then.
    pub expires_at: DateTime<Utc>,
    #[serde(default)]
    pub note: String,
}

/// A delegation as production and post of the show see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DelegationRow {
    pub id: DelegationId,
    pub request_id: RequestId,
    pub request_number: i64,
    /// What it is about, as notices name it.
    pub subject: String,
    pub delegate: PersonRef,
    pub delegated_by: PersonRef,
    pub note: String,
    pub state: DelegationState,
    /// Its time ran out, though nobody ended it.
    pub is_expired: bool,
    pub issues: Vec<IssueId>,
    pub answered: i64,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revision: i64,
}

/// The delegations of a request, and whom of production one can delegate to without knowing an address.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DelegationsView {
    pub delegations: Vec<DelegationRow>,
    pub colleagues: Vec<Colleague>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Colleague {
    pub name: String,
    pub email: String,
}

/// A delegation as its delegate works on it: exactly the issues handed over.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DelegationView {
    #[serde(flatten)]
    pub row: DelegationRow,
    pub items: Vec<IssueView>,
    /// By when production has to answer, where a policy says so.
    pub answers_due_at: Option<DateTime<Utc>>,
    pub actions: Vec<Action>,
}
