//! Addresses. Of the product's own the words of its interface stay, everything that names a thing is a mark: ids, tokens,
//! file names, queries and fragments go. Of other hosts only the scheme stays.

use serde_json::Value;

/// The words of the product's own addresses.
pub(super) const WORDS: &[&str] = &[
    "api",
    "v1",
    "assets",
    "invitation",
    "sign-in",
    "work",
    "requests",
    "review",
    "fix-notes",
    "report",
    "titles",
    "deliveries",
    "new",
    "downloads",
    "people",
    "facilities",
    "shows",
    "policies",
    "tickets",
    "metrics",
    "health",
    "notices",
    "sessions",
    "session",
    "help",
    "invitations",
    "issues",
    "check",
    "draft",
    "comments",
    "history",
    "tasks",
    "coverage",
    "watch-items",
    "verifications",
    "verdicts",
    "submit",
    "take",
    "begin",
    "hand-back",
    "reassign",
    "hold",
    "release",
    "cancel",
    "priority",
    "extensions",
    "renditions",
    "files",
    "stills",
    "playback",
    "uploads",
    "events",
    "error-codes",
    "ticket-kinds",
    "ticket-attachments",
    "replies",
    "state",
    "assign",
    "read",
    "read-all",
    "manifest",
    "serve-next",
];
const EXTENSIONS: &[&str] = &[
    "js", "css", "html", "svg", "png", "jpg", "webp", "woff2", "m3u8", "m4s", "mp4", "mpd", "ts", "json",
    "csv", "bin",
];
const SCHEMES: &[&str] = &["http", "https", "ws", "wss"];
const OPAQUE: &[&str] = &["data", "blob", "about", "chrome-extension"];

pub(super) const OWN: &str = "{app}";
const OTHER: &str = "{other}";
const THING: &str = "{…}";

/// Null where there was none. Counts an address that lost something.
pub(super) fn address(of: &Value, own_host: &str, removed: &mut u64) -> Option<String> {
    let text = of.as_str().filter(|text| !text.is_empty())?;
    let clean = clean(text, own_host);
    *removed += u64::from(clean != text);
    Some(clean)
}

fn clean(text: &str, own_host: &str) -> String {
    let Some((scheme, rest)) = text.split_once(':') else {
        return path(text);
    };
    if let Some(scheme) = OPAQUE.iter().find(|known| **known == scheme) {
        return format!("{scheme}:{THING}");
    }
    let Some(scheme) = SCHEMES.iter().find(|known| **known == scheme) else {
        return THING.to_owned();
    };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    if host == own_host || host == OWN {
        format!("{scheme}://{OWN}{}", path(rest))
    } else {
        format!("{scheme}://{OTHER}")
    }
}

/// `/api/v1/requests/{…}/issues?…`
fn path(text: &str) -> String {
    let text = text.split_once('#').map_or(text, |(before, _)| before);
    let (path, has_query) = match text.split_once('?') {
        Some((path, _)) => (path, true),
        None => (text, false),
    };
    let parts: Vec<String> = path.split('/').take(16).map(part).collect();
    format!("{}{}", parts.join("/"), if has_query { "?…" } else { "" })
}

fn part(text: &str) -> String {
    if text.is_empty() || WORDS.contains(&text) {
        return text.to_owned();
    }
    match text.rsplit_once('.') {
        Some((_, extension)) if EXTENSIONS.contains(&extension) => format!("{THING}.{extension}"),
        _ => THING.to_owned(),
    }
}
