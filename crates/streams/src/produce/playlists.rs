//! Finishes what the packager wrote: sound tracks get names that people know, the presentation gets its exact length,
//! and wall-clock dates go, so that the same master always gives the same files.

use std::path::Path;

use super::ProduceError;
use super::master::{Stream, is_language_tag, master_text};
use crate::chunk::say_all;
use crate::dolby_vision::{BRAND, DolbyVisionStream};
use crate::manifest::{RenditionManifest, SoundRendition, init_name};
use crate::verify::codec_string;

/// Namespace of SCTE 214.
pub(crate) const SCTE_214: &str = "urn:scte:dash:scte214-extensions";

pub(super) fn complete(folder: &Path, manifest: &mut RenditionManifest) -> Result<(), ProduceError> {
    let dash = read(folder, &manifest.dash_manifest)?;
    let mut streams = streams_of(&dash)?;
    let mut dash = dash_text(&dash, manifest)?;
    if let Some(picture) = &mut manifest.picture {
        say_all(folder, &init_name(0), picture)?;
        // From the file: the packager knows no more of HEVC and AV1 than their names.
        picture.codec = codec_string(folder, &init_name(0))?;
        let stream = streams
            .first_mut()
            .ok_or_else(|| unexpected("no representation".to_owned()))?;
        stream.codec.clone_from(&picture.codec);
        dash = with_codec(&dash, &picture.codec)
            .ok_or_else(|| unexpected("no codecs of the picture".to_owned()))?;
        if let Some(stream) = picture.dolby_vision {
            dash = with_supplemental_codec(&dash, stream)
                .ok_or_else(|| unexpected("no representation of the picture".to_owned()))?;
        }
    }
    write(folder, &manifest.dash_manifest, &dash)?;
    let master = master_text(manifest, &streams).ok_or_else(|| unexpected("nothing to play".to_owned()))?;
    write(folder, &manifest.master_playlist, &master)?;
    let pictures = manifest.picture.iter().map(|picture| &picture.playlist);
    for playlist in pictures.chain(manifest.sound.iter().map(|sound| &sound.playlist)) {
        let text = media_text(&read(folder, playlist)?);
        write(folder, playlist, &text)?;
    }
    Ok(())
}

/// Codec and bandwidth of each representation, as the packager measured them.
fn streams_of(dash: &str) -> Result<Vec<Stream>, ProduceError> {
    let document = roxmltree::Document::parse(dash).map_err(|e| unexpected(e.to_string()))?;
    let streams = document
        .descendants()
        .filter(|node| node.tag_name().name() == "Representation")
        .map(|node| {
            Some(Stream {
                codec: node.attribute("codecs")?.to_owned(),
                bandwidth: node.attribute("bandwidth")?.parse().ok()?,
            })
        });
    let streams: Option<Vec<Stream>> = streams.collect();
    streams.ok_or_else(|| unexpected("a representation lacks codecs or bandwidth".to_owned()))
}

/// In the first representation, which is the picture's.
fn with_codec(dash: &str, codec: &str) -> Option<String> {
    let at = dash.find("<Representation id=\"0\"")?;
    let (before, rest) = dash.split_at(at);
    Some(format!("{before}{}", with_attribute(rest, "codecs", codec)?))
}

/// SCTE 214-1: a device that knows Dolby Vision takes the same representation for it.
fn with_supplemental_codec(dash: &str, stream: DolbyVisionStream) -> Option<String> {
    let (before, rest) = dash.split_once("<Representation id=\"0\"")?;
    let (start, inner) = before.split_once("<MPD ")?;
    Some(format!(
        "{start}<MPD xmlns:scte214=\"{SCTE_214}\" {inner}<Representation id=\"0\" \
         scte214:supplementalCodecs=\"{}\" scte214:supplementalProfiles=\"{BRAND}\"{rest}",
        stream.codec()
    ))
}

/// Without dates, and said to be complete.
fn media_text(text: &str) -> String {
    let mut out = String::new();
    for line in text
        .lines()
        .filter(|line| !line.starts_with("#EXT-X-PROGRAM-DATE-TIME"))
    {
        out.push_str(line);
        out.push('\n');
        let is_said = text.contains("#EXT-X-PLAYLIST-TYPE");
        if line.starts_with("#EXT-X-TARGETDURATION") && !is_said {
            out.push_str("#EXT-X-PLAYLIST-TYPE:VOD\n");
        }
    }
    out
}

/// The packager rounds the length to a tenth of a second; a player would cut the last frames.
fn dash_text(dash: &str, manifest: &RenditionManifest) -> Result<String, ProduceError> {
    let rate = manifest.edit_rate;
    let micros = u128::from(manifest.duration_frames.0) * u128::from(rate.den()) * 1_000_000;
    let micros = micros.div_ceil(u128::from(rate.num()));
    let duration = format!("PT{}.{:06}S", micros / 1_000_000, micros % 1_000_000);
    let mut text = with_attribute(dash, "mediaPresentationDuration", &duration)
        .ok_or_else(|| unexpected("the DASH manifest has no duration".to_owned()))?;
    let first_sound = usize::from(manifest.picture.is_some());
    for (number, sound) in manifest.sound.iter().enumerate() {
        let opening = format!("<AdaptationSet id=\"{}\"", first_sound + number);
        text = with_label(&text, &opening, sound).ok_or_else(|| unexpected(format!("no {opening}")))?;
    }
    Ok(text)
}

fn with_attribute(text: &str, name: &str, value: &str) -> Option<String> {
    let (before, rest) = text.split_once(&format!("{name}=\""))?;
    let (_, after) = rest.split_once('"')?;
    Some(format!("{before}{name}=\"{value}\"{after}"))
}

fn with_label(text: &str, opening: &str, sound: &SoundRendition) -> Option<String> {
    let (before, rest) = text.split_once(opening)?;
    let (attributes, after) = rest.split_once('>')?;
    let language = match sound
        .language
        .as_deref()
        .filter(|language| is_language_tag(language))
    {
        Some(language) if !attributes.contains("lang=") => format!(" lang=\"{language}\""),
        _ => String::new(),
    };
    let name = sound
        .name
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let label = format!("<Label>{name}</Label>");
    Some(format!(
        "{before}{opening}{language}{attributes}>\n\t\t\t{label}{after}"
    ))
}

fn unexpected(problem: String) -> ProduceError {
    ProduceError::Playlists { problem }
}

fn read(folder: &Path, name: &str) -> Result<String, ProduceError> {
    let path = folder.join(name);
    std::fs::read_to_string(&path).map_err(|source| ProduceError::Io { path, source })
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), ProduceError> {
    let path = folder.join(name);
    std::fs::write(&path, text).map_err(|source| ProduceError::Io { path, source })
}
