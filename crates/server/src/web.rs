//! The web app, carried within the program. Files with hashed names may be kept for ever; the page itself never, so
//! that a new version is seen at once. Paths without a file are pages of the app and get the same page.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

const PAGE: &str = "index.html";
/// The page of a TV: small, and without the app.
const TV_PAGE: &str = "tv.html";
/// Where a TV opens it, and where a Cast device does: there alone Cast's own scripts may run.
pub const TV_PATHS: [&str; 2] = ["/tv", CAST_PATH];
pub const CAST_PATH: &str = "/tv/cast";

/// Said instead of the app by a program that was built without it.
const NO_WEB_APP: &str = "This program was built without the web app. Build it (npm ci && npm run build in web/) and build the program again.\n";

pub async fn serve_web_app(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty()) {
        return file_answer(path, &file, &headers);
    }
    let page = match TV_PATHS.contains(&uri.path()) {
        true => TV_PAGE,
        false => PAGE,
    };
    // A missing file is missing; only pages fall back to the app.
    let is_page = !path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match Dist::get(page) {
        Some(found) if is_page => file_answer(page, &found, &headers),
        Some(_) => StatusCode::NOT_FOUND.into_response(),
        None => (StatusCode::NOT_FOUND, NO_WEB_APP).into_response(),
    }
}

fn file_answer(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let keep = match path {
        PAGE | TV_PAGE => "no-store",
        path if path.starts_with("assets/") => "public, max-age=31536000, immutable",
        _ => "public, max-age=0, must-revalidate",
    };
    let tag = format!(
        "\"{}\"",
        data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash())
    );
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let about = [(header::CACHE_CONTROL, keep.to_owned()), (header::ETAG, tag)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    let kind = [(header::CONTENT_TYPE, file.metadata.mimetype().to_owned())];
    (about, kind, Body::from(file.data.clone().into_owned())).into_response()
}
