//! A report as a table: one row for each issue.

use api::issues::IssueView;
use api::requests::ReportView;

use crate::csv::Csv;

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

pub fn write(report: &ReportView) -> Csv {
    let mut csv = Csv::new(HEAD);
    for issue in &report.issues {
        csv.push(cells(report, issue));
    }
    csv
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
