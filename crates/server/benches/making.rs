//! What the benches about the making of streams share: a server that does no work itself, a programme that repeats a short
//! master, and workers that are the real program.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, anyhow};
use masters::{MasterSpec, write_master};
use qc::id::DeliveryId;
use server::config::{Flags, Layers, Report};
use server::deliveries::RenderDelivery;
use server::serve::{Server, Work};
use sqlx::PgPool;
use testkit::TestDatabase;
use timecode::FrameCount;
use uuid::Uuid;

/// The master is so long; its composition repeats it.
const MASTER_FRAMES: u64 = 240;

pub fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

pub struct Bench {
    pub server: Server,
    pub database: TestDatabase,
    pub dir: tempfile::TempDir,
    pub package: PathBuf,
    pub facts: conform::CompositionFacts,
    /// A twentieth of the programme, as a minute is of twenty.
    pub chunk_seconds: u64,
}

pub fn width() -> u32 {
    u32::try_from(number("WIDTH", 960)).unwrap_or(960)
}

pub fn height() -> u32 {
    width() * 9 / 16 / 2 * 2
}

impl Bench {
    pub async fn open(seconds: u64) -> anyhow::Result<Bench> {
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

    pub async fn accepted(&self) -> anyhow::Result<DeliveryId> {
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
pub struct Worker(pub Child);

impl Worker {
    pub fn start(bench: &Bench, cores: &str, jobs: usize) -> anyhow::Result<Worker> {
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
