//! Playlists of a rendition that is still being made: the chunks that are done, from the first on without a gap, played
//! from where their fragments lie in their files. Text only; nothing is copied, and nothing here opens a file.
//!
//! The sounds are whole from the beginning: they are encoded in a fraction of the picture's time.

use std::fmt::Write;

use crate::chunk::{ChunkIndex, Fragment};
use crate::manifest::{PictureRendition, RenditionManifest, SoundRendition};
use crate::produce::master::{Stream, master_text};

/// Playlists by name; their URIs are the names of the files that the indexes tell of, in the same place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growing {
    pub playlists: Vec<(String, String)>,
    /// Frames that can be played from the beginning on.
    pub frames: u64,
    /// Every chunk is there; a player need not ask again.
    pub is_whole: bool,
}

/// `chunks` in any order, of one kind; `sounds` one for each sound of the manifest. None before the first chunk and every
/// sound are there.
pub fn playlists(
    manifest: &RenditionManifest,
    chunks: &[ChunkIndex],
    sounds: &[ChunkIndex],
) -> Option<Growing> {
    let picture = manifest.picture.as_ref()?;
    let ready = ready(chunks);
    let opening = ready.first()?;
    if sounds.len() != manifest.sound.len() {
        return None;
    }
    let frames: u64 = ready
        .iter()
        .flat_map(|chunk| &chunk.fragments)
        .map(|fragment| fragment.samples)
        .sum();
    let is_whole = frames == manifest.duration_frames.0;
    let mut made = vec![(
        picture.playlist.clone(),
        picture_text(picture, &ready, opening, is_whole),
    )];
    let mut streams = vec![Stream {
        codec: opening.codec.clone(),
        bandwidth: bandwidth(
            ready.iter().flat_map(|chunk| &chunk.fragments),
            frames.saturating_mul(u64::from(picture.frame_ticks)),
            picture.time_scale,
        ),
    }];
    for (sound, index) in manifest.sound.iter().zip(sounds) {
        made.push((sound.playlist.clone(), sound_text(sound, index)));
        streams.push(Stream {
            codec: index.codec.clone(),
            bandwidth: bandwidth(index.fragments.iter(), sound.samples, sound.sample_rate),
        });
    }
    made.push((manifest.master_playlist.clone(), master_text(manifest, &streams)?));
    Some(Growing {
        playlists: made,
        frames,
        is_whole,
    })
}

/// The chunks from the first on, up to the first that is missing.
fn ready(chunks: &[ChunkIndex]) -> Vec<&ChunkIndex> {
    let mut sorted: Vec<&ChunkIndex> = chunks.iter().collect();
    sorted.sort_by_key(|chunk| chunk.first);
    let mut next = 0;
    let follows = |chunk: &&ChunkIndex| {
        let is_next = chunk.first == next;
        next += chunk
            .fragments
            .iter()
            .map(|fragment| fragment.samples)
            .sum::<u64>();
        is_next
    };
    sorted.into_iter().take_while(follows).collect()
}

fn picture_text(
    picture: &PictureRendition,
    ready: &[&ChunkIndex],
    opening: &ChunkIndex,
    is_whole: bool,
) -> String {
    let ticks = |fragment: &Fragment| fragment.samples.saturating_mul(u64::from(picture.frame_ticks));
    let parts = ready.iter().flat_map(|chunk| {
        let file = chunk.file.as_str();
        chunk
            .fragments
            .iter()
            .map(move |fragment| (file, *fragment, ticks(fragment)))
    });
    text(
        opening,
        picture.time_scale,
        &parts.collect::<Vec<_>>(),
        if is_whole { "VOD" } else { "EVENT" },
    )
}

fn sound_text(sound: &SoundRendition, index: &ChunkIndex) -> String {
    let ends = index
        .fragments
        .iter()
        .skip(1)
        .map(|next| next.start_ticks)
        .chain([sound.samples]);
    let parts: Vec<_> = index
        .fragments
        .iter()
        .zip(ends)
        .map(|(fragment, end)| {
            (
                index.file.as_str(),
                *fragment,
                end.saturating_sub(fragment.start_ticks),
            )
        })
        .collect();
    text(index, sound.sample_rate, &parts, "VOD")
}

fn text(
    opening: &ChunkIndex,
    time_scale: u32,
    parts: &[(&str, Fragment, u64)],
    playlist_type: &str,
) -> String {
    let scale = u64::from(time_scale.max(1));
    let longest = parts
        .iter()
        .map(|(_, _, ticks)| ticks.div_ceil(scale))
        .max()
        .unwrap_or(1);
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{longest}\n#EXT-X-PLAYLIST-TYPE:{playlist_type}\n\
         #EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"{}\",BYTERANGE=\"{}@0\"\n",
        opening.file, opening.init_bytes
    );
    for (file, fragment, ticks) in parts {
        let micros = u128::from(*ticks) * 1_000_000 / u128::from(scale);
        let _ = write!(
            text,
            "#EXTINF:{}.{:06},\n#EXT-X-BYTERANGE:{}@{}\n{file}\n",
            micros / 1_000_000,
            micros % 1_000_000,
            fragment.bytes,
            fragment.offset
        );
    }
    if playlist_type == "VOD" {
        text.push_str("#EXT-X-ENDLIST\n");
    }
    text
}

/// Bits a second over the whole.
fn bandwidth<'a>(fragments: impl Iterator<Item = &'a Fragment>, ticks: u64, time_scale: u32) -> u64 {
    let bytes: u128 = fragments.map(|fragment| u128::from(fragment.bytes)).sum();
    let bits = bytes * 8 * u128::from(time_scale) / u128::from(ticks.max(1));
    u64::try_from(bits).unwrap_or(u64::MAX)
}
