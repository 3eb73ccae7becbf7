//! Judges a delivery again by the thresholds in force, from the figures that were stored: no decode. What only the samples
//! themselves show (clicks, clipping, hum) stays as it was found when they were measured.

use qc::id::DeliveryId;

use super::figures::unpack;
use super::publish::{FIGURES, publish_over};
use super::{Figures, in_force, sql};
use crate::app::App;
use crate::blobs::BlobKey;
use crate::jobs::Attempt;

/// Packed.
const LIMIT_BYTES: u64 = 1 << 30;

pub(super) async fn run(app: &App, delivery: DeliveryId, attempt: &Attempt) -> anyhow::Result<()> {
    let Some(prefix) = sql::find_prefix(&app.db, delivery).await? else {
        // Not measured yet: then it will be judged by what is in force anyway.
        return Ok(());
    };
    let key: BlobKey = prefix.parse()?;
    let packed = app.blobs.read_whole(&key.join(FIGURES)?, LIMIT_BYTES).await?;
    let thresholds = in_force(&app.db).await?;
    let judged =
        tokio::task::spawn_blocking(move || anyhow::Ok(unpack::<Figures>(&packed)?.judged(&thresholds)))
            .await??;
    publish_over(app, delivery, judged, attempt, &prefix).await
}
