//! Signing in and out, invitations, one's own sessions.

use chrono::{DateTime, Utc};
use qc::access::Permission;
use qc::id::SessionId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::people::PersonView;

/// A browser is given a cookie; the command line a bearer token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Client {
    #[default]
    Browser,
    Cli,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignIn {
    pub email: String,
    #[schema(format = Password)]
    pub password: String,
    #[serde(default)]
    pub client: Client,
}

/// The session of the caller: who it is and what this account may do.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    pub person: PersonView,
    pub permissions: Vec<Permission>,
    pub expires_at: DateTime<Utc>,
    /// Only for the command line, only in the answer to signing in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionRow {
    pub id: SessionId,
    pub client: Client,
    pub user_agent: String,
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub is_current: bool,
}

/// The secret of an invitation link. It travels in the link's fragment and in request bodies, never in a path.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InvitationToken {
    pub token: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InvitationView {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AcceptInvitation {
    pub token: String,
    /// At least 12 characters.
    #[schema(format = Password, min_length = 12, max_length = 200)]
    pub password: String,
}
