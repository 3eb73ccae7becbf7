//! The clocks: 48 hours for a report, 24 in a rush, from assignment; five days for the whole, from successful delivery.
//! Weekends and holidays count; instants are UTC, so that 48 hours are 172,800 seconds whatever clocks on walls do. A hold
//! stops no clock: the guide knows no pause, and an open ticket is a ground for an extension instead. Extensions are rows; the
//! original due time stays. Everything is derived when read; `now` is an argument and comes from the database. Who is warned of
//! which clock stands in `warning`, more time in `extension`, how many will be late in `forecast`.

mod extension;
mod forecast;
mod warning;

use chrono::{DateTime, TimeDelta, Utc};

use crate::request::{Priority, Service};
use crate::words::words;

pub use extension::{
    AskedExtensionState, ExtensionGround, ExtensionRefused, LIMIT_EXTENSION_H, check_extension,
};
pub use forecast::{Forecast, ForecastDay, OpenWork, forecast};
pub use warning::{LATE_PERCENT, Told, WARNINGS_PERCENT, Warning, told};

words! {
    /// The two clocks of a request.
    ClockKind {
        /// From assignment to the report.
        Report = "report",
        /// From successful delivery to the end of verification.
        Whole = "whole",
    }
}

words! {
    /// How a clock stands.
    Bucket {
        /// Late, or at 90 % and more of its time.
        Critical = "critical",
        /// At 75 % and more.
        AtRisk = "at_risk",
        OnTrack = "on_track",
    }
}

/// From successful delivery to the end of verification, preparation included.
pub const WHOLE: TimeDelta = TimeDelta::hours(120);

/// From assignment to the report, download included. Browser QC has no rush clock: none is stated for it.
pub fn report_time(service: Service, priority: Priority) -> TimeDelta {
    match (service, priority) {
        (Service::Download | Service::Cast, Priority::Rush) => TimeDelta::hours(24),
        (Service::Download | Service::Cast, Priority::Standard) | (Service::Browser, _) => {
            TimeDelta::hours(48)
        }
    }
}

/// What the clocks of one request are derived from.
#[derive(Clone, Copy, Debug)]
pub struct SlaClock {
    pub service: Service,
    pub priority: Priority,
    pub delivered_at: DateTime<Utc>,
    /// When the present operator got it.
    pub assigned_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub verified_at: Option<DateTime<Utc>>,
    /// The sum of all extensions granted.
    pub extended: TimeDelta,
}

impl SlaClock {
    /// When the report is due without extensions; absent while nobody holds the request.
    pub fn original_due_at(&self) -> Option<DateTime<Utc>> {
        later(self.assigned_at?, report_time(self.service, self.priority))
    }

    pub fn report_due_at(&self) -> Option<DateTime<Utc>> {
        later(self.original_due_at()?, self.extended)
    }

    pub fn whole_due_at(&self) -> DateTime<Utc> {
        later(self.original_whole_due_at(), self.extended).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// When the whole is due without extensions.
    pub fn original_whole_due_at(&self) -> DateTime<Utc> {
        later(self.delivered_at, WHOLE).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The time by which the pool is ordered: the report's when someone holds it, else the whole.
    pub fn due_at(&self) -> DateTime<Utc> {
        match (self.submitted_at, self.report_due_at()) {
            (None, Some(due)) => due.min(self.whole_due_at()),
            _ => self.whole_due_at(),
        }
    }

    /// The share of the clock that runs now that is used up; over 100 is late. The worse of the two counts.
    pub fn used_percent(&self, now: DateTime<Utc>) -> u32 {
        let whole = share(
            self.delivered_at,
            self.whole_due_at(),
            self.verified_at.unwrap_or(now),
        );
        let report = self
            .running(ClockKind::Report)
            .map_or(0, |(from, due)| share(from, due, now));
        whole.max(report)
    }

    /// From when to when this clock runs; absent when nobody holds the request, or what it is about is done.
    pub fn running(&self, clock: ClockKind) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        match clock {
            ClockKind::Report if self.submitted_at.is_none() => {
                Some((self.assigned_at?, self.report_due_at()?))
            }
            ClockKind::Whole if self.verified_at.is_none() => Some((self.delivered_at, self.whole_due_at())),
            ClockKind::Report | ClockKind::Whole => None,
        }
    }

    pub fn bucket(&self, now: DateTime<Utc>) -> Bucket {
        match self.used_percent(now) {
            90.. => Bucket::Critical,
            75.. => Bucket::AtRisk,
            _ => Bucket::OnTrack,
        }
    }

    /// Whether the report came in time; absent before it is submitted.
    pub fn is_on_time(&self) -> Option<bool> {
        Some(self.submitted_at? <= self.report_due_at()?)
    }
}

fn later(from: DateTime<Utc>, by: TimeDelta) -> Option<DateTime<Utc>> {
    from.checked_add_signed(by)
}

fn share(from: DateTime<Utc>, due: DateTime<Utc>, at: DateTime<Utc>) -> u32 {
    let whole_s = (due - from).num_seconds().max(1);
    let used_s = (at - from).num_seconds().max(0);
    u32::try_from(used_s.saturating_mul(100) / whole_s).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn clock(service: Service, priority: Priority) -> SlaClock {
        SlaClock {
            service,
            priority,
            delivered_at: at("2026-03-28T00:00:00Z"),
            assigned_at: Some(at("2026-03-28T12:00:00Z")),
            submitted_at: None,
            verified_at: None,
            extended: TimeDelta::zero(),
        }
    }

    #[test]
    fn forty_eight_hours_are_172_800_seconds_across_a_clock_change() {
        let clock = clock(Service::Cast, Priority::Standard);
        let due = clock.report_due_at().unwrap();
        assert_eq!((due - clock.assigned_at.unwrap()).num_seconds(), 172_800);
        assert_eq!(due, at("2026-03-30T12:00:00Z"));
    }

    #[test]
    fn rush_halves_download_and_cast_but_not_browser() {
        assert_eq!(
            report_time(Service::Download, Priority::Rush),
            TimeDelta::hours(24)
        );
        assert_eq!(report_time(Service::Cast, Priority::Rush), TimeDelta::hours(24));
        assert_eq!(
            report_time(Service::Browser, Priority::Rush),
            TimeDelta::hours(48)
        );
    }

    #[test]
    fn an_extension_moves_the_due_time_and_leaves_the_original() {
        let mut clock = clock(Service::Download, Priority::Standard);
        clock.extended = TimeDelta::hours(24);
        assert_eq!(clock.original_due_at(), Some(at("2026-03-30T12:00:00Z")));
        assert_eq!(clock.report_due_at(), Some(at("2026-03-31T12:00:00Z")));
        clock.submitted_at = Some(at("2026-03-31T12:00:00Z"));
        assert_eq!(clock.is_on_time(), Some(true));
        clock.submitted_at = Some(at("2026-03-31T12:00:01Z"));
        assert_eq!(clock.is_on_time(), Some(false));
    }

    #[test]
    fn buckets_turn_at_75_and_90_per_cent() {
        let clock = clock(Service::Cast, Priority::Standard);
        assert_eq!(clock.bucket(at("2026-03-29T12:00:00Z")), Bucket::OnTrack);
        assert_eq!(clock.bucket(at("2026-03-30T00:00:00Z")), Bucket::AtRisk);
        assert_eq!(clock.bucket(at("2026-03-30T07:12:00Z")), Bucket::Critical);
        assert_eq!(clock.bucket(at("2026-04-09T00:00:00Z")), Bucket::Critical);
    }

    #[test]
    fn the_five_days_run_while_nobody_holds_it() {
        let mut clock = clock(Service::Browser, Priority::Standard);
        clock.assigned_at = None;
        assert_eq!(clock.whole_due_at(), at("2026-04-02T00:00:00Z"));
        assert_eq!(clock.bucket(at("2026-04-01T13:00:00Z")), Bucket::Critical);
    }
}
