//! What every handler and job is given: the pool, the object store, settings, live events. One per process; cloning
//! it costs a counter. It holds no state that another process would miss.

use std::ops::Deref;
use std::sync::Arc;

use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::access::Passwords;
use crate::blobs::Blobs;
use crate::config::Settings;
use crate::deliveries::Masters;
use crate::deliveries::uploads::Receivers;
use crate::disk::Disk;
use crate::events;
use crate::jobs::Registry;
use crate::media::MediaTools;
use crate::playback::Grants;
use crate::tv_sessions;
use crate::webhooks;

#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub db: PgPool,
    pub blobs: Blobs,
    pub settings: Settings,
    /// Every kind of background work; also for those who only look at it or call it off.
    pub registry: Arc<Registry>,
    pub events: events::Hub,
    pub passwords: Passwords,
    pub media: MediaTools,
    pub disk: Disk,
    pub grants: Grants,
    pub masters: Masters,
    pub receivers: Receivers,
    pub webhooks: webhooks::Caller,
    /// What laptops and TVs say to each other.
    pub tvs: tv_sessions::Relay,
    /// Fired when the process is about to stop: endless answers end then.
    pub stopping: CancellationToken,
}

impl App {
    pub fn new(parts: Parts) -> App {
        App(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
