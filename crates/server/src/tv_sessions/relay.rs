//! Carries messages between sockets that may hang on different servers. Within the process they go straight on; to the others
//! by `NOTIFY`, outside of every transaction of the product, in order, many at a time. Nothing of it is kept: after a
//! loss both sides tell each other where they stand.

use std::sync::Arc;
use std::time::Duration;

use qc::id::{TvScreenId, TvSessionId};
use qc::tv::TvEnd;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const CHANNEL: &str = "tv";
/// A socket that is further behind loses the oldest, as a cut one does.
const BUFFERED: usize = 4096;
const AT_ONCE: usize = 200;
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum To {
    Desk(TvSessionId),
    Tv(TvSessionId),
    Screen(TvScreenId),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum What {
    /// To be handed on as it is.
    Text(String),
    /// A waiting screen has an operator.
    Paired,
    Ended(TvEnd),
    /// This link is the desk, or the TV, of the session from now on; an older one is closed.
    Taken(Uuid),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Told {
    pub to: To,
    pub what: What,
}

#[derive(Serialize, Deserialize)]
struct Wired {
    process: Uuid,
    told: Told,
}

/// Part of the process's shared state.
pub struct Relay {
    process: Uuid,
    here: broadcast::Sender<Arc<Told>>,
    elsewhere: mpsc::Sender<String>,
}

impl Relay {
    pub fn start(db: PgPool, stopping: CancellationToken) -> Relay {
        let process = Uuid::now_v7();
        let (here, _) = broadcast::channel(BUFFERED);
        let (elsewhere, waiting) = mpsc::channel(BUFFERED);
        tokio::spawn(listen(db.clone(), process, here.clone(), stopping));
        tokio::spawn(notify(db, waiting));
        Relay {
            process,
            here,
            elsewhere,
        }
    }

    pub(super) fn listen(&self) -> broadcast::Receiver<Arc<Told>> {
        self.here.subscribe()
    }

    pub(super) fn tell(&self, to: To, what: What) {
        let told = Told { to, what };
        let wired = Wired {
            process: self.process,
            told: told.clone(),
        };
        // Without listeners here there is nobody to tell; a full queue is a database that is away, and then nothing goes on.
        let _ = self.here.send(Arc::new(told));
        if let Ok(text) = serde_json::to_string(&wired) {
            let _ = self.elsewhere.try_send(text);
        }
    }
}

async fn notify(db: PgPool, mut waiting: mpsc::Receiver<String>) {
    let mut texts = Vec::new();
    while waiting.recv_many(&mut texts, AT_ONCE).await > 0 {
        let sent = sqlx::query!(
            "select pg_notify($1, each) from unnest($2::text[]) each",
            CHANNEL,
            &texts
        )
        .fetch_all(&db)
        .await;
        if let Err(error) = sent {
            tracing::warn!(%error, "messages between laptops and TVs did not reach other servers");
        }
        texts.clear();
    }
}

async fn listen(db: PgPool, process: Uuid, here: broadcast::Sender<Arc<Told>>, stopping: CancellationToken) {
    while !stopping.is_cancelled() {
        tokio::select! {
            heard = hear(&db, process, &here) => {
                let Err(error) = heard;
                tracing::warn!(%error, "cannot hear what other servers say to laptops and TVs");
            }
            () = stopping.cancelled() => return,
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

async fn hear(
    db: &PgPool,
    process: Uuid,
    here: &broadcast::Sender<Arc<Told>>,
) -> Result<std::convert::Infallible, sqlx::Error> {
    let mut listener = PgListener::connect_with(db).await?;
    listener.listen(CHANNEL).await?;
    loop {
        let heard = listener.recv().await?;
        match serde_json::from_str::<Wired>(heard.payload()) {
            Ok(wired) if wired.process != process => {
                let _ = here.send(Arc::new(wired.told));
            }
            // One's own was told already.
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "a notification for TVs cannot be read"),
        }
    }
}
