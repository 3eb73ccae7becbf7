//! Sweeps what time does to fix notes: deadlines that are near or over, redeliveries that are late, delegations that ran out.

use serde::{Deserialize, Serialize};

use super::{deadline, redelivery, sql};
use crate::app::App;
use crate::delegations;
use crate::jobs::{Attempt, Job};
use crate::requests::settled;

#[derive(Debug, Serialize, Deserialize)]
pub struct SweepFixNotes;

impl Job for SweepFixNotes {
    const KIND: &'static str = "fix_notes.sweep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        for request in sql::list_to_warn(&app.db).await? {
            settled(deadline::warn(app, request).await)?;
        }
        for request in sql::list_over(&app.db).await? {
            settled(deadline::close(app, request).await)?;
        }
        for request in sql::list_overdue(&app.db).await? {
            settled(redelivery::remind(app, request).await)?;
        }
        delegations::end_expired(app).await
    }
}
