//! Black: within the programme, as long as a commercial break, and too little of it at head and tail.

use timecode::FrameRange;

use super::{Series, runs};
use crate::finding::{Confidence, Finding, FindingKind, Quantity};
use crate::measurements::SoundFigures;

/// A picture brighter than this next to black was cut, not faded.
const CUT_LUMA: f32 = 0.2;

pub(super) fn find(series: &Series, sound: &[SoundFigures]) -> Vec<Finding> {
    let count = series.frames().len();
    let black = runs(count, 0, |place| series.is_black(place));
    let is_all_black = black.iter().any(|run| *run == (0, count.saturating_sub(1)));
    if count == 0 || is_all_black {
        return Vec::new();
    }
    let last = count - 1;
    let slug = series.frames_in(series.thresholds.slug_s).min(count);
    let mut findings = Vec::new();
    for run in &black {
        if run.0 > 0 && run.1 < last {
            findings.extend(within(series, *run, sound));
        }
    }
    let leads = |wanted: (usize, usize)| {
        black.iter().any(|run| run.0 <= wanted.0 && run.1 >= wanted.1) && is_silent(series, wanted, sound)
    };
    let found = |kind, place: (usize, usize), run: Option<&(usize, usize)>| {
        let length = run.map_or(0, |(first, last)| last - first + 1);
        let measured = [(Quantity::Seconds, series.seconds(length))];
        series.finding(kind, place, Confidence::High, &measured)
    };
    let head = (0, slug - 1);
    if !leads(head) {
        findings.extend(found(
            FindingKind::HeadBlackMissing,
            head,
            black.first().filter(|run| run.0 == 0),
        ));
    }
    let tail = (count - slug, last);
    if !leads(tail) {
        findings.extend(found(
            FindingKind::TailBlackMissing,
            tail,
            black.last().filter(|run| run.1 == last),
        ));
    }
    findings
}

fn within(series: &Series, run: (usize, usize), sound: &[SoundFigures]) -> Option<Finding> {
    let length = run.1 - run.0 + 1;
    let long = series.frames_in(series.thresholds.commercial_black_s);
    let mean = series.at(run.0).map_or(0.0, |frame| f64::from(frame.luma_mean));
    let measured = [
        (Quantity::Seconds, series.seconds(length)),
        (Quantity::MeanLuma, mean),
    ];
    if length >= long && !sound.is_empty() && is_silent(series, run, sound) {
        return series.finding(FindingKind::CommercialBlack, run, Confidence::High, &measured);
    }
    let is_bright = |place| series.at(place).is_some_and(|frame| frame.luma_high > CUT_LUMA);
    let confidence = match (is_bright(run.0 - 1), is_bright(run.1 + 1)) {
        (true, true) => Confidence::High,
        (false, false) => Confidence::Low,
        _ => Confidence::Medium,
    };
    series.finding(FindingKind::Black, run, confidence, &measured)
}

/// Whether every soundfield is silent throughout, give or take a frame at each end: sound is never cut on the frame line.
fn is_silent(series: &Series, (first, last): (usize, usize), sound: &[SoundFigures]) -> bool {
    let inner = (first + 1, last.saturating_sub(1));
    let Ok(range) = FrameRange::new(series.frame(inner.0), series.frame(inner.1)) else {
        return true;
    };
    let covers = |silence: &FrameRange| silence.intersect(range) == Some(range);
    sound.iter().all(|sound| sound.silences.iter().any(covers))
}
