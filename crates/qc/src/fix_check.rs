//! Fix checks: what may be said of each thing on the watch list of a redelivery, and which issues of earlier rounds belong on
//! it: those that production said it fixed, and those waived, which are only confirmed still present. It knows no packages:
//! which clips changed, and where an issue is now, is found from the compositions. The server asks here.

use crate::id::IssueId;
use crate::issue::{IssueState, IssueStep};
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
        /// An issue of the original version, beside a version in another language: for reference, and looked at where
        /// production said that it would be fixed.
        V1Issue = "v1_issue",
    }
}

words! {
    WatchVerdict {
        Seen = "seen",
        Resolved = "resolved",
        StillPresent = "still_present",
    }
}

/// An issue of the asset's lineage, as the rounds before left it.
#[derive(Clone, Debug)]
pub struct CarriedIssue {
    pub id: IssueId,
    pub state: IssueState,
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
            WatchKind::ChangedRange | WatchKind::SpotPoint | WatchKind::V1Issue => &[WatchVerdict::Seen],
            WatchKind::WillFix => &[WatchVerdict::Resolved, WatchVerdict::StillPresent],
            WatchKind::ConfirmPresent => &[WatchVerdict::StillPresent],
        }
    }

    /// As what an issue of an earlier round is watched; absent when it is not.
    pub fn of_issue(state: IssueState) -> Option<WatchKind> {
        match state {
            IssueState::WillFix => Some(WatchKind::WillFix),
            IssueState::CreativeIntent | IssueState::BestPossible => Some(WatchKind::ConfirmPresent),
            IssueState::Open
            | IssueState::Resolved
            | IssueState::NotAnIssue
            | IssueState::Replaced
            | IssueState::Deleted => None,
        }
    }

    /// As what an issue of the original version stands beside a version in another language; absent when it is gone.
    pub fn of_original(state: IssueState) -> Option<WatchKind> {
        match state {
            IssueState::NotAnIssue | IssueState::Replaced | IssueState::Deleted => None,
            IssueState::Open
            | IssueState::WillFix
            | IssueState::CreativeIntent
            | IssueState::BestPossible
            | IssueState::Resolved => Some(WatchKind::V1Issue),
        }
    }

    /// Whether a report waits until the item is decided. A version's five points are watched by its coverage; of the original's
    /// issues only those that were to be fixed have to be looked at. A Full pass sees every range anyway.
    pub fn must_be_decided(self, issue: Option<IssueState>, has_fix_check: bool) -> bool {
        match self {
            WatchKind::ChangedRange | WatchKind::SpotPoint => has_fix_check,
            WatchKind::WillFix | WatchKind::ConfirmPresent => true,
            WatchKind::V1Issue => issue == Some(IssueState::WillFix),
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
    use super::*;

    #[test]
    fn issues_to_fix_and_waived_issues_are_watched_and_no_others() {
        let watched = IssueState::ALL
            .iter()
            .filter_map(|state| Some((*state, WatchKind::of_issue(*state)?)));
        assert_eq!(
            watched.collect::<Vec<_>>(),
            [
                (IssueState::WillFix, WatchKind::WillFix),
                (IssueState::CreativeIntent, WatchKind::ConfirmPresent),
                (IssueState::BestPossible, WatchKind::ConfirmPresent),
            ]
        );
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
        for state in IssueState::ALL {
            let Some(kind) = WatchKind::of_issue(*state) else {
                continue;
            };
            for verdict in kind.verdicts() {
                let step = kind.step(*verdict).unwrap().unwrap();
                assert!(state.after(step).is_ok(), "{state} {step}");
            }
        }
    }

    #[test]
    fn a_range_is_seen_and_nothing_else() {
        for kind in [WatchKind::ChangedRange, WatchKind::SpotPoint, WatchKind::V1Issue] {
            assert_eq!(kind.step(WatchVerdict::Seen), Ok(None));
            for verdict in [WatchVerdict::Resolved, WatchVerdict::StillPresent] {
                assert_eq!(kind.step(verdict), Err(VerdictNotAllowed { kind, verdict }));
            }
        }
    }

    #[test]
    fn of_the_originals_issues_only_promised_fixes_have_to_be_looked_at() {
        for state in IssueState::ALL {
            let is_there = !matches!(
                state,
                IssueState::NotAnIssue | IssueState::Replaced | IssueState::Deleted
            );
            assert_eq!(WatchKind::of_original(*state).is_some(), is_there, "{state}");
            let must = WatchKind::V1Issue.must_be_decided(Some(*state), false);
            assert_eq!(must, *state == IssueState::WillFix, "{state}");
        }
        assert!(WatchKind::ChangedRange.must_be_decided(None, true));
        assert!(!WatchKind::ChangedRange.must_be_decided(None, false));
        assert!(WatchKind::WillFix.must_be_decided(Some(IssueState::WillFix), false));
    }

    #[test]
    fn a_fix_whose_file_is_not_delivered_is_a_missing_asset() {
        let issue = |state, files: &[&str]| CarriedIssue {
            id: IssueId::new(),
            state,
            files: files.iter().map(|file| (*file).to_owned()).collect(),
        };
        let to_fix = issue(IssueState::WillFix, &["pm_c.wav", "pm_l.wav"]);
        let id = to_fix.id;
        let carried = [to_fix, issue(IssueState::CreativeIntent, &["pm_r.wav"])];
        assert_eq!(
            files_no_longer_delivered(&carried, &["pm_l.wav".into()]),
            [(id, "pm_c.wav")]
        );
    }
}
