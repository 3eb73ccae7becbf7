//! `assetqc sample-master`: masters of our own, with whatever shall be wrong with them, for trying out an installation,
//! for tests and for calibration. What they are is decided in the crate `masters`; here are its options as words of a
//! command line, and the answer key that says what was planted.

mod answer_key;

use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::{Context, anyhow, bail};
use clap::{Args, ValueEnum};
use masters::{
    Channel, Defect, DolbyVision, DolbyVisionVersion, MasterSpec, Soundfield, WavKind, write_master,
    write_supplemental, write_wav_set,
};
use timecode::{EditRate, Frame, FrameCount, FrameRange, TimecodeRate};

use crate::say::say;

#[derive(Args)]
pub struct SampleMaster {
    /// Where it is made; created when it is not there
    folder: PathBuf,
    /// Where the answer key of planted defects is written; beside the folder, as FOLDER.answer-key.json, when not given
    #[arg(long)]
    answer_key: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "imf")]
    form: Form,
    /// Also burned into the picture
    #[arg(long, default_value = "The Quiet Hills")]
    title: String,
    /// 23.976, 24, 25, 29.97, 30, 50, 59.94, 60, or a fraction as 24000/1001
    #[arg(long, default_value = "24", value_parser = parse_rate)]
    rate: EditRate,
    /// Count the burned-in timecode in drop frame
    #[arg(long)]
    drop_frame: bool,
    #[arg(long, default_value_t = 480)]
    frames: u64,
    /// Width and height, as 640x360
    #[arg(long, default_value = "640x360", value_parser = parse_size)]
    size: (u32, u32),
    /// Sound tracks, as 5.1,2.0
    #[arg(long, value_delimiter = ',', default_value = "5.1,2.0", value_parser = parse_soundfield)]
    sound: Vec<Soundfield>,
    #[arg(long, default_value = "en-US")]
    language: String,
    /// Another seed makes another master of the same title
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Something wrong: black:FIRST-LAST, frozen:FIRST-LAST, silent:5.1:C:FIRST-LAST, late-sound:SAMPLES (below 0 early),
    /// sync-pop:FRAME, no-shot-bound:NUMBER and shot-bound:FRAME (of Dolby Vision metadata), wrong-hash, missing-file,
    /// truncated, doctype, traversal
    #[arg(long = "defect", value_parser = parse_defect)]
    defects: Vec<Defect>,
    /// Make the picture PQ in BT.2020 with Dolby Vision metadata, carried so
    #[arg(long, value_enum, value_name = "FORM")]
    dolby_vision: Option<DolbyVisionForm>,
    /// Make a supplemental as well, that replaces the pictures FIRST-LAST
    #[arg(long, value_parser = parse_range, requires = "supplemental")]
    replace: Option<FrameRange>,
    /// Where the supplemental is made
    #[arg(long, requires = "replace")]
    supplemental: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Imf,
    Printmaster,
    MusicAndEffects,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DolbyVisionForm {
    /// In the picture's track file
    Embedded,
    /// In a track file of its own
    Track,
    /// An XML document beside the composition
    Sidecar,
}

impl SampleMaster {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let spec = self.spec()?;
        let kind = match self.form {
            Form::Imf => return self.package(&spec),
            Form::Printmaster => WavKind::Printmaster,
            Form::MusicAndEffects => WavKind::MusicAndEffects,
        };
        if self.replace.is_some() {
            bail!("only a package has a supplemental");
        }
        for path in write_wav_set(&spec, kind, &self.folder)? {
            say(path.display());
        }
        self.write_key(&spec)?;
        Ok(ExitCode::SUCCESS)
    }

    fn package(&self, spec: &MasterSpec) -> anyhow::Result<ExitCode> {
        let original = write_master(spec, &self.folder)?;
        say(original.composition.display());
        if let Some((range, folder)) = self.replace.zip(self.supplemental.as_ref()) {
            let supplemental = write_supplemental(&original, range, folder)?;
            say(supplemental.composition.display());
        }
        self.write_key(spec)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Beside the master, never within: what is in the folder is delivered.
    fn write_key(&self, spec: &MasterSpec) -> anyhow::Result<()> {
        let key = answer_key::of(spec, self.form);
        if key.defects.is_empty() && self.answer_key.is_none() {
            return Ok(());
        }
        let path = match &self.answer_key {
            Some(path) => path.clone(),
            None => answer_key::beside(&self.folder)?,
        };
        let text = serde_json::to_string_pretty(&key)?;
        std::fs::write(&path, text + "\n")
            .with_context(|| format!("{} cannot be written", path.display()))?;
        say(path.display());
        Ok(())
    }

    fn spec(&self) -> anyhow::Result<MasterSpec> {
        let (width, height) = self.size;
        let mut spec = MasterSpec {
            timecode_rate: TimecodeRate::new(self.rate, self.drop_frame)?,
            frames: FrameCount(self.frames),
            width,
            height,
            soundfields: self.sound.clone(),
            language: self.language.clone(),
            seed: self.seed,
            defects: self.defects.clone(),
            ..MasterSpec::small(&self.title)?
        };
        let form = self.dolby_vision.map(|form| match form {
            DolbyVisionForm::Embedded => masters::DolbyVisionForm::Embedded,
            DolbyVisionForm::Track => masters::DolbyVisionForm::Track,
            DolbyVisionForm::Sidecar => masters::DolbyVisionForm::Sidecar,
        });
        spec.dolby_vision = form.map(|form| DolbyVision::of(&spec, form, DolbyVisionVersion::Cm40));
        Ok(spec)
    }
}

pub fn parse_rate(text: &str) -> anyhow::Result<EditRate> {
    Ok(match text {
        "23.976" => EditRate::FPS_23_976,
        "29.97" => EditRate::FPS_29_97,
        "59.94" => EditRate::FPS_59_94,
        fraction if fraction.contains('/') => EditRate::from_str(fraction)?,
        whole => EditRate::new(whole.parse().context("no such rate")?, 1)?,
    })
}

fn parse_size(text: &str) -> anyhow::Result<(u32, u32)> {
    let (width, height) = text
        .split_once('x')
        .ok_or_else(|| anyhow!("give it as 640x360"))?;
    Ok((width.parse()?, height.parse()?))
}

fn parse_soundfield(text: &str) -> anyhow::Result<Soundfield> {
    match text {
        "5.1" => Ok(Soundfield::FiveOne),
        "2.0" => Ok(Soundfield::Stereo),
        _ => bail!("there are 5.1 and 2.0"),
    }
}

fn parse_channel(text: &str) -> anyhow::Result<Channel> {
    Ok(match text {
        "L" => Channel::Left,
        "R" => Channel::Right,
        "C" => Channel::Center,
        "LFE" => Channel::Lfe,
        "Ls" => Channel::LeftSurround,
        "Rs" => Channel::RightSurround,
        _ => bail!("there are L, R, C, LFE, Ls and Rs"),
    })
}

/// Both ends included, as 48-71.
fn parse_range(text: &str) -> anyhow::Result<FrameRange> {
    let (first, last) = text
        .split_once('-')
        .ok_or_else(|| anyhow!("give it as FIRST-LAST, in frames"))?;
    Ok(FrameRange::new(Frame(first.parse()?), Frame(last.parse()?))?)
}

fn parse_defect(text: &str) -> anyhow::Result<Defect> {
    let parts: Vec<&str> = text.split(':').collect();
    Ok(match parts.as_slice() {
        ["black", range] => Defect::BlackFrames(parse_range(range)?),
        ["frozen", range] => Defect::FrozenFrames(parse_range(range)?),
        ["silent", soundfield, channel, range] => Defect::SilentChannel {
            soundfield: parse_soundfield(soundfield)?,
            channel: parse_channel(channel)?,
            range: parse_range(range)?,
        },
        ["late-sound", samples] => Defect::LateSound {
            samples: samples.parse()?,
        },
        ["sync-pop", frame] => Defect::SyncPop(Frame(frame.parse()?)),
        ["no-shot-bound", number] => Defect::ShotBoundMissing { cut: number.parse()? },
        ["shot-bound", frame] => Defect::ShotBoundExtra(Frame(frame.parse()?)),
        ["wrong-hash"] => Defect::WrongHash,
        ["missing-file"] => Defect::MissingFile,
        ["truncated"] => Defect::TruncatedTrackFile,
        ["doctype"] => Defect::DoctypeInCpl,
        ["traversal"] => Defect::TraversalInAssetMap,
        _ => bail!("there is no such defect"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defect_is_read_with_its_place() {
        let range = FrameRange::new(Frame(24), Frame(47)).unwrap();
        let silent = Defect::SilentChannel {
            soundfield: Soundfield::FiveOne,
            channel: Channel::Center,
            range,
        };
        assert_eq!(parse_defect("silent:5.1:C:24-47").unwrap(), silent);
        assert_eq!(parse_defect("black:24-47").unwrap(), Defect::BlackFrames(range));
        assert_eq!(
            parse_defect("late-sound:-2000").unwrap(),
            Defect::LateSound { samples: -2000 }
        );
        assert_eq!(parse_defect("sync-pop:48").unwrap(), Defect::SyncPop(Frame(48)));
        assert_eq!(parse_defect("traversal").unwrap(), Defect::TraversalInAssetMap);
    }

    #[test]
    fn what_no_master_can_be_is_refused_in_words() {
        for wrong in ["black", "black:47-24", "silent:5.1:X:0-1", "louder"] {
            assert!(parse_defect(wrong).is_err(), "{wrong}");
        }
        assert!(parse_rate("0").is_err());
        assert!(parse_rate("fast").is_err());
        assert!(parse_size("640").is_err());
        assert_eq!(parse_rate("29.97").unwrap(), EditRate::FPS_29_97);
        assert_eq!(parse_rate("24000/1001").unwrap(), EditRate::FPS_23_976);
    }
}
