//! Figures as a table: one row for each group, and one for all of them together. Shares stand beside their counts and
//! intervals; lengths are seconds.

use api::metrics::{FiguresView, MetricsView, QualityView, ShareView};

use crate::csv::Csv;

const HEAD: [&str; 36] = [
    "By",
    "Name",
    "Facility",
    "Reports",
    "Verified",
    "Confirmed",
    "Replaced",
    "Deleted",
    "Missed",
    "Accuracy",
    "Accuracy low",
    "Accuracy high",
    "Precision",
    "Precision low",
    "Precision high",
    "Recall",
    "Recall low",
    "Recall high",
    "On time",
    "On time of",
    "On time low",
    "On time high",
    "Turnaround median (s)",
    "Turnaround 90 % (s)",
    "Waiting median (s)",
    "Download median (s)",
    "Flags",
    "Flags per programme hour",
    "Blockers",
    "Issues",
    "FYI",
    "Titles",
    "Rounds per title",
    "Redelivered",
    "Redelivered of",
    "Creative Intent or Best Possible",
];

pub(super) fn write(metrics: &MetricsView) -> Csv {
    let by = metrics.by.as_str();
    let mut csv = Csv::new(HEAD);
    for group in &metrics.groups {
        let facility = group.facility.clone().unwrap_or_default();
        csv.push(row(
            [by.to_owned(), group.label.clone(), facility],
            &group.figures,
        ));
    }
    csv.push(row(["all", "", ""].map(str::to_owned), &metrics.total));
    csv
}

fn row([by, name, facility]: [String; 3], figures: &FiguresView) -> [String; 36] {
    let quality = figures.quality.as_ref();
    let of = |value: fn(&QualityView) -> String| quality.map(value).unwrap_or_default();
    let on_time = |value: fn(&ShareView) -> String| {
        quality
            .map(|quality| known(&quality.on_time, value))
            .unwrap_or_default()
    };
    [
        by,
        name,
        facility,
        figures.reports.to_string(),
        figures.verified.to_string(),
        of(|quality| quality.accuracy.confirmed.to_string()),
        of(|quality| quality.accuracy.replaced.to_string()),
        of(|quality| quality.accuracy.deleted.to_string()),
        of(|quality| quality.accuracy.added.to_string()),
        of(|quality| decimal(quality.accuracy.accuracy)),
        of(|quality| decimal(quality.accuracy.accuracy_low)),
        of(|quality| decimal(quality.accuracy.accuracy_high)),
        of(|quality| decimal(quality.accuracy.precision)),
        of(|quality| decimal(quality.accuracy.precision_low)),
        of(|quality| decimal(quality.accuracy.precision_high)),
        of(|quality| decimal(quality.accuracy.recall)),
        of(|quality| decimal(quality.accuracy.recall_low)),
        of(|quality| decimal(quality.accuracy.recall_high)),
        on_time(|share| share.part.to_string()),
        on_time(|share| share.whole.to_string()),
        on_time(|share| decimal(share.low)),
        on_time(|share| decimal(share.high)),
        seconds(figures.turnaround.median_s),
        seconds(figures.turnaround.p90_s),
        of(|quality| seconds(quality.waiting.median_s)),
        of(|quality| seconds(quality.download.median_s)),
        of(|quality| quality.flags.to_string()),
        of(|quality| quality.flags_per_hour.map(decimal).unwrap_or_default()),
        figures.severities.blocker.to_string(),
        figures.severities.issue.to_string(),
        figures.severities.fyi.to_string(),
        figures.titles.to_string(),
        figures.rounds_per_title.map(decimal).unwrap_or_default(),
        figures.redelivered.part.to_string(),
        figures.redelivered.whole.to_string(),
        known(&figures.refused, |share| {
            format!("{} of {}", share.part, share.whole)
        }),
    ]
}

/// A share of nothing says nothing.
fn known(share: &ShareView, value: fn(&ShareView) -> String) -> String {
    if share.whole == 0 {
        String::new()
    } else {
        value(share)
    }
}

fn decimal(value: f64) -> String {
    format!("{value:.4}")
}

fn seconds(value: Option<f64>) -> String {
    value.map(|value| format!("{value:.0}")).unwrap_or_default()
}
