//! Cuts, and frames that belong neither to what came before nor to what comes after.

use timecode::Frame;

use super::Series;
use crate::finding::{Confidence, Finding, FindingKind, Quantity};

/// Frames to either side that a cut must tower over.
const NEIGHBOURHOOD: usize = 4;
/// A frame this many times as different as a cut must be is one without another distribution too: like shots, other places.
const STRONG_CUT: f32 = 2.5;

/// First frames of shots after the first.
pub(super) fn cuts(series: &Series) -> Vec<Frame> {
    let is_cut = |place: &usize| is_cut(series, *place);
    (1..series.frames().len())
        .filter(is_cut)
        .map(|place| series.frame(place))
        .collect()
}

fn is_cut(series: &Series, place: usize) -> bool {
    let limits = series.thresholds;
    let Some(frame) = series.at(place) else {
        return false;
    };
    let [difference, ..] = frame.difference;
    let is_other = frame.distribution_change >= limits.cut_distribution
        || difference >= STRONG_CUT * limits.cut_difference;
    if difference < limits.cut_difference || !is_other {
        return false;
    }
    let around = place.saturating_sub(NEIGHBOURHOOD).max(1)..=place + NEIGHBOURHOOD;
    let mut others: Vec<f32> = around
        .filter(|other| *other != place)
        .filter_map(|other| series.at(other))
        .map(|frame| frame.difference[0])
        .collect();
    others.sort_by(f32::total_cmp);
    let usual = others.get(others.len() / 2).copied().unwrap_or(0.0);
    difference >= limits.cut_ratio * usual
        && !returns(series, place, 1)
        && !returns(series, place, 2)
        && !(place > 1 && (returns(series, place - 1, 1) || place > 2 && returns(series, place - 2, 2)))
}

/// Whether `count` frames from `place` on are foreign, and the picture returns after them.
fn returns(series: &Series, place: usize, count: usize) -> bool {
    let limits = series.thresholds;
    let (Some(entered), Some(left)) = (series.at(place), series.at(place + count)) else {
        return false;
    };
    let least = entered.difference[0].min(left.difference[0]);
    let back = left.difference.get(count).copied().unwrap_or(1.0);
    place > 0 && least >= limits.odd_difference && back <= limits.odd_return * least
}

/// Flashes of one or two frames, and single or double frames of something else.
pub(super) fn odd_frames(series: &Series, cuts: &[Frame], flashing: &[Finding]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut free_from = 1;
    for place in 1..series.frames().len() {
        if place < free_from {
            continue;
        }
        let Some(count) = [1, 2].into_iter().find(|count| returns(series, place, *count)) else {
            continue;
        };
        let last = place + count - 1;
        let is_black = (place..=last).all(|place| series.is_black(place));
        let found = foreign(series, (place, last)).filter(|found| {
            !is_black
                && !flashing
                    .iter()
                    .any(|flashing| flashing.range.overlaps(found.range))
        });
        if let Some(found) = found {
            findings.push(found);
            free_from = last + 2;
        }
    }
    findings.extend(short_shots(series, cuts, flashing));
    findings
}

fn foreign(series: &Series, (first, last): (usize, usize)) -> Option<Finding> {
    let frame = series.at(first)?;
    let neighbours = [series.at(first.checked_sub(1)?)?, series.at(last + 1)?];
    let brightest = neighbours
        .map(|neighbour| neighbour.luma_mean)
        .into_iter()
        .fold(f32::MIN, f32::max);
    let kind = match frame.luma_mean - brightest >= series.thresholds.flash_rise {
        true => FindingKind::FlashFrame,
        false => FindingKind::OddFrame,
    };
    let measured = [
        (Quantity::Difference, f64::from(frame.difference[0])),
        (Quantity::MeanLuma, f64::from(frame.luma_mean)),
    ];
    series.finding(kind, (first, last), Confidence::High, &measured)
}

/// Shots of one or two frames between two cuts: the rest of another take.
fn short_shots(series: &Series, cuts: &[Frame], flashing: &[Finding]) -> Vec<Finding> {
    let pairs = cuts.windows(2).filter_map(|pair| match pair {
        [first, next] if next.0 - first.0 <= 2 => Some((series.place(*first)?, series.place(*next)? - 1)),
        _ => None,
    });
    pairs
        .filter(|(first, last)| !series.is_black(*first) && !series.is_black(*last))
        .filter_map(|place| {
            let difference = series
                .at(place.0)
                .map_or(0.0, |frame| f64::from(frame.difference[0]));
            let measured = [(Quantity::Difference, difference)];
            series.finding(FindingKind::OddFrame, place, Confidence::Medium, &measured)
        })
        .filter(|found| {
            !flashing
                .iter()
                .any(|flashing| flashing.range.overlaps(found.range))
        })
        .collect()
}
