//! Renditions that cannot be made: said with the reason, what hangs on them canceled, what was made so far deleted.

use qc::id::DeliveryId;
use serde_json::json;
use streams::RenditionKind;

use super::super::sql::{self as deliveries, Delivery};
use super::jobs::{AssembleRendition, DropChunks};
use super::{sql, sql_chunks as chunks, tell};
use crate::app::App;
use crate::db::Tx;
use crate::history::{self, Act};
use crate::jobs;

/// `kind` of this making cannot be made; without one, none of them.
pub(super) async fn note(
    tx: &mut Tx,
    delivery: &Delivery,
    making: i32,
    kind: Option<RenditionKind>,
    reason: &str,
) -> anyhow::Result<()> {
    let failed = sql::fail(tx, delivery.id, making, kind, reason).await?;
    if failed.is_empty() {
        return Ok(());
    }
    chunks::cancel_unwanted(tx, delivery.id, making).await?;
    if sql::lock_running(tx, delivery.id, making).await?.is_empty() {
        let drop = DropChunks {
            delivery: delivery.id,
            making,
        };
        jobs::enqueue(tx, &drop).await?;
    }
    say(tx, delivery, &failed, reason).await
}

/// The captions of this making cannot be taken out.
pub(super) async fn note_captions(
    tx: &mut Tx,
    delivery: &Delivery,
    making: i32,
    reason: &str,
) -> anyhow::Result<()> {
    match sql::fail_captions(tx, delivery.id, making, reason).await? {
        true => say(tx, delivery, &[super::captions::KIND.to_owned()], reason).await,
        false => Ok(()),
    }
}

/// Nothing that waits can be made.
pub(super) async fn note_queued(tx: &mut Tx, delivery: &Delivery, reason: &str) -> anyhow::Result<()> {
    let failed = sql::fail_queued(tx, delivery.id, reason).await?;
    match failed.is_empty() {
        true => Ok(()),
        false => say(tx, delivery, &failed, reason).await,
    }
}

async fn say(tx: &mut Tx, delivery: &Delivery, kinds: &[String], reason: &str) -> anyhow::Result<()> {
    let act = Act::new(None, "delivery.streams_failed", delivery.id)
        .of_title(delivery.title_id)
        .changed(json!({}), json!({ "kinds": kinds }))
        .because(reason);
    history::record(tx, act).await?;
    tell(tx, delivery, "failed").await
}

/// Every try to plan them was in vain.
pub(super) async fn of_delivery(app: &App, delivery: DeliveryId, reason: &str) -> anyhow::Result<()> {
    let Some(delivery) = deliveries::find(&app.db, delivery).await? else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    note_queued(&mut tx, &delivery, reason).await?;
    Ok(tx.commit().await?)
}

/// Every try to put it together was in vain.
pub(super) async fn of_rendition(app: &App, job: &AssembleRendition, reason: &str) -> anyhow::Result<()> {
    let Some(delivery) = deliveries::find(&app.db, job.delivery).await? else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    sql::lock_running(&mut tx, job.delivery, job.making).await?;
    note(&mut tx, &delivery, job.making, Some(job.kind), reason).await?;
    Ok(tx.commit().await?)
}
