//! What the detectors of one soundfield saw, told as findings.

use super::breaks::{silences, told_drop_outs};
use super::pair::{Opposed, Pair};
use super::{SoundAnalyser, Stretch, amplitude, decibels};
use crate::finding::{Confidence, Finding, FindingKind, Quantity, SoundPlace};
use crate::judge::measured_as;
use crate::measurements::{Loudness, Mix};

/// A click this close to a break is the break's edge; to clipping, its corner.
const EDGE_S: f64 = 0.006;
/// Hum and phase are found in coarser steps.
const HUM_EDGE_S: f64 = 0.08;
const PHASE_EDGE_S: f64 = 0.025;
/// A channel with less energy above 250 Hz than this looks like an LFE.
const LOW_ONLY: f64 = 0.05;

pub(super) fn findings(sound: &SoundAnalyser, loudness: &Loudness) -> Vec<Finding> {
    let mut findings = Vec::new();
    for number in 0..sound.channels.len() {
        match is_mos(sound, number) {
            true => findings.extend(mos(sound, number)),
            false => of_channel(sound, number, &mut findings),
        }
    }
    findings.extend(silences(sound));
    findings.extend(pairs(sound));
    findings.extend(order(sound));
    findings.extend(of_loudness(sound, loudness));
    findings
}

pub(super) fn finding(
    sound: &SoundAnalyser,
    kind: FindingKind,
    channels: &[usize],
    stretch: Stretch,
    confidence: Confidence,
    measured: &[(Quantity, f64)],
) -> Option<Finding> {
    let name = |number: &usize| sound.format.channels.get(*number).cloned();
    Some(Finding {
        kind,
        range: sound.range_of(stretch)?,
        sound: Some(SoundPlace {
            track: sound.format.track,
            channels: channels.iter().filter_map(name).collect(),
        }),
        measured: measured_as(measured),
        confidence,
    })
}

fn whole(sound: &SoundAnalyser) -> Stretch {
    Stretch {
        begin: 0,
        end: sound.samples,
    }
}

pub(super) fn seconds(sound: &SoundAnalyser, samples: u64) -> f64 {
    samples as f64 / f64::from(sound.format.sample_rate)
}

fn is_named(sound: &SoundAnalyser, number: usize, name: &str) -> bool {
    sound
        .format
        .channels
        .get(number)
        .is_some_and(|found| found == name)
}

pub(super) fn is_mos(sound: &SoundAnalyser, number: usize) -> bool {
    let limit = amplitude(sound.thresholds.silence_dbfs);
    sound
        .channels
        .get(number)
        .is_some_and(|channel| f64::from(channel.peak) <= limit)
}

fn mos(sound: &SoundAnalyser, number: usize) -> Option<Finding> {
    let channel = sound.channels.get(number)?;
    let by_design = is_named(sound, number, "LFE")
        || (sound.format.mix == Mix::MusicAndEffects && is_named(sound, number, "C"));
    let confidence = match by_design {
        true => Confidence::Low,
        false => Confidence::High,
    };
    let measured = [(Quantity::PeakDbfs, decibels(channel.peak.into()))];
    finding(
        sound,
        FindingKind::MosChannel,
        &[number],
        whole(sound),
        confidence,
        &measured,
    )
}

fn of_channel(sound: &SoundAnalyser, number: usize, findings: &mut Vec<Finding>) {
    let Some(channel) = sound.channels.get(number) else {
        return;
    };
    let at = [number];
    findings.extend(told_drop_outs(sound, channel, number));
    for clipping in &channel.clips.found {
        let measured = [
            (Quantity::Count, clipping.tops as f64),
            (Quantity::PeakDbfs, decibels(clipping.level.into())),
        ];
        findings.extend(finding(
            sound,
            FindingKind::Clipping,
            &at,
            clipping.stretch,
            Confidence::High,
            &measured,
        ));
    }
    let edge = (EDGE_S * f64::from(sound.format.sample_rate)) as u64;
    for click in &channel.clicks.found {
        let near = |place: u64| click.at.abs_diff(place) <= edge;
        let at_break = channel
            .breaks
            .found
            .iter()
            .any(|gap| near(gap.stretch.begin) || near(gap.stretch.end));
        let in_clipping = channel.clips.found.iter().any(|clipping| {
            (clipping.stretch.begin.saturating_sub(edge)..=clipping.stretch.end + edge).contains(&click.at)
        });
        if !at_break && !in_clipping && !is_edge(sound, number, click.at) {
            let stretch = Stretch {
                begin: click.at,
                end: click.at + 1,
            };
            let measured = [(Quantity::PeakDbfs, decibels(click.level.into()))];
            findings.extend(finding(
                sound,
                FindingKind::Click,
                &at,
                stretch,
                Confidence::Medium,
                &measured,
            ));
        }
    }
    for hum in &channel.hum.found {
        let measured = [
            (Quantity::FrequencyHz, hum.mains_hz),
            (Quantity::RmsDbfs, hum.level),
        ];
        findings.extend(finding(
            sound,
            FindingKind::Hum,
            &at,
            hum.stretch,
            Confidence::Medium,
            &measured,
        ));
    }
}

/// Where hum or a reversed phase sets in or ends, sound jumps: that is told already.
fn is_edge(sound: &SoundAnalyser, number: usize, at: u64) -> bool {
    let near = |stretch: Stretch, within: f64| {
        let reach = (within * f64::from(sound.format.sample_rate)) as u64;
        at.abs_diff(stretch.begin) <= reach || at.abs_diff(stretch.end) <= reach
    };
    let hum = sound.channels.get(number).map(|channel| &channel.hum.found);
    let at_hum = hum.is_some_and(|found| found.iter().any(|hum| near(hum.stretch, HUM_EDGE_S)));
    let of_channel = sound
        .pairs
        .iter()
        .filter(|pair| pair.one == number || pair.other == number);
    at_hum
        || of_channel
            .flat_map(|pair| opposed(sound, pair))
            .any(|opposed| near(opposed.stretch, PHASE_EDGE_S))
}

/// Stretches in which a pair cancels for long enough to be told.
fn opposed<'a>(sound: &'a SoundAnalyser, pair: &'a Pair) -> impl Iterator<Item = &'a Opposed> {
    let limits = &sound.thresholds;
    pair.opposed.iter().filter(|opposed| {
        let length = seconds(sound, opposed.stretch.end - opposed.stretch.begin);
        length >= limits.phase_s && opposed.correlation <= limits.phase_correlation
    })
}

fn pairs(sound: &SoundAnalyser) -> Vec<Finding> {
    let limits = &sound.thresholds;
    let mut findings = Vec::new();
    for pair in &sound.pairs {
        let at = [pair.one, pair.other];
        if at.iter().any(|number| is_mos(sound, *number)) {
            continue;
        }
        if pair.difference_db() <= limits.identical_db {
            let measured = [(
                Quantity::RmsDbfs,
                sound
                    .channels
                    .get(pair.one)
                    .map_or(0.0, |channel| decibels(channel.rms())),
            )];
            let kind = FindingKind::IdenticalChannels;
            findings.extend(finding(
                sound,
                kind,
                &at,
                whole(sound),
                Confidence::High,
                &measured,
            ));
        }
        for opposed in opposed(sound, pair) {
            let length = seconds(sound, opposed.stretch.end - opposed.stretch.begin);
            let measured = [
                (Quantity::Correlation, opposed.correlation),
                (Quantity::Seconds, length),
            ];
            let (kind, confidence) = (FindingKind::PhaseInverted, Confidence::Medium);
            findings.extend(finding(sound, kind, &at, opposed.stretch, confidence, &measured));
        }
    }
    findings
}

/// An LFE with full-range content, together with the channel that sounds like the LFE.
fn order(sound: &SoundAnalyser) -> Option<Finding> {
    let high_share = |number: usize| {
        let channel = sound.channels.get(number)?;
        Some(channel.high_energy / channel.energy.max(1e-20)).filter(|_| !is_mos(sound, number))
    };
    let lfe = (0..sound.channels.len()).find(|number| is_named(sound, *number, "LFE"))?;
    let share = high_share(lfe)?;
    if share < sound.thresholds.lfe_high_share {
        return None;
    }
    let others = (0..sound.channels.len()).filter(|number| *number != lfe);
    let low = others.filter(|number| high_share(*number).is_some_and(|share| share < LOW_ONLY));
    let mut channels = vec![lfe];
    channels.extend(low);
    let confidence = match channels.len() {
        2 => Confidence::High,
        _ => Confidence::Medium,
    };
    let measured = [(Quantity::EnergyShare, share)];
    finding(
        sound,
        FindingKind::ChannelOrder,
        &channels,
        whole(sound),
        confidence,
        &measured,
    )
}

fn of_loudness(sound: &SoundAnalyser, loudness: &Loudness) -> Vec<Finding> {
    let told = |kind, confidence, measured: &[(Quantity, f64)]| {
        finding(sound, kind, &[], whole(sound), confidence, measured)
    };
    let mut findings = Vec::new();
    let limits = &sound.thresholds;
    if crate::loudness_text::is_out_of_spec(sound.format.mix, loudness, limits) {
        let integrated = loudness
            .integrated_lkfs
            .map(|value| (Quantity::IntegratedLkfs, value));
        let speech = loudness.speech.map(|speech| (Quantity::SpeechLkfs, speech.lkfs));
        let measured: Vec<_> = speech.into_iter().chain(integrated).collect();
        findings.extend(told(
            FindingKind::LoudnessOutOfSpec,
            Confidence::Medium,
            &measured,
        ));
    }
    if let Some(peak) = loudness
        .true_peak_dbtp
        .filter(|peak| *peak > limits.true_peak_dbtp)
    {
        let confidence = match sound.format.mix {
            Mix::Immersive => Confidence::Low,
            Mix::Printmaster | Mix::MusicAndEffects | Mix::Other => Confidence::High,
        };
        findings.extend(told(
            FindingKind::TruePeakOutOfSpec,
            confidence,
            &[(Quantity::TruePeakDbtp, peak)],
        ));
    }
    findings
}
