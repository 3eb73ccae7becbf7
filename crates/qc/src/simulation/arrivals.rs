//! Deliveries as they come in: streams of so many a day, at the hours at which post delivers, with a share of rush. Drawn
//! from the seed, so that every policy meets the same month.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Arrival;
use crate::id::ShowId;
use crate::request::{Priority, Service};
use crate::task::TaskPlan;

/// One kind of delivery of one show.
#[derive(Clone, Debug)]
pub struct Stream {
    pub name: String,
    pub show: ShowId,
    pub language: String,
    pub service: Service,
    pub tasks: Vec<TaskPlan>,
    pub per_day: f64,
    /// Of all, 0 to 1.
    pub rush_share: f64,
    pub programme: TimeDelta,
    pub redelivery_share: f64,
    pub redelivery_after: TimeDelta,
    /// When deliveries come, in order: the windows of each day.
    pub windows: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

/// The deliveries of all streams, the earliest first.
pub fn arrivals(streams: &[Stream], seed: u64) -> Vec<Arrival> {
    let mut all: Vec<Arrival> = streams
        .iter()
        .enumerate()
        .flat_map(|(at, stream)| of_stream(stream, seed.wrapping_add(at as u64 * 7919)))
        .collect();
    all.sort_by(|one, two| (one.at, &one.name).cmp(&(two.at, &two.name)));
    all
}

/// In each window so many as a day brings, at times that know nothing of each other.
fn of_stream(stream: &Stream, seed: u64) -> Vec<Arrival> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut out = Vec::new();
    for (from, until) in &stream.windows {
        let length_s = (*until - *from).num_seconds().max(1);
        for _ in 0..count(stream.per_day, &mut random) {
            let at = *from + TimeDelta::seconds(random.random_range(0..length_s));
            let number = out.len() + 1;
            out.push(Arrival {
                at,
                name: format!("{} {number}", stream.name),
                show: stream.show,
                language: stream.language.clone(),
                service: stream.service,
                priority: match random.random_bool(stream.rush_share.clamp(0.0, 1.0)) {
                    true => Priority::Rush,
                    false => Priority::Standard,
                },
                tasks: stream.tasks.clone(),
                programme: stream.programme,
                redelivery_share: stream.redelivery_share,
                redelivery_after: stream.redelivery_after,
                kept_for: None,
                round: 1,
            });
        }
    }
    out
}

/// A number around the mean: the sum of waits at random reaches one day (Poisson).
fn count(mean: f64, random: &mut impl Rng) -> usize {
    let (mut passed, mut count) = (0.0, 0);
    loop {
        passed -= (1.0 - random.random::<f64>()).ln();
        if passed > mean {
            return count;
        }
        count += 1;
    }
}
