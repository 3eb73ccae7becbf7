//! Renditions: what a player needs of a delivery. Streams of several kinds, or of sound alone (`audio`); thumbnails and
//! waveforms (`peaks`), which are drawn from the one for the browser. Planned together, made in chunks by all workers, each
//! published by itself when it was put together and checked.

mod assembly;
mod chunk;
pub(super) mod expire;
mod failure;
mod growing;
pub mod http;
pub mod http_cancel;
mod jobs;
mod planning;
pub(super) mod sql;
mod sql_chunks;
mod wanted;
mod workshop;

use serde_json::json;

use super::sql::Delivery;
use crate::db::Tx;
use crate::events::{self, Event, EventKind};
use qc::id::RenditionId;

use super::sees_show;
use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;

pub(crate) use growing::Growing;
pub use jobs::{AssembleRendition, DropChunks, EncodeChunk, RenderDelivery};
pub use sql::Rendition;
pub(crate) use sql::{Labelling, find, has_expired, list_labellings, list_ready, list_requests, list_views};
pub(super) use wanted::{Shown, has_extras, wanted};

/// Where a file of a rendition is asked for.
pub(crate) fn file_url(rendition: RenditionId, name: &str) -> String {
    format!("/api/v1/renditions/{rendition}/files/{name}")
}

/// Whoever looks at the delivery sees it anew.
async fn tell(tx: &mut Tx, delivery: &Delivery, state: &str) -> anyhow::Result<()> {
    let event = Event::new(EventKind::Rendition, delivery.id).of_title(delivery.title_id);
    Ok(events::record(tx, event.with(json!({ "state": state }))).await?)
}

/// As `tell`, in a transaction of its own.
async fn tell_now(app: &App, delivery: &Delivery) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    tell(&mut tx, delivery, "running").await?;
    Ok(tx.commit().await?)
}

/// Have streams made again that could not be made, or are not kept any more; or have the making of them called off.
pub struct RetryRendition;

impl Permission for RetryRendition {
    const ACT: qc::access::Permission = qc::access::Permission::RetryRendition;
    type Key = RenditionId;
    type Target = Rendition;

    async fn find(app: &App, actor: &Actor, rendition: RenditionId) -> ApiResult<Option<Rendition>> {
        let found = sql::find(&app.db, rendition).await?;
        Ok(found.filter(|rendition| sees_show(actor, rendition.show_id)))
    }
}
