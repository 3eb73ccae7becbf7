//! From figures to findings: pure, over the whole programme, against thresholds that may change.

mod av_offset;
mod black;
mod change;
mod dolby_vision;
mod flashing;
mod frame_shape;
mod levels;
mod shot_bounds;
mod still;

use serde::{Deserialize, Serialize};
use timecode::{EditRate, Frame, FrameCount, FrameRange};

use crate::finding::{Confidence, Finding, FindingKind, Measured, Quantity};
use crate::measurements::{DolbyVisionFigures, FrameFigures, Measurements, PictureFigures, SoundFigures};
use crate::thresholds::Thresholds;

/// What the master's metadata state of its picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StatedMetadata {
    /// In cd/m² (CTA-861.3).
    pub max_cll: Option<u32>,
    pub max_fall: Option<u32>,
    /// Figures from before they were read are without.
    #[serde(default)]
    pub dolby_vision: Option<DolbyVisionFigures>,
}

/// Judge all figures of one programme.
#[must_use]
pub fn judge(
    edit_rate: EditRate,
    picture: Option<PictureFigures>,
    sound: Vec<SoundFigures>,
    stated: &StatedMetadata,
    thresholds: &Thresholds,
) -> Measurements {
    let mut findings: Vec<Finding> = sound
        .iter()
        .flat_map(|sound| sound.findings.iter().cloned())
        .collect();
    let mut cuts = Vec::new();
    if let Some(picture) = &picture {
        let series = Series {
            figures: picture,
            edit_rate,
            thresholds: &thresholds.picture,
        };
        cuts = change::cuts(&series);
        let of_picture = series.findings(&cuts, &sound, stated);
        // Silence under black is one pause, told by the picture.
        findings.retain(|finding| !is_pause(finding, &of_picture));
        findings.extend(av_offset::find(&series, &of_picture, &sound, &thresholds.sync));
        findings.extend(of_picture);
    }
    findings.sort_by_key(|finding| (finding.range, finding.kind));
    Measurements {
        thresholds_version: thresholds.version,
        edit_rate,
        picture,
        sound,
        cuts,
        findings,
    }
}

fn is_pause(finding: &Finding, of_picture: &[Finding]) -> bool {
    let is_of_all = finding
        .sound
        .as_ref()
        .is_some_and(|sound| sound.channels.is_empty());
    let is_dark = |other: &Finding| {
        matches!(other.kind, FindingKind::Black | FindingKind::CommercialBlack)
            && other.range.overlaps(finding.range)
    };
    finding.kind == FindingKind::Silence && is_of_all && of_picture.iter().any(is_dark)
}

/// The figures of a picture with what it takes to judge them. Positions here count from the first figure.
struct Series<'a> {
    figures: &'a PictureFigures,
    edit_rate: EditRate,
    thresholds: &'a crate::thresholds::PictureThresholds,
}

impl Series<'_> {
    fn findings(&self, cuts: &[Frame], sound: &[SoundFigures], stated: &StatedMetadata) -> Vec<Finding> {
        let flashing = flashing::find(self);
        let odd = change::odd_frames(self, cuts, &flashing);
        let explained: Vec<&Finding> = flashing.iter().chain(&odd).collect();
        let still = still::find(self, cuts, &explained);
        // The dark halves of flashing are no black of their own.
        let is_apart = |found: &Finding| {
            !flashing
                .iter()
                .any(|flashing| flashing.range.overlaps(found.range))
        };
        let mut findings: Vec<Finding> = black::find(self, sound).into_iter().filter(is_apart).collect();
        findings.extend(frame_shape::find(self));
        findings.extend(levels::find(self, stated));
        let carried = stated.dolby_vision.as_ref();
        findings.extend(carried.map_or_else(Vec::new, |carried| dolby_vision::find(self, cuts, carried)));
        findings.extend(flashing.into_iter().chain(odd).chain(still));
        findings
    }

    fn frames(&self) -> &[FrameFigures] {
        &self.figures.frames
    }

    fn at(&self, place: usize) -> Option<&FrameFigures> {
        self.figures.frames.get(place)
    }

    fn is_black(&self, place: usize) -> bool {
        self.at(place)
            .is_some_and(|frame| frame.luma_high <= self.thresholds.black_luma)
    }

    /// As many frames as begin within these seconds.
    fn frames_in(&self, seconds: f64) -> usize {
        let frames = seconds * f64::from(self.edit_rate.num()) / f64::from(self.edit_rate.den());
        frames.round().max(1.0) as usize
    }

    fn frame(&self, place: usize) -> Frame {
        self.figures.first.saturating_add(FrameCount(place as u64))
    }

    fn place(&self, frame: Frame) -> Option<usize> {
        frame
            .checked_since(self.figures.first)
            .map(|count| count.0 as usize)
    }

    fn seconds(&self, frames: usize) -> f64 {
        frames as f64 * f64::from(self.edit_rate.den()) / f64::from(self.edit_rate.num())
    }

    /// A finding over the places from `first` to `last`.
    fn finding(
        &self,
        kind: FindingKind,
        (first, last): (usize, usize),
        confidence: Confidence,
        measured: &[(Quantity, f64)],
    ) -> Option<Finding> {
        Some(Finding {
            kind,
            range: FrameRange::new(self.frame(first), self.frame(last)).ok()?,
            sound: None,
            measured: measured_as(measured),
            confidence,
        })
    }
}

pub(crate) fn measured_as(values: &[(Quantity, f64)]) -> Vec<Measured> {
    let measured = |(quantity, value): &(Quantity, f64)| Measured {
        quantity: *quantity,
        value: *value,
    };
    values.iter().map(measured).collect()
}

/// First and last places of stretches on which `holds`; stretches at most `gap` apart are one.
fn runs(count: usize, gap: usize, holds: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for place in (0..count).filter(|place| holds(*place)) {
        match runs.last_mut() {
            Some((_, last)) if place - *last <= gap + 1 => *last = place,
            _ => runs.push((place, place)),
        }
    }
    runs
}

/// The largest value that frames of a stretch have.
fn largest(
    frames: &[FrameFigures],
    (first, last): (usize, usize),
    value: impl Fn(&FrameFigures) -> f32,
) -> f64 {
    let stretch = frames.get(first..=last).unwrap_or_default();
    f64::from(stretch.iter().map(value).fold(f32::MIN, f32::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_join_over_small_gaps_only() {
        let holds = [true, false, true, false, false, true];
        assert_eq!(runs(6, 0, |at| holds[at]), [(0, 0), (2, 2), (5, 5)]);
        assert_eq!(runs(6, 1, |at| holds[at]), [(0, 2), (5, 5)]);
    }
}
