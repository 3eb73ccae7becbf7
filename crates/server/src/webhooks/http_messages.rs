//! Trying a webhook, and sending it again what it missed.

use api::webhooks::{ReplaySince, Replayed};
use axum::extract::State;
use axum::http::StatusCode;
use qc::id::WebhookId;
use serde_json::json;

use super::announce::announce_test;
use super::sql::Hearing;
use super::{ManageWebhook, sql};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::Json;
use crate::history::{self, Act};
use crate::outbox;

/// Send a test message. How it went is in the outbox.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{webhook_id}/test", tag = "webhooks", params(("webhook_id" = WebhookId, Path)),
    responses((status = 202), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn test_webhook(
    State(app): State<App>,
    May(actor, webhook): May<ManageWebhook>,
) -> ApiResult<StatusCode> {
    let webhook = webhook.view;
    demand_enabled(webhook.is_enabled)?;
    let mut tx = app.db.begin().await?;
    sql::resume(&mut tx, webhook.id).await?;
    let hearing = Hearing {
        id: webhook.id,
        url: webhook.url,
        may_know_title: false,
    };
    announce_test(&mut tx, &hearing).await?;
    history::record(&mut tx, Act::new(actor.person, "webhook.tested", hearing.id)).await?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}

/// Send again everything that failed since then, each message under the id that it had.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{webhook_id}/replay", tag = "webhooks", params(("webhook_id" = WebhookId, Path)),
    request_body = ReplaySince,
    responses((status = 200, body = Replayed), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn replay_webhook(
    State(app): State<App>,
    May(actor, webhook): May<ManageWebhook>,
    Json(form): Json<ReplaySince>,
) -> ApiResult<Json<Replayed>> {
    let webhook = webhook.view;
    demand_enabled(webhook.is_enabled)?;
    let mut tx = app.db.begin().await?;
    let (messages, left) = outbox::replay_failed(&mut tx, webhook.id, form.since).await?;
    sql::resume(&mut tx, webhook.id).await?;
    let act = Act::new(actor.person, "webhook.replayed", webhook.id);
    let after = json!({ "since": form.since, "messages": messages });
    history::record(&mut tx, act.changed(json!({}), after)).await?;
    tx.commit().await?;
    Ok(Json(Replayed { messages, left }))
}

fn demand_enabled(is_enabled: bool) -> ApiResult<()> {
    if is_enabled {
        return Ok(());
    }
    Err(ApiError::not_allowed_now(
        "The webhook is switched off. Switch it on first.",
    ))
}
