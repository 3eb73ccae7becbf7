//! Old events are swept: a client that was away longer reads everything again anyway.

use serde::{Deserialize, Serialize};

use super::sql;
use crate::app::App;
use crate::jobs::{Attempt, Job};

const KEPT_DAYS: i32 = 7;

#[derive(Serialize, Deserialize)]
pub struct SweepEvents;

impl Job for SweepEvents {
    const KIND: &'static str = "events.sweep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        let swept = sql::delete_old(&app.db, KEPT_DAYS).await?;
        tracing::debug!(swept, "old events swept");
        Ok(())
    }
}
