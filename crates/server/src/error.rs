//! The one error of the HTTP interface: problem+json (RFC 9457) with a stable `code`. Handlers return it, nouns turn
//! their refusals into it, and only here is decided what a caller is told and what only the log is told.

use std::fmt;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of every answer that is not a success.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem; `about:blank#` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// For programs: does not change when the words do.
    pub code: String,
    /// For people: one sentence.
    pub detail: String,
    /// The request's own number, to be found again in the log.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instance: String,
    /// What is wrong with which field of the body or query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// The field as in the body: `email`, `tasks[0]`.
    pub field: String,
    pub code: String,
    pub detail: String,
}

impl FieldProblem {
    pub fn new(field: impl Into<String>, code: impl Into<String>, detail: impl Into<String>) -> FieldProblem {
        FieldProblem {
            field: field.into(),
            code: code.into(),
            detail: detail.into(),
        }
    }
}

#[derive(Debug)]
pub enum ApiError {
    /// 401: nobody is signed in, or no longer.
    NotSignedIn,
    /// 401: e-mail or password is wrong; which one is not said.
    SignInRefused,
    /// 403: the caller sees the object but may not do this.
    NotPermitted { detail: String },
    /// 403: a page of another site sent this.
    CrossSite,
    /// 404: not there, or not for the caller's eyes: the two look the same.
    NotFound,
    /// 409 `not_allowed_now`: the rules refuse this step in the present state.
    NotAllowedNow { detail: String },
    /// 409 `conflict`: someone else was quicker, or the name is taken.
    Conflict { detail: String },
    /// 409 with a code of the noun's own.
    Refused { code: &'static str, detail: String },
    /// 410: was there, is no more.
    Gone { detail: String },
    /// 412: the thing was changed since the caller read it.
    Stale,
    /// 413
    TooLarge { limit_bytes: u64 },
    /// 400: the request cannot be read at all.
    Malformed { detail: String },
    /// 422: it can be read, but says what cannot be.
    Invalid(Vec<FieldProblem>),
    /// 428: the call needs If-Match.
    NeedsIfMatch,
    /// 429
    TooMany { retry_after_s: u64, detail: String },
    /// 503: the database, or something else that it needs, is away for a moment.
    Unavailable {
        retry_after_s: u64,
        source: anyhow::Error,
    },
    /// 507
    DiskFull { source: anyhow::Error },
    /// 500: our fault. The chain goes to the log, one neutral sentence to the caller.
    Internal(anyhow::Error),
}

pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    pub fn invalid(field: impl Into<String>, code: impl Into<String>, detail: impl Into<String>) -> ApiError {
        ApiError::Invalid(vec![FieldProblem::new(field, code, detail)])
    }

    pub fn not_permitted(detail: impl Into<String>) -> ApiError {
        ApiError::NotPermitted {
            detail: detail.into(),
        }
    }

    pub fn not_allowed_now(detail: impl Into<String>) -> ApiError {
        ApiError::NotAllowedNow {
            detail: detail.into(),
        }
    }

    pub fn conflict(detail: impl Into<String>) -> ApiError {
        ApiError::Conflict {
            detail: detail.into(),
        }
    }

    /// The lost race: what was read is no longer so.
    pub fn lost_race() -> ApiError {
        ApiError::conflict("Someone else changed this in the meantime. Read it again.")
    }

    pub fn internal(error: impl Into<anyhow::Error>) -> ApiError {
        ApiError::Internal(error.into())
    }

    pub fn status(&self) -> StatusCode {
        match self {
            ApiError::Malformed { .. } => StatusCode::BAD_REQUEST,
            ApiError::NotSignedIn | ApiError::SignInRefused => StatusCode::UNAUTHORIZED,
            ApiError::NotPermitted { .. } | ApiError::CrossSite => StatusCode::FORBIDDEN,
            ApiError::NotFound => StatusCode::NOT_FOUND,
            ApiError::NotAllowedNow { .. } | ApiError::Conflict { .. } | ApiError::Refused { .. } => {
                StatusCode::CONFLICT
            }
            ApiError::Gone { .. } => StatusCode::GONE,
            ApiError::Stale => StatusCode::PRECONDITION_FAILED,
            ApiError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            ApiError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ApiError::NeedsIfMatch => StatusCode::PRECONDITION_REQUIRED,
            ApiError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            ApiError::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            ApiError::DiskFull { .. } => StatusCode::INSUFFICIENT_STORAGE,
            ApiError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub fn code(&self) -> &'static str {
        match self {
            ApiError::Malformed { .. } => "malformed",
            ApiError::NotSignedIn => "not_signed_in",
            ApiError::SignInRefused => "sign_in_refused",
            ApiError::NotPermitted { .. } => "not_permitted",
            ApiError::CrossSite => "cross_site",
            ApiError::NotFound => "not_found",
            ApiError::NotAllowedNow { .. } => "not_allowed_now",
            ApiError::Conflict { .. } => "conflict",
            ApiError::Refused { code, .. } => code,
            ApiError::Gone { .. } => "gone",
            ApiError::Stale => "stale",
            ApiError::TooLarge { .. } => "too_large",
            ApiError::Invalid(_) => "invalid",
            ApiError::NeedsIfMatch => "needs_if_match",
            ApiError::TooMany { .. } => "too_many",
            ApiError::Unavailable { .. } => "unavailable",
            ApiError::DiskFull { .. } => "disk_full",
            ApiError::Internal(_) => "internal",
        }
    }

    fn detail(&self) -> String {
        match self {
            ApiError::Malformed { detail }
            | ApiError::NotPermitted { detail }
            | ApiError::NotAllowedNow { detail }
            | ApiError::Conflict { detail }
            | ApiError::Refused { detail, .. }
            | ApiError::Gone { detail }
            | ApiError::TooMany { detail, .. } => detail.clone(),
            ApiError::NotSignedIn => "You are not signed in, or your session has ended.".into(),
            ApiError::SignInRefused => "The e-mail address or the password is wrong.".into(),
            ApiError::CrossSite => "This was sent by a page of another site.".into(),
            ApiError::NotFound => "There is no such thing, or it is not open to you.".into(),
            ApiError::Stale => "This was changed since you read it. Read it again.".into(),
            ApiError::TooLarge { limit_bytes } => {
                format!("More than {limit_bytes} bytes are not taken here.")
            }
            ApiError::Invalid(fields) => match fields.as_slice() {
                [one] => one.detail.clone(),
                many => format!("{} fields need another value.", many.len()),
            },
            ApiError::NeedsIfMatch => "Say which revision you mean, with If-Match.".into(),
            ApiError::Unavailable { .. } => "The service is not available for a moment. Try again.".into(),
            ApiError::DiskFull { .. } => "The store is full. Reading still works.".into(),
            ApiError::Internal(_) => "Something went wrong on our side. It has been noted.".into(),
        }
    }

    /// Failures of ours are told to the log once, here at the edge, with everything that led to them.
    fn log(&self, instance: &str) {
        match self {
            ApiError::Internal(source) => tracing::error!(instance, "{source:#}"),
            ApiError::DiskFull { source } => tracing::error!(instance, "disk full: {source:#}"),
            ApiError::Unavailable { source, .. } => tracing::warn!(instance, "unavailable: {source:#}"),
            _ => {}
        }
    }

    /// The body, as it goes over the wire.
    pub fn problem(&self) -> Problem {
        let status = self.status();
        Problem {
            kind: format!("about:blank#{}", self.code()),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            code: self.code().to_owned(),
            detail: self.detail(),
            instance: String::new(),
            fields: match self {
                ApiError::Invalid(fields) => fields.clone(),
                _ => Vec::new(),
            },
        }
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            ApiError::TooMany { retry_after_s, .. } | ApiError::Unavailable { retry_after_s, .. } => {
                Some(*retry_after_s)
            }
            _ => None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut problem = self.problem();
        if self.status().is_server_error() {
            problem.instance = format!("urn:uuid:{}", uuid::Uuid::now_v7());
            self.log(&problem.instance);
        }
        let mut response = (self.status(), Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after_s() {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if matches!(self, ApiError::NotSignedIn) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApiError::Internal(source)
            | ApiError::DiskFull { source }
            | ApiError::Unavailable { source, .. } => {
                write!(f, "{}: {source:#}", self.code())
            }
            _ => write!(f, "{}: {}", self.code(), self.detail()),
        }
    }
}

impl std::error::Error for ApiError {}

/// What PostgreSQL's refusals mean to a caller. A row that is not there is our own mistake unless the noun asked with
/// `fetch_optional`; it is not turned into 404 behind its back.
impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> ApiError {
        match &error {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::WorkerCrashed => ApiError::Unavailable {
                retry_after_s: 2,
                source: error.into(),
            },
            sqlx::Error::Database(refusal) => match refusal.code().as_deref() {
                // serialization_failure, deadlock_detected
                Some("40001" | "40P01") => ApiError::lost_race(),
                // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
                Some("57P01" | "57P02" | "57P03" | "53300") => ApiError::Unavailable {
                    retry_after_s: 2,
                    source: error.into(),
                },
                // disk_full
                Some("53100") => ApiError::DiskFull { source: error.into() },
                // The last word of the database when work is given to somebody who is just leaving.
                Some("23514") if refusal.constraint() == Some("holder_is_active") => {
                    ApiError::conflict("This account is not in use any more: it cannot be given work.")
                }
                // unique_violation that the noun did not expect
                Some("23505") => ApiError::conflict("This is there already."),
                _ => ApiError::Internal(error.into()),
            },
            _ => ApiError::Internal(error.into()),
        }
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> ApiError {
        match error.downcast::<sqlx::Error>() {
            Ok(error) => error.into(),
            Err(error) => ApiError::Internal(error),
        }
    }
}

/// The unique constraint that a statement ran into, if that is what happened.
pub fn violated_constraint(error: &sqlx::Error) -> Option<&str> {
    error
        .as_database_error()
        .filter(|refusal| refusal.is_unique_violation())?
        .constraint()
}
