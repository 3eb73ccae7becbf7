//! Thumbnails for the timeline: JPEG sheets of tiles and an index. Tiles are keyframes, so only those are decoded: two
//! hours take seconds.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::jail::{Jail, JailError, JailLimits, Jailer};
use crate::manifest::{PROGRESSIVE, RenditionManifest};
use crate::plan::{own_mp4_input, words};
use crate::probe::Tools;
use crate::verify::complaints_in;

pub const INDEX_NAME: &str = "thumbnails.json";
const COLUMNS: u32 = 10;
const ROWS: u32 = 10;
const TILE_WIDTH_LIMIT: u32 = 320;
/// Ten sheets: enough for a tile every 7.5 s of a two-hour film.
pub const COUNT_LIMIT: u64 = 1000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThumbnailIndex {
    pub tile_width: u32,
    pub tile_height: u32,
    pub columns: u32,
    pub rows: u32,
    /// Tile k shows frame k × every_frames.
    pub every_frames: u64,
    pub count: u64,
    pub sheets: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ThumbnailsError {
    #[error("the rendition has no picture")]
    NoPicture,
    #[error("ffmpeg made no thumbnails: {why}")]
    Failed { why: String },
    #[error("sheet {sheet} is missing")]
    MissingSheet { sheet: String },
    #[error(transparent)]
    Jail(#[from] JailError),
    #[error("cannot write the index")]
    Write(#[source] std::io::Error),
}

/// Writes the sheets and `thumbnails.json` into `folder`, which holds the rendition's progressive MP4.
pub async fn make(
    jailer: &Jailer,
    tools: &Tools,
    folder: &Path,
    manifest: &RenditionManifest,
) -> Result<ThumbnailIndex, ThumbnailsError> {
    let index = index_for(manifest, COUNT_LIMIT).ok_or(ThumbnailsError::NoPicture)?;
    let keyframes = index.every_frames
        / manifest
            .picture
            .as_ref()
            .map_or(1, |p| p.keyframe_every_frames.max(1));
    let jail = Jail::new(jailer).write(folder).limits(JailLimits::default());
    let mut args = words("-hide_banner -nostdin -nostats -y -v repeat+level+warning -skip_frame nokey");
    args.extend(own_mp4_input(PROGRESSIVE));
    args.extend(words("-map 0:v:0 -fps_mode passthrough -vf"));
    args.push(format!(
        "select=not(mod(n\\,{keyframes})),scale=w={}:h={}:flags=area,tile={COLUMNS}x{ROWS}",
        index.tile_width, index.tile_height
    ));
    args.extend(words(&format!("-frames:v {}", index.sheets.len())));
    args.extend(words(
        "-c:v mjpeg -q:v 4 -pix_fmt yuvj420p -f image2 -start_number 0 out/thumbnails_%03d.jpg",
    ));
    let outcome = jail.run(&tools.ffmpeg, &args, |_| {}).await?;
    let complaints = complaints_in(&outcome.stderr);
    if !outcome.success() || !complaints.is_empty() {
        return Err(ThumbnailsError::Failed {
            why: format!("{}: {}", outcome.exit, complaints.join(" | ")),
        });
    }
    if let Some(sheet) = index.sheets.iter().find(|sheet| !folder.join(sheet).is_file()) {
        return Err(ThumbnailsError::MissingSheet { sheet: sheet.clone() });
    }
    let json = serde_json::to_vec(&index).map_err(|e| ThumbnailsError::Write(e.into()))?;
    std::fs::write(folder.join(INDEX_NAME), json).map_err(ThumbnailsError::Write)?;
    Ok(index)
}

/// A tile every so many frames, a whole number of keyframe distances, at most `count_limit` tiles in all.
fn index_for(manifest: &RenditionManifest, count_limit: u64) -> Option<ThumbnailIndex> {
    let picture = manifest.picture.as_ref()?;
    let step = picture.keyframe_every_frames.max(1);
    let frames = manifest.duration_frames.0.max(1);
    let every_frames = frames.div_ceil(count_limit.max(1)).div_ceil(step).max(1) * step;
    let count = frames.div_ceil(every_frames);
    let tile_width = picture.width.min(TILE_WIDTH_LIMIT) & !1;
    let height = u64::from(picture.height) * u64::from(tile_width) / u64::from(picture.width.max(1));
    let tile_height = u32::try_from(height).unwrap_or(u32::MAX).max(2) & !1;
    let sheets = (0..count.div_ceil(u64::from(COLUMNS * ROWS)))
        .map(|n| format!("thumbnails_{n:03}.jpg"))
        .collect();
    Some(ThumbnailIndex {
        tile_width,
        tile_height,
        columns: COLUMNS,
        rows: ROWS,
        every_frames,
        count,
        sheets,
    })
}

#[cfg(test)]
mod tests {
    use timecode::{EditRate, FrameCount};

    use super::*;
    use crate::kind::RenditionKind;
    use crate::manifest::{PictureRendition, StreamColour};

    fn index(frames: u64) -> Option<ThumbnailIndex> {
        let picture = PictureRendition {
            width: 1920,
            height: 804,
            codec: "h264".into(),
            playlist: "media_0.m3u8".into(),
            tone_mapped: false,
            keyframe_every_frames: 12,
            time_scale: 24_000,
            frame_ticks: 1_000,
            colour: StreamColour::Bt709,
            mastering: None,
            light_level: None,
            dolby_vision: None,
            without_dolby_vision: None,
        };
        let manifest = RenditionManifest {
            kind: RenditionKind::Browser,
            edit_rate: EditRate::FPS_24,
            duration_frames: FrameCount(frames),
            segment_frames: 48,
            picture: Some(picture),
            sound: Vec::new(),
            master_playlist: "master.m3u8".into(),
            dash_manifest: "manifest.mpd".into(),
            progressive: None,
            files: Vec::new(),
        };
        index_for(&manifest, COUNT_LIMIT)
    }

    #[test]
    fn a_film_of_two_hours_has_a_bounded_number_of_tiles() {
        let index = index(172_800).expect("a picture");
        assert_eq!(
            (index.every_frames, index.count, index.sheets.len()),
            (180, 960, 10)
        );
        assert_eq!((index.tile_width, index.tile_height), (320, 134));
    }

    #[test]
    fn a_clip_has_a_tile_for_each_keyframe() {
        let index = index(13).expect("a picture");
        assert_eq!((index.every_frames, index.count, index.sheets.len()), (12, 2, 1));
    }
}
