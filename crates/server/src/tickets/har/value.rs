//! The forms that single values must have to stay: numbers, instants, versions, words of a list. Anything else is null.

use serde_json::Value;

/// Larger than every size and duration that a browser measures.
const LIMIT_NUMBER: f64 = 1e12;

/// A whole number: fractions of a millisecond say nothing.
pub(super) fn number(of: &Value) -> Value {
    match of.as_f64() {
        Some(number) if number.abs() <= LIMIT_NUMBER => Value::from((number + 0.5).floor() as i64),
        _ => Value::Null,
    }
}

pub(super) fn boolean(of: &Value) -> Value {
    of.as_bool().map_or(Value::Null, Value::Bool)
}

pub(super) fn of_list(of: &Value, list: &'static [&'static str]) -> Option<&'static str> {
    let word = of.as_str()?;
    list.iter().copied().find(|known| *known == word)
}

/// `131.0.6778.86`: one to four groups of up to six digits.
pub(super) fn version(of: &Value) -> Option<&str> {
    let text = of.as_str()?;
    let groups: Vec<&str> = text.split('.').collect();
    let is_version = groups.len() <= 4 && groups.iter().all(|group| is_digits(group, 6));
    is_version.then_some(text)
}

/// `2026-11-26T22:16:00.123Z`, or with an offset.
pub(super) fn instant(of: &Value) -> Option<&str> {
    let text = of.as_str()?;
    let fits = |form: &str, text: &str| {
        form.len() == text.len()
            && form.bytes().zip(text.bytes()).all(|(form, byte)| match form {
                b'0' => byte.is_ascii_digit(),
                _ => byte == form,
            })
    };
    let (head, rest) = text.split_at_checked(19)?;
    let digits = rest
        .strip_prefix('.')
        .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let zone = match digits {
        0 => rest,
        1..=9 => &rest[digits + 1..],
        _ => return None,
    };
    let is_zone = zone == "Z" || fits("+00:00", zone) || fits("-00:00", zone);
    (fits("0000-00-00T00:00:00", head) && is_zone).then_some(text)
}

pub(super) fn is_digits(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `8-4-4-4-12` in lower case: the number of a call, by which the server's log is searched.
pub(super) fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    lengths == [8, 4, 4, 4, 12] && groups.iter().all(|group| group.bytes().all(is_hex))
}
