//! Curves for a timeline: figures thinned to so many points that a screen can show, made once and stored. A point keeps
//! the extremes of its frames, so that a single white frame does not vanish.

use api::measurements::{PictureSeries, SeriesView, SoundSeries};
use measure::{LevelWindow, Measurements, PictureFigures, SoundFigures};
use timecode::EditRate;

/// More than a screen has pixels across, at some zoom.
const MOST_POINTS: u64 = 4000;
/// Windows of sound last a tenth of a second.
const WINDOWS_PER_S: u64 = 10;
/// Stands for "none" in levels of hundredths of a decibel.
const NONE: i16 = -20_000;

pub(super) fn of(measured: &Measurements, duration_frames: u64) -> SeriesView {
    let frames_per_point = duration_frames.div_ceil(MOST_POINTS).max(1);
    let points = duration_frames.div_ceil(frames_per_point);
    let scale = Scale {
        frames_per_point,
        points,
        rate: measured.edit_rate,
    };
    SeriesView {
        frames_per_point,
        cuts: measured.cuts.iter().map(|cut| cut.0).collect(),
        picture: measured
            .picture
            .as_ref()
            .map(|picture| picture_series(picture, scale)),
        sound: measured
            .sound
            .iter()
            .map(|sound| sound_series(sound, scale))
            .collect(),
    }
}

#[derive(Clone, Copy)]
struct Scale {
    frames_per_point: u64,
    points: u64,
    rate: EditRate,
}

impl Scale {
    /// Windows that begin within the frames of a point; at least one, so that short points are no holes.
    fn windows(self, point: u64) -> std::ops::Range<usize> {
        let window_of = |frame: u64| {
            let (num, den) = (u128::from(self.rate.num()), u128::from(self.rate.den()));
            let window = u128::from(frame) * den * u128::from(WINDOWS_PER_S) / num.max(1);
            usize::try_from(window).unwrap_or(usize::MAX)
        };
        let first = window_of(point * self.frames_per_point);
        let end = window_of((point + 1) * self.frames_per_point);
        first..end.max(first.saturating_add(1))
    }
}

fn picture_series(picture: &PictureFigures, scale: Scale) -> PictureSeries {
    let mut series = PictureSeries {
        luma_min: Vec::new(),
        luma_mean: Vec::new(),
        luma_max: Vec::new(),
        max_nits: None,
    };
    let mut nits = Vec::new();
    let per_point = usize::try_from(scale.frames_per_point).unwrap_or(usize::MAX);
    for frames in picture.frames.chunks(per_point) {
        let lowest = frames
            .iter()
            .map(|frame| frame.luma_min)
            .fold(f32::INFINITY, f32::min);
        let highest = frames
            .iter()
            .map(|frame| frame.luma_max)
            .fold(f32::NEG_INFINITY, f32::max);
        let mean = frames.iter().map(|frame| frame.luma_mean).sum::<f32>() / frames.len().max(1) as f32;
        series.luma_min.push(thousandths(lowest));
        series.luma_mean.push(thousandths(mean));
        series.luma_max.push(thousandths(highest));
        nits.push(
            frames
                .iter()
                .map(|frame| frame.max_nits)
                .fold(0.0, f32::max)
                .round(),
        );
    }
    series.max_nits = nits.iter().any(|nits| *nits > 0.0).then_some(nits);
    series
}

fn sound_series(sound: &SoundFigures, scale: Scale) -> SoundSeries {
    let of_point = |point: u64| {
        let range = scale.windows(point);
        let end = range.end.min(sound.windows.len());
        sound.windows.get(range.start..end).unwrap_or_default()
    };
    let loudest = |windows: &[LevelWindow], of: &dyn Fn(&LevelWindow) -> i16| {
        let most = windows.iter().map(of).max().filter(|level| *level > NONE);
        most.map(|level| f32::from(level) / 100.0)
    };
    SoundSeries {
        track: u32::try_from(sound.track).unwrap_or(u32::MAX),
        channels: sound.channels.clone(),
        short_term_lkfs: (0..scale.points)
            .map(|point| loudest(of_point(point), &|window| window.short_term))
            .collect(),
        peaks_dbfs: (0..sound.channels.len())
            .map(|channel| {
                let peak = |window: &LevelWindow| window.levels.get(channel).map_or(NONE, |(peak, _)| *peak);
                (0..scale.points)
                    .map(|point| loudest(of_point(point), &peak))
                    .collect()
            })
            .collect(),
    }
}

fn thousandths(value: f32) -> f32 {
    if value.is_finite() {
        (value * 1000.0).round() / 1000.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use measure::{FrameFigures, Loudness, Mix};
    use timecode::Frame;

    use super::*;

    fn measured(frames: usize, windows: usize) -> Measurements {
        let dark = FrameFigures {
            luma_mean: 0.1,
            luma_max: 0.2,
            ..FrameFigures::default()
        };
        let mut picture = vec![dark; frames];
        if let Some(flash) = picture.get_mut(frames / 2) {
            flash.luma_max = 1.0;
        }
        let level = |peak: i16| LevelWindow {
            levels: vec![(peak, peak)],
            momentary: NONE,
            short_term: if peak > NONE { -2300 } else { NONE },
        };
        Measurements {
            thresholds_version: 1,
            edit_rate: EditRate::new(24, 1).unwrap(),
            picture: Some(PictureFigures {
                first: Frame(0),
                frames: picture,
            }),
            sound: vec![SoundFigures {
                track: 0,
                mix: Mix::Other,
                channels: vec!["C".into()],
                sample_rate: 48_000,
                samples: 0,
                windows: (0..windows)
                    .map(|window| level(if window < windows / 2 { NONE } else { -600 }))
                    .collect(),
                loudness: Loudness {
                    integrated_lkfs: None,
                    range_lu: None,
                    true_peak_dbtp: None,
                    speech: None,
                },
                silences: Vec::new(),
                onsets: Vec::new(),
                findings: Vec::new(),
            }],
            cuts: vec![Frame(12)],
            findings: Vec::new(),
        }
    }

    #[test]
    fn a_short_programme_has_a_point_for_every_frame() {
        let series = of(&measured(48, 20), 48);
        assert_eq!(
            (series.frames_per_point, series.cuts.as_slice()),
            (1, [12].as_slice())
        );
        let luma = series.picture.unwrap();
        assert_eq!(
            (luma.luma_max.len(), luma.luma_max[24], luma.luma_max[23]),
            (48, 1.0, 0.2)
        );
        assert_eq!(luma.max_nits, None);
        let sound = &series.sound[0];
        assert_eq!(sound.short_term_lkfs.len(), 48);
        assert_eq!(
            (sound.short_term_lkfs[0], sound.short_term_lkfs[47]),
            (None, Some(-23.0))
        );
        assert_eq!(sound.peaks_dbfs[0][47], Some(-6.0));
    }

    #[test]
    fn in_a_long_one_no_flash_is_lost_and_the_points_are_few() {
        let frames = 2 * 3600 * 24;
        let series = of(&measured(frames, 2 * 36_000), frames as u64);
        let luma = series.picture.unwrap();
        assert!(luma.luma_max.len() <= 4000);
        assert_eq!(luma.luma_max.iter().filter(|luma| **luma == 1.0).count(), 1);
        assert_eq!(series.sound[0].short_term_lkfs.len(), luma.luma_max.len());
        assert_eq!(series.sound[0].short_term_lkfs.last(), Some(&Some(-23.0)));
    }
}
