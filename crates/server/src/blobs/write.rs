//! Writing blobs. A blob is there whole or not at all: it appears under its key when it is finished.

use std::path::Path;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use object_store::{ObjectStoreExt, WriteMultipart};
use tokio::io::AsyncReadExt;

use super::{BUFFER_BYTES, BlobError, BlobKey, Blobs};

/// Stores take parts of at least 5 MiB and at most 10,000 of them: enough for 160 GB, growing below.
const PART_BYTES: usize = 16 * 1024 * 1024;
/// Parts on their way at once; the next write waits.
const PARTS_IN_FLIGHT: usize = 4;

/// A blob being written. Dropped before `finish`, nothing appears.
pub struct BlobWriter {
    key: BlobKey,
    parts: WriteMultipart,
    written_bytes: u64,
}

impl BlobWriter {
    pub async fn write(&mut self, piece: Bytes) -> Result<(), BlobError> {
        self.parts
            .wait_for_capacity(PARTS_IN_FLIGHT)
            .await
            .map_err(|source| self.failed("write", source))?;
        self.written_bytes += piece.len() as u64;
        self.parts.put(piece);
        Ok(())
    }

    /// Publishes the blob under its key; says how long it is.
    pub async fn finish(self) -> Result<u64, BlobError> {
        let (key, written_bytes) = (self.key, self.written_bytes);
        match self.parts.finish().await {
            Ok(_) => Ok(written_bytes),
            Err(source) => Err(BlobError::Store {
                act: "finish",
                key: key.to_string(),
                source,
            }),
        }
    }

    pub async fn abort(self) -> Result<(), BlobError> {
        let key = self.key;
        self.parts.abort().await.map_err(|source| BlobError::Store {
            act: "give up",
            key: key.to_string(),
            source,
        })
    }

    /// After a failure, of which the caller is told; a store that is away keeps the parts until its own rule takes them.
    async fn give_up(self) {
        let key = self.key.clone();
        if let Err(error) = self.abort().await {
            tracing::warn!(%key, %error, "parts of an unfinished blob are left in the store");
        }
    }

    fn failed(&self, act: &'static str, source: object_store::Error) -> BlobError {
        BlobError::Store {
            act,
            key: self.key.to_string(),
            source,
        }
    }
}

impl Blobs {
    pub async fn put(&self, key: &BlobKey, bytes: impl Into<Bytes>) -> Result<(), BlobError> {
        let put = self.store.put(&self.path(key), bytes.into().into()).await;
        put.map(drop).map_err(|source| self.failed("write", key, source))
    }

    /// `expected_bytes` sizes the parts: a store takes no more than 10,000 of them.
    pub async fn writer(&self, key: &BlobKey, expected_bytes: u64) -> Result<BlobWriter, BlobError> {
        let upload = self.store.put_multipart(&self.path(key)).await;
        let upload = upload.map_err(|source| self.failed("write", key, source))?;
        let part_bytes = PART_BYTES.max(usize::try_from(expected_bytes / 9_000).unwrap_or(PART_BYTES));
        Ok(BlobWriter {
            key: key.clone(),
            parts: WriteMultipart::new_with_chunk_size(upload, part_bytes),
            written_bytes: 0,
        })
    }

    /// Writes a stream; on its first error nothing appears.
    pub async fn put_stream<E>(
        &self,
        key: &BlobKey,
        expected_bytes: u64,
        stream: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<u64, E>
    where
        E: From<BlobError>,
    {
        let mut writer = self.writer(key, expected_bytes).await?;
        let mut stream = std::pin::pin!(stream);
        while let Some(piece) = stream.next().await {
            match piece {
                Ok(piece) => {
                    if let Err(error) = writer.write(piece).await {
                        writer.give_up().await;
                        return Err(error.into());
                    }
                }
                Err(error) => {
                    writer.abort().await?;
                    return Err(error);
                }
            }
        }
        Ok(writer.finish().await?)
    }

    /// Copies a finished file of this machine into the store.
    pub async fn put_file(&self, key: &BlobKey, path: &Path) -> Result<u64, BlobError> {
        let failed = |source| BlobError::File {
            act: "read",
            key: key.clone(),
            source,
        };
        let mut file = tokio::fs::File::open(path).await.map_err(failed)?;
        file.set_max_buf_size(BUFFER_BYTES);
        let expected_bytes = file.metadata().await.map_err(failed)?.len();
        let mut writer = self.writer(key, expected_bytes).await?;
        loop {
            let mut piece = bytes::BytesMut::with_capacity(BUFFER_BYTES);
            let read = file.read_buf(&mut piece).await.map_err(failed);
            let written = match read {
                Ok(0) => return writer.finish().await,
                Ok(_) => writer.write(piece.freeze()).await,
                Err(error) => Err(error),
            };
            if let Err(error) = written {
                writer.give_up().await;
                return Err(error);
            }
        }
    }
}
