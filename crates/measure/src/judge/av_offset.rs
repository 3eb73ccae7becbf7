//! Sound against picture, where both were marked: a 2-pop, a flash with its bang, a cut out of black with the sound that
//! begins there. Each mark votes for an offset; there is an answer only when nearly all of them agree. Cuts to black say
//! nothing, for sound rings out; drifts and offsets of one reel are for a person.

use timecode::{Frame, FrameRange};

use super::{Series, measured_as};
use crate::finding::{Confidence, Finding, FindingKind, Quantity, SoundPlace};
use crate::measurements::{Onset, SoundFigures};
use crate::thresholds::SyncThresholds;

/// Black on both sides of a 2-pop, and before a cut out of black.
const BLACK_S: f64 = 0.25;
/// A picture out of black that is brighter was cut, not faded.
const CUT_LUMA: f32 = 0.2;
/// An onset is exact to this, and may be told as much too early.
const ONSET_S: f64 = 0.001;

#[derive(Clone, Copy, PartialEq, Eq)]
enum MarkKind {
    CutFromBlack,
    Flash,
    Pop,
}

impl MarkKind {
    fn weight(self) -> f64 {
        match self {
            MarkKind::CutFromBlack => 1.0,
            MarkKind::Flash => 2.0,
            MarkKind::Pop => 6.0,
        }
    }
}

/// A place where the picture begins anew.
#[derive(Clone, Copy)]
struct Mark {
    place: usize,
    kind: MarkKind,
}

/// A mark with the one onset near it.
#[derive(Clone, Copy)]
struct Vote {
    mark: Mark,
    sample: u64,
    offset_s: f64,
}

/// One finding for each soundfield that is off.
pub(super) fn find(
    series: &Series,
    of_picture: &[Finding],
    sound: &[SoundFigures],
    limits: &SyncThresholds,
) -> Vec<Finding> {
    let marks = alone(series, &marks(series, of_picture), limits);
    let of_sound = |sound: &SoundFigures| {
        let votes: Vec<Vote> = marks
            .iter()
            .filter_map(|mark| vote(series, *mark, sound, limits))
            .collect();
        told(series, sound, &agreed(series, votes, limits)?, limits)
    };
    sound.iter().filter_map(of_sound).collect()
}

fn marks(series: &Series, of_picture: &[Finding]) -> Vec<Mark> {
    let black = series.frames_in(BLACK_S);
    let is_dark = |from: usize, to: usize| (from..to).all(|place| series.is_black(place));
    let out_of_dark = |place: usize| place >= black && is_dark(place - black, place);
    let flashes = of_picture
        .iter()
        .filter(|finding| finding.kind == FindingKind::FlashFrame)
        .filter_map(|flash| {
            Some((
                series.place(flash.range.first())?,
                series.place(flash.range.last())?,
            ))
        });
    let mut marks: Vec<Mark> = flashes
        .map(|(place, last)| Mark {
            place,
            kind: match out_of_dark(place) && is_dark(last + 1, last + 1 + black) {
                true => MarkKind::Pop,
                false => MarkKind::Flash,
            },
        })
        .collect();
    let is_cut = |place: &usize| {
        series.at(*place).is_some_and(|frame| frame.luma_high > CUT_LUMA) && out_of_dark(*place)
    };
    let cuts: Vec<Mark> = (0..series.frames().len())
        .filter(is_cut)
        .filter(|place| marks.iter().all(|mark| mark.place != *place))
        .map(|place| Mark {
            place,
            kind: MarkKind::CutFromBlack,
        })
        .collect();
    marks.extend(cuts);
    marks.sort_by_key(|mark| mark.place);
    marks
}

/// Marks with no other of their weight so near that one's sound could be the other's.
fn alone(series: &Series, marks: &[Mark], limits: &SyncThresholds) -> Vec<Mark> {
    let rivals = |mark: &Mark, other: &Mark| {
        mark.place != other.place
            && other.kind.weight() >= mark.kind.weight()
            && series.seconds(mark.place.abs_diff(other.place)) < 2.0 * limits.window_s
    };
    let is_alone = |mark: &&Mark| !marks.iter().any(|other| rivals(mark, other));
    marks.iter().filter(is_alone).copied().collect()
}

/// A mark with two onsets near it, or none, says nothing.
fn vote(series: &Series, mark: Mark, sound: &SoundFigures, limits: &SyncThresholds) -> Option<Vote> {
    let seen_s = series.seconds(series.frame(mark.place).0 as usize);
    let offset_of = |onset: &Onset| onset.sample as f64 / f64::from(sound.sample_rate) - seen_s;
    let is_near = |onset: &&Onset| {
        f64::from(onset.rise_db) >= limits.rise_db && offset_of(onset).abs() <= limits.window_s
    };
    let mut near = sound.onsets.iter().filter(is_near);
    let (onset, None) = (near.next()?, near.next()) else {
        return None;
    };
    let kind = match mark.kind {
        MarkKind::Pop if f64::from(onset.length_s) > limits.pop_s => MarkKind::Flash,
        kind => kind,
    };
    Some(Vote {
        mark: Mark { kind, ..mark },
        sample: onset.sample,
        offset_s: offset_of(onset),
    })
}

/// The heaviest votes that lie together, if they outweigh the others by far.
fn agreed(series: &Series, mut votes: Vec<Vote>, limits: &SyncThresholds) -> Option<Vec<Vote>> {
    votes.sort_by(|one, other| one.offset_s.total_cmp(&other.offset_s));
    let width = limits.agreement_frames * series.seconds(1);
    let together = |first: &Vote| -> Vec<Vote> {
        let reach = first.offset_s..=first.offset_s + width;
        votes
            .iter()
            .filter(|vote| reach.contains(&vote.offset_s))
            .copied()
            .collect()
    };
    let heaviest = votes
        .iter()
        .map(together)
        .max_by(|one, other| weight(one).total_cmp(&weight(other)))?;
    let is_answer = weight(&heaviest) >= limits.least_weight
        && weight(&heaviest) >= limits.agreement_share * weight(&votes);
    is_answer.then_some(heaviest)
}

fn weight(votes: &[Vote]) -> f64 {
    votes.iter().map(|vote| vote.mark.kind.weight()).sum()
}

/// From the first mark to the last, picture and sound.
fn told(series: &Series, sound: &SoundFigures, votes: &[Vote], limits: &SyncThresholds) -> Option<Finding> {
    let offset_s = votes.get(votes.len() / 2)?.offset_s;
    let frames = offset_s / series.seconds(1);
    if frames.abs() < limits.offset_frames {
        return None;
    }
    let heard = |vote: &Vote| {
        let at_s = vote.sample as f64 / f64::from(sound.sample_rate) + ONSET_S;
        Frame((at_s / series.seconds(1)) as u64)
    };
    let ends = |vote: &Vote| {
        let seen = series.frame(vote.mark.place);
        [seen.min(heard(vote)), seen.max(heard(vote))]
    };
    let all: Vec<Frame> = votes.iter().flat_map(ends).collect();
    let measured = [
        (Quantity::OffsetMs, 1000.0 * offset_s),
        (Quantity::OffsetFrames, frames),
        (Quantity::Count, votes.len() as f64),
    ];
    Some(Finding {
        kind: FindingKind::AvOffset,
        range: FrameRange::new(*all.iter().min()?, *all.iter().max()?).ok()?,
        sound: Some(SoundPlace {
            track: sound.track,
            channels: Vec::new(),
        }),
        measured: measured_as(&measured),
        confidence: match votes.iter().any(|vote| vote.mark.kind == MarkKind::Pop) {
            true => Confidence::High,
            false => Confidence::Medium,
        },
    })
}
