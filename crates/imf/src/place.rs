//! Where a range of an earlier composition stands in a later one: an issue that was noted there belongs here now. Frames that
//! both show are followed; what was replaced is looked for between its neighbours, and what was cut at the cut. Pure interval
//! arithmetic on [`PictureChanges`]; what an issue is, is not known here.

use timecode::{Frame, FrameCount, FrameRange};

use crate::changes::{Kept, PictureChanges};

/// A range in the later composition, and how it got there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub range: FrameRange,
    pub fate: Fate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Unmoved,
    Moved,
    /// Every frame is there, but no longer next to each other.
    Split,
    PartlyReplaced,
    Replaced,
    /// Nothing is left and nothing came instead: the range is the cut, one frame at either side.
    Cut,
}

impl PictureChanges {
    /// Where `old` stands in the new composition of `duration` frames; none in an empty one.
    #[must_use]
    pub fn place(&self, old: FrameRange, duration: FrameCount) -> Option<Place> {
        let last = duration.last_frame()?;
        let kept = self.kept_of(old);
        let place = match hull(&kept) {
            Some(shown) if count(&kept) == old.len() => Place {
                fate: fate_of_shown(old, shown),
                range: shown,
            },
            Some(shown) => Place {
                range: self.with_lost_ends(old, &kept, shown, last),
                fate: Fate::PartlyReplaced,
            },
            None => self.gap_of(old, last),
        };
        Some(Place {
            range: within(place.range, last),
            ..place
        })
    }

    /// The parts of `old` that are still shown, in old order. What is shown twice counts once.
    fn kept_of(&self, old: FrameRange) -> Vec<Kept> {
        let mut runs: Vec<&Kept> = self.kept.iter().collect();
        runs.sort_by_key(|kept| kept.old);
        let mut parts = Vec::new();
        let mut next = Some(old.first());
        for kept in runs {
            let open = next.and_then(|next| FrameRange::new(next, old.last()).ok());
            if let Some(found) = open.and_then(|open| part(kept, open)) {
                next = found.old.last().checked_add(FrameCount(1));
                parts.push(found);
            }
        }
        parts
    }

    /// What is shown, and the frames that took the place of its lost head and tail.
    fn with_lost_ends(&self, old: FrameRange, kept: &[Kept], shown: FrameRange, last: Frame) -> FrameRange {
        let before = kept
            .first()
            .and_then(|first| first.old.first().checked_sub(FrameCount(1)));
        let after = kept
            .last()
            .and_then(|last| last.old.last().checked_add(FrameCount(1)));
        let head = before.and_then(|before| FrameRange::new(old.first(), before).ok());
        let tail = after.and_then(|after| FrameRange::new(after, old.last()).ok());
        let lost = [head, tail].into_iter().flatten();
        lost.map(|lost| self.gap_of(lost, last))
            .filter(|gap| gap.fate == Fate::Replaced && gap.range.touches(shown))
            .fold(shown, |all, gap| all.hull(gap.range))
    }

    /// Where frames that are gone would be: between what stood before them and what stood after them.
    fn gap_of(&self, lost: FrameRange, last: Frame) -> Place {
        let before = self.kept.iter().filter(|kept| kept.old.last() < lost.first());
        let before = before.max_by_key(|kept| kept.old.last());
        let after = self.kept.iter().filter(|kept| kept.old.first() > lost.last());
        let after = after.min_by_key(|kept| kept.old.first());
        let low = before.map_or(0, |kept| kept.new.last().0 + 1);
        let high = after.map_or(last.0 + 1, |kept| kept.new.first().0);
        if low >= high {
            return Place {
                range: FrameRange::new(Frame(low.saturating_sub(1)), Frame(low.max(1))).unwrap_or(lost),
                fate: Fate::Cut,
            };
        }
        let old_low = before.map_or(0, |kept| kept.old.last().0 + 1);
        let into = lost.first().0.saturating_sub(old_low);
        let first = (low + into).min(high - 1);
        let end = (first + lost.len().0 - 1).min(high - 1);
        Place {
            range: FrameRange::new(Frame(first), Frame(end)).unwrap_or(lost),
            fate: Fate::Replaced,
        }
    }
}

/// The part of a kept run that lies in `old`.
fn part(kept: &Kept, old: FrameRange) -> Option<Kept> {
    let both = kept.old.intersect(old)?;
    let first = kept
        .new
        .first()
        .checked_add(both.first().checked_since(kept.old.first())?)?;
    Some(Kept {
        old: both,
        new: FrameRange::starting_at(first, both.len())?,
    })
}

fn hull(kept: &[Kept]) -> Option<FrameRange> {
    kept.iter()
        .map(|kept| kept.new)
        .reduce(|all, next| all.hull(next))
}

fn count(kept: &[Kept]) -> FrameCount {
    FrameCount(kept.iter().map(|kept| kept.old.len().0).sum())
}

fn fate_of_shown(old: FrameRange, shown: FrameRange) -> Fate {
    if shown == old {
        Fate::Unmoved
    } else if shown.len() == old.len() {
        Fate::Moved
    } else {
        Fate::Split
    }
}

fn within(range: FrameRange, last: Frame) -> FrameRange {
    FrameRange::new(range.first().min(last), range.last().min(last)).unwrap_or(range)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::composition::Stretch;

    fn range(first: u64, last: u64) -> FrameRange {
        FrameRange::new(Frame(first), Frame(last)).unwrap()
    }

    /// Stretches from (track file, source frame, length).
    fn picture(parts: &[(u8, u64, u64)]) -> Vec<Stretch> {
        let mut first = 0;
        let place = |(file, source, length): &(u8, u64, u64)| {
            let frames = FrameRange::starting_at(Frame(first), FrameCount(*length)).unwrap();
            first += length;
            Stretch {
                frames,
                track_file_id: Uuid::from_u128((*file).into()),
                source_first: Frame(*source),
            }
        };
        parts.iter().map(place).collect()
    }

    fn length(picture: &[Stretch]) -> FrameCount {
        FrameCount(picture.iter().map(|stretch| stretch.frames.len().0).sum())
    }

    fn source_at(picture: &[Stretch], frame: Frame) -> Option<(Uuid, Frame)> {
        picture
            .iter()
            .find_map(|stretch| Some((stretch.track_file_id, stretch.source_at(frame)?)))
    }

    fn place(old: &[(u8, u64, u64)], new: &[(u8, u64, u64)], first: u64, last: u64) -> (u64, u64, Fate) {
        let (old, new) = (picture(old), picture(new));
        let changes = PictureChanges::between(&old, &new);
        let found = changes.place(range(first, last), length(&new)).unwrap();
        (found.range.first().0, found.range.last().0, found.fate)
    }

    #[test]
    fn what_comes_behind_a_longer_insert_moves_and_what_comes_before_stays() {
        let (old, new) = ([(1, 0, 100)], [(1, 0, 50), (2, 0, 5), (1, 50, 50)]);
        assert_eq!(place(&old, &new, 10, 19), (10, 19, Fate::Unmoved));
        assert_eq!(place(&old, &new, 60, 69), (65, 74, Fate::Moved));
        assert_eq!(place(&old, &new, 45, 54), (45, 59, Fate::Split));
    }

    #[test]
    fn a_replaced_clip_keeps_its_place_between_its_neighbours() {
        let (old, new) = ([(1, 0, 100)], [(1, 0, 40), (2, 0, 20), (1, 60, 40)]);
        assert_eq!(place(&old, &new, 45, 49), (45, 49, Fate::Replaced));
        assert_eq!(place(&old, &new, 35, 44), (35, 44, Fate::PartlyReplaced));
        assert_eq!(place(&old, &new, 55, 64), (55, 64, Fate::PartlyReplaced));
        let shorter = [(1, 0, 40), (2, 0, 5), (1, 60, 40)];
        assert_eq!(place(&old, &shorter, 50, 59), (44, 44, Fate::Replaced));
    }

    #[test]
    fn what_was_cut_is_looked_for_at_the_cut() {
        let (old, new) = ([(1, 0, 100)], [(1, 0, 40), (1, 60, 40)]);
        assert_eq!(place(&old, &new, 45, 49), (39, 40, Fate::Cut));
        let no_tail = [(1, 0, 40)];
        assert_eq!(place(&old, &no_tail, 45, 49), (39, 39, Fate::Cut));
        let no_head = [(1, 60, 40)];
        assert_eq!(place(&old, &no_head, 45, 49), (0, 1, Fate::Cut));
    }

    #[test]
    fn an_empty_composition_has_no_place() {
        assert_eq!(PictureChanges::default().place(range(0, 5), FrameCount(0)), None);
    }

    type Parts = Vec<(u8, u64, u64)>;

    fn parts() -> impl Strategy<Value = Parts> {
        prop::collection::vec((0_u8..3, 0_u64..30, 1_u64..20), 1..8)
    }

    proptest! {
        #[test]
        fn in_the_same_picture_everything_is_where_it_was(parts in parts(), at in 0_u64..200, more in 0_u64..30) {
            let old = picture(&parts);
            let end = length(&old).0 - 1;
            let asked = range(at.min(end), (at + more).min(end));
            // A picture may show the same source twice; then either place is right, and the frames decide.
            let found = PictureChanges::between(&old, &old).place(asked, length(&old)).unwrap();
            prop_assert_eq!(found, Place { range: asked, fate: Fate::Unmoved });
        }

        #[test]
        fn a_place_lies_in_the_new_picture_and_shows_what_its_fate_says(
            old in parts(), new in parts(), at in 0_u64..200, more in 0_u64..30,
        ) {
            let (old, new) = (picture(&old), picture(&new));
            let end = length(&old).0 - 1;
            let asked = range(at.min(end), (at + more).min(end));
            let changes = PictureChanges::between(&old, &new);
            let found = changes.place(asked, length(&new)).unwrap();
            prop_assert!(found.range.last().0 < length(&new).0);
            let is_shown = |frame: u64| changes.new_frame_of(Frame(frame)).is_some();
            let frames = asked.first().0..=asked.last().0;
            match found.fate {
                Fate::Unmoved | Fate::Moved => for frame in frames {
                    let now = Frame(found.range.first().0 + frame - asked.first().0);
                    prop_assert_eq!(source_at(&new, now), source_at(&old, Frame(frame)), "frame {}", frame);
                },
                Fate::Split => prop_assert!(frames.clone().all(is_shown)),
                Fate::PartlyReplaced => {
                    prop_assert!(frames.clone().any(is_shown));
                    prop_assert!(!frames.clone().all(is_shown));
                }
                Fate::Replaced | Fate::Cut => prop_assert!(!frames.clone().any(is_shown)),
            }
        }
    }
}
