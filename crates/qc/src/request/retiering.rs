//! Re-tiering: a fix check becomes a Full QC, of the same operator, when the redelivery brought a new clip that is too long to be
//! checked in passing. A ticket asks for it and the studio agrees; what was decided on the watch list stays decided.

use timecode::{EditRate, FrameCount};

use super::RequestState;
use crate::task::{TaskDepth, TaskState};

/// A new clip that is longer than this is a ground to ask for a Full QC.
pub const LONG_CLIP_S: i64 = 10 * 60;

/// Why a request is not made a Full QC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRetiered {
    #[error("nothing of it is a Fix Check")]
    NoFixCheck,
    #[error("no new clip of the redelivery is longer than 10 minutes")]
    NoLongClip,
    #[error("its report is handed in, or it is closed")]
    TooLate,
}

/// The length of a clip in whole seconds, rounded up: one frame more than ten minutes is longer than ten minutes.
pub fn clip_s(length: FrameCount, rate: EditRate) -> i64 {
    let seconds = (u128::from(length.0) * u128::from(rate.den())).div_ceil(u128::from(rate.num()));
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// Whether a request may be made a Full QC now: before its report is handed in.
pub fn check(
    state: RequestState,
    depths: &[TaskDepth],
    longest_new_clip_s: Option<i64>,
) -> Result<(), NotRetiered> {
    use RequestState::{Assigned, Available, Downloading, InQc, Preparing};
    if !depths.contains(&TaskDepth::FixCheck) {
        return Err(NotRetiered::NoFixCheck);
    }
    if longest_new_clip_s.is_none_or(|clip_s| clip_s <= LONG_CLIP_S) {
        return Err(NotRetiered::NoLongClip);
    }
    if !matches!(state, Preparing | Available | Assigned | Downloading | InQc) {
        return Err(NotRetiered::TooLate);
    }
    Ok(())
}

/// What becomes of a task: one that was done as a Fix Check is not done as a Full. What was seen stays seen.
pub fn retiered(depth: TaskDepth, state: TaskState) -> (TaskDepth, TaskState) {
    match (depth, state) {
        (TaskDepth::FixCheck, TaskState::Done) => (TaskDepth::Full, TaskState::InProgress),
        (TaskDepth::FixCheck, state) => (TaskDepth::Full, state),
        (depth, state) => (depth, state),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60 * 24;

    fn check_clip(state: RequestState, frames: u64) -> Result<(), NotRetiered> {
        let depths = [TaskDepth::FixCheck, TaskDepth::Spot];
        check(state, &depths, Some(clip_s(FrameCount(frames), EditRate::FPS_24)))
    }

    #[test]
    fn ten_minutes_are_not_longer_than_ten_minutes() {
        assert_eq!(
            check_clip(RequestState::InQc, 10 * MINUTE),
            Err(NotRetiered::NoLongClip)
        );
        assert_eq!(check_clip(RequestState::InQc, 10 * MINUTE + 1), Ok(()));
    }

    #[test]
    fn a_report_that_is_handed_in_is_not_made_deeper() {
        for state in RequestState::ALL {
            let is_open = state.is_held_by_operator()
                || matches!(state, RequestState::Preparing | RequestState::Available);
            assert_eq!(check_clip(*state, 20 * MINUTE).is_ok(), is_open, "{state}");
        }
        let full = [TaskDepth::Full];
        assert_eq!(
            check(RequestState::InQc, &full, Some(20 * 60)),
            Err(NotRetiered::NoFixCheck)
        );
    }

    #[test]
    fn what_was_done_as_a_fix_check_is_to_be_finished_as_a_full() {
        assert_eq!(
            retiered(TaskDepth::FixCheck, TaskState::Done),
            (TaskDepth::Full, TaskState::InProgress)
        );
        assert_eq!(
            retiered(TaskDepth::FixCheck, TaskState::NotStarted),
            (TaskDepth::Full, TaskState::NotStarted)
        );
        assert_eq!(
            retiered(TaskDepth::Spot, TaskState::Done),
            (TaskDepth::Spot, TaskState::Done)
        );
    }
}
