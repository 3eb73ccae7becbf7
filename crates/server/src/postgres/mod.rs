//! The private PostgreSQL of an installation that was given no database: installed binaries, a data folder of our own,
//! a unix socket and nothing else. Started with `serve`, found again after a crash, restarted when it dies, stopped
//! with `serve`. Knows no table of the product.

mod binaries;
mod cluster;
mod owner;
mod supervisor;

use std::io;
use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnectOptions;

pub use binaries::Binaries;
pub use cluster::{Cluster, Durability};
pub use owner::Owner;
pub use supervisor::Supervisor;

/// The role and database that the program uses within its own cluster.
pub const ROLE: &str = "assetqc";
pub const DATABASE: &str = "assetqc";

#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    #[error(
        "PostgreSQL (15 or newer) is not installed; install it (apt-get install postgresql), or name a database with --database-url"
    )]
    NotInstalled,
    #[error("PostgreSQL {found} in {bin} is too old: 15 or newer is needed (apt-get install postgresql)")]
    TooOld { found: u32, bin: PathBuf },
    #[error("cannot run {program}: {source}")]
    Run { program: PathBuf, source: io::Error },
    #[error("{program} failed: {output}")]
    Failed { program: PathBuf, output: String },
    #[error("{act} {path}: {source}")]
    Folder {
        act: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error(
        "PostgreSQL runs as the user {user}, who may not enter {path}; choose another --data-dir, or chmod o+x {path}"
    )]
    OutOfReach { user: String, path: PathBuf },
    #[error(
        "this machine has neither a user postgres nor a user nobody, and PostgreSQL refuses to run as root"
    )]
    NoOwner,
    #[error(
        "the data folder {path} is in use by another assetqc serve (process {holder}); stop it, or give another --data-dir"
    )]
    AlreadyServed { path: PathBuf, holder: String },
    #[error("PostgreSQL did not answer within {waited_s} s; its last words: {log}")]
    NoAnswer { waited_s: u64, log: String },
    #[error("cannot ask PostgreSQL: {0}")]
    Ask(#[from] sqlx::Error),
}

/// Where a running cluster is reached.
#[derive(Clone, Debug)]
pub struct Address {
    pub socket_dir: PathBuf,
}

impl Address {
    pub fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket_dir)
            .username(ROLE)
            .database(database)
    }

    /// For other processes of the same machine and user (`assetqc work`).
    pub fn url(&self, database: &str) -> String {
        let socket: String =
            url::form_urlencoded::byte_serialize(self.socket_dir.as_os_str().as_encoded_bytes()).collect();
        format!("postgres://{ROLE}@localhost/{database}?host={socket}")
    }
}

fn folder<'a>(act: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> PostgresError + 'a {
    move |source| PostgresError::Folder {
        act,
        path: path.to_owned(),
        source,
    }
}
