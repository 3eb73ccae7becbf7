//! What is simulated: deliveries that arrive, people with their shifts, and a policy. Zones are resolved by whoever reads
//! the scenario; here are instants.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::id::{FacilityId, PersonId, ShowId};
use crate::person::Role;
use crate::request::assignment::{LEASE, RESERVATION, default_model};
use crate::request::{AssignmentModel, Phase, Priority, Service};
use crate::task::TaskPlan;

#[derive(Clone, Debug)]
pub struct Scenario {
    /// Deliveries arrive from here on.
    pub from: DateTime<Utc>,
    /// People go on working until here; what is open then stays open.
    pub until: DateTime<Utc>,
    pub seed: u64,
    pub arrivals: Vec<Arrival>,
    pub people: Vec<Person>,
}

/// One delivery that opens a request.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub at: DateTime<Utc>,
    /// What people call it: the show, and what of it.
    pub name: String,
    pub show: ShowId,
    pub language: String,
    pub service: Service,
    pub priority: Priority,
    pub tasks: Vec<TaskPlan>,
    /// How long the programme is.
    pub programme: TimeDelta,
    /// How likely its report asks for fix notes and a redelivery follows.
    pub redelivery_share: f64,
    /// How long after the verification the redelivery comes.
    pub redelivery_after: TimeDelta,
    /// A fix check that is kept for this person first.
    pub kept_for: Option<PersonId>,
    pub round: u32,
}

/// Somebody who reviews or verifies.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub identity: Uuid,
    pub role: Role,
    pub facility: FacilityId,
    pub skills: Vec<String>,
    pub languages: Vec<String>,
    /// Shows that their facility is cleared for.
    pub cleared: Vec<ShowId>,
    /// Shows that a legal bar keeps them from.
    pub barred: Vec<ShowId>,
    /// In order, without overlaps.
    pub shifts: Vec<Shift>,
    /// 1 reviews in the time that the programme takes; 2 in half of it.
    pub speed: f64,
    /// The share of their issues that verification leaves as they were; corrections cost the verifier time.
    pub accuracy: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// How work finds people, as a studio may set it.
#[derive(Clone, Debug)]
pub struct Policy {
    pub name: String,
    /// The rule of a show goes before the one for all; where there is none, the defaults of the rules hold.
    pub rules: Vec<AssignmentRule>,
    /// How long a fix check is kept for the operator of the first QC.
    pub reservation: TimeDelta,
    /// How often people look into the pool while they have nothing to do (pull).
    pub looks_every: TimeDelta,
    /// How often a manager gives what waits (managed).
    pub gives_every: TimeDelta,
    /// So many requests one person takes before the first of them is begun.
    pub takes_ahead: usize,
    /// How long the facility fetches the files of a Download request.
    pub download: TimeDelta,
    /// How long the streams of Cast and Browser take, as a multiple of the programme.
    pub preparation: f64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentRule {
    pub show: Option<ShowId>,
    pub service: Service,
    pub phase: Phase,
    pub model: AssignmentModel,
    pub lease: TimeDelta,
}

impl Policy {
    /// The guide's defaults.
    pub fn new(name: impl Into<String>) -> Policy {
        Policy {
            name: name.into(),
            rules: Vec::new(),
            reservation: RESERVATION,
            looks_every: TimeDelta::minutes(30),
            gives_every: TimeDelta::hours(1),
            takes_ahead: 1,
            download: TimeDelta::hours(2),
            preparation: 0.5,
        }
    }

    /// The rule of this show, else the one for all.
    fn rule(&self, show: ShowId, service: Service, phase: Phase) -> Option<&AssignmentRule> {
        let fits = |rule: &&AssignmentRule| rule.service == service && rule.phase == phase;
        let of_show = self
            .rules
            .iter()
            .filter(fits)
            .find(|rule| rule.show == Some(show));
        of_show.or_else(|| self.rules.iter().filter(fits).find(|rule| rule.show.is_none()))
    }

    pub fn model(&self, show: ShowId, service: Service, phase: Phase) -> AssignmentModel {
        let rule = self.rule(show, service, phase);
        rule.map_or_else(|| default_model(service, phase), |rule| rule.model)
    }

    pub fn lease(&self, show: ShowId, service: Service, phase: Phase) -> TimeDelta {
        self.rule(show, service, phase).map_or(LEASE, |rule| rule.lease)
    }
}
