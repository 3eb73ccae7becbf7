//! The object store: masters, streams, stills, parts of uploads. A local folder or any S3-compatible store, behind the
//! same few verbs. It knows keys and bytes; what a key means is known by the noun that keeps it in a row.

mod key;
mod read;
mod write;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as StorePath;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};

use crate::config::{BlobSetting, S3Setting};

pub use key::{BlobKey, KeyError};
pub use read::Fetched;
pub use write::BlobWriter;

/// How much is read from a local file, or sent to the store, at once.
pub const BUFFER_BYTES: usize = 1024 * 1024;

/// A store that says nothing for so long is given up.
const SILENCE: Duration = Duration::from_secs(60);
/// At growing distances, some seven seconds in all; a job that fails all the same is tried again later.
const RETRIES: usize = 6;

#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("there is no blob {0}")]
    Missing(BlobKey),
    #[error("cannot open the object store: {0}")]
    Open(#[source] object_store::Error),
    #[error("cannot make the folder for blobs {path}: {source}")]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("cannot {act} {key}: {source}")]
    Store {
        act: &'static str,
        key: String,
        source: object_store::Error,
    },
    #[error("cannot {act} the file of {key}: {source}")]
    File {
        act: &'static str,
        key: BlobKey,
        source: std::io::Error,
    },
    #[error("{key} is {actual_bytes} bytes long, more than the {limit_bytes} that are read at once")]
    TooLong {
        key: BlobKey,
        actual_bytes: u64,
        limit_bytes: u64,
    },
    #[error("{key} ended after {actual_bytes} of {expected_bytes} bytes")]
    CutShort {
        key: BlobKey,
        actual_bytes: u64,
        expected_bytes: u64,
    },
}

#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    local: Option<Arc<LocalFileSystem>>,
    prefix: String,
    scratch_dir: PathBuf,
}

impl Blobs {
    /// `scratch_dir` takes copies for programs that need a file where the store is not a folder.
    pub fn open(setting: &BlobSetting, scratch_dir: PathBuf) -> Result<Blobs, BlobError> {
        match setting {
            BlobSetting::Folder(path) => {
                make_private(path).map_err(|source| BlobError::Folder {
                    path: path.clone(),
                    source,
                })?;
                let local = LocalFileSystem::new_with_prefix(path).map_err(BlobError::Open)?;
                let local = Arc::new(local.with_fsync(true).with_automatic_cleanup(true));
                Ok(Blobs {
                    store: local.clone(),
                    local: Some(local),
                    prefix: String::new(),
                    scratch_dir,
                })
            }
            BlobSetting::S3(setting) => {
                let store = s3(setting).map_err(BlobError::Open)?;
                Ok(Blobs {
                    store: Arc::new(store),
                    local: None,
                    prefix: setting.prefix.clone(),
                    scratch_dir,
                })
            }
        }
    }

    /// The blob's length; none when it is not there.
    pub async fn find_size(&self, key: &BlobKey) -> Result<Option<u64>, BlobError> {
        match self.store.head(&self.path(key)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(source) => Err(self.failed("look at", key, source)),
        }
    }

    /// Deleting what is not there is no error: a job may be run twice.
    pub async fn delete(&self, key: &BlobKey) -> Result<(), BlobError> {
        match self.store.delete(&self.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(self.failed("delete", key, source)),
        }
    }

    /// Deletes everything below a prefix, as `renditions/<id>/<attempt>`; says how many.
    pub async fn delete_prefix(&self, prefix: &BlobKey) -> Result<u64, BlobError> {
        let found = self
            .store
            .list(Some(&self.path(prefix)))
            .map_ok(|meta| meta.location)
            .boxed();
        let deleted = self.store.delete_stream(found).map(|result| match result {
            Err(object_store::Error::NotFound { .. }) => Ok(0),
            Err(error) => Err(error),
            Ok(_) => Ok(1),
        });
        deleted
            .try_fold(0, |sum, one: u64| async move { Ok(sum + one) })
            .await
            .map_err(|source| self.failed("delete below", prefix, source))
    }

    /// Every blob below a prefix with its length; all of them without one.
    pub async fn list(&self, prefix: Option<&BlobKey>) -> Result<Vec<(BlobKey, u64)>, BlobError> {
        let at = prefix
            .map(|prefix| self.path(prefix))
            .or_else(|| StorePath::parse(&self.prefix).ok());
        let named = |source| BlobError::Store {
            act: "list",
            key: prefix.map_or_else(String::new, BlobKey::to_string),
            source,
        };
        let found: Vec<_> = self.store.list(at.as_ref()).try_collect().await.map_err(named)?;
        let keys = found.into_iter().filter_map(|meta| {
            let key = meta
                .location
                .as_ref()
                .strip_prefix(&self.prefix)?
                .trim_start_matches('/')
                .parse()
                .ok()?;
            Some((key, meta.size))
        });
        Ok(keys.collect())
    }

    /// Where the blob lies on this machine, when the store is a folder.
    pub fn local_path(&self, key: &BlobKey) -> Option<PathBuf> {
        self.local.as_ref()?.path_to_filesystem(&self.path(key)).ok()
    }

    fn path(&self, key: &BlobKey) -> StorePath {
        match self.prefix.as_str() {
            "" => StorePath::from(key.as_str()),
            prefix => StorePath::from(format!("{prefix}/{key}")),
        }
    }

    fn failed(&self, act: &'static str, key: &BlobKey, source: object_store::Error) -> BlobError {
        match source {
            object_store::Error::NotFound { .. } => BlobError::Missing(key.clone()),
            source => BlobError::Store {
                act,
                key: key.to_string(),
                source,
            },
        }
    }
}

/// Masters are nobody's business on this machine but ours; a folder that someone made before stays as they made it.
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
}

fn s3(setting: &S3Setting) -> object_store::Result<object_store::aws::AmazonS3> {
    let mut builder = AmazonS3Builder::from_env()
        .with_client_options(
            // A whole master may take hours; what counts is that something comes.
            ClientOptions::new()
                .with_timeout_disabled()
                .with_read_timeout(SILENCE)
                .with_allow_http(setting.endpoint.as_ref().is_some_and(|at| at.scheme() == "http")),
        )
        .with_retry(RetryConfig {
            backoff: BackoffConfig {
                max_backoff: Duration::from_secs(5),
                ..BackoffConfig::default()
            },
            max_retries: RETRIES,
            retry_timeout: Duration::from_secs(60),
        })
        .with_bucket_name(&setting.bucket)
        .with_region(&setting.region);
    if let Some(endpoint) = &setting.endpoint {
        builder = builder
            .with_endpoint(endpoint.as_str().trim_end_matches('/'))
            .with_virtual_hosted_style_request(false);
    }
    if let (Some(id), Some(secret)) = (&setting.access_key_id, &setting.secret_access_key) {
        builder = builder
            .with_access_key_id(id)
            .with_secret_access_key(secret.reveal());
    }
    builder.build()
}
