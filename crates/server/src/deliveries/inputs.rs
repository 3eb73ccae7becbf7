//! The files of a delivery as a jailed program finds them: each at its path below `package`, those of earlier accepted
//! packages of the same asset below `earlier0`, `earlier1` …, the oldest first. A worker that makes one chunk after another
//! of a delivery fetches its files once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use qc::delivery::PackageKind;
use qc::id::DeliveryId;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::sql::{self, Delivery};
use crate::app::App;
use crate::blobs::Fetched;

pub(super) const PACKAGE: &str = "package";

/// Kept while a program reads them.
pub(super) struct Inputs {
    files: Vec<(Fetched, String)>,
    /// The folders of the earlier packages.
    pub earlier: Vec<String>,
    pub size_bytes: u64,
}

impl Inputs {
    /// For an inspection: with every package that this one may build on.
    pub async fn to_inspect(app: &App, delivery: &Delivery) -> anyhow::Result<Inputs> {
        // WAV sets stand for themselves.
        let is_package = delivery.package_kind != PackageKind::WavSet;
        Inputs::fetch(app, delivery, is_package).await
    }

    /// For playing: an original package has everything that it needs.
    pub(super) async fn to_play(app: &App, delivery: &Delivery) -> anyhow::Result<Inputs> {
        Inputs::fetch(app, delivery, builds_on_earlier(delivery)).await
    }

    async fn fetch(app: &App, delivery: &Delivery, with_earlier: bool) -> anyhow::Result<Inputs> {
        let mut inputs = Inputs {
            files: Vec::new(),
            earlier: Vec::new(),
            size_bytes: 0,
        };
        let earlier = match with_earlier {
            true => sql::list_earlier(&app.db, delivery.asset_id, delivery.number).await?,
            false => Vec::new(),
        };
        for (number, earlier) in earlier.into_iter().enumerate() {
            let folder = earlier_folder(number);
            inputs.add(app, earlier, &folder).await?;
            inputs.earlier.push(folder);
        }
        inputs.add(app, delivery.id, PACKAGE).await?;
        Ok(inputs)
    }

    async fn add(&mut self, app: &App, delivery: DeliveryId, folder: &str) -> anyhow::Result<()> {
        for file in sql::list_stored(&app.db, delivery).await? {
            let key = file.blob_key.parse()?;
            let fetched = app
                .blobs
                .fetch(&key)
                .await
                .with_context(|| format!("cannot fetch {}", file.path))?;
            let place = format!("{folder}/{}", file.path);
            self.size_bytes += file.size_bytes.unsigned_abs();
            self.files.push((fetched, place));
        }
        Ok(())
    }

    /// Our file, and its place.
    pub fn files(&self) -> impl Iterator<Item = (PathBuf, String)> + '_ {
        self.files
            .iter()
            .map(|(fetched, place)| (fetched.path().to_owned(), place.clone()))
    }
}

fn builds_on_earlier(delivery: &Delivery) -> bool {
    delivery.package_kind == PackageKind::Supplemental
}

pub(super) fn earlier_folder(number: usize) -> String {
    format!("earlier{number}")
}

/// The places of the asset maps that a composition of this delivery is resolved through. Nothing is fetched for that.
pub(super) async fn asset_maps(app: &App, delivery: &Delivery) -> anyhow::Result<Vec<String>> {
    let mut packages = Vec::new();
    if builds_on_earlier(delivery) {
        let earlier = sql::list_earlier(&app.db, delivery.asset_id, delivery.number).await?;
        packages.extend(
            earlier
                .into_iter()
                .enumerate()
                .map(|(number, id)| (id, earlier_folder(number))),
        );
    }
    packages.push((delivery.id, PACKAGE.to_owned()));
    let mut places = Vec::new();
    for (id, folder) in packages {
        let files = sql::list_stored(&app.db, id).await?.into_iter();
        let maps = files.filter(|file| imf::asset_map::FILE_NAMES.contains(&file.path.as_str()));
        places.extend(maps.map(|file| format!("{folder}/{}", file.path)));
    }
    Ok(places)
}

/// Files that no job has asked for so long are let go, whatever may still wait.
const KEPT: Duration = Duration::from_secs(60);

/// What is fetched of a delivery, and when it was last asked for.
type Slot = Arc<Mutex<Option<(Arc<Inputs>, Instant)>>>;

/// The deliveries whose files this process holds: the next chunk is most often of the same one. Part of its shared state.
#[derive(Default)]
pub struct Masters {
    slots: std::sync::Mutex<HashMap<DeliveryId, Slot>>,
}

impl Masters {
    /// As [`Inputs::to_play`]; fetched once for all who ask until they are let go.
    pub(super) async fn fetch(&self, app: &App, delivery: &Delivery) -> anyhow::Result<Arc<Inputs>> {
        let slot = self.slots().entry(delivery.id).or_default().clone();
        let mut held = slot.lock().await;
        let inputs = match held.take() {
            Some((inputs, _)) => inputs,
            None => Arc::new(Inputs::to_play(app, delivery).await?),
        };
        *held = Some((inputs.clone(), Instant::now()));
        tokio::spawn(let_go_later(slot.clone(), app.stopping.clone()));
        Ok(inputs)
    }

    /// Nothing more waits here for this delivery. Whoever is at it keeps the files until it is done.
    pub(super) async fn let_go(&self, delivery: DeliveryId) {
        let slot = self.slots().remove(&delivery);
        if let Some(slot) = slot {
            *slot.lock().await = None;
        }
    }

    fn slots(&self) -> std::sync::MutexGuard<'_, HashMap<DeliveryId, Slot>> {
        self.slots.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

async fn let_go_later(slot: Slot, stopping: CancellationToken) {
    let stops = tokio::time::timeout(KEPT, stopping.cancelled()).await.is_ok();
    let mut held = slot.lock().await;
    let is_idle = held.as_ref().is_some_and(|(_, asked)| asked.elapsed() >= KEPT);
    if stops || is_idle {
        *held = None;
    }
}
