//! Two pictures side by side: which frames of the one are which of the other, for whoever compares them. Kept content is the
//! same frame of the same track file; what stands between the same neighbours in both took the place of the other.

use serde::{Deserialize, Serialize};
use timecode::{Frame, FrameCount, FrameRange};

use crate::changes::{PictureChanges, merged};

/// A run of frames in one of the pictures or in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Piece {
    /// The same frames, perhaps at another place.
    Kept {
        old: FrameRange,
        new: FrameRange,
    },
    /// Other frames between the same neighbours; not always as many.
    Replaced {
        old: FrameRange,
        new: FrameRange,
    },
    Inserted {
        new: FrameRange,
    },
    Removed {
        old: FrameRange,
    },
}

impl PictureChanges {
    /// Every frame of the new picture once, in its order; then what is left of the old one, in its order.
    #[must_use]
    pub fn pieces(&self, old: FrameCount, new: FrameCount) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(self.kept.len() * 2 + 1);
        let (mut next_old, mut next_new) = (Frame(0), Frame(0));
        let in_use = merged(self.kept.iter().map(|kept| kept.old).collect());
        for kept in &self.kept {
            pieces.extend(in_between(
                &in_use,
                next_old,
                kept.old.first(),
                next_new,
                kept.new.first(),
            ));
            pieces.push(Piece::Kept {
                old: kept.old,
                new: kept.new,
            });
            next_old = kept.old.last().saturating_add(FrameCount(1));
            next_new = kept.new.last().saturating_add(FrameCount(1));
        }
        pieces.extend(in_between(
            &in_use,
            next_old,
            Frame(old.0),
            next_new,
            Frame(new.0),
        ));
        let shown = pieces.iter().filter_map(|piece| match piece {
            Piece::Kept { old, .. } | Piece::Replaced { old, .. } => Some(*old),
            Piece::Inserted { .. } | Piece::Removed { .. } => None,
        });
        let removed = outside(&merged(shown.collect()), Frame(old.0));
        pieces.extend(removed.into_iter().map(|old| Piece::Removed { old }));
        pieces
    }
}

/// What stands in the new picture between two kept runs. Old frames in between that are `in_use` elsewhere were moved, and
/// nothing took their place.
fn in_between(
    in_use: &[FrameRange],
    old_from: Frame,
    old_to: Frame,
    new_from: Frame,
    new_to: Frame,
) -> Option<Piece> {
    let new = up_to(new_from, new_to)?;
    let is_free = |old: &FrameRange| {
        let at = in_use.partition_point(|used| used.last() < old.first());
        in_use.get(at).is_none_or(|used| used.first() > old.last())
    };
    Some(match up_to(old_from, old_to).filter(is_free) {
        Some(old) => Piece::Replaced { old, new },
        None => Piece::Inserted { new },
    })
}

/// From the one frame to the other, without it.
fn up_to(from: Frame, to: Frame) -> Option<FrameRange> {
    FrameRange::starting_at(from, to.checked_since(from)?)
}

/// What these ranges, in order and apart, leave of the frames before `end`.
fn outside(ranges: &[FrameRange], end: Frame) -> Vec<FrameRange> {
    let mut left = Vec::new();
    let mut next = Frame(0);
    for range in ranges {
        left.extend(up_to(next, range.first()));
        next = range.last().saturating_add(FrameCount(1));
    }
    left.extend(up_to(next, end));
    left
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::composition::Stretch;

    fn picture(parts: &[(u8, u64, u64)]) -> (Vec<Stretch>, FrameCount) {
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
        let stretches = parts.iter().map(place).collect();
        (stretches, FrameCount(first))
    }

    fn map(old: &[(u8, u64, u64)], new: &[(u8, u64, u64)]) -> Vec<String> {
        let ((old, old_length), (new, new_length)) = (picture(old), picture(new));
        let pieces = PictureChanges::between(&old, &new).pieces(old_length, new_length);
        let text = |range: FrameRange| format!("{}–{}", range.first(), range.last());
        let said = pieces.into_iter().map(|piece| match piece {
            Piece::Kept { old, new } => format!("{} kept as {}", text(old), text(new)),
            Piece::Replaced { old, new } => format!("{} replaced by {}", text(old), text(new)),
            Piece::Inserted { new } => format!("{} inserted", text(new)),
            Piece::Removed { old } => format!("{} removed", text(old)),
        });
        said.collect()
    }

    #[test]
    fn a_shot_is_replaced_between_its_neighbours() {
        let found = map(&[(1, 0, 72)], &[(1, 0, 24), (2, 0, 12), (1, 36, 36)]);
        assert_eq!(
            found,
            [
                "0–23 kept as 0–23",
                "24–35 replaced by 24–35",
                "36–71 kept as 36–71"
            ]
        );
        let longer = map(&[(1, 0, 72)], &[(1, 0, 24), (2, 0, 20), (1, 36, 36)]);
        assert_eq!(longer[1..], ["24–35 replaced by 24–43", "36–71 kept as 44–79"]);
    }

    #[test]
    fn a_picture_encoded_anew_is_replaced_as_a_whole() {
        assert_eq!(map(&[(1, 0, 72)], &[(2, 0, 72)]), ["0–71 replaced by 0–71"]);
    }

    #[test]
    fn what_comes_in_between_is_inserted_and_what_goes_is_removed() {
        assert_eq!(
            map(&[(1, 0, 100)], &[(1, 0, 50), (2, 0, 5), (1, 50, 50)]),
            ["0–49 kept as 0–49", "50–54 inserted", "50–99 kept as 55–104"]
        );
        assert_eq!(
            map(&[(1, 0, 100)], &[(1, 10, 30), (1, 60, 40)]),
            [
                "10–39 kept as 0–29",
                "60–99 kept as 30–69",
                "0–9 removed",
                "40–59 removed"
            ]
        );
    }

    #[test]
    fn what_was_moved_is_neither_removed_nor_replaced() {
        assert_eq!(
            map(&[(1, 0, 50), (2, 0, 50)], &[(2, 0, 50), (3, 0, 10), (1, 0, 50)]),
            ["50–99 kept as 0–49", "50–59 inserted", "0–49 kept as 60–109"]
        );
    }

    #[test]
    fn a_side_without_the_other_is_all_new_or_all_gone() {
        assert_eq!(map(&[], &[(1, 0, 10)]), ["0–9 inserted"]);
        assert_eq!(map(&[(1, 0, 10)], &[]), ["0–9 removed"]);
    }

    proptest! {
        #[test]
        fn every_frame_of_the_new_picture_stands_in_one_piece_and_no_old_one_is_lost(
            old in prop::collection::vec((0_u8..3, 0_u64..30, 1_u64..20), 0..8),
            new in prop::collection::vec((0_u8..3, 0_u64..30, 1_u64..20), 0..8),
        ) {
            let ((old, old_length), (new, new_length)) = (picture(&old), picture(&new));
            let pieces = PictureChanges::between(&old, &new).pieces(old_length, new_length);
            let sides = |piece: &Piece| match *piece {
                Piece::Kept { old, new } | Piece::Replaced { old, new } => (Some(old), Some(new)),
                Piece::Inserted { new } => (None, Some(new)),
                Piece::Removed { old } => (Some(old), None),
            };
            for frame in (0..new_length.0).map(Frame) {
                let holding = pieces.iter().filter(|piece| sides(piece).1.is_some_and(|new| new.contains(frame)));
                prop_assert_eq!(holding.count(), 1);
            }
            for frame in (0..old_length.0).map(Frame) {
                prop_assert!(pieces.iter().any(|piece| sides(piece).0.is_some_and(|old| old.contains(frame))));
            }
        }
    }
}
