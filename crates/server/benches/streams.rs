//! How long streams take to be made: the whole way, from the job that plans them to what is published, against one ffmpeg
//! command that a person would write for the same package on the same cores; how soon the first of it can be played; and what
//! a second worker is worth. Workers are the real program, pinned to cores. Started by `benches/streams`.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use masters::{MasterSpec, write_master};
use qc::id::DeliveryId;
use server::config::{Flags, Layers, Report};
use server::deliveries::RenderDelivery;
use server::serve::{Server, Work};
use sqlx::PgPool;
use testkit::TestDatabase;
use timecode::FrameCount;
use uuid::Uuid;

const LIMIT_PIPELINE: f64 = 1.10;
const LIMIT_FIRST: f64 = 0.10;
const LIMIT_TWO: f64 = 0.56;
/// The master is so long; its composition repeats it.
const MASTER_FRAMES: u64 = 240;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run())
}

struct Bench {
    server: Server,
    database: TestDatabase,
    dir: tempfile::TempDir,
    package: PathBuf,
    facts: conform::CompositionFacts,
    /// A twentieth of the programme, as a minute is of twenty.
    chunk_seconds: u64,
}

/// What one making took.
struct Took {
    first: Duration,
    whole: Duration,
}

async fn run() -> anyhow::Result<()> {
    let seconds = number("SECONDS_LONG", 120);
    let bench = Bench::open(seconds).await?;
    println!(
        "a programme of {seconds} s, {} x {}, in chunks of {} s",
        width(),
        height(),
        bench.chunk_seconds
    );
    let by_hand = bench.by_hand("0,1")?;
    let together = bench.pipeline(&["0,1"], 2).await?;
    let one = bench.pipeline(&["0"], 1).await?;
    let two = bench.pipeline(&["0", "1"], 1).await?;
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    let say = |what: &str, took: Duration, ratio: f64, limit: f64| {
        println!(
            "{what:<56} {:7.1} s   {ratio:.3} (limit {limit:.2})",
            took.as_secs_f64()
        );
        ratio <= limit
    };
    println!(
        "{:<56} {:7.1} s",
        "one ffmpeg command on two cores",
        by_hand.as_secs_f64()
    );
    let results = [
        say(
            "the whole way on two cores, against the command",
            together.whole,
            ratio(together.whole, by_hand),
            LIMIT_PIPELINE,
        ),
        say(
            "the first twentieth can be played, against the whole",
            one.first,
            ratio(one.first, one.whole),
            LIMIT_FIRST,
        ),
        say(
            "two workers with a core each, against one",
            two.whole,
            ratio(two.whole, one.whole),
            LIMIT_TWO,
        ),
    ];
    ensure!(
        results.iter().all(|is_within| *is_within),
        "a figure is beyond its limit"
    );
    Ok(())
}

fn width() -> u32 {
    u32::try_from(number("WIDTH", 960)).unwrap_or(960)
}

fn height() -> u32 {
    width() * 9 / 16 / 2 * 2
}

impl Bench {
    async fn open(seconds: u64) -> anyhow::Result<Bench> {
        let database = TestDatabase::new().await?;
        let dir = tempfile::TempDir::new()?;
        let package = dir.path().join("package");
        write_programme(&package, seconds)?;
        let inspection = conform::inspect(&package, conform::DeliveryKind::Imf, &[], &mut |_| {});
        let flags = Flags {
            listen: Some("127.0.0.1:0".to_owned()),
            data_dir: Some(dir.path().join("data").display().to_string()),
            database_url: Some(database.url()),
            ..Flags::default()
        };
        let settings = Report::read(&Layers::of_flags(&flags))
            .settings()
            .map_err(|wrong| anyhow!("these settings do not do: {wrong:?}"))?;
        Ok(Bench {
            server: Server::start(settings, Work::Elsewhere).await?,
            facts: inspection.composition.context("the package has a composition")?,
            database,
            dir,
            package,
            chunk_seconds: number("CHUNK_SECONDS", (seconds / 20).max(2)),
        })
    }

    /// The same picture and sounds, packaged alike, by one command.
    fn by_hand(&self, cores: &str) -> anyhow::Result<Duration> {
        let out = self.dir.path().join("by-hand");
        std::fs::create_dir_all(&out)?;
        let cpl = self.package.join(self.facts.cpl_path.to_string());
        let began = Instant::now();
        let status = Command::new("taskset")
            .args(["-c", cores, "ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "imf", "-i"])
            .arg(cpl)
            .args("-map 0:v:0 -map 0:a:0 -map 0:a:1 -c:v libx264 -preset veryfast -crf 18 -maxrate 20M -bufsize 40M -profile:v high".split(' '))
            .args("-pix_fmt yuv420p -bf 0 -g 12 -keyint_min 12 -sc_threshold 0 -flags +cgop -c:a flac -strict experimental".split(' '))
            .args("-f dash -hls_playlist 1 -use_template 1 -use_timeline 1 -seg_duration 2".split(' '))
            .arg(out.join("manifest.mpd"))
            .status()
            .context("taskset and ffmpeg")?;
        ensure!(status.success(), "the command by hand failed");
        Ok(began.elapsed())
    }

    /// A process for each set of cores, each with so many jobs at once.
    async fn pipeline(&self, cores: &[&str], jobs: usize) -> anyhow::Result<Took> {
        let db = &self.server.app().db;
        let mut workers = Vec::new();
        for cores in cores {
            workers.push(Worker::start(self, cores, jobs)?);
        }
        // They look for work, and for their tools, before the clock starts.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let delivery = self.accepted().await?;
        let began = Instant::now();
        let mut first = None;
        loop {
            let (state, error, frames): (String, Option<String>, i64) = sqlx::query_as(
                "select n.state, n.error, p.playable_frames from rendition n join rendition_progress p on p.rendition_id = n.id
                 where n.delivery_id = $1 and n.kind = 'browser'",
            )
            .bind(delivery.uuid())
            .fetch_one(db)
            .await?;
            let wanted = i64::try_from(self.facts.duration_frames.0 / 20)?;
            if first.is_none() && (frames >= wanted || state == "ready") {
                first = Some(began.elapsed());
            }
            match state.as_str() {
                "ready" => break,
                "failed" => return Err(anyhow!("it failed: {}", error.unwrap_or_default())),
                _ => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        Ok(Took {
            first: first.unwrap_or_default(),
            whole: began.elapsed(),
        })
    }

    async fn accepted(&self) -> anyhow::Result<DeliveryId> {
        let app = self.server.app();
        let delivery = DeliveryId::new();
        for entry in std::fs::read_dir(&self.package)? {
            let path = entry?.path();
            let name = path.file_name().context("a name")?.to_string_lossy().into_owned();
            app.blobs
                .put_file(&format!("masters/{delivery}/{name}").parse()?, &path)
                .await?;
        }
        insert(&app.db, delivery, &self.facts, &self.package).await?;
        let mut tx = app.db.begin().await?;
        server::jobs::enqueue(&mut tx, &RenderDelivery { delivery }).await?;
        tx.commit().await?;
        Ok(delivery)
    }
}

/// A process of the product that only works; killed with this.
struct Worker(Child);

impl Worker {
    fn start(bench: &Bench, cores: &str, jobs: usize) -> anyhow::Result<Worker> {
        let jobs = jobs.to_string();
        let program = std::env::var("ASSETQC").context("ASSETQC: the path of the built program")?;
        let child = Command::new("taskset")
            .args([
                "-c",
                cores,
                program.as_str(),
                "work",
                "--workers",
                jobs.as_str(),
                "--database-url",
            ])
            .arg(bench.database.url())
            .arg("--data-dir")
            .arg(bench.dir.path().join("data"))
            .env("ASSETQC_CHUNK_SECONDS", bench.chunk_seconds.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Ok(Worker(child.context("taskset and the built program")?))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A short master whose composition repeats it.
fn write_programme(folder: &Path, seconds: u64) -> anyhow::Result<()> {
    let mut spec = MasterSpec::small("Long")?;
    spec.frames = FrameCount(MASTER_FRAMES);
    (spec.width, spec.height) = (width(), height());
    write_master(&spec, folder)?;
    let repeats = (seconds * 24).div_ceil(MASTER_FRAMES);
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let once = "<RepeatCount>1</RepeatCount>";
        if text.contains(once) {
            std::fs::write(
                &path,
                text.replace(once, &format!("<RepeatCount>{repeats}</RepeatCount>")),
            )?;
        }
    }
    Ok(())
}

async fn insert(
    db: &PgPool,
    delivery: DeliveryId,
    facts: &conform::CompositionFacts,
    package: &Path,
) -> anyhow::Result<()> {
    let [show, title, asset, person] = [(); 4].map(|()| Uuid::now_v7());
    let steps = [
        "insert into show (id, name) values ($1, 'Long ' || $1::text)",
        "insert into title (id, show_id, kind, name, season, episode) values ($2, $1, 'episode', 'Long', 1, 1)",
        "insert into asset (id, title_id, kind) values ($3, $2, 'primary_av')",
        "insert into person (id, identity, email, first_name, last_name, role, state)
         values ($4, $4, $4::text || '@studio.example', 'Max', 'Hale', 'production', 'active')",
    ];
    for (step, statement) in steps.into_iter().enumerate() {
        // Each statement names only what it needs, and PostgreSQL wants the type of all.
        let typed = format!("with ids as (select $1::uuid, $2::uuid, $3::uuid, $4::uuid) {statement}");
        sqlx::query(sqlx::AssertSqlSafe(typed))
            .bind(show)
            .bind(title)
            .bind(asset)
            .bind(person)
            .execute(db)
            .await
            .with_context(|| format!("row {step}"))?;
    }
    sqlx::query(
        "insert into delivery (id, asset_id, number, package_kind, state, created_by, accepted_at, composition, edit_rate_num,
            edit_rate_den, duration_frames)
         values ($1, $2, 1, 'original', 'accepted', $3, now(), $4, 24, 1, $5)",
    )
    .bind(delivery.uuid())
    .bind(asset)
    .bind(person)
    .bind(serde_json::to_value(facts)?)
    .bind(i64::try_from(facts.duration_frames.0)?)
    .execute(db)
    .await?;
    for entry in std::fs::read_dir(package)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        sqlx::query("insert into delivery_file (id, delivery_id, path, size_bytes, blob_key) values ($1, $2, $3, $4, $5)")
            .bind(Uuid::now_v7())
            .bind(delivery.uuid())
            .bind(&name)
            .bind(i64::try_from(entry.metadata()?.len())?)
            .bind(format!("masters/{delivery}/{name}"))
            .execute(db)
            .await?;
    }
    for kind in ["browser", "thumbnails", "peaks"] {
        sqlx::query("insert into rendition (id, delivery_id, kind) values (gen_random_uuid(), $1, $2)")
            .bind(delivery.uuid())
            .bind(kind)
            .execute(db)
            .await?;
    }
    Ok(())
}
