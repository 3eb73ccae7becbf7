//! Settings of one process: where it listens, where its state lies, what it may use.
//! Read in layers: flags over environment (`ASSETQC_…`) over `assetqc.toml` over defaults. Every value remembers its
//! source, so that `assetqc config check` can say where a surprise comes from. Secrets are never printed.

mod keys;
mod layers;
mod report;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use qc::job::Capability;
use qc::ticket::Team;
use url::Url;

pub use keys::{KEYS, Key};
pub use layers::{Flags, Layers, Source};
pub use report::{Problem, Reading, Report};

/// Everything a process was told, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    pub listen: SocketAddr,
    /// The address that people type; links in mails and the cookie's `Secure` depend on it.
    pub public_url: Url,
    pub data_dir: PathBuf,
    pub database: DatabaseSetting,
    /// How many connections to the database this process holds at most.
    pub database_connections: u32,
    pub blobs: BlobSetting,
    /// How many media jobs run at once.
    pub workers: usize,
    /// Of the picture, about: in whole segments.
    pub chunk_seconds: u64,
    /// Which media work this process takes.
    pub capabilities: Vec<Capability>,
    /// Streams are deleted so long after the last request of their title was closed. None: never.
    pub keep_streams_days: Option<u64>,
    pub ffmpeg: PathBuf,
    pub ffprobe: PathBuf,
    pub jail: JailSetting,
    pub mail: Option<MailSetting>,
    pub webhook: WebhookSetting,
    /// The Cast receiver that was registered for this address; without it no page loads anything of Cast.
    pub cast_application_id: Option<String>,
    /// Where tickets go as well; without it they are answered here alone.
    pub zendesk: Option<ZendeskSetting>,
    pub session: SessionTimes,
    pub idempotency_kept: Duration,
    /// New masters are refused when less of the disk is free.
    pub disk_reserve_percent: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseSetting {
    /// A private PostgreSQL under the data directory, run by this program.
    Embedded,
    External(Secret),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobSetting {
    Folder(PathBuf),
    S3(S3Setting),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Setting {
    pub bucket: String,
    pub prefix: String,
    pub region: String,
    /// None for the cloud's own address.
    pub endpoint: Option<Url>,
    pub access_key_id: Option<String>,
    pub secret_access_key: Option<Secret>,
}

/// Media tools read other people's files: without a jail that work is refused, unless someone said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JailSetting {
    Required,
    Unjailed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSetting {
    /// `smtp://`, `smtps://` or `smtp+starttls` as lettre reads it, with credentials.
    pub smtp: Secret,
    pub from: String,
}

/// How tickets are pushed to Zendesk, and read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZendeskSetting {
    /// `https://studio.zendesk.com/`
    pub url: Url,
    /// The agent in whose name tickets are made.
    pub email: String,
    pub token: Secret,
    pub brand_id: Option<u64>,
    pub group_ids: BTreeMap<Team, u64>,
    /// Custom fields that take our facts: `ticket`, `request`, `kind`, `team`.
    pub field_ids: BTreeMap<String, u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebhookSetting {
    /// Also plain http, and addresses of this machine and of private networks.
    pub is_local_allowed: bool,
    pub timeout: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimes {
    pub idle: Duration,
    pub total: Duration,
}

/// A value that may be used but not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(value.into())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

impl Settings {
    /// Whether people reach the product over TLS; decides the cookie's name and HSTS.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// `https://qc.example.com`, as browsers write an origin.
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// A page of the product, for links in mails.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    pub fn scratch_dir(&self) -> PathBuf {
        self.data_dir.join("scratch")
    }
}
