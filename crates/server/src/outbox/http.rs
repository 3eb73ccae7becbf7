//! Looking at what leaves the product, and sending it again.

use api::Page;
use api::outbox::{OutboxMessage, OutboxRow};
use axum::extract::State;
use qc::id::{OutboxId, WebhookId};
use qc::outbox::{OutboxChannel, OutboxState, may_send_again};
use serde::Deserialize;

use super::sql::{self, Wanted};
use super::{SeeOutbox, SeeOutboxMessage, SendMessage, sight, tell};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, PageQuery, Query, page};
use crate::history::{self, Act};
use crate::jobs::{self, Job};
use crate::webhooks;

/// Which messages a list shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OutboxQuery {
    pub channel: Option<OutboxChannel>,
    pub state: Option<OutboxState>,
    pub webhook_id: Option<WebhookId>,
    /// Part of an address or of a subject
    pub q: Option<String>,
    pub cursor: Option<String>,
    pub limit: Option<u32>,
}

/// Everything that leaves the product, the newest first. A vendor manager sees the messages of the own facility's webhooks.
#[utoipa::path(
    get, path = "/api/v1/outbox", tag = "outbox", params(OutboxQuery),
    responses((status = 200, body = Page<OutboxRow>), (status = 403, body = Problem))
)]
pub async fn list_outbox(
    State(app): State<App>,
    May(actor, ()): May<SeeOutbox>,
    Query(query): Query<OutboxQuery>,
) -> ApiResult<Json<Page<OutboxRow>>> {
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let wanted = Wanted {
        channel: query.channel,
        state: query.state,
        webhook: query.webhook_id,
        text: query.q.filter(|text| !text.trim().is_empty()),
        before: paging.after()?,
        limit: paging.limit(),
    };
    let rows = sql::list(&app.db, &sight(&actor), &wanted).await?;
    let rows = rows.into_iter().map(sql::Row::view).collect();
    Ok(Json(page(rows, wanted.limit, |row: &OutboxRow| {
        (row.created_at, row.id)
    })))
}

/// One message with every attempt to send it.
#[utoipa::path(
    get, path = "/api/v1/outbox/{message_id}", tag = "outbox", params(("message_id" = OutboxId, Path)),
    responses((status = 200, body = OutboxMessage), (status = 404, body = Problem))
)]
pub async fn get_outbox_message(
    State(app): State<App>,
    May(_actor, row): May<SeeOutboxMessage>,
) -> ApiResult<Json<OutboxMessage>> {
    let attempts = sql::list_attempts(&app.db, row.id).await?;
    let body = row
        .webhook_id
        .map(|_| webhooks::as_sent(&row.content, &app.settings));
    Ok(Json(OutboxMessage {
        message: row.view(),
        attempts,
        body,
    }))
}

/// Send a message now: one that waits without waiting longer, one that failed or was sent anew, under the same id.
#[utoipa::path(
    post, path = "/api/v1/outbox/{message_id}/send", tag = "outbox", params(("message_id" = OutboxId, Path)),
    responses((status = 200, body = OutboxRow), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn send_again(
    State(app): State<App>,
    May(actor, row): May<SeeOutboxMessage>,
) -> ApiResult<Json<OutboxRow>> {
    may_send_again(row.channel, row.state)
        .map_err(|refusal| ApiError::not_allowed_now(format!("{refusal}.")))?;
    let mut tx = app.db.begin().await?;
    if !sql::restart(&mut tx, &row).await? {
        return Err(ApiError::lost_race());
    }
    let job = SendMessage { message: row.id };
    let is_waiting = jobs::hasten(&mut tx, &job.key().unwrap_or_default()).await?;
    if !is_waiting {
        jobs::enqueue(&mut tx, &job).await?;
    }
    if let Some(webhook) = row.webhook_id {
        webhooks::resume(&mut tx, webhook).await?;
    }
    let act = Act::new(actor.person, "outbox.sent_again", row.id);
    history::record(
        &mut tx,
        act.state(row.state.as_str(), OutboxState::Waiting.as_str()),
    )
    .await?;
    tell(&mut tx, row.id).await?;
    tx.commit().await?;
    let row = sql::find(&app.db, &sight(&actor), row.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    Ok(Json(row.view()))
}
