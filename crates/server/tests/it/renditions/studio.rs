//! A studio with a real master that was just accepted, and workers that a test starts and kills.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use masters::{MasterSpec, write_master};
use qc::asset::AssetKind;
use qc::id::DeliveryId;
use qc::request::Service;
use serde_json::Value;
use server::blobs::BlobKey;
use server::deliveries::RenderDelivery;
use server::jobs::Workers;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use timecode::FrameCount;
use uuid::Uuid;

use crate::world::{HURRIED, Story};

/// Chunks are cut at whole segments.
pub const CHUNK_FRAMES: u64 = 48;

pub struct Studio {
    pub story: Story,
    folder: TempDir,
}

/// One published file: its SHA-256 by its name.
pub type Files = BTreeMap<String, String>;

impl Studio {
    /// With `workers` jobs at once in each process.
    pub async fn open(workers: usize) -> Studio {
        let change = |settings: &mut server::config::Settings| {
            settings.workers = workers;
            settings.chunk_seconds = 2;
        };
        Studio {
            story: Story::begin_with(change).await,
            folder: TempDir::new().expect("a folder"),
        }
    }

    /// A process that takes jobs; dropped, it is as if it were killed: nothing is handed back.
    pub fn worker(&self) -> Workers {
        let app = self.story.world.app();
        Workers::start(app, app.registry.clone(), HURRIED)
    }

    pub async fn reviews_by(&self, service: Service) {
        self.story
            .opens(AssetKind::PrimaryAv, service, &[("sdr", "full")])
            .await;
    }

    pub fn master(&self, frames: u64) -> PathBuf {
        self.master_with(frames, |_| {})
    }

    pub fn master_with(&self, frames: u64, change: impl FnOnce(&mut MasterSpec)) -> PathBuf {
        let folder = self.folder.path().join(Uuid::now_v7().to_string());
        let mut spec = MasterSpec::small("Harbour Lights").expect("a specification");
        spec.frames = FrameCount(frames);
        change(&mut spec);
        write_master(&spec, &folder).expect("a master");
        folder
    }

    /// As a delivery is when its inspection is done: its files are stored, its request is open, these renditions wait.
    pub async fn accepts(&self, master: &Path, kinds: &[&str]) -> DeliveryId {
        let app = self.story.world.app();
        let inspection = conform::inspect(master, conform::DeliveryKind::Imf, &[], &mut |_| {});
        let facts = inspection.composition.expect("a composition");
        let delivery = DeliveryId::new();
        let asset: Uuid = sqlx::query_scalar(
            "insert into asset (id, title_id, kind) values ($1, $2, 'primary_av') returning id",
        )
        .bind(Uuid::now_v7())
        .bind(
            self.story
                .world
                .episode(self.story.show, 1, self.next_episode().await)
                .await
                .uuid(),
        )
        .fetch_one(&app.db)
        .await
        .expect("an asset");
        sqlx::query(
            "insert into delivery (id, asset_id, number, package_kind, state, created_by, accepted_at, composition, edit_rate_num,
                edit_rate_den, duration_frames)
             values ($1, $2, 1, 'original', 'accepted', $3, now(), $4, 24, 1, $5)",
        )
        .bind(delivery.uuid())
        .bind(asset)
        .bind(self.story.max.id.uuid())
        .bind(serde_json::to_value(&facts).expect("facts"))
        .bind(i64::try_from(facts.duration_frames.0).expect("a length"))
        .execute(&app.db)
        .await
        .expect("a delivery");
        self.stores(delivery, master).await;
        let mut tx = app.db.begin().await.expect("a transaction");
        server::requests::open_for(&mut tx, delivery)
            .await
            .expect("a request");
        for kind in kinds {
            sqlx::query("insert into rendition (id, delivery_id, kind) values ($1, $2, $3)")
                .bind(Uuid::now_v7())
                .bind(delivery.uuid())
                .bind(kind)
                .execute(&mut *tx)
                .await
                .expect("a rendition");
        }
        server::jobs::enqueue(&mut tx, &RenderDelivery { delivery })
            .await
            .expect("queued");
        tx.commit().await.expect("committed");
        delivery
    }

    async fn next_episode(&self) -> i32 {
        sqlx::query_scalar("select max(episode) + 1 from title")
            .fetch_one(&self.story.world.app().db)
            .await
            .expect("a number")
    }

    async fn stores(&self, delivery: DeliveryId, master: &Path) {
        let app = self.story.world.app();
        for entry in std::fs::read_dir(master).expect("a folder") {
            let path = entry.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let key: BlobKey = format!("masters/{delivery}/{name}").parse().expect("a key");
            let size = app.blobs.put_file(&key, &path).await.expect("stored");
            sqlx::query(
                "insert into delivery_file (id, delivery_id, path, size_bytes, blob_key) values ($1, $2, $3, $4, $5)",
            )
            .bind(Uuid::now_v7())
            .bind(delivery.uuid())
            .bind(&name)
            .bind(i64::try_from(size).expect("a size"))
            .bind(key.as_str())
            .execute(&app.db)
            .await
            .expect("a row");
        }
    }

    /// The blob of the picture's track file.
    pub async fn picture(&self, delivery: DeliveryId) -> BlobKey {
        let key: String = sqlx::query_scalar(
            "select blob_key from delivery_file where delivery_id = $1 and path like 'VIDEO%'",
        )
        .bind(delivery.uuid())
        .fetch_one(&self.story.world.app().db)
        .await
        .expect("the picture");
        key.parse().expect("a key")
    }

    /// States by kind.
    pub async fn states(&self, delivery: DeliveryId) -> BTreeMap<String, String> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("select kind, state from rendition where delivery_id = $1")
                .bind(delivery.uuid())
                .fetch_all(&self.story.world.app().db)
                .await
                .expect("renditions");
        rows.into_iter().collect()
    }

    /// Waits until nothing is queued or running.
    pub async fn settles(&self, delivery: DeliveryId) -> BTreeMap<String, String> {
        let mut states = BTreeMap::new();
        for _ in 0..6000 {
            states = self.states(delivery).await;
            if !states
                .values()
                .any(|state| state == "queued" || state == "running")
            {
                return states;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the renditions are not decided after five minutes: {states:?}");
    }

    /// Waits until so many chunks of the picture are done, while more are to come.
    pub async fn has_made(&self, delivery: DeliveryId, chunks: i64) {
        for _ in 0..6000 {
            if self.count_chunks(delivery, "done").await >= chunks {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{chunks} chunks were not made within a minute");
    }

    /// Of the picture.
    pub async fn count_chunks(&self, delivery: DeliveryId, state: &str) -> i64 {
        sqlx::query_scalar(
            "select count(*) from render_chunk where delivery_id = $1 and kind is null and state = $2",
        )
        .bind(delivery.uuid())
        .bind(state)
        .fetch_one(&self.story.world.app().db)
        .await
        .expect("a count")
    }

    /// What was published of all kinds, read from the store.
    pub async fn published(&self, delivery: DeliveryId) -> Files {
        let app = self.story.world.app();
        let rows: Vec<(String, String, Value)> = sqlx::query_as(
            "select kind, blob_prefix, manifest from rendition where delivery_id = $1 and state = 'ready'",
        )
        .bind(delivery.uuid())
        .fetch_all(&app.db)
        .await
        .expect("renditions");
        let mut files = Files::new();
        for (kind, prefix, manifest) in rows {
            for file in manifest["files"].as_array().expect("files") {
                let name = file["name"].as_str().expect("a name");
                let key: BlobKey = format!("{prefix}/{name}").parse().expect("a key");
                let bytes = app.blobs.read_whole(&key, 1 << 30).await.expect("its bytes");
                assert_eq!(bytes.len() as u64, file["size_bytes"], "{name}");
                let hash = format!("{:x?}", Sha256::digest(&bytes).as_slice());
                files.insert(format!("{kind}/{name}"), hash);
            }
        }
        files
    }

    /// Everything in the store below `renditions/`.
    pub async fn stored(&self) -> Vec<String> {
        let prefix: BlobKey = "renditions".parse().expect("a key");
        let listed = self.story.world.app().blobs.list(Some(&prefix)).await;
        let mut keys: Vec<String> = listed
            .expect("a list")
            .into_iter()
            .map(|(key, _)| key.to_string())
            .collect();
        keys.sort();
        keys
    }

    pub async fn view(&self, delivery: DeliveryId) -> Value {
        let reply = self
            .story
            .max
            .get(&format!("/api/v1/deliveries/{delivery}"))
            .await;
        reply.expect(200)
    }
}

/// The rendition of a kind in a delivery's page.
pub fn of_kind<'a>(view: &'a Value, kind: &str) -> &'a Value {
    let mut renditions = view["renditions"].as_array().expect("renditions").iter();
    let found = renditions.find(|rendition| rendition["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind} in {view}"))
}
