//! The files of a delivery as a jailed program finds them: each at its path below `package`, those of earlier accepted
//! packages of the same asset below `earlier0`, `earlier1` …, the oldest first.

use anyhow::Context;
use qc::delivery::PackageKind;
use qc::id::DeliveryId;
use std::path::PathBuf;

use super::sql::{self, Delivery};
use crate::app::App;
use crate::blobs::Fetched;

pub(super) const PACKAGE: &str = "package";

/// Kept while a program reads them.
pub(super) struct Inputs {
    files: Vec<(Fetched, String)>,
    pub asset_maps: Vec<String>,
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
    pub async fn to_play(app: &App, delivery: &Delivery) -> anyhow::Result<Inputs> {
        Inputs::fetch(app, delivery, delivery.package_kind == PackageKind::Supplemental).await
    }

    async fn fetch(app: &App, delivery: &Delivery, with_earlier: bool) -> anyhow::Result<Inputs> {
        let mut inputs = Inputs {
            files: Vec::new(),
            asset_maps: Vec::new(),
            earlier: Vec::new(),
            size_bytes: 0,
        };
        let earlier = match with_earlier {
            true => sql::list_earlier(&app.db, delivery.asset_id, delivery.number).await?,
            false => Vec::new(),
        };
        for (number, earlier) in earlier.into_iter().enumerate() {
            let folder = format!("earlier{number}");
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
            if imf::asset_map::FILE_NAMES.contains(&file.path.as_str()) {
                self.asset_maps.push(place.clone());
            }
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
