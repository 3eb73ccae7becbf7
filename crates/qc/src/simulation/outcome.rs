//! What a policy came to: how much was in time, how long things waited, who did how much, what stayed open and what nobody
//! may do at all.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::engine::Run;
use super::figures::{Spread, gini, hours, percent};
use super::people::Worker;
use super::pool::Request;
use crate::person::Role;
use crate::request::assignment::Ineligible;
use crate::request::{Phase, Priority, RequestState, Service};

/// The most late requests that are listed.
const MOST_LATE: usize = 20;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    pub policy: String,
    /// Requests that were opened, redeliveries among them.
    pub requests: usize,
    pub fix_checks: usize,
    pub ends: End,
    /// Of the reports that were due, in per cent.
    pub reports_on_time_percent: f64,
    /// Of all whose five days ended, in per cent.
    pub whole_on_time_percent: f64,
    /// From available to the assignment that was kept.
    pub waiting: Spread,
    /// From delivery to the end of verification.
    pub turnaround: Spread,
    pub by_service: Vec<ServiceRow>,
    pub lapses: u32,
    /// Time worked of time on shift, in per cent.
    pub operators_busy_percent: f64,
    pub verifiers_busy_percent: f64,
    /// 0 when every operator did the same number of reports.
    pub reports_gini: f64,
    pub people: Vec<PersonRow>,
    pub late: Vec<Late>,
    pub late_count: usize,
    pub stuck: Vec<Stuck>,
}

/// Where every request ended up. Together they are all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct End {
    /// Verified, whatever the conclusion.
    pub verified: usize,
    pub preparing: usize,
    pub waiting: usize,
    pub with_operator: usize,
    pub waiting_for_verifier: usize,
    pub with_verifier: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceRow {
    pub service: Service,
    pub requests: usize,
    pub reports_on_time_percent: f64,
    pub waiting: Spread,
    pub turnaround: Spread,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersonRow {
    pub name: String,
    pub role: Role,
    pub tasks: usize,
    pub busy_percent: f64,
}

/// A request that was late, or still is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Late {
    pub name: String,
    pub round: u32,
    pub service: Service,
    pub priority: Priority,
    pub due_at: DateTime<Utc>,
    /// Absent when it is open still.
    pub done_at: Option<DateTime<Utc>>,
    pub late_h: f64,
}

/// Requests that nobody of the scenario may do, and what stands against each person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stuck {
    pub name: String,
    pub phase: Phase,
    pub requests: usize,
    /// Reasons and how many people they hold for.
    pub why: Vec<(String, usize)>,
}

impl Outcome {
    pub(super) fn of(run: &Run<'_>) -> Outcome {
        let requests: Vec<&Request> = run.requests.iter().collect();
        let mut late: Vec<Late> = requests
            .iter()
            .filter_map(|request| late(request, run.now))
            .collect();
        late.sort_by(|one, two| two.late_h.total_cmp(&one.late_h).then(one.name.cmp(&two.name)));
        let reports: Vec<usize> = of_role(run, Role::Operator).map(|worker| worker.tasks).collect();
        Outcome {
            policy: run.policy.name.clone(),
            requests: requests.len(),
            fix_checks: requests
                .iter()
                .filter(|request| request.arrival.round > 1)
                .count(),
            ends: ends(&requests),
            reports_on_time_percent: reports_on_time(&requests, run.now),
            whole_on_time_percent: whole_on_time(&requests, run.now),
            waiting: waiting(&requests),
            turnaround: turnaround(&requests),
            by_service: by_service(&requests, run.now),
            lapses: requests.iter().map(|request| request.lapses).sum(),
            operators_busy_percent: busy(run, Role::Operator),
            verifiers_busy_percent: busy(run, Role::Verifier),
            reports_gini: gini(&reports),
            people: people(run),
            late_count: late.len(),
            late: late.into_iter().take(MOST_LATE).collect(),
            stuck: stuck(run),
        }
    }
}

fn ends(requests: &[&Request]) -> End {
    let mut ends = End::default();
    for request in requests {
        let end = match request.state {
            RequestState::Preparing => &mut ends.preparing,
            RequestState::Available => &mut ends.waiting,
            RequestState::Assigned | RequestState::Downloading | RequestState::InQc => {
                &mut ends.with_operator
            }
            RequestState::Submitted | RequestState::VerificationAvailable => &mut ends.waiting_for_verifier,
            RequestState::InVerification => &mut ends.with_verifier,
            _ => &mut ends.verified,
        };
        *end += 1;
    }
    ends
}

/// A report counts once it is there, or once it should be.
fn reports_on_time(requests: &[&Request], now: DateTime<Utc>) -> f64 {
    let counted = requests.iter().filter_map(|request| {
        let clock = request.clock();
        clock
            .is_on_time()
            .or_else(|| (clock.due_at() < now && request.submitted_at.is_none()).then_some(false))
    });
    let counted: Vec<bool> = counted.collect();
    percent(
        counted.iter().filter(|is_on_time| **is_on_time).count(),
        counted.len(),
    )
}

fn whole_on_time(requests: &[&Request], now: DateTime<Utc>) -> f64 {
    let ended = requests
        .iter()
        .filter(|request| request.verified_at.is_some() || request.clock().whole_due_at() < now);
    let in_time = |request: &&&Request| {
        request
            .verified_at
            .is_some_and(|at| at <= request.clock().whole_due_at())
    };
    percent(ended.clone().filter(in_time).count(), ended.count())
}

fn waiting(requests: &[&Request]) -> Spread {
    let waits = requests
        .iter()
        .filter_map(|request| Some(request.assigned_at? - request.available_at?));
    Spread::of(waits.collect())
}

fn turnaround(requests: &[&Request]) -> Spread {
    let turns = requests
        .iter()
        .filter_map(|request| Some(request.verified_at? - request.arrival.at));
    Spread::of(turns.collect())
}

fn by_service(requests: &[&Request], now: DateTime<Utc>) -> Vec<ServiceRow> {
    let of = |service: Service| -> Vec<&Request> {
        let requests = requests.iter().copied();
        requests
            .filter(|request| request.arrival.service == service)
            .collect()
    };
    let rows = Service::ALL.iter().map(|service| {
        let requests = of(*service);
        ServiceRow {
            service: *service,
            requests: requests.len(),
            reports_on_time_percent: reports_on_time(&requests, now),
            waiting: waiting(&requests),
            turnaround: turnaround(&requests),
        }
    });
    rows.filter(|row| row.requests > 0).collect()
}

fn of_role<'a>(run: &'a Run<'_>, role: Role) -> impl Iterator<Item = &'a Worker> {
    run.workers
        .iter()
        .filter(move |worker| worker.person.role == role)
}

fn busy(run: &Run<'_>, role: Role) -> f64 {
    let worked: f64 = of_role(run, role).map(|worker| hours(worker.busy)).sum();
    let there: f64 = of_role(run, role)
        .map(|worker| hours(worker.on_shift_between(run.scenario.from, run.scenario.until)))
        .sum();
    if there > 0.0 { 100.0 * worked / there } else { 0.0 }
}

fn people(run: &Run<'_>) -> Vec<PersonRow> {
    let rows = run.workers.iter().map(|worker| {
        let there = hours(worker.on_shift_between(run.scenario.from, run.scenario.until));
        PersonRow {
            name: worker.person.name.clone(),
            role: worker.person.role,
            tasks: worker.tasks,
            busy_percent: if there > 0.0 {
                100.0 * hours(worker.busy) / there
            } else {
                0.0
            },
        }
    });
    rows.collect()
}

/// By the clock that it missed: the report's, else the whole.
fn late(request: &Request, now: DateTime<Utc>) -> Option<Late> {
    let clock = request.clock();
    let report = clock.report_due_at().map(|due| (due, request.submitted_at));
    let whole = (clock.whole_due_at(), request.verified_at);
    let missed = report.into_iter().chain([whole]);
    let (due_at, done_at) = missed
        .filter(|(due, done)| done.unwrap_or(now) > *due)
        .max_by_key(|(due, done)| done.unwrap_or(now) - *due)?;
    Some(Late {
        name: request.arrival.name.clone(),
        round: request.arrival.round,
        service: request.arrival.service,
        priority: request.arrival.priority,
        due_at,
        done_at,
        late_h: hours(done_at.unwrap_or(now) - due_at),
    })
}

/// What waits at the end and could wait for ever.
fn stuck(run: &Run<'_>) -> Vec<Stuck> {
    let mut found: BTreeMap<(String, bool), Stuck> = BTreeMap::new();
    let waits = run.requests.iter().filter(|request| {
        matches!(
            request.state,
            RequestState::Available | RequestState::VerificationAvailable
        )
    });
    for request in waits {
        let against: Vec<Vec<Ineligible>> =
            run.workers.iter().map(|worker| worker.against(request)).collect();
        if against.iter().any(Vec::is_empty) {
            continue;
        }
        let is_verification = request.phase() == Phase::Verification;
        let kind = kind_of(&request.arrival.name);
        let entry = found
            .entry((kind.clone(), is_verification))
            .or_insert_with(|| Stuck {
                name: kind,
                phase: request.phase(),
                requests: 0,
                why: count(&against, &run.workers, request.asks_for()),
            });
        entry.requests += 1;
    }
    found.into_values().collect()
}

/// "Harbour Lights, Primary A/V 12" is one of "Harbour Lights, Primary A/V".
fn kind_of(name: &str) -> String {
    name.trim_end_matches(|letter: char| letter.is_ascii_digit())
        .trim_end()
        .to_owned()
}

/// The reasons against those whose role does this work.
fn count(against: &[Vec<Ineligible>], workers: &[Worker], role: Role) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let of_role = against
        .iter()
        .zip(workers)
        .filter(|(_, worker)| worker.person.role == role);
    let mut people = 0;
    for (reasons, _) in of_role {
        people += 1;
        for reason in reasons {
            *counts.entry(reason.to_string()).or_default() += 1;
        }
    }
    if people == 0 {
        return vec![(format!("nobody of the scenario is a {role}"), 0)];
    }
    let mut why: Vec<(String, usize)> = counts.into_iter().collect();
    why.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.cmp(&two.0)));
    why
}
