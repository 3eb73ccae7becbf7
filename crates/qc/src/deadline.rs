//! Deadlines in business days: by when fix notes are to be answered. A business day is Monday to Friday on the calendar of a
//! named time zone; there is no table of holidays, for none would be right for every production: who has a holiday sets the
//! days of the policy higher. The day on which answers are asked for does not count, and a deadline is the end of its day,
//! the first instant of the next one, so that clock changes move no deadline into another day. Instants are arguments.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

/// So many business days may be given at most.
pub const MOST_DAYS: u32 = 60;
/// An objection that post dismisses leaves at least so long to answer.
const DAYS_AFTER_DISMISSAL: u32 = 1;

/// By when everything is to be answered, and when to warn of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    pub due_at: DateTime<Utc>,
    /// One business day before.
    pub warn_at: DateTime<Utc>,
}

/// A zone that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time zone; name one as Europe/Berlin or America/Los_Angeles")]
pub struct UnknownZone(pub String);

pub fn zone(name: &str) -> Result<Tz, UnknownZone> {
    name.parse().map_err(|_| UnknownZone(name.to_owned()))
}

/// The end of the `days`th business day after the day of `asked_at`.
pub fn deadline(asked_at: DateTime<Utc>, days: u32, zone: Tz) -> Deadline {
    let mut day = asked_at.with_timezone(&zone).date_naive();
    for _ in 0..days.clamp(1, MOST_DAYS) {
        day = next_business_day(day);
    }
    Deadline {
        due_at: start_of(day_after(day), zone),
        warn_at: start_of(day, zone),
    }
}

/// Whoever objected in good faith still has time to answer when post says that the issue stands.
pub fn after_dismissal(due: Deadline, dismissed_at: DateTime<Utc>, zone: Tz) -> Deadline {
    let least = deadline(dismissed_at, DAYS_AFTER_DISMISSAL, zone);
    if due.due_at < least.due_at { least } else { due }
}

/// An instant on the clocks of a zone, for people: "Wed 13 Jan 2027 00:00 CET".
pub fn in_zone(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %d %b %Y %H:%M %Z").to_string()
}

fn next_business_day(from: NaiveDate) -> NaiveDate {
    let mut day = day_after(from);
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        day = day_after(day);
    }
    day
}

/// The calendar ends in the year 262142; its last day is followed by itself.
fn day_after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// The first instant of a day. Where clocks are set forward at midnight, the day begins when they have been.
fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let steps = (0..=8).map(|quarter| midnight + TimeDelta::minutes(15 * quarter));
    steps
        .filter_map(|at| zone.from_local_datetime(&at).earliest())
        .next()
        .map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;
    use proptest::prelude::*;

    use super::*;

    const ZONES: [&str; 6] = [
        "Europe/Berlin",
        "America/Los_Angeles",
        "America/Sao_Paulo",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
    ];

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn in_berlin(asked: &str, days: u32) -> (String, String) {
        let zone = zone("Europe/Berlin").unwrap();
        let found = deadline(at(asked), days, zone);
        let text = |at: DateTime<Utc>| at.with_timezone(&zone).format("%a %F %H:%M").to_string();
        (text(found.due_at), text(found.warn_at))
    }

    #[test]
    fn two_business_days_after_a_friday_end_with_tuesday() {
        assert_eq!(
            in_berlin("2027-01-08T14:00:00Z", 2),
            ("Wed 2027-01-13 00:00".into(), "Tue 2027-01-12 00:00".into())
        );
    }

    #[test]
    fn what_is_asked_on_a_weekend_counts_from_monday() {
        let saturday = in_berlin("2027-01-09T09:00:00Z", 1);
        assert_eq!(saturday, in_berlin("2027-01-10T20:00:00Z", 1));
        assert_eq!(
            saturday,
            ("Tue 2027-01-12 00:00".into(), "Mon 2027-01-11 00:00".into())
        );
    }

    #[test]
    fn the_zone_decides_which_day_it_is() {
        // Sunday evening in Los Angeles is Monday morning in Auckland.
        let asked = at("2027-01-11T02:00:00Z");
        let in_zone = |name| deadline(asked, 1, zone(name).unwrap()).due_at;
        assert_eq!(in_zone("America/Los_Angeles"), at("2027-01-12T08:00:00Z"));
        assert_eq!(in_zone("Pacific/Auckland"), at("2027-01-12T11:00:00Z"));
    }

    #[test]
    fn a_night_in_which_clocks_change_belongs_to_its_day() {
        // 28 March 2027 is a Sunday of 23 hours in Berlin.
        assert_eq!(
            in_berlin("2027-03-26T12:00:00Z", 1),
            ("Tue 2027-03-30 00:00".into(), "Mon 2027-03-29 00:00".into())
        );
    }

    #[test]
    fn an_instant_is_said_on_the_clocks_of_its_zone() {
        let berlin = zone("Europe/Berlin").unwrap();
        assert_eq!(
            in_zone(at("2027-01-12T23:00:00Z"), berlin),
            "Wed 13 Jan 2027 00:00 CET"
        );
    }

    #[test]
    fn an_unknown_zone_is_named() {
        let refusal = zone("Berlin").unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "\"Berlin\" is not a time zone; name one as Europe/Berlin or America/Los_Angeles"
        );
    }

    #[test]
    fn a_dismissed_objection_leaves_a_day_and_takes_none() {
        let zone = zone("Europe/Berlin").unwrap();
        let due = deadline(at("2027-01-04T10:00:00Z"), 2, zone);
        let early = after_dismissal(due, at("2027-01-05T10:00:00Z"), zone);
        assert_eq!(early, due);
        let late = after_dismissal(due, at("2027-01-08T10:00:00Z"), zone);
        assert_eq!(late, deadline(at("2027-01-08T10:00:00Z"), 1, zone));
    }

    proptest! {
        #[test]
        fn the_days_between_are_as_many_as_the_policy_says(
            minute in 0_i64..(400 * 24 * 60),
            days in 1_u32..=MOST_DAYS,
            zone in prop::sample::select(&ZONES[..]),
        ) {
            let zone = super::zone(zone).unwrap();
            let asked = at("2026-12-01T00:00:00Z") + TimeDelta::minutes(minute);
            let found = deadline(asked, days, zone);
            let mut day = asked.with_timezone(&zone).date_naive();
            let last = (found.due_at - TimeDelta::seconds(1)).with_timezone(&zone).date_naive();
            let mut counted = 0;
            while day < last {
                day = day_after(day);
                counted += u32::from(day.weekday().number_from_monday() <= 5);
            }
            prop_assert_eq!(counted, days);
            prop_assert!(last.weekday().number_from_monday() <= 5);
            let local = found.due_at.with_timezone(&zone);
            prop_assert_eq!((local.hour(), local.minute()), (0, 0));
            prop_assert!(found.warn_at < found.due_at);
            prop_assert!(found.warn_at >= asked - TimeDelta::days(1));
        }

        #[test]
        fn who_is_asked_later_is_due_no_earlier(
            minute in 0_i64..(400 * 24 * 60),
            more in 0_i64..(14 * 24 * 60),
            days in 1_u32..10,
            zone in prop::sample::select(&ZONES[..]),
        ) {
            let zone = super::zone(zone).unwrap();
            let asked = at("2026-12-01T00:00:00Z") + TimeDelta::minutes(minute);
            let earlier = deadline(asked, days, zone);
            let later = deadline(asked + TimeDelta::minutes(more), days, zone);
            prop_assert!(earlier.due_at <= later.due_at);
        }
    }
}
