//! Inspecting again what could not be inspected, because a machine failed or somebody called it off.

use api::deliveries::DeliveryView;
use axum::extract::State;
use qc::delivery::DeliveryState;
use qc::id::DeliveryId;

use super::sql::{self, Delivery};
use super::view::view;
use super::{AssembleFile, InspectAgain, InspectDelivery, refuse_inspect_again};
use crate::access::May;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::Json;
use crate::history::{self, Act};
use crate::jobs;

/// Have a delivery inspected again whose inspection could not be finished.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery_id}/inspect", tag = "deliveries",
    params(("delivery_id" = DeliveryId, Path)),
    responses((status = 200, body = DeliveryView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn inspect_again(
    State(app): State<App>,
    May(actor, delivery): May<InspectAgain>,
) -> ApiResult<Json<DeliveryView>> {
    let mut tx = app.db.begin().await?;
    let delivery = sql::lock(&mut tx, delivery.id).await?.ok_or(ApiError::NotFound)?;
    if let Some(why) = refuse_inspect_again(&delivery) {
        return Err(ApiError::not_allowed_now(why));
    }
    begin(&mut tx, &delivery).await?;
    let act = Act::new(actor.person, "delivery.inspected_again", delivery.id).of_title(delivery.title_id);
    history::record(&mut tx, act).await?;
    let event = Event::new(EventKind::Delivery, delivery.id).of_title(delivery.title_id);
    events::record(
        &mut tx,
        event.with(serde_json::json!({ "state": DeliveryState::Inspecting })),
    )
    .await?;
    tx.commit().await?;
    let delivery = sql::find(&app.db, delivery.id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(view(&app, &actor, &delivery).await?))
}

/// From where it stopped: files that were not put together, else the inspection itself.
async fn begin(tx: &mut Tx, delivery: &Delivery) -> ApiResult<()> {
    sql::clear_failure(tx, delivery.id).await?;
    let files = sql::list_unassembled(tx, delivery.id).await?;
    if files.is_empty() {
        let delivery = delivery.id;
        jobs::enqueue_again(tx, &InspectDelivery { delivery }).await?;
    }
    for file in files {
        let delivery = delivery.id;
        jobs::enqueue_again(tx, &AssembleFile { file, delivery }).await?;
    }
    Ok(())
}
