//! Tabs that were closed without a word are swept; they count for nothing long before.

use serde::{Deserialize, Serialize};

use super::sql;
use crate::app::App;
use crate::jobs::{Attempt, Job};

#[derive(Serialize, Deserialize)]
pub struct SweepPresence;

impl Job for SweepPresence {
    const KIND: &'static str = "presence.sweep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        let swept = sql::delete_old(&app.db).await?;
        tracing::debug!(swept, "closed tabs swept");
        Ok(())
    }
}
