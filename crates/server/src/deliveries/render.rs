//! Makes streams, thumbnails and waveforms of an accepted delivery in one go, in a folder of this attempt's own. They are
//! published by one update, and only when every check of what was made holds; then requests that waited open.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use qc::id::DeliveryId;
use serde_json::{Value, json};
use streams::manifest::ProducedFile;
use streams::plan::StepKind;
use streams::progress::Progress;
use streams::{JailLimits, ProduceError, Producer, RenditionManifest, peaks, plan, thumbnails};
use tokio::sync::watch;

use super::facts::{Kept, to_stream};
use super::inputs::Inputs;
use super::renditions::sql::{self as renditions, Made};
use super::sql::{self, Delivery};
use super::view;
use crate::app::App;
use crate::blobs::BlobKey;
use crate::error::ApiError;
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::jobs::{self, Attempt};
use crate::requests;

/// Watching pages are told no oftener.
const TELL_EVERY: Duration = Duration::from_millis(500);
/// Of each program that runs.
const STEP_LIMIT: Duration = Duration::from_secs(24 * 3600);

/// What is wrong with the essence will be wrong again: not tried a second time.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
struct Unfit(anyhow::Error);

pub(super) async fn run(app: &App, delivery: DeliveryId, attempt: &Attempt) -> anyhow::Result<()> {
    let delivery = sql::find(&app.db, delivery)
        .await?
        .context("the delivery is gone")?;
    let begun = renditions::begin(&app.db, delivery.id, delivery.duration_frames.unwrap_or(0)).await?;
    let Some(begun) = begun else { return Ok(()) };
    tell(app, &delivery).await?;
    match make(app, &delivery, begun, attempt).await {
        Err(error) if error.is::<Unfit>() => {
            let mut tx = app.db.begin().await?;
            attempt.finish(&mut tx).await?;
            note_failure(&mut tx, &delivery, &format!("{error:#}")).await?;
            Ok(tx.commit().await?)
        }
        other => other,
    }
}

async fn make(app: &App, delivery: &Delivery, try_number: i32, attempt: &Attempt) -> anyhow::Result<()> {
    let scratch = app.settings.scratch_dir();
    crate::blobs::make_private(&scratch)?;
    let folder = tempfile::Builder::new().prefix("render-").tempdir_in(&scratch)?;
    let found = app.media.look().await;
    let tools = found.tools()?.clone();
    let kept: Kept = serde_json::from_value(
        delivery
            .composition
            .clone()
            .context("the delivery was not inspected")?,
    )?;
    let inputs = Inputs::to_play(app, delivery).await?;
    let language = sql::find_language(&app.db, delivery.title_id).await?;
    let (facts, source) = to_stream(&kept, &inputs, view::edit_rate(delivery), &language).map_err(Unfit)?;
    let planned = plan(&facts, &source, tools.abilities).map_err(|error| Unfit(error.into()))?;
    let producer = Producer {
        jailer: found.jailer.clone(),
        tools,
        inputs: streams::Inputs {
            files: inputs.files().collect(),
            source,
        },
        output: folder.path().to_owned(),
        limits: JailLimits::default().within(STEP_LIMIT),
    };
    let (sender, receiver) = watch::channel(Done::default());
    let sounds = planned
        .steps
        .iter()
        .filter(|step| matches!(step.kind, StepKind::Sound(_)))
        .count();
    let has_picture = facts.picture.is_some();
    let producing = producer.produce(&planned, |step, progress| {
        sender.send_replace(Done::of(step, progress, has_picture, sounds));
    });
    let manifest = tokio::select! {
        made = producing => made.map_err(unfit)?,
        error = follow(app, delivery, try_number, receiver) => return Err(error),
    };
    let (manifest, thumbnails) = make_extras(&producer, manifest).await?;
    publish(
        app,
        delivery,
        folder.path(),
        Product {
            manifest,
            thumbnails,
            try_number,
        },
        attempt,
    )
    .await
}

/// Faults of the essence, as against those of this machine.
fn unfit(error: ProduceError) -> anyhow::Error {
    match error {
        ProduceError::Unfit { .. } | ProduceError::StepFailed { .. } | ProduceError::Playlists { .. } => {
            Unfit(error.into()).into()
        }
        ProduceError::Jail(_)
        | ProduceError::NoChunk { .. }
        | ProduceError::Io { .. }
        | ProduceError::Interrupted => error.into(),
    }
}

/// Thumbnails and waveforms come from what was made, not from the master again.
async fn make_extras(
    producer: &Producer,
    manifest: RenditionManifest,
) -> anyhow::Result<(RenditionManifest, Option<thumbnails::ThumbnailIndex>)> {
    let (jailer, tools, folder) = (&producer.jailer, &producer.tools, producer.output.as_path());
    let index = match manifest.picture {
        Some(_) => Some(thumbnails::make(jailer, tools, folder, &manifest).await?),
        None => None,
    };
    for (number, sound) in manifest.sound.iter().enumerate() {
        let encoded = manifest
            .encoded_sound(number)
            .context("a sound track without a file")?;
        let target = folder.join(peaks::file_name(number));
        peaks::make(jailer, tools, &folder.join(encoded), sound, &target).await?;
    }
    Ok((producer.finish(manifest)?, index))
}

/// How much is done, counted in frames of the programme: of the picture, or of all sound tracks together.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    frames: i64,
    fps: f32,
}

impl Done {
    fn of(step: StepKind, progress: Progress, has_picture: bool, sounds: usize) -> Done {
        let (done, total) = (progress.frames_done.0, progress.frames_total.0);
        let frames = match step {
            StepKind::PictureChunk { .. } => done,
            StepKind::Sound(_) if has_picture => total,
            StepKind::Sound(number) => (number as u64 * total + done) / sounds.max(1) as u64,
            StepKind::Join { .. } | StepKind::Package => total,
        };
        Done {
            frames: i64::try_from(frames).unwrap_or(i64::MAX),
            fps: progress.frames_per_second as f32,
        }
    }
}

/// Writes progress down until something is wrong with that.
async fn follow(
    app: &App,
    delivery: &Delivery,
    try_number: i32,
    mut done: watch::Receiver<Done>,
) -> anyhow::Error {
    loop {
        if done.changed().await.is_err() {
            // Nothing more will come; the work goes on without.
            return std::future::pending().await;
        }
        let now = *done.borrow_and_update();
        match renditions::note_progress(&app.db, delivery.id, try_number, now.frames, now.fps).await {
            Ok(true) => {}
            Ok(false) => return anyhow::anyhow!("these streams are made by another attempt"),
            Err(error) => return error.into(),
        }
        if let Err(error) = tell(app, delivery).await {
            return error;
        }
        tokio::time::sleep(TELL_EVERY).await;
    }
}

struct Product {
    manifest: RenditionManifest,
    thumbnails: Option<thumbnails::ThumbnailIndex>,
    try_number: i32,
}

async fn publish(
    app: &App,
    delivery: &Delivery,
    folder: &Path,
    product: Product,
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
    let mut replaced = Vec::new();
    for made in parts(&product, &prefix)? {
        replaced.extend(renditions::publish(&mut tx, delivery.id, product.try_number, &made).await?);
    }
    replaced.sort();
    replaced.dedup();
    for prefix in replaced {
        jobs::enqueue(&mut tx, &super::DeleteBlobs { prefix }).await?;
    }
    let act = Act::new(None, "delivery.streamed", delivery.id).of_title(delivery.title_id);
    history::record(&mut tx, act).await?;
    let event = Event::new(EventKind::Rendition, delivery.id).of_title(delivery.title_id);
    events::record(&mut tx, event.with(json!({ "state": "ready" }))).await?;
    requests::streams_ready(&mut tx, delivery.id)
        .await
        .map_err(|error: ApiError| anyhow::Error::new(error))?;
    Ok(tx.commit().await?)
}

/// The renditions that came out, each with its own files.
fn parts(product: &Product, prefix: &BlobKey) -> anyhow::Result<Vec<Made>> {
    let is_thumbnail = |file: &&ProducedFile| file.name.starts_with("thumbnails");
    let is_peaks = |file: &&ProducedFile| file.name.starts_with("peaks_");
    let files = &product.manifest.files;
    let main = RenditionManifest {
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
    let peaks: Vec<_> = files.iter().filter(is_peaks).collect();
    let kind = if main.picture.is_some() { "sdr" } else { "audio" };
    let mut all = vec![
        made(kind, serde_json::to_value(&main)?),
        made("peaks", json!({ "files": peaks })),
    ];
    if let Some(index) = &product.thumbnails {
        let files: Vec<_> = files.iter().filter(is_thumbnail).collect();
        all.push(made("thumbnails", json!({ "index": index, "files": files })));
    }
    Ok(all)
}

/// Every try was in vain.
pub(super) async fn fail(app: &App, delivery: DeliveryId, reason: &str) -> anyhow::Result<()> {
    let Some(delivery) = sql::find(&app.db, delivery).await? else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    note_failure(&mut tx, &delivery, reason).await?;
    Ok(tx.commit().await?)
}

async fn note_failure(tx: &mut crate::db::Tx, delivery: &Delivery, reason: &str) -> anyhow::Result<()> {
    renditions::fail(tx, delivery.id, reason).await?;
    let act = Act::new(None, "delivery.streams_failed", delivery.id)
        .of_title(delivery.title_id)
        .because(reason);
    history::record(tx, act).await?;
    let event = Event::new(EventKind::Rendition, delivery.id).of_title(delivery.title_id);
    Ok(events::record(tx, event.with(json!({ "state": "failed" }))).await?)
}

async fn tell(app: &App, delivery: &Delivery) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    let event = Event::new(EventKind::Rendition, delivery.id).of_title(delivery.title_id);
    events::record(&mut tx, event.with(json!({ "state": "running" }))).await?;
    Ok(tx.commit().await?)
}
