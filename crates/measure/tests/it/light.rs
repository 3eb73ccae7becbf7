//! High dynamic range: light levels against the metadata, and colours outside of P3.

use measure::picture::PictureAnalyser;
use measure::picture::format::{Layout, PictureFormat, Primaries, Range, Transfer};
use measure::{PictureFigures, StatedMetadata, Thresholds, judge};
use timecode::{EditRate, Frame};

use crate::studio::told;

/// PQ of 100 and of 1,000 cd/m² (ST 2084).
const PQ_100: f64 = 0.508_078;
const PQ_1000: f64 = 0.751_827;

fn measured(pixel: impl Fn(usize, usize, usize) -> [f64; 3]) -> PictureFigures {
    let format = PictureFormat {
        width: 64,
        height: 36,
        layout: Layout::Rgb48,
        range: Range::Full,
        transfer: Transfer::Pq,
        primaries: Primaries::Bt2020,
        is_mastered_in_p3: true,
    };
    let mut analyser = PictureAnalyser::new(format, Frame(0), Frame(0)).unwrap();
    for frame in 0..24 {
        for y in 0..36 {
            for x in 0..64 {
                for value in pixel(frame, x, y) {
                    analyser.push(&((value * 65_535.0).round() as u16).to_le_bytes());
                }
            }
        }
    }
    analyser.finish().unwrap()
}

fn found(figures: PictureFigures, stated: StatedMetadata) -> Vec<String> {
    let measurements = judge(
        EditRate::FPS_24,
        Some(figures),
        Vec::new(),
        &stated,
        &Thresholds::default(),
    );
    let lines = told(&measurements.findings);
    lines
        .into_iter()
        .filter(|line| line.starts_with("max") || line.starts_with("out"))
        .collect()
}

#[test]
fn one_bright_pixel_is_max_cll_and_the_mean_is_max_fall() {
    let figures = measured(|frame, x, y| match (frame, x, y) {
        (10, 5, 5) => [PQ_1000; 3],
        _ => [PQ_100; 3],
    });
    let frame = figures.frames[10];
    assert!((frame.max_nits - 1000.0).abs() < 3.0, "{}", frame.max_nits);
    assert!((frame.mean_nits - 100.4).abs() < 0.5, "{}", frame.mean_nits);
    let stated = |max_cll, max_fall| StatedMetadata {
        max_cll: Some(max_cll),
        max_fall: Some(max_fall),
        ..StatedMetadata::default()
    };
    assert_eq!(found(figures.clone(), stated(1000, 110)), [""; 0]);
    assert_eq!(
        found(figures.clone(), stated(400, 110)),
        ["max_cll_exceeded 10–10 high"]
    );
    assert_eq!(found(figures, stated(1000, 90)), ["max_fall_exceeded 0–23 high"]);
}

#[test]
fn pure_green_of_bt_2020_lies_outside_of_p3_and_grey_does_not() {
    let green = measured(|frame, x, _| match frame >= 12 && x < 8 {
        true => [0.0, PQ_100, 0.0],
        false => [PQ_100; 3],
    });
    assert_eq!(
        found(green, StatedMetadata::default()),
        ["out_of_gamut 12–23 high"]
    );
}
