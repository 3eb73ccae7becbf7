//! Index table segments (ST 377-1 §11): where each edit unit's bytes begin in the essence container's stream.
//! Constant edit units need one number, variable ones an entry each.

use timecode::EditRate;

use crate::local_set::{Property, SetView};
use crate::partition::Fields;
use crate::ul::Ul;

pub(crate) const SEGMENT: Ul = Ul::from_hex(0x060e2b34_02530101_0d010201_01100100);

/// Index entries in all segments of a file: 12 hours at 120 frames per second.
pub const ENTRIES_LIMIT: usize = 12 * 3600 * 120;

/// Flags, offsets and the stream offset; slices and position tables come on top.
const SMALLEST_ENTRY_BYTES: u32 = 11;

pub(crate) const EDIT_UNIT_BYTE_COUNT: Property = Property::Fixed(0x3f05);
pub(crate) const INDEX_SID: Property = Property::Fixed(0x3f06);
pub(crate) const BODY_SID: Property = Property::Fixed(0x3f07);
pub(crate) const ENTRY_ARRAY: Property = Property::Fixed(0x3f0a);
pub(crate) const EDIT_RATE: Property = Property::Fixed(0x3f0b);
pub(crate) const START_POSITION: Property = Property::Fixed(0x3f0c);
pub(crate) const DURATION: Property = Property::Fixed(0x3f0d);

/// One segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSegment {
    pub index_sid: u32,
    pub body_sid: u32,
    pub edit_rate: Option<EditRate>,
    pub start_position: u64,
    /// In edit units. Zero with constant edit units means: all of them.
    pub duration: u64,
    /// Zero with variable edit units.
    pub edit_unit_bytes: u32,
    /// Where each edit unit begins in the essence stream.
    pub stream_offsets: Vec<u64>,
}

/// The index of the first essence container, its segments in order and each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Index {
    pub segments: Vec<IndexSegment>,
}

pub fn is_index_segment(key: Ul) -> bool {
    key.means(SEGMENT)
}

impl IndexSegment {
    /// `None` when the entry array does not fit.
    pub(crate) fn read(view: SetView<'_>) -> Option<IndexSegment> {
        let stream_offsets = match view.bytes(ENTRY_ARRAY) {
            Some(bytes) => entries(&bytes)?,
            None => Vec::new(),
        };
        Some(IndexSegment {
            index_sid: view.u32(INDEX_SID).unwrap_or(0),
            body_sid: view.u32(BODY_SID).unwrap_or(0),
            edit_rate: view.rate(EDIT_RATE),
            start_position: view.position(START_POSITION).unwrap_or(0),
            duration: view.position(DURATION).unwrap_or(0),
            edit_unit_bytes: view.u32(EDIT_UNIT_BYTE_COUNT).unwrap_or(0),
            stream_offsets,
        })
    }
}

/// Temporal offset, key frame offset and flags come before the stream offset, slices behind it.
fn entries(bytes: &[u8]) -> Option<Vec<u64>> {
    let mut fields = Fields(bytes);
    let count = fields.u32()?;
    let size = fields.u32()?;
    if count == 0 {
        return Some(Vec::new());
    }
    if size < SMALLEST_ENTRY_BYTES {
        return None;
    }
    let size = usize::try_from(size).ok()?;
    let wanted = usize::try_from(count).ok()?;
    let offsets: Option<Vec<u64>> = fields
        .0
        .chunks_exact(size)
        .take(wanted)
        .map(|entry| entry.get(3..11)?.try_into().ok().map(u64::from_be_bytes))
        .collect();
    offsets.filter(|offsets| offsets.len() == wanted)
}

impl Index {
    /// Segments repeat in body and footer partitions; each position is kept once.
    pub(crate) fn of(mut segments: Vec<IndexSegment>) -> Option<Index> {
        let body_sid = segments.first()?.body_sid;
        segments.retain(|segment| segment.body_sid == body_sid);
        segments.sort_by_key(|segment| segment.start_position);
        segments.dedup_by_key(|segment| segment.start_position);
        Some(Index { segments })
    }

    pub fn edit_rate(&self) -> Option<EditRate> {
        self.segments.first().and_then(|segment| segment.edit_rate)
    }

    /// Edit units that the index counts; `None` when a segment stands for "all of them".
    #[must_use]
    pub fn duration(&self) -> Option<u64> {
        let last = self.segments.last()?;
        if last.duration == 0 && last.edit_unit_bytes > 0 {
            return None;
        }
        last.start_position.checked_add(last.duration)
    }

    /// The constant size of an edit unit, when it is constant.
    #[must_use]
    pub fn edit_unit_bytes(&self) -> Option<u32> {
        let bytes = self.segments.first()?.edit_unit_bytes;
        (bytes > 0).then_some(bytes)
    }

    /// Where edit unit `position` begins in the stream of its essence container. With clip wrapping the stream is
    /// that of the clip's value.
    #[must_use]
    pub fn stream_offset(&self, position: u64) -> Option<u64> {
        let at = self
            .segments
            .partition_point(|segment| segment.start_position <= position);
        let mut before = 0_u64;
        let earlier = self.segments.get(..at.checked_sub(1)?)?;
        for segment in earlier {
            before = before.checked_add(u64::from(segment.edit_unit_bytes).checked_mul(segment.duration)?)?;
        }
        let segment = self.segments.get(at.checked_sub(1)?)?;
        let within = position.checked_sub(segment.start_position)?;
        if segment.edit_unit_bytes > 0 {
            let known = segment.duration == 0 || within < segment.duration;
            let bytes = u64::from(segment.edit_unit_bytes).checked_mul(within)?;
            return before.checked_add(bytes).filter(|_| known);
        }
        segment.stream_offsets.get(usize::try_from(within).ok()?).copied()
    }

    /// The essence bytes that the index needs at least: one past the last edit unit's first byte, or the end of
    /// the last constant one.
    pub(crate) fn reach_bytes(&self) -> Option<u64> {
        let last = self.segments.last()?;
        if last.edit_unit_bytes > 0 {
            let final_unit = self.duration()?.checked_sub(1)?;
            return self
                .stream_offset(final_unit)?
                .checked_add(u64::from(last.edit_unit_bytes));
        }
        let offsets = self.segments.iter().flat_map(|segment| &segment.stream_offsets);
        offsets.max()?.checked_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(start_position: u64, duration: u64, edit_unit_bytes: u32, offsets: &[u64]) -> IndexSegment {
        IndexSegment {
            index_sid: 129,
            body_sid: 1,
            edit_rate: Some(EditRate::FPS_24),
            start_position,
            duration,
            edit_unit_bytes,
            stream_offsets: offsets.to_vec(),
        }
    }

    #[test]
    fn repeated_segments_count_once() {
        let index = Index::of(vec![
            segment(2, 1, 0, &[300]),
            segment(0, 2, 0, &[0, 100]),
            segment(2, 1, 0, &[300]),
        ])
        .unwrap();
        assert_eq!(index.duration(), Some(3));
        assert_eq!(index.stream_offset(2), Some(300));
        assert_eq!(index.stream_offset(3), None);
        assert_eq!(index.reach_bytes(), Some(301));
    }

    #[test]
    fn constant_edit_units_are_multiplied() {
        let index = Index::of(vec![segment(0, 10, 18, &[])]).unwrap();
        assert_eq!(index.stream_offset(9), Some(162));
        assert_eq!(index.stream_offset(10), None);
        assert_eq!(index.reach_bytes(), Some(180));
        let endless = Index::of(vec![segment(0, 0, 18, &[])]).unwrap();
        assert_eq!(endless.stream_offset(10), Some(180));
        assert_eq!(endless.duration(), None);
    }

    #[test]
    fn an_entry_array_that_ends_early_is_refused() {
        let mut bytes = vec![0, 0, 0, 2, 0, 0, 0, 11];
        bytes.extend([0; 21]);
        assert_eq!(entries(&bytes), None);
        bytes.push(5);
        assert_eq!(entries(&bytes), Some(vec![0, 5]));
    }
}
