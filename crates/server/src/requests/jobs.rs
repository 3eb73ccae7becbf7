//! Sweeps the leases: their holders are warned before they end; assignments and verifications that were not begun in time go
//! back to the pool; reservations for people who went away fall.

use qc::notice::NoticeKind;
use serde::{Deserialize, Serialize};

use super::{assign, reserve, sql};
use crate::app::App;
use crate::error::ApiError;
use crate::jobs::{Attempt, Job};
use crate::notices::{self, Notice, People};
use crate::verification;

#[derive(Debug, Serialize, Deserialize)]
pub struct SweepLeases;

impl Job for SweepLeases {
    const KIND: &'static str = "requests.sweep_leases";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        warn_all(app).await?;
        for request in sql::list_lapsed(&app.db).await? {
            settled(assign::lapse(app, request.into()).await)?;
        }
        reserve::release_all(app).await?;
        verification::warn_all(app).await?;
        verification::lapse_all(app).await
    }
}

/// Each holder is told once for each lease. Marking and telling are one transaction.
async fn warn_all(app: &App) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    for ending in sql::take_ending(&mut tx).await? {
        let request = super::get(&mut tx, ending.request).await?;
        let subject = format!("Begin soon: {} goes back to the pool", request.name());
        let notice = Notice::new(NoticeKind::LeaseEnding, subject, request.link())
            .of_title(request.title.id)
            .saying(ends_at(request.lease_until));
        notices::send(&mut tx, People::Person(ending.operator), notice).await?;
    }
    Ok(tx.commit().await?)
}

/// The page shows the time in the reader's own zone; a letter cannot know it.
pub(crate) fn ends_at(lease_until: Option<chrono::DateTime<chrono::Utc>>) -> String {
    lease_until.map_or_else(String::new, |until| {
        format!("Begin by {} UTC, or hand it back.", until.format("%-d %B, %H:%M"))
    })
}

/// Whoever was quicker than the sweep is right.
pub(crate) fn settled(outcome: Result<(), ApiError>) -> anyhow::Result<()> {
    match outcome {
        Err(ApiError::Conflict { .. } | ApiError::NotAllowedNow { .. }) => Ok(()),
        other => Ok(other?),
    }
}
