//! The outcomes side by side, for people.

use qc::person::Role;
use qc::request::Phase;
use qc::simulation::{Outcome, PersonRow, Scenario};

use super::{AFTERWARDS, count, day};
use crate::say::say;

/// A figure of an outcome, as its row shows it.
type Figure = (&'static str, fn(&Outcome) -> String);

const FIGURES: [Figure; 17] = [
    ("requests", |it| it.requests.to_string()),
    ("  of them fix checks", |it| it.fix_checks.to_string()),
    ("verified", |it| it.ends.verified.to_string()),
    ("still open", |it| (it.requests - it.ends.verified).to_string()),
    ("reports on time", |it| percent(it.reports_on_time_percent)),
    ("whole on time (5 days)", |it| percent(it.whole_on_time_percent)),
    ("late", |it| it.late_count.to_string()),
    ("waiting, median", |it| hours(it.waiting.median_h)),
    ("waiting, p95", |it| hours(it.waiting.p95_h)),
    ("turnaround, median", |it| hours(it.turnaround.median_h)),
    ("turnaround, p95", |it| hours(it.turnaround.p95_h)),
    ("leases that lapsed", |it| it.lapses.to_string()),
    ("operators busy", |it| percent(it.operators_busy_percent)),
    ("verifiers busy", |it| percent(it.verifiers_busy_percent)),
    ("reports per operator, least", |it| share(it, usize::min)),
    ("reports per operator, most", |it| share(it, usize::max)),
    ("unevenness (Gini, 0 is even)", |it| {
        format!("{:.2}", it.reports_gini)
    }),
];

const NAME_WIDTH: usize = 30;
const WIDTH: usize = 18;

pub fn text(scenario: &Scenario, outcomes: &[Outcome]) {
    say(format_args!(
        "{} deliveries from {} to {}, {} operators, {} verifiers\n",
        scenario.arrivals.len(),
        day(scenario.from),
        day(scenario.until - AFTERWARDS),
        count(scenario, Role::Operator),
        count(scenario, Role::Verifier),
    ));
    let row = |name: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>WIDTH$}")).collect();
        say(format!("{name:<NAME_WIDTH$}{cells}"));
    };
    row(
        "",
        outcomes.iter().map(|outcome| outcome.policy.clone()).collect(),
    );
    for (name, figure) in FIGURES {
        row(name, outcomes.iter().map(figure).collect());
    }
    for outcome in outcomes {
        by_service(outcome);
        late(outcome);
        stuck(outcome);
    }
}

fn by_service(outcome: &Outcome) {
    say(format_args!("\n{}, by service", outcome.policy));
    for row in &outcome.by_service {
        say(format_args!(
            "  {:<10}{:>6} requests, {:>7} of reports on time, waiting {} (p95 {}), turnaround {} (p95 {})",
            row.service,
            row.requests,
            percent(row.reports_on_time_percent),
            hours(row.waiting.median_h),
            hours(row.waiting.p95_h),
            hours(row.turnaround.median_h),
            hours(row.turnaround.p95_h),
        ));
    }
}

fn late(outcome: &Outcome) {
    if outcome.late.is_empty() {
        return;
    }
    say(format_args!(
        "\n{}, the latest {} of {} late",
        outcome.policy,
        outcome.late.len(),
        outcome.late_count
    ));
    for late in &outcome.late {
        let done = if late.done_at.is_some() {
            "late"
        } else {
            "late and open"
        };
        let round = if late.round > 1 {
            format!(", round {}", late.round)
        } else {
            String::new()
        };
        say(format_args!(
            "  {} {done}: {}{round} ({}, {})",
            hours(late.late_h),
            late.name,
            late.service,
            late.priority
        ));
    }
}

fn stuck(outcome: &Outcome) {
    for stuck in &outcome.stuck {
        let work = match stuck.phase {
            Phase::Qc => "review",
            Phase::Verification => "verify",
        };
        say(format_args!(
            "\n{}: nobody may {work} {} ({} requests)",
            outcome.policy, stuck.name, stuck.requests
        ));
        for (why, people) in &stuck.why {
            say(format_args!("  {people} people: {why}"));
        }
    }
}

fn share(outcome: &Outcome, pick: fn(usize, usize) -> usize) -> String {
    let operators = outcome
        .people
        .iter()
        .filter(|person| person.role == Role::Operator);
    let tasks = operators.map(|person: &PersonRow| person.tasks).reduce(pick);
    tasks.map_or_else(|| "–".to_owned(), |tasks| tasks.to_string())
}

fn percent(value: f64) -> String {
    format!("{value:.1} %")
}

fn hours(value: f64) -> String {
    format!("{value:.1} h")
}
