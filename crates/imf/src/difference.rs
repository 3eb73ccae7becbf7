//! The whole difference of two compositions, for people: every virtual track as kept, replaced, inserted and removed ranges,
//! in the edit units of both, and the list of what is to be watched. `changes` knows what the work needs to keep.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use timecode::{EditRate, Frame, FrameCount, FrameRange};
use uuid::Uuid;

use crate::changes::{Changes, Kept, PictureChanges, TrackState, state_of};
use crate::composition::{Composition, Stretch, VirtualTrack};
use crate::cpl::SequenceKind;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// In the later composition's order; lost tracks behind them.
    pub tracks: Vec<TrackDifference>,
    /// Frames of the later composition: what changed, with handles of ten seconds.
    pub watch: Vec<FrameRange>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrackDifference {
    pub track_id: Uuid,
    pub kind: SequenceKind,
    /// What the ranges count in.
    pub edit_rate: EditRate,
    pub state: DifferenceState,
    /// In the later order; what was removed stands where it was.
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceState {
    New,
    Modified,
    Unmodified,
    Lost,
}

/// A run of one kind. A kept one may have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub kind: PieceKind,
    pub old: Option<FrameRange>,
    pub new: Option<FrameRange>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    Kept,
    Replaced,
    Inserted,
    Removed,
}

impl DifferenceState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DifferenceState::New => TrackState::New.as_str(),
            DifferenceState::Modified => TrackState::Modified.as_str(),
            DifferenceState::Unmodified => TrackState::Unmodified.as_str(),
            DifferenceState::Lost => "lost",
        }
    }
}

impl Difference {
    #[must_use]
    pub fn between(earlier: &Composition, later: &Composition) -> Difference {
        let partner =
            |track: &VirtualTrack| earlier.track(track.id).or_else(|| renamed(track, earlier, later));
        let kept = later.tracks.iter().map(|track| {
            let old = partner(track).filter(|old| old.edit_rate == track.edit_rate);
            let state = match (state_of(track, earlier), old) {
                (TrackState::New, None) => DifferenceState::New,
                (TrackState::New, Some(old)) if old.stretches == track.stretches => {
                    DifferenceState::Unmodified
                }
                (TrackState::Unmodified, _) => DifferenceState::Unmodified,
                (TrackState::New | TrackState::Modified, _) => DifferenceState::Modified,
            };
            let old = old.map_or(&[][..], |old| old.stretches.as_slice());
            of_track(track, state, pieces(old, &track.stretches))
        });
        let is_lost = |old: &&VirtualTrack| {
            !later
                .tracks
                .iter()
                .any(|track| partner(track).is_some_and(|found| found.id == old.id))
        };
        let lost = earlier.tracks.iter().filter(is_lost);
        let lost = lost.map(|track| of_track(track, DifferenceState::Lost, pieces(&track.stretches, &[])));
        Difference {
            tracks: kept.chain(lost).collect(),
            watch: Changes::between(earlier, later).watch,
        }
    }
}

/// The only track of its kind that lost its id, when this is the only one with a new id: mastering tools give new ones.
fn renamed<'e>(
    track: &VirtualTrack,
    earlier: &'e Composition,
    later: &Composition,
) -> Option<&'e VirtualTrack> {
    let fresh = later
        .tracks
        .iter()
        .filter(|new| new.kind == track.kind && earlier.track(new.id).is_none());
    let mut gone = earlier
        .tracks
        .iter()
        .filter(|old| old.kind == track.kind && later.track(old.id).is_none());
    let only = gone.next().filter(|_| gone.next().is_none())?;
    (fresh.count() == 1).then_some(only)
}

fn of_track(track: &VirtualTrack, state: DifferenceState, pieces: Vec<Piece>) -> TrackDifference {
    TrackDifference {
        track_id: track.id,
        kind: track.kind.clone(),
        edit_rate: track.edit_rate,
        state,
        pieces,
    }
}

/// Kept runs in the order of both sides are the frame; what lies between two of them on one side was removed or inserted, on
/// both replaced.
fn pieces(old: &[Stretch], new: &[Stretch]) -> Vec<Piece> {
    let kept = PictureChanges::between(old, new).kept;
    let mut all = Vec::new();
    let (mut old_next, mut new_next) = (0, 0);
    let frame = in_order(&kept);
    let anchors: HashSet<u64> = frame.iter().map(|anchor| anchor.new.first().0).collect();
    let is_moved = |run: &&Kept| !anchors.contains(&run.new.first().0);
    let moved: Vec<Kept> = kept.iter().filter(is_moved).copied().collect();
    for anchor in frame {
        gap(
            &mut all,
            (old_next, anchor.old.first().0),
            (new_next, anchor.new.first().0),
            &moved,
        );
        all.push(kept_piece(anchor));
        (old_next, new_next) = (after(anchor.old), after(anchor.new));
    }
    let end = |stretches: &[Stretch]| stretches.last().map_or(0, |last| after(last.frames));
    gap(&mut all, (old_next, end(old)), (new_next, end(new)), &moved);
    all
}

fn kept_piece(kept: &Kept) -> Piece {
    Piece {
        kind: PieceKind::Kept,
        old: Some(kept.old),
        new: Some(kept.new),
    }
}

/// The longest series of kept runs that rises on both sides: patience sorting, by the position of the old side.
fn in_order(kept: &[Kept]) -> Vec<&Kept> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; kept.len()];
    let old_first = |index: usize| kept.get(index).map(|kept| kept.old.first().0);
    for (index, run) in kept.iter().enumerate() {
        let at = tails.partition_point(|tail| old_first(*tail) < Some(run.old.first().0));
        if let Some(slot) = before.get_mut(index) {
            *slot = at.checked_sub(1).and_then(|below| tails.get(below).copied());
        }
        match tails.get_mut(at) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut series = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(index) = next {
        series.extend(kept.get(index));
        next = before.get(index).copied().flatten();
    }
    series.reverse();
    // Two runs may show the same old frames: the later one then only moved.
    let mut end: Option<Frame> = None;
    series.retain(|run: &&Kept| {
        let follows = end.is_none_or(|end| run.old.first() > end);
        if follows {
            end = Some(run.old.last());
        }
        follows
    });
    series
}

/// What lies between two anchors, from and up to these positions on each side. Moved runs are cut out of the new side.
fn gap(all: &mut Vec<Piece>, old: (u64, u64), new: (u64, u64), moved: &[Kept]) {
    let mut fresh = Vec::new();
    let mut at = new.0;
    let begin = moved.partition_point(|run| run.new.first().0 < new.0);
    let inside = moved.get(begin..).unwrap_or_default().iter();
    let inside: Vec<&Kept> = inside.take_while(|run| run.new.first().0 < new.1).collect();
    for run in &inside {
        fresh.extend(range(at, run.new.first().0));
        at = after(run.new);
    }
    fresh.extend(range(at, new.1));
    let gone = range(old.0, old.1);
    match (gone, fresh.split_first()) {
        (Some(gone), Some((first, rest))) => {
            all.push(Piece {
                kind: PieceKind::Replaced,
                old: Some(gone),
                new: Some(*first),
            });
            all.extend(rest.iter().map(|range| inserted(*range)));
        }
        (Some(gone), None) => all.push(Piece {
            kind: PieceKind::Removed,
            old: Some(gone),
            new: None,
        }),
        (None, _) => all.extend(fresh.iter().map(|range| inserted(*range))),
    }
    all.extend(inside.into_iter().map(kept_piece));
}

fn inserted(range: FrameRange) -> Piece {
    Piece {
        kind: PieceKind::Inserted,
        old: None,
        new: Some(range),
    }
}

/// The position behind a range.
fn after(range: FrameRange) -> u64 {
    range.last().0.saturating_add(1)
}

fn range(from: u64, to: u64) -> Option<FrameRange> {
    let count = to.checked_sub(from).filter(|count| *count > 0)?;
    FrameRange::starting_at(Frame(from), FrameCount(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stretches from (track file, source frame, length).
    fn track(parts: &[(u8, u64, u64)]) -> Vec<Stretch> {
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

    fn told(old: &[(u8, u64, u64)], new: &[(u8, u64, u64)]) -> String {
        let side = |range: Option<FrameRange>| {
            range.map_or("–".to_owned(), |range| {
                format!("{}..{}", range.first().0, range.last().0)
            })
        };
        let told = pieces(&track(old), &track(new));
        let words = told
            .iter()
            .map(|piece| format!("{:?} {} {}", piece.kind, side(piece.old), side(piece.new)));
        words.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn an_insert_in_place_is_a_replacement() {
        assert_eq!(
            told(&[(1, 0, 100)], &[(1, 0, 40), (2, 0, 10), (1, 50, 50)]),
            "Kept 0..39 0..39; Replaced 40..49 40..49; Kept 50..99 50..99"
        );
    }

    #[test]
    fn frames_that_go_and_come_are_told_in_both_time_lines() {
        assert_eq!(
            told(&[(1, 0, 100)], &[(1, 0, 40), (1, 60, 40)]),
            "Kept 0..39 0..39; Removed 40..59 –; Kept 60..99 40..79"
        );
        assert_eq!(
            told(&[(1, 0, 100)], &[(1, 0, 40), (2, 0, 5), (1, 40, 60)]),
            "Kept 0..39 0..39; Inserted – 40..44; Kept 40..99 45..104"
        );
    }

    #[test]
    fn a_track_without_the_other_is_all_new_or_all_gone() {
        assert_eq!(told(&[], &[(1, 0, 10)]), "Inserted – 0..9");
        assert_eq!(told(&[(1, 0, 10)], &[]), "Removed 0..9 –");
    }
}
