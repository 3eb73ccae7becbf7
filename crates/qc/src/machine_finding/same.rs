//! When two findings are the same: of one kind, in the same channels, at ranges that meet within a frame. Used when a master
//! is measured or judged again, so that what people decided stays, and when a redelivery is compared with what it answers.

use measure::{Finding, FindingKind, SoundPlace};
use timecode::{FrameCount, FrameRange};

/// What makes a finding this one and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingPlace {
    pub kind: FindingKind,
    pub range: FrameRange,
    /// None for the picture.
    pub sound: Option<SoundPlace>,
}

/// Chunks and thresholds move an edge by a frame.
const TOLERANCE: FrameCount = FrameCount(1);

impl From<&Finding> for FindingPlace {
    fn from(finding: &Finding) -> FindingPlace {
        FindingPlace {
            kind: finding.kind,
            range: finding.range,
            sound: finding.sound.clone(),
        }
    }
}

impl FindingPlace {
    pub fn is_same(&self, other: &FindingPlace) -> bool {
        self.kind == other.kind
            && self.sound == other.sound
            && self.range.widened(TOLERANCE).overlaps(other.range)
    }
}

/// For each finding the earlier decision that it takes over, as a place in `decided`. A decision goes to one finding, to
/// that which shares most frames with it: a freeze that is now found as two leaves the second one open.
pub fn carry_over(decided: &[FindingPlace], found: &[FindingPlace]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(u64, usize, usize)> = Vec::new();
    for (new, place) in found.iter().enumerate() {
        let same = decided.iter().enumerate().filter(|(_, old)| old.is_same(place));
        pairs.extend(same.map(|(old, decision)| (shared(decision, place), old, new)));
    }
    // The most in common first; then in order, so that the outcome does not depend on how they were read.
    pairs.sort_by_key(|(shared, old, new)| (std::cmp::Reverse(*shared), *old, *new));
    let mut taken = vec![None; found.len()];
    let mut is_given = vec![false; decided.len()];
    for (_, old, new) in pairs {
        if let (Some(slot @ None), Some(given @ false)) = (taken.get_mut(new), is_given.get_mut(old)) {
            *slot = Some(old);
            *given = true;
        }
    }
    taken
}

fn shared(one: &FindingPlace, other: &FindingPlace) -> u64 {
    one.range
        .intersect(other.range)
        .map_or(0, |common| common.len().0)
}

#[cfg(test)]
mod tests {
    use timecode::Frame;

    use super::*;

    fn at(kind: FindingKind, first: u64, last: u64) -> FindingPlace {
        FindingPlace {
            kind,
            range: FrameRange::new(Frame(first), Frame(last)).unwrap(),
            sound: None,
        }
    }

    fn in_channel(channel: &str, first: u64, last: u64) -> FindingPlace {
        FindingPlace {
            sound: Some(SoundPlace {
                track: 0,
                channels: vec![channel.to_owned()],
            }),
            ..at(FindingKind::DropOut, first, last)
        }
    }

    #[test]
    fn one_frame_apart_is_the_same_and_two_are_not() {
        let freeze = at(FindingKind::Freeze, 100, 120);
        assert!(freeze.is_same(&at(FindingKind::Freeze, 121, 140)));
        assert!(freeze.is_same(&at(FindingKind::Freeze, 90, 99)));
        assert!(!freeze.is_same(&at(FindingKind::Freeze, 122, 140)));
        assert!(!freeze.is_same(&at(FindingKind::Freeze, 0, 98)));
        assert!(!freeze.is_same(&at(FindingKind::Black, 100, 120)));
    }

    #[test]
    fn a_drop_out_of_another_channel_is_another_one() {
        assert!(in_channel("L", 5, 6).is_same(&in_channel("L", 6, 7)));
        assert!(!in_channel("L", 5, 6).is_same(&in_channel("R", 5, 6)));
    }

    #[test]
    fn a_decision_goes_to_the_finding_that_has_most_of_it() {
        let decided = [at(FindingKind::Freeze, 100, 199)];
        let found = [
            at(FindingKind::Freeze, 100, 109),
            at(FindingKind::Freeze, 120, 199),
            at(FindingKind::Black, 100, 199),
        ];
        assert_eq!(carry_over(&decided, &found), [None, Some(0), None]);
    }

    #[test]
    fn each_decision_finds_its_own_though_both_meet() {
        let decided = [at(FindingKind::Click, 10, 10), at(FindingKind::Click, 11, 11)];
        let found = [at(FindingKind::Click, 11, 11), at(FindingKind::Click, 10, 10)];
        assert_eq!(carry_over(&decided, &found), [Some(1), Some(0)]);
    }
}
