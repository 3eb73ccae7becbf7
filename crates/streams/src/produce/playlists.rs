//! Finishes what the packager wrote: sound tracks get names that people know, the presentation gets its exact length,
//! and wall-clock dates go, so that the same master always gives the same files.

use std::fmt::Write;
use std::path::Path;

use super::ProduceError;
use crate::manifest::{RenditionManifest, SoundRendition};

const SOUND_GROUP: &str = "sound";

pub(super) fn complete(folder: &Path, manifest: &mut RenditionManifest) -> Result<(), ProduceError> {
    let dash = read(folder, &manifest.dash_manifest)?;
    let streams = Streams::of(&dash)?;
    if let Some(picture) = &mut manifest.picture {
        picture.codec = streams.codec(0)?.to_owned();
    }
    write(folder, &manifest.dash_manifest, &dash_text(&dash, manifest)?)?;
    write(
        folder,
        &manifest.master_playlist,
        &master_text(manifest, &streams)?,
    )?;
    let pictures = manifest.picture.iter().map(|picture| &picture.playlist);
    for playlist in pictures.chain(manifest.sound.iter().map(|sound| &sound.playlist)) {
        let text = media_text(&read(folder, playlist)?);
        write(folder, playlist, &text)?;
    }
    Ok(())
}

/// Codec and bandwidth of each representation, as the packager measured them.
struct Streams(Vec<(String, u64)>);

impl Streams {
    fn of(dash: &str) -> Result<Streams, ProduceError> {
        let document = roxmltree::Document::parse(dash).map_err(|e| unexpected(e.to_string()))?;
        let streams = document
            .descendants()
            .filter(|node| node.tag_name().name() == "Representation")
            .map(|node| {
                let codec = node.attribute("codecs")?.to_owned();
                Some((codec, node.attribute("bandwidth")?.parse().ok()?))
            });
        let streams: Option<Vec<(String, u64)>> = streams.collect();
        streams
            .map(Streams)
            .ok_or_else(|| unexpected("a representation lacks codecs or bandwidth".to_owned()))
    }

    fn codec(&self, representation: usize) -> Result<&str, ProduceError> {
        let found = self.0.get(representation).map(|(codec, _)| codec.as_str());
        found.ok_or_else(|| unexpected(format!("representation {representation} is missing")))
    }

    fn bandwidth(&self, representation: usize) -> u64 {
        self.0.get(representation).map_or(0, |(_, bandwidth)| *bandwidth)
    }
}

fn master_text(manifest: &RenditionManifest, streams: &Streams) -> Result<String, ProduceError> {
    let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    let first_sound = usize::from(manifest.picture.is_some());
    let has_picture = manifest.picture.is_some();
    for (number, sound) in manifest.sound.iter().enumerate() {
        // Without a picture the first sound is the main stream, and a rendition without URI names it (RFC 8216 §4.3.4.1).
        text.push_str(&sound_line(sound, has_picture || number > 0));
    }
    let loudest = (first_sound..streams.0.len())
        .map(|stream| streams.bandwidth(stream))
        .max()
        .unwrap_or(0);
    let bandwidth = if has_picture {
        streams.bandwidth(0) + loudest
    } else {
        loudest
    };
    let mut codecs = Vec::new();
    let mut line = format!("#EXT-X-STREAM-INF:BANDWIDTH={bandwidth}");
    if let Some(picture) = &manifest.picture {
        codecs.push(streams.codec(0)?);
        let rate = f64::from(manifest.edit_rate.num()) / f64::from(manifest.edit_rate.den());
        let _ = write!(
            line,
            ",RESOLUTION={}x{},FRAME-RATE={rate:.3}",
            picture.width, picture.height
        );
    }
    if !manifest.sound.is_empty() {
        codecs.push("fLaC");
    }
    let _ = write!(line, ",CODECS=\"{}\"", codecs.join(","));
    if !manifest.sound.is_empty() {
        let _ = write!(line, ",AUDIO=\"{SOUND_GROUP}\"");
    }
    let main = manifest.picture.as_ref().map(|picture| &picture.playlist);
    let main = main.or(manifest.sound.first().map(|sound| &sound.playlist));
    let main = main.ok_or_else(|| unexpected("nothing to play".to_owned()))?;
    let _ = write!(text, "{line}\n{main}\n");
    Ok(text)
}

fn sound_line(sound: &SoundRendition, with_uri: bool) -> String {
    let yes_no = if sound.is_default { "YES" } else { "NO" };
    let mut line = format!(
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{SOUND_GROUP}\",NAME=\"{}\",DEFAULT={yes_no},AUTOSELECT={yes_no}",
        sound.name
    );
    let _ = write!(line, ",CHANNELS=\"{}\"", sound.channels.len());
    if let Some(language) = sound
        .language
        .as_deref()
        .filter(|language| is_language_tag(language))
    {
        let _ = write!(line, ",LANGUAGE=\"{language}\"");
    }
    if with_uri {
        let _ = write!(line, ",URI=\"{}\"", sound.playlist);
    }
    line.push('\n');
    line
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

/// Letters, digits and hyphens: nothing that could end an attribute.
fn is_language_tag(text: &str) -> bool {
    !text.is_empty() && text.len() <= 35 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
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
