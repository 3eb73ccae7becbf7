//! The timed text of a delivery, as the review shows it. Our own program takes it out of its track files in a jail; each virtual
//! track is laid out in frames of the composition, and all are published together. A track that cannot be shown says why, and
//! keeps nobody from the others.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use captions::{CaptionTrack, TextFile};
use conform::{CaptionFacts, CompositionFacts};
use imf::cpl::SequenceKind;
use imf::package::Holder;
use serde::{Deserialize, Serialize};
use serde_json::json;
use streams::jail::Exit;
use streams::manifest::{ProducedFile, media_type_of};
use streams::{Jail, JailLimits};
use uuid::Uuid;

use super::super::DeleteBlobs;
use super::super::facts::Kept;
use super::super::inputs::{Inputs, PACKAGE, earlier_folder};
use super::super::sql::{self as deliveries, Delivery};
use super::jobs::MakeCaptions;
use super::sql::{self, Made};
use super::workshop::scratch_folder;
use super::{failure, tell};
use crate::app::App;
use crate::blobs::BlobKey;
use crate::error::ApiError;
use crate::history::{self, Act};
use crate::jobs::{self, Attempt};
use crate::requests;

/// Of the rendition.
pub const KIND: &str = "captions";
/// For each track file.
const TIME_LIMIT: Duration = Duration::from_secs(120);
/// A document, written as a string of JSON, and its cues.
const OUTPUT_LIMIT_BYTES: usize = 64 << 20;
/// Of what the program says when it refuses.
const REASON_LIMIT_CHARACTERS: usize = 500;

/// What the row keeps.
#[derive(Debug, Serialize, Deserialize)]
pub struct CaptionsManifest {
    /// In the composition's order.
    pub tracks: Vec<Track>,
    pub files: Vec<ProducedFile>,
}

/// One virtual track.
#[derive(Debug, Serialize, Deserialize)]
pub struct Track {
    pub id: Uuid,
    pub kind: SequenceKind,
    pub language: Option<String>,
    /// A [`CaptionTrack`]; or why there is none.
    pub shown: Result<String, String>,
}

pub(super) async fn run(app: &App, job: MakeCaptions, attempt: &Attempt) -> anyhow::Result<()> {
    if !sql::is_running(&app.db, job.delivery, job.making, KIND).await? {
        return Ok(());
    }
    let delivery = deliveries::find(&app.db, job.delivery)
        .await?
        .context("the delivery is gone")?;
    let folder = scratch_folder(app)?;
    let tracks = make(app, &delivery, folder.path()).await?;
    publish(app, &delivery, job, folder.path(), tracks, attempt).await
}

/// Every try was in vain.
pub(super) async fn give_up(app: &App, job: MakeCaptions, reason: &str) -> anyhow::Result<()> {
    let Some(delivery) = deliveries::find(&app.db, job.delivery).await? else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    sql::lock_running(&mut tx, job.delivery, job.making).await?;
    failure::note_captions(&mut tx, &delivery, job.making, reason).await?;
    Ok(tx.commit().await?)
}

async fn make(app: &App, delivery: &Delivery, folder: &Path) -> anyhow::Result<Vec<Track>> {
    let kept = delivery.composition.clone();
    let kept: Kept = serde_json::from_value(kept.context("the delivery was not inspected")?)?;
    let Kept::Composition(composition) = kept else {
        return Ok(Vec::new());
    };
    let inputs = app.masters.fetch(app, delivery).await?;
    let mut files: BTreeMap<Uuid, Result<TextFile, String>> = BTreeMap::new();
    let used = composition
        .captions
        .iter()
        .flat_map(|facts| &facts.track.track_files);
    for id in used {
        if !files.contains_key(id) {
            let prefix = format!("image_{}_", files.len());
            let read = match place_of(&composition, *id) {
                Some(place) => read(app, &inputs, &place, &prefix, folder).await?,
                None => Err("its track file is in no package".to_owned()),
            };
            files.insert(*id, read);
        }
    }
    let laid_out = tokio::task::spawn_blocking({
        let folder = folder.to_owned();
        move || lay_out(&composition, &files, &folder)
    });
    laid_out.await?
}

/// Where the jailed program finds a track file.
fn place_of(composition: &CompositionFacts, id: Uuid) -> Option<String> {
    let mut sources = composition.track_files.iter();
    match sources
        .find(|source| source.track_file_id == id)?
        .holder
        .as_ref()?
    {
        Holder::Own { path } => Some(format!("{PACKAGE}/{path}")),
        Holder::Earlier { package, path } => Some(format!("{}/{path}", earlier_folder(*package))),
    }
}

/// The outer error is this machine's; the inner one is the file's.
async fn read(
    app: &App,
    inputs: &Inputs,
    place: &str,
    prefix: &str,
    folder: &Path,
) -> anyhow::Result<Result<TextFile, String>> {
    let mut inputs = inputs.files();
    let Some((file, _)) = inputs.find(|(_, own)| own == place) else {
        return Ok(Err("its track file is in no package".to_owned()));
    };
    let found = app.media.look().await;
    let jail = Jail::new(&found.jailer)
        .limits(JailLimits::default().within(TIME_LIMIT))
        .read(file, place)?
        .write(folder);
    let args = [
        "captions",
        &format!("in/{place}"),
        "--images-to",
        "out",
        "--prefix",
        prefix,
    ];
    let args: Vec<String> = args.map(str::to_owned).into();
    let (outcome, said) = jail
        .run_capture(app.media.inspector()?, &args, OUTPUT_LIMIT_BYTES)
        .await?;
    let reason: String = outcome
        .stderr
        .trim()
        .chars()
        .take(REASON_LIMIT_CHARACTERS)
        .collect();
    match outcome.exit {
        Exit::Code(0) => Ok(Ok(
            serde_json::from_slice(&said).context("what was read of captions")?
        )),
        Exit::Code(1) => Ok(Err(reason)),
        exit => bail!("reading captions ended with {exit}: {reason}"),
    }
}

/// Writes a file for each track that can be shown.
fn lay_out(
    composition: &CompositionFacts,
    files: &BTreeMap<Uuid, Result<TextFile, String>>,
    folder: &Path,
) -> anyhow::Result<Vec<Track>> {
    let mut tracks = Vec::new();
    for (number, facts) in composition.captions.iter().enumerate() {
        let shown = match lay_out_track(composition, facts, files) {
            Ok(track) => {
                let name = format!("captions_{number}.json");
                std::fs::write(folder.join(&name), serde_json::to_vec(&track)?)
                    .with_context(|| format!("cannot write {name}"))?;
                Ok(name)
            }
            Err(reason) => Err(reason),
        };
        tracks.push(Track {
            id: facts.track.virtual_track_id,
            kind: facts.track.kind.clone(),
            language: facts.language.clone(),
            shown,
        });
    }
    Ok(tracks)
}

fn lay_out_track(
    composition: &CompositionFacts,
    CaptionFacts { track, .. }: &CaptionFacts,
    files: &BTreeMap<Uuid, Result<TextFile, String>>,
) -> Result<CaptionTrack, String> {
    let mut own = BTreeMap::new();
    for id in &track.track_files {
        let text = files.get(id).ok_or("its track file was not read")?.clone()?;
        own.insert(*id, text);
    }
    let (rate, duration) = (composition.edit_rate, composition.duration_frames);
    let placed = CaptionTrack::place(&track.stretches, track.edit_rate, own, rate, duration);
    placed.map_err(|refusal| refusal.to_string())
}

async fn publish(
    app: &App,
    delivery: &Delivery,
    job: MakeCaptions,
    folder: &Path,
    tracks: Vec<Track>,
    attempt: &Attempt,
) -> anyhow::Result<()> {
    let prefix: BlobKey = format!("renditions/{}/{}", delivery.id, attempt.token).parse()?;
    let is_any_shown = tracks.iter().any(|track| track.shown.is_ok());
    let reason = why_not(&tracks);
    let mut files = Vec::new();
    if is_any_shown {
        for entry in std::fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let size_bytes = app
                .blobs
                .put_file(&prefix.join(&name)?, &folder.join(&name))
                .await?;
            files.push(ProducedFile {
                media_type: media_type_of(&name).to_owned(),
                name,
                size_bytes,
            });
        }
        files.sort_by(|one, other| one.name.cmp(&other.name));
    }
    let mut tx = app.db.begin().await?;
    attempt.finish(&mut tx).await?;
    sql::lock_running(&mut tx, job.delivery, job.making).await?;
    if is_any_shown {
        let made = Made {
            kind: KIND,
            prefix: prefix.to_string(),
            manifest: serde_json::to_value(CaptionsManifest { tracks, files })?,
        };
        if let Some(prefix) = sql::publish(&mut tx, delivery.id, job.making, &made).await? {
            jobs::enqueue(&mut tx, &DeleteBlobs { prefix }).await?;
        }
        let act = Act::new(None, "delivery.streamed", delivery.id)
            .of_title(delivery.title_id)
            .changed(json!({}), json!({ "kind": KIND }));
        history::record(&mut tx, act).await?;
    } else {
        sql::set_not_possible(&mut tx, delivery.id, KIND, &reason).await?;
    }
    tell(&mut tx, delivery, "ready").await?;
    requests::streams_ready(&mut tx, delivery.id)
        .await
        .map_err(|error: ApiError| anyhow::Error::new(error))?;
    Ok(tx.commit().await?)
}

fn why_not(tracks: &[Track]) -> String {
    let reasons = tracks.iter().filter_map(|track| {
        let reason = track.shown.as_ref().err()?;
        let language = track.language.as_deref().unwrap_or("no language");
        Some(format!("captions ({language}): {reason}"))
    });
    reasons.collect::<Vec<_>>().join("; ")
}
