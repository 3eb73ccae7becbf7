//! Loudness as people report it, and the rule by which it is flagged: first the dialogue-gated value, and only when that
//! fails the full programme; a flag states both. Our own dialogue-gated value is an estimate and says so.

use std::fmt::Write;

use crate::measurements::{Loudness, Mix, SoundFigures};
use crate::thresholds::SoundThresholds;

/// A programme with less dialogue is judged by all of its sound (mix specification: 15 %).
const SPEECH_SHARE_LEAST: f64 = 0.15;

/// Whether both measurements fail. Without speech the first cannot be had: then a programme passes that either of the
/// two targets would let pass, since our detector finding none is no proof that there is none.
#[must_use]
pub fn is_out_of_spec(mix: Mix, loudness: &Loudness, limits: &SoundThresholds) -> bool {
    if mix == Mix::MusicAndEffects {
        return false;
    }
    let Some(integrated) = loudness.integrated_lkfs else {
        return false;
    };
    let near = |value: f64, target: f64| (value - target).abs() <= limits.loudness_tolerance_lu;
    let speech = loudness
        .speech
        .filter(|speech| speech.share >= SPEECH_SHARE_LEAST);
    let passes_speech = match speech {
        Some(speech) => near(speech.lkfs, limits.speech_lkfs),
        None => near(integrated, limits.speech_lkfs),
    };
    !passes_speech && !near(integrated, limits.integrated_lkfs)
}

/// The description of a loudness flag: both values, true peak, range, method, and against what they were held.
#[must_use]
pub fn loudness_text(sound: &SoundFigures, limits: &SoundThresholds) -> String {
    let loudness = &sound.loudness;
    let mut text = String::new();
    if sound.mix != Mix::MusicAndEffects {
        let tolerance = limits.loudness_tolerance_lu;
        let target = limits.speech_lkfs;
        // Writing into a string cannot fail.
        let _ = match loudness.speech {
            Some(speech) => write!(
                text,
                "Dialogue-gated {:.1} LKFS (target {target:.0} ± {tolerance:.0}; advisory: Asset QC's own speech detector, \
                 {:.0} % of the programme). ",
                speech.lkfs,
                speech.share * 100.0
            ),
            None => write!(
                text,
                "Dialogue-gated: no speech detected (advisory: Asset QC's own speech detector). "
            ),
        };
        let target = limits.integrated_lkfs;
        let _ = match loudness.integrated_lkfs {
            Some(value) => write!(
                text,
                "Full programme {value:.1} LKFS (BS.1770-4; target {target:.0} ± {tolerance:.0}). "
            ),
            None => write!(text, "Full programme: too quiet to measure. "),
        };
    }
    let _ = match loudness.true_peak_dbtp {
        Some(peak) => write!(
            text,
            "True peak {peak:.1} dBTP (limit {:.0}).",
            limits.true_peak_dbtp
        ),
        None => write!(text, "True peak: digital silence."),
    };
    if let Some(range) = loudness.range_lu {
        let _ = write!(text, " Loudness range {range:.1} LU.");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurements::SpeechEstimate;

    fn loudness(speech: Option<f64>, integrated: f64) -> Loudness {
        Loudness {
            integrated_lkfs: Some(integrated),
            range_lu: Some(8.25),
            true_peak_dbtp: Some(-1.52),
            speech: speech.map(|lkfs| SpeechEstimate { lkfs, share: 0.4 }),
        }
    }

    #[test]
    fn only_what_fails_both_measurements_is_out_of_spec() {
        let limits = SoundThresholds::default();
        let is_out =
            |speech, integrated| is_out_of_spec(Mix::Printmaster, &loudness(speech, integrated), &limits);
        assert!(
            !is_out(Some(-27.0), -15.0),
            "dialogue is right: the programme is not asked"
        );
        assert!(!is_out(Some(-20.0), -22.0));
        assert!(is_out(Some(-20.0), -18.0));
        let little = SpeechEstimate {
            lkfs: -27.0,
            share: 0.1,
        };
        let little = Loudness {
            speech: Some(little),
            ..loudness(None, -12.0)
        };
        assert!(
            is_out_of_spec(Mix::Printmaster, &little, &limits),
            "hardly any dialogue"
        );
        assert!(!is_out(None, -29.0));
        assert!(is_out(None, -31.0));
        assert!(!is_out_of_spec(
            Mix::MusicAndEffects,
            &loudness(None, -50.0),
            &limits
        ));
    }

    #[test]
    fn a_flag_states_both_values_and_that_one_is_advisory() {
        let sound = SoundFigures {
            track: 0,
            mix: Mix::Printmaster,
            channels: vec!["L".into(), "R".into()],
            sample_rate: 48_000,
            samples: 0,
            windows: Vec::new(),
            loudness: loudness(Some(-20.04), -18.0),
            silences: Vec::new(),
            onsets: Vec::new(),
            findings: Vec::new(),
        };
        assert_eq!(
            loudness_text(&sound, &SoundThresholds::default()),
            "Dialogue-gated -20.0 LKFS (target -27 ± 3; advisory: Asset QC's own speech detector, 40 % of the programme). \
             Full programme -18.0 LKFS (BS.1770-4; target -24 ± 3). True peak -1.5 dBTP (limit -1). Loudness range 8.2 LU."
        );
    }
}
