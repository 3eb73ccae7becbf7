//! The three boards.

use api::boards::{FacilityBoard, ShowBoard, StudioBoard};
use axum::extract::State;
use qc::id::ShowId;
use serde::Deserialize;

use super::{SeeFacilityBoard, SeeShowBoard, SeeStudioBoard, facility, show, studio};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Query};

/// What the caller's facility holds now, what it completed, and how loaded its people are.
#[utoipa::path(
    get, path = "/api/v1/boards/facility", tag = "boards",
    responses((status = 200, body = FacilityBoard), (status = 403, body = Problem))
)]
pub async fn get_facility_board(
    State(app): State<App>,
    May(actor, facility): May<SeeFacilityBoard>,
) -> ApiResult<Json<FacilityBoard>> {
    let facility = facility.ok_or(ApiError::NotFound)?;
    Ok(Json(facility::board(&app, &actor, facility).await?))
}

/// Which shows a board is about.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ShowBoardQuery {
    /// Only this one of the caller's shows
    pub show_id: Option<ShowId>,
}

/// The requests of the caller's shows, in the columns of their life; what needs the caller comes first.
#[utoipa::path(
    get, path = "/api/v1/boards/shows", tag = "boards", params(ShowBoardQuery),
    responses((status = 200, body = ShowBoard), (status = 403, body = Problem))
)]
pub async fn get_show_board(
    State(app): State<App>,
    May(actor, ()): May<SeeShowBoard>,
    Query(query): Query<ShowBoardQuery>,
) -> ApiResult<Json<ShowBoard>> {
    Ok(Json(show::board(&app, &actor, query.show_id).await?))
}

/// Whether the work flows: throughput, queues, clocks, and what is stuck.
#[utoipa::path(
    get, path = "/api/v1/boards/studio", tag = "boards",
    responses((status = 200, body = StudioBoard), (status = 403, body = Problem))
)]
pub async fn get_studio_board(
    State(app): State<App>,
    May(actor, ()): May<SeeStudioBoard>,
) -> ApiResult<Json<StudioBoard>> {
    Ok(Json(studio::board(&app, &actor).await?))
}
