//! The person behind a call, from the cookie of a browser or the bearer token of the command line. Read from the
//! database each time: a session that was ended is refused with the next call, on every server.

use std::time::Duration;

use api::sessions::Client;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use qc::access::Scope;
use qc::id::{FacilityId, PersonId, SessionId, ShowId};
use qc::person::Role;
use uuid::Uuid;

use super::{cookie, sql, token};
use crate::app::App;
use crate::error::{ApiError, ApiResult};

#[derive(Clone, Debug)]
pub struct Actor {
    pub person: PersonId,
    /// The human being; another account of theirs has the same.
    pub identity: Uuid,
    pub session: SessionId,
    pub client: Client,
    pub role: Role,
    pub facility: Option<FacilityId>,
    /// Shows that this person is onboarded to (post, production).
    pub shows: Vec<ShowId>,
    /// Shows that this person's facility is cleared for.
    pub cleared: Vec<ShowId>,
    pub expires_at: DateTime<Utc>,
}

impl Actor {
    /// Which requests, and what hangs on them, this person sees: every list takes it.
    pub fn scope(&self) -> Scope {
        Scope::of(self.role, self.person, self.facility, &self.shows)
    }
}

/// A session's sign of life is written no oftener than this.
pub(super) const TOUCH_EVERY: Duration = Duration::from_secs(30);

impl FromRequestParts<App> for Actor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Actor> {
        if let Some(actor) = parts.extensions.get::<Actor>() {
            return Ok(actor.clone());
        }
        let secret = secret_of(parts, app).ok_or(ApiError::NotSignedIn)?;
        let found = sql::find_actor(&app.db, &token::hash(&secret), &app.settings.session).await?;
        let actor = found.ok_or(ApiError::NotSignedIn)?;
        parts.extensions.insert(actor.clone());
        Ok(actor)
    }
}

fn secret_of(parts: &Parts, app: &App) -> Option<String> {
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        return value
            .to_str()
            .ok()?
            .strip_prefix("Bearer ")
            .map(|secret| secret.trim().to_owned());
    }
    cookie::find(&parts.headers, &cookie::session_name(&app.settings))
}
