//! Fix checks: what a redelivery is looked at for, and what may be said of it. The watch list is every changed clip with its
//! handles, every issue that production said it fixed, every waived issue, and the five points of Spot QC. It knows no
//! packages: which clips changed is an argument. The server builds the list when it opens a fix check.

use timecode::{EditRate, Frame, FrameCount, FrameRange};

use crate::id::IssueId;
use crate::issue::{IssueState, IssueStep};
use crate::task::{HANDLE_S, frames_in, merged, spot_points};
use crate::words::words;

words! {
    /// Why something is on the watch list.
    WatchKind {
        /// A clip changed by the redelivery, with its handles.
        ChangedRange = "changed_range",
        /// An issue that production said it would fix.
        WillFix = "will_fix",
        /// A waived issue, to be confirmed still present.
        ConfirmPresent = "confirm_present",
        SpotPoint = "spot_point",
    }
}

words! {
    WatchVerdict {
        Seen = "seen",
        Resolved = "resolved",
        StillPresent = "still_present",
    }
}

/// One thing to look at. `issue` is set where an issue is to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WatchItem {
    pub kind: WatchKind,
    pub range: FrameRange,
    pub issue: Option<IssueId>,
}

/// An issue of the asset's lineage, as the rounds before left it.
#[derive(Clone, Debug)]
pub struct CarriedIssue {
    pub id: IssueId,
    pub state: IssueState,
    pub range: FrameRange,
    /// The files that it names (Printmaster, M&E).
    pub files: Vec<String>,
}

/// A verdict that the item does not take: ranges are seen, issues are decided, waived issues are never resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{verdict} cannot be said of {kind}")]
pub struct VerdictNotAllowed {
    pub kind: WatchKind,
    pub verdict: WatchVerdict,
}

impl WatchKind {
    /// The verdicts that an item takes.
    pub fn verdicts(self) -> &'static [WatchVerdict] {
        match self {
            WatchKind::ChangedRange | WatchKind::SpotPoint => &[WatchVerdict::Seen],
            WatchKind::WillFix => &[WatchVerdict::Resolved, WatchVerdict::StillPresent],
            WatchKind::ConfirmPresent => &[WatchVerdict::StillPresent],
        }
    }

    /// What a verdict does to the item's issue; nothing for a range that was seen.
    pub fn step(self, verdict: WatchVerdict) -> Result<Option<IssueStep>, VerdictNotAllowed> {
        if !self.verdicts().contains(&verdict) {
            return Err(VerdictNotAllowed { kind: self, verdict });
        }
        Ok(match verdict {
            WatchVerdict::Seen => None,
            WatchVerdict::Resolved => Some(IssueStep::Resolve),
            WatchVerdict::StillPresent => Some(IssueStep::ConfirmPresent),
        })
    }
}

/// Everything that a fix check must look at: by kind, and within a kind by place. Changed clips whose handles meet are one
/// item. Nothing lies outside the programme.
pub fn watch_list(
    changed: &[FrameRange],
    carried: &[CarriedIssue],
    duration: FrameCount,
    rate: EditRate,
) -> Vec<WatchItem> {
    let Some(last) = duration.last_frame() else {
        return Vec::new();
    };
    let range_item = |kind| {
        move |range| WatchItem {
            kind,
            range,
            issue: None,
        }
    };
    let clips = changed_with_handles(changed, last, rate);
    let mut items: Vec<_> = clips
        .into_iter()
        .map(range_item(WatchKind::ChangedRange))
        .collect();
    for kind in [WatchKind::WillFix, WatchKind::ConfirmPresent] {
        let of_kind = carried.iter().filter(|issue| kind_of(issue.state) == Some(kind));
        let mut issues: Vec<_> = of_kind.map(|issue| issue_item(kind, issue, last)).collect();
        issues.sort_by_key(|item| (item.range.first(), item.range.last()));
        items.extend(issues);
    }
    items.extend(
        spot_points(duration, rate)
            .into_iter()
            .map(range_item(WatchKind::SpotPoint)),
    );
    items
}

fn kind_of(state: IssueState) -> Option<WatchKind> {
    match state {
        IssueState::WillFix => Some(WatchKind::WillFix),
        IssueState::CreativeIntent | IssueState::BestPossible => Some(WatchKind::ConfirmPresent),
        IssueState::Open | IssueState::Resolved | IssueState::Replaced | IssueState::Deleted => None,
    }
}

fn changed_with_handles(changed: &[FrameRange], last: Frame, rate: EditRate) -> Vec<FrameRange> {
    let handle = FrameCount(frames_in(HANDLE_S, rate));
    let inside = changed.iter().filter(|range| range.first() <= last);
    let widened = inside.filter_map(|range| {
        let wide = range.widened(handle);
        FrameRange::new(wide.first(), wide.last().min(last)).ok()
    });
    merged(widened.collect())
}

/// An issue beyond the end of a shorter redelivery is still to be decided: at the last frame.
fn issue_item(kind: WatchKind, issue: &CarriedIssue, last: Frame) -> WatchItem {
    let (first, end) = (issue.range.first().min(last), issue.range.last().min(last));
    WatchItem {
        kind,
        range: FrameRange::new(first, end).unwrap_or(issue.range),
        issue: Some(issue.id),
    }
}

/// Files of will-fix issues that the redelivery no longer brings. Each is to be flagged as Missing Asset
/// (`error_code::MISSING_ASSET`): a fix that was not delivered cannot be checked.
pub fn files_no_longer_delivered<'a>(
    carried: &'a [CarriedIssue],
    delivered: &[String],
) -> Vec<(IssueId, &'a str)> {
    let to_fix = carried.iter().filter(|issue| issue.state == IssueState::WillFix);
    let named = to_fix.flat_map(|issue| issue.files.iter().map(|file| (issue.id, file.as_str())));
    named
        .filter(|(_, file)| !delivered.iter().any(|one| one == file))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RATE: EditRate = EditRate::FPS_24;
    const HOUR: FrameCount = FrameCount(24 * 3600);

    fn range(first: u64, last: u64) -> FrameRange {
        FrameRange::new(Frame(first), Frame(last)).unwrap()
    }

    fn issue(state: IssueState, first: u64, last: u64) -> CarriedIssue {
        CarriedIssue {
            id: IssueId::new(),
            state,
            range: range(first, last),
            files: vec![],
        }
    }

    fn of_kind(items: &[WatchItem], kind: WatchKind) -> Vec<FrameRange> {
        items
            .iter()
            .filter(|item| item.kind == kind)
            .map(|item| item.range)
            .collect()
    }

    #[test]
    fn a_changed_clip_is_watched_with_ten_seconds_at_either_side() {
        let items = watch_list(&[range(1000, 1099)], &[], HOUR, RATE);
        assert_eq!(of_kind(&items, WatchKind::ChangedRange), [range(760, 1339)]);
    }

    #[test]
    fn handles_end_with_the_programme_and_those_that_meet_are_one() {
        let changed = [range(10, 20), range(300, 310), range(HOUR.0 - 5, HOUR.0 - 1)];
        let items = watch_list(&changed, &[], HOUR, RATE);
        assert_eq!(
            of_kind(&items, WatchKind::ChangedRange),
            [range(0, 550), range(HOUR.0 - 245, HOUR.0 - 1)]
        );
    }

    #[test]
    fn issues_to_fix_and_waived_issues_are_on_the_list_and_no_others() {
        let carried: Vec<_> = IssueState::ALL
            .iter()
            .map(|state| issue(*state, 100, 110))
            .collect();
        let items = watch_list(&[], &carried, HOUR, RATE);
        let listed: Vec<_> = items
            .iter()
            .filter_map(|item| {
                let issue = carried.iter().find(|issue| Some(issue.id) == item.issue)?;
                Some((item.kind, issue.state))
            })
            .collect();
        assert_eq!(
            listed,
            [
                (WatchKind::WillFix, IssueState::WillFix),
                (WatchKind::ConfirmPresent, IssueState::CreativeIntent),
                (WatchKind::ConfirmPresent, IssueState::BestPossible),
            ]
        );
        assert_eq!(of_kind(&items, WatchKind::SpotPoint), spot_points(HOUR, RATE));
    }

    #[test]
    fn an_issue_beyond_a_shorter_end_is_still_to_be_decided() {
        let items = watch_list(
            &[],
            &[issue(IssueState::WillFix, 5000, 5010)],
            FrameCount(100),
            RATE,
        );
        assert_eq!(of_kind(&items, WatchKind::WillFix), [range(99, 99)]);
    }

    #[test]
    fn a_waived_issue_is_confirmed_and_never_resolved() {
        for verdict in WatchVerdict::ALL {
            let step = WatchKind::ConfirmPresent.step(*verdict);
            assert_eq!(step.is_ok(), *verdict == WatchVerdict::StillPresent, "{verdict}");
        }
    }

    #[test]
    fn every_verdict_is_a_step_that_its_issue_allows() {
        for (kind, state) in [
            (WatchKind::WillFix, IssueState::WillFix),
            (WatchKind::ConfirmPresent, IssueState::CreativeIntent),
            (WatchKind::ConfirmPresent, IssueState::BestPossible),
        ] {
            for verdict in kind.verdicts() {
                let step = kind.step(*verdict).unwrap().unwrap();
                assert!(state.after(step).is_ok(), "{state} {step}");
            }
        }
        for kind in [WatchKind::ChangedRange, WatchKind::SpotPoint] {
            assert_eq!(kind.step(WatchVerdict::Seen), Ok(None));
            assert_eq!(
                kind.step(WatchVerdict::Resolved),
                Err(VerdictNotAllowed {
                    kind,
                    verdict: WatchVerdict::Resolved
                })
            );
        }
    }

    #[test]
    fn a_fix_whose_file_is_not_delivered_is_a_missing_asset() {
        let mut to_fix = issue(IssueState::WillFix, 0, 0);
        to_fix.files = vec!["pm_c.wav".into(), "pm_l.wav".into()];
        let mut waived = issue(IssueState::CreativeIntent, 0, 0);
        waived.files = vec!["pm_r.wav".into()];
        let id = to_fix.id;
        let carried = [to_fix, waived];
        assert_eq!(
            files_no_longer_delivered(&carried, &["pm_l.wav".into()]),
            [(id, "pm_c.wav")]
        );
    }

    proptest! {
        #[test]
        fn every_changed_frame_is_watched_and_nothing_outside(
            pairs in prop::collection::vec((0u64..5000, 0u64..400), 0..12),
            duration in 0u64..5000,
        ) {
            let changed: Vec<_> = pairs.iter().map(|(first, more)| range(*first, first + more)).collect();
            let items = watch_list(&changed, &[], FrameCount(duration), RATE);
            prop_assert!(items.iter().all(|item| item.range.last().0 < duration));
            let watched = of_kind(&items, WatchKind::ChangedRange);
            for frame in changed.iter().flat_map(|range| [range.first(), range.last()]).filter(|frame| frame.0 < duration) {
                prop_assert!(watched.iter().any(|range| range.contains(frame)));
            }
        }
    }
}
