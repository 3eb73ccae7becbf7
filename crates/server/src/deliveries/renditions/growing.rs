//! A rendition that is still being made, as it can be played: playlists written from the chunks that are there, and where
//! the chunks' files lie. Also of one that has just been finished, for whoever plays it from its chunks.

use std::collections::HashMap;

use anyhow::Context;
use sqlx::PgPool;
use streams::growing::playlists;
use streams::{ChunkIndex, RenditionPlan};

use super::Rendition;
use super::chunk::Indexes;
use super::sql_chunks as chunks;
use crate::blobs::BlobKey;

/// What of a rendition lies in its chunks.
#[derive(Default)]
pub(crate) struct Growing {
    /// By name; written for what is there now.
    pub playlists: HashMap<String, String>,
    /// By name; where it lies, and how much of it is played.
    pub files: HashMap<String, (BlobKey, u64)>,
}

impl Growing {
    /// Empty before there is something to play, and after the chunks were deleted.
    pub async fn of(db: &PgPool, rendition: &Rendition) -> anyhow::Result<Growing> {
        let Some(plan) = &rendition.plan else {
            return Ok(Growing::default());
        };
        let plan: RenditionPlan = serde_json::from_value(plan.clone()).context("the plan of a rendition")?;
        let mut growing = Growing::default();
        let (mut pictures, mut sounds) = (Vec::new(), Vec::new());
        for chunk in chunks::list_done(db, rendition.delivery_id, rendition.making, &rendition.kind).await? {
            let mut indexes: Indexes =
                serde_json::from_value(chunk.indexes).context("the index of a chunk")?;
            let Some(index) = indexes.remove(&plan.kind) else {
                continue;
            };
            let key = chunk.prefix.parse::<BlobKey>()?.join(&index.file)?;
            growing
                .files
                .insert(index.file.clone(), (key, played_bytes(&index)));
            match chunk.is_sound {
                true => sounds.push(index),
                false => pictures.push(index),
            }
        }
        if rendition.is_running
            && let Some(made) = playlists(&plan.manifest, &pictures, &sounds)
        {
            growing.playlists = made.playlists.into_iter().collect();
        }
        Ok(growing)
    }
}

/// To the end of the last fragment.
fn played_bytes(index: &ChunkIndex) -> u64 {
    let ends = index
        .fragments
        .iter()
        .map(|fragment| fragment.offset + fragment.bytes);
    ends.max().unwrap_or(index.init_bytes)
}
