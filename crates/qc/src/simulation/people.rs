//! People at work: what they hold, what they are at, and when they will be done, counted in the time of their shifts alone.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::pool::Request;
use super::{Arrival, Person, Shift};
use crate::request::Phase;
use crate::request::assignment::{Candidate, Ineligible, ineligible};
use crate::task::{TaskDepth, TaskPlan};

/// One person while the month runs.
pub(super) struct Worker {
    pub person: Person,
    /// What the rules ask about a person; clearance and bars are set for each request.
    pub candidate: Candidate,
    /// Taken or given, and not begun: the first is begun next.
    pub held: Vec<usize>,
    pub working: Option<usize>,
    pub idle_since: DateTime<Utc>,
    pub tasks: usize,
    pub busy: TimeDelta,
    /// One look into the pool is planned at a time.
    pub looks: bool,
}

impl Worker {
    pub fn new(person: Person, from: DateTime<Utc>) -> Worker {
        let candidate = Candidate {
            person: person.id,
            identity: person.identity,
            role: person.role,
            facility: Some(person.facility),
            skills: person.skills.clone(),
            languages: person.languages.clone(),
            is_cleared: false,
            is_barred: false,
        };
        Worker {
            person,
            candidate,
            held: Vec::new(),
            working: None,
            idle_since: from,
            tasks: 0,
            busy: TimeDelta::zero(),
            looks: false,
        }
    }

    /// What stands between this person and the request, leaving aside for whom it is kept.
    pub fn against(&self, request: &Request) -> Vec<Ineligible> {
        let mut candidate = self.candidate.clone();
        candidate.is_cleared = self.person.cleared.contains(&request.arrival.show);
        candidate.is_barred = self.person.barred.contains(&request.arrival.show);
        let mut reasons = ineligible(&candidate, &request.wanted, DateTime::<Utc>::MAX_UTC);
        reasons.retain(|reason| *reason != Ineligible::Reserved);
        reasons
    }

    pub fn is_on_shift(&self, at: DateTime<Utc>) -> bool {
        self.shift_at(at).is_some()
    }

    fn shift_at(&self, at: DateTime<Utc>) -> Option<Shift> {
        let next = self.person.shifts.partition_point(|shift| shift.until <= at);
        let shift = self.person.shifts.get(next).copied();
        shift.filter(|shift| shift.from <= at)
    }

    /// When work of this length that begins now is done; absent when no shift is left for it.
    pub fn done_at(&self, from: DateTime<Utc>, length: TimeDelta) -> Option<DateTime<Utc>> {
        let first = self.person.shifts.partition_point(|shift| shift.until <= from);
        let mut left = length;
        for shift in &self.person.shifts[first..] {
            let begins = shift.from.max(from);
            let room = shift.until - begins;
            if left <= room {
                return Some(begins + left);
            }
            left -= room;
        }
        None
    }

    /// Between two instants, in shifts.
    pub fn on_shift_between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> TimeDelta {
        let shifts = self.person.shifts.iter();
        let seconds = shifts.map(|shift| {
            (shift.until.min(until) - shift.from.max(from))
                .num_seconds()
                .max(0)
        });
        TimeDelta::seconds(seconds.sum())
    }
}

/// What a report takes besides watching: reading in, writing, checking one's own work.
const WRITE_UP: TimeDelta = TimeDelta::minutes(20);

/// A verifier looks at what was flagged, not at everything.
const VERIFICATION_SHARE: f64 = 0.4;

/// What all corrections of a wholly wrong report would cost the verifier.
const CORRECTIONS: TimeDelta = TimeDelta::minutes(60);

/// The time that the tasks of a request take at normal speed: each is a pass of its own.
fn watched(tasks: &[TaskPlan], programme: TimeDelta) -> TimeDelta {
    let pass = |task: &TaskPlan| match task.depth {
        TaskDepth::Full => programme,
        // The five points.
        TaskDepth::Spot => programme.min(TimeDelta::minutes(7)),
        // Changed clips with their handles; how many they are is not known before.
        TaskDepth::FixCheck => programme.min(TimeDelta::minutes(15)),
    };
    tasks.iter().map(pass).sum()
}

/// How long this person needs. The same request takes the same under every policy: what differs by chance is drawn
/// from its own number.
pub(super) fn effort(
    who: &Person,
    arrival: &Arrival,
    phase: Phase,
    operator_accuracy: f64,
    seed: u64,
) -> TimeDelta {
    let chance = ChaCha8Rng::seed_from_u64(seed).random_range(0.85..1.15);
    let watched = watched(&arrival.tasks, arrival.programme);
    let normal = match phase {
        Phase::Qc => watched + WRITE_UP,
        Phase::Verification => {
            scaled(watched, VERIFICATION_SHARE) + WRITE_UP + scaled(CORRECTIONS, 1.0 - operator_accuracy)
        }
    };
    scaled(normal, chance / who.speed.max(0.05)).max(TimeDelta::minutes(1))
}

pub(super) fn scaled(length: TimeDelta, by: f64) -> TimeDelta {
    TimeDelta::seconds((length.num_seconds() as f64 * by) as i64)
}
