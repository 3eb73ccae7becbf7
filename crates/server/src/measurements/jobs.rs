//! Measuring a delivery, and judging it again.

use qc::id::DeliveryId;
use serde::{Deserialize, Serialize};

use super::{judge, measure, publish, sql};
use crate::app::App;
use crate::db::Tx;
use crate::jobs::{Attempt, Capability, Job, Lane};

/// Decodes an accepted delivery once and stores what was measured.
#[derive(Serialize, Deserialize)]
pub struct MeasureDelivery {
    pub delivery: DeliveryId,
}

impl Job for MeasureDelivery {
    const KIND: &'static str = "measurements.measure";
    const LANE: Lane = Lane::Media;
    const CAPABILITY: Option<Capability> = Some(Capability::Measure);
    /// People wait for streams; findings may come while they begin.
    const PRIORITY: i32 = 10;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", Self::KIND, self.delivery))
    }

    fn delivery(&self) -> Option<DeliveryId> {
        Some(self.delivery)
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        measure::run(app, self.delivery, attempt).await
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        let mut tx = app.db.begin().await?;
        publish::fail(&mut tx, self.delivery, reason).await?;
        Ok(tx.commit().await?)
    }

    async fn retried(&self, tx: &mut Tx) -> anyhow::Result<()> {
        sql::queue_again(tx, self.delivery).await?;
        Ok(())
    }
}

/// Judges what was measured by the thresholds in force.
#[derive(Serialize, Deserialize)]
pub struct JudgeDelivery {
    pub delivery: DeliveryId,
}

impl Job for JudgeDelivery {
    const KIND: &'static str = "measurements.judge";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", Self::KIND, self.delivery))
    }

    fn delivery(&self) -> Option<DeliveryId> {
        Some(self.delivery)
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        judge::run(app, self.delivery, attempt).await
    }
}
