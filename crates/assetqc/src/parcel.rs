//! A folder on its way to the server: announced, uploaded file by file, and taken up again where an earlier try was cut.
//! Used by `assetqc deliver` and by the demonstration.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use api::Page;
use api::deliveries::{DeliveryFileView, DeliveryRow, DeliveryView, NewDelivery, NewFile};
use api::sessions::SessionView;
use futures::{StreamExt, TryStreamExt};
use qc::asset::AssetKind;
use qc::id::{RequestId, TitleId};
use reqwest::Method;
use timecode::EditRate;

use crate::client::Client;
use crate::upload::upload;

/// Files under way at once.
const FILES_AT_ONCE: usize = 3;
const DEPTH_LIMIT: usize = 16;

/// What is delivered, and for what.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub folder: PathBuf,
    pub title_id: TitleId,
    pub asset_kind: AssetKind,
    /// Of a version of the picture that is not in the title's own language.
    pub language: Option<String>,
    pub answers_request_id: Option<RequestId>,
    /// Of the picture that WAV files belong to.
    pub edit_rate: Option<EditRate>,
    pub drop_frame: bool,
}

impl Parcel {
    /// Brings everything that the server lacks. `on_progress` is told how many bytes have come since it was told last.
    pub async fn deliver(&self, client: &Client, on_progress: impl Fn(u64)) -> anyhow::Result<DeliveryView> {
        let files = list_files(&self.folder)?;
        let delivery = match self.find_unfinished(client, &files).await? {
            Some(delivery) => delivery,
            None => {
                client
                    .send(Method::POST, "/api/v1/deliveries", &self.announcement(&files))
                    .await?
            }
        };
        on_progress(delivery.files.iter().map(|file| file.received_bytes).sum());
        let missing: Vec<_> = delivery
            .files
            .iter()
            .filter(|file| file.upload_url.is_some())
            .collect();
        futures::stream::iter(missing)
            .map(|file| self.bring(client, file, &on_progress))
            .buffer_unordered(FILES_AT_ONCE)
            .try_collect::<()>()
            .await?;
        client
            .get(&format!("/api/v1/deliveries/{}", delivery.row.id))
            .await
    }

    async fn bring(
        &self,
        client: &Client,
        file: &DeliveryFileView,
        on_progress: &impl Fn(u64),
    ) -> anyhow::Result<()> {
        let Some(url) = &file.upload_url else {
            return Ok(());
        };
        let mut told = file.received_bytes;
        let path = self.folder.join(&file.path);
        upload(client, url, &path, |now| {
            on_progress(now.saturating_sub(told));
            told = now.max(told);
        })
        .await
        .with_context(|| format!("cannot upload {}", file.path))
    }

    fn announcement(&self, files: &[NewFile]) -> NewDelivery {
        NewDelivery {
            title_id: self.title_id,
            asset_kind: self.asset_kind,
            language: self.language.clone(),
            answers_request_id: self.answers_request_id,
            edit_rate: self.edit_rate,
            drop_frame: self.drop_frame,
            files: files.to_vec(),
        }
    }

    /// An own delivery of the same files that was not brought to its end.
    async fn find_unfinished(
        &self,
        client: &Client,
        files: &[NewFile],
    ) -> anyhow::Result<Option<DeliveryView>> {
        let me: SessionView = client.get("/api/v1/session").await?;
        let list = format!(
            "/api/v1/deliveries?title_id={}&state=uploading&limit=200",
            self.title_id
        );
        let page: Page<DeliveryRow> = client.get(&list).await?;
        let is_this = |row: &DeliveryRow| {
            row.created_by.id == me.person.id
                && row.asset_kind == self.asset_kind
                && (row.language == self.language || self.answers_request_id.is_some())
                && row.answers_request_id == self.answers_request_id
        };
        for row in page.items.iter().filter(|row| is_this(row)) {
            let delivery: DeliveryView = client.get(&format!("/api/v1/deliveries/{}", row.id)).await?;
            let mut named: Vec<_> = delivery
                .files
                .iter()
                .map(|file| (file.path.as_str(), file.size_bytes))
                .collect();
            named.sort_unstable();
            if named
                .iter()
                .copied()
                .eq(files.iter().map(|file| (file.path.as_str(), file.size_bytes)))
            {
                return Ok(Some(delivery));
            }
        }
        Ok(None)
    }
}

/// Every file below the folder by its path, in the order of paths. Links are not followed: they might lead anywhere.
pub fn list_files(folder: &Path) -> anyhow::Result<Vec<NewFile>> {
    let mut files = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new(), 0)];
    while let Some((at, prefix, depth)) = open.pop() {
        let entries = std::fs::read_dir(&at).with_context(|| format!("cannot read {}", at.display()))?;
        for entry in entries {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                bail!("the name of {} is not Unicode", entry.path().display());
            };
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_file() {
                files.push(NewFile {
                    path,
                    size_bytes: entry.metadata()?.len(),
                });
            } else if kind.is_dir() && depth < DEPTH_LIMIT {
                open.push((entry.path(), format!("{path}/"), depth + 1));
            } else {
                bail!("{} is no plain file", entry.path().display());
            }
        }
    }
    if files.is_empty() {
        bail!("there is no file in {}", folder.display());
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}
