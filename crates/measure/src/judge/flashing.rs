//! Photosensitive flashing: more than three flashes within a second. A flash is a pair of opposing transitions; a
//! transition holds on a quarter of the picture or more, within two frames of each other.

use super::Series;
use crate::finding::{Confidence, Finding, FindingKind, Quantity};
use crate::measurements::FrameFigures;

/// Steps one way within so many frames are one ramp.
const RAMP_FRAMES: usize = 2;

pub(super) fn find(series: &Series) -> Vec<Finding> {
    let light = |frame: &FrameFigures| (frame.rise_area, frame.fall_area);
    let red = |frame: &FrameFigures| (frame.red_rise_area, frame.red_fall_area);
    let mut findings = of_kind(series, FindingKind::PhotosensitiveFlashing, light);
    let reds = of_kind(series, FindingKind::PhotosensitiveRed, red);
    findings.extend(reds);
    findings
}

fn of_kind(series: &Series, kind: FindingKind, areas: impl Fn(&FrameFigures) -> (f32, f32)) -> Vec<Finding> {
    let turns = transitions(series, &areas);
    let wanted = 2 * series.thresholds.flashes_per_second + 1;
    let second = series.frames_in(1.0);
    // Stretches of too many transitions, joined where they share one.
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for window in turns.windows(wanted) {
        let (Some((_, first)), Some((last, _))) = (window.first(), window.last()) else {
            continue;
        };
        if last - first >= second {
            continue;
        }
        match stretches.last_mut() {
            Some(stretch) if *first <= stretch.1 => stretch.1 = *last,
            _ => stretches.push((*first, *last)),
        }
    }
    let found = |(first, last): (usize, usize)| {
        let count = turns
            .iter()
            .filter(|(turn, _)| (first..=last).contains(turn))
            .count();
        let seconds = series.seconds(last - first + 1);
        let area = super::largest(series.frames(), (first, last), |frame| {
            let (rise, fall) = areas(frame);
            rise.max(fall)
        });
        let measured = [
            (Quantity::FlashesPerSecond, count as f64 / 2.0 / seconds.max(1.0)),
            (Quantity::Area, area),
            (Quantity::Seconds, seconds),
        ];
        // The last transition returns to what was before: the flash ended a frame earlier.
        series.finding(kind, (first, last - 1), Confidence::High, &measured)
    };
    stretches.into_iter().filter_map(found).collect()
}

/// Opposing transitions in turn: of those that go the same way one after the other the first, which ends what was before,
/// and the last, with which a flash begins.
fn transitions(series: &Series, areas: &impl Fn(&FrameFigures) -> (f32, f32)) -> Vec<(usize, usize)> {
    let mut turns: Vec<(usize, usize)> = Vec::new();
    let mut last_rose = None;
    let mut before = (0.0, 0.0);
    for (place, frame) in series.frames().iter().enumerate() {
        let now = areas(frame);
        let rose = now.0 > 0.0 && now.0 + before.0 >= series.thresholds.flash_area;
        let fell = now.1 > 0.0 && now.1 + before.1 >= series.thresholds.flash_area;
        let turn = match (rose && last_rose != Some(true), fell && last_rose != Some(false)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            // Both at once, as in an alternating pattern: a transition either way.
            (true, true) => last_rose.map(|rose: bool| !rose).or(Some(true)),
            (false, false) => {
                let is_later = |turn: &&mut (usize, usize)| (rose || fell) && place > turn.1 + RAMP_FRAMES;
                if let Some(turn) = turns.last_mut().filter(is_later) {
                    turn.1 = place;
                }
                None
            }
        };
        before = now;
        if let Some(rose) = turn {
            last_rose = Some(rose);
            turns.push((place, place));
            before = (0.0, 0.0);
        }
    }
    turns
}
