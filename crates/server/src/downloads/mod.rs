//! Hand-over of masters: the files of a request to the download managers of the facility that reviews it, and to nobody
//! else. Every byte sent is written down with who got it; the review can begin when every file was verified there.

mod hand_over;
pub mod http;
mod sql;
mod transfer;

use qc::id::{DeliveryFileId, RequestId};
use qc::request::{RequestState, Service};

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Request};

/// The list of requests to download; its rows are those of the caller's facility.
pub struct ListDownloads;

impl Permission for ListDownloads {
    const ACT: qc::access::Permission = qc::access::Permission::DownloadMaster;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// May fetch the masters of a request that the facility holds, and say that they have arrived.
pub struct DownloadMaster;

impl Permission for DownloadMaster {
    const ACT: qc::access::Permission = qc::access::Permission::DownloadMaster;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, request: RequestId) -> ApiResult<Option<Request>> {
        requests::find_seen(app, actor, request).await
    }

    fn check(_: &Actor, request: &Request) -> ApiResult<()> {
        demand_open(request)
    }
}

/// One file of such a request.
pub struct DownloadFile;

impl Permission for DownloadFile {
    const ACT: qc::access::Permission = qc::access::Permission::DownloadMaster;
    type Key = (RequestId, DeliveryFileId);
    type Target = (Request, sql::Master);

    async fn find(
        app: &App,
        actor: &Actor,
        (request, file): (RequestId, DeliveryFileId),
    ) -> ApiResult<Option<(Request, sql::Master)>> {
        let Some(request) = requests::find_seen(app, actor, request).await? else {
            return Ok(None);
        };
        let master = sql::find_master(&app.db, request.id, file).await?;
        Ok(master.map(|master| (request, master)))
    }

    fn check(_: &Actor, (request, _): &(Request, sql::Master)) -> ApiResult<()> {
        demand_open(request)
    }
}

/// Masters go out while the work on them lasts.
fn demand_open(request: &Request) -> ApiResult<()> {
    if request.service != Service::Download {
        return Err(ApiError::not_permitted(
            "This request is reviewed from streams; its master is not handed over.",
        ));
    }
    match request.state {
        RequestState::Assigned | RequestState::Downloading | RequestState::InQc => Ok(()),
        state => Err(ApiError::not_allowed_now(format!(
            "Masters are handed over while a request is worked on. This one is {}.",
            state.as_str().replace('_', " ")
        ))),
    }
}
