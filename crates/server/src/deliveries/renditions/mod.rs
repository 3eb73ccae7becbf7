//! Renditions: what a player needs of a delivery. Streams with picture (`sdr`) or of sound alone (`audio`), thumbnails,
//! waveforms (`peaks`); made together, published together.

pub(super) mod expire;
pub mod http;
pub mod http_cancel;
pub(super) mod sql;

use qc::id::RenditionId;

use super::sees_show;
use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;

pub use sql::Rendition;
pub(crate) use sql::{find, has_expired, is_drop_frame, list_ready, list_requests};

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
