//! A report as a table: one row for each issue.

use api::issues::IssueView;
use api::requests::{ReportView, StopView};

use crate::csv::Csv;

const HEAD: [&str; 21] = [
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
    "Now at",
    "QC stopped",
    "Not reviewed",
];

pub fn write(report: &ReportView) -> Csv {
    let mut csv = Csv::new(HEAD);
    for issue in &report.issues {
        csv.push(cells(report, issue));
    }
    csv
}

fn cells(report: &ReportView, issue: &IssueView) -> [String; 21] {
    let request = &report.request.row;
    let tasks: Vec<&str> = issue.tasks.iter().map(|task| task.label()).collect();
    let note = issue.fix_note.as_ref();
    let stop = report.request.stop.as_ref();
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
        now_at(report, issue),
        stop.map(stopped).unwrap_or_default(),
        stop.map(|stop| stop.not_reviewed.clone()).unwrap_or_default(),
    ]
}

/// Where an issue of an earlier delivery stands on the timeline of this one.
fn now_at(report: &ReportView, issue: &IssueView) -> String {
    let is_here = |id| report.request.deliveries.iter().any(|delivery| delivery.id == id);
    let place = issue.places.iter().find(|place| is_here(place.delivery_id));
    place.map_or_else(String::new, |place| {
        format!("{} – {} ({})", place.in_timecode, place.out_timecode, place.fate)
    })
}

/// "Issue 3 at 00:00:02:02: no picture after this; seen: SDR to 00:00:02:10"
fn stopped(stop: &StopView) -> String {
    let seen: Vec<String> = stop
        .seen
        .iter()
        .map(|stream| match &stream.last_timecode {
            Some(last) => format!("{} to {last}", stream.kind.label()),
            None => format!("{} not at all", stream.kind.label()),
        })
        .collect();
    let seen = if seen.is_empty() {
        String::new()
    } else {
        format!("; seen: {}", seen.join(", "))
    };
    format!(
        "Issue {} at {}: {}{seen}",
        stop.issue_number, stop.in_timecode, stop.note
    )
}
