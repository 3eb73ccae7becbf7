//! Packaging copies the encoded picture and sounds into CMAF segments that HLS and DASH share. ffmpeg's DASH muxer writes
//! both; its HLS muxer was seen to begin late without a word.

use super::{Step, StepKind, common_args, own_mp4_input, segment_micros, words};
use crate::manifest::{DASH_MANIFEST, JOINED, PROGRESSIVE, RenditionManifest, sound_name};

/// From the chunks in a row to one MP4 with its index in front. The row itself is made by [`crate::chunk`].
pub(super) fn join(chunk_frames: u64) -> Step {
    let mut args = common_args();
    args.extend(own_mp4_input(JOINED));
    args.extend(words(
        "-map 0:v:0 -copytb 1 -c copy -map_metadata -1 -fflags +bitexact -use_editlist 0 -movflags +faststart -f mp4",
    ));
    args.push(format!("out/{PROGRESSIVE}"));
    Step {
        kind: StepKind::Join { chunk_frames },
        args,
        rpus: Vec::new(),
    }
}

pub(super) fn plan(manifest: &RenditionManifest) -> Step {
    let has_picture = manifest.picture.is_some();
    let mut args = common_args();
    if has_picture {
        args.extend(own_mp4_input(PROGRESSIVE));
    }
    for number in 0..manifest.sound.len() {
        args.extend(own_mp4_input(&sound_name(number)));
    }
    let streams = usize::from(has_picture) + manifest.sound.len();
    for stream in 0..streams {
        args.extend(["-map".to_owned(), format!("{stream}:0")]);
    }
    args.extend(words(
        "-copytb 1 -c copy -strict experimental -map_metadata -1 -fflags +bitexact",
    ));
    args.extend(words(
        "-f dash -hls_playlist 1 -use_template 1 -use_timeline 1 -seg_duration",
    ));
    args.push(format!("{}us", segment_micros(manifest.edit_rate)));
    // A set for each: players switch freely within a set, and Stereo is no lower quality of 5.1.
    let sets: Vec<String> = (0..streams)
        .map(|stream| format!("id={stream},streams={stream}"))
        .collect();
    args.extend(["-adaptation_sets".to_owned(), sets.join(" ")]);
    args.extend(words("-init_seg_name init_$RepresentationID$.mp4"));
    args.extend(words("-media_seg_name seg_$RepresentationID$_$Number%05d$.m4s"));
    args.push(format!("out/{DASH_MANIFEST}"));
    Step {
        kind: StepKind::Package,
        args,
        rpus: Vec::new(),
    }
}
