//! Background work. A job is a row, written in the transaction of the act that wants it done; workers of any process
//! take it under a lease, and take it over when the lease lapses. What a job does stands in its noun's `jobs.rs`.

mod registry;
mod sql;
mod worker;

use std::future::Future;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::app::App;
use crate::db::Tx;

pub use registry::Registry;
pub use worker::{WorkerTimes, Workers};

/// One kind of background work and what it needs to know. It may run twice: the effect must not happen twice.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Written in the row; `deliveries.inspect`.
    const KIND: &'static str;
    const LANE: Lane = Lane::Short;
    /// Also counted when the worker was killed.
    const MAX_ATTEMPTS: i32 = 5;
    /// Lower goes first.
    const PRIORITY: i32 = 0;

    /// While a job with this key waits, another one with it is not added.
    fn key(&self) -> Option<String> {
        None
    }

    fn run(&self, app: &App, attempt: &Attempt) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// Called once when the job is parked, so that the noun can say that it failed, and why.
    fn parked(&self, app: &App, reason: &str) -> impl Future<Output = anyhow::Result<()>> + Send {
        let _ = (app, reason);
        async { Ok(()) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Seconds: mail, sweeps, hand-overs.
    Short,
    /// Minutes and hours: ffmpeg, hashing.
    Media,
    /// Calls to machines of others, which may be slow to answer: mail, webhooks.
    Outbound,
}

impl Lane {
    pub const fn as_str(self) -> &'static str {
        match self {
            Lane::Short => "short",
            Lane::Media => "media",
            Lane::Outbound => "outbound",
        }
    }
}

/// One try at a job, as the job sees it.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    pub job: i64,
    /// 1, 2, 3 …
    pub number: i32,
    pub is_last: bool,
    /// Names this try alone: outputs go under it, so that a late worker corrupts nothing.
    pub token: Uuid,
}

#[derive(Debug, thiserror::Error)]
#[error("another worker has taken over this job")]
pub struct LostLease;

impl Attempt {
    /// Marks the job as done within the transaction of its effect: both happen, or neither. Refused when another
    /// worker holds the job by now; then the transaction must be given up.
    pub async fn finish(&self, tx: &mut Tx) -> anyhow::Result<()> {
        if sql::delete(&mut **tx, self.job, self.token).await? {
            Ok(())
        } else {
            Err(LostLease.into())
        }
    }
}

/// Adds a job to the act's own transaction: it is done if and only if the act is committed.
pub async fn enqueue<J: Job>(tx: &mut Tx, job: &J) -> Result<(), sqlx::Error> {
    enqueue_in(tx, job, Duration::ZERO).await
}

/// As `enqueue`, but not before so long from now.
pub async fn enqueue_in<J: Job>(tx: &mut Tx, job: &J, delay: Duration) -> Result<(), sqlx::Error> {
    let payload = serde_json::to_value(job).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let row = sql::NewRow {
        kind: J::KIND,
        payload,
        lane: J::LANE.as_str(),
        priority: J::PRIORITY,
        delay_s: delay.as_secs_f64(),
        key: job.key(),
        max_attempts: J::MAX_ATTEMPTS,
    };
    sql::insert(&mut **tx, &row).await
}

/// Brings the waiting job with this key forward to now; false when none waits.
pub async fn hasten(tx: &mut Tx, key: &str) -> Result<bool, sqlx::Error> {
    sql::hasten(&mut **tx, key).await
}
