//! Makes pictures and sounds, measures them, and tells what was found as one line of text each.

use measure::picture::PictureAnalyser;
use measure::picture::format::{Layout, PictureFormat, Primaries, Range, Transfer};
use measure::sound::{SoundAnalyser, SoundFormat};
use measure::{Finding, Measurements, Mix, PictureFigures, SoundFigures, StatedMetadata, Thresholds, judge};
use timecode::{EditRate, Frame};

pub const WIDTH: usize = 160;
pub const HEIGHT: usize = 90;
pub const RATE: u32 = 48_000;

pub fn format() -> PictureFormat {
    PictureFormat {
        width: WIDTH as u32,
        height: HEIGHT as u32,
        layout: Layout::Yuv422p10,
        range: Range::Limited,
        transfer: Transfer::Sdr,
        primaries: Primaries::Bt709,
        is_mastered_in_p3: false,
    }
}

/// Noise from −1 to 1 that is the same in every run.
pub fn noise(seed: u64) -> f64 {
    let mut bits = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678);
    bits ^= bits >> 31;
    bits = bits.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits ^= bits >> 29;
    (bits >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// A grey frame of ten-bit 4:2:2; `signal` gives luma from 0 to 1.
pub fn grey(signal: impl Fn(usize, usize) -> f64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(WIDTH * HEIGHT * 4);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let code = (64.0 + 876.0 * signal(x, y)).round().clamp(4.0, 1019.0);
            bytes.extend((code as u16).to_le_bytes());
        }
    }
    for _ in 0..WIDTH * HEIGHT {
        bytes.extend(512_u16.to_le_bytes());
    }
    bytes
}

/// A shot with grain: soft waves that drift. Shots differ in their waves.
pub fn shot(number: usize, frame: usize) -> Vec<u8> {
    let drift = frame as f64 * 0.04;
    let k = 1.0 + number as f64 * 0.7;
    grey(|x, y| {
        let (x, y) = (x as f64 / WIDTH as f64, y as f64 / HEIGHT as f64);
        let wave = (6.3 * k * x + drift).sin() * (4.0 * y + k - drift / 2.0).cos();
        let seed = ((number * 10_000 + frame) * HEIGHT * WIDTH) as f64 + y * 1e6 + x * 1e3;
        0.35 + 0.05 * number as f64 + 0.22 * wave + 0.01 * noise(seed as u64)
    })
}

pub fn black() -> Vec<u8> {
    grey(|x, y| 0.002 * noise((x * 7 + y * 1000) as u64).abs())
}

/// Frames between a second of black at either end.
pub fn programme(count: usize, draw: impl Fn(usize) -> Vec<u8>) -> Vec<Vec<u8>> {
    (0..count)
        .map(|frame| match (24..count - 24).contains(&frame) {
            true => draw(frame),
            false => black(),
        })
        .collect()
}

pub fn figures(frames: &[Vec<u8>], first: usize, keep_from: usize) -> PictureFigures {
    let (first, keep_from) = (Frame(first as u64), Frame(keep_from as u64));
    let mut analyser = PictureAnalyser::new(format(), first, keep_from).unwrap();
    frames.iter().for_each(|frame| analyser.push(frame));
    analyser.finish().unwrap()
}

pub fn judged(figures: PictureFigures) -> Measurements {
    let rate = EditRate::FPS_24;
    judge(
        rate,
        Some(figures),
        Vec::new(),
        &StatedMetadata::default(),
        &Thresholds::default(),
    )
}

pub fn found_in(frames: &[Vec<u8>]) -> Vec<String> {
    told(&judged(figures(frames, 0, 0)).findings)
}

/// `freeze 30–53 high`, or for sound `click 12–12 medium L`.
pub fn told(findings: &[Finding]) -> Vec<String> {
    let line = |finding: &Finding| {
        let range = finding.range;
        let confidence = format!("{:?}", finding.confidence).to_lowercase();
        let channels = finding
            .sound
            .as_ref()
            .map(|sound| sound.channels.join("+"))
            .unwrap_or_default();
        let line = format!(
            "{} {}–{} {confidence} {channels}",
            finding.kind.name(),
            range.first(),
            range.last()
        );
        line.trim().to_owned()
    };
    findings.iter().map(line).collect()
}

/// A soundfield of so many seconds; `sample` gives the channel's value at a sample.
pub fn heard(channels: &[&str], seconds: f64, sample: impl Fn(usize, u64) -> f64) -> SoundFigures {
    let format = SoundFormat {
        track: 0,
        mix: Mix::Printmaster,
        channels: channels.iter().map(|name| (*name).to_owned()).collect(),
        sample_rate: RATE,
        edit_rate: EditRate::FPS_24,
    };
    let mut analyser = SoundAnalyser::new(format, &Thresholds::default().sound).unwrap();
    let count = (seconds * f64::from(RATE)) as u64;
    let bytes: Vec<u8> = (0..count)
        .flat_map(|at| (0..channels.len()).map(move |channel| (channel, at)))
        .flat_map(|(channel, at)| (sample(channel, at) as f32).to_le_bytes())
        .collect();
    bytes
        .chunks(65_537)
        .for_each(|piece| analyser.push(piece).unwrap());
    analyser.finish().unwrap()
}

/// Findings but loudness, which sounds made here seldom meet.
pub fn faults(figures: &SoundFigures) -> Vec<String> {
    let lines = told(&figures.findings);
    lines
        .into_iter()
        .filter(|line| !line.starts_with("loudness"))
        .collect()
}

pub fn sine(hz: f64, at: u64) -> f64 {
    (std::f64::consts::TAU * hz * at as f64 / f64::from(RATE)).sin()
}

/// Room tone with a low murmur, different in each channel, around −32 dBFS.
pub fn ambience(channel: usize, at: u64) -> f64 {
    let rough = noise(at * 31 + channel as u64 * 977);
    let slow = noise(at / 40 * 13 + channel as u64 * 53);
    0.02 * rough + 0.02 * slow + 0.01 * sine(180.0 + 37.0 * channel as f64, at)
}
