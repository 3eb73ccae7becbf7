//! What time does to tickets: attachments are deleted, solved tickets closed.

use qc::ticket::{SOLVED_CLOSES_AFTER_DAYS, TicketState};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{TicketKey, attachments, sql, steps};
use crate::app::App;
use crate::history::{self, Act};
use crate::jobs::{Attempt, Job};

#[derive(Debug, Serialize, Deserialize)]
pub struct SweepTickets;

impl Job for SweepTickets {
    const KIND: &'static str = "tickets.sweep";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        delete_attachments(app).await?;
        close_forgotten(app).await
    }
}

/// The bytes first: a row without bytes would leave them behind for good.
async fn delete_attachments(app: &App) -> anyhow::Result<()> {
    for (id, blob_key) in attachments::list_due(&app.db).await? {
        app.blobs.delete(&blob_key.parse()?).await?;
        let mut tx = app.db.begin().await?;
        if let Some(ticket) = attachments::forget(&mut tx, id).await? {
            let act = Act::new(None, "ticket.attachment_deleted", ticket);
            history::record(&mut tx, act.changed(json!({}), json!({ "attachment": id }))).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn close_forgotten(app: &App) -> anyhow::Result<()> {
    let reason = format!("Solved for {SOLVED_CLOSES_AFTER_DAYS} days.");
    for id in sql::list_forgotten(&app.db).await? {
        let mut tx = app.db.begin().await?;
        let Some(ticket) = sql::find(&mut *tx, TicketKey::Id(id)).await? else {
            continue;
        };
        // Somebody may take it up at this moment: then it stays.
        if steps::set_state(app, &mut tx, None, ticket, TicketState::Closed, &reason)
            .await
            .is_ok()
        {
            tx.commit().await?;
        }
    }
    Ok(())
}
