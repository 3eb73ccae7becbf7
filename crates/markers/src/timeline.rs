//! The timeline that markers lie on: its rate, and the label of its first frame. Everything that names a place in a file
//! becomes a frame here, and here a file of another rate is noticed.

use timecode::{
    BeforeStart, EditRate, Frame, FrameRange, IllegalTimecode, MalformedTimecode, Programme, StartError,
    Timecode, TimecodeError, TimecodeRate, WhyIllegal,
};

use crate::error::{Fault, Place, ReadError, RowError, SaidRate};

/// Labels of a second at the rates that are in use; a label with more frames than the master's second has comes from one
/// of them.
const NOMINALS: [u32; 5] = [25, 30, 48, 50, 60];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeline {
    programme: Programme,
}

impl From<Programme> for Timeline {
    fn from(programme: Programme) -> Timeline {
        Timeline { programme }
    }
}

impl Timeline {
    pub fn rate(&self) -> TimecodeRate {
        self.programme.counting
    }

    /// The label of the first frame.
    pub fn start(&self) -> Timecode {
        self.label(Frame(0))
    }

    /// The label of a frame.
    pub fn label(&self, frame: Frame) -> Timecode {
        self.programme.label(frame)
    }

    /// The label after the last frame: where lists with an exclusive end say that a range ends.
    pub(crate) fn label_after(&self, range: FrameRange) -> Timecode {
        self.label(Frame(range.last().0.saturating_add(1)))
    }

    /// Frames from midnight to the first frame.
    pub(crate) fn first(&self) -> Frame {
        self.programme.start
    }

    pub(crate) fn edit_rate(&self) -> EditRate {
        self.rate().edit_rate()
    }

    /// The frame of a whole label: `01:00:10:00`.
    pub(crate) fn frame(&self, text: &str, place: Place) -> Result<Frame, Fault> {
        let text = text.trim();
        let malformed = |why| RowError::NotTimecode {
            text: text.chars().take(24).collect(),
            why,
        };
        if text.split([':', ';', '.', ',']).count() != 4 {
            return Err(malformed(MalformedTimecode::WrongGroupCount).into());
        }
        let label = match self.rate().parse(text) {
            Ok(label) => label,
            Err(TimecodeError::Malformed(why)) => return Err(malformed(why).into()),
            Err(TimecodeError::Illegal(illegal)) => return Err(self.refusal(illegal, place)),
        };
        self.programme.frame_of(label).map_err(|refusal| match refusal {
            StartError::BeforeStart(BeforeStart { label, start }) => RowError::BeforeStart {
                label: label.to_string(),
                start,
            }
            .into(),
            StartError::Typed(TimecodeError::Malformed(why)) => malformed(why).into(),
            StartError::Typed(TimecodeError::Illegal(illegal)) => self.refusal(illegal, place),
        })
    }

    pub(crate) fn range(&self, first: Frame, last: Frame) -> Result<FrameRange, RowError> {
        FrameRange::new(first, last).map_err(|_| RowError::OutBeforeIn {
            first: self.label(first),
            out: self.label(last),
        })
    }

    /// A range by the frame after its last; where that is the first, it is one frame long.
    pub(crate) fn range_until(&self, first: Frame, after: Frame) -> Result<FrameRange, RowError> {
        let last = if after == first {
            first
        } else {
            Frame(after.0.saturating_sub(1))
        };
        self.range(first, last)
    }

    /// A range by its length in frames; a marker without a length is one frame long.
    pub(crate) fn range_of_length(&self, first: Frame, length: u64) -> Result<FrameRange, RowError> {
        let last = first.0.checked_add(length.max(1) - 1);
        self.range(first, Frame(last.ok_or(RowError::TooFar)?))
    }

    /// A label of another rate or counting tells on the whole file; any other is wrong by itself.
    fn refusal(&self, illegal: IllegalTimecode, place: Place) -> Fault {
        let label = illegal.label;
        let nominal = NOMINALS
            .into_iter()
            .find(|nominal| u32::from(label.frames()) < *nominal);
        let said = match (illegal.why, nominal) {
            (WhyIllegal::OtherCounting, _) => SaidRate::DropFrame,
            (WhyIllegal::Frames, Some(nominal)) => SaidRate::Label { label, nominal },
            _ => return RowError::Illegal(illegal).into(),
        };
        self.wrong(place, said).into()
    }

    pub(crate) fn wrong(&self, place: Place, said: SaidRate) -> ReadError {
        ReadError::WrongRate {
            place,
            said,
            master: self.rate(),
        }
    }

    /// Refuses what says another rate. `text` is a fraction, or decimals as people round them: `23.976`, `23.98`.
    pub(crate) fn demand_rate_text(&self, text: &str, place: Place) -> Result<(), ReadError> {
        let (text, drop) = match text.trim().strip_suffix("drop frame") {
            Some(rate) => (rate.trim(), true),
            None => (text.trim(), false),
        };
        if drop && !self.rate().drop_frame() {
            return Err(self.wrong(place, SaidRate::DropFrame));
        }
        let text = text.trim_end_matches("fps").trim();
        if let Ok(rate) = text.parse::<EditRate>() {
            return self.demand_rate(rate, place);
        }
        match text.parse::<f64>() {
            Ok(rate) => self.demand_decimal(rate, place),
            Err(_) => Err(self.wrong(place, SaidRate::Text(text.chars().take(24).collect()))),
        }
    }

    pub(crate) fn demand_rate(&self, rate: EditRate, place: Place) -> Result<(), ReadError> {
        if rate == self.edit_rate() {
            Ok(())
        } else {
            Err(self.wrong(place, SaidRate::Edit(rate)))
        }
    }

    /// 23.976 and 24 are 0.024 apart, roundings of one rate less than 0.006.
    pub(crate) fn demand_decimal(&self, rate: f64, place: Place) -> Result<(), ReadError> {
        let own = f64::from(self.edit_rate().num()) / f64::from(self.edit_rate().den());
        if (rate - own).abs() < 0.006 {
            Ok(())
        } else {
            Err(self.wrong(place, SaidRate::Text(rate.to_string())))
        }
    }

    pub(crate) fn demand_counting(&self, is_drop_frame: bool, place: Place) -> Result<(), ReadError> {
        match (is_drop_frame, self.rate().drop_frame()) {
            (true, false) => Err(self.wrong(place, SaidRate::DropFrame)),
            (false, true) => Err(self.wrong(place, SaidRate::NonDropFrame)),
            _ => Ok(()),
        }
    }
}
