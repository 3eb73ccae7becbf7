//! A part of a whole, as counted, with the interval in which the true share lies. A share of nothing is whole: nothing to
//! find and nothing flagged is right.

/// A share with the interval in which the true one lies at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub part: u64,
    pub whole: u64,
}

impl Share {
    /// Counts one more case.
    pub fn count(&mut self, is_part: bool) {
        self.part += u64::from(is_part);
        self.whole += 1;
    }

    pub fn value(self) -> f64 {
        if self.whole == 0 {
            1.0
        } else {
            self.part as f64 / self.whole as f64
        }
    }

    pub fn interval(self) -> Interval {
        wilson(self.part, self.whole)
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

    #[test]
    fn a_share_of_nothing_is_whole_and_wholly_uncertain() {
        let nothing = Share::default();
        assert_eq!(nothing.value(), 1.0);
        assert_eq!(nothing.interval(), Interval { low: 0.0, high: 1.0 });
        let mut share = Share::default();
        share.count(true);
        share.count(false);
        assert_eq!((share, share.value()), (Share { part: 1, whole: 2 }, 0.5));
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_share(part in 0u64..1000, more in 0u64..1000) {
            let share = Share { part, whole: part + more };
            let interval = share.interval();
            let p = share.value();
            prop_assert!(interval.low >= 0.0 && interval.high <= 1.0);
            prop_assert!(interval.low <= p + 1e-12 && p <= interval.high + 1e-12);
        }
    }
}
