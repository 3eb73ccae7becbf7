//! Hours of a day on a wall, `09:00-17:30`, and the instants that they are in a zone. A shift that ends before it begins goes
//! on until the next day.

use std::str::FromStr;

use anyhow::{Context, bail};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use qc::simulation::Shift;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    from: NaiveTime,
    until: NaiveTime,
}

impl FromStr for Hours {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Hours, anyhow::Error> {
        let (from, until) = text
            .split_once('-')
            .with_context(|| format!("{text:?} is not a time and a time: write 09:00-17:30"))?;
        let time = |part: &str| {
            NaiveTime::parse_from_str(part.trim(), "%H:%M")
                .with_context(|| format!("{part:?} is no time of day: write 09:00-17:30"))
        };
        let hours = Hours {
            from: time(from)?,
            until: time(until)?,
        };
        if hours.from == hours.until {
            bail!("{text:?} has no length");
        }
        Ok(hours)
    }
}

impl Hours {
    /// On each day that begins between the two instants, as the wall of this zone shows them.
    pub fn windows(
        self,
        zone: Tz,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        weekends: bool,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let first = from.with_timezone(&zone).date_naive();
        let days = (0..).map_while(|day| first.checked_add_days(Days::new(day)));
        let days = days.take_while(|day| instant(zone, *day, self.from) < until);
        let is_worked = |day: &NaiveDate| weekends || !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        days.filter(is_worked)
            .filter_map(|day| {
                let last = if self.until <= self.from {
                    day.succ_opt()?
                } else {
                    day
                };
                Some((instant(zone, day, self.from), instant(zone, last, self.until)))
            })
            .filter(|(begins, ends)| *begins >= from && begins < ends)
            .collect()
    }

    pub fn shifts(self, zone: Tz, from: DateTime<Utc>, until: DateTime<Utc>, weekends: bool) -> Vec<Shift> {
        let windows = self.windows(zone, from, until, weekends).into_iter();
        windows.map(|(from, until)| Shift { from, until }).collect()
    }
}

/// A time that the wall shows twice is the first of the two; one that it leaps over is an hour later.
fn instant(zone: Tz, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let wall = day.and_time(time);
    let found = zone.from_local_datetime(&wall).earliest();
    let leapt = || zone.from_local_datetime(&(wall + TimeDelta::hours(1))).earliest();
    found
        .or_else(leapt)
        .map_or_else(|| wall.and_utc(), |at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn hours_are_those_of_the_wall_on_both_sides_of_a_clock_change() {
        let hours: Hours = "09:00-17:00".parse().unwrap();
        let shifts = hours.shifts(
            chrono_tz::Europe::Berlin,
            at("2027-03-26T00:00:00Z"),
            at("2027-03-30T00:00:00Z"),
            false,
        );
        // Friday in winter time, Monday in summer time; no weekend.
        let begins: Vec<String> = shifts.iter().map(|shift| shift.from.to_rfc3339()).collect();
        assert_eq!(begins, ["2027-03-26T08:00:00+00:00", "2027-03-29T07:00:00+00:00"]);
    }

    #[test]
    fn a_night_ends_on_the_next_day() {
        let hours: Hours = "22:00-06:00".parse().unwrap();
        let shifts = hours.shifts(
            Tz::UTC,
            at("2027-03-01T00:00:00Z"),
            at("2027-03-02T00:00:00Z"),
            true,
        );
        assert_eq!(shifts.len(), 1);
        assert_eq!((shifts[0].until - shifts[0].from).num_hours(), 8);
    }

    #[test]
    fn what_is_no_time_is_refused_with_an_example() {
        for text in ["nine to five", "09:00", "9-25:00", "09:00-09:00"] {
            assert!(text.parse::<Hours>().is_err(), "{text}");
        }
    }
}
