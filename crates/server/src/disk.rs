//! Room on the disk. A full disk stops the database for everyone, so new masters are refused while a reserve is left, and
//! reading, reviewing and drafts go on.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use nix::sys::statvfs::statvfs;

use crate::app::App;
use crate::config::{BlobSetting, Settings};
use crate::error::{ApiError, ApiResult};

const LOOK_EVERY: Duration = Duration::from_secs(2);
/// What brings gigabytes. Acts on a delivery that is there bring nothing, and canceling one makes room.
fn brings_masters(path: &str) -> bool {
    path.starts_with("/api/v1/uploads") || path.trim_end_matches('/') == "/api/v1/deliveries"
}

pub struct Disk {
    /// Where this process keeps things; the object store looks after itself.
    places: Vec<PathBuf>,
    reserve_percent: u64,
    looked: Mutex<Option<(Instant, u64)>>,
}

impl Disk {
    pub fn of(settings: &Settings) -> Disk {
        let mut places = vec![settings.data_dir.clone()];
        if let BlobSetting::Folder(folder) = &settings.blobs {
            places.push(folder.clone());
        }
        Disk {
            places,
            reserve_percent: settings.disk_reserve_percent,
            looked: Mutex::new(None),
        }
    }

    /// Refuses with 507 when the reserve is reached.
    pub fn check(&self) -> ApiResult<()> {
        let free = self.free_percent();
        if free >= self.reserve_percent {
            return Ok(());
        }
        let reserve = self.reserve_percent;
        Err(ApiError::DiskFull {
            source: anyhow::anyhow!("{free} % of the disk are free, {reserve} % are kept in reserve"),
        })
    }

    /// Of the fullest place.
    pub fn free_percent(&self) -> u64 {
        let mut looked = self
            .looked
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        match *looked {
            Some((at, free)) if at.elapsed() < LOOK_EVERY => free,
            _ => {
                let free = self
                    .places
                    .iter()
                    .filter_map(|place| free_percent(place))
                    .min()
                    .unwrap_or(100);
                *looked = Some((Instant::now(), free));
                free
            }
        }
    }
}

fn free_percent(place: &Path) -> Option<u64> {
    let disk = statvfs(place).ok()?;
    // As `df` counts: what is kept for root, or by a quota, is neither used nor free.
    let used = disk.blocks() - disk.blocks_free();
    let available = disk.blocks_available();
    (available * 100).checked_div(used + available)
}

pub async fn refuse_masters_when_full(State(app): State<App>, request: Request, next: Next) -> Response {
    let brings = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH)
        && brings_masters(request.uri().path());
    match app.disk.check() {
        Err(full) if brings => full.into_response(),
        _ => next.run(request).await,
    }
}
