//! What each task of a request is played with on a TV: the streams as they are, put before the rules of `qc::tv`.

use api::requests::TaskView;
use api::tv_sessions::{TvChoice, TvPass, TvPassView};
use qc::id::{RenditionId, RequestId};
use qc::tv::{Capabilities, Choice, Picture, Sound, Stream, choose};
use streams::{RenditionKind, RenditionManifest};

use super::sql;
use crate::app::App;
use crate::deliveries::renditions;
use crate::error::{ApiError, ApiResult};
use crate::requests::sentence;

/// A stream that a TV may be asked to play.
pub(super) struct TvStream {
    pub id: RenditionId,
    pub hls_url: String,
    pub progressive_url: Option<String>,
    kind: RenditionKind,
    /// With its size in bytes.
    largest: Option<(u64, String)>,
    rules: Stream,
}

/// Every stream of the request, those for TVs and those for browsers.
pub(super) async fn list_streams(app: &App, request: RequestId) -> ApiResult<Vec<TvStream>> {
    let ready = renditions::list_ready(&app.db, request).await?;
    let of_streams = ready
        .into_iter()
        .filter(|rendition| !matches!(rendition.kind.as_str(), "thumbnails" | "peaks"));
    of_streams
        .map(|rendition| {
            let manifest = rendition.manifest.clone().unwrap_or_default();
            let manifest: RenditionManifest = serde_json::from_value(manifest).map_err(ApiError::internal)?;
            Ok(TvStream {
                id: rendition.id,
                hls_url: renditions::file_url(rendition.id, &manifest.master_playlist),
                progressive_url: manifest
                    .progressive
                    .as_deref()
                    .map(|name| renditions::file_url(rendition.id, name)),
                kind: manifest.kind,
                largest: largest_of(rendition.id, &manifest),
                rules: rules_of(&manifest),
            })
        })
        .collect()
}

fn rules_of(manifest: &RenditionManifest) -> Stream {
    Stream {
        is_for_tv: matches!(manifest.kind, RenditionKind::CastHdr | RenditionKind::CastSdr),
        picture: manifest.picture.as_ref().map(|picture| Picture {
            codec: picture.codec.clone(),
            is_hdr: manifest.kind.is_hdr(),
            has_dolby_vision: picture.dolby_vision.is_some(),
            is_tone_mapped: picture.tone_mapped,
            height: picture.height,
        }),
        sounds: manifest
            .sound
            .iter()
            .map(|sound| Sound {
                codec: sound.codec.clone(),
                channels: sound.channels.len(),
            })
            .collect(),
    }
}

fn largest_of(rendition: RenditionId, manifest: &RenditionManifest) -> Option<(u64, String)> {
    let largest = manifest.files.iter().max_by_key(|file| file.size_bytes)?;
    Some((largest.size_bytes, renditions::file_url(rendition, &largest.name)))
}

/// By which the way to the TV is measured: more of a small one would be greeting than film.
pub(super) fn largest_file(streams: &[TvStream]) -> Option<String> {
    let all = streams.iter().filter_map(|stream| stream.largest.as_ref());
    all.max_by_key(|(size_bytes, _)| *size_bytes)
        .map(|(_, url)| url.clone())
}

/// What the TV is asked about.
pub(super) fn codecs(streams: &[TvStream]) -> Vec<String> {
    let pictures = streams.iter().filter_map(|stream| stream.rules.picture.as_ref());
    let sounds = streams.iter().flat_map(|stream| &stream.rules.sounds);
    let mut codecs: Vec<String> = pictures
        .map(|picture| picture.codec.clone())
        .chain(sounds.map(|sound| sound.codec.clone()))
        .collect();
    codecs.sort();
    codecs.dedup();
    codecs
}

/// One for each task.
pub(super) fn choices(tasks: &[TaskView], streams: &[TvStream], tv: &Capabilities) -> Vec<TvChoice> {
    let rules: Vec<Stream> = streams.iter().map(|stream| stream.rules.clone()).collect();
    let choice = |task: &TaskView| {
        let chosen = choose(task.kind, &rules, tv);
        TvChoice {
            task_id: task.id,
            kind: task.kind,
            why_not: chosen
                .as_ref()
                .err()
                .map(|refusal| sentence(&refusal.to_string())),
            pass: chosen.ok().and_then(|choice| pass(&choice, streams)),
        }
    };
    tasks.iter().map(choice).collect()
}

fn pass(choice: &Choice, streams: &[TvStream]) -> Option<TvPass> {
    let stream = streams.get(choice.stream)?;
    Some(TvPass {
        rendition_id: Some(stream.id),
        rendition_kind: stream.kind.as_str().to_owned(),
        picture: choice.picture,
        sound: choice.sound,
        downgrade_texts: choice
            .downgrades
            .iter()
            .map(|lost| lost.sentence().to_owned())
            .collect(),
        downgrades: choice.downgrades.clone(),
    })
}

/// What the tasks of a request were played with: for its report.
pub(crate) async fn list_passes(app: &App, request: RequestId) -> ApiResult<Vec<TvPassView>> {
    Ok(sql::list_passes(&app.db, request).await?)
}
