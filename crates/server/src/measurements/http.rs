//! What was measured of a request's deliveries, and having it measured or judged again.

use api::deliveries::DeliveryView;
use api::measurements::{MeasurementView, SeriesView};
use axum::extract::State;
use qc::id::{DeliveryId, RequestId};
use qc::person::Role;

use super::publish::{SERIES, tell};
use super::{JudgeDelivery, MeasureAgain, MeasureDelivery, SeeMeasurements, SeeSeries, sql, view};
use crate::access::May;
use crate::app::App;
use crate::blobs::BlobKey;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::Json;
use crate::history::{self, Act};
use crate::{deliveries, jobs};

const LIMIT_SERIES_BYTES: u64 = 64 << 20;

/// How far the measuring of a request's deliveries is, and figures of the whole programme.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/measurements", tag = "measurements",
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = Vec<MeasurementView>), (status = 404, body = Problem))
)]
pub async fn list_measurements(
    State(app): State<App>,
    May(actor, request): May<SeeMeasurements>,
) -> ApiResult<Json<Vec<MeasurementView>>> {
    let mut db = app.db.acquire().await?;
    let mut views = Vec::new();
    for delivery in sql::list_of_request(&app.db, request.id).await? {
        let mut found = view::find(&mut db, &actor, delivery).await?;
        // A calibration asks what a person finds.
        if request.calibration_id.is_some() && actor.role != Role::StudioAdmin {
            found = found.map(|view| MeasurementView { counts: None, ..view });
        }
        views.extend(found);
    }
    Ok(Json(views))
}

/// The curves of one delivery of a request, for a timeline: loudness, levels, luma, cuts.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/measurements/{delivery_id}/series", tag = "measurements",
    params(("request_id" = RequestId, Path), ("delivery_id" = DeliveryId, Path)),
    responses((status = 200, body = SeriesView), (status = 404, body = Problem))
)]
pub async fn get_measured_series(
    State(app): State<App>,
    May(_actor, delivery): May<SeeSeries>,
) -> ApiResult<Json<SeriesView>> {
    let prefix = sql::find_prefix(&app.db, delivery)
        .await?
        .ok_or(ApiError::NotFound)?;
    let key: BlobKey = prefix.parse().map_err(ApiError::internal)?;
    let key = key.join(SERIES).map_err(ApiError::internal)?;
    let stored = app
        .blobs
        .read_whole(&key, LIMIT_SERIES_BYTES)
        .await
        .map_err(ApiError::internal)?;
    Ok(Json(serde_json::from_slice(&stored).map_err(ApiError::internal)?))
}

/// Have a delivery measured again that could not be.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery_id}/measurement/retry", tag = "measurements",
    params(("delivery_id" = DeliveryId, Path)),
    responses((status = 200, body = DeliveryView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn retry_measurement(
    State(app): State<App>,
    May(actor, delivery): May<MeasureAgain>,
) -> ApiResult<Json<DeliveryView>> {
    let mut tx = app.db.begin().await?;
    if !sql::queue_again(&mut tx, delivery.id).await? {
        return Err(ApiError::not_allowed_now(
            "Only a delivery that could not be measured is measured again.",
        ));
    }
    jobs::enqueue_again(
        &mut tx,
        &MeasureDelivery {
            delivery: delivery.id,
        },
    )
    .await?;
    let act = Act::new(actor.person, "delivery.measuring_retried", delivery.id).of_title(delivery.title_id);
    history::record(&mut tx, act).await?;
    tell(&mut tx, delivery.id).await.map_err(ApiError::internal)?;
    tx.commit().await?;
    Ok(Json(deliveries::view(&app, &actor, &delivery).await?))
}

/// Judge a measured delivery again by the thresholds in force, from what was measured.
///
/// Decisions stay on findings that are found again.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery_id}/measurement/judge", tag = "measurements",
    params(("delivery_id" = DeliveryId, Path)),
    responses((status = 200, body = DeliveryView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn judge_measurement(
    State(app): State<App>,
    May(actor, delivery): May<MeasureAgain>,
) -> ApiResult<Json<DeliveryView>> {
    if sql::find_prefix(&app.db, delivery.id).await?.is_none() {
        return Err(ApiError::not_allowed_now(
            "It has not been measured yet; it will be judged when it is.",
        ));
    }
    let mut tx = app.db.begin().await?;
    jobs::enqueue_again(
        &mut tx,
        &JudgeDelivery {
            delivery: delivery.id,
        },
    )
    .await?;
    let act = Act::new(actor.person, "delivery.judging_asked", delivery.id).of_title(delivery.title_id);
    history::record(&mut tx, act).await?;
    tx.commit().await?;
    Ok(Json(deliveries::view(&app, &actor, &delivery).await?))
}
