//! A timecode label as written: four numbers and the kind of counting.
//!
//! A label by itself may be impossible (25:61:00:99); only a [`TimecodeRate`](crate::TimecodeRate) knows which
//! labels exist and which frame they name.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::MalformedTimecode;
use crate::parse::Written;

/// `HH:MM:SS:FF`, or `HH:MM:SS;FF` for drop frame. In JSON that text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timecode {
    hours: u8,
    minutes: u8,
    seconds: u8,
    frames: u8,
    drop_frame: bool,
}

impl Timecode {
    /// The label as it stands; whether it exists is for [`TimecodeRate::frame_of`](crate::TimecodeRate::frame_of).
    pub fn new(hours: u8, minutes: u8, seconds: u8, frames: u8, drop_frame: bool) -> Timecode {
        Timecode {
            hours,
            minutes,
            seconds,
            frames,
            drop_frame,
        }
    }

    pub fn hours(self) -> u8 {
        self.hours
    }

    pub fn minutes(self) -> u8 {
        self.minutes
    }

    pub fn seconds(self) -> u8 {
        self.seconds
    }

    pub fn frames(self) -> u8 {
        self.frames
    }

    pub fn drop_frame(self) -> bool {
        self.drop_frame
    }
}

impl fmt::Display for Timecode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.drop_frame { ';' } else { ':' };
        let Timecode {
            hours,
            minutes,
            seconds,
            frames,
            ..
        } = self;
        write!(f, "{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:02}")
    }
}

/// Reads a full label; `;` before the frames says drop frame.
impl std::str::FromStr for Timecode {
    type Err = MalformedTimecode;

    fn from_str(text: &str) -> Result<Timecode, MalformedTimecode> {
        Written::read_full(text).map(|written| written.label(written.says_drop_frame))
    }
}

impl Serialize for Timecode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timecode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Timecode, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_travels_as_its_text() {
        let label = Timecode::new(1, 0, 10, 2, true);
        let json = serde_json::to_string(&label).unwrap();
        assert_eq!(json, r#""01:00:10;02""#);
        assert_eq!(serde_json::from_str::<Timecode>(&json).unwrap(), label);
        assert!(serde_json::from_str::<Timecode>(r#""1000""#).is_err());
    }
}
