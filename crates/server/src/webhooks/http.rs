//! Managing webhooks: the studio's by a studio admin, a facility's by its vendor managers.

use std::time::Duration;

use api::webhooks::{NewSecret, NewWebhook, WebhookChange, WebhookSecret, WebhookView};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use qc::id::WebhookId;
use qc::webhook::{LIMIT_DESCRIPTION_CHARS, LIMIT_OVERLAP_HOURS};
use serde_json::{Value, json};

use super::sign::Secret;
use super::{ManageWebhook, ManageWebhooks, sql};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{IfMatch, Json, Revised};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};

/// Every webhook; of a vendor manager, those of the own facility.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks", responses((status = 200, body = Vec<WebhookView>)))]
pub async fn list_webhooks(
    State(app): State<App>,
    May(actor, ()): May<ManageWebhooks>,
) -> ApiResult<Json<Vec<WebhookView>>> {
    Ok(Json(sql::list(&app.db, None, actor.facility).await?))
}

/// Add a webhook: the studio's, or that of the vendor manager's facility. The answer carries its secret, which is shown once.
#[utoipa::path(
    post, path = "/api/v1/webhooks", tag = "webhooks", request_body = NewWebhook,
    responses((status = 201, body = WebhookSecret), (status = 422, body = Problem))
)]
pub async fn create_webhook(
    State(app): State<App>,
    May(actor, ()): May<ManageWebhooks>,
    key: IdempotencyKey,
    Json(form): Json<NewWebhook>,
) -> ApiResult<impl IntoResponse> {
    check(&app, Some(&form.url), &form.description, form.events.is_empty()).await?;
    let view = match key
        .begin::<WebhookSecret>(&app.db, actor.person, "create_webhook", &form)
        .await?
    {
        Turn::Again(view) => view,
        Turn::First(mut once) => {
            let secret = Secret::draw();
            let id = sql::insert(&mut once.tx, actor.facility, actor.person, &form, &secret).await?;
            let webhook = get(&mut once.tx, id).await?;
            let act = Act::new(actor.person, "webhook.created", id);
            record(&mut once.tx, act.changed(json!({}), facts(&webhook)), id, &actor).await?;
            let view = WebhookSecret {
                webhook,
                secret: secret.shown(),
            };
            once.commit(&view).await?;
            view
        }
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// One webhook. Its secret is not in the answer.
#[utoipa::path(
    get, path = "/api/v1/webhooks/{webhook_id}", tag = "webhooks", params(("webhook_id" = WebhookId, Path)),
    responses((status = 200, body = WebhookView), (status = 404, body = Problem))
)]
pub async fn get_webhook(May(_actor, webhook): May<ManageWebhook>) -> Revised<WebhookView> {
    Revised(webhook.view.revision, webhook.view)
}

/// Change a webhook's address, description or events, or switch it on or off.
#[utoipa::path(
    patch, path = "/api/v1/webhooks/{webhook_id}", tag = "webhooks", params(("webhook_id" = WebhookId, Path)),
    request_body = WebhookChange,
    responses((status = 200, body = WebhookView), (status = 412, body = Problem), (status = 422, body = Problem))
)]
pub async fn change_webhook(
    State(app): State<App>,
    May(actor, webhook): May<ManageWebhook>,
    revision: IfMatch,
    Json(change): Json<WebhookChange>,
) -> ApiResult<Revised<WebhookView>> {
    let before = webhook.view;
    revision.check(before.revision)?;
    let description = change.description.as_deref().unwrap_or_default();
    let has_no_events = change.events.as_ref().is_some_and(Vec::is_empty);
    check(&app, change.url.as_deref(), description, has_no_events).await?;
    let wanted = WebhookView {
        url: change.url.unwrap_or(before.url.clone()),
        description: change.description.unwrap_or(before.description.clone()),
        events: change.events.unwrap_or(before.events.clone()),
        is_enabled: change.is_enabled.unwrap_or(before.is_enabled),
        ..before.clone()
    };
    let mut tx = app.db.begin().await?;
    if !sql::change(&mut tx, &wanted).await? {
        return Err(ApiError::Stale);
    }
    let changed = get(&mut tx, before.id).await?;
    let act = Act::new(actor.person, "webhook.changed", before.id);
    record(
        &mut tx,
        act.changed(facts(&before), facts(&changed)),
        before.id,
        &actor,
    )
    .await?;
    tx.commit().await?;
    Ok(Revised(changed.revision, changed))
}

/// Delete a webhook, with what waits for it in the outbox.
#[utoipa::path(
    delete, path = "/api/v1/webhooks/{webhook_id}", tag = "webhooks", params(("webhook_id" = WebhookId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn delete_webhook(
    State(app): State<App>,
    May(actor, webhook): May<ManageWebhook>,
) -> ApiResult<StatusCode> {
    let id = webhook.view.id;
    let mut tx = app.db.begin().await?;
    sql::delete(&mut tx, id).await?;
    let act = Act::new(actor.person, "webhook.deleted", id);
    record(&mut tx, act.changed(facts(&webhook.view), json!({})), id, &actor).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give a webhook a new secret, which is shown once. Until the overlap ends, messages are signed with both.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{webhook_id}/secret", tag = "webhooks", params(("webhook_id" = WebhookId, Path)),
    request_body = NewSecret,
    responses((status = 200, body = WebhookSecret), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn rotate_webhook_secret(
    State(app): State<App>,
    May(actor, webhook): May<ManageWebhook>,
    Json(form): Json<NewSecret>,
) -> ApiResult<Json<WebhookSecret>> {
    if form.overlap_hours > LIMIT_OVERLAP_HOURS {
        let detail = format!("The secret before goes on signing for 0 to {LIMIT_OVERLAP_HOURS} hours.");
        return Err(ApiError::invalid("overlap_hours", "range", detail));
    }
    let id = webhook.view.id;
    let secret = Secret::draw();
    let mut tx = app.db.begin().await?;
    sql::rotate(
        &mut tx,
        id,
        &secret,
        Duration::from_secs(3600 * u64::from(form.overlap_hours)),
    )
    .await?;
    let act = Act::new(actor.person, "webhook.secret_rotated", id);
    let after = json!({ "overlap_hours": form.overlap_hours });
    record(&mut tx, act.changed(json!({}), after), id, &actor).await?;
    let webhook = get(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(WebhookSecret {
        webhook,
        secret: secret.shown(),
    }))
}

async fn check(app: &App, url: Option<&str>, description: &str, has_no_events: bool) -> ApiResult<()> {
    let mut wrong = Vec::new();
    if let Some(url) = url
        && let Err(refused) = app.webhooks.guard.check(url).await
    {
        wrong.push(FieldProblem::new("url", "refused", refused.to_string()));
    }
    if description.chars().count() > LIMIT_DESCRIPTION_CHARS {
        let detail = format!("At most {LIMIT_DESCRIPTION_CHARS} characters.");
        wrong.push(FieldProblem::new("description", "length", detail));
    }
    if has_no_events {
        wrong.push(FieldProblem::new("events", "none", "Choose at least one event."));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

async fn get(tx: &mut Tx, webhook: WebhookId) -> ApiResult<WebhookView> {
    let found = sql::find(&mut **tx, webhook).await?;
    Ok(found.ok_or(ApiError::NotFound)?.view)
}

/// What history keeps of a webhook: never its secret.
fn facts(webhook: &WebhookView) -> Value {
    json!({
        "url": webhook.url, "description": webhook.description, "events": webhook.events, "is_enabled": webhook.is_enabled,
    })
}

async fn record(tx: &mut Tx, act: Act, webhook: WebhookId, actor: &Actor) -> Result<(), sqlx::Error> {
    history::record(tx, act).await?;
    events::record(tx, Event::new(EventKind::Webhook, webhook)).await?;
    if actor.facility.is_some() {
        events::record(
            tx,
            Event::new(EventKind::Webhook, webhook).for_person(actor.person),
        )
        .await?;
    }
    Ok(())
}
