//! The progressive MP4 of the picture: index in front, every frame, constant durations, keyframes where they belong.
//! Its sample tables are run-length coded (ISO/IEC 14496-12 §8.6.1), so hours are checked in microseconds.

use std::path::Path;

use mp4_atom::{Atom, FourCC, Moov};

use super::fragments::{MDAT, box_order, edit_start, only_track, read_moov};
use super::{VerifyError, malformed};
use crate::manifest::{PictureRendition, RenditionManifest};

pub(super) fn verify(
    folder: &Path,
    manifest: &RenditionManifest,
    picture: &PictureRendition,
) -> Result<(), VerifyError> {
    let Some(name) = manifest.progressive.as_deref() else {
        return Ok(());
    };
    let order = box_order(folder, name)?;
    let place = |kind: FourCC| order.iter().position(|found| *found == kind);
    if place(Moov::KIND) > place(MDAT) {
        return Err(malformed(name, "the index stands behind the media"));
    }
    let moov = read_moov(folder, name)?;
    let trak = only_track(&moov, name)?;
    let file = || name.to_owned();

    let found = trak.mdia.mdhd.timescale;
    if found != picture.time_scale {
        return Err(VerifyError::TimeScale {
            file: file(),
            expected: picture.time_scale,
            found,
        });
    }
    let start = edit_start(trak, name)?;
    let tables = &trak.mdia.minf.stbl;
    let offsets = tables.ctts.iter().flat_map(|ctts| &ctts.entries);
    if offsets.into_iter().any(|entry| entry.sample_offset != 0) || start != 0 {
        return Err(VerifyError::FirstTimestamp {
            file: file(),
            ticks: start,
        });
    }
    let mut frame = 0;
    for run in &tables.stts.entries {
        if run.sample_delta != picture.frame_ticks {
            let (expected, found) = (u64::from(picture.frame_ticks), u64::from(run.sample_delta));
            return Err(VerifyError::FrameDuration {
                file: file(),
                frame,
                expected,
                found,
            });
        }
        frame += u64::from(run.sample_count);
    }
    let expected = manifest.duration_frames.0;
    if frame != expected {
        return Err(VerifyError::FrameCount {
            file: file(),
            expected,
            found: frame,
        });
    }
    keyframes(
        tables.stss.as_ref().map(|stss| stss.entries.as_slice()),
        expected,
        picture,
    )
    .map_or(Ok(()), |frame| Err(VerifyError::Keyframe { file: file(), frame }))
}

/// The first frame that ought to be a keyframe and is none. Without a table every frame is one.
fn keyframes(table: Option<&[u32]>, frames: u64, picture: &PictureRendition) -> Option<u64> {
    let table = table?;
    let every = usize::try_from(picture.keyframe_every_frames.max(1)).unwrap_or(usize::MAX);
    // Sample numbers of the table begin at 1 and grow.
    (0..frames)
        .step_by(every)
        .find(|frame| u32::try_from(frame + 1).map_or(true, |number| table.binary_search(&number).is_err()))
}
