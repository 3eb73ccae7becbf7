//! Every frame of a day at every rate, against labels counted one by one; and properties at any frame.

use proptest::prelude::*;
use timecode::{EditRate, Frame, Timecode, TimecodeRate, UnsupportedRate, WhyIllegal};

fn countings() -> Vec<TimecodeRate> {
    use EditRate as R;
    let rates = [
        (R::FPS_23_976, false),
        (R::FPS_24, false),
        (R::FPS_25, false),
        (R::FPS_29_97, false),
        (R::FPS_29_97, true),
        (R::FPS_30, false),
        (R::FPS_50, false),
        (R::FPS_59_94, false),
        (R::FPS_59_94, true),
        (R::FPS_60, false),
    ];
    rates
        .map(|(rate, drop_frame)| TimecodeRate::new(rate, drop_frame).expect("supported"))
        .to_vec()
}

/// The labels of a day in order, by turning the wheels of a counter; knows no formula.
fn labels_of_a_day(rate: TimecodeRate) -> impl Iterator<Item = Timecode> {
    let skipped = match (rate.drop_frame(), rate.nominal()) {
        (true, 30) => 2,
        (true, 60) => 4,
        _ => 0,
    };
    let nominal = u8::try_from(rate.nominal()).expect("at most 120");
    (0..24u8).flat_map(move |h| {
        (0..60u8).flat_map(move |m| {
            (0..60u8).flat_map(move |s| {
                let first = if s == 0 && m % 10 != 0 { skipped } else { 0 };
                (first..nominal).map(move |f| Timecode::new(h, m, s, f, rate.drop_frame()))
            })
        })
    })
}

#[test]
fn every_frame_of_a_day_carries_its_label_and_comes_back() {
    for rate in countings() {
        let mut count = 0;
        for (number, label) in (0u64..).zip(labels_of_a_day(rate)) {
            assert_eq!(rate.label(Frame(number)), label, "{rate}");
            assert_eq!(rate.frame_of(label), Ok(Frame(number)), "{rate}");
            count = number + 1;
        }
        assert_eq!(count, rate.frames_per_day(), "{rate}");
        assert_eq!(
            rate.label(Frame(count)),
            Timecode::new(0, 0, 0, 0, rate.drop_frame())
        );
    }
}

#[test]
fn drop_frame_is_defined_for_two_rates_only() {
    for (num, den) in [
        (24_000, 1_001),
        (24, 1),
        (25, 1),
        (30, 1),
        (60, 1),
        (120_000, 1_001),
        (48_000, 1_001),
    ] {
        let rate = EditRate::new(num, den).expect("a rate");
        assert_eq!(
            TimecodeRate::new(rate, true),
            Err(UnsupportedRate::NoDropFrame { rate })
        );
        assert!(TimecodeRate::new(rate, false).is_ok(), "{rate}");
    }
    for (num, den) in [(48_000, 1), (23_976, 1_000), (25_000, 1_001), (1, 1), (12, 1)] {
        let rate = EditRate::new(num, den).expect("a rate");
        assert_eq!(
            TimecodeRate::new(rate, false),
            Err(UnsupportedRate::NoTimecode { rate })
        );
    }
}

#[test]
fn a_counting_travels_as_rate_and_drop_frame() {
    let rate = TimecodeRate::new(EditRate::FPS_29_97, true).expect("supported");
    let json = serde_json::to_string(&rate).expect("json");
    assert_eq!(json, r#"{"rate":{"num":30000,"den":1001},"drop_frame":true}"#);
    assert_eq!(
        serde_json::from_str::<TimecodeRate>(&json).expect("read back"),
        rate
    );
    assert!(serde_json::from_str::<TimecodeRate>(&json.replace("30000", "24000")).is_err());
}

fn any_counting() -> impl Strategy<Value = TimecodeRate> {
    prop::sample::select(countings())
}

proptest! {
    #[test]
    fn typing_a_shown_label_leads_back(rate in any_counting(), number in 0u64..2_000_000) {
        let label = rate.label(Frame(number));
        prop_assert_eq!(rate.parse(&label.to_string()), Ok(label));
        prop_assert_eq!(rate.parse(&label.to_string().replace([':', ';'], "")), Ok(label));
        prop_assert_eq!(rate.parse(&label.to_string().replace([':', ';'], ".")), Ok(label));
    }

    #[test]
    fn any_label_either_exists_or_lies_between_its_neighbours(
        rate in any_counting(), h in 0u8..99, m in 0u8..99, s in 0u8..99, f in 0u8..255
    ) {
        let label = Timecode::new(h, m, s, f, rate.drop_frame());
        match rate.frame_of(label) {
            Ok(frame) => prop_assert_eq!(rate.label(frame), label),
            Err(refused) => {
                prop_assert!(refused.before < label);
                let before = rate.frame_of(refused.before).expect("legal");
                match refused.after {
                    Some(after) => {
                        prop_assert!(label < after);
                        prop_assert_eq!(rate.frame_of(after), Ok(Frame(before.0 + 1)));
                    }
                    None => prop_assert_eq!(before.0 + 1, rate.frames_per_day()),
                }
            }
        }
    }

    #[test]
    fn the_wrong_mark_is_refused_with_the_same_label_rightly_marked(rate in any_counting(), number in 0u64..2_000_000) {
        let right = rate.label(Frame(number));
        let wrong = Timecode::new(right.hours(), right.minutes(), right.seconds(), right.frames(), !right.drop_frame());
        let refused = rate.frame_of(wrong).expect_err("the other counting");
        prop_assert_eq!((refused.why, refused.before, refused.after), (WhyIllegal::OtherCounting, right, Some(right)));
    }

    #[test]
    fn no_frame_is_too_large_for_a_label(rate in any_counting(), number in any::<u64>()) {
        let label = rate.label(Frame(number));
        prop_assert_eq!(rate.frame_of(label), Ok(Frame(number % rate.frames_per_day())));
    }

    #[test]
    fn labels_stay_within_a_frame_of_the_clock_in_drop_frame(number in 0u64..2_589_408) {
        let rate = TimecodeRate::new(EditRate::FPS_29_97, true).expect("supported");
        let label = rate.label(Frame(number));
        let shown = f64::from(label.hours()) * 3600.0 + f64::from(label.minutes()) * 60.0
            + f64::from(label.seconds()) + f64::from(label.frames()) / 30.0;
        let real = rate.edit_rate().seconds_at(Frame(number)).as_f64();
        // A tenth of a second a day is what drop frame leaves; within ten minutes at most two labels more.
        prop_assert!((shown - real).abs() < 0.16, "{shown} {real}");
    }
}
