//! The queries of webhooks.

use std::time::Duration;

use api::PersonRef;
use api::webhooks::{NewWebhook, WebhookView};
use chrono::{DateTime, Utc};
use qc::id::{DeliveryId, FacilityId, PersonId, RequestId, TicketId, TitleId, WebhookId};
use qc::webhook::WebhookEvent;
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::announce::request_of;
use super::sign::Secret;
use crate::db::Tx;
use crate::history::Act;

/// A webhook as it is managed.
pub struct Webhook {
    pub(super) view: WebhookView,
}

/// The studio's first, then by facility; of one facility's, or all.
pub(super) async fn list(
    db: impl PgExecutor<'_>,
    only: Option<WebhookId>,
    facility: Option<FacilityId>,
) -> Result<Vec<WebhookView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select w.id as "id: WebhookId", w.facility_id as "facility_id: FacilityId", f.name as "facility?", w.url, w.description,
                w.events as "events: Vec<WebhookEvent>", w.is_enabled, w.disabled_reason, w.failing_since,
                case when w.old_secret_until > now() then w.old_secret_until end as old_secret_until,
                person_ref(w.created_by) as "created_by: Json<PersonRef>", w.created_at, w.revision,
                (select max(o.sent_at) from outbox o where o.webhook_id = w.id) as last_sent_at,
                (select count(*) from outbox o where o.webhook_id = w.id and o.state = 'waiting') as "waiting!",
                (select count(*) from outbox o where o.webhook_id = w.id and o.state = 'failed') as "failed!"
         from webhook w left join facility f on f.id = w.facility_id
         where ($1::uuid is null or w.id = $1) and ($2::uuid is null or w.facility_id = $2)
         order by f.name nulls first, w.created_at, w.id"#,
        only.map(Uuid::from),
        facility.map(Uuid::from),
    )
    .fetch_all(db)
    .await?;
    let views = rows.into_iter().map(|row| WebhookView {
        id: row.id,
        facility_id: row.facility_id,
        facility: row.facility,
        url: row.url,
        description: row.description,
        events: row.events,
        is_enabled: row.is_enabled,
        disabled_reason: row.disabled_reason,
        failing_since: row.failing_since,
        old_secret_until: row.old_secret_until,
        created_by: row.created_by.map(|Json(person)| person),
        created_at: row.created_at,
        last_sent_at: row.last_sent_at,
        waiting: row.waiting,
        failed: row.failed,
        revision: row.revision,
    });
    Ok(views.collect())
}

pub(super) async fn find(
    db: impl PgExecutor<'_>,
    webhook: WebhookId,
) -> Result<Option<Webhook>, sqlx::Error> {
    let found = list(db, Some(webhook), None).await?.pop();
    Ok(found.map(|view| Webhook { view }))
}

fn words(events: &[WebhookEvent]) -> Vec<String> {
    WebhookEvent::ALL
        .iter()
        .filter(|event| events.contains(event))
        .map(|event| event.as_str().to_owned())
        .collect()
}

pub(super) async fn insert(
    tx: &mut Tx,
    facility: Option<FacilityId>,
    actor: PersonId,
    form: &NewWebhook,
    secret: &Secret,
) -> Result<WebhookId, sqlx::Error> {
    let id = WebhookId::new();
    sqlx::query!(
        "insert into webhook (id, facility_id, url, description, events, secret, created_by) values ($1, $2, $3, $4, $5, $6, $7)",
        id.uuid(),
        facility.map(Uuid::from),
        form.url,
        form.description,
        &words(&form.events),
        secret.as_bytes(),
        actor.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Compare-and-set on the revision; false when someone was quicker. Switched on again, it begins with a clean record.
pub(super) async fn change(tx: &mut Tx, view: &WebhookView) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update webhook set url = $3, description = $4, events = $5, is_enabled = $6, revision = revision + 1,
             disabled_reason = case when $6 then '' else disabled_reason end,
             failing_since = case when $6 and not is_enabled then null else failing_since end,
             paused_until = null
         where id = $1 and revision = $2",
        view.id.uuid(),
        view.revision,
        view.url,
        view.description,
        &words(&view.events),
        view.is_enabled,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn rotate(
    tx: &mut Tx,
    webhook: WebhookId,
    secret: &Secret,
    overlap: Duration,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook set old_secret = secret, old_secret_until = now() + make_interval(secs => $3), secret = $2,
             revision = revision + 1
         where id = $1",
        webhook.uuid(),
        secret.as_bytes(),
        overlap.as_secs_f64(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn delete(tx: &mut Tx, webhook: WebhookId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from webhook where id = $1", webhook.uuid())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// A webhook as it is called.
pub(super) struct Target {
    pub url: String,
    pub is_enabled: bool,
    pub secret: Vec<u8>,
    pub old_secret: Option<Vec<u8>>,
    pub paused_until: Option<DateTime<Utc>>,
    pub now: DateTime<Utc>,
}

impl Target {
    pub(super) fn paused_for(&self) -> Option<Duration> {
        let left = self.paused_until? - self.now;
        left.to_std().ok().filter(|left| !left.is_zero())
    }
}

pub(super) async fn find_target(db: &PgPool, webhook: WebhookId) -> Result<Option<Target>, sqlx::Error> {
    sqlx::query_as!(
        Target,
        r#"select url, is_enabled, secret, case when old_secret_until > now() then old_secret end as old_secret, paused_until,
                now() as "now!"
         from webhook where id = $1"#,
        webhook.uuid(),
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn pause(db: &PgPool, webhook: WebhookId, pause: Duration) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook set paused_until = now() + make_interval(secs => $2) where id = $1",
        webhook.uuid(),
        pause.as_secs_f64(),
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn resume(tx: &mut Tx, webhook: WebhookId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook set paused_until = null where id = $1",
        webhook.uuid()
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn set_well(tx: &mut Tx, webhook: WebhookId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook set failing_since = null, paused_until = null
         where id = $1 and (failing_since is not null or paused_until is not null)",
        webhook.uuid()
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Since when it fails, and now.
pub(super) async fn set_failing(
    tx: &mut Tx,
    webhook: WebhookId,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"update webhook set failing_since = coalesce(failing_since, now()) where id = $1
         returning failing_since as "since!", now() as "now!""#,
        webhook.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.since, row.now)))
}

pub(super) struct SwitchedOff {
    pub facility_id: Option<FacilityId>,
    pub url: String,
    pub description: String,
}

/// None when it was off already.
pub(super) async fn switch_off(
    tx: &mut Tx,
    webhook: WebhookId,
    reason: &str,
) -> Result<Option<SwitchedOff>, sqlx::Error> {
    sqlx::query_as!(
        SwitchedOff,
        r#"update webhook set is_enabled = false, disabled_reason = $2, revision = revision + 1 where id = $1 and is_enabled
         returning facility_id as "facility_id: FacilityId", url, description"#,
        webhook.uuid(),
        reason,
    )
    .fetch_optional(&mut **tx)
    .await
}

/// A webhook that hears of an act.
pub(super) struct Hearing {
    pub id: WebhookId,
    pub url: String,
    pub may_know_title: bool,
}

/// The studio's hear of everything; a facility's of requests that it holds or verifies, of a request that just left its
/// hands, and of its people's tickets.
pub(super) async fn list_hearing(
    tx: &mut Tx,
    event: WebhookEvent,
    act: &Act,
) -> Result<Vec<Hearing>, sqlx::Error> {
    sqlx::query_as!(
        Hearing,
        r#"select w.id as "id: WebhookId", w.url,
                w.facility_id is null or exists (
                    select from title t join show_clearance c on c.show_id = t.show_id and c.facility_id = w.facility_id
                    where t.id = $4 and not exists (select from legal_bar b where b.facility_id = w.facility_id
                                                      and (b.show_id = t.show_id or b.title_id = t.id))) as "may_know_title!"
         from webhook w
         where w.is_enabled and $1 = any(w.events) and (
             w.facility_id is null
             or exists (select from qc_request r left join verification v on v.request_id = r.id
                        where r.id = $2 and w.facility_id in (r.operator_facility_id, v.facility_id))
             or ($1 = 'request.returned' and exists (
                     select from history h join person p on p.id = h.actor_id
                     where h.request_id = $2 and h.act in ('request.taken', 'request.served', 'request.given', 'request.begun')
                       and p.facility_id = w.facility_id))
             or exists (select from ticket k join person p on p.id = k.author_id
                        where k.id = $3 and p.facility_id = w.facility_id))"#,
        event.as_str(),
        request_of(act),
        act.noun_id,
        act.title_id.map(Uuid::from),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn now(tx: &mut Tx) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar!(r#"select now() as "now!""#)
        .fetch_one(&mut **tx)
        .await
}

pub(super) async fn request_facts(tx: &mut Tx, request: RequestId) -> Result<Value, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('id', id, 'number', number, 'state', state, 'service', service, 'priority', priority,
                'round', round) as "facts!"
         from qc_request where id = $1"#,
        request.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn delivery_facts(tx: &mut Tx, delivery: DeliveryId) -> Result<Value, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('id', d.id, 'number', d.number, 'state', d.state, 'asset', a.kind) as "facts!"
         from delivery d join asset a on a.id = d.asset_id where d.id = $1"#,
        delivery.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn ticket_facts(tx: &mut Tx, ticket: TicketId) -> Result<Value, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('id', id, 'number', number, 'state', state, 'kind', kind) as "facts!"
         from ticket where id = $1"#,
        ticket.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn title_facts(tx: &mut Tx, title: TitleId) -> Result<Value, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('id', id, 'label', title_ref(id)->>'label') as "facts!" from title where id = $1"#,
        title.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}
