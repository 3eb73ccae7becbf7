//! The month itself: events in the order of time. A request arrives, is prepared, waits, is taken (pull), served (push) or
//! given (managed), is reviewed within its holder's shifts or falls back when its lease ends, waits for a verifier, and is
//! concluded; a redelivery arrives as a fix check, kept for the first operator.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use chrono::{DateTime, Utc};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::outcome::Outcome;
use super::people::{Worker, effort, scaled};
use super::pool::{Pool, Request};
use super::{Arrival, Policy, Scenario};
use crate::id::PersonId;
use crate::person::Role;
use crate::request::assignment::ineligible;
use crate::request::{AssignmentModel, Phase, RequestState, Service, Step};
use crate::severity::Severity;
use crate::task::TaskDepth;
use crate::verification::{Conclusion, conclude};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// Of the scenario, or a redelivery that followed.
    Arrives(usize),
    Prepared(usize),
    ShiftBegins(usize),
    /// The holder looks into the pool.
    Looks(usize),
    /// The managers of all facilities give what waits.
    ManagersGive,
    Downloaded(usize, u32),
    LeaseEnds(usize, u32),
    Done(usize),
}

pub(super) struct Run<'a> {
    pub scenario: &'a Scenario,
    pub policy: &'a Policy,
    pub now: DateTime<Utc>,
    pub requests: Vec<Request>,
    pub workers: Vec<Worker>,
    by_person: HashMap<PersonId, usize>,
    qc: Pool,
    verification: Pool,
    events: BinaryHeap<Reverse<(DateTime<Utc>, usize, Event)>>,
    arrivals: Vec<Arrival>,
    /// Orders events of one instant by when they were planned.
    planned: usize,
}

/// Plays the scenario through under one policy.
pub fn simulate(scenario: &Scenario, policy: &Policy) -> Outcome {
    let mut run = Run::new(scenario, policy);
    while let Some(Reverse((at, _, event))) = run.events.pop() {
        if at > scenario.until {
            break;
        }
        run.now = at;
        run.happens(event);
    }
    run.now = scenario.until;
    Outcome::of(&run)
}

impl<'a> Run<'a> {
    fn new(scenario: &'a Scenario, policy: &'a Policy) -> Run<'a> {
        let people = scenario.people.iter().cloned();
        let workers: Vec<Worker> = people.map(|person| Worker::new(person, scenario.from)).collect();
        let mut run = Run {
            scenario,
            policy,
            now: scenario.from,
            requests: Vec::new(),
            by_person: workers
                .iter()
                .enumerate()
                .map(|(at, worker)| (worker.person.id, at))
                .collect(),
            workers,
            qc: Pool::default(),
            verification: Pool::default(),
            events: BinaryHeap::new(),
            arrivals: scenario.arrivals.clone(),
            planned: 0,
        };
        for number in 0..run.arrivals.len() {
            run.plan(run.arrivals[number].at, Event::Arrives(number));
        }
        for worker in 0..run.workers.len() {
            let shifts = run.workers[worker].person.shifts.clone();
            for shift in shifts {
                run.plan(shift.from.max(scenario.from), Event::ShiftBegins(worker));
            }
        }
        run.plan(scenario.from, Event::ManagersGive);
        run
    }

    fn plan(&mut self, at: DateTime<Utc>, event: Event) {
        self.planned += 1;
        self.events.push(Reverse((at, self.planned, event)));
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Arrives(number) => self.arrive(number),
            Event::Prepared(request) => {
                self.requests[request].go(Step::StreamsReady);
                self.offer(request);
            }
            Event::ShiftBegins(worker) => self.turn_to(worker),
            Event::Looks(worker) => {
                self.workers[worker].looks = false;
                self.turn_to(worker);
            }
            Event::ManagersGive => {
                self.give_all();
                self.plan(self.now + self.policy.gives_every, Event::ManagersGive);
            }
            Event::Downloaded(request, assignment) => self.downloaded(request, assignment),
            Event::LeaseEnds(request, assignment) => self.lapse(request, assignment),
            Event::Done(worker) => self.done(worker),
        }
    }

    fn arrive(&mut self, number: usize) {
        let arrival = self.arrivals[number].clone();
        let prepared_at = self.now + scaled(arrival.programme, self.policy.preparation);
        let request = self.requests.len();
        self.requests
            .push(Request::new(request, arrival, self.policy.reservation));
        if self.requests[request].state == RequestState::Preparing {
            self.plan(prepared_at, Event::Prepared(request));
        } else {
            self.offer(request);
        }
    }

    /// It waits for someone. Push work goes to whoever has waited longest for it.
    fn offer(&mut self, request: usize) {
        self.requests[request].available_at.get_or_insert(self.now);
        match self.requests[request].phase() {
            Phase::Qc => self.qc.insert(request, &self.requests[request]),
            Phase::Verification => self.verification.insert(request, &self.requests[request]),
        }
        if self.model(request) != AssignmentModel::Push {
            return;
        }
        let free = |worker: &Worker| {
            worker.working.is_none() && worker.held.is_empty() && worker.is_on_shift(self.now)
        };
        let mut waiting: Vec<usize> = (0..self.workers.len())
            .filter(|at| free(&self.workers[*at]))
            .collect();
        waiting.sort_by_key(|at| (self.workers[*at].idle_since, *at));
        if let Some(worker) = waiting
            .into_iter()
            .find(|worker| self.is_eligible(*worker, request))
        {
            self.assign(request, worker);
            self.turn_to(worker);
        }
    }

    fn model(&self, request: usize) -> AssignmentModel {
        let Request { arrival, wanted, .. } = &self.requests[request];
        self.policy.model(arrival.show, arrival.service, wanted.phase)
    }

    fn is_eligible(&mut self, worker: usize, request: usize) -> bool {
        let (who, request) = (&mut self.workers[worker], &self.requests[request]);
        if who.person.role != request.asks_for() {
            return false;
        }
        who.candidate.is_cleared = who.person.cleared.contains(&request.arrival.show);
        who.candidate.is_barred = who.person.barred.contains(&request.arrival.show);
        ineligible(&who.candidate, &request.wanted, self.now).is_empty()
    }

    /// What somebody does who has nothing to do, or time to take something.
    fn turn_to(&mut self, worker: usize) {
        if !self.workers[worker].is_on_shift(self.now) || self.workers[worker].working.is_some() {
            return;
        }
        if self.workers[worker].held.len() < self.policy.takes_ahead.max(1)
            && let Some(request) = self.next_for(worker)
        {
            self.assign(request, worker);
            return self.turn_to(worker);
        }
        if self.begin_one(worker) {
            return;
        }
        if !self.workers[worker].looks {
            self.workers[worker].looks = true;
            self.plan(self.now + self.policy.looks_every, Event::Looks(worker));
        }
    }

    /// What this person would take or be served now: what is kept for them, then the pool in its order.
    fn next_for(&mut self, worker: usize) -> Option<usize> {
        let pool = match self.workers[worker].person.role {
            Role::Operator => &self.qc,
            Role::Verifier => &self.verification,
            _ => return None,
        };
        let me = self.workers[worker].person.id;
        let waiting: Vec<usize> = pool.numbers().collect();
        let kept = waiting
            .iter()
            .copied()
            .filter(|at| self.requests[*at].is_kept_for(me, self.now));
        let in_order: Vec<usize> = kept.chain(waiting.iter().copied()).collect();
        let is_busy = !self.workers[worker].held.is_empty();
        in_order.into_iter().find(|request| {
            let may = match self.model(*request) {
                _ if self.requests[*request].is_kept_for(me, self.now) => true,
                AssignmentModel::Pull => true,
                // Nothing new is served until the current one is done.
                AssignmentModel::Push => !is_busy,
                AssignmentModel::Managed => false,
            };
            may && self.is_eligible(worker, *request)
        })
    }

    /// Managed work goes to whoever of the eligible has the least, at work now or at their next shift.
    fn give_all(&mut self) {
        let pools = [&self.qc, &self.verification];
        let waiting: Vec<usize> = pools.into_iter().flat_map(Pool::numbers).collect();
        for request in waiting {
            if self.model(request) != AssignmentModel::Managed {
                continue;
            }
            if let Some(worker) = self.least_loaded(request) {
                self.assign(request, worker);
                self.turn_to(worker);
            }
        }
    }

    /// Who has room, by what they hold, whether they are there, what they did so far.
    fn least_loaded(&mut self, request: usize) -> Option<usize> {
        let has_room = |worker: &Worker| {
            worker.held.len() + usize::from(worker.working.is_some()) <= self.policy.takes_ahead
        };
        let people = self.workers.iter().enumerate();
        let mut free: Vec<_> = people
            .filter(|(_, worker)| has_room(worker))
            .map(|(at, worker)| {
                let load = worker.held.len() + usize::from(worker.working.is_some());
                (load, !worker.is_on_shift(self.now), worker.tasks, at)
            })
            .collect();
        free.sort_unstable();
        let in_order = free.into_iter().map(|(.., worker)| worker);
        in_order
            .into_iter()
            .find(|worker| self.is_eligible(*worker, request))
    }

    fn assign(&mut self, request: usize, worker: usize) {
        let phase = self.requests[request].phase();
        let pool = match phase {
            Phase::Qc => &mut self.qc,
            Phase::Verification => &mut self.verification,
        };
        pool.remove(request, &self.requests[request]);
        let it = &mut self.requests[request];
        it.assignment += 1;
        it.holder = Some(worker);
        match phase {
            Phase::Qc => {
                it.go(Step::Assign);
                it.assigned_at = Some(self.now);
                it.operator = Some(worker);
                it.wanted
                    .holder_identities
                    .push(self.workers[worker].person.identity);
            }
            Phase::Verification => it.go(Step::AssignVerification),
        }
        let assignment = it.assignment;
        let must_fetch = phase == Phase::Qc && it.arrival.service == Service::Download;
        self.workers[worker].held.push(request);
        if must_fetch {
            // Fetching takes as long as it takes: the lease waits.
            self.requests[request].go(Step::StartDownload);
            self.plan(
                self.now + self.policy.download,
                Event::Downloaded(request, assignment),
            );
        } else {
            self.plan(self.lease_end(request), Event::LeaseEnds(request, assignment));
        }
    }

    fn lease_end(&self, request: usize) -> DateTime<Utc> {
        let Request { arrival, wanted, .. } = &self.requests[request];
        self.now + self.policy.lease(arrival.show, arrival.service, wanted.phase)
    }

    fn downloaded(&mut self, request: usize, assignment: u32) {
        let it = &mut self.requests[request];
        if it.assignment != assignment || it.state != RequestState::Downloading {
            return;
        }
        it.go(Step::CompleteDownload);
        it.is_downloaded = true;
        let holder = it.holder;
        self.plan(self.lease_end(request), Event::LeaseEnds(request, assignment));
        if let Some(worker) = holder {
            self.turn_to(worker);
        }
    }

    /// Begins the first that can be begun; false when there is none.
    fn begin_one(&mut self, worker: usize) -> bool {
        let held = self.workers[worker].held.clone();
        let ready = held.into_iter().find(|request| {
            let it = &self.requests[*request];
            it.phase() == Phase::Verification || it.arrival.service != Service::Download || it.is_downloaded
        });
        let Some(request) = ready else { return false };
        let it = &mut self.requests[request];
        let phase = it.phase();
        if phase == Phase::Qc {
            it.go(Step::BeginReview);
        }
        // Begun: no lease ends it any more.
        it.assignment += 1;
        let accuracy = it
            .operator
            .map_or(1.0, |operator| self.workers[operator].person.accuracy);
        let seed = self.scenario.seed ^ (request as u64).wrapping_mul(0x9e37_79b9) ^ phase as u64;
        let length = effort(
            &self.workers[worker].person,
            &self.requests[request].arrival,
            phase,
            accuracy,
            seed,
        );
        let who = &mut self.workers[worker];
        who.held.retain(|held| *held != request);
        who.working = Some(request);
        let done_at = who.done_at(self.now, length);
        // Only what is done within the month counts as time worked.
        let worked_until = done_at.unwrap_or(self.scenario.until).min(self.scenario.until);
        who.busy += who.on_shift_between(self.now, worked_until);
        if let Some(at) = done_at {
            self.plan(at, Event::Done(worker));
        }
        true
    }

    /// Not begun in time: back to the pool.
    fn lapse(&mut self, request: usize, assignment: u32) {
        let it = &mut self.requests[request];
        let Some(worker) = it.holder.filter(|_| it.assignment == assignment) else {
            return;
        };
        it.assignment += 1;
        it.lapses += 1;
        it.holder = None;
        it.is_downloaded = false;
        match it.phase() {
            Phase::Qc => {
                it.go(Step::Return);
                it.assigned_at = None;
                it.operator = None;
            }
            Phase::Verification => it.go(Step::ReturnVerification),
        }
        self.workers[worker].held.retain(|held| *held != request);
        self.offer(request);
    }

    fn done(&mut self, worker: usize) {
        let Some(request) = self.workers[worker].working.take() else {
            return;
        };
        self.workers[worker].tasks += 1;
        self.workers[worker].idle_since = self.now;
        self.requests[request].holder = None;
        match self.requests[request].phase() {
            Phase::Qc => self.submit(request, worker),
            Phase::Verification => self.verify(request),
        }
        self.turn_to(worker);
    }

    fn submit(&mut self, request: usize, worker: usize) {
        let (identity, facility) = (
            self.workers[worker].person.identity,
            self.workers[worker].person.facility,
        );
        let it = &mut self.requests[request];
        it.submitted_at = Some(self.now);
        it.go(Step::SubmitReport);
        it.go(Step::OfferVerification);
        it.ask_for_verifier(identity, facility);
        self.offer(request);
    }

    fn verify(&mut self, request: usize) {
        let it = &mut self.requests[request];
        it.verified_at = Some(self.now);
        it.go(Step::SubmitVerification);
        let mut chance = ChaCha8Rng::seed_from_u64(self.scenario.seed.wrapping_add(request as u64 * 31 + 7));
        let is_flagged = chance.random_bool(it.arrival.redelivery_share.clamp(0.0, 1.0));
        match conclude(it.arrival.service, is_flagged.then_some(Severity::Issue)) {
            Conclusion::Approved => it.go(Step::Approve),
            Conclusion::Rejected => it.go(Step::Reject),
            Conclusion::FixNotesNeeded => {
                it.go(Step::AskFixNotes);
                self.redeliver(request);
            }
        }
    }

    /// The next round: a fix check of the same tasks, kept for whoever did the first QC.
    fn redeliver(&mut self, request: usize) {
        let it = &self.requests[request];
        let mut arrival = it.arrival.clone();
        arrival.at = self.now + arrival.redelivery_after;
        arrival.round += 1;
        // Each round leaves less to fix.
        arrival.redelivery_share /= 2.0;
        arrival.kept_for = arrival
            .kept_for
            .or_else(|| it.operator.map(|operator| self.workers[operator].person.id))
            .filter(|person| self.by_person.contains_key(person));
        for task in &mut arrival.tasks {
            task.depth = TaskDepth::FixCheck;
        }
        self.plan(arrival.at, Event::Arrives(self.arrivals.len()));
        self.arrivals.push(arrival);
    }
}
