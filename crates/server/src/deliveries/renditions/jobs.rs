//! The background work of renditions: plan them, make each chunk wherever a worker is free, put the chunks together, and
//! delete them when nobody plays from them any more. What each does stands in a file of its own.

use qc::id::DeliveryId;
use serde::{Deserialize, Serialize};
use streams::RenditionKind;

use super::{assembly, chunk, failure, planning};
use crate::app::App;
use crate::jobs::{Attempt, Job, Lane};

/// Plans what is queued of an accepted delivery's renditions, and hands it out in chunks.
#[derive(Serialize, Deserialize)]
pub struct RenderDelivery {
    pub delivery: DeliveryId,
}

impl Job for RenderDelivery {
    const KIND: &'static str = "deliveries.render";
    const LANE: Lane = Lane::Media;
    /// Seconds, after which all workers have something to do.
    const PRIORITY: i32 = -10;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", Self::KIND, self.delivery))
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        planning::run(app, self.delivery, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        failure::of_delivery(app, self.delivery, reason).await
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

    fn key(&self) -> Option<String> {
        let EncodeChunk {
            delivery,
            making,
            step,
        } = self;
        Some(format!("{}:{delivery}:{making}:{step}", Self::KIND))
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        chunk::run(app, *self, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        chunk::give_up(app, *self, reason).await
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

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        assembly::run(app, *self, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        failure::of_rendition(app, self, reason).await
    }
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

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        chunk::drop_all(app, self, attempt).await
    }
}
