//! Each kind of picture fault, found to the frame out of moving, grainy shots.

use measure::picture::format::FormatError;
use measure::picture::{PRE_ROLL_FRAMES, PictureAnalyser};
use measure::{FindingKind, PictureFigures};
use timecode::Frame;

use crate::studio::{HEIGHT, black, figures, format, found_in, grey, judged, noise, programme, shot, told};

const NOTHING: [&str; 0] = [];

#[test]
fn moving_and_still_shots_with_grain_are_left_alone() {
    let moving = programme(160, |frame| shot(frame / 40, frame));
    assert_eq!(found_in(&moving), NOTHING);
    let still = programme(120, |frame| {
        grey(|x, y| 0.3 + 0.001 * x as f64 + 0.006 * noise((frame * 100_000 + y * 200 + x) as u64))
    });
    assert_eq!(found_in(&still), NOTHING);
}

#[test]
fn cuts_are_listed_and_are_no_fault() {
    let frames = programme(160, |frame| shot(frame / 40, frame));
    let cuts = judged(figures(&frames, 0, 0)).cuts;
    for cut in [40, 80, 120] {
        assert!(cuts.contains(&Frame(cut)), "{cuts:?}");
    }
    assert!(
        cuts.iter().all(|cut| [24, 40, 80, 120, 136].contains(&cut.0)),
        "{cuts:?}"
    );
}

#[test]
fn black_is_sure_between_bright_frames_and_doubtful_between_fades() {
    let hard = programme(160, |frame| if frame == 77 { black() } else { shot(0, frame) });
    assert_eq!(found_in(&hard), ["black 77–77 high"]);
    let faded = programme(160, |frame| {
        let level = (frame as f64 - 80.0).abs() / 40.0;
        grey(|x, y| {
            (0.3 + 0.1 * (x as f64 * 0.05 + frame as f64 * 0.1).sin() + 0.001 * y as f64) * level.min(1.0)
        })
    });
    let found = found_in(&faded);
    assert!(
        found
            .iter()
            .all(|line| line.starts_with("black") && line.ends_with("low")),
        "{found:?}"
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn a_freeze_within_a_shot_is_sure_and_a_still_card_is_not() {
    let frozen = programme(160, |frame| {
        shot(0, if (60..=80).contains(&frame) { 59 } else { frame })
    });
    assert_eq!(found_in(&frozen), ["freeze 60–80 high"]);
    let card = programme(160, |frame| match (60..=90).contains(&frame) {
        true => shot(3, 0),
        false => shot(0, frame),
    });
    assert_eq!(found_in(&card), ["freeze 61–90 low"]);
}

#[test]
fn a_repeated_frame_is_found_and_animation_on_twos_is_not() {
    let repeated = programme(160, |frame| shot(0, if frame == 90 { 89 } else { frame }));
    assert_eq!(found_in(&repeated), ["duplicate_frames 90–90 high"]);
    let on_twos = programme(160, |frame| shot(0, frame / 2));
    assert_eq!(found_in(&on_twos), NOTHING);
}

#[test]
fn flashes_and_foreign_frames_are_told_apart() {
    let flash = programme(160, |frame| match frame {
        70 => grey(|_, _| 0.95),
        110 | 111 => shot(1, frame),
        _ => shot(0, frame),
    });
    assert_eq!(
        found_in(&flash),
        ["flash_frame 70–70 high", "odd_frame 110–111 high"]
    );
}

#[test]
fn more_than_three_flashes_a_second_over_a_quarter_of_the_picture_are_flashing() {
    let with = |on: usize, rows: usize| {
        programme(160, move |frame| {
            let is_light = (60..100).contains(&frame) && (frame - 60) % (2 * on) < on;
            let is_dark = (60..100).contains(&frame) && !is_light;
            grey(|x, y| match y < rows {
                true if is_light => 0.8,
                true if is_dark => 0.1,
                _ => 0.4 + 0.1 * ((x as f64 + frame as f64) * 0.1).sin(),
            })
        })
    };
    let fast = found_in(&with(2, HEIGHT));
    assert_eq!(fast, ["photosensitive_flashing 60–99 high"], "six a second");
    let of = |frames: &[Vec<u8>]| {
        found_in(frames)
            .iter()
            .filter(|line| line.starts_with("photo"))
            .count()
    };
    assert_eq!(of(&with(6, HEIGHT)), 0, "two a second");
    assert_eq!(of(&with(2, HEIGHT / 6)), 0, "a sixth of the picture");
}

#[test]
fn other_bars_for_half_a_second_are_a_letterbox_change() {
    let boxed = programme(160, |frame| {
        let bar = if (60..100).contains(&frame) { 12 } else { 0 };
        grey(|x, y| match (bar..HEIGHT - bar).contains(&y) {
            true => 0.4 + 0.15 * ((x + frame) as f64 * 0.1).sin(),
            false => 0.0,
        })
    });
    assert_eq!(found_in(&boxed), ["letterbox_change 60–99 medium"]);
}

#[test]
fn luma_beyond_range_counts_by_area() {
    let with = |rows: usize| {
        programme(120, move |frame| {
            grey(|x, y| match (50..60).contains(&frame) && y < rows {
                true => 1.08,
                false => 0.4 + 0.2 * ((x + 2 * frame) as f64 * 0.1).sin(),
            })
        })
    };
    assert_eq!(found_in(&with(9)), ["levels_out_of_range 50–59 high"]);
    assert_eq!(found_in(&with(0)), NOTHING);
}

#[test]
fn a_programme_without_slugs_lacks_both() {
    let frames: Vec<Vec<u8>> = (0..96).map(|frame| shot(0, frame)).collect();
    assert_eq!(
        found_in(&frames),
        ["head_black_missing 0–23 high", "tail_black_missing 72–95 high"]
    );
}

#[test]
fn chunks_join_to_what_one_run_finds() {
    let frames = programme(200, |frame| match frame {
        100..=139 if frame % 4 < 2 => grey(|_, _| 0.8),
        100..=139 => grey(|_, _| 0.05),
        _ => shot(0, if (65..=79).contains(&frame) { 64 } else { frame }),
    });
    let whole = judged(figures(&frames, 0, 0));
    let chunk = |from: usize, to: usize| {
        let first = from.saturating_sub(PRE_ROLL_FRAMES as usize);
        figures(&frames[first..to], first, from)
    };
    let chunks = [chunk(0, 70), chunk(70, 120), chunk(120, 200)];
    let joined = PictureFigures::join(chunks.clone()).unwrap().unwrap();
    let joined = judged(joined);
    assert_eq!(told(&joined.findings), told(&whole.findings));
    assert_eq!(joined.cuts, whole.cuts);
    assert!(
        whole
            .findings
            .iter()
            .any(|finding| finding.kind == FindingKind::PhotosensitiveFlashing)
    );
    let [first, _, last] = chunks;
    assert!(PictureFigures::join([first, last]).is_err());
}

#[test]
fn a_frame_that_breaks_off_is_told() {
    let mut analyser = PictureAnalyser::new(format(), Frame(0), Frame(0)).unwrap();
    let frame = black();
    analyser.push(&frame);
    analyser.push(&frame[..1000]);
    let missing = frame.len() - 1000;
    assert_eq!(
        analyser.finish().err(),
        Some(FormatError::PartialFrame { missing })
    );
}
