//! Which kinds of jobs there are. Each noun registers its own; a kind that a process does not know is left to others.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use serde_json::Value;

use super::{Attempt, Capability, Job, Lane, sql};
use crate::app::App;
use crate::db::Tx;

type Outcome = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;
type Run = Arc<dyn Fn(App, Value, Attempt) -> Outcome + Send + Sync>;
type Retried = Arc<
    dyn for<'t> Fn(&'t mut Tx, Value) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send + 't>>
        + Send
        + Sync,
>;
type Told = Arc<dyn Fn(App, Value, String) -> Outcome + Send + Sync>;

pub(super) struct Entry {
    lane: Lane,
    pub capability: Option<Capability>,
    pub run: Run,
    pub parked: Told,
    pub canceled: Told,
    pub retried: Retried,
}

pub(super) struct Periodic {
    pub every: Duration,
    pub row: sql::NewRow,
}

#[derive(Default)]
pub struct Registry {
    entries: HashMap<&'static str, Entry>,
    pub(super) periodic: Vec<Periodic>,
}

impl Registry {
    pub fn register<J: Job>(&mut self) -> &mut Registry {
        let run: Run = Arc::new(|app, payload, attempt| {
            Box::pin(async move { read::<J>(payload)?.run(&app, &attempt).await })
        });
        let parked: Told = Arc::new(|app, payload, reason| {
            Box::pin(async move { read::<J>(payload)?.parked(&app, &reason).await })
        });
        let canceled: Told = Arc::new(|app, payload, reason| {
            Box::pin(async move { read::<J>(payload)?.canceled(&app, &reason).await })
        });
        let retried: Retried =
            Arc::new(|tx, payload| Box::pin(async move { read::<J>(payload)?.retried(tx).await }));
        let earlier = self.entries.insert(
            J::KIND,
            Entry {
                lane: J::LANE,
                capability: J::CAPABILITY,
                run,
                parked,
                canceled,
                retried,
            },
        );
        assert!(
            earlier.is_none(),
            "the kind of job {} is registered twice",
            J::KIND
        );
        self
    }

    /// A job that is wanted again and again: sweeps. It waits at most once, whatever number of servers runs.
    pub fn every<J: Job>(&mut self, every: Duration, job: &J) -> &mut Registry {
        self.register::<J>();
        let row = sql::NewRow {
            kind: J::KIND,
            payload: serde_json::to_value(job).unwrap_or(Value::Null),
            lane: J::LANE.as_str(),
            priority: J::PRIORITY,
            delay_s: 0.0,
            key: Some(format!("every:{}", J::KIND)),
            delivery: None,
            max_attempts: J::MAX_ATTEMPTS,
        };
        self.periodic.push(Periodic { every, row });
        self
    }

    pub(super) fn find(&self, kind: &str) -> Option<&Entry> {
        self.entries.get(kind)
    }

    /// The kinds of the lane that a worker with these capabilities takes.
    pub(super) fn kinds(&self, lane: Lane, able: &[Capability]) -> Vec<String> {
        let is_able = |entry: &Entry| entry.capability.is_none_or(|needed| able.contains(&needed));
        let taken = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.lane == lane && is_able(entry));
        taken.map(|(kind, _)| (*kind).to_owned()).collect()
    }

    /// The kinds that need this capability.
    pub(super) fn kinds_needing(&self, capability: Capability) -> Vec<String> {
        let needing = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.capability == Some(capability));
        needing.map(|(kind, _)| (*kind).to_owned()).collect()
    }
}

fn read<J: Job>(payload: Value) -> anyhow::Result<J> {
    serde_json::from_value(payload).with_context(|| format!("the job {} cannot be read", J::KIND))
}
