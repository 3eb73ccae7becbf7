//! The files of a delivery as a jailed program finds them: each at its path below `package`, those of earlier accepted
//! packages of the same asset below `earlier0`, `earlier1` …, the oldest first. A worker that makes one chunk after another
//! of a delivery fetches its files once.

use anyhow::Context;
use qc::delivery::PackageKind;
use qc::id::DeliveryId;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::Mutex;

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
    async fn to_play(app: &App, delivery: &Delivery) -> anyhow::Result<Inputs> {
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

fn earlier_folder(number: usize) -> String {
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

/// After the last job on a delivery its files are kept for so long: the next chunk is most often of the same one.
const KEPT: Duration = Duration::from_secs(60);

type Slot = Arc<Mutex<Weak<Inputs>>>;

/// The deliveries whose files this process has fetched just now. Part of its shared state.
#[derive(Default)]
pub struct Masters {
    slots: std::sync::Mutex<HashMap<DeliveryId, Slot>>,
}

impl Masters {
    /// As [`Inputs::to_play`]; fetched once for all who ask while somebody holds them.
    pub(super) async fn fetch(&self, app: &App, delivery: &Delivery) -> anyhow::Result<Arc<Inputs>> {
        let slot = self.slot(delivery.id);
        let mut held = slot.lock().await;
        let inputs = match held.upgrade() {
            Some(inputs) => inputs,
            None => Arc::new(Inputs::to_play(app, delivery).await?),
        };
        *held = Arc::downgrade(&inputs);
        let (kept, stopping) = (inputs.clone(), app.stopping.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(KEPT) => {}
                () = stopping.cancelled() => {}
            }
            drop(kept);
        });
        Ok(inputs)
    }

    fn slot(&self, delivery: DeliveryId) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let is_used = |slot: &Slot| slot.try_lock().map_or(true, |held| held.strong_count() > 0);
        slots.retain(|_, slot| is_used(slot));
        slots.entry(delivery).or_default().clone()
    }
}
