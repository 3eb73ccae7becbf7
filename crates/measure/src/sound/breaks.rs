//! Where sound is missing: breaks from one sample to the next, and long silence of a channel that is else in use.

use super::channel::ChannelAnalyser;
use super::gaps::Gap;
use super::verdict::{finding, is_mos, seconds};
use super::{SoundAnalyser, Stretch, amplitude, decibels};
use crate::finding::{Confidence, Finding, FindingKind, Quantity};

/// One finding for each break; but a channel that breaks again and again was gated so (a dialogue stem between its lines),
/// or is broken altogether: one finding over all of it, for a person to decide.
pub(super) fn told_drop_outs(
    sound: &SoundAnalyser,
    channel: &ChannelAnalyser,
    number: usize,
) -> Vec<Finding> {
    let near = (sound.thresholds.drop_out_near_s * f64::from(sound.format.sample_rate)) as u64;
    let mut crowds: Vec<Vec<&Gap>> = Vec::new();
    for gap in drop_outs(sound, channel) {
        let last = crowds.last_mut().filter(|crowd| {
            crowd
                .last()
                .is_some_and(|before| gap.stretch.begin - before.stretch.end <= near)
        });
        match last {
            Some(crowd) => crowd.push(gap),
            None => crowds.push(vec![gap]),
        }
    }
    let told = |stretch: Stretch, confidence, count: usize, edge: f64| {
        let length = seconds(sound, stretch.end - stretch.begin);
        let measured = [
            (Quantity::Seconds, length),
            (Quantity::Count, count as f64),
            (Quantity::RmsDbfs, decibels(edge)),
        ];
        finding(
            sound,
            FindingKind::DropOut,
            &[number],
            stretch,
            confidence,
            &measured,
        )
    };
    let edge = |gap: &Gap| gap.before.unwrap_or(0.0).min(gap.after.unwrap_or(0.0));
    let of_crowd = |crowd: &Vec<&Gap>| match crowd.as_slice() {
        [first, .., last] if crowd.len() > sound.thresholds.drop_out_crowd => {
            let stretch = Stretch {
                begin: first.stretch.begin,
                end: last.stretch.end,
            };
            let weakest = crowd.iter().map(|gap| edge(gap)).fold(f64::MAX, f64::min);
            told(stretch, Confidence::Low, crowd.len(), weakest)
                .into_iter()
                .collect()
        }
        few => few
            .iter()
            .filter_map(|gap| told(gap.stretch, Confidence::High, 1, edge(gap)))
            .collect::<Vec<_>>(),
    };
    crowds.iter().flat_map(of_crowd).collect()
}

fn drop_outs<'a>(sound: &'a SoundAnalyser, channel: &'a ChannelAnalyser) -> impl Iterator<Item = &'a Gap> {
    let limits = &sound.thresholds;
    let least = amplitude(limits.drop_out_edge_dbfs);
    channel.breaks.found.iter().filter(move |gap| {
        let is_abrupt = [gap.before, gap.after]
            .iter()
            .all(|edge| edge.is_some_and(|rms| rms >= least));
        is_abrupt && seconds(sound, gap.stretch.end - gap.stretch.begin) <= limits.drop_out_max_s
    })
}

/// Silence of a channel that is else in use. What touches head or tail is the slug's business.
pub(super) fn silences(sound: &SoundAnalyser) -> Vec<Finding> {
    let limits = &sound.thresholds;
    let long = |gap: &&Gap| {
        let inside = gap.stretch.begin > 0 && gap.stretch.end < sound.samples;
        inside && seconds(sound, gap.stretch.end - gap.stretch.begin) >= limits.silence_s
    };
    let told = |gap: &Gap, channels: &[usize], confidence| {
        let measured = [(
            Quantity::Seconds,
            seconds(sound, gap.stretch.end - gap.stretch.begin),
        )];
        finding(
            sound,
            FindingKind::Silence,
            channels,
            gap.stretch,
            confidence,
            &measured,
        )
    };
    let of_all: Vec<&Gap> = sound.all.found.iter().filter(long).collect();
    let mut findings: Vec<Finding> = of_all
        .iter()
        .filter_map(|gap| told(gap, &[], Confidence::Medium))
        .collect();
    for (number, channel) in sound.channels.iter().enumerate() {
        let overlaps = |one: Stretch, other: Stretch| one.begin < other.end && other.begin < one.end;
        let is_own = |gap: &&Gap| {
            // Of what is left when the silence of all channels and this one are taken away.
            let programme = sound.samples.saturating_sub(sound.all.samples).max(1);
            let own = channel.quiet.samples.saturating_sub(sound.all.samples);
            let silent = own.saturating_sub(gap.stretch.end - gap.stretch.begin);
            let in_use = silent as f64 <= (1.0 - limits.in_use_share) * programme as f64;
            let with_all = of_all.iter().any(|all| overlaps(all.stretch, gap.stretch));
            let is_break = drop_outs(sound, channel).any(|broken| overlaps(broken.stretch, gap.stretch));
            in_use && !with_all && !is_break && !is_mos(sound, number)
        };
        let own = channel.quiet.found.iter().filter(long).filter(is_own);
        findings.extend(own.filter_map(|gap| told(gap, &[number], Confidence::Medium)));
    }
    findings
}
