//! Making streams again: what could not be made, and what expired.

use api::deliveries::DeliveryView;
use axum::extract::State;
use qc::id::RenditionId;

use super::{RenderDelivery, RetryRendition, sql};
use crate::access::May;
use crate::app::App;
use crate::deliveries::sql as deliveries;
use crate::deliveries::view::view;
use crate::error::{ApiError, ApiResult, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::Json;
use crate::history::{self, Act};
use crate::jobs;

/// Have streams made again that could not be made, or that expired.
#[utoipa::path(
    post, path = "/api/v1/renditions/{rendition_id}/retry", tag = "deliveries",
    params(("rendition_id" = RenditionId, Path)),
    responses((status = 200, body = DeliveryView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn retry_rendition(
    State(app): State<App>,
    May(actor, rendition): May<RetryRendition>,
) -> ApiResult<Json<DeliveryView>> {
    let mut tx = app.db.begin().await?;
    if !sql::queue_again(&mut tx, rendition.delivery_id).await? {
        return Err(ApiError::not_allowed_now(
            "Only streams that could not be made, or that expired, are made again.",
        ));
    }
    jobs::enqueue_again(
        &mut tx,
        &RenderDelivery {
            delivery: rendition.delivery_id,
        },
    )
    .await?;
    let act = Act::new(actor.person, "delivery.streams_retried", rendition.delivery_id)
        .of_title(rendition.title_id);
    history::record(&mut tx, act).await?;
    let event = Event::new(EventKind::Rendition, rendition.delivery_id).of_title(rendition.title_id);
    events::record(&mut tx, event).await?;
    tx.commit().await?;
    let delivery = deliveries::find(&app.db, rendition.delivery_id)
        .await?
        .ok_or(ApiError::NotFound)?;
    Ok(Json(view(&app, &actor, &delivery).await?))
}
