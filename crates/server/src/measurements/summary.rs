//! Figures of the whole programme, from those of its parts.

use api::measurements::{MeasuredSummary, SoundSummary};
use measure::{Measurements, SoundFigures};

pub(super) fn of(measured: &Measurements) -> MeasuredSummary {
    let frames = measured.picture.iter().flat_map(|picture| &picture.frames);
    let brightest = |nits: f64, of: f32| nits.max(f64::from(of));
    let (max_cll, max_fall) = frames.fold((0.0, 0.0), |(cll, fall), frame| {
        (brightest(cll, frame.max_nits), brightest(fall, frame.mean_nits))
    });
    // Only PQ states nits; a PQ picture without any light is told as none.
    let stated = |nits: f64| (nits > 0.0).then_some(rounded(nits));
    MeasuredSummary {
        sound: measured.sound.iter().map(of_sound).collect(),
        max_cll_nits: stated(max_cll),
        max_fall_nits: stated(max_fall),
        cut_count: measured.cuts.len() as u64,
    }
}

fn of_sound(sound: &SoundFigures) -> SoundSummary {
    let loudness = &sound.loudness;
    SoundSummary {
        track: u32::try_from(sound.track).unwrap_or(u32::MAX),
        mix: sound.mix,
        channels: sound.channels.clone(),
        integrated_lkfs: loudness.integrated_lkfs.map(rounded),
        range_lu: loudness.range_lu.map(rounded),
        true_peak_dbtp: loudness.true_peak_dbtp.map(rounded),
        speech_lkfs: loudness.speech.map(|speech| rounded(speech.lkfs)),
        speech_share: loudness.speech.map(|speech| rounded(speech.share)),
    }
}

/// To hundredths: what a meter shows, and what compares equal.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
