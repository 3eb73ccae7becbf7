//! Puts the chunks of a rendition together. Nothing is encoded: pictures are joined, packaged with the sounds, verified;
//! thumbnails and waveforms drawn. One update publishes it, and only when every check holds; then requests that waited open.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use streams::manifest::ProducedFile;
use streams::plan::StepKind;
use streams::{Producer, RenditionKind, RenditionManifest, RenditionPlan, peaks, thumbnails};

use super::super::DeleteBlobs;
use super::super::sql::{self as deliveries, Delivery};
use super::chunk::Indexes;
use super::jobs::{AssembleRendition, DropChunks};
use super::sql::{self, Made};
use super::sql_chunks::{self as chunks, DoneChunk};
use super::wanted::has_extras;
use super::workshop::{Unfit, Workshop, scratch_folder, unfit};
use super::{failure, tell};
use crate::app::App;
use crate::blobs::BlobKey;
use crate::error::ApiError;
use crate::history::{self, Act};
use crate::jobs::{self, Attempt};
use crate::requests;

/// Whoever plays a rendition from its chunks goes on doing so for that long after it is there.
const CHUNKS_KEPT: Duration = Duration::from_secs(600);

pub(super) async fn run(app: &App, job: AssembleRendition, attempt: &Attempt) -> anyhow::Result<()> {
    let plans = sql::list_plans(&app.db, job.delivery, job.making).await?;
    let running = sql::list_running(&app.db, job.delivery, job.making).await?;
    let plan = plans.into_iter().find(|plan| plan.kind == job.kind);
    let Some(plan) = plan.filter(|plan| running.contains(&plan.kind)) else {
        return Ok(());
    };
    let delivery = deliveries::find(&app.db, job.delivery)
        .await?
        .context("the delivery is gone")?;
    match make(app, &delivery, job, plan, attempt).await {
        Err(error) if error.is::<Unfit>() => {
            let mut tx = app.db.begin().await?;
            attempt.finish(&mut tx).await?;
            sql::lock_running(&mut tx, job.delivery, job.making).await?;
            failure::note(
                &mut tx,
                &delivery,
                job.making,
                Some(job.kind),
                &format!("{error:#}"),
            )
            .await?;
            Ok(tx.commit().await?)
        }
        other => other,
    }
}

async fn make(
    app: &App,
    delivery: &Delivery,
    job: AssembleRendition,
    plan: RenditionPlan,
    attempt: &Attempt,
) -> anyhow::Result<()> {
    let folder = scratch_folder(app)?;
    let producer = Workshop::without_master(app, delivery, folder.path())
        .await?
        .producer;
    for chunk in chunks::list_done(&app.db, job.delivery, job.making, job.kind.as_str()).await? {
        bring(app, &chunk, &plan, folder.path()).await?;
    }
    let mut manifest = plan.manifest;
    for step in &plan.steps {
        if matches!(step.kind, StepKind::Join { .. } | StepKind::Package) {
            producer
                .run_step(step, &mut manifest, |_| {})
                .await
                .map_err(unfit)?;
        }
    }
    producer.verify(&manifest).await.map_err(unfit)?;
    let index = match has_extras(job.kind) {
        true => make_extras(&producer, &manifest).await?,
        false => None,
    };
    let manifest = producer.finish(manifest)?;
    publish(
        app,
        delivery,
        job,
        folder.path(),
        &Product { manifest, index },
        attempt,
    )
    .await
}

/// The files of a chunk that this rendition is made of, under their own names.
async fn bring(app: &App, chunk: &DoneChunk, plan: &RenditionPlan, folder: &Path) -> anyhow::Result<()> {
    let indexes: Indexes = serde_json::from_value(chunk.indexes.clone()).context("the index of a chunk")?;
    let Some(index) = indexes.get(&plan.kind) else {
        return Ok(());
    };
    let name = match chunk.is_sound {
        // Of a sound the whole is packaged; the fragments were for playing early.
        true => whole_sound(&plan.manifest, &index.file).context("a sound that is not planned")?,
        false => index.file.clone(),
    };
    let prefix: BlobKey = chunk.prefix.parse()?;
    let fetched = app.blobs.fetch(&prefix.join(&name)?).await?;
    let target = folder.join(&name);
    tokio::fs::copy(fetched.path(), &target)
        .await
        .with_context(|| format!("cannot copy to {}", target.display()))?;
    Ok(())
}

fn whole_sound(manifest: &RenditionManifest, fragments: &str) -> Option<String> {
    let is_it = |number: &usize| manifest.fragmented_sound(*number).as_deref() == Some(fragments);
    let number = (0..manifest.sound.len()).find(is_it)?;
    manifest.encoded_sound(number)
}

/// Thumbnails and waveforms come from what was made, not from the master again.
async fn make_extras(
    producer: &Producer,
    manifest: &RenditionManifest,
) -> anyhow::Result<Option<thumbnails::ThumbnailIndex>> {
    let (jailer, tools, folder) = (&producer.jailer, &producer.tools, producer.output.as_path());
    let index = match manifest.picture {
        Some(_) => Some(thumbnails::make(jailer, tools, folder, manifest).await?),
        None => None,
    };
    for (number, sound) in manifest.sound.iter().enumerate() {
        let encoded = manifest
            .encoded_sound(number)
            .context("a sound track without a file")?;
        let target = folder.join(peaks::file_name(number));
        peaks::make(jailer, tools, &folder.join(encoded), sound, &target).await?;
    }
    Ok(index)
}

struct Product {
    manifest: RenditionManifest,
    index: Option<thumbnails::ThumbnailIndex>,
}

async fn publish(
    app: &App,
    delivery: &Delivery,
    job: AssembleRendition,
    folder: &Path,
    product: &Product,
    attempt: &Attempt,
) -> anyhow::Result<()> {
    let prefix: BlobKey = format!("renditions/{}/{}", delivery.id, attempt.token).parse()?;
    for file in &product.manifest.files {
        app.blobs
            .put_file(&prefix.join(&file.name)?, &folder.join(&file.name))
            .await?;
    }
    let mut tx = app.db.begin().await?;
    attempt.finish(&mut tx).await?;
    sql::lock_running(&mut tx, job.delivery, job.making).await?;
    let mut replaced = Vec::new();
    for made in parts(product, job.kind, &prefix)? {
        replaced.extend(sql::publish(&mut tx, delivery.id, job.making, &made).await?);
    }
    replaced.sort();
    replaced.dedup();
    for prefix in replaced {
        jobs::enqueue(&mut tx, &DeleteBlobs { prefix }).await?;
    }
    if sql::lock_running(&mut tx, job.delivery, job.making)
        .await?
        .is_empty()
    {
        let drop = DropChunks {
            delivery: job.delivery,
            making: job.making,
        };
        jobs::enqueue_in(&mut tx, &drop, CHUNKS_KEPT).await?;
    }
    let act = Act::new(None, "delivery.streamed", delivery.id)
        .of_title(delivery.title_id)
        .changed(json!({}), json!({ "kind": job.kind }));
    history::record(&mut tx, act).await?;
    tell(&mut tx, delivery, "ready").await?;
    requests::streams_ready(&mut tx, delivery.id)
        .await
        .map_err(|error: ApiError| anyhow::Error::new(error))?;
    Ok(tx.commit().await?)
}

/// What came out, each with its own files.
fn parts(product: &Product, kind: RenditionKind, prefix: &BlobKey) -> anyhow::Result<Vec<Made>> {
    let is_thumbnail = |file: &&ProducedFile| file.name.starts_with("thumbnails");
    let is_peaks = |file: &&ProducedFile| file.name.starts_with("peaks_");
    let files = &product.manifest.files;
    let stream = RenditionManifest {
        files: files
            .iter()
            .filter(|file| !is_thumbnail(file) && !is_peaks(file))
            .cloned()
            .collect(),
        ..product.manifest.clone()
    };
    let made = |kind, manifest: Value| Made {
        kind,
        prefix: prefix.to_string(),
        manifest,
    };
    let mut all = vec![made(kind.as_str(), serde_json::to_value(&stream)?)];
    if has_extras(kind) {
        let peaks: Vec<_> = files.iter().filter(is_peaks).collect();
        all.push(made("peaks", json!({ "files": peaks })));
    }
    if let Some(index) = &product.index {
        let files: Vec<_> = files.iter().filter(is_thumbnail).collect();
        all.push(made("thumbnails", json!({ "index": index, "files": files })));
    }
    Ok(all)
}
