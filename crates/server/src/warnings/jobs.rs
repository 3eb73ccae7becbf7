//! Looks at every clock that runs, each minute.

use qc::sla::ClockKind;
use serde::{Deserialize, Serialize};

use super::{sql, warn};
use crate::app::App;
use crate::jobs::{Attempt, Job};
use crate::requests;

#[derive(Debug, Serialize, Deserialize)]
pub struct WarnOfClocks;

impl Job for WarnOfClocks {
    const KIND: &'static str = "warnings.look";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        for running in sql::list_running(&app.db).await? {
            let said = [
                (ClockKind::Report, running.said_report),
                (ClockKind::Whole, running.said_whole),
            ];
            for (clock, said) in said {
                let said = said.and_then(|percent| u32::try_from(percent).ok());
                if running.clock().warning(clock, said, running.now).is_some() {
                    requests::settled(warn(app, running.id, clock).await)?;
                }
            }
        }
        Ok(())
    }
}
