//! How long something took, over many reports: the median, and the time within which nine of ten were done. Between two
//! values the quantile lies in proportion, as `percentile_cont` of SQL has it.

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// How many reports it was measured on.
    pub measured: u64,
    /// Absent when nothing was measured.
    pub median_s: Option<f64>,
    pub p90_s: Option<f64>,
}

impl Spread {
    pub fn of(seconds: impl IntoIterator<Item = i64>) -> Spread {
        let mut sorted: Vec<i64> = seconds.into_iter().collect();
        sorted.sort_unstable();
        Spread {
            measured: sorted.len() as u64,
            median_s: quantile(&sorted, 0.5),
            p90_s: quantile(&sorted, 0.9),
        }
    }
}

fn quantile(sorted: &[i64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share * last as f64;
    let (below, rest) = (place.floor() as usize, place.fract());
    let low = *sorted.get(below)? as f64;
    let high = *sorted.get(below + 1).unwrap_or(sorted.last()?) as f64;
    Some(low + (high - low) * rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_in_proportion_between_two_values() {
        let spread = Spread::of([40, 10, 30, 20]);
        assert_eq!((spread.measured, spread.median_s), (4, Some(25.0)));
        assert!((spread.p90_s.unwrap() - 37.0).abs() < 1e-9, "{spread:?}");
        assert_eq!(Spread::of([7]).p90_s, Some(7.0));
        assert_eq!(Spread::of([]), Spread::default());
    }
}
