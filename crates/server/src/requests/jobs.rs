//! Sweeps the leases: assignments and verifications that were not begun in time go back to the pool.

use serde::{Deserialize, Serialize};

use super::{assign, sql};
use crate::app::App;
use crate::error::ApiError;
use crate::jobs::{Attempt, Job};
use crate::verification;

#[derive(Debug, Serialize, Deserialize)]
pub struct SweepLeases;

impl Job for SweepLeases {
    const KIND: &'static str = "requests.sweep_leases";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        for request in sql::list_lapsed(&app.db).await? {
            settled(assign::lapse(app, request.into()).await)?;
        }
        verification::lapse_all(app).await
    }
}

/// Whoever was quicker than the sweep is right.
pub(crate) fn settled(outcome: Result<(), ApiError>) -> anyhow::Result<()> {
    match outcome {
        Err(ApiError::Conflict { .. } | ApiError::NotAllowedNow { .. }) => Ok(()),
        other => Ok(other?),
    }
}
