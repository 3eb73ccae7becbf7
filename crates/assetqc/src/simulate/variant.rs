//! Changes that are tried beside a policy, as one writes them on the command line: `cast/qc=push,2h`. And more or fewer
//! operators like those that there are.

use std::str::FromStr;

use anyhow::{Context, bail, ensure};
use chrono::TimeDelta;
use qc::id::PersonId;
use qc::person::Role;
use qc::request::assignment::LEASE;
use qc::request::{AssignmentModel, Phase, Service};
use qc::simulation::{AssignmentRule, Person, Policy, Scenario};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Override {
    Model {
        service: Service,
        phase: Phase,
        model: AssignmentModel,
        /// Absent leaves it as it was.
        lease: Option<TimeDelta>,
    },
    Reservation(TimeDelta),
    TakesAhead(usize),
}

impl FromStr for Override {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Override, anyhow::Error> {
        let (what, to) = text.split_once('=').with_context(|| {
            format!("{text:?} changes nothing: write cast/qc=push,2h or reservation=12h or takes-ahead=2")
        })?;
        match what {
            "reservation" => Ok(Override::Reservation(length(to)?)),
            "takes-ahead" => Ok(Override::TakesAhead(
                to.parse().with_context(|| format!("{to:?} is no number"))?,
            )),
            _ => {
                let (service, phase) = what
                    .split_once('/')
                    .with_context(|| format!("{what:?} is not SERVICE/PHASE, as cast/qc"))?;
                let (model, lease) = match to.split_once(',') {
                    Some((model, lease)) => (model, Some(length(lease)?)),
                    None => (to, None),
                };
                Ok(Override::Model {
                    service: service.parse()?,
                    phase: phase.parse()?,
                    model: model.parse()?,
                    lease,
                })
            }
        }
    }
}

/// "2h", "45min"
fn length(text: &str) -> anyhow::Result<TimeDelta> {
    let (number, unit_s) = match (text.strip_suffix("min"), text.strip_suffix('h')) {
        (Some(number), _) => (number, 60),
        (_, Some(number)) => (number, 3600),
        _ => bail!("{text:?} is no length: write 2h or 45min"),
    };
    let number: i64 = number
        .trim()
        .parse()
        .with_context(|| format!("{text:?} is no length: write 2h or 45min"))?;
    ensure!(
        (1..=10_000).contains(&number),
        "{text:?} is too short or too long"
    );
    Ok(TimeDelta::seconds(number * unit_s))
}

/// The policy with all changes.
pub fn changed(base: &Policy, changes: &[Override]) -> Policy {
    let mut policy = Policy {
        name: "tried".to_owned(),
        ..base.clone()
    };
    for change in changes {
        match change {
            Override::Reservation(length) => policy.reservation = *length,
            Override::TakesAhead(count) => policy.takes_ahead = *count,
            Override::Model {
                service,
                phase,
                model,
                lease,
            } => change_model(&mut policy, *service, *phase, *model, *lease),
        }
    }
    policy
}

/// For every show: a rule of one show gives way too.
fn change_model(
    policy: &mut Policy,
    service: Service,
    phase: Phase,
    model: AssignmentModel,
    lease: Option<TimeDelta>,
) {
    let is_same = |rule: &AssignmentRule| rule.service == service && rule.phase == phase;
    let of_all = policy
        .rules
        .iter()
        .find(|rule| is_same(rule) && rule.show.is_none());
    let lease = lease.or(of_all.map(|rule| rule.lease)).unwrap_or(LEASE);
    policy.rules.retain(|rule| !is_same(rule));
    policy.rules.push(AssignmentRule {
        show: None,
        service,
        phase,
        model,
        lease,
    });
}

/// The first so many operators; more are taken from the beginning again, as other people.
pub fn with_operators(scenario: &mut Scenario, wanted: usize) -> anyhow::Result<()> {
    let operators: Vec<Person> = scenario
        .people
        .iter()
        .filter(|person| person.role == Role::Operator)
        .cloned()
        .collect();
    ensure!(
        !operators.is_empty() || wanted == 0,
        "the scenario has no operator to take as an example"
    );
    scenario.people.retain(|person| person.role != Role::Operator);
    for (at, like) in operators.iter().cycle().take(wanted).enumerate() {
        let mut person = like.clone();
        if at >= operators.len() {
            let id = Uuid::from_u128(0x5157_0000_0000 + at as u128);
            person.id = PersonId::from(id);
            person.identity = id;
            person.name = format!("{} ({})", like.name, at / operators.len() + 1);
        }
        scenario.people.push(person);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_as_it_is_written() {
        let change: Override = "cast/qc=push,2h".parse().unwrap();
        let expected = Override::Model {
            service: Service::Cast,
            phase: Phase::Qc,
            model: AssignmentModel::Push,
            lease: Some(TimeDelta::hours(2)),
        };
        assert_eq!(change, expected);
        assert_eq!(
            "reservation=90min".parse::<Override>().unwrap(),
            Override::Reservation(TimeDelta::minutes(90))
        );
        let refused = |text: &str| text.parse::<Override>().unwrap_err().to_string();
        assert!(refused("cast=push").contains("SERVICE/PHASE"));
        assert!(refused("cast/qc=shove").contains("AssignmentModel"));
        assert!(refused("cast/qc=push,2 days").contains("write 2h"));
    }

    #[test]
    fn a_change_holds_for_every_show() {
        let mut base = Policy::new("as it is");
        let show = Some(qc::id::ShowId::new());
        let rule = |show, model| AssignmentRule {
            show,
            service: Service::Cast,
            phase: Phase::Qc,
            model,
            lease: TimeDelta::hours(3),
        };
        base.rules = vec![
            rule(show, AssignmentModel::Managed),
            rule(None, AssignmentModel::Pull),
        ];
        let tried = changed(&base, &["cast/qc=push".parse().unwrap()]);
        assert_eq!(tried.rules, [rule(None, AssignmentModel::Push)]);
    }
}
