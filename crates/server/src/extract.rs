//! What handlers take and give: bodies, queries and path parts with refusals as problem+json, revisions (`ETag`,
//! `If-Match`) and pages of lists. They carry the names of axum's own extractors, which the API document knows.

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{ApiError, ApiResult};

#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(ApiError))]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
pub struct Query<T>(pub T);

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub struct Path<T>(pub T);

/// The revision that the caller read: of `If-Match: "12"`. Without it the call is refused with 428; a handler that can
/// do without takes `Option<IfMatch>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub i64);

impl IfMatch {
    /// Refuses with 412 when the thing has moved on.
    pub fn check(self, revision: i64) -> ApiResult<()> {
        if self.0 == revision {
            Ok(())
        } else {
            Err(ApiError::Stale)
        }
    }
}

/// A body with its revision as `ETag`.
pub struct Revised<T>(pub i64, pub T);

impl<T: Serialize> IntoResponse for Revised<T> {
    fn into_response(self) -> Response {
        ([(header::ETAG, etag(self.0))], axum::Json(self.1)).into_response()
    }
}

pub fn etag(revision: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> ApiResult<IfMatch> {
        find_if_match(parts)?.ok_or(ApiError::NeedsIfMatch)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> ApiResult<Option<IfMatch>> {
        find_if_match(parts)
    }
}

fn find_if_match(parts: &Parts) -> ApiResult<Option<IfMatch>> {
    let Some(value) = parts.headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    let revision = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .and_then(|text| text.parse().ok());
    // A tag that we never gave matches nothing.
    revision
        .map(|revision| Some(IfMatch(revision)))
        .ok_or(ApiError::Stale)
}

const DEFAULT_ROWS: u32 = 50;
const MOST_ROWS: u32 = 200;

/// Which page of a list is wanted: `?cursor=…&limit=…`.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next` of the page before
    pub cursor: Option<String>,
    /// Rows on a page, at most 200
    pub limit: Option<u32>,
}

impl PageQuery {
    pub fn limit(&self) -> i64 {
        i64::from(self.limit.unwrap_or(DEFAULT_ROWS).clamp(1, MOST_ROWS))
    }

    /// The sort key of the last row of the page before, as the list wrote it.
    pub fn after<K: DeserializeOwned>(&self) -> ApiResult<Option<K>> {
        let Some(cursor) = &self.cursor else {
            return Ok(None);
        };
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
        let key = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        key.map(Some).ok_or_else(|| {
            ApiError::invalid("cursor", "unknown", "This cursor was not given out by this list.")
        })
    }
}

/// Makes a page of `limit + 1` rows that were read: the surplus row only says that there is a next page.
pub fn page<T, K: Serialize>(mut items: Vec<T>, limit: i64, key_of: impl Fn(&T) -> K) -> api::Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().filter(|_| has_more);
    let next = last
        .and_then(|last| serde_json::to_vec(&key_of(last)).ok())
        .map(|key| BASE64URL_NOPAD.encode(&key));
    api::Page {
        items,
        next,
        total: None,
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> ApiError {
        match rejection {
            JsonRejection::JsonDataError(error) => of_field("body", &root_of(&error)),
            JsonRejection::BytesRejection(error) if error.status() == 413 => {
                ApiError::TooLarge { limit_bytes: 2 << 20 }
            }
            other => ApiError::Malformed {
                detail: other.body_text(),
            },
        }
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> ApiError {
        of_field("query", &root_of(&rejection))
    }
}

/// A path part that cannot be an id names nothing.
impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> ApiError {
        ApiError::NotFound
    }
}

fn root_of(error: &dyn std::error::Error) -> String {
    let mut root = error;
    while let Some(source) = root.source() {
        // The outermost message of the deserializer carries the path to the field.
        if source.source().is_none()
            && root.to_string().contains(": ")
            && root.to_string().ends_with(&source.to_string())
        {
            break;
        }
        root = source;
    }
    root.to_string()
}

/// `tasks[0].kind: unknown variant …` names its field before the colon.
fn of_field(place: &str, message: &str) -> ApiError {
    let is_path = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_.[]".contains(c))
    };
    match message.split_once(": ") {
        Some((field, detail)) if is_path(field) => ApiError::invalid(field, "unreadable", detail),
        _ => match message
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split_once('`'))
        {
            Some((field, _)) => ApiError::invalid(field, "missing", "This is needed."),
            None => ApiError::invalid(place, "unreadable", message),
        },
    }
}
