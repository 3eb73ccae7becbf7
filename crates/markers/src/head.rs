//! Where a format has a name and a note, or only one text, what it has no field for stands in words:
//!
//! ```text
//! [016] Audio Drop Out/Mute // Blocker // to 01:00:10:05 // #12 // Centre channel drops out under the ferry
//! ```
//!
//! The Out only where the format has no length. A text of another shape is somebody else's, and is taken as it stands.

use qc::severity::Severity;
use timecode::Timecode;

use crate::Marker;

const SEPARATOR: &str = " // ";

/// What a text says, its description last.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Said<'a> {
    pub code: &'a str,
    pub severity: Option<Severity>,
    pub out: Option<&'a str>,
    pub issue: Option<u32>,
    pub rest: &'a str,
}

pub(crate) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "Blocker",
        Severity::Issue => "Issue",
        Severity::Fyi => "FYI",
    }
}

pub(crate) fn severity_of(text: &str) -> Option<Severity> {
    let mut all = Severity::ALL.iter().copied();
    all.find(|severity| severity_name(*severity).eq_ignore_ascii_case(text.trim()))
}

/// The name of a marker.
pub(crate) fn name(marker: &Marker) -> String {
    parts(marker, None).join(SEPARATOR)
}

/// Everything in one line.
pub(crate) fn line(marker: &Marker, out: Option<Timecode>) -> String {
    let mut parts = parts(marker, out);
    parts.push(marker.description.clone());
    one_line(&parts.join(SEPARATOR))
}

fn parts(marker: &Marker, out: Option<Timecode>) -> Vec<String> {
    let code = one_line(&marker.code).replace("//", "/");
    let severity = marker.severity.map(|severity| severity_name(severity).to_owned());
    let out = out.map(|label| format!("to {label}"));
    let issue = marker.issue.map(|number| format!("#{number}"));
    [Some(code), severity, out, issue].into_iter().flatten().collect()
}

/// Line breaks and tabs end a line or a field in most lists.
pub(crate) fn one_line(text: &str) -> String {
    text.split(char::is_whitespace)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// None where the text is not of our shape.
pub(crate) fn read(text: &str) -> Option<Said<'_>> {
    let (code, rest) = text.split_once(SEPARATOR)?;
    let (severity, rest) = next(rest);
    let severity = Some(severity_of(severity)?);
    let mut said = Said {
        code: code.trim(),
        severity,
        rest,
        ..Said::default()
    };
    let (part, rest) = next(said.rest);
    if let Some(out) = part.strip_prefix("to ").filter(|out| is_label(out)) {
        (said.out, said.rest) = (Some(out), rest);
    }
    let (part, rest) = next(said.rest);
    if let Some(number) = part.strip_prefix('#').and_then(|number| number.parse().ok()) {
        (said.issue, said.rest) = (Some(number), rest);
    }
    Some(said)
}

fn next(text: &str) -> (&str, &str) {
    text.split_once(SEPARATOR).unwrap_or((text, ""))
}

fn is_label(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | ';')) && text.len() >= 11
}

/// A marker's name and note: ours, or somebody else's, whose name may be a code and whose note, if there is one, describes.
pub(crate) fn read_both<'a>(name: &'a str, note: &'a str) -> Said<'a> {
    let (name, note) = (name.trim(), note.trim());
    match read(name) {
        Some(said) if note.is_empty() => said,
        Some(said) => Said { rest: note, ..said },
        None if note.is_empty() => Said {
            code: name,
            rest: name,
            ..Said::default()
        },
        None => Said {
            code: name,
            rest: note,
            ..Said::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_ours_is_read_part_by_part() {
        let said =
            read("[016] Audio Drop Out/Mute // Blocker // to 01:00:10:05 // #12 // Centre // left").unwrap();
        let expected = Said {
            code: "[016] Audio Drop Out/Mute",
            severity: Some(Severity::Blocker),
            out: Some("01:00:10:05"),
            issue: Some(12),
            rest: "Centre // left",
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn what_others_wrote_is_taken_as_it_stands() {
        assert_eq!(read("boom in shot // again"), None);
        let both = read_both("Boom", "in shot, left");
        assert_eq!(
            (both.code, both.rest, both.severity),
            ("Boom", "in shot, left", None)
        );
        let one = read_both("Boom in shot", "");
        assert_eq!((one.code, one.rest), ("Boom in shot", "Boom in shot"));
    }
}
