//! What changed between the composition of an earlier delivery and a new one. Content is the same when it is the
//! same frame of the same track file: re-encoded pictures have new ids and count as changed, which is right, for
//! nobody has looked at them. Pure interval arithmetic; nothing is decoded.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use timecode::{EditRate, Frame, FrameCount, FrameRange};
use uuid::Uuid;

use crate::composition::{Composition, Stretch, VirtualTrack};
use crate::cpl::SequenceKind;

/// How much is watched before and after a change.
pub const HANDLES_S: u64 = 10;

/// A new composition compared with an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// In the new composition's order.
    pub tracks: Vec<TrackChange>,
    /// Tracks that the earlier composition had and the new one has not.
    pub lost: Vec<LostTrack>,
    pub picture: PictureChanges,
    /// What to look at: changes and joins with handles, merged.
    pub watch: Vec<FrameRange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackChange {
    pub track_id: Uuid,
    pub kind: SequenceKind,
    pub state: TrackState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostTrack {
    pub track_id: Uuid,
    pub kind: SequenceKind,
}

/// A track against the previous processed version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackState {
    New,
    Modified,
    Unmodified,
}

impl TrackState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TrackState::New => "new",
            TrackState::Modified => "modified",
            TrackState::Unmodified => "unmodified",
        }
    }
}

/// What became of the picture's frames. `changed` and the new side of `kept` together are the whole composition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PictureChanges {
    /// Frames of the new composition that the earlier one did not show.
    pub changed: Vec<FrameRange>,
    /// Frames that the earlier one showed too, in order of the new composition.
    pub kept: Vec<Kept>,
    /// Frames of the new composition before which old content is missing or was brought together anew.
    pub joins: Vec<Frame>,
}

/// Content that is in both compositions, perhaps at another place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub old: FrameRange,
    pub new: FrameRange,
}

impl Changes {
    /// Virtual tracks keep their id from delivery to delivery; a track with another id is new.
    #[must_use]
    pub fn between(earlier: &Composition, new: &Composition) -> Changes {
        let old_picture = earlier.picture().map_or(&[][..], |track| &track.stretches);
        let new_picture = new.picture().map_or(&[][..], |track| &track.stretches);
        let picture = PictureChanges::between(old_picture, new_picture);
        let tracks = new.tracks.iter().map(|track| TrackChange {
            track_id: track.id,
            kind: track.kind.clone(),
            state: state_of(track, earlier),
        });
        let lost = earlier
            .tracks
            .iter()
            .filter(|track| new.track(track.id).is_none());
        let watch = watch_list(&picture, new.duration, new.edit_rate);
        Changes {
            tracks: tracks.collect(),
            lost: lost
                .map(|track| LostTrack {
                    track_id: track.id,
                    kind: track.kind.clone(),
                })
                .collect(),
            picture,
            watch,
        }
    }
}

pub(crate) fn state_of(track: &VirtualTrack, earlier: &Composition) -> TrackState {
    match earlier.track(track.id) {
        None => TrackState::New,
        Some(old) if old.stretches == track.stretches && old.edit_rate == track.edit_rate => {
            TrackState::Unmodified
        }
        Some(_) => TrackState::Modified,
    }
}

impl PictureChanges {
    /// Compare two flattened pictures. Content at its old place is matched first, then content that moved.
    #[must_use]
    pub fn between(old: &[Stretch], new: &[Stretch]) -> PictureChanges {
        let mut changes = PictureChanges::default();
        let sources = Sources::of(old);
        for stretch in new {
            match_stretch(stretch, &sources, &mut changes);
        }
        changes.kept.sort_by_key(|kept| kept.new);
        changes.kept = joined(changes.kept);
        changes.changed = merged(changes.changed);
        let old_end = old.last().map(|stretch| stretch.frames.last());
        let new_end = new.last().map(|stretch| stretch.frames.last());
        changes.joins = joins(&changes, old_end, new_end);
        changes
    }

    /// Where the content of an earlier frame is now: an issue noted there belongs here.
    #[must_use]
    pub fn new_frame_of(&self, old: Frame) -> Option<Frame> {
        let kept = self.kept.iter().find(|kept| kept.old.contains(old))?;
        kept.new.first().checked_add(old.checked_since(kept.old.first())?)
    }

    /// Where the content of a frame was; none when it is new.
    #[must_use]
    pub fn old_frame_of(&self, new: Frame) -> Option<Frame> {
        let kept = self.kept.iter().find(|kept| kept.new.contains(new))?;
        kept.old.first().checked_add(new.checked_since(kept.new.first())?)
    }
}

/// Cut `stretch` into what `old` holds and what it does not. Each round places the longest match, so the pieces
/// only get shorter.
fn match_stretch(stretch: &Stretch, old: &Sources<'_>, changes: &mut PictureChanges) {
    let mut open = vec![*stretch];
    while let Some(piece) = open.pop() {
        let candidates = old.candidates(&piece).filter_map(|other| overlap(&piece, other));
        let best = candidates.max_by_key(|kept| {
            let distance = kept.old.first().0.abs_diff(kept.new.first().0);
            (distance == 0, kept.new.len(), std::cmp::Reverse(distance))
        });
        let Some(kept) = best else {
            changes.changed.push(piece.frames);
            continue;
        };
        changes.kept.push(kept);
        open.extend(before(&piece, kept.new.first()));
        open.extend(after(&piece, kept.new.last()));
    }
}

/// The stretches of each track file by the source frames that they show, so that those which may overlap are found without
/// looking at all: a series may have ten thousand.
struct Sources<'s> {
    by_file: HashMap<Uuid, Vec<Source<'s>>>,
}

struct Source<'s> {
    first: u64,
    /// The last source frame of this stretch and all before it.
    reach: u64,
    stretch: &'s Stretch,
}

impl<'s> Sources<'s> {
    fn of(stretches: &'s [Stretch]) -> Sources<'s> {
        let mut by_file: HashMap<Uuid, Vec<Source<'s>>> = HashMap::new();
        for stretch in stretches {
            let Some(source) = stretch.source() else { continue };
            let (first, reach) = (source.first().0, source.last().0);
            let source = Source {
                first,
                reach,
                stretch,
            };
            by_file.entry(stretch.track_file_id).or_default().push(source);
        }
        for sources in by_file.values_mut() {
            sources.sort_by_key(|source| source.first);
            let mut reach = 0;
            for source in sources {
                reach = source.reach.max(reach);
                source.reach = reach;
            }
        }
        Sources { by_file }
    }

    /// Everything that shows a source frame of `piece`, and perhaps some that do not.
    fn candidates(&self, piece: &Stretch) -> impl Iterator<Item = &'s Stretch> {
        let all = self
            .by_file
            .get(&piece.track_file_id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let (first, last) = piece
            .source()
            .map_or((u64::MAX, 0), |source| (source.first().0, source.last().0));
        let begin = all.partition_point(|source| source.reach < first);
        all.get(begin..)
            .unwrap_or_default()
            .iter()
            .take_while(move |source| source.first <= last)
            .map(|source| source.stretch)
    }
}

/// The part of `piece` that `other` shows too.
fn overlap(piece: &Stretch, other: &Stretch) -> Option<Kept> {
    if piece.track_file_id != other.track_file_id {
        return None;
    }
    let both = piece.source()?.intersect(other.source()?)?;
    let place = |stretch: &Stretch| {
        let into = both.first().checked_since(stretch.source_first)?;
        FrameRange::starting_at(stretch.frames.first().checked_add(into)?, both.len())
    };
    Some(Kept {
        old: place(other)?,
        new: place(piece)?,
    })
}

fn before(piece: &Stretch, first: Frame) -> Option<Stretch> {
    let frames = FrameRange::new(piece.frames.first(), first.checked_sub(FrameCount(1))?).ok()?;
    Some(Stretch { frames, ..*piece })
}

fn after(piece: &Stretch, last: Frame) -> Option<Stretch> {
    let first = last.checked_add(FrameCount(1))?;
    let frames = FrameRange::new(first, piece.frames.last()).ok()?;
    Some(Stretch {
        frames,
        source_first: piece.source_at(first)?,
        ..*piece
    })
}

/// Neighbours that are neighbours on both sides become one.
fn joined(kept: Vec<Kept>) -> Vec<Kept> {
    let mut all: Vec<Kept> = Vec::with_capacity(kept.len());
    let follows = |a: FrameRange, b: FrameRange| a.last().checked_add(FrameCount(1)) == Some(b.first());
    for next in kept {
        match all.last_mut() {
            Some(last) if follows(last.new, next.new) && follows(last.old, next.old) => {
                *last = Kept {
                    old: last.old.hull(next.old),
                    new: last.new.hull(next.new),
                };
            }
            _ => all.push(next),
        }
    }
    all
}

/// Ranges in order, with touching ones made one.
pub(crate) fn merged(mut ranges: Vec<FrameRange>) -> Vec<FrameRange> {
    ranges.sort();
    let mut all: Vec<FrameRange> = Vec::with_capacity(ranges.len());
    for next in ranges {
        match all.last_mut() {
            Some(last) if last.touches(next) => *last = last.hull(next),
            _ => all.push(next),
        }
    }
    all
}

/// Two kept runs that meet in the new composition but did not in the old one make a cut that nobody has seen; so do
/// a head and a tail that were cut off.
fn joins(changes: &PictureChanges, old_end: Option<Frame>, new_end: Option<Frame>) -> Vec<Frame> {
    let mut joins = Vec::new();
    for pair in changes.kept.windows(2) {
        if let [left, right] = pair
            && left.new.touches(right.new)
        {
            joins.push(right.new.first());
        }
    }
    if let Some(first) = changes.kept.first()
        && first.new.first() == Frame(0)
        && first.old.first() != Frame(0)
    {
        joins.insert(0, Frame(0));
    }
    if let (Some(last), Some(new_end)) = (changes.kept.last(), new_end)
        && last.new.last() == new_end
        && Some(last.old.last()) != old_end
    {
        joins.push(new_end);
    }
    joins
}

/// Changed ranges and joins, each with [`HANDLES_S`] at either side, inside the composition, merged.
#[must_use]
pub fn watch_list(changes: &PictureChanges, duration: FrameCount, rate: EditRate) -> Vec<FrameRange> {
    let whole = duration
        .last_frame()
        .and_then(|last| FrameRange::new(Frame(0), last).ok());
    let Some(whole) = whole else { return Vec::new() };
    let handles_frames = FrameCount((HANDLES_S * u64::from(rate.num())).div_ceil(u64::from(rate.den())));
    let joins = changes.joins.iter().filter_map(|frame| {
        let before = frame.saturating_sub(FrameCount(1));
        FrameRange::new(before, *frame).ok()
    });
    let ranges = changes.changed.iter().copied().chain(joins);
    merged(
        ranges
            .filter_map(|range| range.widened(handles_frames).intersect(whole))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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

    fn source_at(picture: &[Stretch], frame: Frame) -> Option<(Uuid, Frame)> {
        picture
            .iter()
            .find_map(|stretch| Some((stretch.track_file_id, stretch.source_at(frame)?)))
    }

    #[test]
    fn an_insert_of_equal_length_changes_only_its_frames() {
        let changes = PictureChanges::between(
            &picture(&[(1, 0, 72)]),
            &picture(&[(1, 0, 24), (2, 0, 12), (1, 36, 36)]),
        );
        assert_eq!(changes.changed, [range(24, 35)]);
        assert_eq!(changes.joins, []);
        assert_eq!(changes.new_frame_of(Frame(23)), Some(Frame(23)));
        assert_eq!(changes.new_frame_of(Frame(24)), None);
        assert_eq!(changes.new_frame_of(Frame(71)), Some(Frame(71)));
    }

    #[test]
    fn a_longer_insert_moves_what_comes_behind() {
        let changes = PictureChanges::between(
            &picture(&[(1, 0, 100)]),
            &picture(&[(1, 0, 50), (2, 0, 5), (1, 50, 50)]),
        );
        assert_eq!(changes.changed, [range(50, 54)]);
        assert_eq!(changes.new_frame_of(Frame(50)), Some(Frame(55)));
        assert_eq!(changes.old_frame_of(Frame(99)), Some(Frame(94)));
    }

    #[test]
    fn a_cut_is_a_join_to_be_watched() {
        let changes =
            PictureChanges::between(&picture(&[(1, 0, 1000)]), &picture(&[(1, 0, 500), (1, 600, 400)]));
        assert_eq!(changes.changed, []);
        assert_eq!(changes.joins, [Frame(500)]);
        let watch = watch_list(&changes, FrameCount(900), EditRate::FPS_24);
        assert_eq!(watch, [range(259, 740)]);
    }

    #[test]
    fn a_head_and_a_tail_cut_off_are_joins() {
        let changes = PictureChanges::between(&picture(&[(1, 0, 100)]), &picture(&[(1, 10, 80)]));
        assert_eq!(changes.joins, [Frame(0), Frame(79)]);
    }

    #[test]
    fn handles_are_ten_seconds_clamped_and_merged() {
        let changes = PictureChanges {
            changed: vec![range(100, 100), range(700, 710)],
            ..Default::default()
        };
        let watch = watch_list(&changes, FrameCount(800), EditRate::FPS_23_976);
        assert_eq!(watch, [range(0, 340), range(460, 799)]);
        let near = PictureChanges {
            changed: vec![range(100, 100), range(581, 590)],
            ..Default::default()
        };
        assert_eq!(
            watch_list(&near, FrameCount(800), EditRate::FPS_24),
            [range(0, 799)]
        );
        assert_eq!(watch_list(&near, FrameCount(0), EditRate::FPS_24), []);
    }

    proptest! {
        #[test]
        fn every_new_frame_is_either_changed_or_the_same_source_as_an_old_one(
            old in prop::collection::vec((0_u8..3, 0_u64..30, 1_u64..20), 0..8),
            new in prop::collection::vec((0_u8..3, 0_u64..30, 1_u64..20), 0..8),
        ) {
            let (old, new) = (picture(&old), picture(&new));
            let changes = PictureChanges::between(&old, &new);
            let duration = new.last().map_or(0, |stretch| stretch.frames.last().0 + 1);
            for frame in (0..duration).map(Frame) {
                let source = source_at(&new, frame);
                let is_changed = changes.changed.iter().any(|range| range.contains(frame));
                let was_shown = old.iter().any(|stretch| {
                    (0..stretch.frames.len().0).any(|into| {
                        Some((stretch.track_file_id, Frame(stretch.source_first.0 + into))) == source
                    })
                });
                prop_assert_eq!(is_changed, !was_shown, "frame {}", frame);
                let earlier = changes.old_frame_of(frame);
                prop_assert_eq!(earlier.is_none(), is_changed);
                if let Some(earlier) = earlier {
                    prop_assert_eq!(source_at(&old, earlier), source);
                }
            }
        }

        #[test]
        fn the_same_picture_has_no_changes(
            parts in prop::collection::vec((0_u8..3, 0_u64..30, 1_u64..20), 0..8),
        ) {
            let picture = picture(&parts);
            let changes = PictureChanges::between(&picture, &picture);
            prop_assert_eq!(&changes.changed, &[]);
            prop_assert_eq!(&changes.joins, &[]);
        }

        #[test]
        fn every_change_is_watched_and_nothing_outside_the_composition(
            changed in prop::collection::vec((0_u64..5000, 0_u64..50), 0..6),
        ) {
            let duration = FrameCount(5000);
            let changed = changed.iter().map(|(first, more)| range(*first, (first + more).min(4999))).collect();
            let changes = PictureChanges { changed, ..Default::default() };
            let watch = watch_list(&changes, duration, EditRate::FPS_24);
            for range in &changes.changed {
                prop_assert!(watch.iter().any(|watched| watched.intersect(*range) == Some(*range)));
            }
            prop_assert!(watch.iter().all(|watched| watched.last() < Frame(5000)));
            let apart = watch.windows(2).all(|pair| matches!(pair, [a, b] if !a.touches(*b)));
            prop_assert!(apart);
        }
    }
}
