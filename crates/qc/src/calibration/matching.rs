//! Which issue is which planted defect. Every defect takes at most one issue and every issue at most one defect; among all
//! such matchings the one with the most right codes is chosen, then the one with the most defects found at all, then the
//! one with the most right severities, then the nearest in time. What is left is missed, or flagged where nothing was.

use pathfinding::prelude::{Matrix, kuhn_munkres};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::key::{AnswerKey, PlantedDefect};
use crate::id::IssueId;
use crate::metrics::Tally;
use crate::severity::Severity;
use crate::task::TaskKind;

/// An issue as it is scored.
#[derive(Clone, Debug)]
pub struct Flag {
    pub issue: IssueId,
    pub code: String,
    pub severity: Severity,
    pub tasks: Vec<TaskKind>,
    pub first_frame: u64,
    pub last_frame: u64,
}

/// What is wrong with a flag that found its defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    WrongCode,
    WrongSeverity,
    /// In or Out is off by so many frames, the worse of the two.
    TimecodeOff {
        frames: u64,
    },
}

/// A planted defect, by its place in the key, with what was flagged for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Match {
    pub defect: usize,
    /// None was missed.
    pub issue: Option<IssueId>,
    pub faults: Vec<Fault>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Score {
    /// One for each planted defect, in the order of the key.
    pub matches: Vec<Match>,
    /// Issues where nothing was planted, or a second flag on one defect.
    pub false_flags: Vec<IssueId>,
}

impl Match {
    pub fn is_found(&self) -> bool {
        self.issue.is_some() && self.faults.is_empty()
    }

    pub fn is_missed(&self) -> bool {
        self.issue.is_none()
    }
}

impl Score {
    /// The score in the measures of verification: found, found with a fault, flagged where nothing was, missed.
    pub fn tally(&self) -> Tally {
        let count = |of: fn(&Match) -> bool| self.matches.iter().filter(|found| of(found)).count() as u64;
        let (found, missed) = (count(Match::is_found), count(Match::is_missed));
        Tally {
            confirmed: found,
            replaced: self.matches.len() as u64 - found - missed,
            deleted: self.false_flags.len() as u64,
            added: missed,
        }
    }
}

/// Scores a report by its key. An issue is taken for a defect that it overlaps, the tolerance counted, in a task that they
/// share.
pub fn score(key: &AnswerKey, flags: &[Flag]) -> Score {
    let taken = assign(&key.defects, flags);
    let matches = key
        .defects
        .iter()
        .enumerate()
        .map(|(at, defect)| match taken[at] {
            Some(flag) => Match {
                defect: at,
                issue: Some(flags[flag].issue),
                faults: faults(defect, &flags[flag]),
            },
            None => Match {
                defect: at,
                issue: None,
                faults: Vec::new(),
            },
        })
        .collect();
    let is_taken = |flag: usize| taken.contains(&Some(flag));
    let false_flags = (0..flags.len()).filter(|flag| !is_taken(*flag));
    Score {
        matches,
        false_flags: false_flags.map(|flag| flags[flag].issue).collect(),
    }
}

/// For each defect the place of its issue. Columns beyond the issues stand for "missed", so that every row has one.
fn assign(defects: &[PlantedDefect], flags: &[Flag]) -> Vec<Option<usize>> {
    if defects.is_empty() || flags.is_empty() {
        return vec![None; defects.len()];
    }
    let columns = flags.len() + defects.len();
    let weights = Matrix::from_fn(defects.len(), columns, |(row, column)| {
        flags
            .get(column)
            .map_or(0, |flag| weight(&defects[row], flag).unwrap_or(0))
    });
    let (_, columns) = kuhn_munkres(&weights);
    columns
        .iter()
        .enumerate()
        .map(|(row, column)| {
            flags
                .get(*column)
                .and_then(|flag| weight(&defects[row], flag))
                .map(|_| *column)
        })
        .collect()
}

/// Each weight outweighs all lesser ones together, for as many defects as a key may have.
const RIGHT_CODE: i64 = 10_000_000_000_000;
const FOUND_AT_ALL: i64 = 10_000_000_000;
const RIGHT_SEVERITY: i64 = 10_000_000;
const MOST_NEARNESS: i64 = 10_000;

/// None when the flag cannot mean the defect.
fn weight(defect: &PlantedDefect, flag: &Flag) -> Option<i64> {
    if !overlaps(defect, flag) || !shares_task(defect, flag) {
        return None;
    }
    let faults = faults(defect, flag);
    let of = |weight: i64, is_right: bool| if is_right { weight } else { 0 };
    let off = i64::try_from(off_frames(defect, flag)).unwrap_or(i64::MAX);
    Some(
        FOUND_AT_ALL
            + of(RIGHT_CODE, !faults.contains(&Fault::WrongCode))
            + of(RIGHT_SEVERITY, !faults.contains(&Fault::WrongSeverity))
            + (MOST_NEARNESS - off).max(0),
    )
}

fn overlaps(defect: &PlantedDefect, flag: &Flag) -> bool {
    let reach = defect.tolerance_frames;
    defect.whole_programme
        || flag.first_frame <= defect.last_frame.saturating_add(reach)
            && flag.last_frame.saturating_add(reach) >= defect.first_frame
}

fn shares_task(defect: &PlantedDefect, flag: &Flag) -> bool {
    defect.tasks.is_empty() || flag.tasks.iter().any(|task| defect.tasks.contains(task))
}

fn off_frames(defect: &PlantedDefect, flag: &Flag) -> u64 {
    if defect.whole_programme {
        return 0;
    }
    let first = flag.first_frame.abs_diff(defect.first_frame);
    first.max(flag.last_frame.abs_diff(defect.last_frame))
}

fn faults(defect: &PlantedDefect, flag: &Flag) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !defect.codes.contains(&flag.code) {
        faults.push(Fault::WrongCode);
    }
    if !defect.severities.is_empty() && !defect.severities.contains(&flag.severity) {
        faults.push(Fault::WrongSeverity);
    }
    let frames = off_frames(defect, flag);
    if frames > defect.tolerance_frames {
        faults.push(Fault::TimecodeOff { frames });
    }
    faults
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const CODES: [&str; 3] = ["black-frame", "freeze-frame", "audio-drop-out-mute"];

    fn defect(code: &str, first_frame: u64, last_frame: u64) -> PlantedDefect {
        PlantedDefect {
            name: code.to_owned(),
            codes: vec![code.to_owned()],
            severities: vec![Severity::Issue, Severity::Blocker],
            tasks: vec![TaskKind::Sdr],
            first_frame,
            last_frame,
            tolerance_frames: 2,
            whole_programme: false,
        }
    }

    fn flag(id: u128, code: &str, first_frame: u64, last_frame: u64) -> Flag {
        Flag {
            issue: IssueId::from(Uuid::from_u128(id)),
            code: code.to_owned(),
            severity: Severity::Issue,
            tasks: vec![TaskKind::Sdr],
            first_frame,
            last_frame,
        }
    }

    fn scored(defects: Vec<PlantedDefect>, flags: &[Flag]) -> Score {
        score(&AnswerKey { defects }, flags)
    }

    fn id(of: u128) -> IssueId {
        IssueId::from(Uuid::from_u128(of))
    }

    #[test]
    fn what_is_flagged_within_the_tolerance_is_found() {
        let score = scored(
            vec![defect("black-frame", 100, 110)],
            &[flag(1, "black-frame", 102, 108)],
        );
        assert!(score.matches[0].is_found(), "{score:?}");
        assert_eq!(score.false_flags, []);
        assert_eq!(score.tally().accuracy(), 1.0);
    }

    #[test]
    fn each_fault_is_named() {
        let mut wrong = flag(1, "freeze-frame", 95, 110);
        wrong.severity = Severity::Fyi;
        let score = scored(vec![defect("black-frame", 100, 110)], &[wrong]);
        let faults = [
            Fault::WrongCode,
            Fault::WrongSeverity,
            Fault::TimecodeOff { frames: 5 },
        ];
        assert_eq!(score.matches[0].faults, faults);
        assert_eq!(score.tally().replaced, 1);
    }

    #[test]
    fn nothing_near_is_missed_and_something_elsewhere_is_a_false_flag() {
        let elsewhere = flag(1, "black-frame", 300, 310);
        let mut other_task = flag(2, "black-frame", 100, 110);
        other_task.tasks = vec![TaskKind::FiveOne];
        let score = scored(vec![defect("black-frame", 100, 110)], &[elsewhere, other_task]);
        assert!(score.matches[0].is_missed());
        assert_eq!(score.false_flags, [id(1), id(2)]);
    }

    #[test]
    fn a_second_flag_on_one_defect_is_a_false_flag() {
        let flags = [flag(1, "black-frame", 101, 109), flag(2, "black-frame", 100, 110)];
        let score = scored(vec![defect("black-frame", 100, 110)], &flags);
        assert_eq!(score.matches[0].issue, Some(id(2)), "the nearer one");
        assert_eq!(score.false_flags, [id(1)]);
    }

    #[test]
    fn right_codes_go_before_many_matches() {
        // The first flag could be either defect; taken for the second, both would be found, each under a wrong code.
        let defects = vec![defect("black-frame", 100, 110), defect("freeze-frame", 109, 120)];
        let flags = [
            flag(1, "black-frame", 100, 110),
            flag(2, "audio-drop-out-mute", 100, 105),
        ];
        let score = scored(defects, &flags);
        assert_eq!(score.matches[0].issue, Some(id(1)));
        assert!(score.matches[1].is_missed());
    }

    #[test]
    fn what_holds_everywhere_may_be_flagged_anywhere() {
        let mut late = defect("global-sync-offset-audio", 0, 479);
        late.whole_programme = true;
        let score = scored(vec![late], &[flag(1, "global-sync-offset-audio", 20, 30)]);
        assert!(score.matches[0].is_found());
    }

    fn any_defect() -> impl Strategy<Value = PlantedDefect> {
        (0usize..3, 0u64..60, 0u64..15, 0u64..5).prop_map(|(code, first, length, tolerance)| PlantedDefect {
            tolerance_frames: tolerance,
            ..defect(CODES[code], first, first + length)
        })
    }

    fn any_flags() -> impl Strategy<Value = Vec<Flag>> {
        let one = (0usize..3, 0u64..60, 0u64..15, any::<bool>());
        prop::collection::vec(one, 0..6).prop_map(|all| {
            let numbered = all.into_iter().zip(1u128..);
            numbered
                .map(|((code, first, length, is_fyi), id)| Flag {
                    severity: if is_fyi { Severity::Fyi } else { Severity::Issue },
                    ..flag(id, CODES[code], first, first + length)
                })
                .collect()
        })
    }

    /// The best sum of weights, by trying everything.
    fn best(defects: &[PlantedDefect], flags: &[Flag], used: &mut Vec<usize>) -> i64 {
        let Some((first, rest)) = defects.split_first() else {
            return 0;
        };
        let mut most = best(rest, flags, used);
        for at in 0..flags.len() {
            if let Some(weight) = weight(first, &flags[at]).filter(|_| !used.contains(&at)) {
                used.push(at);
                most = most.max(weight + best(rest, flags, used));
                used.pop();
            }
        }
        most
    }

    proptest! {
        #[test]
        fn every_defect_and_every_flag_is_accounted_for_once(
            defects in prop::collection::vec(any_defect(), 0..6), flags in any_flags(),
        ) {
            let score = scored(defects.clone(), &flags);
            prop_assert_eq!(score.matches.len(), defects.len());
            let mut seen: Vec<IssueId> = score.matches.iter().filter_map(|found| found.issue).collect();
            seen.extend(&score.false_flags);
            seen.sort();
            let mut all: Vec<IssueId> = flags.iter().map(|flag| flag.issue).collect();
            all.sort();
            prop_assert_eq!(seen, all);
            let tally = score.tally();
            prop_assert_eq!(tally.confirmed + tally.replaced + tally.added, defects.len() as u64);
        }

        #[test]
        fn no_other_matching_is_better(
            defects in prop::collection::vec(any_defect(), 0..5), flags in any_flags(),
        ) {
            let score = scored(defects.clone(), &flags);
            let flag_of = |issue: IssueId| flags.iter().find(|flag| flag.issue == issue).unwrap();
            let reached: i64 = score
                .matches
                .iter()
                .filter_map(|found| weight(&defects[found.defect], flag_of(found.issue?)))
                .sum();
            prop_assert_eq!(reached, best(&defects, &flags, &mut Vec::new()));
        }

        #[test]
        fn the_order_of_flags_does_not_matter(
            defects in prop::collection::vec(any_defect(), 0..5), flags in any_flags(),
        ) {
            let forwards = scored(defects.clone(), &flags).tally();
            let backwards: Vec<Flag> = flags.iter().rev().cloned().collect();
            let backwards = scored(defects, &backwards).tally();
            prop_assert_eq!(forwards.added, backwards.added);
            prop_assert_eq!(forwards.deleted, backwards.deleted);
        }

        #[test]
        fn a_report_that_is_the_key_itself_is_whole(defects in prop::collection::vec(any_defect(), 1..6)) {
            let flags: Vec<Flag> = defects
                .iter()
                .zip(1u128..)
                .map(|(planted, id)| flag(id, &planted.codes[0], planted.first_frame, planted.last_frame))
                .collect();
            let score = scored(defects, &flags);
            prop_assert_eq!(score.tally().accuracy(), 1.0);
        }
    }
}
