//! Times of a document, as fractions of a second: 1001/1000 s is a frame exactly. TTML writes them in hours, frames or ticks
//! (TTML 2 §12.3.1), of which the document's root says how long they are.

use serde::{Deserialize, Serialize};
use timecode::EditRate;

/// Digits behind the point that are read; more are cut off.
const DECIMALS: usize = 9;
/// A thousand hours, in seconds: beyond it no film is.
const LIMIT_S: u64 = 3_600_000;

/// A time from the beginning, reduced. Written as `[seconds, of]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct Time {
    num: u64,
    den: u64,
}

impl From<(u64, u64)> for Time {
    fn from((num, den): (u64, u64)) -> Time {
        Time::of(u128::from(num), u128::from(den)).unwrap_or(Time::ZERO)
    }
}

impl From<Time> for (u64, u64) {
    fn from(time: Time) -> (u64, u64) {
        (time.num, time.den)
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Time) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Time) -> std::cmp::Ordering {
        let (left, right) = self.against(*other);
        left.cmp(&right)
    }
}

impl Time {
    pub const ZERO: Time = Time { num: 0, den: 1 };

    /// None when it is too long or too fine to be told.
    fn of(num: u128, den: u128) -> Option<Time> {
        let divisor = greatest_divisor(num, den);
        let num = u64::try_from(num.checked_div(divisor)?).ok()?;
        let den = u64::try_from(den.checked_div(divisor)?).ok()?;
        (den > 0 && num / den < LIMIT_S).then_some(Time { num, den })
    }

    /// Where edit unit `position` begins.
    pub(crate) fn at(position: u64, rate: EditRate) -> Option<Time> {
        let num = u128::from(position).checked_mul(u128::from(rate.den()))?;
        Time::of(num, u128::from(rate.num()))
    }

    pub(crate) fn plus(self, other: Time) -> Option<Time> {
        let (left, right) = self.against(other);
        Time::of(
            left.checked_add(right)?,
            u128::from(self.den) * u128::from(other.den),
        )
    }

    /// None before the beginning.
    pub(crate) fn minus(self, other: Time) -> Option<Time> {
        let (left, right) = self.against(other);
        Time::of(
            left.checked_sub(right)?,
            u128::from(self.den) * u128::from(other.den),
        )
    }

    /// The first frame that does not begin before this time: where what begins now is shown, and what ends now is gone
    /// (IMSC 1.1 §6.5, synchronization).
    pub(crate) fn frame(self, rate: EditRate) -> u64 {
        let num = u128::from(self.num) * u128::from(rate.num());
        let den = u128::from(self.den) * u128::from(rate.den());
        u64::try_from(num.div_ceil(den)).unwrap_or(u64::MAX)
    }

    /// Both over the same denominator.
    fn against(self, other: Time) -> (u128, u128) {
        (
            u128::from(self.num) * u128::from(other.den),
            u128::from(other.num) * u128::from(self.den),
        )
    }
}

fn greatest_divisor(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

/// How a document counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    /// Frames and ticks in a second, as numerator and denominator.
    pub frames: (u64, u64),
    pub ticks: (u64, u64),
}

impl Clock {
    /// `00:01:02.5`, `00:01:02:12`, `62.5s`, `1488f`, `620000t`. None for what is no time expression, or out of reach.
    pub fn read(self, text: &str) -> Option<Time> {
        let text = text.trim();
        match text.split(':').collect::<Vec<_>>().as_slice() {
            [one] => self.read_offset(one),
            [hours, minutes, seconds] => whole(hours, minutes)?.plus(of_minute(seconds)?),
            [hours, minutes, seconds, frames] => {
                let at = whole(hours, minutes)?.plus(of_minute(seconds)?)?;
                at.plus(part_of(digits(frames)?, self.frames)?)
            }
            _ => None,
        }
    }

    fn read_offset(self, text: &str) -> Option<Time> {
        let end = text.find(|letter: char| letter.is_ascii_alphabetic())?;
        let (count, metric) = text.split_at_checked(end)?;
        let (count, parts) = decimal(count)?;
        let scale = |num: u64, den: u64| {
            Time::of(
                u128::from(count) * u128::from(num),
                u128::from(parts) * u128::from(den),
            )
        };
        match metric {
            "h" => scale(3600, 1),
            "m" => scale(60, 1),
            "s" => scale(1, 1),
            "ms" => scale(1, 1000),
            "f" => scale(self.frames.1, self.frames.0),
            "t" => scale(self.ticks.1, self.ticks.0),
            _ => None,
        }
    }
}

/// Hours of two digits or more, minutes of two.
fn whole(hours: &str, minutes: &str) -> Option<Time> {
    if hours.len() < 2 || minutes.len() != 2 {
        return None;
    }
    let hours = u128::from(digits(hours)?);
    Time::of(hours * 3600 + u128::from(digits(minutes)?) * 60, 1)
}

/// Two digits, and perhaps a fraction.
fn of_minute(seconds: &str) -> Option<Time> {
    let whole = seconds.split('.').next()?;
    let (num, den) = decimal(seconds).filter(|_| whole.len() == 2)?;
    Time::of(u128::from(num), u128::from(den))
}

fn part_of(count: u64, (num, den): (u64, u64)) -> Option<Time> {
    Time::of(u128::from(count) * u128::from(den), u128::from(num))
}

fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// A count, and the parts in which it counts.
fn decimal(text: &str) -> Option<(u64, u64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fraction = fraction.get(..DECIMALS.min(fraction.len()))?;
    let scale = 10_u64.pow(fraction.len() as u32);
    let count = digits(whole)?
        .checked_mul(scale)?
        .checked_add(digits(fraction)?)?;
    Some((count, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: Clock = Clock {
        frames: (24_000, 1001),
        ticks: (10_000_000, 1),
    };

    fn read(text: &str) -> Option<(u64, u64)> {
        CLOCK.read(text).map(<(u64, u64)>::from)
    }

    #[test]
    fn every_form_of_a_time_is_exact() {
        assert_eq!(read("00:00:01.5"), Some((3, 2)));
        assert_eq!(read("01:00:00"), Some((3600, 1)));
        assert_eq!(read("00:00:10:12"), Some((21_001, 2000)));
        assert_eq!(read("24f"), Some((1001, 1000)));
        assert_eq!(
            read("48.5f").map(|(num, den)| num * 48_000 / den),
            Some(97 * 1001)
        );
        assert_eq!(read("15000000t"), Some((3, 2)));
        assert_eq!(read("1500ms"), Some((3, 2)));
        assert_eq!(read("2m"), Some((120, 1)));
        assert_eq!(read("0.5h"), Some((1800, 1)));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "5",
            "s",
            "1:2:3",
            "00:00:1",
            "00:00:-1",
            "1e3s",
            "00:00:00:xx",
            "5 s",
            "99999999h",
            "1.s",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_within_a_frame_is_shown_with_the_next_one() {
        let frame = |text: &str, rate| CLOCK.read(text).map(|time| time.frame(rate));
        assert_eq!(frame("24f", EditRate::FPS_23_976), Some(24));
        assert_eq!(frame("1.001s", EditRate::FPS_23_976), Some(24));
        assert_eq!(frame("1.002s", EditRate::FPS_23_976), Some(25));
        // The example of the specification.
        assert_eq!(frame("00:00:05.1", EditRate::FPS_29_97), Some(153));
        assert_eq!(frame("00:00:00", EditRate::FPS_25), Some(0));
    }
}
