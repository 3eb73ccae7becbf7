//! Sound against picture: found where marks of both agree, and nowhere else.

use measure::{
    FindingKind, Measurements, Onset, PictureFigures, Quantity, SoundFigures, StatedMetadata, Thresholds,
    judge,
};
use timecode::EditRate;

use crate::studio::{RATE, ambience, black, figures, grey, heard, noise, sine, told};

/// Samples of a frame at 24.
const FRAME: u64 = 2000;

/// A scene in which these frames are white, and those from `dark` black.
fn seen(count: usize, flashes: &[usize], dark: &[std::ops::RangeInclusive<usize>]) -> PictureFigures {
    let frame = |number: usize| {
        if flashes.contains(&number) {
            grey(|_, _| 0.95)
        } else if dark.iter().any(|range| range.contains(&number)) {
            black()
        } else {
            grey(|x, y| 0.35 + 0.1 * ((x + 2 * number) as f64 * 0.1).sin() + 0.05 * ((x * y) as f64).cos())
        }
    };
    let frames: Vec<Vec<u8>> = (0..count).map(frame).collect();
    figures(&frames, 0, 0)
}

/// Sound that sets in at these samples, for so long.
fn sounding(onsets: &[(u64, f32)]) -> SoundFigures {
    let onset = |(sample, length_s): &(u64, f32)| Onset {
        sample: *sample,
        rise_db: 30.0,
        length_s: *length_s,
    };
    SoundFigures {
        onsets: onsets.iter().map(onset).collect(),
        findings: Vec::new(),
        ..heard(&["L", "R"], 0.5, ambience)
    }
}

fn judged(picture: &PictureFigures, sound: SoundFigures, thresholds: &Thresholds) -> Measurements {
    let stated = StatedMetadata::default();
    judge(
        EditRate::FPS_24,
        Some(picture.clone()),
        vec![sound],
        &stated,
        thresholds,
    )
}

/// The findings of this kind, as lines, and the offset of the first in frames.
fn offsets(picture: &PictureFigures, sound: SoundFigures) -> (Vec<String>, Option<f64>) {
    let mut found = judged(picture, sound, &Thresholds::default()).findings;
    found.retain(|finding| finding.kind == FindingKind::AvOffset);
    let frames = found.first().and_then(|finding| {
        let of_frames = finding
            .measured
            .iter()
            .find(|value| value.quantity == Quantity::OffsetFrames);
        of_frames.map(|value| value.value)
    });
    (told(&found), frames)
}

fn nothing() -> (Vec<String>, Option<f64>) {
    (Vec::new(), None)
}

#[test]
fn sound_sets_in_where_it_towers_over_what_was_before_to_the_millisecond() {
    let bang = |at: u64| {
        if (60_000..64_000).contains(&at) {
            0.5 * sine(1000.0, at)
        } else {
            0.0
        }
    };
    let found = heard(&["L", "R"], 4.0, |channel, at| ambience(channel, at) + bang(at)).onsets;
    let [onset] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert!(onset.sample.abs_diff(60_000) <= 48, "{onset:?}");
    assert!(
        onset.rise_db > 20.0 && (onset.length_s - 0.083).abs() < 0.015,
        "{onset:?}"
    );

    let swelling = heard(&["L", "R"], 4.0, |channel, at| {
        ambience(channel, at) * (at as f64 / 96_000.0)
    });
    assert_eq!(swelling.onsets, [], "a fade in has no beginning");
    let steady = heard(&["L", "R"], 4.0, ambience);
    assert_eq!(
        steady.onsets,
        [],
        "what is there from the first sample on did not set in"
    );
}

#[test]
fn a_2_pop_alone_tells_the_offset() {
    let picture = seen(120, &[24], &[0..=47]);
    for (frames, line) in [(3, "av_offset 24–27 high"), (-2, "av_offset 22–24 high")] {
        let begin = FRAME as i64 * (24 + frames);
        let sound = heard(&["L", "R"], 5.0, |channel, at| match at {
            at if (begin..begin + 2000).contains(&(at as i64)) => 0.1 * sine(1000.0, at),
            0..96_000 => 0.0,
            _ => ambience(channel, at),
        });
        let (found, measured) = offsets(&picture, sound);
        assert_eq!(found, [line]);
        assert!((measured.unwrap() - frames as f64).abs() < 0.05, "{measured:?}");
    }
}

#[test]
fn sound_on_its_picture_and_less_than_a_frame_from_it_is_none() {
    let picture = seen(120, &[24], &[0..=47]);
    for apart in [0, 700, 1400] {
        assert_eq!(
            offsets(&picture, sounding(&[(24 * FRAME + apart, 0.04)])),
            nothing()
        );
    }
}

#[test]
fn a_long_sound_at_a_lone_flash_in_black_is_no_2_pop() {
    let picture = seen(120, &[24], &[0..=47]);
    assert_eq!(offsets(&picture, sounding(&[(27 * FRAME, 0.6)])), nothing());
}

#[test]
fn flashes_with_their_bangs_tell_it_from_the_third_on_if_they_agree() {
    let picture = seen(240, &[40, 90, 150, 200], &[]);
    let late = |frames: &[(u64, u64)]| -> Vec<(u64, f32)> {
        frames.iter().map(|(at, by)| ((at + by) * FRAME, 0.3)).collect()
    };
    let (found, measured) = offsets(&picture, sounding(&late(&[(40, 4), (90, 4), (150, 4)])));
    assert_eq!(found, ["av_offset 40–154 medium"]);
    assert!((measured.unwrap() - 4.0).abs() < 0.01);
    assert_eq!(offsets(&picture, sounding(&late(&[(40, 4), (90, 4)]))), nothing());
    let one_against_three = late(&[(40, 4), (90, 4), (150, 4), (200, 0)]);
    assert_eq!(offsets(&picture, sounding(&one_against_three)), nothing());
    let two_near_one = late(&[(40, 4), (90, 4), (150, 4), (150, 8)]);
    assert_eq!(offsets(&picture, sounding(&two_near_one)), nothing());
}

#[test]
fn cuts_out_of_black_need_six_that_agree_and_fades_are_no_marks() {
    let dark: Vec<_> = (1..=6).map(|number| 40 * number - 10..=40 * number - 1).collect();
    let picture = seen(280, &[], &dark);
    let late = |count: u64, by: u64| -> Vec<(u64, f32)> {
        (1..=count)
            .map(|number| ((40 * number + by) * FRAME, 1.0))
            .collect()
    };
    let (found, _) = offsets(&picture, sounding(&late(6, 2)));
    assert_eq!(found, ["av_offset 40–242 medium"]);
    assert_eq!(offsets(&picture, sounding(&late(5, 2))), nothing());
    assert_eq!(offsets(&picture, sounding(&late(6, 0))), nothing());

    let faded: Vec<Vec<u8>> = (0..280)
        .map(|frame| {
            let level = match frame % 40 {
                30.. => 0.0,
                since => (since as f64 / 12.0).min(1.0),
            };
            grey(|x, _| level * (0.4 + 0.1 * ((x + 2 * frame) as f64 * 0.1).sin()))
        })
        .collect();
    assert_eq!(offsets(&figures(&faded, 0, 0), sounding(&late(6, 2))), nothing());
}

#[test]
fn any_offset_within_the_window_is_found_and_sound_at_random_never_is() {
    let flashes = [40, 90, 150, 200, 260, 320];
    let picture = seen(360, &flashes, &[]);
    let draw = |seed: u64, most: f64| (noise(seed) * most) as i64;
    let at = |flash: usize, by: i64| (flash as u64 * FRAME).saturating_add_signed(by);
    for seed in 0..200 {
        let offset = draw(seed, 23_900.0);
        let agreeing: Vec<_> = flashes.iter().map(|flash| (at(*flash, offset), 0.2)).collect();
        let (found, measured) = offsets(&picture, sounding(&agreeing));
        match offset.unsigned_abs() < 1500 {
            true => assert_eq!(found.len(), 0, "{offset} samples"),
            false => assert!(
                (measured.unwrap() * FRAME as f64 - offset as f64).abs() < 1.0,
                "{offset} samples"
            ),
        }
        let scattered: Vec<_> = (0..)
            .zip(flashes)
            .map(|(number, flash)| (at(flash, draw(seed * 100 + number, 23_900.0)), 0.2))
            .collect();
        assert_eq!(offsets(&picture, sounding(&scattered)), nothing(), "draw {seed}");
    }
}

#[test]
fn the_thresholds_decide_from_where_on_it_is_a_fault() {
    let picture = seen(120, &[24], &[0..=47]);
    let sound = || sounding(&[(25 * FRAME, 0.04)]);
    let mut thresholds = Thresholds::default();
    assert_eq!(offsets(&picture, sound()).0, ["av_offset 24–25 high"]);
    thresholds.sync.offset_frames = 2.0;
    let found = judged(&picture, sound(), &thresholds).findings;
    assert!(found.iter().all(|finding| finding.kind != FindingKind::AvOffset));
    assert_eq!(RATE as u64, 24 * FRAME);
}
