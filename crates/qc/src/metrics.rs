//! The measures of an operator's work, from the verdicts on their reports. C confirmed (a lowered severity counts as
//! confirmed), E replaced, D deleted, M missed and added by the verifier. Counted when read, never stored.

use crate::verification::VerdictKind;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub confirmed: u64,
    pub replaced: u64,
    pub deleted: u64,
    pub added: u64,
}

/// A share with the interval in which the true one lies at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Tally {
    pub fn of(verdicts: impl IntoIterator<Item = VerdictKind>) -> Tally {
        let mut tally = Tally::default();
        for verdict in verdicts {
            tally.count(verdict);
        }
        tally
    }

    pub fn count(&mut self, verdict: VerdictKind) {
        match verdict {
            VerdictKind::Confirmed | VerdictKind::SeverityLowered => self.confirmed += 1,
            VerdictKind::Replaced => self.replaced += 1,
            VerdictKind::Deleted => self.deleted += 1,
            VerdictKind::Added => self.added += 1,
        }
    }

    /// C / (C + E + D + M). A report with nothing to find and nothing flagged is wholly right.
    pub fn accuracy(self) -> f64 {
        share(
            self.confirmed,
            self.confirmed + self.replaced + self.deleted + self.added,
        )
    }

    /// Of what was flagged, the part that was right.
    pub fn precision(self) -> f64 {
        share(self.confirmed, self.confirmed + self.replaced + self.deleted)
    }

    /// Of what was there, the part that was flagged rightly.
    pub fn recall(self) -> f64 {
        share(self.confirmed, self.confirmed + self.replaced + self.added)
    }

    pub fn accuracy_interval(self) -> Interval {
        wilson(
            self.confirmed,
            self.confirmed + self.replaced + self.deleted + self.added,
        )
    }
}

/// Reports handed in by their due time, extensions counted, of all handed in; in per cent.
pub fn on_time_percent(on_time: u64, submitted: u64) -> f64 {
    share(on_time, submitted) * 100.0
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// Wilson's score interval at 95 %: honest for few issues, where the plain share is not.
pub fn wilson(part: u64, whole: u64) -> Interval {
    if whole == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    const Z: f64 = 1.959_963_984_540_054;
    let n = whole as f64;
    let p = part as f64 / n;
    let centre = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Interval {
        low: ((centre - spread) / scale).max(0.0),
        high: ((centre + spread) / scale).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_lowered_severity_does_not_count_against_the_operator() {
        use VerdictKind::*;
        let tally = Tally::of([Confirmed, SeverityLowered, Replaced, Deleted, Added]);
        assert_eq!(
            tally,
            Tally {
                confirmed: 2,
                replaced: 1,
                deleted: 1,
                added: 1
            }
        );
        assert_eq!(tally.accuracy(), 0.4);
        assert_eq!(tally.precision(), 0.5);
        assert_eq!(tally.recall(), 0.5);
        assert_eq!(Tally::of([Confirmed, SeverityLowered]).accuracy(), 1.0);
    }

    #[test]
    fn nothing_flagged_and_nothing_missed_is_right() {
        assert_eq!(Tally::default().accuracy(), 1.0);
        assert_eq!(Tally::of([VerdictKind::Added]).accuracy(), 0.0);
        assert_eq!(on_time_percent(0, 0), 100.0);
        assert_eq!(on_time_percent(3, 4), 75.0);
    }

    #[test]
    fn wilson_agrees_with_published_values() {
        let interval = wilson(9, 10);
        assert!(
            (interval.low - 0.5958).abs() < 1e-4 && (interval.high - 0.9821).abs() < 1e-4,
            "{interval:?}"
        );
        let sure = wilson(10, 10);
        assert!(
            (sure.low - 0.7225).abs() < 1e-4 && sure.high > 0.999_999,
            "{sure:?}"
        );
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_share(part in 0u64..1000, more in 0u64..1000) {
            let whole = part + more;
            let interval = wilson(part, whole);
            let p = share(part, whole);
            prop_assert!(interval.low >= 0.0 && interval.high <= 1.0);
            prop_assert!(interval.low <= p + 1e-12 && p <= interval.high + 1e-12);
        }
    }
}
