//! Each kind of sound fault, found to the frame out of room tone.

use measure::{FindingKind, is_out_of_spec};

use crate::studio::{RATE, ambience, faults, heard, noise, sine};

const NOTHING: [&str; 0] = [];
const STEREO: [&str; 2] = ["L", "R"];
/// Samples of a frame at 24.
const FRAME: u64 = 2000;

#[test]
fn room_tone_fades_and_drums_are_left_alone() {
    let clean = heard(&STEREO, 6.0, |channel, at| {
        let fade = (at as f64 / 48_000.0).min(1.0) * ((288_000 - at) as f64 / 48_000.0).min(1.0);
        let since_beat = (at % 24_000) as f64;
        let drum = 0.4 * noise(at + channel as u64) * (-since_beat / 900.0).exp();
        fade * (ambience(channel, at) + drum)
    });
    assert_eq!(faults(&clean), NOTHING);
}

#[test]
fn a_break_to_the_sample_is_a_drop_out_and_a_fade_to_silence_is_not() {
    let broken = heard(&STEREO, 4.0, |channel, at| match (channel, at / FRAME) {
        (1, 40..=44) => 0.0,
        _ => ambience(channel, at),
    });
    assert_eq!(faults(&broken), ["drop_out 40–44 high R"]);
    let gated = heard(&STEREO, 4.0, |channel, at| match (channel, at / FRAME % 12) {
        (1, 0..=4) if at > FRAME * 20 => 0.0,
        _ => ambience(channel, at),
    });
    assert_eq!(
        faults(&gated),
        ["drop_out 24–88 low R"],
        "again and again: one doubt"
    );
    let faded = heard(&STEREO, 4.0, |channel, at| {
        let distance = (at as f64 - 96_000.0).abs() - 12_000.0;
        ambience(channel, at) * (distance / 24_000.0).clamp(0.0, 1.0)
    });
    assert_eq!(faults(&faded), NOTHING);
}

#[test]
fn a_lone_jump_is_a_click() {
    let clicked = heard(&STEREO, 4.0, |channel, at| match (channel, at) {
        (0, 101_000) => 0.6,
        _ => ambience(channel, at),
    });
    assert_eq!(faults(&clicked), ["click 50–50 medium L"]);
}

#[test]
fn flat_tops_are_clipping_and_a_loud_low_tone_is_not() {
    let driven = heard(&STEREO, 4.0, |channel, at| {
        match (30..60).contains(&(at / FRAME)) {
            true if channel == 0 => (1.5 * sine(220.0, at)).clamp(-0.5, 0.5),
            _ => ambience(channel, at),
        }
    });
    assert_eq!(faults(&driven), ["clipping 30–59 high L"]);
    let low = heard(
        &["L", "R", "C", "LFE", "Ls", "Rs"],
        3.0,
        |channel, at| match channel {
            3 => 0.7 * sine(40.0, at),
            _ => ambience(channel, at),
        },
    );
    assert_eq!(faults(&low), NOTHING);
}

#[test]
fn hum_is_found_in_noise_and_a_bass_note_is_none() {
    let hummed = heard(&STEREO, 8.0, |channel, at| {
        let is_humming = channel == 1 && (48..144).contains(&(at / FRAME));
        let hum = 0.01 * sine(50.0, at) + 0.006 * sine(100.0, at) + 0.004 * sine(150.0, at);
        ambience(channel, at) * 0.5 + if is_humming { hum } else { 0.0 }
    });
    let found = faults(&hummed);
    let [line] = found.as_slice() else {
        panic!("{found:?}")
    };
    let ends = line
        .strip_prefix("hum ")
        .and_then(|rest| rest.split(' ').next())
        .unwrap();
    let (first, last) = ends.split_once('–').unwrap();
    let near = |text: &str, wanted: u64| text.parse::<u64>().unwrap().abs_diff(wanted) <= 1;
    assert!(
        near(first, 48) && near(last, 143) && line.ends_with('R'),
        "{line}"
    );
    let bass = heard(&STEREO, 8.0, |channel, at| {
        ambience(channel, at) + 0.05 * sine(55.0, at) + 0.02 * sine(110.0, at)
    });
    assert_eq!(faults(&bass), NOTHING);
}

#[test]
fn a_reversed_channel_cancels_the_other() {
    let reversed = heard(&STEREO, 6.0, |channel, at| {
        let common = 0.05 * noise(at / 6 * 7);
        let sign = if channel == 1 && (48..96).contains(&(at / FRAME)) {
            -1.0
        } else {
            1.0
        };
        sign * common + 0.2 * ambience(channel, at)
    });
    assert_eq!(faults(&reversed), ["phase_inverted 48–95 medium L+R"]);
}

#[test]
fn equal_and_empty_channels_are_told_for_the_whole() {
    let mono = heard(&STEREO, 3.0, |_, at| ambience(0, at));
    assert_eq!(faults(&mono), ["identical_channels 0–71 high L+R"]);
    let empty = heard(
        &["L", "R", "C", "LFE", "Ls", "Rs"],
        3.0,
        |channel, at| match channel {
            2 => 0.0,
            3 => 0.1 * sine(45.0, at),
            _ => ambience(channel, at),
        },
    );
    assert_eq!(faults(&empty), ["mos_channel 0–71 high C"]);
}

#[test]
fn an_lfe_with_full_range_sound_doubts_the_order() {
    let film_order = heard(
        &["L", "R", "C", "LFE", "Ls", "Rs"],
        3.0,
        |channel, at| match channel {
            5 => 0.1 * sine(45.0, at),
            _ => ambience(channel, at),
        },
    );
    assert_eq!(faults(&film_order), ["channel_order 0–71 high LFE+Rs"]);
}

#[test]
fn a_long_silence_of_a_channel_in_use_is_told() {
    let silent = heard(&STEREO, 20.0, |channel, at| {
        let second = at as f64 / f64::from(RATE);
        let fade = ((second - 10.0).abs() - 2.0).clamp(0.0, 0.5) * 2.0;
        ambience(channel, at) * if channel == 0 { fade } else { 1.0 }
    });
    let found = faults(&silent);
    assert!(
        found.len() == 1 && found[0].starts_with("silence") && found[0].ends_with(" L"),
        "{found:?}"
    );
}

/// EBU Tech 3341, cases 1 and 2.
#[test]
fn loudness_is_that_of_the_standard() {
    for level in [-23.0_f64, -33.0] {
        let amplitude = 10_f64.powf(level / 20.0);
        let tone = heard(&STEREO, 20.0, |_, at| amplitude * sine(1000.0, at));
        let integrated = tone.loudness.integrated_lkfs.unwrap();
        assert!((integrated - level).abs() < 0.1, "{integrated}");
        let peak = tone.loudness.true_peak_dbtp.unwrap();
        assert!((peak - level).abs() < 0.2, "{peak}");
    }
}

#[test]
fn only_what_comes_in_syllables_is_taken_for_speech() {
    let voice = |at: u64| {
        let second = at as f64 / f64::from(RATE);
        let syllable = (std::f64::consts::TAU * 4.5 * second).sin().max(0.0).powi(3);
        let pulses = (1..12)
            .map(|harmonic| sine(130.0 * f64::from(harmonic), at) / f64::from(harmonic))
            .sum::<f64>();
        0.15 * syllable * pulses
    };
    let spoken = heard(&STEREO, 6.0, |_, at| voice(at) + 0.001 * noise(at));
    let speech = spoken.loudness.speech.expect("speech");
    assert!(
        speech.share > 0.7 && (-40.0..-10.0).contains(&speech.lkfs),
        "{speech:?}"
    );
    let music = heard(&STEREO, 6.0, |channel, at| {
        ambience(channel, at) + 0.1 * sine(440.0, at)
    });
    assert_eq!(music.loudness.speech, None);
}

#[test]
fn a_loud_programme_is_out_of_spec_and_says_by_how_much() {
    let loud = heard(&STEREO, 5.0, |_, at| 0.95 * sine(1000.0, at));
    let kinds: Vec<FindingKind> = loud.findings.iter().map(|finding| finding.kind).collect();
    assert!(
        kinds.contains(&FindingKind::LoudnessOutOfSpec) && kinds.contains(&FindingKind::TruePeakOutOfSpec)
    );
    let limits = measure::Thresholds::default().sound;
    assert!(is_out_of_spec(loud.mix, &loud.loudness, &limits));
}
