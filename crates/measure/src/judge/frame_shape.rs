//! Changes of letterbox and pillarbox. Bars that grow may be a dark shot and must hold still to count; bars that shrink
//! show picture where none was, which nothing explains away.

use std::collections::BTreeMap;

use super::{Series, runs};
use crate::finding::{Confidence, Finding, FindingKind, Quantity};

/// A frame without brighter parts says nothing about its edges.
const CONTENT_LUMA: f32 = 0.2;
/// Steps in which shapes are compared.
const STEP: f32 = 0.005;

/// Bars at top and bottom together, and left and right, in steps.
type Shape = (i32, i32);

pub(super) fn find(series: &Series) -> Vec<Finding> {
    let shapes: Vec<Option<Shape>> = (0..series.frames().len())
        .map(|place| shape_of(series, place))
        .collect();
    let mut counts: BTreeMap<Shape, usize> = BTreeMap::new();
    for shape in shapes.iter().flatten() {
        *counts.entry(*shape).or_default() += 1;
    }
    let Some((main, _)) = counts.iter().max_by_key(|(_, count)| **count) else {
        return Vec::new();
    };
    let least = (series.thresholds.bar_change / STEP).round() as i32;
    let is_other = |shape: Shape| (shape.0 - main.0).abs() > least || (shape.1 - main.1).abs() > least;
    let others = counts.keys().copied().filter(|shape| is_other(*shape));
    let long = series.frames_in(series.thresholds.bar_s);
    let mut findings = Vec::new();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut by_frequency: Vec<Shape> = others.collect();
    by_frequency.sort_by_key(|shape| std::cmp::Reverse(counts.get(shape).copied()));
    for shape in by_frequency {
        let holds = |place: usize| {
            shapes.get(place).copied().flatten().is_some_and(|found| {
                (found.0 - shape.0).abs() <= 1 && (found.1 - shape.1).abs() <= 1 && is_other(found)
            })
        };
        for run in runs(shapes.len(), 0, holds) {
            let is_free = taken.iter().all(|other| other.1 < run.0 || run.1 < other.0);
            if run.1 - run.0 + 1 >= long && is_free {
                taken.push(run);
                let shrinks = shape.0 < main.0 - least || shape.1 < main.1 - least;
                findings.extend(found(series, run, shrinks));
            }
        }
    }
    findings
}

fn found(series: &Series, run: (usize, usize), shrinks: bool) -> Option<Finding> {
    let [top, bottom, left, right] = series.at(run.0)?.bars.map(f64::from);
    let confidence = match shrinks {
        true => Confidence::High,
        false => Confidence::Medium,
    };
    let measured = [
        (Quantity::BarTop, top),
        (Quantity::BarBottom, bottom),
        (Quantity::BarLeft, left),
        (Quantity::BarRight, right),
    ];
    series.finding(FindingKind::LetterboxChange, run, confidence, &measured)
}

fn shape_of(series: &Series, place: usize) -> Option<Shape> {
    let frame = series.at(place)?;
    if frame.luma_high < CONTENT_LUMA {
        return None;
    }
    // Darkness at one edge only is no bar: a bar is what both sides share.
    let [top, bottom, left, right] = frame.bars;
    let steps = |share: f32| (share / STEP).round() as i32;
    Some((steps(top.min(bottom)), steps(left.min(right))))
}
