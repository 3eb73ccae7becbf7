//! Which webhooks hear of an act, and what they are told: ids, numbers, states and a link; no people, no words of theirs. The
//! title's name goes only to those who may know it.

use qc::id::{DeliveryId, RequestId, TicketId};
use qc::webhook::{TEST, WebhookEvent};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::sql::{self, Hearing};
use crate::config::Settings;
use crate::db::Tx;
use crate::history::Act;
use crate::outbox::{self, Outgoing};

/// Puts a message to each webhook that hears of this act into the outbox, in the act's own transaction.
pub(crate) async fn announce(tx: &mut Tx, act: &Act) -> Result<(), sqlx::Error> {
    let Some(event) = WebhookEvent::of_act(act.act) else {
        return Ok(());
    };
    let hearing = sql::list_hearing(tx, event, act).await?;
    if hearing.is_empty() {
        return Ok(());
    }
    let facts = facts(tx, act).await?;
    let at = sql::now(tx).await?;
    for webhook in hearing {
        let data = told(&facts, &webhook);
        let content = json!({ "type": event.as_str(), "timestamp": at, "data": data });
        put(tx, &webhook, event.as_str(), &content).await?;
    }
    Ok(())
}

/// A message by which a receiver can be tried.
pub(super) async fn announce_test(tx: &mut Tx, webhook: &Hearing) -> Result<qc::id::OutboxId, sqlx::Error> {
    let at = sql::now(tx).await?;
    let data = json!({ "webhook": { "id": webhook.id }, "link": "/webhooks" });
    put(
        tx,
        webhook,
        TEST,
        &json!({ "type": TEST, "timestamp": at, "data": data }),
    )
    .await
}

async fn put(
    tx: &mut Tx,
    webhook: &Hearing,
    subject: &str,
    content: &Value,
) -> Result<qc::id::OutboxId, sqlx::Error> {
    let to = Outgoing::Webhook {
        webhook: webhook.id,
        url: webhook.url.clone(),
    };
    outbox::put(tx, &to, subject, content).await
}

/// What is said of the things that the act is about.
async fn facts(tx: &mut Tx, act: &Act) -> Result<Map<String, Value>, sqlx::Error> {
    let mut facts = Map::new();
    let mut link = String::from("/");
    if let Some(request) = act.request_id {
        facts.insert("request".into(), sql::request_facts(tx, request).await?);
        link = format!("/requests/{request}");
    }
    match act.noun {
        "delivery" => {
            let id = DeliveryId::from(act.noun_id);
            facts.insert("delivery".into(), sql::delivery_facts(tx, id).await?);
            link = format!("/deliveries/{id}");
        }
        "ticket" => {
            let id = TicketId::from(act.noun_id);
            let ticket = sql::ticket_facts(tx, id).await?;
            link = format!("/tickets/{}", ticket["number"]);
            facts.insert("ticket".into(), ticket);
        }
        _ => {}
    }
    if let Some(title) = act.title_id {
        facts.insert("title".into(), sql::title_facts(tx, title).await?);
    }
    state_of(&mut facts, act);
    facts.insert("link".into(), json!(link));
    Ok(facts)
}

/// The state that the act led to, whether or not its row is written already.
fn state_of(facts: &mut Map<String, Value>, act: &Act) {
    let after = act.after.as_ref().and_then(|after| after.get("state"));
    if let (Some(state), Some(Value::Object(noun))) = (after, facts.get_mut(act.noun)) {
        noun.insert("state".into(), state.clone());
    }
}

fn told(facts: &Map<String, Value>, webhook: &Hearing) -> Value {
    let mut facts = facts.clone();
    if let Some(Value::Object(title)) = facts.get_mut("title")
        && !webhook.may_know_title
    {
        title.remove("label");
    }
    Value::Object(facts)
}

/// The message as it goes over the wire: its link leads to this installation.
pub(crate) fn as_sent(content: &Value, settings: &Settings) -> Value {
    let mut content = content.clone();
    let link = content.pointer("/data/link").and_then(Value::as_str);
    if let Some(whole) = link.and_then(|link| settings.public_url.join(link).ok())
        && let Some(link) = content.pointer_mut("/data/link")
    {
        *link = json!(whole.as_str());
    }
    content
}

pub(super) fn request_of(act: &Act) -> Option<Uuid> {
    act.request_id.map(RequestId::into)
}
