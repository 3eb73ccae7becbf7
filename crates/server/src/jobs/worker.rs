//! The workers of one process: so many slots per lane, each taking one job at a time under a lease that is prolonged
//! while it runs. A job whose lease is lost is dropped in the middle, since someone else does it by now.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use qc::id::{JobId, WorkerId};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::registry::Registry;
use super::{Attempt, Lane, LostLease, acts, sql, tell};
use crate::app::App;

/// How long is waited for what; shorter in tests.
#[derive(Clone, Copy, Debug)]
pub struct WorkerTimes {
    /// How often an idle worker looks for work.
    pub look: Duration,
    /// A silent worker loses its job after so long.
    pub lease: Duration,
    /// The first try after a failure waits so long, each further one four times longer.
    pub back_off: Duration,
    /// How long a stop waits for running jobs before they are handed back.
    pub grace: Duration,
}

impl Default for WorkerTimes {
    fn default() -> Self {
        WorkerTimes {
            look: Duration::from_millis(400),
            lease: Duration::from_secs(30),
            back_off: Duration::from_secs(5),
            grace: Duration::from_secs(10),
        }
    }
}

/// How many short jobs run at once in one process; they mostly wait.
const SHORT_SLOTS: usize = 4;
/// How many machines of others are called at once.
const OUTBOUND_SLOTS: usize = 6;

pub struct Workers {
    stop: CancellationToken,
    abandon: CancellationToken,
    slots: JoinSet<()>,
    grace: Duration,
    app: App,
    id: WorkerId,
}

impl Workers {
    pub fn start(app: &App, registry: Arc<Registry>, times: WorkerTimes) -> Workers {
        let (stop, abandon) = (CancellationToken::new(), CancellationToken::new());
        let row = worker_row(app, times);
        let mut slots = JoinSet::new();
        for (lane, count) in [
            (Lane::Short, SHORT_SLOTS),
            (Lane::Outbound, OUTBOUND_SLOTS),
            (Lane::Media, app.settings.workers),
        ] {
            for _ in 0..count {
                let slot = Slot {
                    app: app.clone(),
                    registry: registry.clone(),
                    times,
                    lane,
                    kinds: registry.kinds(lane, &app.settings.capabilities),
                    holder: row.holder.clone(),
                    stop: stop.clone(),
                    abandon: abandon.clone(),
                };
                slots.spawn(slot.work());
            }
        }
        let id = row.holder.id;
        slots.spawn(be_heard(app.clone(), row, stop.clone()));
        slots.spawn(take_over(app.clone(), registry.clone(), times, stop.clone()));
        slots.spawn(repeat(app.clone(), registry, stop.clone()));
        Workers {
            stop,
            abandon,
            slots,
            grace: times.grace,
            app: app.clone(),
            id,
        }
    }

    /// Takes no more jobs, waits for those that run, and hands back what is not done by then.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let all_done = async { while self.slots.join_next().await.is_some() {} };
        if tokio::time::timeout(self.grace, all_done).await.is_err() {
            self.abandon.cancel();
            while self.slots.join_next().await.is_some() {}
        }
        if let Err(error) = sql::delete_worker(&self.app.db, self.id).await {
            tracing::warn!(%error, "cannot take the worker off the list; it will be shown as silent");
        }
    }
}

fn worker_row(app: &App, times: WorkerTimes) -> sql::WorkerRow {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = host.trim().to_owned();
    let pid = std::process::id();
    let count = |slots: usize| i32::try_from(slots).unwrap_or(i32::MAX);
    let able = app.settings.capabilities.iter();
    sql::WorkerRow {
        holder: sql::Holder {
            id: WorkerId::new(),
            name: format!("{host}:{pid}"),
        },
        host,
        pid: i32::try_from(pid).unwrap_or(i32::MAX),
        capabilities: able.map(|capability| capability.as_str().to_owned()).collect(),
        short_slots: count(SHORT_SLOTS),
        media_slots: count(app.settings.workers),
        outbound_slots: count(OUTBOUND_SLOTS),
        lease_s: times.lease.as_secs_f64(),
    }
}

struct Slot {
    app: App,
    registry: Arc<Registry>,
    times: WorkerTimes,
    lane: Lane,
    kinds: Vec<String>,
    holder: sql::Holder,
    stop: CancellationToken,
    abandon: CancellationToken,
}

enum Ended {
    Done,
    Failed(anyhow::Error),
    Lost,
    Abandoned,
}

impl Slot {
    async fn work(self) {
        while !self.stop.is_cancelled() {
            match self.take().await {
                Ok(Some((taken, attempt))) => self.attempt(taken, attempt).await,
                Ok(None) => self.pause(self.times.look).await,
                Err(error) => {
                    tracing::warn!(%error, "cannot look for work");
                    self.pause(Duration::from_secs(1)).await;
                }
            }
        }
    }

    async fn pause(&self, time: Duration) {
        // Spread, so that all slots of all machines do not look at once.
        let time = time.mul_f64(rand::random_range(0.75..1.25));
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.stop.cancelled() => {}
        }
    }

    async fn take(&self) -> Result<Option<(sql::Taken, Attempt)>, sqlx::Error> {
        let token = Uuid::new_v4();
        let lease_s = self.times.lease.as_secs_f64();
        let lane = self.lane.as_str();
        let taken = sql::take(&self.app.db, lane, &self.kinds, &self.holder, token, lease_s).await?;
        Ok(taken.map(|taken| {
            let is_last = taken.attempts >= taken.max_attempts;
            let attempt = Attempt {
                job: taken.id,
                number: taken.attempts,
                is_last,
                token,
            };
            (taken, attempt)
        }))
    }

    async fn attempt(&self, taken: sql::Taken, attempt: Attempt) {
        let kind = taken.kind.as_str();
        self.tell(taken.public_id).await;
        let ended = self.run(kind, taken.payload.clone(), attempt).await;
        let db = &self.app.db;
        let written = match ended {
            Ended::Done => sql::delete(db, attempt.job, attempt.token).await.map(drop),
            Ended::Abandoned => sql::hand_back(db, attempt.job, attempt.token).await,
            Ended::Lost => {
                tracing::warn!(
                    kind,
                    job = attempt.job,
                    "the job was canceled, or another worker has it"
                );
                Ok(())
            }
            Ended::Failed(error) => {
                let reason = format!("{error:#}");
                tracing::warn!(kind, job = attempt.job, attempt = attempt.number, "{reason}");
                let delay_s = self.times.back_off.as_secs_f64() * 4_f64.powi(attempt.number - 1);
                let written = sql::give_back(db, attempt.job, attempt.token, delay_s, &reason).await;
                if attempt.is_last && matches!(written, Ok(true)) {
                    say_parked(&self.app, &self.registry, kind, taken.payload, &reason).await;
                }
                written.map(drop)
            }
        };
        self.tell(taken.public_id).await;
        // Not written: the lease lapses, and the job is done again, which it must bear.
        if let Err(error) = written {
            tracing::error!(%error, kind, job = attempt.job, "cannot note how the job ended");
        }
    }

    /// Media jobs are followed live. Short ones come by the dozen each minute: the page reads those again now and then.
    async fn tell(&self, job: JobId) {
        if self.lane == Lane::Media {
            say_changed(&self.app, job).await;
        }
    }

    async fn run(&self, kind: &str, payload: serde_json::Value, attempt: Attempt) -> Ended {
        let Some(entry) = self.registry.find(kind) else {
            return Ended::Abandoned;
        };
        let running = (entry.run)(self.app.clone(), payload, attempt);
        let running = std::panic::AssertUnwindSafe(running).catch_unwind();
        tokio::select! {
            ended = running => match ended {
                Ok(Ok(())) => Ended::Done,
                Ok(Err(error)) if error.is::<LostLease>() => Ended::Lost,
                Ok(Err(error)) => Ended::Failed(error),
                Err(_) => Ended::Failed(anyhow::anyhow!("the job panicked; the log has the place")),
            },
            () = self.hold(attempt) => Ended::Lost,
            () = self.abandon.cancelled() => Ended::Abandoned,
        }
    }

    /// Prolongs the lease until it is lost: taken over, or the job canceled, which is noticed within seconds.
    async fn hold(&self, attempt: Attempt) {
        let lease = self.times.lease;
        loop {
            tokio::time::sleep(lease / 10).await;
            match sql::prolong(&self.app.db, attempt.job, attempt.token, lease.as_secs_f64()).await {
                Ok(true) => {}
                Ok(false) => return,
                // The database may be back before the lease lapses; if not, whoever takes over changes the token.
                Err(error) => tracing::warn!(%error, job = attempt.job, "cannot prolong the lease"),
            }
        }
    }
}

/// Says again and again that this process is there, and forgets those that were silent for long.
async fn be_heard(app: App, row: sql::WorkerRow, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let said = sql::be_heard(&app.db, &row).await;
        if let Err(error) = said.and(sql::delete_silent_workers(&app.db).await) {
            tracing::warn!(%error, "cannot say that this worker is there");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs_f64(row.lease_s / 6.0)) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn say_changed(app: &App, job: JobId) {
    let said = async {
        let mut tx = app.db.begin().await?;
        tell(&mut tx, job).await?;
        tx.commit().await
    };
    if let Err(error) = said.await {
        tracing::warn!(%error, %job, "cannot tell pages of a job");
    }
}

async fn take_over(app: App, registry: Arc<Registry>, times: WorkerTimes, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match sql::give_back_lapsed(&app.db).await {
            Ok(lapsed) => {
                for job in lapsed {
                    tracing::warn!(kind = job.kind, parked = job.is_parked, "{}", sql::WORKER_LOST);
                    say_changed(&app, job.public_id).await;
                    if job.is_parked {
                        say_parked(&app, &registry, &job.kind, job.payload, sql::WORKER_LOST).await;
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "cannot look for lapsed leases"),
        }
        if let Err(error) = acts::finish_canceled(&app, &registry).await {
            tracing::warn!("cannot look for canceled jobs: {error:#}");
        }
        tokio::select! {
            () = tokio::time::sleep(times.lease / 6) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn say_parked(app: &App, registry: &Registry, kind: &str, payload: serde_json::Value, reason: &str) {
    let Some(entry) = registry.find(kind) else { return };
    if let Err(error) = (entry.parked)(app.clone(), payload, reason.to_owned()).await {
        tracing::error!(kind, "cannot say that the job is parked: {error:#}");
    }
}

/// Adds the periodic jobs; a second server's additions fall on the same key.
async fn repeat(app: App, registry: Arc<Registry>, stop: CancellationToken) {
    let mut due: Vec<_> = registry
        .periodic
        .iter()
        .map(|periodic| (tokio::time::Instant::now(), periodic))
        .collect();
    while let Some((at, periodic)) = due.iter_mut().min_by_key(|(at, _)| *at) {
        tokio::select! {
            () = tokio::time::sleep_until(*at) => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = sql::insert(&app.db, &periodic.row).await {
            tracing::warn!(%error, kind = periodic.row.kind, "cannot add the periodic job");
        }
        *at = tokio::time::Instant::now() + periodic.every;
    }
    stop.cancelled().await;
}
