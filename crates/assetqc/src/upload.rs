//! Sending one file by the tus protocol (1.0.0), from wherever the server already has it.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::Method;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, SeekFrom};

use crate::client::{self, Client};

/// Sent at once: what a cut costs at most.
const PIECE_BYTES: u64 = 8 << 20;
const TRIES: u32 = 8;
const PAUSE: Duration = Duration::from_secs(1);

/// Sends what is missing. `progress` is told how many bytes the server has.
pub async fn upload(
    client: &Client,
    upload_url: &str,
    path: &Path,
    mut progress: impl FnMut(u64),
) -> anyhow::Result<()> {
    let named = || format!("cannot read {}", path.display());
    let mut file = File::open(path).await.with_context(named)?;
    let length_bytes = file.metadata().await.with_context(named)?.len();
    let mut failures = 0;
    let mut offset_bytes = offset(client, upload_url).await?;
    while offset_bytes < length_bytes {
        progress(offset_bytes);
        let wanted = PIECE_BYTES.min(length_bytes - offset_bytes);
        let mut piece = vec![0; usize::try_from(wanted)?];
        file.seek(SeekFrom::Start(offset_bytes))
            .await
            .with_context(named)?;
        file.read_exact(&mut piece).await.with_context(named)?;
        match send(client, upload_url, offset_bytes, piece).await {
            Ok(now) => (offset_bytes, failures) = (now, 0),
            Err(error) if failures + 1 == TRIES => return Err(error),
            Err(_) => {
                failures += 1;
                tokio::time::sleep(PAUSE * failures).await;
                offset_bytes = offset(client, upload_url).await?;
            }
        }
    }
    progress(offset_bytes);
    Ok(())
}

/// How far the server is.
async fn offset(client: &Client, upload_url: &str) -> anyhow::Result<u64> {
    let ask = || {
        Ok(client
            .call(Method::HEAD, upload_url)?
            .header("Tus-Resumable", "1.0.0"))
    };
    let answer = client::again(ask).await.context("the upload is gone")?;
    upload_offset(&answer)
}

async fn send(client: &Client, upload_url: &str, offset_bytes: u64, piece: Vec<u8>) -> anyhow::Result<u64> {
    let call = client
        .call(Method::PATCH, upload_url)?
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", offset_bytes)
        .header("Content-Type", "application/offset+octet-stream")
        .body(piece);
    let now = upload_offset(&client::accepted(call.send().await?).await?)?;
    if now <= offset_bytes {
        bail!("the server took nothing of {upload_url}");
    }
    Ok(now)
}

fn upload_offset(answer: &reqwest::Response) -> anyhow::Result<u64> {
    let value = answer
        .headers()
        .get("Upload-Offset")
        .context("the server does not speak tus")?;
    Ok(value.to_str()?.parse()?)
}
