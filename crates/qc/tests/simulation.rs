//! The simulation against what must hold of it: the same seed gives the same month, nothing is lost, more people are never
//! worse, and what nobody may do is said with its reasons.

use chrono::{DateTime, TimeDelta, Utc};
use qc::id::{FacilityId, PersonId, ShowId};
use qc::person::{Role, SKILL_ATMOS};
use qc::request::{AssignmentModel, Phase, Service};
use qc::simulation::{AssignmentRule, Outcome, Person, Policy, Scenario, Shift, Stream, arrivals, simulate};
use qc::task::{TaskDepth, TaskKind, TaskPlan};
use uuid::Uuid;

const DAYS: i64 = 30;

fn start() -> DateTime<Utc> {
    "2027-03-01T00:00:00Z".parse().unwrap()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn show() -> ShowId {
    ShowId::from(id(900))
}

/// A shift from 9 to 17 on every day of the month, and on the days after it in which work runs out.
fn shifts() -> Vec<Shift> {
    let days = (0..DAYS + 20).map(|day| start() + TimeDelta::days(day));
    days.map(|day| Shift {
        from: day + TimeDelta::hours(9),
        until: day + TimeDelta::hours(17),
    })
    .collect()
}

fn person(number: u128, role: Role, facility: u128) -> Person {
    Person {
        id: PersonId::from(id(number)),
        name: format!("{role} {number}"),
        identity: id(number),
        role,
        facility: FacilityId::from(id(facility)),
        skills: vec![],
        languages: vec!["en".into()],
        cleared: vec![show()],
        barred: vec![],
        shifts: shifts(),
        speed: 1.0,
        accuracy: 0.9,
    }
}

fn people(operators: u128, verifiers: u128) -> Vec<Person> {
    let operators = (1..=operators).map(|number| person(number, Role::Operator, 800));
    let verifiers = (501..501 + verifiers).map(|number| person(number, Role::Verifier, 801));
    operators.chain(verifiers).collect()
}

fn stream(service: Service, per_day: f64) -> Stream {
    Stream {
        name: format!("Harbour Lights, {service}"),
        show: show(),
        language: "en-GB".into(),
        service,
        tasks: vec![
            TaskPlan {
                kind: TaskKind::Sdr,
                depth: TaskDepth::Full,
            },
            TaskPlan {
                kind: TaskKind::FiveOne,
                depth: TaskDepth::Full,
            },
        ],
        per_day,
        rush_share: 0.2,
        programme: TimeDelta::minutes(50),
        redelivery_share: 0.3,
        redelivery_after: TimeDelta::days(2),
        windows: (0..DAYS)
            .map(|day| start() + TimeDelta::days(day))
            .map(|day| (day + TimeDelta::hours(8), day + TimeDelta::hours(20)))
            .collect(),
    }
}

fn scenario(streams: &[Stream], people: Vec<Person>, seed: u64) -> Scenario {
    Scenario {
        from: start(),
        until: start() + TimeDelta::days(DAYS + 10),
        seed,
        arrivals: arrivals(streams, seed),
        people,
    }
}

fn rule(service: Service, phase: Phase, model: AssignmentModel) -> AssignmentRule {
    AssignmentRule {
        show: None,
        service,
        phase,
        model,
        lease: TimeDelta::hours(4),
    }
}

fn mixed() -> [Stream; 3] {
    [
        stream(Service::Cast, 6.0),
        stream(Service::Download, 3.0),
        stream(Service::Browser, 4.0),
    ]
}

fn ended(outcome: &Outcome) -> usize {
    let ends = &outcome.ends;
    ends.verified
        + ends.preparing
        + ends.waiting
        + ends.with_operator
        + ends.waiting_for_verifier
        + ends.with_verifier
}

#[test]
fn the_same_seed_gives_the_same_month_and_another_seed_another() {
    let one = simulate(&scenario(&mixed(), people(12, 6), 7), &Policy::new("as it is"));
    let two = simulate(&scenario(&mixed(), people(12, 6), 7), &Policy::new("as it is"));
    assert_eq!(one, two);
    let other = simulate(&scenario(&mixed(), people(12, 6), 8), &Policy::new("as it is"));
    assert_ne!(one.requests, 0);
    assert_ne!((one.requests, one.waiting), (other.requests, other.waiting));
}

#[test]
fn every_delivery_ends_up_somewhere_whatever_the_policy() {
    for seed in 0..2 {
        for model in AssignmentModel::ALL {
            for operators in [0, 3, 12] {
                let scenario = scenario(&mixed(), people(operators, 4), seed);
                let mut policy = Policy::new(model.as_str());
                for service in Service::ALL {
                    policy.rules.push(rule(*service, Phase::Qc, *model));
                    policy.rules.push(rule(*service, Phase::Verification, *model));
                }
                let outcome = simulate(&scenario, &policy);
                assert_eq!(ended(&outcome), outcome.requests, "{model} with {operators}");
                assert_eq!(outcome.requests - outcome.fix_checks, scenario.arrivals.len());
                let reviewed: usize = outcome
                    .people
                    .iter()
                    .filter(|person| person.role == Role::Operator)
                    .map(|person| person.tasks)
                    .sum();
                let ends = outcome.ends;
                assert_eq!(
                    reviewed,
                    ends.verified + ends.waiting_for_verifier + ends.with_verifier
                );
                assert!(outcome.operators_busy_percent <= 100.0 + 1e-9);
            }
        }
    }
}

#[test]
fn more_operators_are_never_less_on_time() {
    // One service, one size of task, no second rounds: nothing but the number of people differs.
    let mut only = stream(Service::Cast, 20.0);
    only.redelivery_share = 0.0;
    only.rush_share = 0.0;
    let mut before = 0.0;
    for operators in [2, 4, 8, 16, 32] {
        let outcome = simulate(
            &scenario(std::slice::from_ref(&only), people(operators, 20), 3),
            &Policy::new("pull"),
        );
        assert!(
            outcome.whole_on_time_percent >= before,
            "{operators}: {}",
            outcome.whole_on_time_percent
        );
        before = outcome.whole_on_time_percent;
    }
    assert_eq!(before, 100.0);
}

#[test]
fn too_few_people_are_late_and_their_late_requests_are_listed() {
    let outcome = simulate(
        &scenario(&[stream(Service::Cast, 20.0)], people(2, 2), 1),
        &Policy::new("pull"),
    );
    assert!(outcome.whole_on_time_percent < 50.0);
    assert!(outcome.late_count > 100);
    assert_eq!(outcome.late.len(), 20);
    assert!(
        outcome
            .late
            .windows(2)
            .all(|pair| pair[0].late_h >= pair[1].late_h)
    );
    assert!(outcome.operators_busy_percent > 95.0);
}

#[test]
fn what_nobody_may_do_is_said_with_the_reasons() {
    let mut atmos = stream(Service::Download, 1.0);
    atmos.tasks = vec![TaskPlan {
        kind: TaskKind::Atmos,
        depth: TaskDepth::Full,
    }];
    let outcome = simulate(
        &scenario(std::slice::from_ref(&atmos), people(5, 5), 1),
        &Policy::new("pull"),
    );
    assert_eq!(outcome.ends.waiting, outcome.requests);
    let [stuck] = outcome.stuck.as_slice() else {
        panic!("{:?}", outcome.stuck)
    };
    assert_eq!(stuck.phase, Phase::Qc);
    assert_eq!(stuck.why[0], ("this needs the skill “Atmos”".to_owned(), 5));

    // All verifiers sit in the facility of the operators.
    let mut own = people(5, 0);
    own.extend((601..604).map(|number| person(number, Role::Verifier, 800)));
    let outcome = simulate(
        &scenario(&[stream(Service::Cast, 2.0)], own, 1),
        &Policy::new("pull"),
    );
    assert_eq!(outcome.ends.verified, 0);
    assert_eq!(outcome.stuck[0].phase, Phase::Verification);
    assert_eq!(
        outcome.stuck[0].why[0],
        ("the report was written in your own facility".to_owned(), 3)
    );
    let nobody = simulate(
        &scenario(&[stream(Service::Cast, 2.0)], people(5, 0), 1),
        &Policy::new("pull"),
    );
    assert_eq!(nobody.stuck[0].why[0].0, "nobody of the scenario is a verifier");

    let mut able = people(5, 5);
    able[0].skills = vec![SKILL_ATMOS.into()];
    able[505 - 501 + 5].skills = vec![SKILL_ATMOS.into()];
    let outcome = simulate(&scenario(&[atmos], able, 1), &Policy::new("pull"));
    assert_eq!(outcome.stuck, []);
    assert!(outcome.ends.verified > 0);
}

#[test]
fn work_that_is_given_to_people_who_are_not_there_lapses() {
    let mut policy = Policy::new("managed");
    policy
        .rules
        .push(rule(Service::Cast, Phase::Qc, AssignmentModel::Managed));
    let given = simulate(&scenario(&[stream(Service::Cast, 6.0)], people(8, 8), 2), &policy);
    let taken = simulate(
        &scenario(&[stream(Service::Cast, 6.0)], people(8, 8), 2),
        &Policy::new("pull"),
    );
    assert!(given.lapses > 0);
    assert_eq!(taken.lapses, 0);
    assert!(
        given.reports_gini < 0.1,
        "managers share evenly: {}",
        given.reports_gini
    );
}

#[test]
fn a_fix_check_goes_to_the_first_operator_while_it_is_kept() {
    let mut only = stream(Service::Cast, 2.0);
    only.redelivery_share = 1.0;
    let outcome = simulate(&scenario(&[only], people(6, 6), 5), &Policy::new("pull"));
    assert!(outcome.fix_checks > 20);
    assert!(outcome.requests > outcome.fix_checks);
}
