//! Breaks: somebody says "not now". Nothing is served to them meanwhile, they take nothing and nobody gives them anything. A
//! break ends at its time, or when its person says so.

use chrono::{DateTime, TimeDelta, Utc};

/// A break that is longer than this is an absence: the studio sets the account to rest instead.
pub const LONGEST: TimeDelta = TimeDelta::days(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BreakRefused {
    #[error("choose a time that is still to come")]
    Past,
    #[error("a break is at most 60 days long; for a longer absence ask the studio")]
    TooLong,
}

/// Whether a break may last until then; without an end it lasts until its person comes back.
pub fn check(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), BreakRefused> {
    match until {
        Some(until) if until <= now => Err(BreakRefused::Past),
        Some(until) if until - now > LONGEST => Err(BreakRefused::TooLong),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_lies_ahead_and_is_no_absence() {
        let now: DateTime<Utc> = "2026-05-04T08:00:00Z".parse().unwrap();
        assert_eq!(check(None, now), Ok(()));
        assert_eq!(check(Some(now + TimeDelta::minutes(20)), now), Ok(()));
        assert_eq!(check(Some(now), now), Err(BreakRefused::Past));
        assert_eq!(check(Some(now + LONGEST), now), Ok(()));
        assert_eq!(
            check(Some(now + LONGEST + TimeDelta::seconds(1)), now),
            Err(BreakRefused::TooLong)
        );
    }
}
