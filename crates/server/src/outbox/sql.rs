//! The queries of the outbox.

use std::time::Duration;

use api::PersonRef;
use api::outbox::{OutboxAttempt, OutboxRow};
use api::page::Action;
use chrono::{DateTime, Utc};
use qc::id::{FacilityId, OutboxId, PersonId, WebhookId};
use qc::outbox::{OutboxChannel, OutboxState, may_send_again};
use qc::person::Role;
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{Outcome, Outgoing, Tried};
use crate::db::Tx;

pub(super) async fn insert(
    tx: &mut Tx,
    to: &Outgoing,
    subject: &str,
    content: &Value,
) -> Result<OutboxId, sqlx::Error> {
    let id = OutboxId::new();
    let (person, webhook, recipient) = match to {
        Outgoing::Mail { person, address } => (*person, None, address),
        Outgoing::Webhook { webhook, url } => (None, Some(*webhook), url),
    };
    sqlx::query!(
        "insert into outbox (id, channel, person_id, webhook_id, recipient, subject, content) values ($1, $2, $3, $4, $5, $6, $7)",
        id.uuid(),
        to.channel().as_str(),
        person.map(Uuid::from),
        webhook.map(Uuid::from),
        recipient,
        subject,
        content,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// A message as it is sent.
pub(crate) struct Waiting {
    pub id: OutboxId,
    pub person_id: Option<PersonId>,
    pub webhook_id: Option<WebhookId>,
    pub recipient: String,
    pub subject: String,
    pub content: Value,
    pub tries: i32,
}

/// The message if it still waits: it may have been sent by a worker that was thought lost.
pub(super) async fn find_waiting(db: &PgPool, id: OutboxId) -> Result<Option<Waiting>, sqlx::Error> {
    sqlx::query_as!(
        Waiting,
        r#"select id as "id: OutboxId", person_id as "person_id: PersonId", webhook_id as "webhook_id: WebhookId", recipient,
                subject, content, tries
         from outbox where id = $1 and state = 'waiting'"#,
        id.uuid(),
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn record_attempt(tx: &mut Tx, id: OutboxId, tried: &Tried) -> Result<(), sqlx::Error> {
    let reason = match &tried.outcome {
        Outcome::Later { reason, .. } | Outcome::Never { reason, .. } => reason.as_str(),
        Outcome::Sent | Outcome::Postponed(_) => "",
    };
    sqlx::query!(
        "with counted as (update outbox set attempts = attempts + 1, tries = tries + 1 where id = $1 returning attempts)
         insert into outbox_attempt (outbox_id, number, status, latency_ms, answer, reason)
         select $1, attempts, $2, $3, $4, $5 from counted",
        id.uuid(),
        tried.status.map(i32::from),
        i32::try_from(tried.took.as_millis()).unwrap_or(i32::MAX),
        tried.answer,
        reason,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A mail that was taken is its reader's own from then on: what it said is forgotten here.
pub(super) async fn set_sent(tx: &mut Tx, id: OutboxId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update outbox set state = 'sent', next_at = null, reason = '', sent_at = now(),
             content = case channel when 'mail' then '{}'::jsonb else content end
         where id = $1",
        id.uuid(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn set_failed(tx: &mut Tx, id: OutboxId, reason: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update outbox set state = 'failed', next_at = null, reason = $2 where id = $1",
        id.uuid(),
        reason
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// To be tried anew after it was given up.
pub(super) async fn set_waiting(tx: &mut Tx, id: OutboxId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update outbox set state = 'waiting', tries = 0, next_at = now() where id = $1 and state = 'failed'",
        id.uuid(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn set_reason(tx: &mut Tx, id: OutboxId, reason: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update outbox set reason = $2 where id = $1", id.uuid(), reason)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub(super) async fn set_next(tx: &mut Tx, id: OutboxId, delay: Duration) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update outbox set next_at = now() + make_interval(secs => $2) where id = $1",
        id.uuid(),
        delay.as_secs_f64(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// To be tried at once, with the whole schedule before it; false when someone else was quicker.
pub(super) async fn restart(tx: &mut Tx, row: &Row) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update outbox set state = 'waiting', tries = 0, next_at = now() where id = $1 and state = $2 and attempts = $3",
        row.id.uuid(),
        row.state.as_str(),
        row.attempts,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

const REPLAYED_AT_ONCE: i64 = 2000;

pub(super) async fn restart_failed(
    tx: &mut Tx,
    webhook: WebhookId,
    since: DateTime<Utc>,
) -> Result<(Vec<OutboxId>, i64), sqlx::Error> {
    let messages = sqlx::query_scalar!(
        r#"update outbox set state = 'waiting', tries = 0, next_at = now()
         where id in (select id from outbox where webhook_id = $1 and state = 'failed' and created_at >= $2
                      order by created_at, id limit $3 for update)
         returning id as "id: OutboxId""#,
        webhook.uuid(),
        since,
        REPLAYED_AT_ONCE,
    )
    .fetch_all(&mut **tx)
    .await?;
    let left = sqlx::query_scalar!(
        r#"select count(*) as "left!" from outbox where webhook_id = $1 and state = 'failed' and created_at >= $2"#,
        webhook.uuid(),
        since,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((messages, left))
}

pub(super) async fn delete_old(db: &PgPool, but: OutboxState, kept_days: i32) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from outbox where state <> $1 and created_at < now() - make_interval(days => $2)",
        but.as_str(),
        kept_days,
    )
    .execute(db)
    .await
    .map(drop)
}

/// The vendor managers who look at a message: those of its webhook's facility.
pub(super) async fn list_managers(tx: &mut Tx, id: OutboxId) -> Result<Vec<PersonId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select p.id as "id: PersonId" from outbox o join webhook w on w.id = o.webhook_id
         join person p on p.facility_id = w.facility_id
         where o.id = $1 and p.role = $2 and p.state = 'active'"#,
        id.uuid(),
        Role::VendorManager.as_str(),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) enum Sight {
    All,
    WebhooksOf(FacilityId),
    Nothing,
}

/// A message as it is listed.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub(super) id: OutboxId,
    pub(super) channel: OutboxChannel,
    pub(super) state: OutboxState,
    pub(super) subject: String,
    recipient: String,
    person: Option<Json<PersonRef>>,
    pub(super) webhook_id: Option<WebhookId>,
    attempts: i32,
    next_at: Option<DateTime<Utc>>,
    reason: String,
    pub(super) created_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    pub(super) content: Value,
}

impl Row {
    pub(super) fn view(self) -> OutboxRow {
        let refusal = may_send_again(self.channel, self.state).err();
        let send_again = Action {
            act: "send_again".to_owned(),
            allowed: refusal.is_none(),
            why_not: refusal.map(|refusal| format!("{refusal}.")),
        };
        OutboxRow {
            id: self.id,
            channel: self.channel,
            state: self.state,
            subject: self.subject,
            recipient: self.recipient,
            person: self.person.map(|Json(person)| person),
            webhook_id: self.webhook_id,
            attempts: self.attempts,
            next_at: self.next_at,
            reason: self.reason,
            created_at: self.created_at,
            sent_at: self.sent_at,
            actions: vec![send_again],
        }
    }
}

const ROWS: &str = "select o.id, o.channel, o.state, o.subject, o.recipient, person_ref(o.person_id) as person, o.webhook_id,
        o.attempts, o.next_at, o.reason, o.created_at, o.sent_at, o.content
    from outbox o left join webhook w on w.id = o.webhook_id where ";

/// Which messages a list shows.
#[derive(Default)]
pub(super) struct Wanted {
    pub channel: Option<OutboxChannel>,
    pub state: Option<OutboxState>,
    pub webhook: Option<WebhookId>,
    pub text: Option<String>,
    pub before: Option<(DateTime<Utc>, OutboxId)>,
    pub limit: i64,
}

fn rows(sight: &Sight) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(ROWS);
    match sight {
        Sight::All => query.push("true"),
        Sight::WebhooksOf(facility) => query.push("w.facility_id = ").push_bind(Uuid::from(*facility)),
        Sight::Nothing => query.push("false"),
    };
    query
}

/// The newest first; one more than the limit, if there are.
pub(super) async fn list(db: &PgPool, sight: &Sight, wanted: &Wanted) -> Result<Vec<Row>, sqlx::Error> {
    let mut query = rows(sight);
    if let Some(channel) = wanted.channel {
        query.push(" and o.channel = ").push_bind(channel.as_str());
    }
    if let Some(state) = wanted.state {
        query.push(" and o.state = ").push_bind(state.as_str());
    }
    if let Some(webhook) = wanted.webhook {
        query.push(" and o.webhook_id = ").push_bind(Uuid::from(webhook));
    }
    if let Some(text) = &wanted.text {
        let like = format!("%{}%", text.replace(['%', '_', '\\'], ""));
        query
            .push(" and (o.recipient || ' ' || o.subject) ilike ")
            .push_bind(like);
    }
    if let Some((at, id)) = wanted.before {
        query.push(" and (o.created_at, o.id) < (").push_bind(at);
        query.push(", ").push_bind(Uuid::from(id)).push(")");
    }
    query
        .push(" order by o.created_at desc, o.id desc limit ")
        .push_bind(wanted.limit + 1);
    query.build_query_as().fetch_all(db).await
}

pub(super) async fn find(db: &PgPool, sight: &Sight, id: OutboxId) -> Result<Option<Row>, sqlx::Error> {
    let mut query = rows(sight);
    query.push(" and o.id = ").push_bind(Uuid::from(id));
    query.build_query_as().fetch_optional(db).await
}

pub(super) async fn list_attempts(db: &PgPool, id: OutboxId) -> Result<Vec<OutboxAttempt>, sqlx::Error> {
    sqlx::query_as!(
        OutboxAttempt,
        "select number, at, status, latency_ms, answer, reason from outbox_attempt where outbox_id = $1 order by number desc",
        id.uuid(),
    )
    .fetch_all(db)
    .await
}
