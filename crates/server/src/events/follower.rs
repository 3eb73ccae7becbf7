//! One task per process that reads new events and hands them to everyone who listens here.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::sql::{self, Happened};

/// How long an event takes to arrive at most, in the quiet case.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// A listener that is further behind is sent to the database.
const BUFFERED: usize = 1024;

pub struct Hub {
    sender: broadcast::Sender<Arc<Happened>>,
}

impl Hub {
    pub fn start(db: PgPool, stopping: CancellationToken) -> Hub {
        let (sender, _) = broadcast::channel(BUFFERED);
        tokio::spawn(follow(db, sender.clone(), stopping));
        Hub { sender }
    }

    pub(super) fn listen(&self) -> broadcast::Receiver<Arc<Happened>> {
        self.sender.subscribe()
    }
}

async fn follow(db: PgPool, sender: broadcast::Sender<Arc<Happened>>, stopping: CancellationToken) {
    let mut cursor = None;
    while !stopping.is_cancelled() {
        let read = match cursor {
            None => sql::head(&db).await.map(|head| (head, Vec::new())),
            Some(after) => sql::list_after(&db, after).await.map(|events| (after, events)),
        };
        match read {
            Ok((after, events)) => {
                cursor = Some(events.last().map_or(after, |last| last.cursor));
                for event in events {
                    // Without listeners there is nobody to tell.
                    let _ = sender.send(Arc::new(event));
                }
            }
            Err(error) => tracing::warn!(%error, "cannot read live events"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = stopping.cancelled() => {}
        }
    }
}
