//! What a job needs to run ffmpeg on a delivery: its files, the tools of this machine, a folder of this attempt's own, and
//! the word for faults that another try would meet again.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use streams::facts::CompositionFacts;
use streams::jail::Exit;
use streams::{JailLimits, ProduceError, Producer, Source};

use super::super::facts::{Kept, to_stream};
use super::super::inputs::{Inputs, asset_maps};
use super::super::sql::{self, Delivery};
use super::super::view;
use crate::app::App;

/// Of each program that runs.
const STEP_LIMIT: Duration = Duration::from_secs(24 * 3600);
/// What ffmpeg says when the disk is full, in whichever file: no fault of the essence.
const DISK_FULL: &str = "No space left on device";

/// What is wrong with the essence will be wrong again: not tried a second time.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
pub(super) struct Unfit(pub anyhow::Error);

/// Faults of the essence, as against those of this machine, which another one or a later hour may not have.
pub(super) fn unfit(error: ProduceError) -> anyhow::Error {
    let is_of_the_essence = match &error {
        ProduceError::StepFailed { exit, stderr, .. } => {
            matches!(exit, Exit::Code(_)) && !stderr.contains(DISK_FULL)
        }
        ProduceError::Unfit { .. } | ProduceError::Playlists { .. } => true,
        ProduceError::Jail(_)
        | ProduceError::NoChunk { .. }
        | ProduceError::Io { .. }
        | ProduceError::Interrupted => false,
    };
    match is_of_the_essence {
        // It says its own source.
        true => Unfit(anyhow::anyhow!("{error}")).into(),
        false => error.into(),
    }
}

pub(super) fn scratch_folder(app: &App) -> anyhow::Result<tempfile::TempDir> {
    let scratch = app.settings.scratch_dir();
    crate::blobs::make_private(&scratch)?;
    let folder = tempfile::Builder::new().prefix("render-").tempdir_in(&scratch);
    folder.with_context(|| format!("cannot make a folder in {}", scratch.display()))
}

/// What is to be streamed, and where a program finds it. No file is fetched for that.
pub(super) async fn facts_of(app: &App, delivery: &Delivery) -> anyhow::Result<(CompositionFacts, Source)> {
    let kept = delivery.composition.clone();
    let kept: Kept = serde_json::from_value(kept.context("the delivery was not inspected")?)?;
    let language = sql::find_language(&app.db, delivery.title_id).await?;
    let asset_maps = asset_maps(app, delivery).await?;
    to_stream(&kept, asset_maps, view::edit_rate(delivery), &language).map_err(|error| Unfit(error).into())
}

/// Reads the master, which stays fetched as long as this lives.
pub(super) struct Workshop {
    pub producer: Producer,
    _inputs: Option<Arc<Inputs>>,
}

impl Workshop {
    pub async fn with_master(app: &App, delivery: &Delivery, output: &Path) -> anyhow::Result<Workshop> {
        let (_, source) = facts_of(app, delivery).await?;
        let inputs = app.masters.fetch(app, delivery).await?;
        let files = inputs.files().collect();
        let producer = producer(app, streams::Inputs { files, source }, output).await?;
        Ok(Workshop {
            producer,
            _inputs: Some(inputs),
        })
    }

    /// For the steps that read only what earlier steps wrote.
    pub async fn without_master(app: &App, delivery: &Delivery, output: &Path) -> anyhow::Result<Workshop> {
        let (_, source) = facts_of(app, delivery).await?;
        let inputs = streams::Inputs {
            files: Vec::new(),
            source,
        };
        Ok(Workshop {
            producer: producer(app, inputs, output).await?,
            _inputs: None,
        })
    }
}

async fn producer(app: &App, inputs: streams::Inputs, output: &Path) -> anyhow::Result<Producer> {
    let found = app.media.look().await;
    Ok(Producer {
        jailer: found.jailer.clone(),
        tools: found.tools()?.clone(),
        inputs,
        output: output.to_owned(),
        limits: JailLimits::default().within(STEP_LIMIT),
    })
}

#[cfg(test)]
mod tests {
    use streams::plan::StepKind;

    use super::*;

    fn failed(exit: Exit, stderr: &str) -> anyhow::Error {
        unfit(ProduceError::StepFailed {
            step: StepKind::Package,
            exit,
            stderr: stderr.to_owned(),
        })
    }

    #[test]
    fn what_the_essence_is_to_blame_for_is_not_tried_again() {
        let broken = failed(Exit::Code(1), "[libopenjpeg] Error during decompression");
        assert!(broken.is::<Unfit>());
        assert!(
            broken.to_string().contains("Error during decompression"),
            "{broken}"
        );
        assert!(
            !failed(
                Exit::Code(1),
                "av_interleaved_write_frame(): No space left on device"
            )
            .is::<Unfit>()
        );
        assert!(!failed(Exit::Signal(9), "").is::<Unfit>());
        assert!(!failed(Exit::TimedOut, "").is::<Unfit>());
    }
}
