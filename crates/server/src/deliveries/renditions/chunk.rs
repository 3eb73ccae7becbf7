//! One chunk of a making: its frames are encoded in a folder of this attempt's own, its files stored under a name of their
//! own, and one update says that they are there. Whoever finishes the last one hands the rendition on to be put together.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use qc::id::DeliveryId;
use streams::plan::{Step, StepKind};
use streams::progress::Progress;
use streams::{ChunkIndex, RenditionKind, RenditionPlan};
use tokio::sync::watch;

use super::super::sql::{self as deliveries, Delivery};
use super::jobs::{AssembleRendition, DropChunks, EncodeChunk};
use super::sql_chunks::{self as chunks, Begun};
use super::workshop::{Unfit, Workshop, scratch_folder, unfit};
use super::{failure, sql, tell};
use crate::app::App;
use crate::blobs::BlobKey;
use crate::jobs::{self, Attempt};

/// Watching pages are told no oftener by each worker.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// Of each kind, where its fragments lie in the chunk's file.
pub(super) type Indexes = BTreeMap<RenditionKind, ChunkIndex>;

/// The making was given up, or somebody else makes this chunk: nothing is left to do, and nothing went wrong.
#[derive(Debug, thiserror::Error)]
#[error("this chunk is no longer wanted from this worker")]
struct NotWanted;

pub(super) async fn run(app: &App, job: EncodeChunk, attempt: &Attempt) -> anyhow::Result<()> {
    let Some(begun) = chunks::begin(&app.db, &job, attempt).await? else {
        return Ok(());
    };
    let delivery = find(app, job.delivery).await?;
    let made = make(app, &delivery, job, begun, attempt).await;
    if !chunks::any_waiting(&app.db, job.delivery).await? {
        app.masters.let_go(job.delivery).await;
    }
    match made {
        Err(error) if error.is::<NotWanted>() => {
            app.blobs.delete_prefix(&own_place(&job, attempt)?).await?;
            Ok(())
        }
        Err(error) if error.is::<Unfit>() => {
            let mut tx = app.db.begin().await?;
            attempt.finish(&mut tx).await?;
            note_failure(&mut tx, &delivery, job, &format!("{error:#}")).await?;
            Ok(tx.commit().await?)
        }
        other => other,
    }
}

/// Every try was in vain.
pub(super) async fn give_up(app: &App, job: EncodeChunk, reason: &str) -> anyhow::Result<()> {
    let delivery = find(app, job.delivery).await?;
    let mut tx = app.db.begin().await?;
    note_failure(&mut tx, &delivery, job, reason).await?;
    Ok(tx.commit().await?)
}

async fn note_failure(
    tx: &mut crate::db::Tx,
    delivery: &Delivery,
    job: EncodeChunk,
    reason: &str,
) -> anyhow::Result<()> {
    sql::lock_running(tx, job.delivery, job.making).await?;
    if let Some(kind) = chunks::fail(tx, &job, reason).await? {
        failure::note(tx, delivery, job.making, kind, reason).await?;
    }
    Ok(())
}

async fn find(app: &App, delivery: DeliveryId) -> anyhow::Result<Delivery> {
    let found = deliveries::find(&app.db, delivery).await?;
    found.context("the delivery is gone")
}

/// Where the files of this attempt go: below the making's place, which is deleted as a whole.
fn own_place(job: &EncodeChunk, attempt: &Attempt) -> anyhow::Result<BlobKey> {
    Ok(place_of(job.delivery, job.making)?.join(&attempt.token.to_string())?)
}

fn place_of(delivery: DeliveryId, making: i32) -> anyhow::Result<BlobKey> {
    Ok(format!("renditions/{delivery}/chunks-{making}").parse()?)
}

async fn make(
    app: &App,
    delivery: &Delivery,
    job: EncodeChunk,
    begun: Begun,
    attempt: &Attempt,
) -> anyhow::Result<()> {
    let folder = scratch_folder(app)?;
    let workshop = Workshop::with_master(app, delivery, folder.path()).await?;
    let step: Step = serde_json::from_value(begun.run).context("the chunk's run of ffmpeg")?;
    let plans = sql::list_plans(&app.db, job.delivery, job.making).await?;
    let (sender, receiver) = watch::channel(Done::default());
    let encoding = encode(&workshop, &step, &plans, begun.kind, |progress| {
        sender.send_replace(Done::of(progress));
    });
    let (indexes, names) = tokio::select! {
        made = encoding => made?,
        error = follow(app, delivery, &job, attempt, receiver) => return Err(error),
    };
    let prefix = own_place(&job, attempt)?;
    for name in &names {
        app.blobs
            .put_file(&prefix.join(name)?, &folder.path().join(name))
            .await?;
    }
    publish(app, delivery, job, begun.kind, &prefix, &indexes, attempt).await
}

/// What was made: for each kind where its fragments lie, and the files to store.
async fn encode(
    workshop: &Workshop,
    step: &Step,
    plans: &[RenditionPlan],
    kind: Option<RenditionKind>,
    on_progress: impl FnMut(Progress),
) -> anyhow::Result<(Indexes, Vec<String>)> {
    let producer = &workshop.producer;
    match (step.kind, kind) {
        (StepKind::Sound(number), Some(kind)) => {
            let plan = plans.iter().find(|plan| plan.kind == kind).ok_or(NotWanted)?;
            let mut manifest = plan.manifest.clone();
            producer
                .run_step(step, &mut manifest, on_progress)
                .await
                .map_err(unfit)?;
            let whole = manifest
                .encoded_sound(number)
                .context("a sound that is not planned")?;
            let fragments = manifest
                .fragmented_sound(number)
                .context("a sound that is not planned")?;
            let index = index(&producer.output, &fragments).await?;
            Ok((Indexes::from([(kind, index)]), vec![whole, fragments]))
        }
        _ => {
            let manifests: Vec<_> = plans.iter().map(|plan| plan.manifest.clone()).collect();
            let made = producer
                .run_chunk(step, &manifests, on_progress)
                .await
                .map_err(unfit)?;
            let kinds = manifests.iter().filter(|manifest| manifest.picture.is_some());
            let indexes: Indexes = kinds.map(|manifest| manifest.kind).zip(made).collect();
            let names = indexes.values().map(|index| index.file.clone()).collect();
            Ok((indexes, names))
        }
    }
}

async fn index(folder: &Path, name: &str) -> anyhow::Result<ChunkIndex> {
    let (folder, name) = (folder.to_owned(), name.to_owned());
    let read = tokio::task::spawn_blocking(move || streams::chunk::index(&folder, &name, 0)).await?;
    read.map_err(|error| unfit(error.into()))
}

async fn publish(
    app: &App,
    delivery: &Delivery,
    job: EncodeChunk,
    kind: Option<RenditionKind>,
    prefix: &BlobKey,
    indexes: &Indexes,
    attempt: &Attempt,
) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    attempt.finish(&mut tx).await?;
    // One after the other: of two that finish at once, the second sees the first.
    sql::lock_running(&mut tx, job.delivery, job.making).await?;
    if !chunks::publish(
        &mut tx,
        &job,
        attempt,
        prefix.as_str(),
        serde_json::to_value(indexes)?,
    )
    .await?
    {
        tx.rollback().await?;
        return Err(NotWanted.into());
    }
    for kind in chunks::list_complete(&mut tx, job.delivery, job.making, kind).await? {
        let assembly = AssembleRendition {
            delivery: job.delivery,
            making: job.making,
            kind,
        };
        jobs::enqueue(&mut tx, &assembly).await?;
    }
    tell(&mut tx, delivery, "running").await?;
    Ok(tx.commit().await?)
}

#[derive(Clone, Copy, Debug, Default)]
struct Done {
    frames: i64,
    fps: f32,
}

impl Done {
    fn of(progress: Progress) -> Done {
        Done {
            frames: i64::try_from(progress.frames_done.0).unwrap_or(i64::MAX),
            fps: progress.frames_per_second as f32,
        }
    }
}

/// Writes progress down until the chunk is no longer wanted from here.
async fn follow(
    app: &App,
    delivery: &Delivery,
    job: &EncodeChunk,
    attempt: &Attempt,
    mut done: watch::Receiver<Done>,
) -> anyhow::Error {
    loop {
        if done.changed().await.is_err() {
            // Nothing more will come; the work goes on without.
            return std::future::pending().await;
        }
        let now = *done.borrow_and_update();
        match chunks::note_progress(&app.db, job, attempt, now.frames, now.fps).await {
            Ok(true) => {}
            Ok(false) => return NotWanted.into(),
            Err(error) => return error.into(),
        }
        if let Err(error) = super::tell_now(app, delivery).await {
            return error;
        }
        tokio::time::sleep(TELL_EVERY).await;
    }
}

/// Deletes what is left of a making that is over. Of one that goes on nothing is deleted.
pub(super) async fn drop_all(app: &App, job: &DropChunks, attempt: &Attempt) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    if !sql::lock_running(&mut tx, job.delivery, job.making)
        .await?
        .is_empty()
    {
        attempt.finish(&mut tx).await?;
        return Ok(tx.commit().await?);
    }
    let place = place_of(job.delivery, job.making)?;
    let deleted = app.blobs.delete_prefix(&place).await;
    deleted.with_context(|| format!("cannot delete below {place}"))?;
    chunks::delete_all(&mut tx, job.delivery, job.making).await?;
    attempt.finish(&mut tx).await?;
    Ok(tx.commit().await?)
}
