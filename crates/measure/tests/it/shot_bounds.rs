//! Shots of Dolby Vision metadata against the cuts of pictures that were drawn: found where a bound is off its cut, in
//! a picture that goes on, or missing at a cut; never in dissolves, fades and moves.

use measure::{DolbyVisionFigures, DolbyVisionShot, PictureFigures, StatedMetadata, Thresholds, judge};
use timecode::EditRate;

use crate::studio::{black, figures, grey, noise, told};

const FRAMES: usize = 240;

/// A still shot with grain; its number decides how bright it is and what it shows.
fn still(number: usize, frame: usize) -> impl Fn(usize, usize) -> f64 {
    let (level, wave) = (0.25 + 0.12 * (number % 4) as f64, 0.05 + 0.02 * number as f64);
    move |x, y| {
        let grain = 0.01 * noise((frame * 100_000 + y * 200 + x) as u64);
        level + 0.1 * (x as f64 * wave).sin() * (y as f64 * 0.07).cos() + grain
    }
}

fn drawn(frame: impl Fn(usize) -> Vec<u8>) -> PictureFigures {
    let frames: Vec<Vec<u8>> = (0..FRAMES).map(frame).collect();
    figures(&frames, 0, 0)
}

/// Hard cuts at these frames.
fn cut_at(cuts: &'static [usize]) -> PictureFigures {
    drawn(|frame| grey(still(cuts.iter().filter(|cut| **cut <= frame).count(), frame)))
}

/// Shots that begin at these frames, each with another L1.
fn found(picture: PictureFigures, bounds: &[usize]) -> Vec<String> {
    let ends = bounds.iter().chain([&FRAMES]);
    let begins = [0].iter().chain(bounds);
    let shot = |(number, (begin, end)): (usize, (&usize, &usize))| DolbyVisionShot {
        frames: (end - begin) as u64,
        level1: Some([0.0, 0.2 + 0.01 * number as f32, 0.7]),
        changed_frames: 0,
        largest_change: 0.0,
    };
    found_of(picture, begins.zip(ends).enumerate().map(shot).collect())
}

fn found_of(picture: PictureFigures, shots: Vec<DolbyVisionShot>) -> Vec<String> {
    let stated = StatedMetadata {
        dolby_vision: Some(DolbyVisionFigures { shots }),
        ..StatedMetadata::default()
    };
    let judged = judge(
        EditRate::FPS_24,
        Some(picture),
        Vec::new(),
        &stated,
        &Thresholds::default(),
    );
    let lines = told(&judged.findings);
    lines
        .into_iter()
        .filter(|line| line.starts_with("dolby"))
        .collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn bounds_on_their_cuts_and_a_frame_beside_are_right() {
    let cuts = &[60, 120, 180];
    assert_eq!(found(cut_at(cuts), &[60, 120, 180]), NOTHING);
    assert_eq!(found(cut_at(cuts), &[61, 119, 180]), NOTHING);
}

#[test]
fn a_bound_beside_its_cut_is_told_with_the_frames_between() {
    let cuts = &[60, 120, 180];
    assert_eq!(
        found(cut_at(cuts), &[60, 125, 180]),
        ["dolby_vision_shot_bound 120–124 medium"]
    );
    assert_eq!(
        found(cut_at(cuts), &[60, 118, 180]),
        ["dolby_vision_shot_bound 118–119 medium"]
    );
}

#[test]
fn a_cut_within_a_shot_is_told() {
    assert_eq!(
        found(cut_at(&[60, 120, 180]), &[60, 180]),
        ["dolby_vision_cut_in_shot 120–120 medium"]
    );
}

#[test]
fn a_bound_in_a_picture_that_goes_on_is_a_doubt() {
    assert_eq!(
        found(cut_at(&[60, 180]), &[60, 120, 180]),
        ["dolby_vision_shot_bound 120–120 low"]
    );
}

#[test]
fn a_bound_that_changes_nothing_is_none() {
    let shot = |frames, average| DolbyVisionShot {
        frames,
        level1: Some([0.0, average, 0.7]),
        changed_frames: 0,
        largest_change: 0.0,
    };
    let shots = vec![shot(60, 0.3), shot(60, 0.3), shot(120, 0.4)];
    assert_eq!(found_of(cut_at(&[120]), shots), NOTHING);
}

#[test]
fn metadata_of_another_picture_are_one_finding() {
    let cuts = &[30, 60, 90, 120, 150, 180, 210];
    assert_eq!(
        found(cut_at(cuts), &[35, 65, 95, 125, 155, 185, 215]),
        ["dolby_vision_shot_bound 30–214 high"]
    );
}

#[test]
fn dissolves_of_any_length_and_fades_raise_no_alarm_wherever_the_bound_lies() {
    for length in [6, 12, 24, 48, 96] {
        let (begin, end) = (120 - length / 2, 120 + length / 2);
        let dissolving = drawn(|frame| {
            let part = (frame as f64 - begin as f64) / length as f64;
            let (before, after) = (still(1, frame), still(2, frame));
            let part = part.clamp(0.0, 1.0);
            grey(move |x, y| before(x, y) * (1.0 - part) + after(x, y) * part)
        });
        let faded = drawn(|frame| {
            let level = (frame as f64 - 120.0).abs() / length as f64;
            let shown = still(1 + usize::from(frame >= 120), frame);
            match frame == 120 {
                true => black(),
                false => grey(move |x, y| shown(x, y) * level.min(1.0)),
            }
        });
        for bound in [begin, 120 - length / 4, 120, 120 + length / 4, end] {
            assert_eq!(
                found(dissolving.clone(), &[bound]),
                NOTHING,
                "dissolve of {length}, bound {bound}"
            );
            assert_eq!(
                found(faded.clone(), &[bound]),
                NOTHING,
                "fade of {length}, bound {bound}"
            );
        }
        assert_eq!(found(dissolving, &[]), NOTHING, "dissolve of {length}, no bound");
    }
}

#[test]
fn a_bound_within_a_move_of_the_camera_and_a_bolt_of_lightning_are_left_alone() {
    let panning = drawn(|frame| {
        grey(move |x, y| 0.4 + 0.2 * ((x + 2 * frame) as f64 * 0.06).sin() * (y as f64 * 0.05).cos())
    });
    assert_eq!(found(panning, &[120]), NOTHING);
    let lightning = drawn(|frame| {
        let lit = if (100..106).contains(&frame) { 0.4 } else { 0.0 };
        let shown = still(0, frame);
        grey(move |x, y| shown(x, y) + lit)
    });
    assert_eq!(found(lightning, &[]), NOTHING);
}
