//! Figures over lengths and counts: middle, upper end, and how evenly work is shared.

use chrono::TimeDelta;
use serde::Serialize;

/// How a length is spread, in hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    pub median_h: f64,
    pub p95_h: f64,
}

impl Spread {
    pub fn of(mut lengths: Vec<TimeDelta>) -> Spread {
        lengths.sort_unstable();
        Spread {
            median_h: hours(at_share(&lengths, 0.5)),
            p95_h: hours(at_share(&lengths, 0.95)),
        }
    }
}

/// The smallest length that so large a share does not exceed.
fn at_share(sorted: &[TimeDelta], share: f64) -> TimeDelta {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    let found = sorted.get(rank.saturating_sub(1).min(sorted.len().saturating_sub(1)));
    found.copied().unwrap_or_default()
}

pub(super) fn hours(length: TimeDelta) -> f64 {
    length.num_seconds() as f64 / 3600.0
}

/// How unevenly so many are shared: 0 when everyone has the same, towards 1 when one has everything (Gini).
pub fn gini(counts: &[usize]) -> f64 {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let (count, total) = (sorted.len() as f64, sorted.iter().sum::<usize>() as f64);
    if total == 0.0 {
        return 0.0;
    }
    let ranked = sorted
        .iter()
        .enumerate()
        .map(|(at, value)| (at + 1) as f64 * *value as f64);
    (2.0 * ranked.sum::<f64>() / (count * total) - (count + 1.0) / count).max(0.0)
}

/// Of so many, in per cent; nothing of nothing is all of it.
pub(super) fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        100.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_upper_end() {
        let spread = Spread::of((1..=100).rev().map(TimeDelta::hours).collect());
        assert_eq!(
            spread,
            Spread {
                median_h: 50.0,
                p95_h: 95.0
            }
        );
        assert_eq!(Spread::of(vec![]), Spread::default());
        assert_eq!(
            Spread::of(vec![TimeDelta::minutes(90)]),
            Spread {
                median_h: 1.5,
                p95_h: 1.5
            }
        );
    }

    #[test]
    fn sharing_evenly_is_nought_and_one_who_has_all_is_nearly_one() {
        assert_eq!(gini(&[4, 4, 4, 4]), 0.0);
        assert_eq!(gini(&[]), 0.0);
        assert!((gini(&[0, 0, 0, 8]) - 0.75).abs() < 1e-9);
        assert!(gini(&[1, 2, 3, 4]) > gini(&[2, 2, 3, 3]));
    }
}
