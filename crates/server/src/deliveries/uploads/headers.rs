//! The headers of tus 1.0.0, read and written.

use std::collections::HashMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::error::{ApiError, ApiResult};

pub(super) const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
pub(super) const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(super) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(super) const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// The client speaks our version of the protocol; another one is refused with 412 and ours is named.
pub struct Tus(pub HeaderMap);

impl FromRequestParts<App> for Tus {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Tus, Response> {
        if parts.headers.get(RESUMABLE) == Some(&VERSION) {
            return Ok(Tus(parts.headers.clone()));
        }
        let mut refused = StatusCode::PRECONDITION_FAILED.into_response();
        refused
            .headers_mut()
            .insert(HeaderName::from_static("tus-version"), VERSION);
        Err(refused)
    }
}

/// Every answer says which version it is of.
pub(super) fn answer(result: ApiResult<Response>) -> Response {
    let mut response = result.unwrap_or_else(IntoResponse::into_response);
    response.headers_mut().insert(RESUMABLE, VERSION);
    response
}

impl Tus {
    pub fn number(&self, name: &HeaderName) -> ApiResult<u64> {
        let text = self.0.get(name).and_then(|value| value.to_str().ok());
        let number = text.and_then(|text| text.trim().parse().ok());
        number.ok_or_else(|| ApiError::Malformed {
            detail: format!("{name} needs a number of bytes."),
        })
    }

    /// `key base64,key base64`
    pub fn metadata(&self) -> ApiResult<HashMap<String, String>> {
        let text = self
            .0
            .get(UPLOAD_METADATA)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let read = |pair: &str| {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = STANDARD
                .decode(value.trim())
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())?;
            Some((key.to_owned(), value))
        };
        let malformed = || ApiError::Malformed {
            detail: "Upload-Metadata cannot be read.".to_owned(),
        };
        pairs.map(|pair| read(pair).ok_or_else(malformed)).collect()
    }
}

pub(super) fn number(value: i64) -> HeaderValue {
    HeaderValue::from(value)
}

/// As HTTP writes instants.
pub(super) fn instant(at: DateTime<Utc>) -> HeaderValue {
    let text = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("0"))
}
