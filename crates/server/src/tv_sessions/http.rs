//! The desk's calls, and the doors of the two sockets.

use api::tv_sessions::{OfferTv, PairTv, TvSessionView, TvToken, TvView};
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use qc::id::RequestId;
use qc::tv::TvEnd;

use super::relay::{To, What};
use super::sql::{self, TvSession};
use super::{ReviewOnTv, choices, demand_on_tv, desk, pairing, screen};
use crate::access::http::Device;
use crate::access::{self, Actor, May};
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::Json;
use crate::requests::{self, Request};

/// How this request stands with TVs: the one it is on, and how to reach one.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/tv-session", tag = "tv", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = TvView), (status = 404, body = Problem))
)]
pub async fn get_tv_session(
    State(app): State<App>,
    May(actor, request): May<ReviewOnTv>,
) -> ApiResult<Json<TvView>> {
    Ok(Json(view(&app, &actor, &request).await?))
}

/// Pair this request with the TV that shows the code.
///
/// A request that is on a TV already answers `tv_in_use`, unless `replaces` says that this was asked. From the fifth wrong
/// code on there is a wait.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/tv-session", tag = "tv", request_body = PairTv,
    params(("request_id" = RequestId, Path)),
    responses((status = 201, body = TvView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub async fn pair_tv(
    State(app): State<App>,
    May(actor, request): May<ReviewOnTv>,
    Json(body): Json<PairTv>,
) -> ApiResult<(StatusCode, Json<TvView>)> {
    pairing::by_code(&app, &actor, &request, &body.code, body.replaces).await?;
    Ok((StatusCode::CREATED, Json(view(&app, &actor, &request).await?)))
}

/// A token that a Cast sender hands to the receiver: good for a minute, once, for this request and this sign-in.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/tv-session/token", tag = "tv", request_body = OfferTv,
    params(("request_id" = RequestId, Path)),
    responses((status = 201, body = TvToken), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn offer_tv(
    State(app): State<App>,
    May(actor, request): May<ReviewOnTv>,
    Json(body): Json<OfferTv>,
) -> ApiResult<(StatusCode, Json<TvToken>)> {
    demand_on_tv(&actor, &request)?;
    let secret = access::new_secret()?;
    let token = sql::NewToken {
        hash: &secret.hash,
        request: request.id,
        person: actor.person,
        session: actor.session,
        replaces: body.replaces,
    };
    let expires_at = sql::insert_token(&app.db, &token).await?;
    let token = TvToken {
        token: secret.secret,
        expires_at,
        application_id: app.settings.cast_application_id.clone(),
        receiver_url: app.settings.page("/tv/cast"),
    };
    Ok((StatusCode::CREATED, Json(token)))
}

/// Take the TV over from another laptop, or another sign-in, of the same person. The other one is told.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/tv-session/take-over", tag = "tv", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = TvView), (status = 404, body = Problem))
)]
pub async fn take_tv_over(
    State(app): State<App>,
    May(actor, request): May<ReviewOnTv>,
) -> ApiResult<Json<TvView>> {
    let live = get_live(&app, &request).await?;
    sql::take_over(&app.db, live.id, actor.session).await?;
    app.tvs.tell(To::Desk(live.id), What::Taken(uuid::Uuid::now_v7()));
    Ok(Json(view(&app, &actor, &request).await?))
}

/// Stop reviewing on the TV. It stops at once.
#[utoipa::path(
    delete, path = "/api/v1/requests/{request_id}/tv-session", tag = "tv", params(("request_id" = RequestId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn end_tv_session(
    State(app): State<App>,
    May(_actor, request): May<ReviewOnTv>,
) -> ApiResult<StatusCode> {
    let live = get_live(&app, &request).await?;
    pairing::end(&app, &live, TvEnd::Operator).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The laptop's socket. What it says goes to the TV, and what the TV says comes back.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/tv-session/desk", tag = "tv", params(("request_id" = RequestId, Path)),
    responses((status = 101), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn open_tv_desk(
    State(app): State<App>,
    May(actor, request): May<ReviewOnTv>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> ApiResult<Response> {
    let upgrade = demand_socket(&app, &headers, upgrade)?;
    let live = get_live(&app, &request).await?;
    if live.session_id != Some(actor.session) {
        return Err(ApiError::Refused {
            code: "other_desk",
            detail: "Another laptop has this TV. Take it over to go on from here.".to_owned(),
        });
    }
    Ok(upgrade.on_upgrade(move |socket| desk::run(app, actor, request, live, socket)))
}

/// A TV's socket. Nobody need be signed in: it shows a code, or a token, and is told whose it is.
#[utoipa::path(get, path = "/api/v1/tv/screen", tag = "tv", responses((status = 101), (status = 429, body = Problem)))]
pub async fn open_tv_screen(
    State(app): State<App>,
    device: Device,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> ApiResult<Response> {
    let upgrade = demand_socket(&app, &headers, upgrade)?;
    Ok(upgrade.on_upgrade(move |socket| screen::run(app, device.into_address(), socket)))
}

/// Browsers let any page open a socket, with our cookies: only our own pages may.
fn demand_socket(
    app: &App,
    headers: &HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> ApiResult<WebSocketUpgrade> {
    let origin = headers.get(header::ORIGIN);
    if origin.is_some_and(|origin| origin.as_bytes() != app.settings.origin().as_bytes()) {
        return Err(ApiError::CrossSite);
    }
    let upgrade = upgrade.map_err(|refusal| ApiError::Malformed {
        detail: refusal.body_text(),
    })?;
    let limit = super::messages::LIMIT_BYTES;
    Ok(upgrade.max_message_size(limit).max_frame_size(limit))
}

async fn get_live(app: &App, request: &Request) -> ApiResult<TvSession> {
    sql::find_live_of_request(&app.db, request.id)
        .await?
        .ok_or(ApiError::NotFound)
}

async fn view(app: &App, actor: &Actor, request: &Request) -> ApiResult<TvView> {
    let session = match sql::find_live_of_request(&app.db, request.id).await? {
        Some(live) => Some(session_view(app, actor, request, live).await?),
        None => None,
    };
    Ok(TvView {
        tv_url: app.settings.page("/tv"),
        application_id: app.settings.cast_application_id.clone(),
        session,
    })
}

async fn session_view(
    app: &App,
    actor: &Actor,
    request: &Request,
    live: TvSession,
) -> ApiResult<TvSessionView> {
    let choices = match &live.capabilities {
        Some(tv) => {
            let tasks = requests::view(app, actor, request.id).await?.row.tasks;
            choices::choices(&tasks, &choices::list_streams(app, request.id).await?, tv)
        }
        None => Vec::new(),
    };
    Ok(TvSessionView {
        id: live.id,
        device: live.device,
        created_at: live.created_at,
        is_mine: live.session_id == Some(actor.session),
        capabilities: live.capabilities.map(|tv| tv.0),
        choices,
    })
}
