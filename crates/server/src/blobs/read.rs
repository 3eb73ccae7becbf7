//! Reading blobs: ranges as streams, small ones whole, and a path for programs that read files.

use std::ops::Range;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, SeekFrom};

use super::{BUFFER_BYTES, BlobError, BlobKey, Blobs};

/// How much of a large blob is asked for at once from a store that is not a folder.
const PIECE_BYTES: u64 = 64 * 1024 * 1024;

/// A blob as a file. A copy is deleted when this is dropped; a file of the store itself stays.
pub struct Fetched {
    path: PathBuf,
    _copy: Option<tempfile::TempPath>,
}

impl Fetched {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Blobs {
    /// The bytes of `range`. Local files are read in large pieces: the store's own stream reads 8 KiB at a time.
    pub async fn read(
        &self,
        key: &BlobKey,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, std::io::Result<Bytes>>, BlobError> {
        if range.is_empty() {
            return Ok(futures::stream::empty().boxed());
        }
        if let Some(path) = self.local_path(key) {
            return self.read_file(key, &path, range).await;
        }
        let first = self.get_piece(key, range.clone()).await?;
        let this = self.clone();
        let key = key.clone();
        let next = range.start.saturating_add(PIECE_BYTES).min(range.end);
        let rest = futures::stream::try_unfold((next, range.end), move |(at, end)| {
            let (this, key) = (this.clone(), key.clone());
            async move {
                if at >= end {
                    return Ok::<_, std::io::Error>(None);
                }
                let piece = this
                    .get_piece(&key, at..end)
                    .await
                    .map_err(std::io::Error::other)?;
                Ok(Some((piece, (at.saturating_add(PIECE_BYTES).min(end), end))))
            }
        });
        Ok(first.chain(rest.try_flatten()).boxed())
    }

    /// The first piece of a range. Each is a request of its own, with all tries before it: the store's client begins to count
    /// when a request begins, and a large master takes longer than it bears.
    async fn get_piece(
        &self,
        key: &BlobKey,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, std::io::Result<Bytes>>, BlobError> {
        let end = range.end.min(range.start.saturating_add(PIECE_BYTES));
        let options = GetOptions {
            range: Some(GetRange::Bounded(range.start..end)),
            ..GetOptions::default()
        };
        let got = self.store.get_opts(&self.path(key), options).await;
        let got = got.map_err(|source| self.failed("read", key, source))?;
        Ok(got.into_stream().map_err(std::io::Error::other).boxed())
    }

    async fn read_file(
        &self,
        key: &BlobKey,
        path: &Path,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, std::io::Result<Bytes>>, BlobError> {
        let failed = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => BlobError::Missing(key.clone()),
            _ => BlobError::File {
                act: "read",
                key: key.clone(),
                source,
            },
        };
        let mut file = tokio::fs::File::open(path).await.map_err(failed)?;
        file.set_max_buf_size(BUFFER_BYTES);
        file.seek(SeekFrom::Start(range.start)).await.map_err(failed)?;
        let wanted = file.take(range.end - range.start);
        Ok(tokio_util::io::ReaderStream::with_capacity(wanted, BUFFER_BYTES).boxed())
    }

    /// A small blob whole: manifests, playlists. Longer than the limit is refused before it is read.
    pub async fn read_whole(&self, key: &BlobKey, limit_bytes: u64) -> Result<Bytes, BlobError> {
        let got = self
            .store
            .get(&self.path(key))
            .await
            .map_err(|source| self.failed("read", key, source))?;
        if got.meta.size > limit_bytes {
            return Err(BlobError::TooLong {
                key: key.clone(),
                actual_bytes: got.meta.size,
                limit_bytes,
            });
        }
        got.bytes()
            .await
            .map_err(|source| self.failed("read", key, source))
    }

    /// The blob as a file: in its own place where the store is a folder, else a copy.
    pub async fn fetch(&self, key: &BlobKey) -> Result<Fetched, BlobError> {
        if let Some(path) = self.local_path(key) {
            return match tokio::fs::try_exists(&path).await {
                Ok(true) => {
                    open_for_programs(&path).map_err(|source| BlobError::File {
                        act: "open",
                        key: key.clone(),
                        source,
                    })?;
                    Ok(Fetched { path, _copy: None })
                }
                Ok(false) => Err(BlobError::Missing(key.clone())),
                Err(source) => Err(BlobError::File {
                    act: "find",
                    key: key.clone(),
                    source,
                }),
            };
        }
        let failed = |source| BlobError::File {
            act: "copy",
            key: key.clone(),
            source,
        };
        super::make_private(&self.scratch_dir).map_err(failed)?;
        let (file, copy) = tempfile::NamedTempFile::new_in(&self.scratch_dir)
            .map_err(failed)?
            .into_parts();
        open_for_programs(&copy).map_err(failed)?;
        let mut file = tokio::fs::File::from_std(file);
        let size = self.find_size(key).await?;
        let expected_bytes = size.ok_or_else(|| BlobError::Missing(key.clone()))?;
        let mut stream = self.read(key, 0..expected_bytes).await?;
        let mut actual_bytes = 0;
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|source| BlobError::File {
                act: "read",
                key: key.clone(),
                source,
            })?;
            file.write_all(&piece).await.map_err(failed)?;
            actual_bytes += piece.len() as u64;
        }
        file.flush().await.map_err(failed)?;
        if actual_bytes != expected_bytes {
            return Err(BlobError::CutShort {
                key: key.clone(),
                actual_bytes,
                expected_bytes,
            });
        }
        Ok(Fetched {
            path: copy.to_path_buf(),
            _copy: Some(copy),
        })
    }
}

/// Jailed programs read it as an ordinary user. The folders above are closed to everyone but us: only what is given into
/// a jail is seen there.
fn open_for_programs(path: &Path) -> std::io::Result<()> {
    let mode = std::fs::metadata(path)?.permissions().mode();
    if mode & 0o044 == 0o044 {
        return Ok(());
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}
