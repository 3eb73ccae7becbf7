//! Carries a plan out: each step in a jail of its own, its messages read, the playlists finished, everything verified.
//! Idempotent: a step that is run again writes the same files.

pub(crate) mod master;
pub(crate) mod playlists;
mod set;

use std::path::{Path, PathBuf};
use std::time::Duration;

use timecode::{EditRate, FrameCount};

use crate::chunk::{self, ChunkIndex};
use crate::facts::Source;
use crate::jail::{Exit, Jail, JailError, JailLimits, Jailer};
use crate::manifest::{
    JOINED, PROGRESSIVE, ProducedFile, RenditionManifest, chunk_name, media_type_of, sound_fragments_name,
    sound_name,
};
use crate::plan::{RenditionPlan, Step, StepKind, chunks};
use crate::probe::Tools;
use crate::progress::{Progress, ProgressReader};
use crate::verify::{VerifyError, complaints_in, verify};

/// The delivery's files, and the place where each is seen: its path inside its package, below a folder per package.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// Our file (or folder), and its place below `in/`.
    pub files: Vec<(PathBuf, String)>,
    pub source: Source,
}

#[derive(Debug, thiserror::Error)]
pub enum ProduceError {
    #[error("making {step} failed ({exit}): {}", last_lines(stderr))]
    StepFailed {
        step: StepKind,
        exit: Exit,
        stderr: String,
    },
    #[error("what was made cannot be published: {source} [{}]", source.check())]
    Unfit {
        #[from]
        source: VerifyError,
    },
    #[error(transparent)]
    Jail(#[from] JailError),
    #[error("the playlists of the packager are not as expected: {problem}")]
    Playlists { problem: String },
    #[error("{step} makes no part of a picture")]
    NoChunk { step: StepKind },
    #[error("cannot work in {}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("verification was broken off")]
    Interrupted,
}

/// Carries out plans in one output folder.
#[derive(Debug, Clone)]
pub struct Producer {
    pub jailer: Jailer,
    pub tools: Tools,
    pub inputs: Inputs,
    /// An existing, empty folder of this attempt's own.
    pub output: PathBuf,
    /// For each step.
    pub limits: JailLimits,
}

impl Producer {
    /// All steps, then verification. What is left in the output folder may be published after [`Producer::finish`].
    /// Progress of a chunk is told as of the whole picture.
    pub async fn produce(
        &self,
        plan: &RenditionPlan,
        mut on_progress: impl FnMut(StepKind, Progress),
    ) -> Result<RenditionManifest, ProduceError> {
        let mut manifest = plan.manifest.clone();
        let total = manifest.duration_frames;
        for step in &plan.steps {
            self.run_step(step, &mut manifest, |progress| {
                on_progress(step.kind, of_the_whole(step.kind, progress, total));
            })
            .await?;
        }
        self.verify(&manifest).await?;
        Ok(manifest)
    }

    /// Everything in the output folder against the manifest, as it is after the last step.
    pub async fn verify(&self, manifest: &RenditionManifest) -> Result<(), ProduceError> {
        let (folder, manifest) = (self.output.clone(), manifest.clone());
        blocking(move || verify(&folder, &manifest)).await
    }

    /// One step. Packaging also completes the manifest with what is known only then.
    pub async fn run_step(
        &self,
        step: &Step,
        manifest: &mut RenditionManifest,
        on_progress: impl FnMut(Progress),
    ) -> Result<(), ProduceError> {
        match step.kind {
            StepKind::PictureChunk { .. } => {
                let manifests = std::slice::from_ref(manifest);
                self.run_chunk(step, manifests, on_progress).await.map(|_| ())
            }
            StepKind::Sound(_) => self.run(step, manifest, on_progress).await,
            StepKind::Join { chunk_frames } => self.join(step, manifest, chunk_frames, on_progress).await,
            StepKind::Package => {
                self.run(step, manifest, on_progress).await?;
                playlists::complete(&self.output, manifest)
            }
        }
    }

    /// One chunk of the picture, for the kinds of these manifests; they must be those that the step was planned for. Each
    /// file is checked, placed in the composition, and told where its fragments lie. Run again it writes the same files.
    pub async fn run_chunk(
        &self,
        step: &Step,
        manifests: &[RenditionManifest],
        on_progress: impl FnMut(Progress),
    ) -> Result<Vec<ChunkIndex>, ProduceError> {
        let (StepKind::PictureChunk { first, count }, Some(any)) = (step.kind, manifests.first()) else {
            return Err(ProduceError::NoChunk { step: step.kind });
        };
        self.run_of(step, any.edit_rate, FrameCount(count), on_progress)
            .await?;
        let (folder, manifests, rpus) = (self.output.clone(), manifests.to_vec(), step.rpus.clone());
        blocking(move || {
            let pictures = manifests
                .iter()
                .filter_map(|manifest| Some((manifest, manifest.picture.as_ref()?)));
            pictures
                .map(|(manifest, picture)| chunk::place(&folder, manifest, picture, first, count, &rpus))
                .collect()
        })
        .await
    }

    async fn join(
        &self,
        step: &Step,
        manifest: &RenditionManifest,
        chunk_frames: u64,
        on_progress: impl FnMut(Progress),
    ) -> Result<(), ProduceError> {
        let (folder, joined) = (self.output.clone(), manifest.clone());
        blocking(move || match &joined.picture {
            Some(picture) => {
                let ranges = chunks(joined.duration_frames, chunk_frames);
                chunk::join(&folder, &joined, picture, &ranges)
            }
            None => Ok(()),
        })
        .await?;
        self.run(step, manifest, on_progress).await?;
        remove(&self.output.join(JOINED))
    }

    async fn run(
        &self,
        step: &Step,
        manifest: &RenditionManifest,
        on_progress: impl FnMut(Progress),
    ) -> Result<(), ProduceError> {
        self.run_of(step, manifest.edit_rate, manifest.duration_frames, on_progress)
            .await
    }

    async fn run_of(
        &self,
        step: &Step,
        edit_rate: EditRate,
        frames: FrameCount,
        mut on_progress: impl FnMut(Progress),
    ) -> Result<(), ProduceError> {
        let mut jail = Jail::new(&self.jailer)
            .write(&self.output)
            .limits(self.limits.clone());
        if step.kind.reads_the_master() {
            for (file, place) in &self.inputs.files {
                jail = jail.read(file, place)?;
            }
        }
        let mut reader = ProgressReader::new(edit_rate, frames);
        let outcome = jail
            .run(&self.tools.ffmpeg, &step.args, |line| {
                if let Some(progress) = reader.line(line) {
                    on_progress(progress);
                }
            })
            .await?;
        if !outcome.success() {
            return Err(ProduceError::StepFailed {
                step: step.kind,
                exit: outcome.exit,
                stderr: outcome.stderr,
            });
        }
        let lines = complaints_in(&outcome.stderr);
        if !lines.is_empty() {
            return Err(VerifyError::Complaints {
                step: step.kind.to_string(),
                lines,
            }
            .into());
        }
        Ok(())
    }

    /// Removes what is not published and lists what is. Call when peaks and thumbnails are made.
    pub fn finish(&self, mut manifest: RenditionManifest) -> Result<RenditionManifest, ProduceError> {
        for sound in 0..manifest.sound.len() {
            remove(&self.output.join(sound_name(sound)))?;
            remove(&self.output.join(sound_fragments_name(sound)))?;
        }
        let beginning = chunk_name(manifest.kind, 0);
        let beginning = beginning.trim_end_matches(|c: char| c != '_');
        for file in list_files(&self.output)? {
            if file.name.starts_with(beginning) {
                remove(&self.output.join(&file.name))?;
            }
        }
        if manifest.progressive.is_none() {
            remove(&self.output.join(PROGRESSIVE))?;
        }
        manifest.files = list_files(&self.output)?;
        Ok(manifest)
    }
}

/// A chunk's progress counted from the composition's beginning; the other steps count from there anyway.
fn of_the_whole(step: StepKind, progress: Progress, total: FrameCount) -> Progress {
    let StepKind::PictureChunk { first, .. } = step else {
        return progress;
    };
    let done = first.saturating_add(progress.frames_done.0).min(total.0);
    let remaining = (progress.frames_per_second > 0.0)
        .then(|| Duration::try_from_secs_f64((total.0 - done) as f64 / progress.frames_per_second).ok());
    Progress {
        frames_done: FrameCount(done),
        frames_total: total,
        remaining: remaining.flatten(),
        ..progress
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VerifyError> + Send + 'static,
) -> Result<T, ProduceError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|_| ProduceError::Interrupted)??)
}

/// What is not there needs no removing: a step may be run twice.
fn remove(path: &Path) -> Result<(), ProduceError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(ProduceError::Io {
            path: path.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

fn list_files(folder: &Path) -> Result<Vec<ProducedFile>, ProduceError> {
    let failed = |source| ProduceError::Io {
        path: folder.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let media_type = media_type_of(&name).to_owned();
        files.push(ProducedFile {
            size_bytes: entry.metadata().map_err(failed)?.len(),
            media_type,
            name,
        });
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

fn last_lines(stderr: &str) -> String {
    let lines: Vec<&str> = stderr.lines().filter(|line| !line.trim().is_empty()).collect();
    lines
        .iter()
        .skip(lines.len().saturating_sub(4))
        .copied()
        .collect::<Vec<_>>()
        .join(" | ")
}
