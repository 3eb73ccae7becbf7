//! The report of a request: what was seen, what was found, what verification made of it; on a page and as CSV.

mod csv;
pub mod http;

use qc::access::Permission as Act;
use qc::id::RequestId;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;
use crate::requests::{self, Request};

/// May read the report: who wrote it, who verified it, their manager; post and production of the show once it is out.
pub struct SeeReport;

impl Permission for SeeReport {
    const ACT: Act = Act::SeeReport;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: RequestId) -> ApiResult<Option<Request>> {
        let found = requests::find_seen(app, actor, key).await?;
        Ok(found.filter(|request| requests::sees_report(actor, request)))
    }
}
