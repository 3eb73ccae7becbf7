//! Positions, lengths and ranges, counted in frames.
//!
//! A [`Frame`] says where, a [`FrameCount`] says how long; they cannot be mixed up. A [`FrameRange`] includes its
//! last frame, as people flag it: an Out on the same frame as the In is one frame long.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A position; 0 is the first frame of the composition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Frame(pub u64);

/// A length in frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FrameCount(pub u64);

/// From the first frame to the last, both included. In JSON `{"first":240,"last":251}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
pub struct FrameRange {
    first: Frame,
    last: Frame,
}

#[derive(Deserialize)]
struct Ends {
    first: Frame,
    last: Frame,
}

impl TryFrom<Ends> for FrameRange {
    type Error = OutBeforeIn;

    fn try_from(ends: Ends) -> Result<Self, OutBeforeIn> {
        FrameRange::new(ends.first, ends.last)
    }
}

/// A range whose last frame comes before its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("out is {} before in", self.by())]
pub struct OutBeforeIn {
    pub first: Frame,
    pub last: Frame,
}

impl OutBeforeIn {
    /// How far the Out lies before the In.
    pub fn by(&self) -> FrameCount {
        FrameCount(self.first.0.saturating_sub(self.last.0))
    }
}

impl Frame {
    /// The frame `count` later.
    pub fn checked_add(self, count: FrameCount) -> Option<Frame> {
        self.0.checked_add(count.0).map(Frame)
    }

    /// The frame `count` earlier; nothing lies before the first.
    pub fn checked_sub(self, count: FrameCount) -> Option<Frame> {
        self.0.checked_sub(count.0).map(Frame)
    }

    /// How many frames after `earlier` this is.
    pub fn checked_since(self, earlier: Frame) -> Option<FrameCount> {
        self.0.checked_sub(earlier.0).map(FrameCount)
    }

    pub fn saturating_add(self, count: FrameCount) -> Frame {
        Frame(self.0.saturating_add(count.0))
    }

    pub fn saturating_sub(self, count: FrameCount) -> Frame {
        Frame(self.0.saturating_sub(count.0))
    }
}

impl FrameCount {
    pub fn checked_add(self, more: FrameCount) -> Option<FrameCount> {
        self.0.checked_add(more.0).map(FrameCount)
    }

    pub fn checked_sub(self, less: FrameCount) -> Option<FrameCount> {
        self.0.checked_sub(less.0).map(FrameCount)
    }

    pub fn checked_mul(self, times: u64) -> Option<FrameCount> {
        self.0.checked_mul(times).map(FrameCount)
    }

    /// The last frame of something of this length that starts at frame 0; nothing of no length has one.
    pub fn last_frame(self) -> Option<Frame> {
        self.0.checked_sub(1).map(Frame)
    }
}

impl FrameRange {
    pub fn new(first: Frame, last: Frame) -> Result<FrameRange, OutBeforeIn> {
        if last < first {
            return Err(OutBeforeIn { first, last });
        }
        Ok(FrameRange { first, last })
    }

    /// `count` frames from `first` on. None for no frames, or for more than can be counted.
    pub fn starting_at(first: Frame, count: FrameCount) -> Option<FrameRange> {
        let last = first.0.checked_add(count.0.checked_sub(1)?)?;
        Some(FrameRange {
            first,
            last: Frame(last),
        })
    }

    pub fn first(self) -> Frame {
        self.first
    }

    pub fn last(self) -> Frame {
        self.last
    }

    /// At least 1. The range over every frame that can be counted is one short of its true length.
    pub fn len(self) -> FrameCount {
        FrameCount((self.last.0 - self.first.0).saturating_add(1))
    }

    pub fn contains(self, frame: Frame) -> bool {
        self.first <= frame && frame <= self.last
    }

    pub fn overlaps(self, other: FrameRange) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The frames that both hold.
    pub fn intersect(self, other: FrameRange) -> Option<FrameRange> {
        FrameRange::new(self.first.max(other.first), self.last.min(other.last)).ok()
    }

    /// Whether the two overlap or lie side by side, so that together they are one range.
    pub fn touches(self, other: FrameRange) -> bool {
        self.overlaps(other)
            || self.last.0.checked_add(1) == Some(other.first.0)
            || other.last.0.checked_add(1) == Some(self.first.0)
    }

    /// The smallest range that holds both.
    pub fn hull(self, other: FrameRange) -> FrameRange {
        FrameRange {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }

    /// The range with `count` more frames at either side, cut at the first frame.
    pub fn widened(self, count: FrameCount) -> FrameRange {
        FrameRange {
            first: self.first.saturating_sub(count),
            last: self.last.saturating_add(count),
        }
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for FrameCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 frame"),
            n => write!(f, "{n} frames"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(first: u64, last: u64) -> FrameRange {
        FrameRange::new(Frame(first), Frame(last)).unwrap()
    }

    #[test]
    fn out_is_inclusive() {
        assert_eq!(range(10, 10).len(), FrameCount(1));
        assert_eq!(
            FrameRange::starting_at(Frame(10), FrameCount(3)),
            Some(range(10, 12))
        );
        assert_eq!(FrameRange::starting_at(Frame(10), FrameCount(0)), None);
    }

    #[test]
    fn out_before_in_is_refused_with_the_distance() {
        let refused = FrameRange::new(Frame(24), Frame(23)).unwrap_err();
        assert_eq!(refused.to_string(), "out is 1 frame before in");
        let refused = FrameRange::new(Frame(24), Frame(20)).unwrap_err();
        assert_eq!(refused.to_string(), "out is 4 frames before in");
        assert!(serde_json::from_str::<FrameRange>(r#"{"first":2,"last":1}"#).is_err());
    }

    #[test]
    fn a_range_travels_as_first_and_last() {
        let json = serde_json::to_string(&range(2, 5)).unwrap();
        assert_eq!(json, r#"{"first":2,"last":5}"#);
        assert_eq!(serde_json::from_str::<FrameRange>(&json).unwrap(), range(2, 5));
    }

    #[test]
    fn neighbours_touch_but_do_not_overlap() {
        assert!(range(0, 4).touches(range(5, 9)));
        assert!(!range(0, 4).overlaps(range(5, 9)));
        assert!(!range(0, 4).touches(range(6, 9)));
        assert_eq!(range(3, 4).widened(FrameCount(10)), range(0, 14));
    }

    proptest! {
        #[test]
        fn the_intersection_holds_what_both_hold(a in 0u64..50, b in 0u64..50, c in 0u64..50, d in 0u64..50, at in 0u64..50) {
            let one = range(a.min(b), a.max(b));
            let two = range(c.min(d), c.max(d));
            let both = one.intersect(two);
            prop_assert_eq!(both.is_some(), one.overlaps(two));
            let in_both = both.is_some_and(|r| r.contains(Frame(at)));
            prop_assert_eq!(in_both, one.contains(Frame(at)) && two.contains(Frame(at)));
        }

        #[test]
        fn no_arithmetic_at_the_edges_panics(a in any::<u64>(), b in any::<u64>()) {
            let (first, count) = (Frame(a), FrameCount(b));
            if let Some(r) = FrameRange::starting_at(first, count) {
                prop_assert_eq!(r.len(), count);
                prop_assert!(r.touches(r.widened(count)));
            }
            prop_assert_eq!(first.checked_add(count).and_then(|f| f.checked_since(first)).is_some(), a.checked_add(b).is_some());
            prop_assert!(range(0, u64::MAX).len() >= count);
        }
    }
}
