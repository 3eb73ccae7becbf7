//! All figures of a group of reports: an operator's, a facility's, a show's, a month's. What one report says is counted
//! from rows; here they are put together. Whoever reads the rows decides which reports belong to the group.

use std::collections::HashMap;

use super::{Share, Spread, Tally};
use crate::id::TitleId;
use crate::severity::Severity;
use crate::sla::SlaClock;

/// What one submitted report says.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    pub title: TitleId,
    pub round: u32,
    pub clock: SlaClock,
    /// How long the work lay in the pool before it was assigned; absent where that was not recorded.
    pub waited_s: Option<i64>,
    /// From assignment to the last file; absent for Cast and Browser.
    pub download_s: Option<i64>,
    /// All zero until verification is submitted.
    pub tally: Tally,
    pub is_verified: bool,
    /// What the operator flagged and did not take back.
    pub flags: u64,
    pub programme_s: u64,
    /// What stands after verification.
    pub severities: Severities,
    /// Production's answers, and those among them that refuse a fix.
    pub refused: Share,
    /// Whether it ended with a redelivery; absent while that is open.
    pub is_redelivered: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Severities {
    pub blocker: u64,
    pub issue: u64,
    pub fyi: u64,
}

impl Severities {
    pub fn add(&mut self, severity: Severity, count: u64) {
        match severity {
            Severity::Blocker => self.blocker += count,
            Severity::Issue => self.issue += count,
            Severity::Fyi => self.fyi += count,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    pub reports: u64,
    pub verified: u64,
    pub tally: Tally,
    pub on_time: Share,
    /// From assignment to the report.
    pub turnaround: Spread,
    pub waiting: Spread,
    pub download: Spread,
    pub flags: u64,
    pub programme_s: u64,
    pub severities: Severities,
    pub redelivered: Share,
    pub refused: Share,
    /// Titles among the reports, and the rounds they have come to in all.
    pub titles: u64,
    pub rounds: u64,
}

impl Figures {
    pub fn of<'a>(reports: impl IntoIterator<Item = &'a Counted>) -> Figures {
        let mut figures = Figures::default();
        let mut rounds: HashMap<TitleId, u32> = HashMap::new();
        let (mut turnaround, mut waiting, mut download) = (Vec::new(), Vec::new(), Vec::new());
        for report in reports {
            figures.count(report);
            turnaround.extend(turnaround_s(&report.clock));
            waiting.extend(report.waited_s);
            download.extend(report.download_s);
            let highest = rounds.entry(report.title).or_default();
            *highest = report.round.max(*highest);
        }
        figures.turnaround = Spread::of(turnaround);
        figures.waiting = Spread::of(waiting);
        figures.download = Spread::of(download);
        figures.titles = rounds.len() as u64;
        figures.rounds = rounds.into_values().map(u64::from).sum();
        figures
    }

    fn count(&mut self, report: &Counted) {
        self.reports += 1;
        self.verified += u64::from(report.is_verified);
        self.tally.add(report.tally);
        if let Some(is_on_time) = report.clock.is_on_time() {
            self.on_time.count(is_on_time);
        }
        self.flags += report.flags;
        self.programme_s += report.programme_s;
        self.severities.add(Severity::Blocker, report.severities.blocker);
        self.severities.add(Severity::Issue, report.severities.issue);
        self.severities.add(Severity::Fyi, report.severities.fyi);
        self.refused.part += report.refused.part;
        self.refused.whole += report.refused.whole;
        if let Some(is_redelivered) = report.is_redelivered {
            self.redelivered.count(is_redelivered);
        }
    }

    /// Absent where the length of no programme is known.
    pub fn flags_per_hour(&self) -> Option<f64> {
        (self.programme_s > 0).then(|| self.flags as f64 * 3600.0 / self.programme_s as f64)
    }

    pub fn rounds_per_title(&self) -> Option<f64> {
        (self.titles > 0).then(|| self.rounds as f64 / self.titles as f64)
    }
}

fn turnaround_s(clock: &SlaClock) -> Option<i64> {
    Some((clock.submitted_at? - clock.assigned_at?).num_seconds())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::*;
    use crate::request::{Priority, Service};

    fn report(title: TitleId, round: u32, hours: i64) -> Counted {
        let assigned: DateTime<Utc> = "2026-03-01T00:00:00Z".parse().unwrap();
        Counted {
            title,
            round,
            clock: SlaClock {
                service: Service::Cast,
                priority: Priority::Standard,
                delivered_at: assigned,
                assigned_at: Some(assigned),
                submitted_at: Some(assigned + TimeDelta::hours(hours)),
                verified_at: None,
                extended: TimeDelta::zero(),
            },
            waited_s: Some(hours * 60),
            download_s: None,
            tally: Tally {
                confirmed: 3,
                added: 1,
                ..Tally::default()
            },
            is_verified: true,
            flags: 3,
            programme_s: 1800,
            severities: Severities {
                issue: 3,
                fyi: 1,
                ..Severities::default()
            },
            refused: Share { part: 1, whole: 3 },
            is_redelivered: (round == 1).then_some(true),
        }
    }

    #[test]
    fn figures_are_sums_of_their_reports() {
        let (a, b) = (TitleId::new(), TitleId::new());
        let figures = Figures::of(&[report(a, 1, 47), report(a, 2, 49), report(b, 1, 10)]);
        assert_eq!((figures.reports, figures.verified), (3, 3));
        assert_eq!(figures.on_time, Share { part: 2, whole: 3 });
        assert_eq!(figures.tally.accuracy(), 0.75);
        assert_eq!(figures.turnaround.median_s, Some(47.0 * 3600.0));
        assert_eq!(figures.waiting.median_s, Some(47.0 * 60.0));
        assert_eq!(figures.download, Spread::default());
        assert_eq!(figures.flags_per_hour(), Some(6.0));
        assert_eq!(figures.rounds_per_title(), Some(1.5));
        assert_eq!(figures.redelivered, Share { part: 2, whole: 2 });
        assert_eq!(figures.refused, Share { part: 3, whole: 9 });
        assert_eq!((figures.severities.issue, figures.severities.fyi), (9, 3));
    }

    #[test]
    fn no_report_says_nothing() {
        let figures = Figures::of(&[]);
        assert_eq!(figures, Figures::default());
        assert_eq!(
            (figures.flags_per_hour(), figures.rounds_per_title()),
            (None, None)
        );
    }
}
