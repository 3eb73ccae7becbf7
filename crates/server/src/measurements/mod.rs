//! Measurements: the machine's own look at an accepted delivery. A job decodes the master once and reduces it to figures,
//! which are stored; findings are judged from the figures, and judged again when the thresholds change. What becomes of a
//! finding is `machine_findings`' business; how figures are made and judged, `measure`'s.

mod figures;
pub mod http;
pub mod http_thresholds;
mod jobs;
mod judge;
mod measure;
mod publish;
mod series;
mod sql;
mod sql_thresholds;
mod summary;
mod view;

use qc::access::Permission as Act;
use qc::id::{DeliveryId, RequestId};

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::deliveries::{self, Delivery};
use crate::error::ApiResult;
use crate::requests::{self, Request};

pub use figures::Figures;
pub use jobs::{JudgeDelivery, MeasureDelivery};
pub use publish::publish;
pub(crate) use publish::{FIGURES, SERIES};
pub(crate) use sql::{MeasuredTrack, list_tracks};
pub(crate) use sql_thresholds::{all as all_thresholds, in_force};
pub(crate) use view::find as find_view;

/// An accepted delivery is to be measured.
pub(crate) async fn open(tx: &mut Tx, delivery: DeliveryId) -> Result<(), sqlx::Error> {
    sql::insert(tx, delivery).await?;
    crate::jobs::enqueue(tx, &MeasureDelivery { delivery }).await
}

/// What was measured of a request's deliveries, for those who see its report.
pub struct SeeMeasurements;

impl Permission for SeeMeasurements {
    const ACT: Act = Act::SeeReport;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, request: RequestId) -> ApiResult<Option<Request>> {
        let found = requests::find_seen(app, actor, request).await?;
        Ok(found.filter(|request| requests::sees_report(actor, request)))
    }
}

/// The curves of one delivery of such a request.
pub struct SeeSeries;

impl Permission for SeeSeries {
    const ACT: Act = Act::SeeReport;
    type Key = (RequestId, DeliveryId);
    type Target = DeliveryId;

    async fn find(
        app: &App,
        actor: &Actor,
        (request, delivery): (RequestId, DeliveryId),
    ) -> ApiResult<Option<DeliveryId>> {
        if SeeMeasurements::find(app, actor, request).await?.is_none() {
            return Ok(None);
        }
        let is_of_request = sql::is_of_request(&app.db, request, delivery).await?;
        Ok(is_of_request.then_some(delivery))
    }
}

/// Have a delivery measured again that could not be, or judged again.
pub struct MeasureAgain;

impl Permission for MeasureAgain {
    const ACT: Act = Act::MeasureDelivery;
    type Key = DeliveryId;
    type Target = Delivery;

    async fn find(app: &App, actor: &Actor, delivery: DeliveryId) -> ApiResult<Option<Delivery>> {
        deliveries::find_seen(app, actor, delivery).await
    }
}
