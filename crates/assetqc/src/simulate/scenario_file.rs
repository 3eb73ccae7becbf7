//! A scenario as people write it, in TOML or JSON. What is wrong with it is said with the file, the line where it is known,
//! and what to write instead.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, anyhow, ensure};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use qc::id::{FacilityId, PersonId, ShowId};
use qc::person::Role;
use qc::request::{AssignmentModel, Phase, Service};
use qc::simulation::{AssignmentRule, Person, Policy, Scenario, Stream, arrivals};
use qc::task::{TaskDepth, TaskKind, TaskPlan};
use serde::Deserialize;
use uuid::Uuid;

use super::AFTERWARDS;
use super::hours::Hours;

const LIMIT_PEOPLE: usize = 5_000;
const LIMIT_ARRIVALS_PER_DAY: f64 = 10_000.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The first day.
    from: NaiveDate,
    #[serde(default = "thirty")]
    days: u32,
    #[serde(default)]
    seed: u64,
    shows: Vec<ShowRow>,
    deliveries: Vec<DeliveryRow>,
    people: Vec<PersonRow>,
    #[serde(default)]
    policies: Vec<PolicyRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShowRow {
    name: String,
    #[serde(default = "english")]
    language: String,
    /// Facilities that may work on it.
    cleared: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeliveryRow {
    show: String,
    /// "Primary A/V"
    what: String,
    service: Service,
    tasks: Vec<TaskKind>,
    #[serde(default = "full")]
    depth: TaskDepth,
    per_day: f64,
    programme_min: f64,
    #[serde(default)]
    rush_share: f64,
    #[serde(default)]
    redelivery_share: f64,
    #[serde(default = "three")]
    redelivery_after_days: f64,
    #[serde(default = "whole_day")]
    hours: String,
    #[serde(default = "utc")]
    zone: String,
    #[serde(default)]
    weekends: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonRow {
    role: Role,
    facility: String,
    /// So many like this.
    #[serde(default = "one")]
    count: usize,
    #[serde(default)]
    name: String,
    #[serde(default)]
    skills: Vec<String>,
    #[serde(default)]
    languages: Vec<String>,
    /// Shows that a legal bar keeps them from.
    #[serde(default)]
    barred: Vec<String>,
    hours: String,
    #[serde(default = "utc")]
    zone: String,
    #[serde(default)]
    weekends: bool,
    #[serde(default = "normal")]
    speed: f64,
    #[serde(default = "nine_tenths")]
    accuracy: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyRow {
    name: String,
    reservation_h: Option<f64>,
    looks_every_min: Option<f64>,
    gives_every_min: Option<f64>,
    takes_ahead: Option<usize>,
    download_h: Option<f64>,
    preparation: Option<f64>,
    #[serde(default)]
    rules: Vec<RuleRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleRow {
    show: Option<String>,
    service: Service,
    phase: Phase,
    model: AssignmentModel,
    #[serde(default = "four")]
    lease_h: f64,
}

fn thirty() -> u32 {
    30
}
fn english() -> String {
    "en".to_owned()
}
fn full() -> TaskDepth {
    TaskDepth::Full
}
fn three() -> f64 {
    3.0
}
fn four() -> f64 {
    4.0
}
fn one() -> usize {
    1
}
fn normal() -> f64 {
    1.0
}
fn nine_tenths() -> f64 {
    0.9
}
fn whole_day() -> String {
    "08:00-20:00".to_owned()
}
fn utc() -> String {
    "UTC".to_owned()
}

/// The scenario and its policies; the guide's defaults where it names none. A seed given here goes before the file's.
pub fn read(path: &Path, seed: Option<u64>) -> anyhow::Result<(Scenario, Vec<Policy>)> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    parse(&text, is_json, seed).with_context(|| path.display().to_string())
}

fn parse(text: &str, is_json: bool, seed: Option<u64>) -> anyhow::Result<(Scenario, Vec<Policy>)> {
    let file: File = if is_json {
        serde_json::from_str(text)?
    } else {
        toml::from_str(text)?
    };
    let lines = if is_json { "" } else { text };
    Reading::new(&file, lines)?.scenario(seed)
}

/// The file with what its names stand for.
struct Reading<'a> {
    file: &'a File,
    text: &'a str,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    shows: BTreeMap<&'a str, (ShowId, &'a ShowRow)>,
    facilities: BTreeMap<&'a str, FacilityId>,
}

impl<'a> Reading<'a> {
    fn new(file: &'a File, text: &'a str) -> anyhow::Result<Reading<'a>> {
        ensure!((1..=366).contains(&file.days), "days: write 1 to 366");
        let from = file
            .from
            .and_hms_opt(0, 0, 0)
            .context("from: there is no such day")?
            .and_utc();
        let mut shows = BTreeMap::new();
        for (at, show) in file.shows.iter().enumerate() {
            let id = ShowId::from(Uuid::from_u128(1_000 + at as u128));
            let is_new = shows.insert(show.name.as_str(), (id, show)).is_none();
            ensure!(
                is_new,
                "{}",
                place(text, "shows", at, "name").said(format_args!("{:?} is there twice", show.name))
            );
        }
        let names = file.shows.iter().flat_map(|show| &show.cleared);
        let mut facilities = BTreeMap::new();
        for name in names {
            let id = FacilityId::from(Uuid::from_u128(2_000 + facilities.len() as u128));
            facilities.entry(name.as_str()).or_insert(id);
        }
        Ok(Reading {
            file,
            text,
            from,
            until: from + TimeDelta::days(i64::from(file.days)),
            shows,
            facilities,
        })
    }

    fn scenario(&self, seed: Option<u64>) -> anyhow::Result<(Scenario, Vec<Policy>)> {
        let seed = seed.unwrap_or(self.file.seed);
        let rows = self.file.deliveries.iter().enumerate();
        let streams = rows
            .map(|(at, row)| self.stream(at, row))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let rows = self.file.policies.iter().enumerate();
        let mut policies = rows
            .map(|(at, row)| self.policy(at, row))
            .collect::<anyhow::Result<Vec<_>>>()?;
        if policies.is_empty() {
            policies.push(Policy::new("the guide's"));
        }
        let scenario = Scenario {
            from: self.from,
            until: self.until + AFTERWARDS,
            seed,
            arrivals: arrivals(&streams, seed),
            people: self.people()?,
        };
        ensure!(
            !scenario.arrivals.is_empty(),
            "no delivery comes in this month: raise per_day of the deliveries"
        );
        Ok((scenario, policies))
    }

    fn stream(&self, at: usize, row: &DeliveryRow) -> anyhow::Result<Stream> {
        let here = |key| place(self.text, "deliveries", at, key);
        let (show, of_show) = self.show(&row.show, &here("show"))?;
        let share = |key, value| within(&here(key), value, 0.0, 1.0);
        ensure!(
            !row.tasks.is_empty(),
            "{}",
            here("tasks").said("name at least one task, as [\"sdr\", \"5.1\"]")
        );
        Ok(Stream {
            name: format!("{}, {}", row.show, row.what),
            show,
            language: of_show.language.clone(),
            service: row.service,
            tasks: row
                .tasks
                .iter()
                .map(|kind| TaskPlan {
                    kind: *kind,
                    depth: row.depth,
                })
                .collect(),
            per_day: within(&here("per_day"), row.per_day, 0.0, LIMIT_ARRIVALS_PER_DAY)?,
            rush_share: share("rush_share", row.rush_share)?,
            programme: minutes(within(&here("programme_min"), row.programme_min, 0.1, 1_440.0)?),
            redelivery_share: share("redelivery_share", row.redelivery_share)?,
            redelivery_after: minutes(
                1_440.0
                    * within(
                        &here("redelivery_after_days"),
                        row.redelivery_after_days,
                        0.0,
                        366.0,
                    )?,
            ),
            windows: hours(&here("hours"), &row.hours)?.windows(
                zone(&here("zone"), &row.zone)?,
                self.from,
                self.until,
                row.weekends,
            ),
        })
    }

    fn people(&self) -> anyhow::Result<Vec<Person>> {
        let total: usize = self.file.people.iter().map(|row| row.count).sum();
        ensure!(
            total <= LIMIT_PEOPLE,
            "people: {total} are too many; at most {LIMIT_PEOPLE}"
        );
        let mut people = Vec::with_capacity(total);
        for (at, row) in self.file.people.iter().enumerate() {
            let like = self.person(at, row)?;
            for number in 1..=row.count {
                let id = Uuid::from_u128(10_000 + people.len() as u128);
                let name = match row.count {
                    1 => like.name.clone(),
                    _ => format!("{} {number}", like.name),
                };
                people.push(Person {
                    id: PersonId::from(id),
                    identity: id,
                    name,
                    ..like.clone()
                });
            }
        }
        Ok(people)
    }

    fn person(&self, at: usize, row: &PersonRow) -> anyhow::Result<Person> {
        let here = |key| place(self.text, "people", at, key);
        ensure!(
            matches!(row.role, Role::Operator | Role::Verifier),
            "{}",
            here("role").said(format_args!(
                "a {} does no QC: write operator or verifier",
                row.role
            ))
        );
        let facility = *self.facilities.get(row.facility.as_str()).ok_or_else(|| {
            let known: Vec<&str> = self.facilities.keys().copied().collect();
            anyhow!(here("facility").said(format_args!(
                "no show is cleared for {:?}; name one of {}, or add it to `cleared` of a show",
                row.facility,
                known.join(", ")
            )))
        })?;
        let cleared = self
            .shows
            .values()
            .filter(|(_, show)| show.cleared.contains(&row.facility));
        let barred = row
            .barred
            .iter()
            .map(|show| Ok(self.show(show, &here("barred"))?.0));
        Ok(Person {
            id: PersonId::from(Uuid::nil()),
            identity: Uuid::nil(),
            name: if row.name.is_empty() {
                format!("{} {}", row.facility, row.role)
            } else {
                row.name.clone()
            },
            role: row.role,
            facility,
            skills: row.skills.clone(),
            languages: row.languages.clone(),
            cleared: cleared.map(|(id, _)| *id).collect(),
            barred: barred.collect::<anyhow::Result<_>>()?,
            shifts: hours(&here("hours"), &row.hours)?.shifts(
                zone(&here("zone"), &row.zone)?,
                self.from,
                self.until + AFTERWARDS,
                row.weekends,
            ),
            speed: within(&here("speed"), row.speed, 0.1, 10.0)?,
            accuracy: within(&here("accuracy"), row.accuracy, 0.0, 1.0)?,
        })
    }

    fn policy(&self, at: usize, row: &PolicyRow) -> anyhow::Result<Policy> {
        let here = |key| place(self.text, "policies", at, key);
        let of_guide = Policy::new(row.name.clone());
        let length = |key, value: Option<f64>, unit_min: f64, otherwise| match value {
            Some(value) => {
                Ok::<_, anyhow::Error>(minutes(unit_min * within(&here(key), value, 0.0, 10_000.0)?))
            }
            None => Ok(otherwise),
        };
        let at_least_a_minute = |length: TimeDelta| length.max(TimeDelta::minutes(1));
        Ok(Policy {
            rules: row
                .rules
                .iter()
                .map(|rule| self.rule(&here("rules"), rule))
                .collect::<anyhow::Result<_>>()?,
            reservation: length("reservation_h", row.reservation_h, 60.0, of_guide.reservation)?,
            looks_every: at_least_a_minute(length(
                "looks_every_min",
                row.looks_every_min,
                1.0,
                of_guide.looks_every,
            )?),
            gives_every: at_least_a_minute(length(
                "gives_every_min",
                row.gives_every_min,
                1.0,
                of_guide.gives_every,
            )?),
            takes_ahead: row.takes_ahead.unwrap_or(of_guide.takes_ahead),
            download: length("download_h", row.download_h, 60.0, of_guide.download)?,
            preparation: within(
                &here("preparation"),
                row.preparation.unwrap_or(of_guide.preparation),
                0.0,
                100.0,
            )?,
            name: of_guide.name,
        })
    }

    fn rule(&self, here: &Place, row: &RuleRow) -> anyhow::Result<AssignmentRule> {
        let show = row
            .show
            .as_deref()
            .map(|show| self.show(show, here))
            .transpose()?;
        Ok(AssignmentRule {
            show: show.map(|(id, _)| id),
            service: row.service,
            phase: row.phase,
            model: row.model,
            lease: minutes(60.0 * within(here, row.lease_h, 0.1, 10_000.0)?),
        })
    }

    fn show(&self, name: &str, here: &Place) -> anyhow::Result<(ShowId, &'a ShowRow)> {
        self.shows.get(name).copied().ok_or_else(|| {
            let known: Vec<&str> = self.shows.keys().copied().collect();
            anyhow!(here.said(format_args!(
                "there is no show {name:?}; the scenario has {}",
                known.join(", ")
            )))
        })
    }
}

fn minutes(count: f64) -> TimeDelta {
    TimeDelta::seconds((count * 60.0) as i64)
}

fn within(here: &Place, value: f64, least: f64, most: f64) -> anyhow::Result<f64> {
    ensure!(
        (least..=most).contains(&value),
        "{}",
        here.said(format_args!("{value} is not between {least} and {most}"))
    );
    Ok(value)
}

fn hours(here: &Place, text: &str) -> anyhow::Result<Hours> {
    text.parse()
        .map_err(|error: anyhow::Error| anyhow!(here.said(format_args!("{error:#}"))))
}

fn zone(here: &Place, name: &str) -> anyhow::Result<Tz> {
    name.parse().map_err(|_| {
        anyhow!(here.said(format_args!(
            "there is no zone {name:?}; write one as Europe/London"
        )))
    })
}

/// Where in the file something stands: `people[2].facility`, and its line where the text has one.
struct Place {
    path: String,
    line: Option<usize>,
}

impl Place {
    fn said(&self, what: impl std::fmt::Display) -> String {
        match self.line {
            Some(line) => format!("line {line}, {}: {what}", self.path),
            None => format!("{}: {what}", self.path),
        }
    }
}

/// The key of the table's row of this number. A key that stands nowhere has the line of its row.
fn place(text: &str, table: &str, number: usize, key: &str) -> Place {
    let header = format!("[[{table}]]");
    let mut rows = text
        .lines()
        .enumerate()
        .skip_while(|(_, line)| line.trim() != header);
    for _ in 0..number {
        rows.next();
        let skipped = rows.by_ref().position(|(_, line)| line.trim() == header);
        if skipped.is_none() {
            break;
        }
    }
    // `position` has eaten the header of the row itself.
    let header_line = if number == 0 {
        rows.next().map(|(at, _)| at)
    } else {
        None
    };
    let of_row: Vec<(usize, &str)> = rows
        .take_while(|(_, line)| !line.trim_start().starts_with('['))
        .collect();
    let is_key = |line: &str| {
        line.trim_start()
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let key_line = of_row.iter().find(|(_, line)| is_key(line)).map(|(at, _)| *at);
    let first = of_row.first().map(|(at, _)| at.saturating_sub(1));
    Place {
        path: format!("{table}[{number}].{key}"),
        line: key_line.or(header_line).or(first).map(|at| at + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../../docs/guides/simulate.toml");

    fn refused(text: &str) -> String {
        format!("{:#}", parse(text, false, None).map(drop).unwrap_err())
    }

    #[test]
    fn the_example_of_the_guide_is_read() {
        let (scenario, policies) = parse(EXAMPLE, false, None).unwrap();
        assert!(scenario.arrivals.len() > 100);
        assert_eq!(policies.len(), 2);
        let ids: std::collections::BTreeSet<_> = scenario.people.iter().map(|person| person.id).collect();
        assert_eq!(ids.len(), scenario.people.len());
        let outcomes: Vec<_> = policies
            .iter()
            .map(|policy| qc::simulation::simulate(&scenario, policy))
            .collect();
        assert!(
            outcomes.iter().all(|outcome| outcome.stuck.is_empty()),
            "{:?}",
            outcomes[0].stuck
        );
    }

    #[test]
    fn json_says_the_same() {
        let value: toml::Value = toml::from_str(EXAMPLE).unwrap();
        let json = serde_json::to_value(value).unwrap();
        let (from_json, _) = parse(&json.to_string(), true, None).unwrap();
        let (from_toml, _) = parse(EXAMPLE, false, None).unwrap();
        assert_eq!(from_json.arrivals.len(), from_toml.arrivals.len());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_what_to_do() {
        let line_of = |needle: &str| EXAMPLE.lines().position(|line| line.contains(needle)).unwrap() + 1;
        let wrong = EXAMPLE.replacen("facility = \"Southbank\"", "facility = \"Southbonk\"", 1);
        let said = refused(&wrong);
        assert!(
            said.contains(&format!("line {}", line_of("facility = \"Southbank\""))),
            "{said}"
        );
        assert!(
            said.contains("Southbonk") && said.contains("Northlight"),
            "{said}"
        );

        let wrong = EXAMPLE.replacen("zone = \"Europe/London\"", "zone = \"Europe/Londres\"", 1);
        let said = refused(&wrong);
        assert!(
            said.contains("Europe/Londres") && said.contains("write one as Europe/London"),
            "{said}"
        );
        assert!(
            said.contains(&format!("line {}", line_of("zone = \"Europe/London\""))),
            "{said}"
        );

        let said = refused(&EXAMPLE.replacen("rush_share = ", "rush_share = 7", 1));
        assert!(said.contains("is not between 0 and 1"), "{said}");
        let said = refused(&EXAMPLE.replacen("per_day", "per_dya", 1));
        assert!(said.contains("per_dya") && said.contains("line"), "{said}");
        let said = refused(&EXAMPLE.replacen("model = \"push\"", "model = \"shove\"", 1));
        assert!(said.contains("shove"), "{said}");
    }
}
