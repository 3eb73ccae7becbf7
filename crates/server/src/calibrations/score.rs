//! The score of one report, in the words of the page: what was found, with which faults, what was missed, what was flagged
//! in vain.

use api::calibrations::{MatchView, ScoreView, ScoredIssue};
use qc::calibration::{Fault, Flag, Score, score};
use qc::error_code::ErrorCode;
use qc::id::IssueId;

use super::Calibration;
use super::sql::Flagged;
use crate::labels::Labels;

/// With the key defect by defect, or the figures alone.
pub(super) fn score_view(calibration: &Calibration, flagged: &[Flagged], with_key: bool) -> ScoreView {
    let flags: Vec<Flag> = flagged.iter().map(flag).collect();
    let score = score(&calibration.answer_key, &flags);
    let issue = |id: IssueId| {
        let found = flagged.iter().find(|flagged| flagged.id == id);
        found.map(|flagged| scored_issue(calibration.labels(), flagged))
    };
    let mut view = figures(&score);
    if with_key {
        view.matches = matches(calibration, &score, issue);
        view.flagged_in_vain = score.false_flags.iter().filter_map(|id| issue(*id)).collect();
    }
    view
}

fn figures(score: &Score) -> ScoreView {
    let count = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
    let with = |is_fault: fn(&Fault) -> bool| {
        let matches = score.matches.iter();
        count(matches.filter(|found| found.faults.iter().any(is_fault)).count())
    };
    ScoreView {
        found: count(score.matches.iter().filter(|found| found.is_found()).count()),
        wrong_code: with(|fault| *fault == Fault::WrongCode),
        wrong_severity: with(|fault| *fault == Fault::WrongSeverity),
        timecode_off: with(|fault| matches!(fault, Fault::TimecodeOff { .. })),
        missed: count(score.matches.iter().filter(|found| found.is_missed()).count()),
        false_flags: count(score.false_flags.len()),
        percent: score.tally().accuracy() * 100.0,
        matches: Vec::new(),
        flagged_in_vain: Vec::new(),
    }
}

fn matches(
    calibration: &Calibration,
    score: &Score,
    issue: impl Fn(IssueId) -> Option<ScoredIssue>,
) -> Vec<MatchView> {
    let defects = &calibration.answer_key.defects;
    let rows = score
        .matches
        .iter()
        .filter_map(|found| Some((defects.get(found.defect)?, found)));
    rows.map(|(defect, found)| MatchView {
        name: defect.name.clone(),
        in_timecode: calibration.labels().at(defect.first_frame),
        out_timecode: calibration.labels().at(defect.last_frame),
        whole_programme: defect.whole_programme,
        issue: found.issue.and_then(&issue),
        faults: found.faults.clone(),
    })
    .collect()
}

fn scored_issue(labels: Labels, flagged: &Flagged) -> ScoredIssue {
    ScoredIssue {
        issue_id: flagged.id,
        number: flagged.number,
        code_name: ErrorCode::find(&flagged.code).map_or_else(|| flagged.code.clone(), ErrorCode::label),
        severity: flagged.severity,
        in_timecode: labels.at(frame(flagged.first_frame)),
        out_timecode: labels.at(frame(flagged.last_frame)),
        description: flagged.description.clone(),
    }
}

fn flag(flagged: &Flagged) -> Flag {
    Flag {
        issue: flagged.id,
        code: flagged.code.clone(),
        severity: flagged.severity,
        tasks: flagged.tasks.clone(),
        first_frame: frame(flagged.first_frame),
        last_frame: frame(flagged.last_frame),
    }
}

fn frame(at: i64) -> u64 {
    u64::try_from(at).unwrap_or(0)
}
