//! Two cookies: the session's, and the device's, by which a device that signed in before is known again. Over TLS they
//! carry the `__Host-` prefix, which browsers accept only with Secure, for this host alone and every path.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::config::Settings;

const DEVICE_KEPT_S: u64 = 400 * 24 * 3600;

pub(super) fn session_name(settings: &Settings) -> String {
    prefixed(settings, "assetqc")
}

pub(super) fn device_name(settings: &Settings) -> String {
    prefixed(settings, "assetqc-device")
}

/// Plain http is for one's own machine only; browsers refuse `__Host-` there.
fn prefixed(settings: &Settings, name: &str) -> String {
    if settings.is_https() {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

pub(super) fn find(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(present, _)| *present == name)
        .map(|(_, value)| value.to_owned())
}

/// The session's cookie; it goes when the browser is closed, and the server ends it anyway.
pub(super) fn set_session(settings: &Settings, secret: &str) -> Option<HeaderValue> {
    line(settings, &session_name(settings), secret, None)
}

pub(super) fn clear_session(settings: &Settings) -> Option<HeaderValue> {
    line(settings, &session_name(settings), "", Some(0))
}

pub(super) fn set_device(settings: &Settings, secret: &str) -> Option<HeaderValue> {
    line(settings, &device_name(settings), secret, Some(DEVICE_KEPT_S))
}

fn line(settings: &Settings, name: &str, value: &str, max_age_s: Option<u64>) -> Option<HeaderValue> {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let age = max_age_s
        .map(|seconds| format!("; Max-Age={seconds}"))
        .unwrap_or_default();
    HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"
    ))
    .ok()
}
