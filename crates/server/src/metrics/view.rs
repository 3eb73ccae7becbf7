//! Figures as they go over the wire: groups of reports, their shares and spreads. What is said of people is left out for
//! those who answer for a show only.

use std::collections::BTreeMap;

use api::issues::SeverityCounts;
use api::metrics::{AccuracyView, Dimension, FiguresView, MetricGroup, QualityView, ShareView, SpreadView};
use qc::metrics::{Counted, Figures, Severities, Share, Spread, Tally};
use sqlx::PgPool;
use uuid::Uuid;

use super::sql::{self, Name, Report};

/// The reports parted by the dimension, named and in order.
pub(super) async fn groups(
    db: &PgPool,
    by: Dimension,
    reports: &[Report],
    sees_quality: bool,
) -> Result<Vec<MetricGroup>, sqlx::Error> {
    let mut parts: BTreeMap<String, Vec<&Report>> = BTreeMap::new();
    for report in reports {
        parts.entry(key(by, report)).or_default().push(report);
    }
    let ids: Vec<Uuid> = parts.keys().filter_map(|key| key.parse().ok()).collect();
    let names = match by {
        Dimension::Operator => sql::list_operators(db, &ids).await?,
        Dimension::Facility => sql::list_facilities(db, &ids).await?,
        Dimension::Show => sql::list_shows(db, &ids).await?,
        Dimension::Service | Dimension::Month => Vec::new(),
    };
    let mut names: BTreeMap<Uuid, Name> = names.into_iter().map(|name| (name.id, name)).collect();
    let mut groups: Vec<MetricGroup> = parts
        .into_iter()
        .map(|(key, reports)| {
            let name = key.parse().ok().and_then(|id: Uuid| names.remove(&id));
            let (label, facility) = name.map_or((key.clone(), None), |name| (name.name, name.facility));
            let figures = figures_of(reports, sees_quality);
            MetricGroup {
                key,
                label,
                facility,
                figures,
            }
        })
        .collect();
    groups.sort_by_cached_key(|group| (group.label.to_lowercase(), group.key.clone()));
    Ok(groups)
}

fn key(by: Dimension, report: &Report) -> String {
    match by {
        Dimension::Operator => report.operator_id.to_string(),
        Dimension::Facility => report.facility_id.map(|id| id.to_string()).unwrap_or_default(),
        Dimension::Show => report.show_id.to_string(),
        Dimension::Service => report.service.to_string(),
        Dimension::Month => report.submitted_at.format("%Y-%m").to_string(),
    }
}

pub(super) fn figures_of<'a>(
    reports: impl IntoIterator<Item = &'a Report>,
    sees_quality: bool,
) -> FiguresView {
    let counted: Vec<Counted> = reports.into_iter().map(Report::counted).collect();
    figures(&Figures::of(&counted), sees_quality)
}

fn figures(figures: &Figures, sees_quality: bool) -> FiguresView {
    FiguresView {
        reports: signed(figures.reports),
        verified: signed(figures.verified),
        turnaround: spread(figures.turnaround),
        severities: severities(figures.severities),
        titles: signed(figures.titles),
        rounds_per_title: figures.rounds_per_title(),
        redelivered: share(figures.redelivered),
        refused: share(figures.refused),
        quality: sees_quality.then(|| quality(figures)),
    }
}

fn quality(figures: &Figures) -> QualityView {
    QualityView {
        accuracy: accuracy(figures.tally),
        on_time: share(figures.on_time),
        waiting: spread(figures.waiting),
        download: spread(figures.download),
        flags: signed(figures.flags),
        programme_s: signed(figures.programme_s),
        flags_per_hour: figures.flags_per_hour(),
    }
}

pub(crate) fn accuracy(tally: Tally) -> AccuracyView {
    let [accuracy, precision, recall] = [
        tally.accuracy_share(),
        tally.precision_share(),
        tally.recall_share(),
    ]
    .map(share);
    AccuracyView {
        confirmed: signed(tally.confirmed),
        replaced: signed(tally.replaced),
        deleted: signed(tally.deleted),
        added: signed(tally.added),
        accuracy: accuracy.value,
        accuracy_low: accuracy.low,
        accuracy_high: accuracy.high,
        precision: precision.value,
        precision_low: precision.low,
        precision_high: precision.high,
        recall: recall.value,
        recall_low: recall.low,
        recall_high: recall.high,
    }
}

fn share(share: Share) -> ShareView {
    let interval = share.interval();
    ShareView {
        part: signed(share.part),
        whole: signed(share.whole),
        value: share.value(),
        low: interval.low,
        high: interval.high,
    }
}

fn spread(spread: Spread) -> SpreadView {
    SpreadView {
        measured: signed(spread.measured),
        median_s: spread.median_s,
        p90_s: spread.p90_s,
    }
}

pub(super) fn severities(severities: Severities) -> SeverityCounts {
    SeverityCounts {
        blocker: signed(severities.blocker),
        issue: signed(severities.issue),
        fyi: signed(severities.fyi),
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
