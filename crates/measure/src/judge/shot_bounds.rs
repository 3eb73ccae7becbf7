//! Shots of Dolby Vision metadata against the cuts of the picture. Precision before recall: where the picture dissolves,
//! fades, moves or is dark, nothing is said, for a colourist may begin a shot anywhere there.

use timecode::Frame;

use super::Series;
use super::dolby_vision::Placed;
use crate::finding::{Confidence, Finding, FindingKind, Quantity};

/// A cut within a shot of the metadata is so many times as strong as a cut must be …
const SURE_CUT: f32 = 2.0;
/// … and its picture stays for so long: lightning does not.
const STAYS_S: f64 = 0.5;
/// A picture without cut or dissolve changes by less of a cut from one frame to the next, and over three.
const STILL_CUT: f32 = 0.5;
const STILL_EXCESS: f32 = 0.004;

pub(super) fn find(series: &Series, cuts: &[Frame], shots: &[Placed]) -> Vec<Finding> {
    let limits = series.thresholds;
    let bounds: Vec<usize> = shots.iter().skip(1).map(|((first, _), _)| *first).collect();
    let cuts: Vec<usize> = cuts.iter().filter_map(|cut| series.place(*cut)).collect();
    let has_near = |places: &[usize], place: usize| {
        places
            .iter()
            .any(|other| other.abs_diff(place) <= limits.shot_bound_frames)
    };
    let mut free: Vec<usize> = cuts
        .iter()
        .copied()
        .filter(|cut| !has_near(&bounds, *cut) && is_sure(series, &cuts, *cut))
        .collect();
    let mut of_bounds = Vec::new();
    for (bound, pair) in bounds.iter().zip(shots.windows(2)) {
        // What says the same on both sides changes nothing; where L1 is missing, that is told.
        let [(_, before), (_, after)] = pair else { continue };
        let is_change = before
            .level1
            .zip(after.level1)
            .is_some_and(|(one, other)| one != other);
        if !is_change || has_near(&cuts, *bound) {
            continue;
        }
        let nearest = (0..free.len())
            .filter(|at| {
                free.get(*at)
                    .is_some_and(|cut| cut.abs_diff(*bound) <= limits.shot_bound_reach_frames)
            })
            .min_by_key(|at| free.get(*at).map_or(usize::MAX, |cut| cut.abs_diff(*bound)));
        match nearest {
            Some(at) => of_bounds.extend(misplaced(series, *bound, free.remove(at))),
            None if goes_on(series, *bound) => {
                let kind = FindingKind::DolbyVisionShotBound;
                of_bounds.extend(series.finding(kind, (*bound, *bound), Confidence::Low, &[]));
            }
            None => {}
        }
    }
    let of_cut = |cut: &usize| {
        let difference = series
            .at(*cut)
            .map_or(0.0, |frame| f64::from(frame.difference[0]));
        let measured = [(Quantity::Difference, difference)];
        let kind = FindingKind::DolbyVisionCutInShot;
        series.finding(kind, (*cut, *cut), Confidence::Medium, &measured)
    };
    let of_cuts = free.iter().filter_map(of_cut).collect();
    let mut findings = told(series, of_bounds, bounds.len());
    findings.extend(told(series, of_cuts, cuts.len()));
    findings
}

/// The frames between a cut and the bound that should be on it: they have the metadata of the other shot.
fn misplaced(series: &Series, bound: usize, cut: usize) -> Option<Finding> {
    let measured = [(Quantity::BoundFrames, bound as f64 - cut as f64)];
    let place = (bound.min(cut), bound.max(cut) - 1);
    series.finding(
        FindingKind::DolbyVisionShotBound,
        place,
        Confidence::Medium,
        &measured,
    )
}

/// A hard cut between two pictures that stay.
fn is_sure(series: &Series, cuts: &[usize], cut: usize) -> bool {
    let limits = series.thresholds;
    let stays = series.frames_in(STAYS_S);
    let is_alone = cuts
        .iter()
        .all(|other| *other == cut || other.abs_diff(cut) > stays);
    let is_strong = series.at(cut).is_some_and(|frame| {
        frame.difference[0] >= SURE_CUT * limits.cut_difference
            && frame.distribution_change >= limits.cut_distribution
    });
    let is_lit = (cut.saturating_sub(stays)..cut + stays).all(|place| !series.is_black(place));
    cut >= stays && cut + stays <= series.frames().len() && is_alone && is_strong && is_lit
}

/// Whether the picture is one and the same for a second on either side: lit, without a cut, a dissolve or a move.
fn goes_on(series: &Series, bound: usize) -> bool {
    let limits = series.thresholds;
    let second = series.frames_in(1.0);
    let Some(from) = bound.checked_sub(second) else {
        return false;
    };
    let Some(frames) = series.frames().get(from..bound + second) else {
        return false;
    };
    let is_still = frames.iter().enumerate().all(|(at, frame)| {
        let [difference, _, over_three] = frame.difference;
        !series.is_black(from + at)
            && difference < STILL_CUT * limits.cut_difference
            && over_three - difference <= STILL_EXCESS
    });
    let (Some(first), Some(last)) = (frames.first(), frames.last()) else {
        return false;
    };
    let moves = [
        last.luma_mean - first.luma_mean,
        (last.luma_low - first.luma_low) / 4.0,
        (last.luma_high - first.luma_high) / 4.0,
    ];
    is_still
        && moves
            .iter()
            .all(|change| change.abs() <= limits.shot_level_change)
}

/// When most are apart, the metadata are another picture's: one finding over all of them.
fn told(series: &Series, findings: Vec<Finding>, of: usize) -> Vec<Finding> {
    let is_crowd = findings.len() >= series.thresholds.shot_bound_crowd && 2 * findings.len() > of;
    let (true, Some(first), Some(last)) = (is_crowd, findings.first(), findings.last()) else {
        return findings;
    };
    let ends = series
        .place(first.range.first())
        .zip(series.place(last.range.last()));
    let measured = [(Quantity::Count, findings.len() as f64)];
    let all = ends.and_then(|ends| series.finding(first.kind, ends, Confidence::High, &measured));
    all.into_iter().collect()
}
