//! Several renditions from one decoding, on one machine: the chunks once, then each rendition in a folder of its own.
//! Spread over machines, `server` does the same by jobs.

use std::path::PathBuf;

use super::{ProduceError, Producer, of_the_whole};
use crate::manifest::{RenditionManifest, chunk_name};
use crate::plan::{SetPlan, StepKind};
use crate::progress::Progress;

impl Producer {
    /// Verified renditions, in the order of the plan. Each lies in the folder of its kind; see [`Producer::of_kind`].
    pub async fn produce_set(
        &self,
        set: &SetPlan,
        mut on_progress: impl FnMut(StepKind, Progress),
    ) -> Result<Vec<RenditionManifest>, ProduceError> {
        let manifests: Vec<RenditionManifest> =
            set.renditions.iter().map(|plan| plan.manifest.clone()).collect();
        let mut made = Vec::new();
        for step in &set.chunks {
            let total = manifests
                .first()
                .map_or_else(Default::default, |manifest| manifest.duration_frames);
            let tell = |progress| on_progress(step.kind, of_the_whole(step.kind, progress, total));
            self.run_chunk(step, &manifests, tell).await?;
        }
        for plan in &set.renditions {
            let own = self.of_kind(&plan.manifest);
            std::fs::create_dir_all(&own.output).map_err(failed(&own.output))?;
            for step in &set.chunks {
                if let StepKind::PictureChunk { first, .. } = step.kind
                    && plan.manifest.picture.is_some()
                {
                    let name = chunk_name(plan.kind, first);
                    let (from, to) = (self.output.join(&name), own.output.join(&name));
                    std::fs::rename(&from, &to).map_err(failed(&from))?;
                }
            }
            made.push(own.produce(plan, &mut on_progress).await?);
        }
        Ok(made)
    }

    /// The producer that works in the folder of this rendition's kind.
    #[must_use]
    pub fn of_kind(&self, manifest: &RenditionManifest) -> Producer {
        Producer {
            output: self.output.join(manifest.kind.as_str()),
            ..self.clone()
        }
    }
}

fn failed(path: &std::path::Path) -> impl Fn(std::io::Error) -> ProduceError {
    let path: PathBuf = path.to_owned();
    move |source| ProduceError::Io {
        path: path.clone(),
        source,
    }
}
