//! Asking for a Full QC in place of a fix check.

use api::Reason;
use api::tickets::{NewTicket, TicketView};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::RequestId;
use qc::ticket::TicketKind;
use serde_json::json;

use super::actions::Do;
use super::{AskFullQc, stated};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Revised};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::tickets;

/// Ask for a Full QC: the redelivery brought a new clip of more than ten minutes.
///
/// Opens a ticket. When the studio approves it, the tasks of the request become Full, for the same operator.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/ask-full-qc", tag = "requests", request_body = Reason,
    params(("request_id" = RequestId, Path)),
    responses((status = 201, body = TicketView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn ask_full_qc(
    State(app): State<App>,
    May(actor, request): May<AskFullQc>,
    key: IdempotencyKey,
    Json(body): Json<Reason>,
) -> ApiResult<(StatusCode, Revised<TicketView>)> {
    let reason = stated(&body.reason)?;
    let mut once = match key
        .begin::<TicketView>(&app.db, actor.person, "ask_full_qc", &(request.id, &body))
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Revised(view.revision, view))),
        Turn::First(once) => once,
    };
    Do::AskFullQc.demand_now(&request)?;
    super::lock_unchanged(&mut once.tx, &request).await?;
    if tickets::has_unresolved(&mut once.tx, request.id, TicketKind::Retiering).await? {
        return Err(ApiError::not_allowed_now(
            "A ticket asks for this already; the studio has not answered it yet.",
        ));
    }
    let minutes = request.longest_new_clip_s.unwrap_or(0) / 60;
    let form = NewTicket {
        request_id: Some(request.id),
        kind: TicketKind::Retiering,
        subject: format!("Full QC in place of a Fix Check: {}", request.name()),
        description: format!("{reason}\n\nThe longest new clip of the redelivery runs {minutes} minutes."),
        context: json!({}),
        attachment_ids: Vec::new(),
        follows_id: None,
    };
    let view = tickets::open(&app, &mut once.tx, &actor, &form, Some(&request)).await?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Revised(view.revision, view)))
}
