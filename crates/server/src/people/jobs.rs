//! Accounts that nobody uses: their holders are told after 23 days, and after 30 they fall asleep, with the work that they
//! hold going back to the pool.

use qc::notice::NoticeKind;
use qc::person::{ASLEEP_AFTER, PersonStep, WARNED_AFTER};
use serde::{Deserialize, Serialize};

use super::{leave, sql};
use crate::app::App;
use crate::jobs::{Attempt, Job};
use crate::notices::{self, Notice, People};
use crate::requests::settled;

#[derive(Debug, Serialize, Deserialize)]
pub struct SweepPeople;

impl Job for SweepPeople {
    const KIND: &'static str = "people.sweep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        warn(app).await?;
        for person in sql::list_idle(&app.db, ASLEEP_AFTER.as_seconds_f64()).await? {
            let mut tx = app.db.begin().await?;
            let reason = "30 days without a sign of life";
            match leave::leave(&mut tx, None, person, PersonStep::FallAsleep, reason).await {
                Ok(_) => tx.commit().await?,
                // The last administrator stays awake.
                Err(refused) => settled(Err(refused))?,
            }
        }
        Ok(())
    }
}

async fn warn(app: &App) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    let left_days = (ASLEEP_AFTER - WARNED_AFTER).num_days();
    for person in sql::take_unwarned(&mut tx, WARNED_AFTER.as_seconds_f64()).await? {
        let subject = format!("Your account falls asleep in {left_days} days");
        let notice = Notice::new(NoticeKind::AccountDormant, subject, "/")
            .saying("Nobody has signed in with it for 23 days. Sign in once to keep it in use.");
        notices::send(&mut tx, People::Person(person), notice).await?;
    }
    Ok(tx.commit().await?)
}
