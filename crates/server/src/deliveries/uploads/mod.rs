//! Uploads: one resumable upload (tus 1.0.0: core, creation, expiration, termination) per file of a delivery. Bytes are kept as
//! parts as they arrive, so that a cut costs nothing that was acknowledged; the last byte of the last file sends the
//! delivery to inspection. An upload belongs to who announced the delivery, and is nobody else's business.

mod headers;
pub mod http;
mod receive;
mod receivers;
mod sql;

use qc::delivery::DeliveryState;
use qc::id::UploadId;

use super::sees_show;
use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};

pub use receivers::Receivers;
pub use sql::Upload;
pub(super) use sql::{list_forgotten, sweep_parts};

/// An upload that nobody touched for so long is over.
pub const KEPT_S: f64 = 7.0 * 24.0 * 3600.0;

/// Where the parts of an upload lie in the object store.
pub(super) fn prefix(upload: UploadId) -> String {
    format!("uploads/{upload}")
}

/// Bring the bytes of a file: one's own upload, as long as its delivery takes them.
pub struct UploadFile;

impl Permission for UploadFile {
    const ACT: qc::access::Permission = qc::access::Permission::CreateDelivery;
    type Key = UploadId;
    type Target = Upload;

    async fn find(app: &App, actor: &Actor, upload: UploadId) -> ApiResult<Option<Upload>> {
        let found = sql::find(&app.db, upload).await?;
        Ok(found.filter(|upload| upload.person_id == actor.person && sees_show(actor, upload.show_id)))
    }

    fn check(_: &Actor, upload: &Upload) -> ApiResult<()> {
        if upload.delivery_state == DeliveryState::Canceled {
            return Err(ApiError::Gone {
                detail: "The delivery was canceled.".to_owned(),
            });
        }
        if upload.is_expired && upload.completed_at.is_none() {
            return Err(ApiError::Gone {
                detail: "The upload was left alone for too long.".to_owned(),
            });
        }
        Ok(())
    }
}
