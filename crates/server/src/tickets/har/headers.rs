//! Headers that say how a call went, each with the form that its value must have. All others go: the name as well as the
//! value, since either may be made of anything.

use serde_json::{Value, json};

use super::value::{is_digits, is_uuid};

/// Every type that the product or a browser sends.
const MEDIA_TYPES: &[&str] = &[
    "application/json",
    "application/problem+json",
    "application/javascript",
    "text/javascript",
    "text/html",
    "text/css",
    "text/plain",
    "text/csv",
    "text/calendar",
    "text/event-stream",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/x-icon",
    "font/woff2",
    "video/mp4",
    "video/mp2t",
    "audio/mp4",
    "application/vnd.apple.mpegurl",
    "application/dash+xml",
    "application/octet-stream",
    "application/offset+octet-stream",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/wasm",
    "application/pdf",
    "application/zip",
];
const DIRECTIVES: &[&str] = &[
    "no-store",
    "no-cache",
    "private",
    "public",
    "immutable",
    "must-revalidate",
    "max-age",
    "s-maxage",
    "no-transform",
];
const CODINGS: &[&str] = &["gzip", "br", "deflate", "zstd", "identity", "chunked"];
const CONNECTIONS: &[&str] = &["keep-alive", "close", "upgrade", "Upgrade"];

/// Counts those that went.
pub(super) fn headers(of: &Value, is_response: bool, removed: &mut u64) -> Value {
    let all = of.as_array().map(Vec::as_slice).unwrap_or_default();
    let kept: Vec<Value> = all
        .iter()
        .filter_map(|header| kept(header, is_response))
        .collect();
    *removed += (all.len() - kept.len()) as u64;
    Value::Array(kept)
}

fn kept(header: &Value, is_response: bool) -> Option<Value> {
    let name = header["name"].as_str()?.to_ascii_lowercase();
    let value = header["value"].as_str()?.trim();
    let value = match name.as_str() {
        "content-type" => media_type(&header["value"])?,
        "content-length" | "age" | "retry-after" | "upload-offset" | "upload-length" => {
            form(value, |value| is_digits(value, 15))?
        }
        "date" | "last-modified" | "expires" => form(value, is_http_date)?,
        "range" => form(value, is_range)?,
        "content-range" => form(value, is_content_range)?,
        "accept-ranges" => form(value, |value| matches!(value, "bytes" | "none"))?,
        "cache-control" => form(value, is_cache_control)?,
        "content-encoding" | "transfer-encoding" => form(value, |value| CODINGS.contains(&value))?,
        "connection" => form(value, |value| CONNECTIONS.contains(&value))?,
        // Only what the server gave: a request can be made to carry anything.
        "x-request-id" if is_response => form(value, is_uuid)?,
        _ => return None,
    };
    Some(json!({ "name": name, "value": value }))
}

fn form(value: &str, fits: impl Fn(&str) -> bool) -> Option<&str> {
    fits(value).then_some(value)
}

/// Without its parameters: a boundary may be anything.
pub(super) fn media_type(of: &Value) -> Option<&'static str> {
    let written = of.as_str()?.split(';').next()?.trim().to_ascii_lowercase();
    MEDIA_TYPES.iter().copied().find(|known| *known == written)
}

/// `Thu, 26 Nov 2026 22:16:00 GMT`
fn is_http_date(value: &str) -> bool {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let parts: Vec<&str> = value.split(' ').collect();
    let [day, date, month, year, time, "GMT"] = parts.as_slice() else {
        return false;
    };
    let clock: Vec<&str> = time.split(':').collect();
    let is_two = |text: &&str| text.len() == 2 && is_digits(text, 2);
    day.strip_suffix(',').is_some_and(|day| DAYS.contains(&day))
        && is_two(date)
        && MONTHS.contains(month)
        && year.len() == 4
        && is_digits(year, 4)
        && clock.len() == 3
        && clock.iter().all(is_two)
}

/// `bytes=0-1023`, `bytes=1024-`
fn is_range(value: &str) -> bool {
    let Some((first, last)) = value
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return false;
    };
    is_digits(first, 15) && (last.is_empty() || is_digits(last, 15))
}

/// `bytes 0-1023/4096`, `bytes */4096`
fn is_content_range(value: &str) -> bool {
    let Some((range, size)) = value.strip_prefix("bytes ").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let is_span = range
        .split_once('-')
        .is_some_and(|(first, last)| is_digits(first, 15) && is_digits(last, 15));
    (range == "*" || is_span) && (size == "*" || is_digits(size, 15))
}

fn is_cache_control(value: &str) -> bool {
    value.split(',').all(|directive| {
        let (name, seconds) = match directive.trim().split_once('=') {
            Some((name, seconds)) => (name, Some(seconds)),
            None => (directive.trim(), None),
        };
        DIRECTIVES.contains(&name) && seconds.is_none_or(|seconds| is_digits(seconds, 9))
    })
}
