//! Keeps one cluster running for as long as the server runs: takes the folder's lock, finds a cluster left behind or
//! starts it, starts it again when it dies, and stops it in the end. One supervisor per folder, by lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::{Connection, PgConnection};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Address, Cluster, DATABASE, Durability, PostgresError, folder};

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(250);

pub struct Supervisor {
    address: Address,
    stop: watch::Sender<bool>,
    watcher: JoinHandle<()>,
    /// Held until the last moment; the kernel lets go of it when the process dies.
    _lock: File,
}

impl Supervisor {
    /// Brings the cluster under `home` up and stays with it.
    pub async fn start(home: &Path, durability: Durability) -> Result<Supervisor, PostgresError> {
        std::fs::create_dir_all(home).map_err(folder("cannot make", home))?;
        let lock = take_lock(home)?;
        let opened = home.to_owned();
        let cluster = tokio::task::spawn_blocking(move || Cluster::open(&opened, durability));
        let cluster = cluster
            .await
            .map_err(|join| sqlx::Error::Io(std::io::Error::other(join)))??;
        let running = Running::find_or_start(&cluster)?;
        wait_for_answer(&cluster).await?;
        make_database(&cluster.address()).await?;
        let address = cluster.address();
        let (stop, stopped) = watch::channel(false);
        let watcher = tokio::spawn(keep(cluster, running, stopped));
        Ok(Supervisor {
            address,
            stop,
            watcher,
            _lock: lock,
        })
    }

    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Ends the cluster in good order; connections that are still open are cut.
    pub async fn stop(self) {
        // A receiver that is gone has nothing left to stop.
        let _ = self.stop.send(true);
        if let Err(join) = self.watcher.await {
            tracing::error!(error = %join, "the database's watcher failed");
        }
    }
}

/// A cluster's process: our child, or one that an earlier server left behind.
enum Running {
    Child(Child),
    Found(Pid),
}

impl Running {
    fn find_or_start(cluster: &Cluster) -> Result<Running, PostgresError> {
        match cluster.running() {
            Some(pid) => {
                tracing::info!(pid = pid.as_raw(), "found the database running");
                Ok(Running::Found(pid))
            }
            None => Ok(Running::Child(cluster.start()?)),
        }
    }

    fn pid(&self) -> Pid {
        match self {
            Running::Child(child) => Pid::from_raw(child.id() as i32),
            Running::Found(pid) => *pid,
        }
    }

    fn is_alive(&mut self) -> bool {
        match self {
            Running::Child(child) => matches!(child.try_wait(), Ok(None)),
            Running::Found(pid) => kill(*pid, None).is_ok(),
        }
    }
}

async fn keep(cluster: Cluster, mut running: Running, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            // An error means that the supervisor was dropped: then stop, too.
            _ = stopped.changed() => break,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        if running.is_alive() {
            continue;
        }
        tracing::error!(
            last_words = cluster.last_words(),
            "the database died; starting it again"
        );
        match Running::find_or_start(&cluster) {
            Ok(again) => running = again,
            Err(error) => tracing::error!(%error, "the database does not start"),
        }
        // It may refuse for a moment, until the last process of the dead one has gone.
        tokio::time::sleep(LOOK_EVERY).await;
    }
    end(&mut running).await;
}

/// SIGINT ends sessions and shuts down cleanly; SIGQUIT, when that takes too long, loses nothing that was committed.
async fn end(running: &mut Running) {
    for signal in [Signal::SIGINT, Signal::SIGQUIT] {
        if kill(running.pid(), signal).is_err() {
            return;
        }
        let until = Instant::now() + STOP_LIMIT;
        while Instant::now() < until {
            if !running.is_alive() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn take_lock(home: &Path) -> Result<File, PostgresError> {
    let path = home.join("serve.lock");
    let mut lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(folder("cannot open", &path))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            lock.read_to_string(&mut holder)
                .map_err(folder("cannot read", &path))?;
            return Err(PostgresError::AlreadyServed {
                path: home.to_owned(),
                holder: holder.trim().to_owned(),
            });
        }
        Err(TryLockError::Error(source)) => return Err(folder("cannot lock", &path)(source)),
    }
    lock.set_len(0)
        .and_then(|()| lock.rewind())
        .map_err(folder("cannot write", &path))?;
    writeln!(lock, "{}", std::process::id()).map_err(folder("cannot write", &path))?;
    Ok(lock)
}

async fn wait_for_answer(cluster: &Cluster) -> Result<(), PostgresError> {
    let options = cluster.address().options("postgres");
    let until = Instant::now() + START_LIMIT;
    loop {
        match PgConnection::connect_with(&options).await {
            Ok(connection) => return Ok(connection.close().await?),
            Err(_) if Instant::now() < until => tokio::time::sleep(Duration::from_millis(50)).await,
            Err(error) => {
                let log = format!("{}; {error}", cluster.last_words());
                return Err(PostgresError::NoAnswer {
                    waited_s: START_LIMIT.as_secs(),
                    log,
                });
            }
        }
    }
}

async fn make_database(address: &Address) -> Result<(), PostgresError> {
    let mut connection = PgConnection::connect_with(&address.options("postgres")).await?;
    let present: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = $1")
        .bind(DATABASE)
        .fetch_optional(&mut connection)
        .await?;
    if present.is_none() {
        sqlx::raw_sql("create database assetqc")
            .execute(&mut connection)
            .await?;
    }
    Ok(connection.close().await?)
}
