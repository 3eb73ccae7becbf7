//! The essence of an accepted delivery as a jailed program reads it, for those who look at it beside the making of streams.

use std::path::PathBuf;

use anyhow::Context;
use streams::facts::{CompositionFacts, Source};

use super::facts::{Kept, to_stream};
use super::inputs::{Inputs, asset_maps};
use super::sql::{self, Delivery};
use super::view;
use crate::app::App;

/// Kept while a program reads the files.
pub(crate) struct Essence {
    pub facts: CompositionFacts,
    source: Source,
    files: Inputs,
}

impl Essence {
    /// Our files, each with its place in the jail.
    pub fn inputs(&self) -> streams::Inputs {
        let files: Vec<(PathBuf, String)> = self.files.files().collect();
        streams::Inputs {
            files,
            source: self.source.clone(),
        }
    }
}

/// The outer error is this machine's; the inner one is the delivery's, and will be the same the next time.
pub(crate) async fn open_essence(app: &App, delivery: &Delivery) -> anyhow::Result<anyhow::Result<Essence>> {
    let kept = delivery
        .composition
        .clone()
        .context("the delivery was not inspected")?;
    let kept: Kept = serde_json::from_value(kept)?;
    let files = Inputs::to_play(app, delivery).await?;
    let language = sql::find_language(&app.db, delivery.title_id).await?;
    let asset_maps = asset_maps(app, delivery).await?;
    let read = to_stream(&kept, asset_maps, view::edit_rate(delivery), &language);
    Ok(read.map(|(facts, source)| Essence { facts, source, files }))
}
