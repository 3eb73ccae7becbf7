//! Packaging copies the encoded picture and sounds into CMAF segments that HLS and DASH share. ffmpeg's DASH muxer writes
//! both; its HLS muxer was seen to begin late without a word.

use super::{Step, StepKind, common_args, own_mp4_input, words};
use crate::manifest::{DASH_MANIFEST, PROGRESSIVE, RenditionManifest, SEGMENT_FRAMES, sound_name};

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
    args.push(segment_duration(manifest));
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
    }
}

/// In microseconds, rounded down: the muxer cuts at the first keyframe that is not earlier.
fn segment_duration(manifest: &RenditionManifest) -> String {
    let rate = manifest.edit_rate;
    let micros = u128::from(SEGMENT_FRAMES) * u128::from(rate.den()) * 1_000_000 / u128::from(rate.num());
    format!("{micros}us")
}
