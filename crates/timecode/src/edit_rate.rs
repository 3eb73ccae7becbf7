//! Edit rates as reduced fractions, and the exact time of a position.
//!
//! Rates are never decimals: 23.976 is 24000/1001. The same type holds audio sample rates (48000/1), so that a
//! position can be carried between picture and sound without loss.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Frame;

/// Edit units per second: a non-zero fraction in lowest terms. In JSON `{"num":24000,"den":1001}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Fraction")]
pub struct EditRate {
    num: u32,
    den: u32,
}

#[derive(Deserialize)]
struct Fraction {
    num: u32,
    den: u32,
}

impl TryFrom<Fraction> for EditRate {
    type Error = ZeroRate;

    fn try_from(fraction: Fraction) -> Result<Self, ZeroRate> {
        EditRate::new(fraction.num, fraction.den)
    }
}

/// A rate with zero above or below the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an edit rate of {num}/{den} is not a rate")]
pub struct ZeroRate {
    pub num: u32,
    pub den: u32,
}

/// Text that is not a rate. Accepted are `24000/1001`, `24000 1001` (as a CPL writes it) and `24`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not an edit rate: it should read like 24000/1001")]
pub struct MalformedEditRate;

/// Why a position has no counterpart at another rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ScaleError {
    #[error("position {position} at {from} falls between two units at {to}")]
    NotExact {
        position: u64,
        from: EditRate,
        to: EditRate,
    },
    #[error("position {position} at {from} is beyond what can be counted at {to}")]
    TooLarge {
        position: u64,
        from: EditRate,
        to: EditRate,
    },
}

/// A time in seconds as an exact fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MediaSeconds {
    num: u128,
    den: u64,
}

impl EditRate {
    pub const FPS_23_976: EditRate = EditRate {
        num: 24_000,
        den: 1_001,
    };
    pub const FPS_24: EditRate = EditRate { num: 24, den: 1 };
    pub const FPS_25: EditRate = EditRate { num: 25, den: 1 };
    pub const FPS_29_97: EditRate = EditRate {
        num: 30_000,
        den: 1_001,
    };
    pub const FPS_30: EditRate = EditRate { num: 30, den: 1 };
    pub const FPS_50: EditRate = EditRate { num: 50, den: 1 };
    pub const FPS_59_94: EditRate = EditRate {
        num: 60_000,
        den: 1_001,
    };
    pub const FPS_60: EditRate = EditRate { num: 60, den: 1 };

    /// The fraction in lowest terms.
    pub fn new(num: u32, den: u32) -> Result<EditRate, ZeroRate> {
        if num == 0 || den == 0 {
            return Err(ZeroRate { num, den });
        }
        let divisor = gcd(u128::from(num), u128::from(den)) as u32;
        Ok(EditRate {
            num: num / divisor,
            den: den / divisor,
        })
    }

    pub fn num(self) -> u32 {
        self.num
    }

    pub fn den(self) -> u32 {
        self.den
    }

    /// The instant at which the frame begins.
    pub fn seconds_at(self, frame: Frame) -> MediaSeconds {
        MediaSeconds::reduced(u128::from(frame.0) * u128::from(self.den), u64::from(self.num))
    }

    /// The middle of the frame: where a player seeks, because the first instant may show the frame before.
    pub fn middle_of(self, frame: Frame) -> MediaSeconds {
        let halves = u128::from(frame.0) * 2 + 1;
        MediaSeconds::reduced(halves * u128::from(self.den), u64::from(self.num) * 2)
    }

    /// The unit at `to` that is running at the instant at which `position` begins at this rate.
    pub fn scale_floor(self, position: u64, to: EditRate) -> Result<u64, ScaleError> {
        let (above, below) = self.scaled(position, to);
        u64::try_from(above / below).map_err(|_| ScaleError::TooLarge {
            position,
            from: self,
            to,
        })
    }

    /// The unit at `to` that begins at the very instant at which `position` begins at this rate.
    pub fn scale_exact(self, position: u64, to: EditRate) -> Result<u64, ScaleError> {
        let (above, below) = self.scaled(position, to);
        if above % below != 0 {
            return Err(ScaleError::NotExact {
                position,
                from: self,
                to,
            });
        }
        self.scale_floor(position, to)
    }

    // 64 + 32 + 32 bits: cannot overflow.
    fn scaled(self, position: u64, to: EditRate) -> (u128, u128) {
        let above = u128::from(position) * u128::from(self.den) * u128::from(to.num);
        (above, u128::from(self.num) * u128::from(to.den))
    }
}

impl fmt::Display for EditRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}

impl FromStr for EditRate {
    type Err = MalformedEditRate;

    fn from_str(text: &str) -> Result<EditRate, MalformedEditRate> {
        let text = text.trim();
        let (num, den) = match text.split_once(['/', ' ']) {
            Some((num, den)) => (num.trim(), den.trim()),
            None => (text, "1"),
        };
        let number = |digits: &str| digits.parse::<u32>().map_err(|_| MalformedEditRate);
        EditRate::new(number(num)?, number(den)?).map_err(|_| MalformedEditRate)
    }
}

impl MediaSeconds {
    fn reduced(num: u128, den: u64) -> MediaSeconds {
        let divisor = gcd(num, u128::from(den));
        // The divisor divides `den`, so it fits where `den` fitted.
        MediaSeconds {
            num: num / divisor,
            den: (u128::from(den) / divisor) as u64,
        }
    }

    pub fn num(self) -> u128 {
        self.num
    }

    pub fn den(self) -> u64 {
        self.den
    }

    /// The nearest double, for showing and for programs that take decimals. Not for counting.
    pub fn as_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

/// Both arguments are never zero together here; the divisor is at least 1.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HZ_48000: EditRate = EditRate { num: 48_000, den: 1 };

    #[test]
    fn a_rate_is_kept_in_lowest_terms() {
        assert_eq!(EditRate::new(48_000, 2_002), Ok(EditRate::FPS_23_976));
        assert_eq!(EditRate::new(0, 1), Err(ZeroRate { num: 0, den: 1 }));
        assert_eq!(EditRate::new(24, 0), Err(ZeroRate { num: 24, den: 0 }));
    }

    #[test]
    fn a_rate_is_read_as_people_and_playlists_write_it() {
        assert_eq!("24000/1001".parse(), Ok(EditRate::FPS_23_976));
        assert_eq!("24000 1001".parse(), Ok(EditRate::FPS_23_976));
        assert_eq!("25".parse(), Ok(EditRate::FPS_25));
        for text in ["", "23.976", "24/0", "-24", "24/1/1"] {
            assert_eq!(text.parse::<EditRate>(), Err(MalformedEditRate), "{text}");
        }
    }

    #[test]
    fn a_rate_travels_as_num_and_den_and_zero_is_refused_on_arrival() {
        let json = serde_json::to_string(&EditRate::FPS_23_976).unwrap();
        assert_eq!(json, r#"{"num":24000,"den":1001}"#);
        assert_eq!(
            serde_json::from_str::<EditRate>(&json).unwrap(),
            EditRate::FPS_23_976
        );
        assert!(serde_json::from_str::<EditRate>(r#"{"num":24,"den":0}"#).is_err());
    }

    #[test]
    fn media_time_is_exact() {
        let second_frame = EditRate::FPS_23_976.seconds_at(Frame(1));
        assert_eq!((second_frame.num(), second_frame.den()), (1_001, 24_000));
        let middle = EditRate::FPS_24.middle_of(Frame(1));
        assert_eq!((middle.num(), middle.den()), (1, 16));
        assert_eq!(EditRate::FPS_24.seconds_at(Frame(36)).as_f64(), 1.5);
        let farthest = EditRate::FPS_23_976.middle_of(Frame(u64::MAX));
        assert!(farthest.num() > u128::from(u64::MAX));
    }

    #[test]
    fn samples_of_a_frame_are_exact_only_where_they_divide() {
        assert_eq!(EditRate::FPS_23_976.scale_exact(1, HZ_48000), Ok(2_002));
        assert_eq!(EditRate::FPS_29_97.scale_floor(1, HZ_48000), Ok(1_601));
        assert!(matches!(
            EditRate::FPS_29_97.scale_exact(1, HZ_48000),
            Err(ScaleError::NotExact { .. })
        ));
        assert_eq!(EditRate::FPS_29_97.scale_exact(5, HZ_48000), Ok(8_008));
        assert_eq!(HZ_48000.scale_floor(2_001, EditRate::FPS_23_976), Ok(0));
        assert_eq!(HZ_48000.scale_exact(2_002, EditRate::FPS_23_976), Ok(1));
        assert!(matches!(
            EditRate::FPS_24.scale_floor(u64::MAX, HZ_48000),
            Err(ScaleError::TooLarge { .. })
        ));
    }
}
