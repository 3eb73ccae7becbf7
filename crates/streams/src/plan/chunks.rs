//! Where a picture is cut, so that many workers make it at once and a dead one costs a minute.

use timecode::{EditRate, Frame, FrameCount, FrameRange};

use crate::manifest::SEGMENT_FRAMES;

const CHUNK_SECONDS: u64 = 60;

/// About a minute, in whole segments: so a chunk ends where a group and a segment end, and a rendition made of chunks is
/// cut like one made at once.
pub fn chunk_frames(rate: EditRate) -> u64 {
    chunk_frames_of(rate, CHUNK_SECONDS)
}

/// As [`chunk_frames`], of another length than a minute.
pub fn chunk_frames_of(rate: EditRate, seconds: u64) -> u64 {
    let frames = seconds.saturating_mul(u64::from(rate.num())) / u64::from(rate.den().max(1));
    ((frames + SEGMENT_FRAMES / 2) / SEGMENT_FRAMES).max(1) * SEGMENT_FRAMES
}

/// The chunks of a composition, in order and without a gap; the last takes the rest. `chunk_frames` is rounded up to
/// whole segments.
pub fn chunks(duration: FrameCount, chunk_frames: u64) -> Vec<FrameRange> {
    let length = chunk_frames
        .max(1)
        .div_ceil(SEGMENT_FRAMES)
        .saturating_mul(SEGMENT_FRAMES);
    let from = |number: u64| {
        let first = number.checked_mul(length)?;
        let count = length.min(duration.0.checked_sub(first)?);
        FrameRange::starting_at(Frame(first), FrameCount(count))
    };
    (0..duration.0.div_ceil(length)).map_while(from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_about_a_minute_of_whole_segments_at_every_rate() {
        let frames = |rate| chunk_frames(rate);
        assert_eq!(frames(EditRate::FPS_23_976), 1440);
        assert_eq!(frames(EditRate::FPS_24), 1440);
        assert_eq!(frames(EditRate::FPS_25), 1488);
        assert_eq!(frames(EditRate::FPS_29_97), 1776);
        assert_eq!(frames(EditRate::FPS_59_94), 3600);
    }

    #[test]
    fn chunks_cover_every_frame_once() {
        let cut = |frames, length| {
            let ranges = chunks(FrameCount(frames), length);
            ranges
                .iter()
                .map(|range| (range.first().0, range.len().0))
                .collect::<Vec<_>>()
        };
        assert_eq!(cut(100, 48), [(0, 48), (48, 48), (96, 4)]);
        assert_eq!(cut(96, 48), [(0, 48), (48, 48)]);
        assert_eq!(cut(1, 1440), [(0, 1)]);
        assert_eq!(cut(100, 50), [(0, 96), (96, 4)], "rounded up to whole segments");
        assert_eq!(cut(0, 48), []);
    }
}
