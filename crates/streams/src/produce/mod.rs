//! Carries a plan out: each step in a jail of its own, its messages read, the playlists finished, everything verified.
//! Idempotent: a step that is run again writes the same files.

mod playlists;

use std::path::{Path, PathBuf};

use crate::facts::Source;
use crate::jail::{Exit, Jail, JailError, JailLimits, Jailer};
use crate::manifest::{ProducedFile, RenditionManifest, media_type_of, sound_name};
use crate::plan::{RenditionPlan, Step, StepKind};
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
    pub async fn produce(
        &self,
        plan: &RenditionPlan,
        mut on_progress: impl FnMut(StepKind, Progress),
    ) -> Result<RenditionManifest, ProduceError> {
        let mut manifest = plan.manifest.clone();
        for step in &plan.steps {
            self.run_step(step, &mut manifest, |progress| on_progress(step.kind, progress))
                .await?;
        }
        let (folder, checked) = (self.output.clone(), manifest.clone());
        tokio::task::spawn_blocking(move || verify(&folder, &checked))
            .await
            .map_err(|_| ProduceError::Interrupted)??;
        Ok(manifest)
    }

    /// One step. Packaging also completes the manifest with what is known only then.
    pub async fn run_step(
        &self,
        step: &Step,
        manifest: &mut RenditionManifest,
        mut on_progress: impl FnMut(Progress),
    ) -> Result<(), ProduceError> {
        let mut jail = Jail::new(&self.jailer)
            .write(&self.output)
            .limits(self.limits.clone());
        if step.kind != StepKind::Package {
            for (file, place) in &self.inputs.files {
                jail = jail.read(file, place)?;
            }
        }
        let mut reader = ProgressReader::new(manifest.edit_rate, manifest.duration_frames);
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
        if step.kind == StepKind::Package {
            playlists::complete(&self.output, manifest)?;
        }
        Ok(())
    }

    /// Removes what is not published and lists what is. Call when peaks and thumbnails are made.
    pub fn finish(&self, mut manifest: RenditionManifest) -> Result<RenditionManifest, ProduceError> {
        for sound in 0..manifest.sound.len() {
            let path = self.output.join(sound_name(sound));
            match std::fs::remove_file(&path) {
                Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                    return Err(ProduceError::Io { path, source });
                }
                _ => {}
            }
        }
        manifest.files = list_files(&self.output)?;
        Ok(manifest)
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
