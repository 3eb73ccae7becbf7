//! The sample masters, kept in the data folder: made once, each in a folder that gets its name when it is whole. Two of
//! them have faults, so that there is something to find.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use masters::{
    CaptionKind, Captions, Channel, Defect, MasterError, MasterSpec, Soundfield, WavKind, write_master,
    write_wav_set,
};
use timecode::{Frame, FrameRange};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Package,
    Printmaster,
    MusicAndEffects,
}

#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub episode: i32,
    pub title: &'static str,
    pub form: Form,
}

const CAPTIONS: [(CaptionKind, &str); 2] = [
    (CaptionKind::HearingImpaired, "en-US"),
    (CaptionKind::Subtitles, "de"),
];

impl Sample {
    fn folder_name(self) -> String {
        let form = match self.form {
            Form::Package => "imf",
            Form::Printmaster => "printmaster",
            Form::MusicAndEffects => "music-and-effects",
        };
        format!("episode-{}-{form}", self.episode)
    }

    fn spec(self) -> Result<MasterSpec, MasterError> {
        let spec = MasterSpec::sample_title()?;
        let captions = |(kind, language)| Captions::counting(kind, language, spec.timecode_rate, spec.frames);
        Ok(MasterSpec {
            title: self.title.to_owned(),
            seed: self.episode.unsigned_abs().into(),
            defects: defects(self.episode),
            captions: CAPTIONS.map(captions).into(),
            ..spec
        })
    }
}

/// The folder with the sample's files.
pub async fn make(sample: Sample, samples: &Path) -> anyhow::Result<PathBuf> {
    let folder = samples.join(sample.folder_name());
    let made = folder.clone();
    tokio::task::spawn_blocking(move || write(sample, &made))
        .await?
        .with_context(|| format!("cannot make the master of {}", sample.title))?;
    Ok(folder)
}

fn write(sample: Sample, folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    let partial = folder.with_extension("partial");
    if partial.exists() {
        fs::remove_dir_all(&partial)?;
    }
    fs::create_dir_all(&partial)?;
    let spec = sample.spec()?;
    match sample.form {
        Form::Package => drop(write_master(&spec, &partial)?),
        Form::Printmaster => drop(write_wav_set(&spec, WavKind::Printmaster, &partial)?),
        Form::MusicAndEffects => drop(write_wav_set(&spec, WavKind::MusicAndEffects, &partial)?),
    }
    Ok(fs::rename(&partial, folder)?)
}

/// Faults to be found: pictures missing, a picture that stays, a surround that falls silent.
fn defects(episode: i32) -> Vec<Defect> {
    let frames = |first, last| FrameRange::new(Frame(first), Frame(last)).ok();
    let silent = |range| Defect::SilentChannel {
        soundfield: Soundfield::FiveOne,
        channel: Channel::LeftSurround,
        range,
    };
    let planted = match episode {
        1 => [frames(312, 314).map(Defect::BlackFrames), None],
        2 => [
            frames(200, 211).map(Defect::FrozenFrames),
            frames(300, 371).map(silent),
        ],
        _ => [
            frames(120, 121).map(Defect::BlackFrames),
            frames(260, 283).map(silent),
        ],
    };
    planted.into_iter().flatten().collect()
}
