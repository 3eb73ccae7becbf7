//! The outermost layers, the same for every answer: headers that tell browsers what pages may do, refusal of other
//! sites' requests, compression, a catch for panics. It knows no noun.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};
use tower_http::trace::TraceLayer;
use tracing::Instrument;
use tracing::Span;

use crate::config::Settings;
use crate::error::ApiError;

/// Everything comes from ourselves; pictures and media also from memory (`blob:`), where the player makes them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; font-src 'self'; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=()",
    ),
];

pub fn with_edge(routes: Router, settings: &Settings) -> Result<Router, ConfigError> {
    let csrf = CsrfLayer::new()
        .add_trusted_origin(settings.origin())?
        .with_rejection_response(|_: ProtectionError| ApiError::CrossSite.into_response());
    let is_https = settings.is_https();
    // Film and what is packed already gains nothing; live events must not wait in a compressor's window.
    let worth_it = DefaultPredicate::new()
        .and(NotForContentType::new("video/"))
        .and(NotForContentType::new("audio/"))
        .and(NotForContentType::new("application/octet-stream"))
        .and(NotForContentType::new("application/mxf"))
        .and(NotForContentType::const_new("text/event-stream"));
    Ok(routes
        .layer(csrf)
        .layer(CompressionLayer::new().compress_when(worth_it))
        .layer(middleware::from_fn(move |request, next| {
            set_headers(is_https, request, next)
        }))
        .layer(CatchPanicLayer::custom(|_| {
            ApiError::internal(anyhow::anyhow!("a handler panicked; the log has the place")).into_response()
        }))
        .layer(TraceLayer::new_for_http().make_span_with(span_of)))
}

/// Paths below here end with a secret, which no log may keep.
const SECRET_PATH: &str = "/api/v1/calendar/feeds/";

fn span_of(request: &Request) -> Span {
    let path = request.uri().path();
    let uri = match path.strip_prefix(SECRET_PATH) {
        Some(_) => format!("{SECRET_PATH}…"),
        None => request.uri().to_string(),
    };
    tracing::debug_span!("request", method = %request.method(), %uri, version = ?request.version())
}

async fn set_headers(is_https: bool, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    // Every call has a number: tickets carry it, and the log's lines of that call.
    let id = uuid::Uuid::now_v7();
    let call = tracing::info_span!("call", %id);
    let mut response = next.run(request).instrument(call).await;
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    // Streams say for themselves how long the browser may keep them.
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// For paths below `/api` that are no operation.
pub async fn no_such_operation() -> ApiError {
    ApiError::NotFound
}
