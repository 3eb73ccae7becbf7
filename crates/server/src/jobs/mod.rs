//! Background work. A job is a row, written in the transaction of the act that wants it done; workers of any process
//! take it under a lease, and take it over when the lease lapses. What a job does stands in its noun's `jobs.rs`. A studio
//! admin looks at the queue and at who works, tries again what was given up, cancels, and says what goes first.

mod acts;
pub mod http;
mod registry;
mod sql;
mod sql_queue;
mod view;
mod worker;

use std::future::Future;
use std::time::Duration;

use qc::id::{DeliveryId, JobId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::events::{self, Event, EventKind};

pub(crate) use acts::cancel_of;
pub use qc::job::{Capability, Lane};
pub use registry::Registry;
pub use worker::{WorkerTimes, Workers};

/// One kind of background work and what it needs to know. It may run twice: the effect must not happen twice.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Written in the row; `deliveries.inspect`.
    const KIND: &'static str;
    const LANE: Lane = Lane::Short;
    /// What a worker must be able to do to take it. None: every worker takes it.
    const CAPABILITY: Option<Capability> = None;
    /// Also counted when the worker was killed.
    const MAX_ATTEMPTS: i32 = 5;
    /// Lower goes first, among jobs that are equally urgent.
    const PRIORITY: i32 = 0;

    /// While a job with this key waits, another one with it is not added.
    fn key(&self) -> Option<String> {
        None
    }

    /// The delivery that it works on: with a rush request, it goes first.
    fn delivery(&self) -> Option<DeliveryId> {
        None
    }

    fn run(&self, app: &App, attempt: &Attempt) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// Called once when the job is parked, so that the noun can say that it failed, and why.
    fn parked(&self, app: &App, reason: &str) -> impl Future<Output = anyhow::Result<()>> + Send {
        let _ = (app, reason);
        async { Ok(()) }
    }

    /// Called when a person has a parked job tried again, in the transaction that makes it wait: the noun is no longer failed.
    fn retried(&self, tx: &mut Tx) -> impl Future<Output = anyhow::Result<()>> + Send {
        let _ = tx;
        async { Ok(()) }
    }

    /// Called when a person canceled the job, while it waited or ran; it may be called twice.
    fn canceled(&self, app: &App, reason: &str) -> impl Future<Output = anyhow::Result<()>> + Send {
        self.parked(app, reason)
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
        delivery: job.delivery().map(Uuid::from),
        max_attempts: J::MAX_ATTEMPTS,
    };
    sql::insert(&mut **tx, &row).await
}

/// As `enqueue`, in the place of one with the same key that was given up.
pub async fn enqueue_again<J: Job>(tx: &mut Tx, job: &J) -> Result<(), sqlx::Error> {
    if let Some(key) = job.key() {
        sql::delete_parked(tx, &key).await?;
    }
    enqueue(tx, job).await
}

/// Brings the waiting job with this key forward to now; false when none waits.
pub async fn hasten(tx: &mut Tx, key: &str) -> Result<bool, sqlx::Error> {
    sql::hasten(&mut **tx, key).await
}

/// The priority of a request of this delivery is another one now: its jobs follow, unless a person has set their place.
pub async fn follow_priority(tx: &mut Tx, delivery: DeliveryId) -> Result<(), sqlx::Error> {
    for job in sql::follow_priority(tx, delivery).await? {
        tell(tx, job).await?;
    }
    Ok(())
}

/// Pages that show the queue are told; only the studio admin's do.
async fn tell(tx: &mut Tx, job: JobId) -> Result<(), sqlx::Error> {
    events::record(tx, Event::new(EventKind::Job, job)).await
}

/// The queue and the workers.
pub struct SeeQueue;

impl Permission for SeeQueue {
    const ACT: qc::access::Permission = qc::access::Permission::ManageJobs;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// One job, to reach into.
pub struct ManageJob;

impl Permission for ManageJob {
    const ACT: qc::access::Permission = qc::access::Permission::ManageJobs;
    type Key = JobId;
    type Target = sql_queue::Row;

    async fn find(app: &App, _: &Actor, job: JobId) -> ApiResult<Option<sql_queue::Row>> {
        Ok(sql_queue::find(&app.db, job).await?)
    }
}
