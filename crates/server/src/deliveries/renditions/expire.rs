//! Streams are kept for a time after the last request of their title was closed, where the studio says so; then they are
//! deleted. Masters are kept, and streams can be made again from them at any time.

use serde_json::json;

use super::sql;
use crate::app::App;
use crate::deliveries::DeleteBlobs;
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::jobs;

const DELIVERIES_AT_ONCE: i64 = 100;

pub(in crate::deliveries) async fn run(app: &App) -> anyhow::Result<()> {
    let Some(kept_days) = app.settings.keep_streams_days else {
        return Ok(());
    };
    loop {
        let mut tx = app.db.begin().await?;
        let expired = sql::expire(&mut tx, i32::try_from(kept_days)?, DELIVERIES_AT_ONCE).await?;
        if expired.is_empty() {
            return Ok(());
        }
        for expired in expired {
            for prefix in expired.prefixes {
                jobs::enqueue(&mut tx, &DeleteBlobs { prefix }).await?;
            }
            let reason = format!("Kept for {kept_days} days after the last request was closed.");
            let act = Act::new(None, "delivery.streams_expired", expired.delivery_id)
                .of_title(expired.title_id)
                .because(reason);
            history::record(&mut tx, act).await?;
            let event = Event::new(EventKind::Rendition, expired.delivery_id).of_title(expired.title_id);
            events::record(&mut tx, event.with(json!({ "state": "expired" }))).await?;
        }
        tx.commit().await?;
    }
}
