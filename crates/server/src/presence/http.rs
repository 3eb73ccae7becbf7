//! What a page of the review room says of itself, and is told of others.

use api::presence::{Presence, PresenceView};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::RequestId;

use super::{BePresent, LASTS_S, others, sql, tell};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiResult, Problem};
use crate::extract::Json;
use crate::requests;

/// Say that the review page is open, and hear who else is there.
///
/// Said again every few seconds; a page that is silent for longer than `lasts_s` is not there any more. People whom the
/// caller may not know of are left out: those of other facilities, for one.
#[utoipa::path(
    put, path = "/api/v1/requests/{request_id}/presence/{tab}", tag = "presence", request_body = Presence,
    params(("request_id" = RequestId, Path), ("tab" = Uuid, Path, description = "Made up by the page, once")),
    responses((status = 200, body = PresenceView), (status = 404, body = Problem))
)]
pub async fn be_present(
    State(app): State<App>,
    May(actor, tab): May<BePresent>,
    Json(said): Json<Presence>,
) -> ApiResult<Json<PresenceView>> {
    let mut tx = app.db.begin().await?;
    let is_news = sql::save(
        &mut tx,
        actor.person,
        tab.id,
        tab.request.id,
        said.editing_issue_id,
    )
    .await?;
    let mut others = others(&mut tx, &actor, tab.request.id).await?;
    if is_news {
        tell(&mut tx, &tab.request, &others).await?;
    }
    tx.commit().await?;
    if !requests::sees_report(&actor, &tab.request) {
        others.iter_mut().for_each(|other| other.editing_issue_id = None);
    }
    Ok(Json(PresenceView {
        others,
        lasts_s: LASTS_S,
    }))
}

/// Say that the page is being left.
#[utoipa::path(
    delete, path = "/api/v1/requests/{request_id}/presence/{tab}", tag = "presence",
    params(("request_id" = RequestId, Path), ("tab" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn leave_presence(
    State(app): State<App>,
    May(actor, tab): May<BePresent>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    if sql::delete(&mut tx, actor.person, tab.id).await? {
        let others = others(&mut tx, &actor, tab.request.id).await?;
        tell(&mut tx, &tab.request, &others).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
