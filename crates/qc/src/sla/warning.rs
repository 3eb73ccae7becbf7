//! Warnings: at 50, 75 and 90 per cent of a clock, and when it is late. Each is said once for each assignment; a look that
//! comes after two thresholds says the higher one only, and an extension brings no lower one back. The server remembers
//! what was said.

use chrono::{DateTime, Utc};

use super::{ClockKind, SlaClock, share};

/// Shares of a clock at which people are warned, in per cent.
pub const WARNINGS_PERCENT: [u32; 3] = [50, 75, 90];

/// The whole clock is used up.
pub const LATE_PERCENT: u32 = 100;

/// From here on those are told too who can do something about it besides the holder.
const WIDER_PERCENT: u32 = 75;

/// A warning that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    pub clock: ClockKind,
    /// 50, 75, 90, or 100 when it is late.
    pub percent: u32,
    /// Since when this clock runs: another assignment is another clock.
    pub running_since: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
}

impl Warning {
    pub fn is_late(&self) -> bool {
        self.percent >= LATE_PERCENT
    }
}

/// Whom a warning is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The operator who holds the request.
    Holder,
    /// The vendor managers of the holder's facility.
    VendorManagers,
    /// Post of the show.
    Post,
    Studio,
}

/// The holder hears of the report's clock, post of the whole; from 75 per cent on their managers too.
pub fn told(clock: ClockKind, percent: u32) -> &'static [Told] {
    match (clock, percent >= WIDER_PERCENT) {
        (ClockKind::Report, false) => &[Told::Holder],
        (ClockKind::Report, true) => &[Told::Holder, Told::VendorManagers],
        (ClockKind::Whole, false) => &[Told::Post],
        (ClockKind::Whole, true) => &[Told::Post, Told::Studio],
    }
}

impl SlaClock {
    /// The highest warning of this clock that is due, if it runs and everything up to `said` has been said.
    pub fn warning(&self, clock: ClockKind, said: Option<u32>, now: DateTime<Utc>) -> Option<Warning> {
        let (running_since, due_at) = self.running(clock)?;
        let used = share(running_since, due_at, now);
        let percent = WARNINGS_PERCENT
            .into_iter()
            .chain([LATE_PERCENT])
            .filter(|percent| used >= *percent)
            // Due is not late yet: a report that comes in its last second is on time.
            .rfind(|percent| *percent < LATE_PERCENT || now > due_at)?;
        said.is_none_or(|said| said < percent).then_some(Warning {
            clock,
            percent,
            running_since,
            due_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::request::{Priority, Service};

    fn clock() -> SlaClock {
        SlaClock {
            service: Service::Cast,
            priority: Priority::Standard,
            delivered_at: at(0),
            assigned_at: Some(at(12)),
            submitted_at: None,
            verified_at: None,
            extended: TimeDelta::zero(),
        }
    }

    /// So many hours after the delivery.
    fn at(hours: i64) -> DateTime<Utc> {
        "2027-03-27T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(hours)
    }

    fn percent(clock: &SlaClock, kind: ClockKind, said: Option<u32>, now: DateTime<Utc>) -> Option<u32> {
        clock.warning(kind, said, now).map(|warning| warning.percent)
    }

    #[test]
    fn each_threshold_is_said_once_and_in_order() {
        let clock = clock();
        let mut said = None;
        let mut order = Vec::new();
        for minute in 0..80 * 60 {
            let now = at(12) + TimeDelta::minutes(minute);
            if let Some(percent) = percent(&clock, ClockKind::Report, said, now) {
                order.push((percent, minute));
                said = Some(percent);
            }
        }
        assert_eq!(order, [(50, 1440), (75, 2160), (90, 2592), (100, 2881)]);
    }

    #[test]
    fn a_look_after_two_thresholds_says_the_higher_one_only() {
        let clock = clock();
        let now = at(12 + 44);
        assert_eq!(percent(&clock, ClockKind::Report, None, now), Some(90));
        assert_eq!(percent(&clock, ClockKind::Report, Some(90), now), None);
    }

    #[test]
    fn an_extension_brings_no_lower_warning_back() {
        let mut clock = clock();
        let now = at(12 + 44);
        clock.extended = TimeDelta::hours(48);
        assert_eq!(percent(&clock, ClockKind::Report, Some(90), now), None);
        assert_eq!(
            percent(&clock, ClockKind::Report, Some(90), at(12 + 97)),
            Some(LATE_PERCENT)
        );
    }

    #[test]
    fn nobody_is_warned_of_a_clock_that_does_not_run() {
        let mut clock = clock();
        clock.assigned_at = None;
        assert_eq!(percent(&clock, ClockKind::Report, None, at(200)), None);
        assert_eq!(percent(&clock, ClockKind::Whole, None, at(200)), Some(100));
        clock.verified_at = Some(at(100));
        assert_eq!(percent(&clock, ClockKind::Whole, None, at(200)), None);
    }

    #[test]
    fn managers_are_told_from_75_per_cent() {
        assert_eq!(told(ClockKind::Report, 50), [Told::Holder]);
        assert_eq!(told(ClockKind::Report, 75), [Told::Holder, Told::VendorManagers]);
        assert_eq!(told(ClockKind::Whole, 50), [Told::Post]);
        assert_eq!(told(ClockKind::Whole, LATE_PERCENT), [Told::Post, Told::Studio]);
    }
}
