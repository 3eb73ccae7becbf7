//! Breaks whose time is over end by themselves: that is written, with its history, and the person's pages hear of it. Serving
//! reads the time itself and does not wait for this.

use qc::id::PersonId;
use serde::{Deserialize, Serialize};

use super::{http, sql};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::history::{self, Act};
use crate::jobs::{Attempt, Job};

#[derive(Debug, Serialize, Deserialize)]
pub struct EndBreaks;

impl Job for EndBreaks {
    const KIND: &'static str = "breaks.end";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        let mut tx = app.db.begin().await?;
        end_overdue(&mut tx, None).await?;
        Ok(tx.commit().await?)
    }
}

/// Of one person, or of all.
pub(super) async fn end_overdue(tx: &mut Tx, of: Option<PersonId>) -> ApiResult<()> {
    for (id, person) in sql::end_overdue(tx, of).await? {
        history::record(tx, Act::new(None, "break.ended", id)).await?;
        http::tell(tx, person).await?;
    }
    Ok(())
}
