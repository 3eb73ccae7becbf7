//! A worker killed without a word in the middle of making streams, at ten random moments: the other one takes over in time, what
//! is published is to the byte what an undisturbed making publishes, and no program that the dead one started goes on. Started by
//! `benches/killed`.

#[path = "making.rs"]
mod making;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use making::{Bench, Worker, number};
use qc::id::DeliveryId;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use sha2::{Digest, Sha256};

const LIMIT_TAKEN: Duration = Duration::from_secs(45);
/// The kernel ends the children of a jail that lost its parent.
const LIMIT_ORPHAN: Duration = Duration::from_secs(5);

/// SHA-256 of each published file by its name.
type Published = BTreeMap<String, String>;

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let (seconds, kills, seed) = (number("SECONDS_LONG", 60), number("KILLS", 10), number("SEED", 1));
    let bench = Bench::open(seconds).await?;
    let mut draw = ChaCha8Rng::seed_from_u64(seed);
    let alone = Worker::start(&bench, "0,1", 2)?;
    let delivery = bench.accepted().await?;
    let began = Instant::now();
    ready(&bench, delivery).await?;
    let whole = began.elapsed();
    let expected = published(&bench, delivery).await?;
    drop(alone);
    println!(
        "{seconds} s in chunks of {} s; undisturbed {:.1} s, {} files; seed {seed}",
        bench.chunk_seconds,
        whole.as_secs_f64(),
        expected.len()
    );
    let mut longest = Duration::ZERO;
    for kill in 1..=kills {
        let mut dying = Worker::start(&bench, "0,1", 1)?;
        let _surviving = Worker::start(&bench, "0,1", 1)?;
        let delivery = bench.accepted().await?;
        let moment = whole.mul_f64(draw.random_range(0.05..0.9));
        tokio::time::sleep(moment).await;
        let held = held_by(&bench, dying.0.id()).await?;
        let programs = descendants(dying.0.id());
        dying.0.kill()?;
        let killed = Instant::now();
        tokio::time::sleep(LIMIT_ORPHAN).await;
        let orphans: Vec<&u32> = programs
            .iter()
            .filter(|(pid, born)| born_at(**pid) == Some(**born))
            .map(|(pid, _)| pid)
            .collect();
        ensure!(
            orphans.is_empty(),
            "kill {kill}: programs {orphans:?} of the dead worker go on"
        );
        let mut taken = Duration::ZERO;
        if !held.is_empty() {
            while still_held(&bench, &held).await? {
                ensure!(
                    killed.elapsed() < LIMIT_TAKEN * 4,
                    "kill {kill}: nobody took over"
                );
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            taken = killed.elapsed();
        }
        ready(&bench, delivery).await?;
        ensure!(
            published(&bench, delivery).await? == expected,
            "kill {kill}: other bytes than undisturbed"
        );
        longest = longest.max(taken);
        println!(
            "kill {kill:>2} after {:5.1} s: {} jobs held, {} programs ended, taken over after {:4.1} s, the same bytes",
            moment.as_secs_f64(),
            held.len(),
            programs.len(),
            taken.as_secs_f64()
        );
    }
    println!(
        "the longest until another took over                      {:7.1} s   {:.3} (limit {} s)",
        longest.as_secs_f64(),
        longest.as_secs_f64() / LIMIT_TAKEN.as_secs_f64(),
        LIMIT_TAKEN.as_secs()
    );
    ensure!(longest <= LIMIT_TAKEN, "taken over too late");
    Ok(())
}

async fn ready(bench: &Bench, delivery: DeliveryId) -> anyhow::Result<()> {
    loop {
        let states: Vec<(String, Option<String>)> =
            sqlx::query_as("select state, error from rendition where delivery_id = $1")
                .bind(delivery.uuid())
                .fetch_all(&bench.server.app().db)
                .await?;
        if let Some((_, error)) = states.iter().find(|(state, _)| state == "failed") {
            return Err(anyhow!("it failed: {}", error.as_deref().unwrap_or_default()));
        }
        if states.iter().all(|(state, _)| state == "ready") {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn published(bench: &Bench, delivery: DeliveryId) -> anyhow::Result<Published> {
    let app = bench.server.app();
    let rows: Vec<(String, String, Value)> = sqlx::query_as(
        "select kind, blob_prefix, manifest from rendition where delivery_id = $1 and state = 'ready'",
    )
    .bind(delivery.uuid())
    .fetch_all(&app.db)
    .await?;
    let mut files = Published::new();
    for (kind, prefix, manifest) in rows {
        for file in manifest["files"].as_array().context("files")? {
            let name = file["name"].as_str().context("a name")?;
            let bytes = app
                .blobs
                .read_whole(&format!("{prefix}/{name}").parse()?, 1 << 30)
                .await?;
            files.insert(
                format!("{kind}/{name}"),
                format!("{:x?}", Sha256::digest(&bytes).as_slice()),
            );
        }
    }
    Ok(files)
}

/// The jobs of this process, with the tokens by which it holds them.
async fn held_by(bench: &Bench, pid: u32) -> anyhow::Result<Vec<(i64, uuid::Uuid)>> {
    let rows = sqlx::query_as(
        "select j.id, j.lease_token from job j join worker w on w.id = j.worker_id where w.pid = $1 and j.state = 'running'",
    );
    Ok(rows
        .bind(i32::try_from(pid)?)
        .fetch_all(&bench.server.app().db)
        .await?)
}

async fn still_held(bench: &Bench, held: &[(i64, uuid::Uuid)]) -> anyhow::Result<bool> {
    let tokens: Vec<uuid::Uuid> = held.iter().map(|(_, token)| *token).collect();
    let row = sqlx::query_scalar("select exists (select from job where lease_token = any ($1))");
    Ok(row.bind(tokens).fetch_one(&bench.server.app().db).await?)
}

/// The fields of `/proc/PID/stat` behind the name: parent first at 1, the time of birth at 19.
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, behind) = text.rsplit_once(')')?;
    Some(behind.split_whitespace().map(str::to_owned).collect())
}

/// A number is used again, a birth is not. A process that nobody waited for is no longer at work.
fn born_at(pid: u32) -> Option<u64> {
    let fields = stat(pid)?;
    if fields.first()? == "Z" {
        return None;
    }
    fields.get(19)?.parse().ok()
}

/// Every process below this one, with its birth.
fn descendants(root: u32) -> BTreeMap<u32, u64> {
    let pids: Vec<u32> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    let parents: BTreeMap<u32, u32> = pids
        .iter()
        .filter_map(|pid| Some((*pid, stat(*pid)?.get(1)?.parse().ok()?)))
        .collect();
    let is_below = |mut pid: u32| {
        while let Some(parent) = parents.get(&pid) {
            if *parent == root {
                return true;
            }
            pid = *parent;
        }
        false
    };
    pids.into_iter()
        .filter(|pid| is_below(*pid))
        .filter_map(|pid| Some((pid, born_at(pid)?)))
        .collect()
}
