//! Levels and colours outside of what the master may use, by area, and light levels against the metadata.

use super::{Series, StatedMetadata, largest, runs};
use crate::finding::{Confidence, Finding, FindingKind, Quantity};
use crate::measurements::FrameFigures;

pub(super) fn find(series: &Series, stated: &StatedMetadata) -> Vec<Finding> {
    let limit = series.thresholds.outside_area;
    let range = |frame: &FrameFigures| frame.outside_range_area;
    let gamut = |frame: &FrameFigures| frame.outside_gamut_area;
    let mut findings = by_area(series, FindingKind::LevelsOutOfRange, range);
    // Luma out of range takes red, green and blue with it: that is one fault.
    let only_gamut = |frame: &FrameFigures| match range(frame) > limit {
        true => 0.0,
        false => gamut(frame),
    };
    findings.extend(by_area(series, FindingKind::OutOfGamut, only_gamut));
    let cll = |frame: &FrameFigures| frame.max_nits;
    let fall = |frame: &FrameFigures| frame.mean_nits;
    let (cll_kind, fall_kind) = (FindingKind::MaxCllExceeded, FindingKind::MaxFallExceeded);
    findings.extend(beyond(
        series,
        cll_kind,
        stated.max_cll,
        Quantity::MaxCllNits,
        cll,
    ));
    findings.extend(beyond(
        series,
        fall_kind,
        stated.max_fall,
        Quantity::MaxFallNits,
        fall,
    ));
    findings
}

/// Flicker around the tolerance within a quarter of a second is one finding.
fn gap(series: &Series) -> usize {
    series.frames_in(0.25)
}

fn by_area(series: &Series, kind: FindingKind, area: impl Fn(&FrameFigures) -> f32) -> Vec<Finding> {
    let is_beyond = |place: usize| {
        series
            .at(place)
            .is_some_and(|frame| area(frame) > series.thresholds.outside_area)
    };
    let found = |run: (usize, usize)| {
        let measured = [
            (Quantity::Area, largest(series.frames(), run, &area)),
            (Quantity::Count, (run.1 - run.0 + 1) as f64),
        ];
        series.finding(kind, run, Confidence::High, &measured)
    };
    runs(series.frames().len(), gap(series), is_beyond)
        .into_iter()
        .filter_map(found)
        .collect()
}

fn beyond(
    series: &Series,
    kind: FindingKind,
    stated: Option<u32>,
    quantity: Quantity,
    nits: impl Fn(&FrameFigures) -> f32,
) -> Vec<Finding> {
    let Some(stated) = stated.filter(|stated| *stated > 0) else {
        return Vec::new();
    };
    let limit = stated as f32 * (1.0 + series.thresholds.light_level_tolerance);
    let is_beyond = |place: usize| series.at(place).is_some_and(|frame| nits(frame) > limit);
    let found = |run: (usize, usize)| {
        let measured = [
            (quantity, largest(series.frames(), run, &nits)),
            (Quantity::StatedNits, f64::from(stated)),
        ];
        series.finding(kind, run, Confidence::High, &measured)
    };
    runs(series.frames().len(), gap(series), is_beyond)
        .into_iter()
        .filter_map(found)
        .collect()
}
