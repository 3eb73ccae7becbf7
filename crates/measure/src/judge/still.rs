//! Freeze and duplicate frames: one picture shown again. What is still from cut to cut is more likely a title card.

use timecode::{Frame, FrameCount};

use super::{Series, runs};
use crate::finding::{Confidence, Finding, FindingKind, Quantity};

pub(super) fn find(series: &Series, cuts: &[Frame], explained: &[&Finding]) -> Vec<Finding> {
    let limits = series.thresholds;
    let is_same = |place: usize| {
        let alike = series.at(place).is_some_and(|frame| {
            frame.difference[0] <= limits.same_difference
                && frame.difference_peak <= limits.same_difference_peak
        });
        place > 0 && alike && !series.is_black(place)
    };
    let freeze = series.frames_in(limits.freeze_s);
    let stills = runs(series.frames().len(), 0, is_same);
    let length = |(first, last): (usize, usize)| last - first + 1;
    let short: Vec<(usize, usize)> = stills
        .iter()
        .copied()
        .filter(|run| length(*run) < freeze)
        .collect();
    let freezes = stills.iter().copied().filter(|run| length(*run) >= freeze);
    let found = |run: (usize, usize), kind, confidence| {
        let difference = super::largest(series.frames(), run, |frame| frame.difference[0]);
        let measured = [
            (Quantity::Count, length(run) as f64),
            (Quantity::Seconds, series.seconds(length(run))),
            (Quantity::Difference, difference),
        ];
        series.finding(kind, run, confidence, &measured)
    };
    let mut findings: Vec<Finding> = freezes
        .filter_map(|run| found(run, FindingKind::Freeze, freeze_confidence(series, run, cuts)))
        .collect();
    let duplicates = short
        .iter()
        .filter(|run| stands_out_of_motion(series, **run) && !is_cadence(series, **run, &short))
        .filter_map(|run| found(*run, FindingKind::DuplicateFrames, Confidence::High))
        .filter(|found| {
            !explained
                .iter()
                .any(|other| other.range.overlaps(found.range.widened(FrameCount(1))))
        });
    findings.extend(duplicates);
    findings
}

fn freeze_confidence(series: &Series, (first, last): (usize, usize), cuts: &[Frame]) -> Confidence {
    let is_cut =
        |place: usize| cuts.contains(&series.frame(place)) || series.is_black(place.saturating_sub(1));
    let begins = first == 1 || is_cut(first - 1);
    let ends = last + 1 >= series.frames().len() || is_cut(last + 1) || series.is_black(last + 1);
    match begins && ends {
        true => Confidence::Low,
        false => Confidence::High,
    }
}

/// A repeat in a still shot is nothing to see.
fn stands_out_of_motion(series: &Series, (first, last): (usize, usize)) -> bool {
    let moves = |place: usize| {
        series
            .at(place)
            .is_some_and(|frame| frame.difference[0] >= series.thresholds.duplicate_motion)
    };
    moves(first - 1) && moves(last + 1)
}

/// Many repeats at short distance were made so: animation on twos, pulldown.
fn is_cadence(series: &Series, (first, last): (usize, usize), short: &[(usize, usize)]) -> bool {
    let half = series.frames_in(0.5);
    let near = short
        .iter()
        .filter(|other| **other != (first, last) && other.0 + half >= first && other.0 <= last + half);
    near.count() >= series.thresholds.cadence_count
}
