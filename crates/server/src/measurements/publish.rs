//! Publishes what was measured or judged: figures and curves under a name of their own, then one update with the findings,
//! after which those who watch read it again.

use anyhow::Context;
use measure::Measurements;
use qc::id::DeliveryId;
use serde_json::json;
use uuid::Uuid;

use super::figures::pack;
use super::sql::{self, Published};
use super::{Figures, series, summary};
use crate::app::App;
use crate::blobs::BlobKey;
use crate::db::Tx;
use crate::deliveries::DeleteBlobs;
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::jobs::{self, Attempt};
use crate::machine_findings;

pub(crate) const FIGURES: &str = "figures.json.gz";
pub(crate) const SERIES: &str = "series.json";

/// Publishes what was measured. `attempt` is the job's, where a job did it.
pub async fn publish(
    app: &App,
    delivery: DeliveryId,
    figures: Figures,
    attempt: Option<&Attempt>,
) -> anyhow::Result<()> {
    write(app, delivery, figures, attempt, None).await
}

/// The same, judged anew: over what was read, and refused when that is replaced by now.
pub(super) async fn publish_over(
    app: &App,
    delivery: DeliveryId,
    figures: Figures,
    attempt: &Attempt,
    over: &str,
) -> anyhow::Result<()> {
    write(app, delivery, figures, Some(attempt), Some(over)).await
}

async fn write(
    app: &App,
    delivery: DeliveryId,
    figures: Figures,
    attempt: Option<&Attempt>,
    over: Option<&str>,
) -> anyhow::Result<()> {
    let token = attempt.map_or_else(Uuid::now_v7, |attempt| attempt.token);
    let prefix: BlobKey = format!("measurements/{delivery}/{token}").parse()?;
    let stored = store(app, delivery, &prefix, figures).await?;
    let measured = &stored.measured;

    let mut tx = app.db.begin().await?;
    if let Some(attempt) = attempt {
        attempt.finish(&mut tx).await?;
    }
    let version = i32::try_from(measured.thresholds_version)?;
    let published = Published {
        prefix: prefix.as_str(),
        figures_bytes: stored.figures_bytes,
        series_bytes: stored.series_bytes,
        summary: &summary::of(measured),
        thresholds_version: version,
        over,
    };
    let replaced = sql::publish(&mut tx, delivery, &published)
        .await?
        .context("the delivery was measured anew meanwhile")?;
    machine_findings::replace(&mut tx, delivery, version, &measured.findings).await?;
    if let Some(prefix) = replaced.filter(|old| *old != prefix.as_str()) {
        jobs::enqueue(&mut tx, &DeleteBlobs { prefix }).await?;
    }
    let act = if over.is_some() {
        "delivery.judged"
    } else {
        // Figures of parts are in the whole now.
        let prefix = parts_key(delivery)?.to_string();
        jobs::enqueue(&mut tx, &DeleteBlobs { prefix }).await?;
        "delivery.measured"
    };
    // How many findings there are is not for everyone who reads of the delivery.
    note(
        &mut tx,
        delivery,
        act,
        "",
        json!({ "thresholds_version": version }),
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Where the figures of parts wait for the whole.
pub(super) fn parts_key(delivery: DeliveryId) -> anyhow::Result<BlobKey> {
    Ok(format!("measurements/{delivery}/parts").parse()?)
}

struct Stored {
    measured: Measurements,
    figures_bytes: i64,
    series_bytes: i64,
}

/// Packing and thinning a film takes seconds: not on the threads that answer calls.
async fn store(
    app: &App,
    delivery: DeliveryId,
    prefix: &BlobKey,
    figures: Figures,
) -> anyhow::Result<Stored> {
    let duration = sql::get_duration(&app.db, delivery).await?.unsigned_abs();
    let (packed, curves, measured) = tokio::task::spawn_blocking(move || {
        let packed = pack(&figures)?;
        let curves = serde_json::to_vec(&series::of(&figures.measurements, duration))?;
        anyhow::Ok((packed, curves, figures.measurements))
    })
    .await??;
    let (figures_bytes, series_bytes) = (i64::try_from(packed.len())?, i64::try_from(curves.len())?);
    app.blobs.put(&prefix.join(FIGURES)?, packed).await?;
    app.blobs.put(&prefix.join(SERIES)?, curves).await?;
    Ok(Stored {
        measured,
        figures_bytes,
        series_bytes,
    })
}

/// Every try was in vain, or the essence is unfit.
pub(super) async fn fail(tx: &mut Tx, delivery: DeliveryId, reason: &str) -> anyhow::Result<()> {
    if sql::fail(tx, delivery, reason).await? {
        note(tx, delivery, "delivery.measuring_failed", reason, json!({})).await?;
    }
    Ok(())
}

/// The history of the delivery, and an event for everyone who works on it.
pub(super) async fn note(
    tx: &mut Tx,
    delivery: DeliveryId,
    act: &'static str,
    reason: &str,
    after: serde_json::Value,
) -> anyhow::Result<()> {
    let (title, _) = sql::concerned(tx, delivery).await?;
    let act = Act::new(None, act, delivery).of_title(title).because(reason);
    history::record(tx, act.changed(json!({}), after)).await?;
    tell(tx, delivery).await
}

pub(super) async fn tell(tx: &mut Tx, delivery: DeliveryId) -> anyhow::Result<()> {
    let (title, requests) = sql::concerned(tx, delivery).await?;
    let event = Event::new(EventKind::Measurement, delivery).of_title(title);
    events::record(tx, event.clone()).await?;
    for request in requests {
        events::record(tx, event.clone().of_request(request)).await?;
    }
    Ok(())
}
