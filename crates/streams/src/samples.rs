//! Samples within the fragments of an MP4 (ISO/IEC 14496-12 §8.8): where each lies, and fragments written anew when samples
//! have grown. One track run for each fragment, as our own runs of ffmpeg write them.

use crate::boxes::{self, RawBox};

/// 24 hours at 120 frames.
const SAMPLES_LIMIT: usize = 24 * 3600 * 120;

const DATA_OFFSET: u32 = 0x1;
const FIRST_FLAGS: u32 = 0x4;
const DURATION: u32 = 0x100;
const SIZE: u32 = 0x200;
const FLAGS: u32 = 0x400;
const COMPOSITION_OFFSET: u32 = 0x800;

/// A track run: what stands before the table of samples, and the rows of it.
struct Run {
    place: RawBox,
    flags: u32,
    /// Version, flags, count and the fields behind them.
    head: Vec<u8>,
    rows: Vec<Row>,
}

struct Row {
    duration: Option<[u8; 4]>,
    size: u32,
    /// Flags and composition offset, as they are.
    rest: Vec<u8>,
}

/// The size of a sample where its fragment does not say it, from a movie box (`trex`).
pub(crate) fn default_size(moov: &[u8]) -> Option<u32> {
    let extends = *boxes::descend(moov, &[b"moov", b"mvex", b"trex"])?.last()?;
    u32_at(moov, extends.body + 16)
}

/// The sizes of a fragment's samples, in order.
pub(crate) fn sizes(moof: &[u8], otherwise: u32) -> Option<Vec<u32>> {
    let run = Run::read(moof, otherwise)?;
    Some(run.rows.iter().map(|row| row.size).collect())
}

/// The fragment with other sizes of its samples; its media follow at once behind it.
pub(crate) fn with_sizes(moof: &[u8], sizes: &[u32]) -> Option<Vec<u8>> {
    let mut run = Run::read(moof, 0)?;
    if run.rows.len() != sizes.len() {
        return None;
    }
    for (row, size) in run.rows.iter_mut().zip(sizes) {
        row.size = *size;
    }
    let way = boxes::descend(moof, &[b"moof", b"traf", b"trun"])?;
    let grown = run.to_bytes(0)?.len();
    let moof_bytes = moof.len() + grown - (run.place.end - run.place.start);
    // The first byte of the media, from the fragment's beginning: behind the head of the media box.
    let written = run.to_bytes(u32::try_from(moof_bytes + 8).ok()?)?;
    let mut bytes = moof.to_vec();
    boxes::replace(&mut bytes, &way, &written)?;
    Some(bytes)
}

impl Run {
    fn read(moof: &[u8], otherwise: u32) -> Option<Run> {
        let way = boxes::descend(moof, &[b"moof", b"traf"])?;
        let track = *way.last()?;
        let inner = boxes::children(moof, track.body, track.end)?;
        let mut runs = inner.iter().filter(|found| found.kind == *b"trun");
        let (place, None) = (*runs.next()?, runs.next()) else {
            return None;
        };
        let header = inner.iter().find(|found| found.kind == *b"tfhd")?;
        let otherwise = fragment_default(moof, header)?.unwrap_or(otherwise);
        let flags = u32_at(moof, place.body)? & 0x00ff_ffff;
        let count = usize::try_from(u32_at(moof, place.body + 4)?).ok()?;
        if count > SAMPLES_LIMIT {
            return None;
        }
        let optional = |flag: u32| if flags & flag != 0 { 4 } else { 0 };
        let mut at = place.body + 8 + optional(DATA_OFFSET) + optional(FIRST_FLAGS);
        let head = moof.get(place.body..at)?.to_vec();
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            let duration = match flags & DURATION {
                0 => None,
                _ => Some(moof.get(at..at + 4)?.try_into().ok()?),
            };
            at += optional(DURATION);
            let size = match flags & SIZE {
                0 => otherwise,
                _ => u32_at(moof, at)?,
            };
            at += optional(SIZE);
            let end = at + optional(FLAGS) + optional(COMPOSITION_OFFSET);
            rows.push(Row {
                duration,
                size,
                rest: moof.get(at..end)?.to_vec(),
            });
            at = end;
        }
        (at == place.end).then_some(Run {
            place,
            flags,
            head,
            rows,
        })
    }

    /// With every sample's size.
    fn to_bytes(&self, data_offset: u32) -> Option<Vec<u8>> {
        let mut body = self.head.clone();
        let version = u32::from(*body.first()?) << 24;
        body.get_mut(..4)?
            .copy_from_slice(&(version | self.flags | SIZE).to_be_bytes());
        if self.flags & DATA_OFFSET != 0 {
            body.get_mut(8..12)?.copy_from_slice(&data_offset.to_be_bytes());
        }
        for row in &self.rows {
            body.extend(row.duration.iter().flatten());
            body.extend(row.size.to_be_bytes());
            body.extend(&row.rest);
        }
        let size = u32::try_from(body.len() + 8).ok()?;
        Some([size.to_be_bytes().as_slice(), b"trun", &body].concat())
    }
}

/// `default_sample_size` of a fragment's header, behind the optional fields before it.
fn fragment_default(moof: &[u8], header: &RawBox) -> Option<Option<u32>> {
    let flags = u32_at(moof, header.body)?;
    let before: usize = [(0x1, 8), (0x2, 4), (0x8, 4)]
        .iter()
        .map(|(flag, bytes)| if flags & flag != 0 { *bytes } else { 0 })
        .sum();
    match flags & 0x10 {
        0 => Some(None),
        _ => Some(Some(u32_at(moof, header.body + 8 + before)?)),
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).expect("small");
        [size.to_be_bytes().as_slice(), kind, body].concat()
    }

    fn words(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_be_bytes()).collect()
    }

    fn fragment(header: &[u32], run: &[u32]) -> Vec<u8> {
        let parts = [boxed(b"tfhd", &words(header)), boxed(b"trun", &words(run))].concat();
        boxed(b"moof", &boxed(b"traf", &parts))
    }

    #[test]
    fn sizes_come_from_the_run_else_from_the_fragment_else_from_the_movie() {
        let own = fragment(&[0x02_0000, 1], &[0x201, 2, 99, 7, 8]);
        assert_eq!(sizes(&own, 5), Some(vec![7, 8]));
        let shared = fragment(&[0x02_0018, 1, 1000, 6], &[0x1, 2, 99]);
        assert_eq!(sizes(&shared, 5), Some(vec![6, 6]));
        let of_the_movie = fragment(&[0x02_0000, 1], &[0x101, 2, 99, 1000, 1000]);
        assert_eq!(sizes(&of_the_movie, 5), Some(vec![5, 5]));
    }

    #[test]
    fn a_fragment_with_grown_samples_says_where_they_lie_now() {
        let shared = fragment(&[0x02_0018, 1, 1000, 6], &[0x5, 2, 99, 3]);
        let grown = with_sizes(&shared, &[70, 80]).expect("written anew");
        assert_eq!(sizes(&grown, 0), Some(vec![70, 80]));
        assert_eq!(grown.len(), shared.len() + 8, "two sizes more");
        let media = u32::try_from(grown.len() + 8).expect("small");
        assert_eq!(
            grown,
            fragment(&[0x02_0018, 1, 1000, 6], &[0x205, 2, media, 3, 70, 80])
        );
        assert_eq!(with_sizes(&shared, &[70]), None, "another number of samples");
    }

    #[test]
    fn a_run_that_is_cut_or_one_of_several_is_none() {
        assert_eq!(sizes(&fragment(&[0x02_0000, 1], &[0x201, 2, 99, 7]), 5), None);
        let run = boxed(b"trun", &words(&[0x201, 1, 99, 7]));
        let parts = [boxed(b"tfhd", &words(&[0x02_0000, 1])), run.clone(), run].concat();
        assert_eq!(sizes(&boxed(b"moof", &boxed(b"traf", &parts)), 5), None);
    }
}
