//! What was found against what was planted.

use std::collections::BTreeMap;

use measure::{Finding, FindingKind, Measurements, SoundFigures};
use timecode::{Frame, FrameCount, FrameRange};

use crate::peer::Peer;
use crate::planting::Planted;

const RECALL: f64 = 0.95;
const PRECISION: f64 = 0.9;
const FRAMES: u64 = 1;
const LOUDNESS_LU: f64 = 0.1;
const TRUE_PEAK_DB: f64 = 0.2;

#[derive(Default)]
struct Tally {
    planted: u32,
    hit: u32,
    extra: u32,
    /// Largest distance of In or Out.
    frames: u64,
}

#[derive(Default)]
pub struct Score {
    kinds: BTreeMap<FindingKind, Tally>,
    loudness: f64,
    true_peak: f64,
    compared: u32,
}

impl Score {
    pub fn take(&mut self, master: u64, planted: &[Planted], found: &Measurements) {
        let mut open: Vec<&Finding> = found.findings.iter().collect();
        for truth in planted {
            let tally = self.kinds.entry(truth.kind).or_default();
            tally.planted += 1;
            let near = truth.range.widened(FrameCount(2));
            let matches = |finding: &&Finding| {
                let track = finding.sound.as_ref().map(|sound| sound.track);
                finding.kind == truth.kind && track == truth.track && near.overlaps(finding.range)
            };
            let Some(place) = open.iter().position(matches) else {
                let loudness = truth
                    .track
                    .and_then(|track| found.sound.get(track))
                    .map(|sound| sound.loudness);
                eprintln!("master {master}: missed {truth:?} {loudness:?}");
                continue;
            };
            let finding = open.remove(place);
            tally.hit += 1;
            let (first, last) = (finding.range.first().0, finding.range.last().0);
            let apart = first
                .abs_diff(truth.range.first().0)
                .max(last.abs_diff(truth.range.last().0));
            if apart > FRAMES {
                eprintln!("master {master}: {apart} frames off: {truth:?} found as {finding:?}");
            }
            tally.frames = tally.frames.max(apart);
        }
        for finding in open {
            eprintln!("master {master}: not planted: {finding:?}");
            self.kinds.entry(finding.kind).or_default().extra += 1;
        }
    }

    /// Whether loudness or true peak is out of spec is the peer's to say: clipping planted in a channel makes it loud.
    pub fn truths(sound: &SoundFigures, peer: &Peer) -> Vec<Planted> {
        let last = sound.samples * 24 / u64::from(sound.sample_rate).max(1);
        let Some(range) = FrameRange::starting_at(Frame(0), FrameCount(last)) else {
            return Vec::new();
        };
        let truth = |kind| Planted {
            kind,
            range,
            track: Some(sound.track),
        };
        // The masters have no speech: what neither target lets pass is out.
        let loud = !(-30.0..=-21.0).contains(&peer.integrated);
        let peaks = peer.true_peak > -1.0;
        let kinds = [
            (loud, FindingKind::LoudnessOutOfSpec),
            (peaks, FindingKind::TruePeakOutOfSpec),
        ];
        kinds
            .into_iter()
            .filter(|(is_out, _)| *is_out)
            .map(|(_, kind)| truth(kind))
            .collect()
    }

    pub fn compare(&mut self, sound: &SoundFigures, peer: Option<&Peer>) {
        let Some(peer) = peer else { return };
        self.compared += 1;
        let apart = |ours: Option<f64>, theirs: f64| ours.map_or(f64::INFINITY, |ours| (ours - theirs).abs());
        self.loudness = self
            .loudness
            .max(apart(sound.loudness.integrated_lkfs, peer.integrated));
        self.true_peak = self
            .true_peak
            .max(apart(sound.loudness.true_peak_dbtp, peer.true_peak));
    }

    /// The table; whether all limits hold.
    pub fn print(&self) -> bool {
        let mut holds = true;
        println!(
            "{:<26}{:>8}{:>8}{:>11}{:>10}",
            "kind", "planted", "recall", "precision", "In/Out"
        );
        for (kind, tally) in &self.kinds {
            let share = |part: u32, whole: u32| {
                if whole == 0 {
                    1.0
                } else {
                    f64::from(part) / f64::from(whole)
                }
            };
            let recall = share(tally.hit, tally.planted);
            let precision = share(tally.hit, tally.hit + tally.extra);
            let is_right = recall >= RECALL && precision >= PRECISION && tally.frames <= FRAMES;
            holds &= is_right;
            let mark = if is_right { "" } else { "  beyond a limit" };
            println!(
                "{:<26}{:>8}{recall:>8.2}{precision:>11.2}{:>8} fr{mark}",
                kind.name(),
                tally.planted,
                tally.frames
            );
        }
        println!("limits: recall {RECALL}, precision {PRECISION}, {FRAMES} frame");
        let peer = |name: &str, apart: f64, limit: f64, unit: &str| {
            println!(
                "{name}, largest distance to ffmpeg's ebur128 on {} tracks: {apart:.3} {unit}, {:.2} of {limit}",
                self.compared,
                apart / limit
            );
            apart <= limit
        };
        let loudness = peer("integrated loudness", self.loudness, LOUDNESS_LU, "LU");
        let true_peak = peer("true peak", self.true_peak, TRUE_PEAK_DB, "dB");
        holds && self.compared > 0 && loudness && true_peak
    }
}
