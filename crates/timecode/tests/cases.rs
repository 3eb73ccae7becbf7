//! The table of cases that the player's tests read too, held against this crate.
//!
//! The table's labels come from counting every label of a day one by one, not from this crate's arithmetic.

use serde::Deserialize;
use timecode::{
    EditRate, Frame, MalformedTimecode, Programme, StartError, Timecode, TimecodeError, TimecodeRate,
    WhyIllegal,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rates: Vec<Rate>,
    labels: Vec<Label>,
    illegal: Vec<Illegal>,
    typed: Vec<Typed>,
    malformed: Vec<Malformed>,
    start: Vec<Start>,
    before_start: Vec<BeforeStart>,
}

#[derive(Deserialize)]
struct Rate {
    name: String,
    rate: EditRate,
    drop_frame: bool,
    nominal: u32,
    frames_per_day: u64,
}

#[derive(Deserialize)]
struct Label {
    rate: String,
    frame: Frame,
    label: String,
}

#[derive(Deserialize)]
struct Illegal {
    rate: String,
    label: Timecode,
    why: WhyIllegal,
    before: Timecode,
    after: Option<Timecode>,
}

#[derive(Deserialize)]
struct Typed {
    rate: String,
    text: String,
    label: String,
}

#[derive(Deserialize)]
struct Malformed {
    rate: String,
    text: String,
    why: String,
}

#[derive(Deserialize)]
struct Start {
    rate: String,
    start: Timecode,
    frame: Frame,
    label: String,
}

#[derive(Deserialize)]
struct BeforeStart {
    rate: String,
    start: Timecode,
    label: Timecode,
}

impl Table {
    fn read() -> Table {
        serde_json::from_str(include_str!("../../../fixtures/timecode.json")).expect("the table of cases")
    }

    fn rate(&self, name: &str) -> TimecodeRate {
        let rate = self
            .rates
            .iter()
            .find(|rate| rate.name == name)
            .expect("a rate of the table");
        TimecodeRate::new(rate.rate, rate.drop_frame).expect("a supported rate")
    }

    fn programme(&self, rate: &str, start: Timecode) -> Programme {
        let counting = self.rate(rate);
        Programme {
            counting,
            start: counting.frame_of(start).expect("a legal start"),
        }
    }
}

#[test]
fn rates_have_their_labels_per_second_and_per_day() {
    let table = Table::read();
    assert_eq!(table.rates.len(), 10);
    for rate in &table.rates {
        let counting = table.rate(&rate.name);
        assert_eq!(counting.nominal(), rate.nominal, "{}", rate.name);
        assert_eq!(counting.frames_per_day(), rate.frames_per_day, "{}", rate.name);
    }
}

#[test]
fn labels_name_their_frames_and_frames_carry_their_labels() {
    let table = Table::read();
    for case in &table.labels {
        let rate = table.rate(&case.rate);
        assert_eq!(rate.label(case.frame).to_string(), case.label, "{}", case.rate);
        let read: Timecode = case.label.parse().expect("a full label");
        assert_eq!(
            rate.frame_of(read),
            Ok(case.frame),
            "{} {}",
            case.rate,
            case.label
        );
    }
}

#[test]
fn labels_that_do_not_exist_are_refused_with_their_neighbours() {
    let table = Table::read();
    for case in &table.illegal {
        let refused = table
            .rate(&case.rate)
            .frame_of(case.label)
            .expect_err("an illegal label");
        let found = (refused.why, refused.before, refused.after);
        assert_eq!(
            found,
            (case.why, case.before, case.after),
            "{} {}",
            case.rate,
            case.label
        );
    }
}

#[test]
fn typed_input_is_read_as_people_mean_it() {
    let table = Table::read();
    for case in &table.typed {
        let read = table
            .rate(&case.rate)
            .parse(&case.text)
            .map(|label| label.to_string());
        assert_eq!(
            read.as_deref(),
            Ok(case.label.as_str()),
            "{} {:?}",
            case.rate,
            case.text
        );
    }
}

#[test]
fn what_is_no_timecode_is_refused() {
    let table = Table::read();
    for case in &table.malformed {
        let why = match table.rate(&case.rate).parse(&case.text) {
            Err(TimecodeError::Malformed(MalformedTimecode::Empty)) => "empty",
            Err(TimecodeError::Malformed(MalformedTimecode::TooLong)) => "too_long",
            Err(TimecodeError::Malformed(MalformedTimecode::StrangeCharacter { .. })) => "character",
            Err(TimecodeError::Malformed(MalformedTimecode::WrongGroupCount)) => "group_count",
            Err(TimecodeError::Malformed(MalformedTimecode::TooManyDigits)) => "digits",
            other => panic!("{:?} was read as {other:?}", case.text),
        };
        assert_eq!(why, case.why, "{} {:?}", case.rate, case.text);
    }
}

#[test]
fn a_first_timecode_moves_every_label() {
    let table = Table::read();
    for case in &table.start {
        let programme = table.programme(&case.rate, case.start);
        let label = programme.label(case.frame);
        assert_eq!(label.to_string(), case.label, "{} from {}", case.rate, case.start);
        assert_eq!(programme.frame_of(label), Ok(case.frame));
        assert_eq!(programme.parse(&case.label), Ok(case.frame));
    }
    for case in &table.before_start {
        let refused = table.programme(&case.rate, case.start).frame_of(case.label);
        assert!(
            matches!(refused, Err(StartError::BeforeStart(_))),
            "{} {}",
            case.rate,
            case.label
        );
    }
}
