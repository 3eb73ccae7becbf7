//! The background work of renditions: plan them, make each chunk wherever a worker is free, put the chunks together, take the captions out, and
//! delete them when nobody plays from them any more. What each does stands in a file of its own.

use qc::id::DeliveryId;
use serde::{Deserialize, Serialize};
use streams::RenditionKind;

use super::{assembly, captions, chunk, failure, planning, sql};
use crate::app::App;
use crate::db::Tx;
use crate::jobs::{self, Attempt, Capability, Job, Lane};

/// Plans what is queued of an accepted delivery's renditions, and hands it out in chunks.
#[derive(Serialize, Deserialize)]
pub struct RenderDelivery {
    pub delivery: DeliveryId,
}

impl Job for RenderDelivery {
    const KIND: &'static str = "deliveries.render";
    const LANE: Lane = Lane::Media;
    const CAPABILITY: Option<Capability> = Some(Capability::Encode);
    /// Seconds, after which all workers have something to do.
    const PRIORITY: i32 = -10;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", Self::KIND, self.delivery))
    }

    fn delivery(&self) -> Option<DeliveryId> {
        Some(self.delivery)
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        planning::run(app, self.delivery, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        failure::of_delivery(app, self.delivery, reason).await
    }

    async fn retried(&self, tx: &mut Tx) -> anyhow::Result<()> {
        sql::queue_again(tx, self.delivery).await?;
        Ok(())
    }
}

/// Makes one chunk of the picture, or one sound.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct EncodeChunk {
    pub delivery: DeliveryId,
    /// The making that it is a part of.
    pub making: i32,
    pub step: i32,
}

impl Job for EncodeChunk {
    const KIND: &'static str = "deliveries.encode_chunk";
    const LANE: Lane = Lane::Media;
    const CAPABILITY: Option<Capability> = Some(Capability::Encode);

    fn key(&self) -> Option<String> {
        let EncodeChunk {
            delivery,
            making,
            step,
        } = self;
        Some(format!("{}:{delivery}:{making}:{step}", Self::KIND))
    }

    fn delivery(&self) -> Option<DeliveryId> {
        Some(self.delivery)
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        chunk::run(app, *self, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        chunk::give_up(app, *self, reason).await
    }

    async fn retried(&self, tx: &mut Tx) -> anyhow::Result<()> {
        plan_again(tx, self.delivery).await
    }
}

/// Puts the chunks of a rendition together, checks the whole and publishes it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct AssembleRendition {
    pub delivery: DeliveryId,
    pub making: i32,
    pub kind: RenditionKind,
}

impl Job for AssembleRendition {
    const KIND: &'static str = "deliveries.assemble_rendition";
    const LANE: Lane = Lane::Media;
    const CAPABILITY: Option<Capability> = Some(Capability::Encode);
    /// What is nearly there goes before what begins.
    const PRIORITY: i32 = -5;

    fn key(&self) -> Option<String> {
        let AssembleRendition {
            delivery,
            making,
            kind,
        } = self;
        Some(format!("{}:{delivery}:{making}:{kind}", Self::KIND))
    }

    fn delivery(&self) -> Option<DeliveryId> {
        Some(self.delivery)
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        assembly::run(app, *self, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        failure::of_rendition(app, self, reason).await
    }

    async fn retried(&self, tx: &mut Tx) -> anyhow::Result<()> {
        plan_again(tx, self.delivery).await
    }
}

/// Takes the timed text out of the master, and publishes it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct MakeCaptions {
    pub delivery: DeliveryId,
    pub making: i32,
}

impl Job for MakeCaptions {
    const KIND: &'static str = "deliveries.make_captions";
    const LANE: Lane = Lane::Media;
    const CAPABILITY: Option<Capability> = Some(Capability::Encode);
    /// Seconds, for which a request that has its streams should not wait.
    const PRIORITY: i32 = -5;

    fn key(&self) -> Option<String> {
        let MakeCaptions { delivery, making } = self;
        Some(format!("{}:{delivery}:{making}", Self::KIND))
    }

    fn delivery(&self) -> Option<DeliveryId> {
        Some(self.delivery)
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        captions::run(app, *self, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        captions::give_up(app, *self, reason).await
    }

    async fn retried(&self, tx: &mut Tx) -> anyhow::Result<()> {
        plan_again(tx, self.delivery).await
    }
}

/// A making that failed is over; a person who has a part of it tried again gets a new one. The part itself finds nothing to do.
async fn plan_again(tx: &mut Tx, delivery: DeliveryId) -> anyhow::Result<()> {
    if sql::queue_again(tx, delivery).await? {
        jobs::enqueue_again(tx, &RenderDelivery { delivery }).await?;
    }
    Ok(())
}

/// Deletes the chunks of a making that is over.
#[derive(Serialize, Deserialize)]
pub struct DropChunks {
    pub delivery: DeliveryId,
    pub making: i32,
}

impl Job for DropChunks {
    const KIND: &'static str = "deliveries.drop_chunks";
    const MAX_ATTEMPTS: i32 = 10;

    fn delivery(&self) -> Option<DeliveryId> {
        Some(self.delivery)
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        chunk::drop_all(app, self, attempt).await
    }
}
