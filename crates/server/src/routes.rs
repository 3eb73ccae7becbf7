//! Every route of the product, in reading order; the API document is made of the same list. What an operation demands
//! of its caller stands in its handler's signature.

use axum::Router;
use axum::middleware;
use axum::routing::{any, get};
use tower_http::csrf::ConfigError;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::Problem;
use crate::{access, disk, edge, events, facilities, health, people, web};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Asset QC",
        description = "Quality control of film and television masters."
    ),
    components(schemas(Problem))
)]
struct Document;

fn operations() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        // Signing in
        .routes(routes!(access::http::sign_in, access::http::list_sessions))
        .routes(routes!(access::http::get_session, access::http::sign_out))
        .routes(routes!(access::http::end_session))
        .routes(routes!(access::http::look_up_invitation))
        .routes(routes!(access::http::accept_invitation))
        // People and facilities
        .routes(routes!(people::http::list_people, people::http::invite_person))
        .routes(routes!(people::http::get_person, people::http::change_person))
        .routes(routes!(people::http::renew_invitation))
        .routes(routes!(people::http::grant_shows))
        .routes(routes!(
            facilities::http::list_facilities,
            facilities::http::create_facility
        ))
        .routes(routes!(
            facilities::http::get_facility,
            facilities::http::rename_facility
        ))
        .routes(routes!(facilities::http::clear_facility))
        .routes(routes!(
            facilities::http::list_legal_bars,
            facilities::http::create_legal_bar
        ))
        .routes(routes!(facilities::http::delete_legal_bar))
        // Live events and health
        .routes(routes!(events::http::follow_events))
        .routes(routes!(health::get_health))
}

/// The whole product as one service.
pub fn router(app: &App) -> Result<Router, ConfigError> {
    let (operations, document) = operations().split_for_parts();
    let document = serde_json::to_value(&document).unwrap_or_default();
    let routes = operations
        .route("/api/openapi.json", get(|| async { axum::Json(document) }))
        .route("/api/{*path}", any(edge::no_such_operation))
        .fallback(web::serve_web_app)
        .layer(middleware::from_fn_with_state(
            app.clone(),
            disk::refuse_masters_when_full,
        ))
        .with_state(app.clone());
    edge::with_edge(routes, &app.settings)
}

/// The API document: what the web app's client is generated from.
pub fn document() -> utoipa::openapi::OpenApi {
    operations().into_openapi()
}
