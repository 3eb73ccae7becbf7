//! The background work of deliveries: putting a file together from its parts, inspecting the whole, and deleting what
//! nobody needs any more. Streams are made by `renditions`. What each does stands in a file of its own.

use anyhow::Context;
use qc::id::{DeliveryFileId, DeliveryId};
use serde::{Deserialize, Serialize};

use super::renditions::expire;
use super::{assemble, decide, inspect, sql, sweep};
use crate::app::App;
use crate::blobs::BlobKey;
use crate::db::Tx;
use crate::jobs::{Attempt, Capability, Job, Lane};

/// Puts an uploaded file together and hashes it.
#[derive(Serialize, Deserialize)]
pub struct AssembleFile {
    pub file: DeliveryFileId,
    pub delivery: DeliveryId,
}

impl Job for AssembleFile {
    const KIND: &'static str = "deliveries.assemble";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", Self::KIND, self.file))
    }

    fn delivery(&self) -> Option<DeliveryId> {
        Some(self.delivery)
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        assemble::run(app, self.file, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        let reason = format!("A file could not be put together: {reason}");
        decide::fail(app, self.delivery, &reason).await
    }

    async fn retried(&self, tx: &mut Tx) -> anyhow::Result<()> {
        Ok(sql::clear_failure(tx, self.delivery).await?)
    }
}

/// Inspects a delivery whose files are all there.
#[derive(Serialize, Deserialize)]
pub struct InspectDelivery {
    pub delivery: DeliveryId,
}

impl Job for InspectDelivery {
    const KIND: &'static str = "deliveries.inspect";
    const LANE: Lane = Lane::Media;
    const CAPABILITY: Option<Capability> = Some(Capability::Inspect);
    /// Minutes of inspection go before hours of encoding.
    const PRIORITY: i32 = -10;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", Self::KIND, self.delivery))
    }

    fn delivery(&self) -> Option<DeliveryId> {
        Some(self.delivery)
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        inspect::run(app, self.delivery, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        let reason = format!("The inspection could not be finished: {reason}");
        decide::fail(app, self.delivery, &reason).await
    }

    async fn retried(&self, tx: &mut Tx) -> anyhow::Result<()> {
        Ok(sql::clear_failure(tx, self.delivery).await?)
    }
}

/// Deletes all blobs below a prefix.
#[derive(Serialize, Deserialize)]
pub struct DeleteBlobs {
    pub prefix: String,
}

impl Job for DeleteBlobs {
    const KIND: &'static str = "deliveries.delete_blobs";
    const MAX_ATTEMPTS: i32 = 10;

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        let prefix: BlobKey = self.prefix.parse()?;
        app.blobs
            .delete_prefix(&prefix)
            .await
            .with_context(|| format!("cannot delete below {prefix}"))?;
        Ok(())
    }
}

/// Cancels deliveries that nobody goes on with.
#[derive(Serialize, Deserialize)]
pub struct SweepUploads;

impl Job for SweepUploads {
    const KIND: &'static str = "deliveries.sweep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        sweep::run(app).await
    }
}

/// Deletes streams that nobody needs any more, where the studio keeps them for a time only.
#[derive(Serialize, Deserialize)]
pub struct SweepStreams;

impl Job for SweepStreams {
    const KIND: &'static str = "deliveries.sweep_streams";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        expire::run(app).await
    }
}
