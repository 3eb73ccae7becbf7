//! Asking for more time, reading what a ticket asks for, granting and refusing it.

use api::Reason;
use api::extensions::{AskExtension as Ask, AskedExtensionView, ExtensionView, GrantExtension, NewExtension};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::{RequestId, TicketId};

use super::{AnswerExtension, SeeAskedExtension, ask, check, sql};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::Json;
use crate::idempotency::{IdempotencyKey, Turn};
use crate::requests::{self, AskExtension, Do, ExtendSla, Viewer, stated};

const LIMIT_NOTE_CHARS: usize = 2000;

/// Ask the studio for more time. It becomes a ticket, which the studio grants or refuses.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/extensions/ask", tag = "requests", request_body = Ask,
    params(("request_id" = RequestId, Path)),
    responses((status = 201, body = AskedExtensionView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn ask_extension(
    State(app): State<App>,
    May(actor, request): May<AskExtension>,
    key: IdempotencyKey,
    Json(form): Json<Ask>,
) -> ApiResult<(StatusCode, Json<AskedExtensionView>)> {
    let mut once = match key
        .begin(&app.db, actor.person, "ask_extension", &(request.id, &form))
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    let view = ask::ask(&app, &mut once.tx, &actor, &request, form).await?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Grant more time, on one of the grounds. The original due time stays.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/extensions", tag = "requests", request_body = NewExtension,
    params(("request_id" = RequestId, Path)),
    responses((status = 201, body = ExtensionView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn extend_sla(
    State(app): State<App>,
    May(actor, request): May<ExtendSla>,
    key: IdempotencyKey,
    Json(body): Json<NewExtension>,
) -> ApiResult<(StatusCode, Json<ExtensionView>)> {
    let mut once = match key
        .begin(&app.db, actor.person, "extend_sla", &(request.id, &body))
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    short_enough("note", &body.note)?;
    check(&request, Do::Extend, body.ground, body.extra_h)?;
    if let Some(ticket) = body.ticket_id
        && !sql::is_ticket(&mut once.tx, ticket, request.id).await?
    {
        return Err(ApiError::invalid(
            "ticket_id",
            "unknown",
            "There is no such ticket on this request.",
        ));
    }
    let id = ask::extend(&mut once.tx, &actor, &request, &body).await?;
    let views = sql::list(&mut *once.tx, request.id).await?;
    let view = views
        .into_iter()
        .find(|view| view.id == id)
        .ok_or(ApiError::NotFound)?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// What a ticket of the kind `sla_extension` asks for, and how it was answered.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket_id}/extension", tag = "tickets", params(("ticket_id" = TicketId, Path)),
    responses((status = 200, body = AskedExtensionView), (status = 404, body = Problem))
)]
pub async fn get_asked_extension(
    State(app): State<App>,
    May(actor, (ticket, asked)): May<SeeAskedExtension>,
) -> ApiResult<Json<AskedExtensionView>> {
    let request = requests::find(&app.db, Viewer::from(&actor), asked.request_id)
        .await?
        .ok_or(ApiError::NotFound)?;
    Ok(Json(asked.view(&actor, &ticket, &request)))
}

/// Grant what a ticket asks for, or fewer hours. The ticket is solved; who asked and who holds the request are told.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/extension/grant", tag = "tickets", request_body = GrantExtension,
    params(("ticket_id" = TicketId, Path)),
    responses((status = 201, body = AskedExtensionView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn grant_extension(
    State(app): State<App>,
    May(actor, target): May<AnswerExtension>,
    key: IdempotencyKey,
    Json(body): Json<GrantExtension>,
) -> ApiResult<(StatusCode, Json<AskedExtensionView>)> {
    let mut once = match key
        .begin(&app.db, actor.person, "grant_extension", &(target.0.id, &body))
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Json(view))),
        Turn::First(once) => once,
    };
    short_enough("note", &body.note)?;
    let view = ask::grant(&app, &mut once.tx, &actor, target, body.extra_h, body.note.trim()).await?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Refuse what a ticket asks for, and say why. The ticket is solved; who asked and who holds the request are told.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/extension/refuse", tag = "tickets", request_body = Reason,
    params(("ticket_id" = TicketId, Path)),
    responses((status = 200, body = AskedExtensionView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn refuse_extension(
    State(app): State<App>,
    May(actor, target): May<AnswerExtension>,
    Json(body): Json<Reason>,
) -> ApiResult<Json<AskedExtensionView>> {
    let reason = stated(&body.reason)?;
    let mut tx = app.db.begin().await?;
    let view = ask::refuse(&app, &mut tx, &actor, target, reason).await?;
    tx.commit().await?;
    Ok(Json(view))
}

fn short_enough(field: &str, text: &str) -> ApiResult<()> {
    if text.chars().count() <= LIMIT_NOTE_CHARS {
        return Ok(());
    }
    let detail = format!("At most {LIMIT_NOTE_CHARS} characters.");
    Err(ApiError::invalid(field, "too_long", detail))
}
