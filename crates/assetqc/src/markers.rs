//! `assetqc markers`: the issues of a report as a marker list for a review tool.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use api::Page;
use api::markers::MarkerFormat;
use api::requests::RequestRow;
use clap::Args;
use qc::id::RequestId;
use reqwest::Method;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as UnknownFormat;

use crate::access::Access;
use crate::client::{Client, again};
use crate::say::say;

#[derive(Args)]
pub struct Markers {
    /// Number or id of the request
    request: String,
    /// csv, edl, avid, resolve_edl, resolve_csv, premiere_xml, fcpxml, otio or mastering_csv
    #[arg(long, value_parser = format)]
    format: MarkerFormat,
    /// The file that takes the list; what was there is replaced
    #[arg(long)]
    to: PathBuf,
    #[command(flatten)]
    access: Access,
}

fn format(word: &str) -> Result<MarkerFormat, UnknownFormat> {
    MarkerFormat::deserialize(word.into_deserializer())
}

impl Markers {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let client = self.access.client().await?;
        let request = find_request(&client, &self.request).await?;
        let word = serde_json::to_value(self.format)?;
        let word = word.as_str().context("a format is a word")?;
        let path = format!("/api/v1/requests/{request}/markers?format={word}");
        let list = again(|| client.call(Method::GET, &path)).await?.bytes().await?;
        let file = self.to.display();
        tokio::fs::write(&self.to, &list)
            .await
            .with_context(|| format!("cannot write {file}"))?;
        say(format_args!("the markers are in {file}"));
        Ok(ExitCode::SUCCESS)
    }
}

async fn find_request(client: &Client, named: &str) -> anyhow::Result<RequestId> {
    if let Ok(id) = named.parse() {
        return Ok(id);
    }
    let Ok(number) = named.parse::<i64>() else {
        bail!("{named} is neither number nor id of a request");
    };
    let page: Page<RequestRow> = client
        .get(&format!("/api/v1/requests?view=all&limit=200&q={number}"))
        .await?;
    let found = page.items.iter().find(|row| row.number == number);
    Ok(found
        .with_context(|| format!("request {number} is not there, or not open to you"))?
        .id)
}
