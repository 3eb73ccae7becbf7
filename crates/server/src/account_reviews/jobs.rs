//! Keeps the reviews going: opens the quarter's, and calls an open one to mind every week until all is decided.

use qc::account_review::REMIND_EVERY;
use serde::{Deserialize, Serialize};

use super::{open, sql};
use crate::app::App;
use crate::jobs::{Attempt, Job};

#[derive(Debug, Serialize, Deserialize)]
pub struct KeepReviews;

impl Job for KeepReviews {
    const KIND: &'static str = "account_reviews.keep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        let mut tx = app.db.begin().await?;
        let now = sql::now(&mut tx).await?;
        open::open(&mut tx, None, now).await?;
        for due in sql::take_unreminded(&mut tx, REMIND_EVERY.as_seconds_f64()).await? {
            let late = if due.is_late { " and late" } else { "" };
            let subject = format!(
                "The review of accounts of {} is open{late}: {} accounts are not decided",
                due.quarter, due.undecided
            );
            open::tell(&mut tx, due.id, &subject, "Confirm each account, or end it.").await?;
        }
        Ok(tx.commit().await?)
    }
}
