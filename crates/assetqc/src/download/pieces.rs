//! One file being fetched: pieces of it in a `.part` file at its place, and beside that a list of the pieces that are
//! whole. Both are for the bytes of one hash; of other bytes nothing is kept.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use api::downloads::DownloadFile;
use futures::StreamExt;
use indicatif::ProgressBar;
use reqwest::{Method, StatusCode, header};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncSeekExt, AsyncWriteExt, SeekFrom};
use tokio::sync::Mutex;

use crate::client::{self, Client};

const PIECE_BYTES: u64 = 32 << 20;
const TRIES: u32 = 6;
const PAUSE: Duration = Duration::from_millis(500);

/// Which pieces are whole.
#[derive(Serialize, Deserialize)]
struct List {
    sha256: String,
    piece_bytes: u64,
    done: Vec<u64>,
}

pub struct Pieces {
    part: PathBuf,
    list_path: PathBuf,
    size_bytes: u64,
    list: Mutex<List>,
    done_at_first: Vec<u64>,
}

fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Deletes what was left of an earlier try.
pub async fn forget(target: &Path) -> anyhow::Result<()> {
    for ending in [".part", ".pieces"] {
        match tokio::fs::remove_file(beside(target, ending)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

impl Pieces {
    /// Takes up an earlier try at the same bytes.
    pub async fn open(target: &Path, file: &DownloadFile) -> anyhow::Result<Pieces> {
        let (part, list_path) = (beside(target, ".part"), beside(target, ".pieces"));
        let kept = tokio::fs::read(&list_path).await.ok();
        let kept: Option<List> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let is_same =
            |list: &List| list.sha256 == file.sha256 && list.piece_bytes == PIECE_BYTES && part.is_file();
        let list = match kept.filter(is_same) {
            Some(list) => list,
            None => {
                forget(target).await?;
                List {
                    sha256: file.sha256.clone(),
                    piece_bytes: PIECE_BYTES,
                    done: Vec::new(),
                }
            }
        };
        let named = || format!("cannot write {}", part.display());
        let room = tokio::fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&part)
            .await;
        room.with_context(named)?
            .set_len(file.size_bytes)
            .await
            .with_context(named)?;
        let done_at_first = list.done.clone();
        Ok(Pieces {
            part,
            list_path,
            size_bytes: file.size_bytes,
            list: Mutex::new(list),
            done_at_first,
        })
    }

    pub fn missing(&self) -> Vec<u64> {
        let all = 0..self.size_bytes.div_ceil(PIECE_BYTES);
        all.filter(|piece| !self.done_at_first.contains(piece)).collect()
    }

    pub fn done_bytes(&self) -> u64 {
        self.done_at_first
            .iter()
            .map(|piece| self.length_of(*piece))
            .sum()
    }

    pub fn into_part(self) -> PathBuf {
        self.part
    }

    fn length_of(&self, piece: u64) -> u64 {
        PIECE_BYTES.min(self.size_bytes.saturating_sub(piece * PIECE_BYTES))
    }

    /// Fetches one piece, from where the line was cut if it was.
    pub async fn fetch(
        &self,
        client: &Client,
        file: &DownloadFile,
        piece: u64,
        bar: &ProgressBar,
    ) -> anyhow::Result<()> {
        let end = piece * PIECE_BYTES + self.length_of(piece);
        let mut at = piece * PIECE_BYTES;
        let mut failures = 0;
        while at < end {
            let before = at;
            match self.fetch_from(client, file, &mut at, end, bar).await {
                Ok(()) => {}
                Err(error) if error.is::<client::Refused>() => return Err(error),
                Err(error) => {
                    failures = if at > before { 1 } else { failures + 1 };
                    if failures == TRIES {
                        return Err(error);
                    }
                    tokio::time::sleep(PAUSE * failures).await;
                }
            }
        }
        let mut list = self.list.lock().await;
        list.done.push(piece);
        tokio::fs::write(&self.list_path, serde_json::to_vec(&*list)?).await?;
        Ok(())
    }

    async fn fetch_from(
        &self,
        client: &Client,
        file: &DownloadFile,
        at: &mut u64,
        end: u64,
        bar: &ProgressBar,
    ) -> anyhow::Result<()> {
        let call = client
            .call(Method::GET, &file.url)?
            .header(header::RANGE, format!("bytes={at}-{}", end - 1));
        let answer = client::accepted(
            call.header(header::IF_RANGE, format!("\"{}\"", file.sha256))
                .send()
                .await?,
        )
        .await?;
        if answer.status() != StatusCode::PARTIAL_CONTENT {
            bail!("the server has other bytes by now: begin again");
        }
        let mut part = tokio::fs::OpenOptions::new().write(true).open(&self.part).await?;
        part.seek(SeekFrom::Start(*at)).await?;
        let mut pieces = answer.bytes_stream();
        while let Some(bytes) = pieces.next().await {
            let bytes = bytes?;
            let length = bytes.len() as u64;
            ensure!(*at + length <= end, "the server sends more than it was asked for");
            part.write_all(&bytes).await?;
            part.flush().await?;
            *at += length;
            bar.inc(length);
        }
        Ok(())
    }
}
