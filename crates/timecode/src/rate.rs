//! Which labels exist at a rate, and which frame each names (ST 12-1).
//!
//! Drop frame skips labels, never frames: at 29.97 the labels ;00 and ;01 of every minute that is not a multiple of
//! ten, at 59.94 ;00 to ;03. It is defined for these two rates only. Labels run through one day and begin again.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{EditRate, Frame, Timecode};

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// An edit rate with a way of counting. In JSON `{"rate":{"num":30000,"den":1001},"drop_frame":true}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Counting", into = "Counting")]
pub struct TimecodeRate {
    edit_rate: EditRate,
    drop_frame: bool,
    nominal: u32,
}

#[derive(Serialize, Deserialize)]
struct Counting {
    rate: EditRate,
    drop_frame: bool,
}

impl TryFrom<Counting> for TimecodeRate {
    type Error = UnsupportedRate;

    fn try_from(counting: Counting) -> Result<Self, UnsupportedRate> {
        TimecodeRate::new(counting.rate, counting.drop_frame)
    }
}

impl From<TimecodeRate> for Counting {
    fn from(rate: TimecodeRate) -> Counting {
        Counting {
            rate: rate.edit_rate,
            drop_frame: rate.drop_frame,
        }
    }
}

/// A rate that carries no timecode of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UnsupportedRate {
    #[error("no timecode is defined at {rate} frames per second")]
    NoTimecode { rate: EditRate },
    #[error("drop frame exists at 30000/1001 and 60000/1001 only, not at {rate}")]
    NoDropFrame { rate: EditRate },
}

/// What is wrong with a label that does not exist at a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyIllegal {
    Hours,
    Minutes,
    Seconds,
    Frames,
    /// Skipped by drop-frame counting.
    Dropped,
    /// Written as drop frame where the rate is not, or the other way round.
    OtherCounting,
}

/// A label that does not exist, with the legal labels on either side of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{label} does not exist at {rate}: {why}; the nearest are {before}{}", OrAfter(*after))]
pub struct IllegalTimecode {
    pub label: Timecode,
    pub rate: TimecodeRate,
    pub why: WhyIllegal,
    pub before: Timecode,
    /// None after the last label of the day.
    pub after: Option<Timecode>,
}

impl TimecodeRate {
    pub fn new(edit_rate: EditRate, drop_frame: bool) -> Result<TimecodeRate, UnsupportedRate> {
        let nominal = nominal_of(edit_rate).ok_or(UnsupportedRate::NoTimecode { rate: edit_rate })?;
        if drop_frame && edit_rate != EditRate::FPS_29_97 && edit_rate != EditRate::FPS_59_94 {
            return Err(UnsupportedRate::NoDropFrame { rate: edit_rate });
        }
        Ok(TimecodeRate {
            edit_rate,
            drop_frame,
            nominal,
        })
    }

    /// Labels per second: 24 at 23.976.
    pub fn nominal(self) -> u32 {
        self.nominal
    }

    pub fn edit_rate(self) -> EditRate {
        self.edit_rate
    }

    pub fn drop_frame(self) -> bool {
        self.drop_frame
    }

    /// How many labels there are before they begin again.
    pub fn frames_per_day(self) -> u64 {
        SECONDS_PER_DAY * u64::from(self.nominal) - self.dropped_per_minute() * (24 * 60 - 24 * 6)
    }

    /// The label of a frame. After a day the labels begin again.
    pub fn label(self, frame: Frame) -> Timecode {
        let number = self.with_dropped(frame.0 % self.frames_per_day());
        let nominal = u64::from(self.nominal);
        let seconds = number / nominal;
        // Every part is below its modulus, which fits a byte.
        Timecode::new(
            (seconds / 3600) as u8,
            (seconds / 60 % 60) as u8,
            (seconds % 60) as u8,
            (number % nominal) as u8,
            self.drop_frame,
        )
    }

    /// The frame that a label names, counted from 00:00:00:00.
    pub fn frame_of(self, label: Timecode) -> Result<Frame, IllegalTimecode> {
        match self.fault_in(label) {
            None => Ok(self.number_of(label)),
            Some(why) => Err(self.refusal(label, why)),
        }
    }

    pub(crate) fn frame_digits(self) -> usize {
        if self.nominal > 100 { 3 } else { 2 }
    }

    fn dropped_per_minute(self) -> u64 {
        if self.drop_frame {
            u64::from(self.nominal) / 15
        } else {
            0
        }
    }

    /// Frame number within the day → the number its label would have if none were skipped.
    fn with_dropped(self, number: u64) -> u64 {
        let dropped = self.dropped_per_minute();
        if dropped == 0 {
            return number;
        }
        let minute = u64::from(self.nominal) * 60 - dropped;
        let ten_minutes = minute * 10 + dropped;
        let (tens, rest) = (number / ten_minutes, number % ten_minutes);
        // The first minute of ten is whole; each later one skips once more.
        let minutes = rest.saturating_sub(dropped) / minute;
        number + dropped * (9 * tens + minutes)
    }

    /// What keeps the label from existing, largest unit first.
    fn fault_in(self, label: Timecode) -> Option<WhyIllegal> {
        self.fault_in_digits(label)
            .or_else(|| (label.drop_frame() != self.drop_frame).then_some(WhyIllegal::OtherCounting))
    }

    fn fault_in_digits(self, label: Timecode) -> Option<WhyIllegal> {
        let is_dropped = label.seconds() == 0
            && u64::from(label.frames()) < self.dropped_per_minute()
            && !label.minutes().is_multiple_of(10);
        [
            (label.hours() > 23, WhyIllegal::Hours),
            (label.minutes() > 59, WhyIllegal::Minutes),
            (label.seconds() > 59, WhyIllegal::Seconds),
            (u32::from(label.frames()) >= self.nominal, WhyIllegal::Frames),
            (is_dropped, WhyIllegal::Dropped),
        ]
        .into_iter()
        .find_map(|(is_wrong, why)| is_wrong.then_some(why))
    }

    /// Only for labels whose digits are in order.
    fn number_of(self, label: Timecode) -> Frame {
        let minutes = u64::from(label.hours()) * 60 + u64::from(label.minutes());
        let seconds = minutes * 60 + u64::from(label.seconds());
        let number = seconds * u64::from(self.nominal) + u64::from(label.frames());
        Frame(number - self.dropped_per_minute() * (minutes - minutes / 10))
    }

    fn refusal(self, label: Timecode, why: WhyIllegal) -> IllegalTimecode {
        let (before, after) = match self.last_legal_before(label, why) {
            Some(before) => (before, self.next_in_day(before)),
            None => {
                let same = self.label(self.number_of(label));
                (same, Some(same))
            }
        };
        IllegalTimecode {
            label,
            rate: self,
            why,
            before,
            after,
        }
    }

    /// The digits cut back to the last that exist. None where only the mark is wrong.
    fn last_legal_before(self, label: Timecode, why: WhyIllegal) -> Option<Timecode> {
        let last = (self.nominal - 1) as u8;
        let (hours, minutes, seconds) = (label.hours(), label.minutes(), label.seconds());
        let (hours, minutes, seconds) = match why {
            WhyIllegal::Hours => (23, 59, 59),
            WhyIllegal::Minutes => (hours, 59, 59),
            WhyIllegal::Seconds => (hours, minutes, 59),
            WhyIllegal::Frames => (hours, minutes, seconds),
            WhyIllegal::Dropped => (hours, minutes.saturating_sub(1), 59),
            WhyIllegal::OtherCounting => return None,
        };
        Some(Timecode::new(hours, minutes, seconds, last, self.drop_frame))
    }

    fn next_in_day(self, label: Timecode) -> Option<Timecode> {
        let next = self.number_of(label).0 + 1;
        (next < self.frames_per_day()).then(|| self.label(Frame(next)))
    }
}

/// The rates for which a count of labels per second is in use.
fn nominal_of(rate: EditRate) -> Option<u32> {
    let nominal = match (rate.num(), rate.den()) {
        (num, 1) => num,
        (num, 1001) if num % 1000 == 0 && num != 25_000 && num != 50_000 && num != 100_000 => num / 1000,
        _ => return None,
    };
    matches!(nominal, 24 | 25 | 30 | 48 | 50 | 60 | 100 | 120).then_some(nominal)
}

impl fmt::Display for TimecodeRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}",
            self.edit_rate,
            if self.drop_frame { " drop frame" } else { "" }
        )
    }
}

impl fmt::Display for WhyIllegal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WhyIllegal::Hours => "hours end at 23",
            WhyIllegal::Minutes => "minutes end at 59",
            WhyIllegal::Seconds => "seconds end at 59",
            WhyIllegal::Frames => "the second has fewer frames",
            WhyIllegal::Dropped => "drop frame skips this label",
            WhyIllegal::OtherCounting => "drop frame is written with ; and non-drop frame with :",
        })
    }
}

struct OrAfter(Option<Timecode>);

impl fmt::Display for OrAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(after) => write!(f, " and {after}"),
            None => Ok(()),
        }
    }
}
