//! Tasks of a request: what to review and how deeply. Full is one linear pass; Spot has five points; Fix Check has a watch
//! list. Here is also what has to be seen and how much of it was, in frames.

use serde::{Deserialize, Serialize};
use timecode::{EditRate, Frame, FrameCount, FrameRange};
use utoipa::ToSchema;

use crate::asset::AssetKind;
use crate::words::words;

words! {
    /// The stream or asset that a task is about.
    TaskKind {
        Hdr = "hdr",
        Sdr = "sdr",
        FiveOne = "5.1",
        Stereo = "2.0",
        Atmos = "atmos",
        Printmaster = "pm",
        MusicAndEffects = "me",
    }
}
words! { TaskDepth { Full = "full", Spot = "spot", FixCheck = "fix_check" } }
words! { TaskState { NotStarted = "not_started", InProgress = "in_progress", Done = "done" } }

/// One task as a policy plans it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskPlan {
    pub kind: TaskKind,
    pub depth: TaskDepth,
}

impl TaskKind {
    /// How people call it.
    pub fn label(self) -> &'static str {
        match self {
            TaskKind::Hdr => "HDR",
            TaskKind::Sdr => "SDR",
            TaskKind::FiveOne => "5.1",
            TaskKind::Stereo => "2.0",
            TaskKind::Atmos => "Atmos",
            TaskKind::Printmaster => "Printmaster",
            TaskKind::MusicAndEffects => "M&E",
        }
    }

    /// What one does with it, when it is done.
    fn verb(self) -> &'static str {
        match self {
            TaskKind::Hdr | TaskKind::Sdr => "seen",
            TaskKind::FiveOne
            | TaskKind::Stereo
            | TaskKind::Atmos
            | TaskKind::Printmaster
            | TaskKind::MusicAndEffects => "heard",
        }
    }

    /// The files of a WAV delivery are named by an issue on these.
    pub fn is_of_files(self) -> bool {
        matches!(self, TaskKind::Printmaster | TaskKind::MusicAndEffects)
    }

    /// Which assets a task can be about.
    pub fn suits(self, asset: AssetKind) -> bool {
        match asset {
            AssetKind::PrimaryAv => {
                matches!(
                    self,
                    TaskKind::Hdr | TaskKind::Sdr | TaskKind::FiveOne | TaskKind::Stereo | TaskKind::Atmos
                )
            }
            AssetKind::Printmaster => self == TaskKind::Printmaster,
            AssetKind::MusicAndEffects => self == TaskKind::MusicAndEffects,
            AssetKind::Atmos | AssetKind::Iab => self == TaskKind::Atmos,
        }
    }
}

/// M&E Spot QC flags only what holds for the whole runtime.
pub const SPOT_MUSIC_AND_EFFECTS_CODES: [&str; 13] = [
    "incorrect-asset-title",
    "true-peak-out-of-spec",
    "incorrect-asset-asset-type",
    "audio-channel-mismap",
    "audio-channel-bleed",
    "global-sync-offset-audio",
    "global-sync-drift-early",
    "global-sync-drift-late",
    "audio-mixdown-error",
    "audio-drop-out-mute",
    "mos-audio",
    "missing-asset",
    "extraneous-dialogue",
];

/// The five points of Spot QC: the first two minutes, one minute from each quarter, the last two minutes. Points that
/// overlap in a short programme are one.
pub fn spot_points(duration: FrameCount, rate: EditRate) -> Vec<FrameRange> {
    let Some(last) = duration.last_frame() else {
        return Vec::new();
    };
    let minutes = |count: u64| FrameCount(frames_in(60 * count, rate));
    let at = |quarter: u64| {
        Frame(u64::try_from(u128::from(duration.0) * u128::from(quarter) / 4).unwrap_or(last.0))
    };
    let mut points = vec![(Frame(0), minutes(2))];
    points.extend([1, 2, 3].map(|quarter| (at(quarter), minutes(1))));
    points.push((Frame(duration.0.saturating_sub(minutes(2).0)), minutes(2)));
    let whole = FrameRange::new(Frame(0), last).ok();
    let clamped = points
        .into_iter()
        .filter_map(|(first, count)| FrameRange::starting_at(first, count)?.intersect(whole?));
    merged(clamped.collect())
}

/// Whole frames in so many seconds.
pub fn frames_in(seconds: u64, rate: EditRate) -> u64 {
    u64::try_from(u128::from(seconds) * u128::from(rate.num()) / u128::from(rate.den())).unwrap_or(u64::MAX)
}

/// Ranges in order, those that overlap or touch made one.
pub fn merged(mut ranges: Vec<FrameRange>) -> Vec<FrameRange> {
    ranges.sort_by_key(|range| (range.first(), range.last()));
    let mut out: Vec<FrameRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(before) if before.overlaps(range) || before.touches(range) => *before = before.hull(range),
            _ => out.push(range),
        }
    }
    out
}

/// What a task wants seen: everything, the five points, or the watch list.
pub fn wanted(
    depth: TaskDepth,
    duration: FrameCount,
    rate: EditRate,
    watch: &[FrameRange],
) -> Vec<FrameRange> {
    match depth {
        TaskDepth::Full => {
            let whole = duration
                .last_frame()
                .and_then(|last| FrameRange::new(Frame(0), last).ok());
            whole.into_iter().collect()
        }
        TaskDepth::Spot => spot_points(duration, rate),
        TaskDepth::FixCheck => merged(watch.to_vec()),
    }
}

/// How many frames of `wanted` lie in `seen`. Both merged.
pub fn seen_frames(wanted: &[FrameRange], seen: &[FrameRange]) -> FrameCount {
    let frames = wanted
        .iter()
        .flat_map(|want| seen.iter().filter_map(|range| want.intersect(*range)));
    FrameCount(frames.map(|range| range.len().0).sum())
}

/// How much was seen, for people and for the rule that a gap needs a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub wanted: FrameCount,
    pub seen: FrameCount,
}

impl Coverage {
    pub fn of(wanted: &[FrameRange], seen: &[FrameRange]) -> Coverage {
        let total = wanted.iter().map(|range| range.len().0).sum();
        Coverage {
            wanted: FrameCount(total),
            seen: seen_frames(wanted, seen),
        }
    }

    pub fn is_whole(self) -> bool {
        self.seen >= self.wanted
    }

    /// In tenths of a per cent, rounded down: 100.0 % is said only of all.
    pub fn permille(self) -> u32 {
        let share = u128::from(self.seen.0) * 1000 / u128::from(self.wanted.0.max(1));
        if self.wanted.0 == 0 {
            1000
        } else {
            u32::try_from(share).unwrap_or(1000).min(1000)
        }
    }

    /// "100.0 % of HDR seen", or "12 s of 5.1 not heard".
    pub fn text(self, kind: TaskKind, rate: EditRate) -> String {
        if self.is_whole() {
            return format!("100.0 % of {} {}", kind.label(), kind.verb());
        }
        let missing = self.wanted.0 - self.seen.0;
        let seconds = (u128::from(missing) * u128::from(rate.den())).div_ceil(u128::from(rate.num()));
        format!(
            "{seconds} s of {} not {verb} ({}.{} % {verb})",
            kind.label(),
            self.permille() / 10,
            self.permille() % 10,
            verb = kind.verb(),
        )
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
    fn a_two_hour_programme_has_five_points() {
        let points = spot_points(FrameCount(172_800), EditRate::FPS_24);
        let minute = 24 * 60;
        assert_eq!(
            points,
            [
                range(0, 2 * minute - 1),
                range(43_200, 43_200 + minute - 1),
                range(86_400, 86_400 + minute - 1),
                range(129_600, 129_600 + minute - 1),
                range(172_800 - 2 * minute, 172_799),
            ]
        );
    }

    #[test]
    fn a_short_programme_is_seen_whole() {
        assert_eq!(spot_points(FrameCount(240), EditRate::FPS_24), [range(0, 239)]);
        assert_eq!(spot_points(FrameCount(0), EditRate::FPS_24), []);
    }

    #[test]
    fn coverage_says_what_was_not_seen() {
        let all = [range(0, 2399)];
        let seen = merged(vec![range(0, 999), range(1000, 2099)]);
        let coverage = Coverage::of(&all, &seen);
        assert_eq!(
            coverage.text(TaskKind::Sdr, EditRate::FPS_25),
            "12 s of SDR not seen (87.5 % seen)"
        );
        assert_eq!(
            Coverage::of(&all, &all).text(TaskKind::Hdr, EditRate::FPS_24),
            "100.0 % of HDR seen"
        );
        assert_eq!(
            coverage.text(TaskKind::FiveOne, EditRate::FPS_25),
            coverage
                .text(TaskKind::Sdr, EditRate::FPS_25)
                .replace("SDR", "5.1")
                .replace("seen", "heard")
        );
        assert!(!coverage.is_whole());
    }

    #[test]
    fn one_frame_short_is_never_called_whole() {
        let coverage = Coverage::of(&[range(0, 999_999)], &[range(0, 999_998)]);
        assert_eq!(coverage.permille(), 999);
        assert_eq!(
            coverage.text(TaskKind::Hdr, EditRate::FPS_24),
            "1 s of HDR not seen (99.9 % seen)"
        );
    }

    proptest! {
        #[test]
        fn merging_keeps_every_frame_and_no_other(pairs in prop::collection::vec((0u64..200, 0u64..30), 0..20)) {
            let ranges: Vec<_> = pairs.iter().map(|(first, more)| range(*first, first + more)).collect();
            let merged = merged(ranges.clone());
            for frame in (0..240).map(Frame) {
                prop_assert_eq!(ranges.iter().any(|r| r.contains(frame)), merged.iter().any(|r| r.contains(frame)));
            }
            prop_assert!(merged.windows(2).all(|pair| pair[0].last().0 + 1 < pair[1].first().0));
        }

        #[test]
        fn spot_points_stay_inside_and_in_order(duration in 0u64..1_000_000) {
            let points = spot_points(FrameCount(duration), EditRate::FPS_23_976);
            prop_assert!(points.len() <= 5);
            prop_assert!(points.iter().all(|point| point.last().0 < duration));
            prop_assert!(points.windows(2).all(|pair| pair[0].last() < pair[1].first()));
        }
    }
}
