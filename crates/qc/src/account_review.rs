//! The quarterly review of accounts: which quarter a day belongs to, when a review is due, when it is called to mind. An
//! account that is older than the quarter is confirmed or ended by a named administrator.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use crate::words::words;

words! {
    /// What an administrator decides of an account.
    ReviewDecision {
        Confirmed = "confirmed",
        Ended = "ended",
    }
}

words! {
    /// What the facility's own manager says of it.
    ManagerWord {
        StillWithUs = "still_with_us",
        Left = "left",
    }
}

/// So long the studio has for one review.
pub const DUE_AFTER: TimeDelta = TimeDelta::days(21);
/// So often an open review is called to mind.
pub const REMIND_EVERY: TimeDelta = TimeDelta::days(7);

/// "2027-Q1"
pub fn quarter_of(at: DateTime<Utc>) -> String {
    format!("{}-Q{}", at.year(), at.month0() / 3 + 1)
}

/// The quarter's first instant.
pub fn quarter_begins(at: DateTime<Utc>) -> DateTime<Utc> {
    let month = at.month0() / 3 * 3 + 1;
    chrono::NaiveDate::from_ymd_opt(at.year(), month, 1)
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .map_or(at, |begins| begins.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_three_months() {
        for (at, quarter, begins) in [
            ("2027-01-01T00:00:00Z", "2027-Q1", "2027-01-01T00:00:00Z"),
            ("2027-03-31T23:59:59Z", "2027-Q1", "2027-01-01T00:00:00Z"),
            ("2027-04-01T00:00:00Z", "2027-Q2", "2027-04-01T00:00:00Z"),
            ("2027-12-31T23:59:59Z", "2027-Q4", "2027-10-01T00:00:00Z"),
        ] {
            let at: DateTime<Utc> = at.parse().unwrap();
            assert_eq!(quarter_of(at), quarter);
            assert_eq!(quarter_begins(at), begins.parse::<DateTime<Utc>>().unwrap());
        }
    }
}
