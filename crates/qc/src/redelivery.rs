//! Redeliveries as they are asked for and promised: when one is due, by when production expects it and why then, and where an
//! earlier issue stands on its timeline. What the packages hold is not known here.

use chrono::{DateTime, TimeDelta, Utc};

use crate::words::words;

words! {
    /// Why a redelivery is expected when it is.
    EstimateReason {
        Scheduled = "scheduled",
        FixInProgress = "fix_in_progress",
        WaitsForVendor = "waits_for_vendor",
        WaitsForMaterial = "waits_for_material",
        Remix = "remix",
        RenderOrTransfer = "render_or_transfer",
        Other = "other",
    }
}

words! {
    /// What became of an issue's frames in a later delivery.
    PlaceFate {
        /// The same frames at the same place.
        Unmoved = "unmoved",
        /// The same frames at another place.
        Moved = "moved",
        /// The same frames, no longer next to each other.
        Split = "split",
        /// Some of its frames are new.
        PartlyReplaced = "partly_replaced",
        /// All of its frames are new.
        Replaced = "replaced",
        /// Its frames are gone; the place is the cut.
        Cut = "cut",
        /// There is no picture to compare: the place is the old one.
        NotCompared = "not_compared",
    }
}

/// A redelivery is due so many days ahead at most.
pub const LATEST_DUE: TimeDelta = TimeDelta::days(366);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DueRefused {
    #[error("say by when; no policy of this show gives a default")]
    Missing,
    #[error("this time has passed")]
    Past,
    #[error("this is more than a year ahead")]
    TooFar,
}

/// The due time of a redelivery: as given, else so many days from now as the policy says.
pub fn due_at(
    given: Option<DateTime<Utc>>,
    policy_days: Option<u32>,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, DueRefused> {
    let by_policy = policy_days.map(|days| now + TimeDelta::days(i64::from(days)));
    let due = given.or(by_policy).ok_or(DueRefused::Missing)?;
    check_ahead(due, now).map(|()| due)
}

/// A time that production or post names lies ahead, and not too far.
pub fn check_ahead(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), DueRefused> {
    if at <= now {
        Err(DueRefused::Past)
    } else if at > now + LATEST_DUE {
        Err(DueRefused::TooFar)
    } else {
        Ok(())
    }
}

/// An estimate that says nothing of its own needs words.
pub fn needs_note(reason: EstimateReason) -> bool {
    reason == EstimateReason::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_due_time_is_given_or_of_the_policy_and_lies_ahead() {
        let now = at("2027-01-05T10:00:00Z");
        assert_eq!(due_at(None, None, now), Err(DueRefused::Missing));
        assert_eq!(due_at(None, Some(7), now), Ok(at("2027-01-12T10:00:00Z")));
        let given = at("2027-01-06T10:00:00Z");
        assert_eq!(due_at(Some(given), Some(7), now), Ok(given));
        assert_eq!(due_at(Some(now), None, now), Err(DueRefused::Past));
        let far = at("2028-02-01T00:00:00Z");
        assert_eq!(due_at(Some(far), None, now), Err(DueRefused::TooFar));
    }

    #[test]
    fn only_another_reason_needs_words() {
        let wordy = EstimateReason::ALL.iter().filter(|reason| needs_note(**reason));
        assert_eq!(wordy.collect::<Vec<_>>(), [&EstimateReason::Other]);
    }
}
