//! What became of the faults that the machine found in one delivery when the next was measured. Where the earlier ones
//! stand on the new timeline is found by whoever calls, from the compositions; a fault whose frames were cut is gone with
//! them.

use crate::machine_finding::FindingPlace;
use crate::redelivery::PlaceFate;
use crate::words::words;

words! {
    /// What a redelivery did to a fault that the machine finds.
    Outcome {
        Gone = "gone",
        StillThere = "still_there",
        New = "new",
    }
}

/// A finding of the earlier delivery, at its place on the new timeline.
#[derive(Clone, Debug)]
pub struct EarlierFinding {
    pub place: FindingPlace,
    pub fate: PlaceFate,
}

/// The outcome of each finding, in the order given. What is still there has its counterpart among the later ones, which
/// is not new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub earlier: Vec<Outcome>,
    pub later: Vec<Outcome>,
}

pub fn compare(earlier: &[EarlierFinding], later: &[FindingPlace]) -> Comparison {
    let is_same =
        |old: &EarlierFinding, new: &FindingPlace| old.fate != PlaceFate::Cut && old.place.is_same(new);
    let outcome = |is_in_both: bool, otherwise: Outcome| {
        if is_in_both {
            Outcome::StillThere
        } else {
            otherwise
        }
    };
    Comparison {
        earlier: earlier
            .iter()
            .map(|old| outcome(later.iter().any(|new| is_same(old, new)), Outcome::Gone))
            .collect(),
        later: later
            .iter()
            .map(|new| outcome(earlier.iter().any(|old| is_same(old, new)), Outcome::New))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use measure::FindingKind;
    use timecode::{Frame, FrameRange};

    use super::*;

    fn at(kind: FindingKind, first: u64, last: u64) -> FindingPlace {
        FindingPlace {
            kind,
            range: FrameRange::new(Frame(first), Frame(last)).unwrap(),
            sound: None,
        }
    }

    fn was(kind: FindingKind, first: u64, last: u64, fate: PlaceFate) -> EarlierFinding {
        EarlierFinding {
            place: at(kind, first, last),
            fate,
        }
    }

    #[test]
    fn faults_are_gone_still_there_or_new() {
        let earlier = [
            was(FindingKind::Freeze, 100, 130, PlaceFate::Replaced),
            was(FindingKind::Black, 240, 250, PlaceFate::Moved),
        ];
        let later = [
            at(FindingKind::Black, 241, 251),
            at(FindingKind::FlashFrame, 105, 105),
        ];
        let compared = compare(&earlier, &later);
        assert_eq!(compared.earlier, [Outcome::Gone, Outcome::StillThere]);
        assert_eq!(compared.later, [Outcome::StillThere, Outcome::New]);
    }

    #[test]
    fn a_fault_whose_frames_were_cut_is_gone_whatever_stands_at_the_cut() {
        let earlier = [was(FindingKind::Black, 99, 100, PlaceFate::Cut)];
        let later = [at(FindingKind::Black, 98, 101)];
        let compared = compare(&earlier, &later);
        assert_eq!(compared.earlier, [Outcome::Gone]);
        assert_eq!(compared.later, [Outcome::New]);
    }

    #[test]
    fn a_fault_that_was_mended_in_its_middle_is_still_there_once_and_not_new() {
        let earlier = [was(FindingKind::Freeze, 0, 99, PlaceFate::PartlyReplaced)];
        let later = [at(FindingKind::Freeze, 0, 20), at(FindingKind::Freeze, 60, 99)];
        let compared = compare(&earlier, &later);
        assert_eq!(compared.earlier, [Outcome::StillThere]);
        assert_eq!(compared.later, [Outcome::StillThere, Outcome::StillThere]);
    }
}
