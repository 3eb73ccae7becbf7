//! What the player is told of a request: its clock, its streams by delivery, where their files are.

use std::collections::HashMap;

use api::playback::{CaptionKind, CaptionTrackView, PlaybackView, SoundTrackView, StreamView};
use imf::cpl::SequenceKind;
use qc::id::DeliveryId;
use streams::{RenditionKind, RenditionManifest, peaks, thumbnails};

use crate::access::Actor;
use crate::app::App;
use crate::deliveries::renditions::captions::{self, CaptionsManifest};
use crate::deliveries::renditions::{self, Labelling, Rendition};
use crate::error::{ApiError, ApiResult};
use crate::people;
use crate::requests::Request;

/// Everything of one delivery.
#[derive(Default)]
struct Parts {
    /// Those that a browser plays, the one that every browser plays first.
    streams: Vec<(Rendition, RenditionManifest)>,
    thumbnails: Option<Rendition>,
    peaks: Option<Rendition>,
    captions: Vec<CaptionTrackView>,
    labelling: Option<Labelling>,
}

impl Parts {
    fn offset_frames(&self) -> u64 {
        let start = self.labelling.as_ref().map(|labelling| labelling.start_frame);
        start.and_then(|frame| u64::try_from(frame).ok()).unwrap_or(0)
    }
}

pub(super) async fn view(app: &App, actor: &Actor, request: &Request) -> ApiResult<PlaybackView> {
    let mut order: Vec<DeliveryId> = Vec::new();
    let mut deliveries: HashMap<DeliveryId, Parts> = HashMap::new();
    for rendition in renditions::list_ready(&app.db, request.id).await? {
        if !order.contains(&rendition.delivery_id) {
            order.push(rendition.delivery_id);
        }
        let parts = deliveries.entry(rendition.delivery_id).or_default();
        match rendition.kind.as_str() {
            "thumbnails" => parts.thumbnails = Some(rendition),
            "peaks" => parts.peaks = Some(rendition),
            captions::KIND => parts.captions = caption_tracks(&rendition)?,
            _ => {
                let manifest = manifest(&rendition)?;
                if manifest.kind.is_for_browser() {
                    parts.streams.push((rendition, manifest));
                }
            }
        }
    }
    for labelling in renditions::list_labellings(&app.db, request.id).await? {
        if let Some(parts) = deliveries.get_mut(&labelling.delivery_id) {
            parts.labelling = Some(labelling);
        }
    }
    let parts: Vec<Parts> = order
        .into_iter()
        .filter_map(|delivery| deliveries.remove(&delivery))
        .collect();
    let streams: Vec<StreamView> = parts.iter().flat_map(streams).collect();
    let first = parts
        .iter()
        .find_map(|parts| Some((parts, &parts.streams.first()?.1)));
    let Some((first, manifest)) = first else {
        return Err(ApiError::not_allowed_now(
            match renditions::has_expired(&app.db, request.id).await? {
                true => {
                    "The streams of this request are not kept any more. Post or a studio admin can have them made again, on the page of the delivery."
                }
                false => "The streams of this request are not made yet.",
            },
        ));
    };
    Ok(PlaybackView {
        request_id: request.id,
        edit_rate: manifest.edit_rate,
        drop_frame: first
            .labelling
            .as_ref()
            .is_some_and(|labelling| labelling.drop_frame),
        duration_frames: parts
            .iter()
            .filter_map(|parts| Some(parts.streams.first()?.1.duration_frames.0))
            .max()
            .unwrap_or(0),
        offset_frames: first.offset_frames(),
        streams,
        watermark: watermark(app, actor).await?,
    })
}

fn manifest(rendition: &Rendition) -> ApiResult<RenditionManifest> {
    let manifest = rendition.manifest.clone().unwrap_or_default();
    serde_json::from_value(manifest).map_err(ApiError::internal)
}

fn streams(parts: &Parts) -> impl Iterator<Item = StreamView> {
    parts
        .streams
        .iter()
        .map(|(rendition, manifest)| stream(parts, rendition, manifest))
}

fn stream(parts: &Parts, rendition: &Rendition, manifest: &RenditionManifest) -> StreamView {
    let at = |rendition: &Rendition, name: &str| renditions::file_url(rendition.id, name);
    let peaks_of = |sound| {
        parts
            .peaks
            .as_ref()
            .map(|peaks| at(peaks, &peaks::file_name(sound)))
    };
    let tracks = manifest
        .sound
        .iter()
        .enumerate()
        .map(|(number, sound)| SoundTrackView {
            name: sound.name.clone(),
            language: sound.language.clone(),
            channels: sound.channels.clone(),
            peaks_url: peaks_of(number),
        });
    StreamView {
        rendition_id: rendition.id,
        delivery_id: rendition.delivery_id,
        asset_kind: rendition.asset_kind,
        kind: kind_of(manifest.kind),
        is_hdr: manifest.kind.is_hdr(),
        codec: manifest.picture.as_ref().map(|picture| picture.codec.clone()),
        has_picture: manifest.picture.is_some(),
        tone_mapped: manifest
            .picture
            .as_ref()
            .is_some_and(|picture| picture.tone_mapped),
        width: manifest.picture.as_ref().map(|picture| picture.width),
        height: manifest.picture.as_ref().map(|picture| picture.height),
        hls_url: at(rendition, &manifest.master_playlist),
        dash_url: at(rendition, &manifest.dash_manifest),
        progressive_url: manifest.progressive.as_deref().map(|name| at(rendition, name)),
        thumbnails_url: parts
            .thumbnails
            .as_ref()
            .map(|sheets| at(sheets, thumbnails::INDEX_NAME)),
        peaks_url: if manifest.sound.is_empty() {
            None
        } else {
            peaks_of(0)
        },
        sound_tracks: tracks.collect(),
        caption_tracks: parts.captions.clone(),
        offset_frames: parts.offset_frames(),
        ffom_frame: parts
            .labelling
            .as_ref()
            .and_then(|labelling| u64::try_from(labelling.ffom_frame?).ok()),
    }
}

fn caption_tracks(rendition: &Rendition) -> ApiResult<Vec<CaptionTrackView>> {
    let manifest = rendition.manifest.clone().unwrap_or_default();
    let manifest: CaptionsManifest = serde_json::from_value(manifest).map_err(ApiError::internal)?;
    let view = |track: captions::Track| CaptionTrackView {
        id: track.id,
        kind: caption_kind(&track.kind),
        language: track.language,
        url: track
            .shown
            .as_ref()
            .ok()
            .map(|name| renditions::file_url(rendition.id, name)),
        problem: track.shown.err(),
    };
    Ok(manifest.tracks.into_iter().map(view).collect())
}

fn caption_kind(kind: &SequenceKind) -> CaptionKind {
    match kind {
        SequenceKind::HearingImpairedCaptions => CaptionKind::HearingImpairedCaptions,
        SequenceKind::ForcedNarrative => CaptionKind::ForcedNarrative,
        SequenceKind::VisuallyImpairedText => CaptionKind::VisuallyImpairedText,
        SequenceKind::Karaoke => CaptionKind::Karaoke,
        _ => CaptionKind::Subtitles,
    }
}

/// As the list of the API has it.
fn kind_of(kind: RenditionKind) -> api::deliveries::RenditionKind {
    match kind {
        RenditionKind::Browser => api::deliveries::RenditionKind::Browser,
        RenditionKind::BrowserHdr => api::deliveries::RenditionKind::BrowserHdr,
        RenditionKind::CastHdr => api::deliveries::RenditionKind::CastHdr,
        RenditionKind::CastSdr => api::deliveries::RenditionKind::CastSdr,
        RenditionKind::Audio => api::deliveries::RenditionKind::Audio,
    }
}

/// The person, and a short code of the session, that is found again in the log.
pub(crate) async fn watermark(app: &App, actor: &Actor) -> ApiResult<String> {
    let person = people::find(&app.db, actor.person)
        .await?
        .ok_or(ApiError::NotSignedIn)?;
    let session = actor.session.uuid().simple().to_string();
    let code = session.get(session.len().saturating_sub(6)..).unwrap_or_default();
    Ok(format!("{} {} · {code}", person.first_name, person.last_name))
}
