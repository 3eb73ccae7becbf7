//! The whole difference of two compositions, for people: every virtual track as kept, replaced, inserted and removed ranges,
//! in the edit units of both, and the list of what is to be watched. `changes` knows what the work needs to keep.

use serde::{Deserialize, Serialize};
use timecode::{EditRate, FrameCount, FrameRange};
use uuid::Uuid;

use crate::changes::{Changes, PictureChanges, TrackState, state_of};
use crate::composition::{Composition, Stretch, VirtualTrack};
use crate::content_map::Piece;
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
    /// In the later order; behind them what was removed, in the earlier one.
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

fn pieces(old: &[Stretch], new: &[Stretch]) -> Vec<Piece> {
    let length = |stretches: &[Stretch]| {
        let last = stretches.last().map(|last| last.frames.last());
        FrameCount(last.map_or(0, |last| last.0.saturating_add(1)))
    };
    PictureChanges::between(old, new).pieces(length(old), length(new))
}
