//! Requests while the month runs, and the pools that they wait in, in the order of the rules.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::Arrival;
use crate::id::{FacilityId, PersonId, RequestId};
use crate::person::Role;
use crate::request::assignment::{Wanted, pool_key};
use crate::request::{Phase, Priority, RequestState, Service, Step};
use crate::sla::SlaClock;

pub(super) struct Request {
    pub arrival: Arrival,
    pub id: RequestId,
    pub state: RequestState,
    pub wanted: Wanted,
    /// Counts assignments, so that a lease that ends late ends nothing else.
    pub assignment: u32,
    pub holder: Option<usize>,
    pub is_downloaded: bool,
    pub available_at: Option<DateTime<Utc>>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub verified_at: Option<DateTime<Utc>>,
    pub operator: Option<usize>,
    pub lapses: u32,
}

impl Request {
    pub fn new(number: usize, arrival: Arrival, reservation: TimeDelta) -> Request {
        let wanted = Wanted {
            phase: Phase::Qc,
            tasks: arrival.tasks.iter().map(|task| task.kind).collect(),
            language: arrival.language.clone(),
            operator_identity: None,
            holder_identities: Vec::new(),
            operator_facility: None,
            reserved: arrival.kept_for.map(|person| (person, arrival.at + reservation)),
        };
        Request {
            id: RequestId::from(Uuid::from_u128(number as u128 + 1)),
            state: match arrival.service {
                Service::Download => RequestState::Available,
                Service::Cast | Service::Browser => RequestState::Preparing,
            },
            wanted,
            arrival,
            assignment: 0,
            holder: None,
            is_downloaded: false,
            available_at: None,
            assigned_at: None,
            submitted_at: None,
            verified_at: None,
            operator: None,
            lapses: 0,
        }
    }

    /// By the table of states: a step that it does not allow would be a mistake of the simulation.
    pub fn go(&mut self, step: Step) {
        match self.state.after(step) {
            Ok(to) => self.state = to,
            Err(refused) => unreachable!("{refused}"),
        }
    }

    pub fn clock(&self) -> SlaClock {
        SlaClock {
            service: self.arrival.service,
            priority: self.arrival.priority,
            delivered_at: self.arrival.at,
            assigned_at: self.assigned_at,
            submitted_at: self.submitted_at,
            verified_at: self.verified_at,
            extended: TimeDelta::zero(),
        }
    }

    pub fn phase(&self) -> Phase {
        self.wanted.phase
    }

    /// Whose work it is next.
    pub fn asks_for(&self) -> Role {
        match self.wanted.phase {
            Phase::Qc => Role::Operator,
            Phase::Verification => Role::Verifier,
        }
    }

    /// It was reported; from now on it asks for a verifier.
    pub fn ask_for_verifier(&mut self, identity: Uuid, facility: FacilityId) {
        self.wanted.phase = Phase::Verification;
        self.wanted.operator_identity = Some(identity);
        self.wanted.operator_facility = Some(facility);
        self.wanted.reserved = None;
    }

    pub fn is_kept_for(&self, person: PersonId, now: DateTime<Utc>) -> bool {
        self.wanted
            .reserved
            .is_some_and(|(kept_for, until)| kept_for == person && now < until)
    }
}

/// What waits, in the order in which it is to be done.
#[derive(Default)]
pub(super) struct Pool {
    waiting: BTreeSet<(Priority, DateTime<Utc>, RequestId, usize)>,
}

impl Pool {
    fn key(number: usize, request: &Request) -> (Priority, DateTime<Utc>, RequestId, usize) {
        let (priority, due, id) = pool_key(
            request.arrival.priority,
            request.clock().whole_due_at(),
            request.id,
        );
        (priority, due, id, number)
    }

    pub fn insert(&mut self, number: usize, request: &Request) {
        self.waiting.insert(Pool::key(number, request));
    }

    pub fn remove(&mut self, number: usize, request: &Request) {
        self.waiting.remove(&Pool::key(number, request));
    }

    pub fn numbers(&self) -> impl Iterator<Item = usize> + '_ {
        self.waiting.iter().map(|(.., number)| *number)
    }
}
