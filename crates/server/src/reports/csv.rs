//! A report as CSV (RFC 4180): one row for each issue. What people wrote may begin like a formula; such a cell is marked
//! as text, or a spreadsheet would carry it out.

use api::issues::IssueView;
use api::requests::ReportView;

const HEAD: [&str; 18] = [
    "Title",
    "Request",
    "Round",
    "Service",
    "Asset",
    "Version",
    "Issue",
    "Code",
    "Severity",
    "Tasks",
    "Files",
    "In",
    "Out",
    "Description",
    "State",
    "Fix note",
    "Fix note reason",
    "Waiver",
];

/// The whole report. Begins with a byte order mark, by which spreadsheets know UTF-8.
pub fn write(report: &ReportView) -> String {
    let mut text = String::from("\u{feff}");
    push_row(&mut text, HEAD.map(str::to_owned));
    for issue in &report.issues {
        push_row(&mut text, cells(report, issue));
    }
    text
}

fn cells(report: &ReportView, issue: &IssueView) -> [String; 18] {
    let request = &report.request.row;
    let tasks: Vec<&str> = issue.tasks.iter().map(|task| task.label()).collect();
    let note = issue.fix_note.as_ref();
    [
        request.title.label.clone(),
        request.number.to_string(),
        request.round.to_string(),
        request.service.to_string(),
        issue.asset_kind.to_string(),
        issue.delivery_number.to_string(),
        issue.number.to_string(),
        issue.code_name.clone(),
        issue.severity.to_string(),
        tasks.join(" "),
        issue.files.join(" "),
        issue.in_timecode.clone(),
        issue.out_timecode.clone(),
        issue.description.clone(),
        issue.state.to_string(),
        note.map(|note| note.answer.to_string()).unwrap_or_default(),
        note.map(|note| note.reason.clone()).unwrap_or_default(),
        note.map(|note| note.waiver.to_string()).unwrap_or_default(),
    ]
}

fn push_row<const N: usize>(text: &mut String, cells: [String; N]) {
    let cells = cells.map(|content| cell(&content));
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// Quoted, with quotes doubled; text that a spreadsheet would take for a formula gets an apostrophe before it.
fn cell(content: &str) -> String {
    let is_formula = content
        .trim_start_matches(' ')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", content.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_text() {
        for formula in [
            "=1+1",
            "+1",
            "-2+3",
            "@sum(a1)",
            "\t=1",
            "\r=1",
            "  =cmd|' /C calc'!A0",
        ] {
            assert!(cell(formula).starts_with("\"'"), "{formula:?}");
        }
        assert_eq!(cell("the boom is in shot"), "\"the boom is in shot\"");
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_within_their_cell() {
        assert_eq!(
            cell("says \"cut\", twice\nthen"),
            "\"says \"\"cut\"\", twice\nthen\""
        );
    }
}
