//! Whether this server can do its work: for load balancers, and for the studio admin's page.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::db;
use crate::extract::Json;

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `well`, or `ill` with status 503.
    pub status: String,
    pub version: String,
    /// `well`, or what is wrong in one word.
    pub database: String,
    pub jail: String,
    pub ffmpeg: String,
}

/// Whether the server can do its work.
#[utoipa::path(
    get, path = "/api/v1/health", tag = "health",
    responses((status = 200, body = Health), (status = 503, body = Health))
)]
pub async fn get_health(State(app): State<App>) -> (StatusCode, Json<Health>) {
    let is_well = db::now(&app.db).await.is_ok();
    let media = app.media.look().await;
    let health = Health {
        status: if is_well { "well" } else { "ill" }.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: if is_well { "well" } else { "away" }.to_owned(),
        jail: media.jail.clone(),
        ffmpeg: media.ffmpeg.clone(),
    };
    let status = if is_well {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(health))
}
