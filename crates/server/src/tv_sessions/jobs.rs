//! Sessions whose sockets are all cut are ended too; screens that are long off are forgotten.

use serde::{Deserialize, Serialize};

use super::{pairing, sql};
use crate::app::App;
use crate::jobs::{Attempt, Job};

#[derive(Serialize, Deserialize)]
pub struct SweepTvs;

impl Job for SweepTvs {
    const KIND: &'static str = "tv_sessions.sweep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        pairing::end_all_dead(app).await?;
        Ok(sql::sweep(&app.db).await?)
    }
}
