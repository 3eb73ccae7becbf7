//! Positions as people read them: timecode from the first one of the delivery, or the bare number where its rate has no
//! timecode. Every label of the server is made here, so that lists, reports, exports and mail say what the room says.

use timecode::{EditRate, Frame, Programme, StartError, TimecodeRate};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Labels(Option<Programme>);

impl Labels {
    /// `start_frame` is the frame of the day that the first frame carries the label of.
    pub fn of(rate: EditRate, drop_frame: bool, start_frame: i64) -> Labels {
        let counting = TimecodeRate::new(rate, drop_frame).ok();
        Labels(counting.map(|counting| Programme {
            counting,
            start: Frame(u64::try_from(start_frame).unwrap_or(0)),
        }))
    }

    pub fn at(self, frame: u64) -> String {
        match self.0 {
            Some(programme) => programme.label(Frame(frame)).to_string(),
            None => frame.to_string(),
        }
    }

    /// The position that was typed; none where there is no timecode.
    pub fn read(self, text: &str) -> Option<Result<u64, StartError>> {
        let programme = self.0?;
        Some(programme.parse(text).map(|frame| frame.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_read_as_it_is_written_and_begins_where_the_master_does() {
        let labels = Labels::of(EditRate::FPS_29_97, true, 107_892);
        assert_eq!(labels.at(0), "01:00:00;00");
        assert_eq!(labels.at(1_800), "01:01:00;02");
        assert_eq!(labels.read("01:01:00;02"), Some(Ok(1_800)));
        assert!(matches!(
            labels.read("00:59:59;29"),
            Some(Err(StartError::BeforeStart(_)))
        ));
    }

    #[test]
    fn a_rate_without_timecode_counts_frames() {
        let labels = Labels::of(EditRate::new(12, 1).expect("a rate"), false, 0);
        assert_eq!(labels.at(36), "36");
        assert_eq!(labels.read("36"), None);
    }
}
