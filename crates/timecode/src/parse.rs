//! Timecode as people type it.
//!
//! Groups of digits are filled in from the right: `1000` and `10:00` are ten seconds, `20.` is twenty seconds,
//! `1.00.10.00` is a full label. `:`, `.` and `,` part the groups; `;` does too and says drop frame. At a drop-frame
//! rate the other marks are taken as drop frame as well: nobody types `;` unasked. Relative input (`+20.`) needs a
//! position to start from and belongs to the player.

use thiserror::Error;

use crate::{IllegalTimecode, Timecode, TimecodeRate};

/// Longer input is not a label, whatever it is.
const LIMIT_CHARS: usize = 16;

/// Why typed text names no frame.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TimecodeError {
    #[error(transparent)]
    Malformed(#[from] MalformedTimecode),
    #[error(transparent)]
    Illegal(#[from] IllegalTimecode),
}

/// Why text is not a timecode at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MalformedTimecode {
    #[error("the timecode is empty")]
    Empty,
    #[error("a timecode is not longer than {LIMIT_CHARS} characters")]
    TooLong,
    #[error("a timecode is written with digits and : ; . only; character {place} is something else")]
    StrangeCharacter { place: usize },
    #[error("a timecode has four groups: hours, minutes, seconds, frames")]
    WrongGroupCount,
    #[error("a group of a timecode has two digits")]
    TooManyDigits,
}

/// The groups of a label before any rate is asked.
pub(crate) struct Written {
    hours: u8,
    minutes: u8,
    seconds: u8,
    frames: u8,
    pub(crate) says_drop_frame: bool,
}

impl TimecodeRate {
    /// Reads a label as typed. What it returns exists at this rate.
    pub fn parse(self, text: &str) -> Result<Timecode, TimecodeError> {
        let written = Written::read_typed(text, self.frame_digits())?;
        let label = written.label(self.drop_frame() || written.says_drop_frame);
        self.frame_of(label)?;
        Ok(label)
    }
}

impl Written {
    pub(crate) fn label(&self, drop_frame: bool) -> Timecode {
        Timecode::new(self.hours, self.minutes, self.seconds, self.frames, drop_frame)
    }

    /// Exactly four groups, none empty.
    pub(crate) fn read_full(text: &str) -> Result<Written, MalformedTimecode> {
        let groups = groups(text)?;
        if groups.len() != 4 || groups.iter().any(|group| group.is_empty()) {
            return Err(MalformedTimecode::WrongGroupCount);
        }
        Written::from_groups(&groups, text.contains(';'))
    }

    /// Up to four groups, or digits alone, filled in from the right.
    fn read_typed(text: &str, frame_digits: usize) -> Result<Written, MalformedTimecode> {
        let groups = groups(text)?;
        if groups.len() > 4 {
            return Err(MalformedTimecode::WrongGroupCount);
        }
        match groups.as_slice() {
            [digits] => Written::from_groups(&digits_in_pairs(digits, frame_digits), false),
            groups => Written::from_groups(groups, text.contains(';')),
        }
    }

    fn from_groups(groups: &[&str], says_drop_frame: bool) -> Result<Written, MalformedTimecode> {
        let mut from_right = groups.iter().rev();
        let mut next = |limit_digits: usize| match from_right.next() {
            Some(group) => number(group, limit_digits),
            None => Ok(0),
        };
        let (frames, seconds, minutes, hours) = (next(3)?, next(2)?, next(2)?, next(2)?);
        if from_right.next().is_some() {
            return Err(MalformedTimecode::TooManyDigits);
        }
        Ok(Written {
            hours,
            minutes,
            seconds,
            frames,
            says_drop_frame,
        })
    }
}

fn groups(text: &str) -> Result<Vec<&str>, MalformedTimecode> {
    let text = text.trim();
    if text.is_empty() {
        return Err(MalformedTimecode::Empty);
    }
    if text.len() > LIMIT_CHARS {
        return Err(MalformedTimecode::TooLong);
    }
    let is_mark = |c: char| matches!(c, ':' | ';' | '.' | ',');
    if let Some(at) = text.chars().position(|c| !c.is_ascii_digit() && !is_mark(c)) {
        return Err(MalformedTimecode::StrangeCharacter { place: at + 1 });
    }
    if text.chars().all(is_mark) {
        return Err(MalformedTimecode::Empty);
    }
    Ok(text.split(is_mark).collect())
}

/// `1001000` → `1`, `00`, `10`, `00`: the frames take `frame_digits`, the rest two each.
fn digits_in_pairs(digits: &str, frame_digits: usize) -> Vec<&str> {
    let mut pairs = Vec::with_capacity(4);
    let (mut rest, mut width) = (digits, frame_digits);
    while !rest.is_empty() {
        let (front, pair) = rest.split_at(rest.len().saturating_sub(width));
        pairs.push(pair);
        (rest, width) = (front, 2);
    }
    pairs.reverse();
    pairs
}

/// An empty group is zero: `20.` is twenty seconds.
fn number(group: &str, limit_digits: usize) -> Result<u8, MalformedTimecode> {
    if group.is_empty() {
        return Ok(0);
    }
    if group.len() > limit_digits {
        return Err(MalformedTimecode::TooManyDigits);
    }
    group.parse().map_err(|_| MalformedTimecode::TooManyDigits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::EditRate;

    fn rate(edit_rate: EditRate, drop_frame: bool) -> TimecodeRate {
        TimecodeRate::new(edit_rate, drop_frame).unwrap()
    }

    #[test]
    fn at_more_than_a_hundred_frames_the_frames_take_three_digits() {
        let fast = rate(EditRate::new(120, 1).unwrap(), false);
        assert_eq!(fast.parse("010010119").unwrap().to_string(), "01:00:10:119");
    }

    #[test]
    fn what_is_no_label_is_refused_with_the_reason() {
        let r = rate(EditRate::FPS_24, false);
        let refused = |text: &str| match r.parse(text) {
            Err(TimecodeError::Malformed(why)) => why,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(refused("  "), MalformedTimecode::Empty);
        assert_eq!(refused("::"), MalformedTimecode::Empty);
        assert_eq!(refused("01:00:00:00:00"), MalformedTimecode::WrongGroupCount);
        assert_eq!(
            refused("01:00:x0:00"),
            MalformedTimecode::StrangeCharacter { place: 7 }
        );
        assert_eq!(refused("123456789"), MalformedTimecode::TooManyDigits);
        assert_eq!(refused("001:00:00:00"), MalformedTimecode::TooManyDigits);
        assert_eq!(refused("00:00:00:999"), MalformedTimecode::TooManyDigits);
        assert_eq!(refused("00000000000000000"), MalformedTimecode::TooLong);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,20}") {
            for drop_frame in [false, true] {
                let r = rate(EditRate::FPS_29_97, drop_frame);
                if let Ok(label) = r.parse(&text) {
                    prop_assert!(r.frame_of(label).is_ok());
                }
                let _: Result<Timecode, _> = text.parse();
            }
        }
    }
}
