//! The master playlist: one picture and its sounds. Sounds of one codec are one group, because a player asks by codec what a
//! device can play; each group gets a line of its own with the same picture.

use std::fmt::Write;

use crate::dolby_vision::{BRAND, DolbyVisionStream};
use crate::manifest::{FLAC, RenditionManifest, SoundRendition};

/// What a player is told of a stream before it opens it.
pub(crate) struct Stream {
    pub codec: String,
    /// Bits a second.
    pub bandwidth: u64,
}

/// `streams`: the picture, if there is one, then the sounds. None when there is nothing to play.
pub(crate) fn master_text(manifest: &RenditionManifest, streams: &[Stream]) -> Option<String> {
    let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    let has_picture = manifest.picture.is_some();
    let mut groups: Vec<&str> = Vec::new();
    for (number, sound) in manifest.sound.iter().enumerate() {
        let is_first_of_group = !groups.contains(&sound.codec.as_str());
        if is_first_of_group {
            groups.push(&sound.codec);
        }
        // Without a picture the first sound is the main stream, and a rendition without URI names it (RFC 8216 §4.3.4.1).
        text.push_str(&sound_line(sound, is_first_of_group, has_picture || number > 0));
    }
    let main = manifest.picture.as_ref().map(|picture| &picture.playlist);
    let main = main.or(manifest.sound.first().map(|sound| &sound.playlist))?;
    if groups.is_empty() {
        let _ = write!(text, "{}\n{main}\n", stream_line(manifest, streams, None));
    }
    for group in groups {
        let _ = write!(text, "{}\n{main}\n", stream_line(manifest, streams, Some(group)));
    }
    Some(text)
}

fn stream_line(manifest: &RenditionManifest, streams: &[Stream], group: Option<&str>) -> String {
    let first_sound = usize::from(manifest.picture.is_some());
    let of_group = manifest
        .sound
        .iter()
        .zip(streams.iter().skip(first_sound))
        .filter(|(sound, _)| Some(sound.codec.as_str()) == group);
    let loudest = of_group.map(|(_, stream)| stream.bandwidth).max().unwrap_or(0);
    let picture = manifest.picture.as_ref().zip(streams.first());
    let bandwidth = picture.map_or(0, |(_, stream)| stream.bandwidth) + loudest;
    let mut line = format!("#EXT-X-STREAM-INF:BANDWIDTH={bandwidth}");
    let mut codecs = Vec::new();
    if let Some((picture, stream)) = picture {
        codecs.push(stream.codec.as_str());
        let rate = f64::from(manifest.edit_rate.num()) / f64::from(manifest.edit_rate.den());
        let _ = write!(
            line,
            ",RESOLUTION={}x{},FRAME-RATE={rate:.3}",
            picture.width, picture.height
        );
        if manifest.kind.is_hdr() {
            line.push_str(",VIDEO-RANGE=PQ");
        }
        if let Some(stream) = picture.dolby_vision {
            let _ = write!(line, ",SUPPLEMENTAL-CODECS=\"{}\"", supplemental(stream));
        }
    }
    codecs.extend(group.map(spoken));
    let _ = write!(line, ",CODECS=\"{}\"", codecs.join(","));
    if let Some(group) = group {
        let _ = write!(line, ",AUDIO=\"{}\"", group_id(group));
    }
    line
}

/// Codec and brand: who knows them plays Dolby Vision, everyone else the codec beside.
pub(crate) fn supplemental(stream: DolbyVisionStream) -> String {
    format!("{}/{BRAND}", stream.codec())
}

/// As playlists spell the codec.
fn spoken(codec: &str) -> &str {
    if codec == FLAC { "fLaC" } else { codec }
}

fn group_id(codec: &str) -> &str {
    match codec {
        FLAC => "sound",
        other => other.split('.').next().unwrap_or(other),
    }
}

fn sound_line(sound: &SoundRendition, is_default: bool, with_uri: bool) -> String {
    let yes_no = if is_default { "YES" } else { "NO" };
    let mut line = format!(
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{}\",NAME=\"{}\",DEFAULT={yes_no},AUTOSELECT={yes_no}",
        group_id(&sound.codec),
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

/// Letters, digits and hyphens: nothing that could end an attribute.
pub(crate) fn is_language_tag(text: &str) -> bool {
    !text.is_empty() && text.len() <= 35 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
