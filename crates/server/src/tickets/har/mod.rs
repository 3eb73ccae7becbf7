//! Cleaning what a browser recorded before it is kept: an HTTP archive (HAR 1.2), and the diagnostics that the page itself
//! gathers. By a list of what may stay: a field that is not named here is gone, and a named one stays only if its value is
//! of the form that it must have. The web app cleans by the same rules before anything leaves the browser
//! (`web/src/har/`); `fixtures/har.json` holds the two equal.

mod address;
mod diagnostics;
mod headers;
mod value;

#[cfg(test)]
mod tests;

use api::tickets::Removed;
use serde_json::{Map, Value, json};

use address::address;
use headers::headers;
use value::{instant, number, of_list, version};

pub use diagnostics::clean_diagnostics;

pub const LIMIT_BYTES: usize = 24 << 20;
const LIMIT_DEPTH: usize = 64;
const LIMIT_CALLS: usize = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("The file is larger than {} MiB. Record less, or only the page that fails.", LIMIT_BYTES >> 20)]
    TooLarge,
    #[error("The file is nested too deeply to be an HTTP archive.")]
    TooDeep,
    #[error("This is no HTTP archive: it is not JSON. In Chrome: developer tools, Network, Export HAR.")]
    NotJson,
    #[error("This is no HTTP archive: it has no list of calls (log.entries).")]
    NotHar,
    #[error("The archive has more than {LIMIT_CALLS} calls. Record less.")]
    TooManyCalls,
    #[error("These are no diagnostics of this product.")]
    NotDiagnostics,
}

impl Refusal {
    pub fn code(self) -> &'static str {
        match self {
            Refusal::TooLarge => "too_large",
            Refusal::TooDeep => "too_deep",
            Refusal::NotJson => "not_json",
            Refusal::NotHar => "not_har",
            Refusal::TooManyCalls => "too_many_calls",
            Refusal::NotDiagnostics => "not_diagnostics",
        }
    }
}

/// What is kept, and what went, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleaned {
    pub kept: Value,
    pub removed: Removed,
}

/// `own_host` is the product's own name with its port: its addresses keep their words, all others only their scheme.
pub fn clean_har(text: &str, own_host: &str) -> Result<Cleaned, Refusal> {
    let archive = read(text)?;
    let log = &archive["log"];
    let calls = log["entries"].as_array().ok_or(Refusal::NotHar)?;
    if calls.len() > LIMIT_CALLS {
        return Err(Refusal::TooManyCalls);
    }
    let mut removed = Removed::default();
    let calls: Vec<Value> = calls
        .iter()
        .map(|call| clean_call(call, own_host, &mut removed))
        .collect();
    let pages: Vec<Value> = log["pages"].as_array().into_iter().flatten().map(page).collect();
    let kept = json!({ "log": {
        "version": "1.2",
        "creator": program(&log["creator"]),
        "browser": program(&log["browser"]),
        "pages": pages,
        "entries": calls,
    } });
    Ok(Cleaned { kept, removed })
}

/// Reads JSON of limited size and depth.
pub(super) fn read(text: &str) -> Result<Value, Refusal> {
    if text.len() > LIMIT_BYTES {
        return Err(Refusal::TooLarge);
    }
    if depth(text) > LIMIT_DEPTH {
        return Err(Refusal::TooDeep);
    }
    // A mark of byte order is no JSON, and yet some programs write one.
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| Refusal::NotJson)
}

/// How deep brackets stand within one another, outside of strings.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut is_escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

const PROGRAMS: &[&str] = &[
    "Asset QC",
    "WebInspector",
    "Chrome",
    "Chromium",
    "Google Chrome",
    "Microsoft Edge",
    "Firefox",
    "WebKit Web Inspector",
    "Safari",
];

fn program(of: &Value) -> Value {
    json!({ "name": of_list(&of["name"], PROGRAMS), "version": version(&of["version"]) })
}

/// Its title may be the title of a master: only the times stay.
fn page(of: &Value) -> Value {
    let times = &of["pageTimings"];
    json!({
        "id": page_id(&of["id"]),
        "startedDateTime": instant(&of["startedDateTime"]),
        "pageTimings": { "onContentLoad": number(&times["onContentLoad"]), "onLoad": number(&times["onLoad"]) },
    })
}

/// `page_12`, as browsers number them.
fn page_id(of: &Value) -> Option<&str> {
    let digits = of.as_str()?.strip_prefix("page_")?;
    let is_number = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(of.as_str()?)
}

const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT",
];
const PROTOCOLS: &[&str] = &[
    "http/1.0", "http/1.1", "http/2.0", "h2", "h3", "HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3",
];
const RESOURCE_TYPES: &[&str] = &[
    "document",
    "stylesheet",
    "image",
    "media",
    "font",
    "script",
    "texttrack",
    "xhr",
    "fetch",
    "eventsource",
    "websocket",
    "manifest",
    "preflight",
    "other",
];
const PRIORITIES: &[&str] = &["VeryLow", "Low", "Medium", "High", "VeryHigh"];
const CACHES: &[&str] = &["memory", "disk"];

fn clean_call(call: &Value, own_host: &str, removed: &mut Removed) -> Value {
    let (request, response) = (&call["request"], &call["response"]);
    removed.cookies += count(&request["cookies"]) + count(&response["cookies"]);
    removed.bodies += u64::from(!request["postData"].is_null())
        + u64::from(response["content"]["text"].is_string())
        + count(&call["_webSocketMessages"]);
    let mut clean = json!({
        "startedDateTime": instant(&call["startedDateTime"]),
        "time": number(&call["time"]),
        "request": {
            "method": of_list(&request["method"], METHODS),
            "url": address(&request["url"], own_host, &mut removed.addresses),
            "httpVersion": of_list(&request["httpVersion"], PROTOCOLS),
            "headers": headers(&request["headers"], false, &mut removed.headers),
            "headersSize": number(&request["headersSize"]),
            "bodySize": number(&request["bodySize"]),
        },
        "response": {
            "status": number(&response["status"]),
            "httpVersion": of_list(&response["httpVersion"], PROTOCOLS),
            "headers": headers(&response["headers"], true, &mut removed.headers),
            "redirectURL": address(&response["redirectURL"], own_host, &mut removed.addresses),
            "content": {
                "size": number(&response["content"]["size"]),
                "mimeType": headers::media_type(&response["content"]["mimeType"]),
            },
            "headersSize": number(&response["headersSize"]),
            "bodySize": number(&response["bodySize"]),
            "_transferSize": number(&response["_transferSize"]),
        },
        "timings": timings(&call["timings"]),
    });
    let more = [
        ("pageref", page_id(&call["pageref"])),
        ("_resourceType", of_list(&call["_resourceType"], RESOURCE_TYPES)),
        ("_priority", of_list(&call["_priority"], PRIORITIES)),
        ("_fromCache", of_list(&call["_fromCache"], CACHES)),
    ];
    for (name, value) in more {
        if let Some(value) = value {
            clean[name] = value.into();
        }
    }
    clean
}

fn timings(of: &Value) -> Value {
    const PARTS: [&str; 7] = ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"];
    Value::Object(Map::from_iter(
        PARTS.map(|part| (part.to_owned(), number(&of[part]))),
    ))
}

fn count(list: &Value) -> u64 {
    list.as_array().map_or(0, |list| list.len() as u64)
}
