//! Calling off the making of streams.

use api::deliveries::DeliveryView;
use axum::extract::State;
use qc::id::RenditionId;

use super::RetryRendition;
use crate::access::May;
use crate::app::App;
use crate::deliveries::sql as deliveries;
use crate::deliveries::view::view;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::Json;
use crate::jobs::{self, Capability};

/// Call off the making of a delivery's streams. Its workers drop it within seconds; it can be made again later.
#[utoipa::path(
    post, path = "/api/v1/renditions/{rendition_id}/cancel", tag = "deliveries",
    params(("rendition_id" = RenditionId, Path)),
    responses((status = 200, body = DeliveryView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn cancel_rendition(
    State(app): State<App>,
    May(actor, rendition): May<RetryRendition>,
) -> ApiResult<Json<DeliveryView>> {
    if jobs::cancel_of(&app, &actor, rendition.delivery_id, Capability::Encode).await? == 0 {
        return Err(ApiError::not_allowed_now(
            "No streams of this delivery are being made.",
        ));
    }
    let delivery = deliveries::find(&app.db, rendition.delivery_id)
        .await?
        .ok_or(ApiError::NotFound)?;
    Ok(Json(view(&app, &actor, &delivery).await?))
}
