//! Answers with the bytes of a blob: whole, or the one range that was asked for (RFC 9110 §14). A strong tag names the
//! bytes, so that a download that was cut goes on where it stopped, or begins again when they are others by now.

use std::ops::Range;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

/// What a caller wants of `size_bytes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    Whole,
    Part(Range<u64>),
    Unsatisfiable,
}

impl Wanted {
    /// Several ranges at once, other units and what cannot be read are answered with the whole, as the standard allows.
    pub fn of(headers: &HeaderMap, etag: &str, size_bytes: u64) -> Wanted {
        let Some(range) = headers.get(header::RANGE).and_then(|value| value.to_str().ok()) else {
            return Wanted::Whole;
        };
        // Weak tags and dates do not say that the bytes are the same.
        let condition = headers.get(header::IF_RANGE);
        if condition.is_some_and(|condition| condition.as_bytes() != etag.as_bytes()) {
            return Wanted::Whole;
        }
        let Some((first, last)) = range
            .trim()
            .strip_prefix("bytes=")
            .and_then(|range| range.split_once('-'))
        else {
            return Wanted::Whole;
        };
        match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => within(first, last.saturating_add(1), size_bytes),
            (Ok(first), Err(_)) if last.trim().is_empty() => within(first, size_bytes, size_bytes),
            (Err(_), Ok(0)) if first.trim().is_empty() => Wanted::Unsatisfiable,
            (Err(_), Ok(length)) if first.trim().is_empty() => {
                within(size_bytes.saturating_sub(length), size_bytes, size_bytes)
            }
            _ => Wanted::Whole,
        }
    }

    /// How to answer: with which bytes, under which status and headers. Nothing is sent with 416.
    pub fn answer(&self, etag: &str, size_bytes: u64) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        insert(&mut headers, header::ETAG, etag);
        let (range, status) = match self {
            Wanted::Whole => (0..size_bytes, StatusCode::OK),
            Wanted::Part(range) => {
                let said = format!("bytes {}-{}/{size_bytes}", range.start, range.end - 1);
                insert(&mut headers, header::CONTENT_RANGE, &said);
                (range.clone(), StatusCode::PARTIAL_CONTENT)
            }
            Wanted::Unsatisfiable => {
                insert(
                    &mut headers,
                    header::CONTENT_RANGE,
                    &format!("bytes */{size_bytes}"),
                );
                (0..0, StatusCode::RANGE_NOT_SATISFIABLE)
            }
        };
        headers.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
        Answer {
            range,
            status,
            headers,
        }
    }
}

/// The bytes to send, and what is said with them.
pub struct Answer {
    pub range: Range<u64>,
    pub status: StatusCode,
    pub headers: HeaderMap,
}

/// Whether the caller has these bytes already (`If-None-Match`).
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    known.split(',').any(|one| one.trim() == etag)
}

fn within(first: u64, end: u64, size_bytes: u64) -> Wanted {
    if first >= size_bytes {
        Wanted::Unsatisfiable
    } else {
        Wanted::Part(first..end.min(size_bytes))
    }
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(range: &'static str, condition: Option<&'static str>) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static(range));
        if let Some(condition) = condition {
            headers.insert(header::IF_RANGE, HeaderValue::from_static(condition));
        }
        Wanted::of(&headers, "\"one\"", 100)
    }

    #[test]
    fn ranges_are_read_to_the_byte() {
        for (range, bytes) in [
            ("bytes=0-0", 0..1),
            ("bytes=10-19", 10..20),
            ("bytes=90-", 90..100),
            ("bytes=-5", 95..100),
            ("bytes=-500", 0..100),
            ("bytes=99-100000", 99..100),
        ] {
            assert_eq!(wanted(range, None), Wanted::Part(bytes), "{range}");
        }
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert_eq!(wanted(range, None), Wanted::Unsatisfiable, "{range}");
        }
    }

    #[test]
    fn what_cannot_be_read_or_is_of_other_bytes_is_answered_with_the_whole() {
        for range in [
            "bytes=1-2,4-5",
            "frames=1-2",
            "bytes=5-3",
            "bytes=a-b",
            "bytes=-",
            "1-2",
        ] {
            assert_eq!(wanted(range, None), Wanted::Whole, "{range}");
        }
        assert_eq!(wanted("bytes=10-19", Some("\"one\"")), Wanted::Part(10..20));
        for other in ["\"two\"", "W/\"one\"", "Mon, 23 Nov 2026 00:00:00 GMT"] {
            assert_eq!(wanted("bytes=10-19", Some(other)), Wanted::Whole, "{other}");
        }
    }
}
