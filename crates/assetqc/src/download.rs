//! `assetqc download`: fetches the masters of a request in pieces, several at once, goes on where an earlier try was cut,
//! compares every hash, and says to the server that they have arrived.

mod pieces;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use api::Page;
use api::downloads::{DownloadFile, DownloadManifest, DownloadRow, FileVerified};
use clap::Args;
use futures::{StreamExt, TryStreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use qc::id::RequestId;
use reqwest::Method;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use crate::access::Access;
use crate::client::Client;
use crate::say::say;
use pieces::Pieces;

/// Pieces under way at once, of all files together.
const PIECES_AT_ONCE: usize = 4;
const BUFFER_BYTES: usize = 1 << 20;

#[derive(Args)]
pub struct Download {
    /// Number or id of the request
    request: String,
    /// The folder that takes the files
    #[arg(long)]
    to: PathBuf,
    #[command(flatten)]
    access: Access,
}

impl Download {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let client = self.access.client().await?;
        let request = self.find_request(&client).await?;
        let manifest: DownloadManifest = client.get(&format!("/api/v1/requests/{request}/files")).await?;
        let total_bytes = manifest.files.iter().map(|file| file.size_bytes).sum();
        let style =
            ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta}");
        let bar =
            ProgressBar::new(total_bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        for file in &manifest.files {
            let target = self.to.join(plain_path(&file.path)?);
            fetch(&client, file, &target, &bar)
                .await
                .with_context(|| format!("cannot fetch {}", file.path))?;
            let body = FileVerified {
                sha256: file.sha256.clone(),
            };
            confirm(&client, request, file, &body).await?;
        }
        bar.finish_and_clear();
        client
            .tell(
                Method::POST,
                &format!("/api/v1/requests/{request}/download-complete"),
            )
            .await?;
        let (count, folder) = (manifest.files.len(), self.to.display());
        say(format_args!(
            "{count} files of {} are in {folder}, each with the right hash",
            manifest.title.label
        ));
        Ok(ExitCode::SUCCESS)
    }

    async fn find_request(&self, client: &Client) -> anyhow::Result<RequestId> {
        if let Ok(id) = self.request.parse() {
            return Ok(id);
        }
        let named = || format!("{} is neither number nor id of a request", self.request);
        let number: i64 = self.request.parse().with_context(named)?;
        let page: Page<DownloadRow> = client.get("/api/v1/downloads?limit=200").await?;
        let found = page.items.iter().find(|row| row.request_number == number);
        Ok(found
            .with_context(|| format!("request {number} is not among your downloads"))?
            .request_id)
    }
}

/// The server names the files; it must not choose where else they go.
fn plain_path(path: &str) -> anyhow::Result<&Path> {
    let parts = Path::new(path).components();
    let is_plain = !path.is_empty()
        && parts
            .clone()
            .all(|part| matches!(part, std::path::Component::Normal(_)));
    ensure!(is_plain, "the server names a file {path:?}");
    Ok(Path::new(path))
}

/// Brings the file to its place, with its hash compared. What is there already, and right, is not fetched again.
async fn fetch(client: &Client, file: &DownloadFile, target: &Path, bar: &ProgressBar) -> anyhow::Result<()> {
    if is_there(target, file).await? {
        bar.inc(file.size_bytes);
        return Ok(());
    }
    if let Some(folder) = target.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let pieces = Pieces::open(target, file).await?;
    bar.inc(pieces.done_bytes());
    futures::stream::iter(pieces.missing())
        .map(|piece| pieces.fetch(client, file, piece, bar))
        .buffer_unordered(PIECES_AT_ONCE)
        .try_collect::<()>()
        .await?;
    let part = pieces.into_part();
    let found = hash(&part).await?;
    if found != file.sha256 {
        pieces::forget(target).await?;
        bail!(
            "its SHA-256 is {found} and should be {}; begin again",
            file.sha256
        );
    }
    tokio::fs::rename(&part, target).await?;
    pieces::forget(target).await
}

async fn is_there(target: &Path, file: &DownloadFile) -> anyhow::Result<bool> {
    match tokio::fs::metadata(target).await {
        Ok(found) if found.len() == file.size_bytes => Ok(hash(target).await? == file.sha256),
        _ => Ok(false),
    }
}

async fn hash(path: &Path) -> anyhow::Result<String> {
    let mut file = tokio::fs::File::open(path).await?;
    file.set_max_buf_size(BUFFER_BYTES);
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let length = file.read(&mut buffer).await?;
        if length == 0 {
            break;
        }
        hasher.update(buffer.get(..length).unwrap_or_default());
    }
    Ok(hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

async fn confirm(
    client: &Client,
    request: RequestId,
    file: &DownloadFile,
    body: &FileVerified,
) -> anyhow::Result<()> {
    let path = format!("/api/v1/requests/{request}/files/{}/verified", file.file_id);
    let call = || Ok(client.call(Method::POST, &path)?.json(body));
    crate::client::again(call).await.map(drop)
}
