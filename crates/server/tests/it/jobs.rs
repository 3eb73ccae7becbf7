//! Background work is done once, and survives whatever happens to workers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use server::app::App;
use server::jobs::{self, Attempt, Job, Registry, Workers};
use sqlx::PgPool;

use crate::world::{HURRIED, World};

/// Adds a show, with its completion in the same transaction; fails as often as it is told to.
#[derive(Serialize, Deserialize)]
struct AddShow {
    name: String,
    failures: i32,
}

impl Job for AddShow {
    const KIND: &'static str = "test.add_show";

    fn key(&self) -> Option<String> {
        Some(format!("add:{}", self.name))
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        anyhow::ensure!(attempt.number > self.failures, "not yet");
        let mut tx = app.db.begin().await?;
        sqlx::query("insert into show (id, name) values ($1, $2)")
            .bind(uuid::Uuid::now_v7())
            .bind(&self.name)
            .execute(&mut *tx)
            .await?;
        attempt.finish(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        let name = format!("{} was given up: {reason}", self.name);
        let insert = sqlx::query("insert into show (id, name) values ($1, $2)")
            .bind(uuid::Uuid::now_v7())
            .bind(name);
        insert.execute(&app.db).await?;
        Ok(())
    }
}

/// Never ends by itself, as an encode that takes hours.
#[derive(Serialize, Deserialize)]
struct Endless;

static ENDLESS_BEGUN: AtomicU32 = AtomicU32::new(0);

impl Job for Endless {
    const KIND: &'static str = "test.endless";

    async fn run(&self, _: &App, _: &Attempt) -> anyhow::Result<()> {
        ENDLESS_BEGUN.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}

fn registry() -> Arc<Registry> {
    let mut registry = Registry::default();
    registry.register::<AddShow>().register::<Endless>();
    Arc::new(registry)
}

async fn enqueue(db: &PgPool, job: &impl Job) {
    let mut tx = db.begin().await.expect("a transaction");
    jobs::enqueue(&mut tx, job).await.expect("queued");
    tx.commit().await.expect("committed");
}

async fn shows(db: &PgPool) -> Vec<String> {
    sqlx::query_scalar("select name from show order by name")
        .fetch_all(db)
        .await
        .expect("shows")
}

fn add_show(name: &str, failures: i32) -> AddShow {
    AddShow {
        name: name.to_owned(),
        failures,
    }
}

async fn wait_for(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} did not happen within ten seconds");
}

#[tokio::test]
async fn a_job_is_there_exactly_when_its_act_is() {
    let world = World::without_workers().await;
    let db = &world.app().db;
    let mut tx = db.begin().await.expect("a transaction");
    jobs::enqueue(&mut tx, &add_show("Never", 0))
        .await
        .expect("queued");
    tx.rollback().await.expect("rolled back");
    enqueue(db, &add_show("Once", 0)).await;
    enqueue(db, &add_show("Once", 0)).await;
    let workers = Workers::start(world.app(), registry(), HURRIED);
    world.jobs_done().await;
    assert_eq!(
        shows(db).await,
        ["Once"],
        "one by its key, and none of the act that was given up"
    );
    workers.stop().await;
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_and_then_parked_with_its_reason() {
    let world = World::without_workers().await;
    let db = &world.app().db;
    enqueue(db, &add_show("Third time", 2)).await;
    let hurried = server::jobs::WorkerTimes {
        back_off: Duration::from_millis(1),
        ..HURRIED
    };
    let workers = Workers::start(world.app(), registry(), hurried);
    world.jobs_done().await;
    enqueue(db, &add_show("Never", 99)).await;
    wait_for("the parking", async || shows(db).await.len() == 2).await;
    assert_eq!(shows(db).await, ["Never was given up: not yet", "Third time"]);
    let (state, attempts): (String, i32) = sqlx::query_as("select state, attempts from job")
        .fetch_one(db)
        .await
        .expect("the parked job");
    assert_eq!((state.as_str(), attempts), ("parked", 5));
    workers.stop().await;
}

#[tokio::test]
async fn a_job_outlives_its_worker() {
    let world = World::without_workers().await;
    let db = &world.app().db;
    enqueue(db, &Endless).await;
    let doomed = Workers::start(world.app(), registry(), HURRIED);
    let begun = ENDLESS_BEGUN.load(Ordering::SeqCst);
    wait_for("the first try", async || {
        ENDLESS_BEGUN.load(Ordering::SeqCst) > begun
    })
    .await;
    // As kill -9: every task is gone, nothing was given back.
    drop(doomed);
    let workers = Workers::start(world.app(), registry(), HURRIED);
    wait_for("the take-over", async || {
        ENDLESS_BEGUN.load(Ordering::SeqCst) > begun + 1
    })
    .await;
    let attempts: i32 = sqlx::query_scalar("select attempts from job")
        .fetch_one(db)
        .await
        .expect("the job");
    assert_eq!(attempts, 2, "the killed try counts");
    workers.stop().await;
    let (state, attempts): (String, i32) = sqlx::query_as("select state, attempts from job")
        .fetch_one(db)
        .await
        .expect("the job");
    assert_eq!(
        (state.as_str(), attempts),
        ("waiting", 1),
        "an orderly stop gives it back uncounted"
    );
}

#[tokio::test]
async fn a_job_that_kills_its_workers_is_parked_too() {
    let world = World::without_workers().await;
    let db = &world.app().db;
    enqueue(db, &add_show("Poison", 0)).await;
    sqlx::query(
        "update job set state = 'running', attempts = 5, lease_token = gen_random_uuid(), lease_until = now() - interval '1 second'",
    )
    .execute(db)
    .await
    .expect("as five dead workers leave it");
    let workers = Workers::start(world.app(), registry(), HURRIED);
    wait_for("the parking", async || !shows(db).await.is_empty()).await;
    assert!(shows(db).await[0].starts_with("Poison was given up"));
    workers.stop().await;
}

#[tokio::test]
async fn a_worker_that_wakes_up_late_changes_nothing() {
    let world = World::without_workers().await;
    let db = &world.app().db;
    enqueue(db, &add_show("Late", 0)).await;
    let stale = Attempt {
        job: 1,
        number: 1,
        is_last: false,
        token: uuid::Uuid::new_v4(),
    };
    let late = add_show("Late", 0)
        .run(world.app(), &stale)
        .await
        .expect_err("someone else has it");
    assert!(late.to_string().contains("another worker"), "{late}");
    assert_eq!(shows(db).await, Vec::<String>::new());
}
