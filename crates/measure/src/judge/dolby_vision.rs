//! Dolby Vision metadata against what they must say of every shot, and against the picture.

use timecode::Frame;

use super::{Series, shot_bounds};
use crate::finding::{Confidence, Finding, FindingKind, Quantity};
use crate::measurements::{DolbyVisionFigures, DolbyVisionShot};

/// A shot with the places of its first and last frame, as far as the picture goes.
pub(super) type Placed<'a> = ((usize, usize), &'a DolbyVisionShot);

pub(super) fn find(series: &Series, cuts: &[Frame], carried: &DolbyVisionFigures) -> Vec<Finding> {
    let shots = placed(series, carried);
    let mut findings = missing(series, &shots);
    let constant = constant(series, cuts, &shots);
    if constant.is_none() {
        findings.extend(shot_bounds::find(series, cuts, &shots));
    }
    findings.extend(constant);
    findings.extend(shots.iter().filter_map(|shot| zero(series, *shot)));
    findings.extend(shots.iter().filter_map(|shot| changes(series, *shot)));
    findings
}

fn placed<'a>(series: &Series, carried: &'a DolbyVisionFigures) -> Vec<Placed<'a>> {
    let count = series.frames().len() as u64;
    let offset = series.figures.first.0;
    let mut start = 0u64;
    let mut shots = Vec::new();
    for shot in &carried.shots {
        let end = start.saturating_add(shot.frames);
        let (from, to) = (start.max(offset) - offset, end.saturating_sub(offset).min(count));
        if from < to {
            shots.push(((from as usize, to as usize - 1), shot));
        }
        start = end;
    }
    shots
}

/// Neighbouring shots without L1 are one finding.
fn missing(series: &Series, shots: &[Placed]) -> Vec<Finding> {
    let mut found = Vec::new();
    let with_l1 = |shot: &Placed| shot.1.level1.is_some();
    for run in shots.chunk_by(|one, other| with_l1(one) == with_l1(other)) {
        if let [((first, _), shot), ..] = run
            && let Some(((_, last), _)) = run.last()
            && shot.level1.is_none()
        {
            let measured = [(Quantity::Count, run.len() as f64)];
            let kind = FindingKind::DolbyVisionL1Missing;
            found.extend(series.finding(kind, (*first, *last), Confidence::High, &measured));
        }
    }
    found
}

/// One L1 for all shots, or one shot for all that the picture has.
fn constant(series: &Series, cuts: &[Frame], shots: &[Placed]) -> Option<Finding> {
    let (_, first) = shots.first()?;
    let level1 = first.level1?;
    let is_same = shots
        .iter()
        .all(|(_, shot)| shot.level1 == Some(level1) && shot.changed_frames == 0);
    let count = shots.len().max(cuts.len() + 1);
    if !is_same || count < series.thresholds.l1_constant_shots {
        return None;
    }
    let last = series.frames().len().checked_sub(1)?;
    let mut measured = said(level1);
    measured.push((Quantity::Count, count as f64));
    // A short piece of one scene may be so.
    let kind = FindingKind::DolbyVisionL1Constant;
    series.finding(kind, (0, last), Confidence::Medium, &measured)
}

fn zero(series: &Series, (run, shot): Placed) -> Option<Finding> {
    let level1 = shot
        .level1
        .filter(|level1| level1.iter().all(|value| *value <= 0.0))?;
    let seen = (run.0..=run.1).filter(|place| !series.is_black(*place)).count();
    // A shot shorter than that must be black throughout.
    let limit = series.thresholds.l1_zero_frames.min(run.1 - run.0 + 1);
    if seen < limit.max(1) {
        return None;
    }
    let kind = FindingKind::DolbyVisionL1Zero;
    series.finding(kind, run, Confidence::High, &said(level1))
}

fn changes(series: &Series, (run, shot): Placed) -> Option<Finding> {
    let is_change = shot.changed_frames > 0 && shot.largest_change > series.thresholds.l1_change;
    let measured = [
        (Quantity::L1Change, f64::from(shot.largest_change)),
        (Quantity::Count, shot.changed_frames as f64),
    ];
    // Long moves of the camera are sometimes graded so.
    let kind = FindingKind::DolbyVisionL1Changes;
    is_change
        .then(|| series.finding(kind, run, Confidence::Medium, &measured))
        .flatten()
}

fn said([minimum, average, maximum]: [f32; 3]) -> Vec<(Quantity, f64)> {
    vec![
        (Quantity::L1Minimum, f64::from(minimum)),
        (Quantity::L1Average, f64::from(average)),
        (Quantity::L1Maximum, f64::from(maximum)),
    ]
}
