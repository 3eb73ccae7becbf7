//! WAV deliveries of a master: the printmaster in 5.1 and 2.0, and music and effects, whose C is silent. 24 bits,
//! 48 kHz, with a bext whose time reference is 01:00:00:00.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use audio::{Bext, WavSpec, WavWriter};
use mxf::write::{Channel, Soundfield};
use timecode::Frame;

use crate::error::MasterError;
use crate::sound::sample;
use crate::spec::{MasterSpec, SAMPLE_RATE_HZ};

/// Samples of all channels written at once.
const PIECE_SAMPLES: u64 = 4800;

/// What the files are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WavKind {
    Printmaster,
    /// No voices: C is silent.
    MusicAndEffects,
}

impl WavKind {
    fn prefix(self) -> &'static str {
        match self {
            WavKind::Printmaster => "PM",
            WavKind::MusicAndEffects => "ME",
        }
    }
}

/// Write one interleaved file for each soundfield of `spec` into `folder`, named as `PM_51.wav` or `ME_20.wav`.
/// Defects of sound are heard in them.
///
/// # Errors
/// [`MasterError`] names the file or the number that is wrong.
pub fn write_wav_set(spec: &MasterSpec, kind: WavKind, folder: &Path) -> Result<Vec<PathBuf>, MasterError> {
    spec.check()?;
    let count = spec.sample_count()?;
    fs::create_dir_all(folder).map_err(MasterError::write(folder))?;
    let mut paths = Vec::new();
    for soundfield in &spec.soundfields {
        let layout = match soundfield {
            Soundfield::Stereo => "20",
            Soundfield::FiveOne => "51",
        };
        let path = folder.join(format!("{}_{layout}.wav", kind.prefix()));
        write_wav(spec, kind, *soundfield, count, &path).map_err(MasterError::write(&path))?;
        paths.push(path);
    }
    Ok(paths)
}

fn write_wav(
    spec: &MasterSpec,
    kind: WavKind,
    soundfield: Soundfield,
    count: u64,
    path: &Path,
) -> io::Result<()> {
    let format = WavSpec {
        sample_rate_hz: SAMPLE_RATE_HZ,
        channels: soundfield.channels().iter().copied().map(wav_channel).collect(),
        bext: Some(bext(spec, kind)),
    };
    let mut wav = WavWriter::create(BufWriter::new(File::create(path)?), &format)?;
    let mut at = 0;
    while at < count {
        let end = count.min(at + PIECE_SAMPLES);
        let piece: Vec<i32> = (at..end)
            .flat_map(|at| soundfield.channels().iter().map(move |channel| (at, *channel)))
            .map(|(at, channel)| match (kind, channel) {
                (WavKind::MusicAndEffects, Channel::Center) => 0,
                _ => sample(spec, soundfield, channel, at),
            })
            .collect();
        wav.write(&piece)?;
        at = end;
    }
    wav.finish().map(|_| ())
}

fn bext(spec: &MasterSpec, kind: WavKind) -> Bext {
    let description = match kind {
        WavKind::Printmaster => format!("{} printmaster", spec.title),
        WavKind::MusicAndEffects => format!("{} music and effects", spec.title),
    };
    Bext {
        description,
        originator: "Asset QC".to_owned(),
        originator_reference: String::new(),
        origination_date: spec.issued_at.format("%Y-%m-%d").to_string(),
        origination_time: spec.issued_at.format("%H:%M:%S").to_string(),
        time_reference_samples: spec.first_sample_of(Frame(spec.start_frame().0)),
        version: 1,
        coding_history: "A=PCM,F=48000,W=24\r\n".to_owned(),
    }
}

fn wav_channel(channel: Channel) -> audio::Channel {
    match channel {
        Channel::Left => audio::Channel::L,
        Channel::Right => audio::Channel::R,
        Channel::Center => audio::Channel::C,
        Channel::Lfe => audio::Channel::Lfe,
        Channel::LeftSurround => audio::Channel::Ls,
        Channel::RightSurround => audio::Channel::Rs,
    }
}
