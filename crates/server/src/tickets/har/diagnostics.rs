//! The diagnostics that the page gathers by itself: recent errors, the last calls, the player, the connection. Cleaned like
//! an archive. Of an error's message only words stay that browsers use in such messages.

use api::tickets::Removed;
use serde_json::{Map, Value, json};

use super::address::address;
use super::value::{boolean, instant, is_digits, is_uuid, number, of_list, version};
use super::{Cleaned, Refusal, read};

const LIMIT_ROWS: usize = 200;
const LIMIT_WORDS: usize = 60;

const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const ERRORS: &[&str] = &[
    "Error",
    "TypeError",
    "RangeError",
    "ReferenceError",
    "SyntaxError",
    "NetworkError",
    "AbortError",
    "NotAllowedError",
    "NotSupportedError",
    "QuotaExceededError",
    "InvalidStateError",
    "MediaError",
    "HlsError",
    "Problem",
];
const SOURCES: &[&str] = &["error", "rejection", "player", "page"];
const CONNECTIONS: &[&str] = &["slow-2g", "2g", "3g", "4g", "connecting", "live", "lost"];
const PLAYER: &[&str] = &[
    "empty",
    "loading",
    "ready",
    "failed",
    "paused",
    "playing",
    "reversing",
    "none",
    "seeking",
    "running",
    "proven",
    "not_verified",
    "network",
    "not_found",
    "piece_missing",
    "not_allowed",
    "decode",
    "unsupported",
    "gesture_needed",
    "other",
];
/// The words that browsers, React and hls.js make their messages of.
pub(super) const WORDS: &[&str] = &[
    "a",
    "aborted",
    "an",
    "and",
    "append",
    "array",
    "as",
    "at",
    "attempting",
    "audio",
    "be",
    "because",
    "before",
    "buffer",
    "by",
    "call",
    "cannot",
    "changed",
    "chunk",
    "client",
    "component",
    "connection",
    "could",
    "decode",
    "defined",
    "deleted",
    "document",
    "does",
    "done",
    "dynamically",
    "element",
    "error",
    "exceeded",
    "exist",
    "expected",
    "failed",
    "fetch",
    "for",
    "fragment",
    "from",
    "full",
    "function",
    "has",
    "have",
    "hook",
    "hooks",
    "hydration",
    "import",
    "imported",
    "in",
    "initialized",
    "input",
    "interrupted",
    "invalid",
    "is",
    "it",
    "iterable",
    "json",
    "level",
    "load",
    "loading",
    "manifest",
    "max",
    "maximum",
    "media",
    "minified",
    "module",
    "more",
    "network",
    "new",
    "no",
    "node",
    "not",
    "null",
    "object",
    "of",
    "on",
    "operation",
    "or",
    "out",
    "parse",
    "parsing",
    "play",
    "property",
    "properties",
    "promise",
    "quota",
    "range",
    "react",
    "read",
    "reading",
    "rejected",
    "removed",
    "render",
    "rendered",
    "request",
    "resource",
    "response",
    "script",
    "set",
    "setting",
    "size",
    "source",
    "stack",
    "state",
    "supported",
    "than",
    "that",
    "the",
    "this",
    "timeout",
    "to",
    "token",
    "type",
    "unable",
    "undefined",
    "unexpected",
    "update",
    "user",
    "value",
    "video",
    "was",
    "when",
    "with",
];

pub fn clean_diagnostics(text: &str, own_host: &str) -> Result<Cleaned, Refusal> {
    let of = read(text)?;
    if !of.is_object() || !of["calls"].is_array() || !of["errors"].is_array() {
        return Err(Refusal::NotDiagnostics);
    }
    let mut removed = Removed::default();
    let kept = json!({
        "at": instant(&of["at"]),
        "app": version(&of["app"]),
        "browser": version(&of["browser"]),
        "page": address(&of["page"], own_host, &mut removed.addresses),
        "viewport": { "width": number(&of["viewport"]["width"]), "height": number(&of["viewport"]["height"]) },
        "connection": connection(&of["connection"]),
        "player": player(&of["player"]),
        "errors": rows(&of["errors"]).map(|error| clean_error(error, own_host, &mut removed)).collect::<Vec<_>>(),
        "calls": rows(&of["calls"]).map(|call| clean_call(call, own_host, &mut removed)).collect::<Vec<_>>(),
    });
    Ok(Cleaned { kept, removed })
}

/// The last ones.
fn rows(of: &Value) -> impl Iterator<Item = &Value> {
    let all = of.as_array().map(Vec::as_slice).unwrap_or_default();
    all[all.len().saturating_sub(LIMIT_ROWS)..].iter()
}

fn connection(of: &Value) -> Value {
    json!({
        "online": boolean(&of["online"]),
        "type": of_list(&of["type"], CONNECTIONS),
        "live": of_list(&of["live"], CONNECTIONS),
        "rtt_ms": number(&of["rtt_ms"]),
        "downlink_kbps": number(&of["downlink_kbps"]),
    })
}

/// Null where the page has no player.
fn player(of: &Value) -> Value {
    if !of.is_object() {
        return Value::Null;
    }
    const NUMBERS: [&str; 6] = [
        "frame",
        "target",
        "last",
        "speed",
        "skipped_frames",
        "buffered_ms",
    ];
    const WORDS: [&str; 4] = ["status", "motion", "proof", "trouble"];
    let numbers = NUMBERS.map(|name| (name.to_owned(), number(&of[name])));
    let words = WORDS.map(|name| {
        (
            name.to_owned(),
            of_list(&of[name], PLAYER).map_or(Value::Null, Value::from),
        )
    });
    Value::Object(Map::from_iter(numbers.into_iter().chain(words)))
}

fn clean_error(of: &Value, own_host: &str, removed: &mut Removed) -> Value {
    json!({
        "at": instant(&of["at"]),
        "source": of_list(&of["source"], SOURCES),
        "name": of_list(&of["name"], ERRORS),
        "message": message(&of["message"]),
        "page": address(&of["page"], own_host, &mut removed.addresses),
        "line": number(&of["line"]),
        "column": number(&of["column"]),
    })
}

fn clean_call(of: &Value, own_host: &str, removed: &mut Removed) -> Value {
    json!({
        "at": instant(&of["at"]),
        "method": of_list(&of["method"], METHODS),
        "url": address(&of["url"], own_host, &mut removed.addresses),
        "status": number(&of["status"]),
        "ms": number(&of["ms"]),
        "request_id": of["request_id"].as_str().filter(|id| is_uuid(id)),
    })
}

/// Known words and short numbers; for whatever stood between them one mark.
fn message(of: &Value) -> Option<String> {
    let mut kept: Vec<&str> = Vec::new();
    for token in of.as_str()?.split_ascii_whitespace() {
        let bare = token.trim_end_matches(['.', ',', ':', ';']);
        let is_known =
            WORDS.contains(&bare.to_ascii_lowercase().as_str()) || is_digits(bare.trim_start_matches('#'), 4);
        match (is_known, kept.last()) {
            (true, _) => kept.push(token),
            (false, Some(&"…")) => {}
            (false, _) => kept.push("…"),
        }
    }
    kept.truncate(LIMIT_WORDS);
    Some(kept.join(" "))
}
