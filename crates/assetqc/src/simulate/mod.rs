//! `assetqc simulate`: plays a month of deliveries through under one policy or several, before any is switched on. The
//! month comes from a scenario file, or is the last one of the database. What happens in it is decided in
//! `qc::simulation`; here it is read, varied and printed.

mod hours;
mod print;
mod scenario_file;
mod variant;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::{TimeDelta, Utc};
use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use qc::person::Role;
use qc::simulation::{Policy, Scenario, simulate};
use server::config::Flags;
use server::policies::replay;
use server::{db, serve};

use crate::config;
use crate::say::say;
use hours::Hours;
use variant::Override;

/// People go on working for so long after the last delivery, so that what came late is counted too.
pub const AFTERWARDS: TimeDelta = TimeDelta::days(10);

/// Prints how much would be in time, how long work waits, and who would do how much. It changes nothing.
#[derive(Args)]
pub struct Simulate {
    /// A month as TOML or JSON; docs/guides/simulate.md has one to begin with
    #[arg(required_unless_present = "from_database", conflicts_with = "from_database")]
    scenario: Option<PathBuf>,
    /// Replay what really came, with the people and policies of the database
    #[arg(long)]
    from_database: bool,
    /// How far back the replay begins
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=366), requires = "from_database")]
    days: u32,
    /// When everyone of the database works, from Monday to Friday
    #[arg(long, default_value = "09:00-18:00", requires = "from_database")]
    hours: Hours,
    /// The zone of these hours
    #[arg(long, default_value = "UTC", requires = "from_database")]
    zone: Tz,
    /// Try a change beside the policy: SERVICE/PHASE=MODEL[,LEASE], as cast/qc=push,2h; reservation=12h; takes-ahead=2
    #[arg(long = "policy", value_name = "CHANGE")]
    changes: Vec<Override>,
    /// With so many operators: fewer of those that there are, or more like them
    #[arg(long)]
    operators: Option<usize>,
    /// Another seed draws another month from the same scenario
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Simulate {
    pub async fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let (mut scenario, mut policies) = match &self.scenario {
            Some(file) => scenario_file::read(file, self.seed)?,
            None => self.replay(flags).await?,
        };
        if let Some(operators) = self.operators {
            variant::with_operators(&mut scenario, operators)?;
        }
        if !self.changes.is_empty() {
            let base = policies.first().context("there is no policy to change")?;
            policies.push(variant::changed(base, &self.changes));
        }
        let outcomes: Vec<_> = policies
            .iter()
            .map(|policy| simulate(&scenario, policy))
            .collect();
        match self.format {
            Format::Text => print::text(&scenario, &outcomes),
            Format::Json => say(serde_json::to_string_pretty(&outcomes)?),
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn replay(&self, flags: &Flags) -> anyhow::Result<(Scenario, Vec<Policy>)> {
        let settings = config::read(flags)?;
        let pool = db::connect(serve::external(&settings.database, &settings.data_dir)?).await?;
        let replay = replay::read(&pool, self.days).await;
        pool.close().await;
        let mut replay = replay?;
        let until = replay.until + AFTERWARDS;
        for person in &mut replay.people {
            person.shifts = self.hours.shifts(self.zone, replay.from, until, false);
        }
        let mut policy = Policy::new("as it is");
        policy.rules = replay.rules;
        let scenario = Scenario {
            from: replay.from,
            until,
            seed: self.seed.unwrap_or(1),
            arrivals: replay.arrivals,
            people: replay.people,
        };
        Ok((scenario, vec![policy]))
    }
}

/// How many of a role the scenario has.
fn count(scenario: &Scenario, role: Role) -> usize {
    scenario
        .people
        .iter()
        .filter(|person| person.role == role)
        .count()
}

/// "1 Mar 2027"
fn day(at: chrono::DateTime<Utc>) -> String {
    at.format("%-d %b %Y").to_string()
}
