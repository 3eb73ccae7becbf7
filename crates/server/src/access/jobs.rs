//! What is over is swept: sessions long ended, failures long past, answers to calls that nobody repeats any more.

use serde::{Deserialize, Serialize};

use super::sql;
use crate::app::App;
use crate::jobs::{Attempt, Job};

#[derive(Serialize, Deserialize)]
pub struct SweepAccess;

impl Job for SweepAccess {
    const KIND: &'static str = "access.sweep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        sql::sweep(&app.db, app.settings.idempotency_kept.as_secs_f64()).await?;
        Ok(())
    }
}
