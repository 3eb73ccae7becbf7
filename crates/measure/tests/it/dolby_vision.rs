//! Dolby Vision metadata that leave shots out, say the same of all, say black of what is not, or change within a shot.

use measure::{
    DolbyVisionFigures, DolbyVisionShot, Finding, FindingKind, FrameFigures, PictureFigures, Quantity,
    StatedMetadata, Thresholds, judge,
};
use timecode::{EditRate, Frame};

use crate::studio::told;

fn shot(frames: u64, level1: Option<[f32; 3]>) -> DolbyVisionShot {
    DolbyVisionShot {
        frames,
        level1,
        changed_frames: 0,
        largest_change: 0.0,
    }
}

fn lit(frames: u64, average: f32) -> DolbyVisionShot {
    shot(frames, Some([0.0, average, 0.7]))
}

/// 96 frames of which those of `dark` are black. Each differs a little from the one before: no freeze, no cut.
fn picture(dark: std::ops::Range<usize>) -> PictureFigures {
    let frame = |number: usize| {
        let luma = if dark.contains(&number) { 0.0 } else { 0.4 };
        FrameFigures {
            luma_mean: luma,
            luma_high: luma,
            luma_max: luma,
            difference: [0.01; 3],
            difference_peak: 0.1,
            ..FrameFigures::default()
        }
    };
    PictureFigures {
        first: Frame(0),
        frames: (0..96).map(frame).collect(),
    }
}

fn findings(picture: PictureFigures, shots: &[DolbyVisionShot], thresholds: &Thresholds) -> Vec<Finding> {
    let stated = StatedMetadata {
        dolby_vision: Some(DolbyVisionFigures {
            shots: shots.to_vec(),
        }),
        ..StatedMetadata::default()
    };
    let judged = judge(EditRate::FPS_24, Some(picture), Vec::new(), &stated, thresholds);
    // The picture has no cuts: bounds are tried in `shot_bounds`.
    let is_of_it = |finding: &Finding| finding.kind.name().starts_with("dolby_vision_l1");
    judged.findings.into_iter().filter(is_of_it).collect()
}

fn found(picture: PictureFigures, shots: &[DolbyVisionShot]) -> Vec<String> {
    told(&findings(picture, shots, &Thresholds::default()))
}

#[test]
fn right_metadata_are_none() {
    let shots = [lit(24, 0.3), lit(24, 0.3), lit(24, 0.3), lit(24, 0.31)];
    assert_eq!(found(picture(0..0), &shots), Vec::<String>::new());
    assert_eq!(found(picture(0..0), &[]), Vec::<String>::new());
    let judged = judge(
        EditRate::FPS_24,
        Some(picture(0..0)),
        Vec::new(),
        &StatedMetadata::default(),
        &Thresholds::default(),
    );
    assert!(
        judged
            .findings
            .iter()
            .all(|finding| !finding.kind.name().starts_with("dolby"))
    );
}

#[test]
fn neighbouring_shots_without_l1_are_one_finding() {
    let shots = [
        shot(10, None),
        lit(14, 0.3),
        shot(12, None),
        shot(12, None),
        lit(48, 0.4),
    ];
    assert_eq!(
        found(picture(0..0), &shots),
        [
            "dolby_vision_l1_missing 0–9 high",
            "dolby_vision_l1_missing 24–47 high"
        ]
    );
    let all = findings(picture(0..0), &shots, &Thresholds::default());
    assert_eq!(all[1].measured[0].quantity, Quantity::Count);
    assert!((all[1].measured[0].value - 2.0).abs() < f64::EPSILON);
}

#[test]
fn the_same_l1_throughout_is_found_from_the_threshold_on() {
    let same = [lit(24, 0.3); 4];
    let expected = ["dolby_vision_l1_constant 0–95 medium"];
    assert_eq!(found(picture(0..0), &same), expected);
    assert_eq!(
        found(picture(0..0), &same[..3]),
        Vec::<String>::new(),
        "too few shots"
    );
    let mut thresholds = Thresholds::default();
    thresholds.picture.l1_constant_shots = 3;
    assert_eq!(told(&findings(picture(0..0), &same[..3], &thresholds)), expected);
}

#[test]
fn one_shot_for_a_picture_with_many_cuts_is_as_constant() {
    let mut cut = picture(0..0);
    for at in [20, 50, 80] {
        cut.frames[at].difference = [0.3; 3];
        cut.frames[at].difference_peak = 0.8;
        cut.frames[at].distribution_change = 0.8;
    }
    assert_eq!(
        found(cut, &[lit(96, 0.3)]),
        ["dolby_vision_l1_constant 0–95 medium"]
    );
    assert_eq!(found(picture(0..0), &[lit(96, 0.3)]), Vec::<String>::new());
}

#[test]
fn zero_is_right_for_black_alone() {
    let zero = Some([0.0; 3]);
    let shots = [lit(24, 0.3), shot(24, zero), shot(24, zero), lit(24, 0.4)];
    // The second is black, the third is not.
    assert_eq!(
        found(picture(24..48), &shots),
        ["dolby_vision_l1_zero 48–71 high"]
    );
    // All but its first frames.
    assert_eq!(found(picture(24..67), &shots).len(), 0);
    assert_eq!(
        found(picture(24..66), &shots),
        ["dolby_vision_l1_zero 48–71 high"]
    );
}

#[test]
fn changes_within_a_shot_are_found_beyond_rounding() {
    let changing = |frames: u64, largest_change: f32| DolbyVisionShot {
        changed_frames: 5,
        largest_change,
        ..lit(frames, 0.3)
    };
    let shots = [changing(24, 0.1), changing(24, 0.001), lit(48, 0.4)];
    assert_eq!(
        found(picture(0..0), &shots),
        ["dolby_vision_l1_changes 0–23 medium"]
    );
}

#[test]
fn metadata_longer_or_shorter_than_the_picture_are_judged_where_both_are() {
    let shots = [lit(90, 0.3), shot(50, None), shot(50, None)];
    assert_eq!(
        found(picture(0..0), &shots),
        ["dolby_vision_l1_missing 90–95 high"]
    );
    assert_eq!(
        found(picture(0..0), &[shot(5, None)]),
        ["dolby_vision_l1_missing 0–4 high"]
    );
}

#[test]
fn kinds_are_stored_under_the_names_that_they_are_called_by() {
    for kind in FindingKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
}
