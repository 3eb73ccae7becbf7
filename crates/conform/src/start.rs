//! What timecode the first frame of a delivery carries: labels begin there. The composition says it; where it does not, the
//! picture's first track file may, or the bext of WAV files. What cannot be a label at the rate is not used: a wrong timecode
//! sends an editor to the wrong shot.

use imf::composition::VirtualTrack;
use imf::cpl::CompositionTimecode;
use mxf::{StartComponent, TrackFile};
use serde::{Deserialize, Serialize};
use timecode::{EditRate, Frame, FrameCount, Timecode, TimecodeRate};

use crate::inspection::WavSoundfieldFacts;

/// The first timecode, as the frame of the day that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartTimecode {
    pub counting: TimecodeRate,
    pub frame: Frame,
    pub said_by: SaidBy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidBy {
    Composition,
    TrackFile,
}

/// The composition's own (ST 2067-3 §6.10): of its rate, a label that exists, and the end before midnight.
pub(crate) fn of_composition(
    said: &CompositionTimecode,
    rate: EditRate,
    duration: FrameCount,
) -> Option<StartTimecode> {
    let counting = TimecodeRate::new(rate, said.is_drop_frame).ok()?;
    if said.nominal_rate != u64::from(counting.nominal()) {
        return None;
    }
    let frame = counting
        .frame_of(read_address(&said.start_address, said.is_drop_frame)?)
        .ok()?;
    within_day(counting, frame, duration, SaidBy::Composition)
}

/// Four numbers; which mark stands between them says nothing (ST 2067-3 allows several), the drop frame flag does.
fn read_address(text: &str, is_drop_frame: bool) -> Option<Timecode> {
    let mut parts = text.trim().split([':', ';', '.', ',', '/', '+', '-']);
    let mut next = || {
        let part = parts.next()?;
        (part.len() == 2).then(|| part.parse::<u8>().ok()).flatten()
    };
    let (hours, minutes, seconds, frames) = (next()?, next()?, next()?, next()?);
    parts
        .next()
        .is_none()
        .then(|| Timecode::new(hours, minutes, seconds, frames, is_drop_frame))
}

/// That of the track file in which the picture begins, at the frame with which it does. Zero says as much as nothing.
pub(crate) fn of_track_file(
    track: &VirtualTrack,
    file: Option<&TrackFile>,
    duration: FrameCount,
) -> Option<StartTimecode> {
    let tracks = &file?.material_package.as_ref()?.tracks;
    let component = tracks.iter().find_map(|track| track.timecode)?;
    of_component(
        component,
        track.edit_rate,
        track.stretches.first()?.source_first,
        duration,
    )
}

fn of_component(
    component: StartComponent,
    rate: EditRate,
    into: Frame,
    duration: FrameCount,
) -> Option<StartTimecode> {
    let StartComponent {
        start,
        rounded_base,
        is_drop_frame,
    } = component;
    let counting = TimecodeRate::new(rate, is_drop_frame).ok()?;
    if start == 0 || u32::from(rounded_base) != counting.nominal() {
        return None;
    }
    let frame = Frame(start.checked_add(into.0)?);
    within_day(counting, frame, duration, SaidBy::TrackFile)
}

fn within_day(
    counting: TimecodeRate,
    frame: Frame,
    duration: FrameCount,
    said_by: SaidBy,
) -> Option<StartTimecode> {
    let end = frame.checked_add(duration)?;
    (end.0 <= counting.frames_per_day()).then_some(StartTimecode {
        counting,
        frame,
        said_by,
    })
}

/// That of WAV files: the time references of all of them (EBU Tech 3285) name one frame of the picture's rate, exactly.
#[must_use]
pub fn of_waves(soundfields: &[WavSoundfieldFacts], rate: EditRate) -> Option<Frame> {
    let mut starts = soundfields.iter().map(|field| {
        let samples = EditRate::new(field.sample_rate_hz, 1).ok()?;
        samples.scale_exact(field.time_reference_samples?, rate).ok()
    });
    let first = starts.next()??;
    starts.all(|other| other == Some(first)).then_some(Frame(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(start_address: &str, nominal_rate: u64, is_drop_frame: bool) -> CompositionTimecode {
        CompositionTimecode {
            is_drop_frame,
            nominal_rate,
            start_address: start_address.to_owned(),
        }
    }

    fn frame(said: &CompositionTimecode, rate: EditRate) -> Option<u64> {
        of_composition(said, rate, FrameCount(1_000)).map(|start| start.frame.0)
    }

    #[test]
    fn the_start_address_names_a_frame_of_the_day() {
        assert_eq!(
            frame(&said("01:00:00:00", 24, false), EditRate::FPS_23_976),
            Some(86_400)
        );
        assert_eq!(
            frame(&said("00:59:52:00", 25, false), EditRate::FPS_25),
            Some(89_800)
        );
        assert_eq!(
            frame(&said("10:00:00:00", 60, false), EditRate::FPS_59_94),
            Some(2_160_000)
        );
    }

    #[test]
    fn drop_frame_is_what_the_flag_says_whatever_mark_is_written() {
        for mark in [':', ';', ',', '.'] {
            let address = format!("01:00:00{mark}00");
            assert_eq!(
                frame(&said(&address, 30, true), EditRate::FPS_29_97),
                Some(107_892)
            );
            assert_eq!(
                frame(&said(&address, 30, false), EditRate::FPS_29_97),
                Some(108_000)
            );
        }
        assert_eq!(
            frame(&said("01:00:00;00", 60, true), EditRate::FPS_59_94),
            Some(215_784)
        );
    }

    #[test]
    fn what_is_no_label_of_the_composition_is_not_used() {
        for (address, nominal, drop, rate) in [
            ("01:00:00:24", 24, false, EditRate::FPS_24),
            ("01:00:00:00", 30, false, EditRate::FPS_24),
            ("01:00:00:00", 24, true, EditRate::FPS_23_976),
            ("01:01:00;00", 30, true, EditRate::FPS_29_97),
            ("23:59:59:00", 24, false, EditRate::FPS_24),
            ("25:00:00:00", 24, false, EditRate::FPS_24),
            ("1:0:0:0", 24, false, EditRate::FPS_24),
            ("01:00:00:00:00", 24, false, EditRate::FPS_24),
            ("86400", 24, false, EditRate::FPS_24),
            ("", 24, false, EditRate::FPS_24),
        ] {
            assert_eq!(frame(&said(address, nominal, drop), rate), None, "{address}");
        }
    }

    #[test]
    fn a_track_file_names_the_frame_with_which_the_composition_begins() {
        let start = |start, rounded_base, is_drop_frame, rate, into| {
            let component = StartComponent {
                start,
                rounded_base,
                is_drop_frame,
            };
            of_component(component, rate, Frame(into), FrameCount(1_000))
                .map(|start| (start.frame.0, start.said_by))
        };
        let said = |frame| Some((frame, SaidBy::TrackFile));
        assert_eq!(start(86_400, 24, false, EditRate::FPS_23_976, 0), said(86_400));
        // Ten frames of the file come before the composition's first.
        assert_eq!(start(86_390, 24, false, EditRate::FPS_24, 10), said(86_400));
        assert_eq!(start(107_892, 30, true, EditRate::FPS_29_97, 0), said(107_892));
        // Zero says as much as nothing; so do a base of another rate, drop frame where there is none, and a day too short.
        assert_eq!(start(0, 24, false, EditRate::FPS_24, 10), None);
        assert_eq!(start(90_000, 25, false, EditRate::FPS_24, 0), None);
        assert_eq!(start(86_400, 24, true, EditRate::FPS_24, 0), None);
        assert_eq!(start(24 * 86_400 - 999, 24, false, EditRate::FPS_24, 0), None);
        assert_eq!(start(u64::MAX, 24, false, EditRate::FPS_24, 1), None);
    }

    #[test]
    fn sound_begins_at_the_frame_that_its_time_reference_names_exactly() {
        let field = |samples| WavSoundfieldFacts {
            soundfield: audio::Soundfield::Stereo,
            sample_rate_hz: 48_000,
            bits: 24,
            frames: 48_000,
            time_reference_samples: samples,
            channels: std::collections::BTreeMap::new(),
            is_interleaved: true,
        };
        let start = |fields: &[WavSoundfieldFacts], rate| of_waves(fields, rate).map(|frame| frame.0);
        // An hour of timecode at 23.976 lasts 3,603.6 s.
        assert_eq!(
            start(&[field(Some(172_972_800))], EditRate::FPS_23_976),
            Some(86_400)
        );
        assert_eq!(start(&[field(Some(172_800_000))], EditRate::FPS_25), Some(90_000));
        assert_eq!(start(&[field(Some(172_972_801))], EditRate::FPS_23_976), None);
        let two = [field(Some(172_800_000)), field(Some(172_801_920))];
        assert_eq!(start(&two, EditRate::FPS_25), None);
        assert_eq!(start(&[field(None)], EditRate::FPS_25), None);
        assert_eq!(start(&[], EditRate::FPS_25), None);
    }
}
