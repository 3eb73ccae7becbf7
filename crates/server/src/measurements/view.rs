//! A measurement as it goes over the wire. How many findings there are is for those who judge masters: post and production
//! read what was made an issue.

use api::measurements::MeasurementView;
use qc::access::{Permission, may};
use qc::id::DeliveryId;
use sqlx::PgConnection;

use super::sql;
use crate::access::Actor;
use crate::error::ApiResult;

pub(crate) async fn find(
    db: &mut PgConnection,
    actor: &Actor,
    delivery: DeliveryId,
) -> ApiResult<Option<MeasurementView>> {
    let Some(mut view) = sql::find(&mut *db, delivery).await? else {
        return Ok(None);
    };
    if may(actor.role, Permission::SeeMachineFindings) {
        view.counts = Some(sql::counts(&mut *db, delivery).await?);
    }
    Ok(Some(view))
}
