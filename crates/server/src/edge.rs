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
use crate::web::CAST_PATH;

/// Everything comes from ourselves; pictures and media also from memory (`blob:`), where the player makes them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; font-src 'self'; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Where Cast's scripts come from, for pages of a product that has a registered receiver.
const CAST_SCRIPTS: &str = "https://www.gstatic.com";
/// By which the receiver's script talks to the device that it runs on.
const CAST_DEVICE: &str = "ws://localhost:8008";

/// The policies of the app's pages, and of the page that a Cast device opens.
#[derive(Clone)]
struct Policies {
    page: HeaderValue,
    receiver: HeaderValue,
}

impl Policies {
    /// Nothing of Cast is let in where no receiver is registered.
    fn of(settings: &Settings) -> Policies {
        let own = HeaderValue::from_static(CONTENT_SECURITY_POLICY);
        if settings.cast_application_id.is_none() {
            return Policies {
                page: own.clone(),
                receiver: own,
            };
        }
        let scripts = format!("script-src 'self' {CAST_SCRIPTS}");
        let page = CONTENT_SECURITY_POLICY.replace("script-src 'self'", &scripts);
        let receiver = page.replace("connect-src 'self'", &format!("connect-src 'self' {CAST_DEVICE}"));
        let value = |text: &str| HeaderValue::from_str(text).unwrap_or_else(|_| own.clone());
        Policies {
            page: value(&page),
            receiver: value(&receiver),
        }
    }
}

const HEADERS: [(HeaderName, &str); 5] = [
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
    let policies = Policies::of(settings);
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
            set_headers(is_https, policies.clone(), request, next)
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

async fn set_headers(is_https: bool, policies: Policies, request: Request, next: Next) -> Response {
    let is_receiver = request.uri().path() == CAST_PATH;
    let is_api = request.uri().path().starts_with("/api/");
    // Every call has a number: tickets carry it, and the log's lines of that call.
    let id = uuid::Uuid::now_v7();
    let call = tracing::info_span!("call", %id);
    let mut response = next.run(request).instrument(call).await;
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    let policy = if is_receiver {
        policies.receiver
    } else {
        policies.page
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
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
