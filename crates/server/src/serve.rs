//! Starts and stops a whole process: the private database if need be, the schema, the object store, workers, HTTP.
//! `assetqc serve`, `work` and the tests all start here.

use std::net::SocketAddr;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::access::Passwords;
use crate::app::{App, Parts};
use crate::blobs::Blobs;
use crate::config::{DatabaseSetting, Settings};
use crate::deliveries::Masters;
use crate::deliveries::uploads::Receivers;
use crate::disk::Disk;
use crate::jobs::{WorkerTimes, Workers};
use crate::media::MediaTools;
use crate::playback::Grants;
use crate::postgres::{DATABASE, Durability, Supervisor};
use crate::{db, events, routes, tv_sessions, webhooks, work};

/// Answers in flight get so long when the server stops.
const DRAIN: Duration = Duration::from_secs(10);
/// Where other processes of this machine find the private database.
const DATABASE_URL_FILE: &str = "database-url";

/// What a process does beside answering.
#[derive(Clone, Copy, Debug)]
pub enum Work {
    Here(WorkerTimes),
    Elsewhere,
}

/// A running server.
pub struct Server {
    app: App,
    address: SocketAddr,
    http: JoinHandle<std::io::Result<()>>,
    workers: Option<Workers>,
    postgres: Option<Supervisor>,
}

impl Server {
    pub async fn start(mut settings: Settings, work: Work) -> anyhow::Result<Server> {
        // A port that is taken is found out before anything else is touched.
        let listener = TcpListener::bind(settings.listen)
            .await
            .with_context(|| format!("cannot listen on {}", settings.listen))?;
        let address = listener.local_addr()?;
        if settings.listen.port() == 0 {
            // Any free port was asked for: now it is known which.
            settings
                .public_url
                .set_port(Some(address.port()))
                .map_err(|()| anyhow::anyhow!("the public address takes no port"))?;
        }
        make_private(&settings.data_dir)?;
        let postgres = match &settings.database {
            DatabaseSetting::Embedded => Some(start_database(&settings.data_dir).await?),
            DatabaseSetting::External(_) => None,
        };
        let options = match (&postgres, &settings.database) {
            (Some(postgres), _) => postgres.address().options(DATABASE),
            (None, setting) => external(setting, &settings.data_dir)?,
        };
        let app = open(settings, options).await?;
        let workers = start_workers(&app, work);
        let http = tokio::spawn(answer(app.clone(), listener)?);
        Ok(Server {
            app,
            address,
            http,
            workers,
            postgres,
        })
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until HTTP ends by itself, which it does only by a failure of the listener.
    pub async fn failed(&mut self) -> anyhow::Error {
        match (&mut self.http).await {
            Ok(Err(error)) => anyhow::Error::new(error).context("the listener failed"),
            Ok(Ok(())) => anyhow::anyhow!("the listener ended"),
            Err(join) => anyhow::Error::new(join).context("the listener failed"),
        }
    }

    /// Answers what is being asked, hands back running jobs, closes the database: in this order.
    pub async fn stop(self) {
        self.app.stopping.cancel();
        let drained = tokio::time::timeout(DRAIN, self.http).await;
        if drained.is_err() {
            tracing::warn!("some answers were cut: they took too long");
        }
        if let Some(workers) = self.workers {
            workers.stop().await;
        }
        self.app.db.close().await;
        if let Some(postgres) = self.postgres {
            postgres.stop().await;
        }
    }
}

/// A process that only works: jobs, no HTTP.
pub struct Worker {
    app: App,
    workers: Workers,
}

impl Worker {
    pub async fn start(settings: Settings) -> anyhow::Result<Worker> {
        let options = external(&settings.database, &settings.data_dir)?;
        let app = open(settings, options).await?;
        let workers = Workers::start(&app, app.registry.clone(), WorkerTimes::default());
        Ok(Worker { app, workers })
    }

    pub async fn stop(self) {
        self.app.stopping.cancel();
        self.workers.stop().await;
        self.app.db.close().await;
    }
}

/// How to reach the database from a process that does not run it.
pub fn external(setting: &DatabaseSetting, data_dir: &Path) -> anyhow::Result<PgConnectOptions> {
    let url = match setting {
        DatabaseSetting::External(url) => url.reveal().to_owned(),
        DatabaseSetting::Embedded => {
            let path = data_dir.join(DATABASE_URL_FILE);
            std::fs::read_to_string(&path).with_context(|| {
                format!(
                    "no database is named, and no assetqc serve has left its own in {}",
                    path.display()
                )
            })?
        }
    };
    url.trim()
        .parse()
        .context("the database's address cannot be read")
}

async fn open(settings: Settings, options: PgConnectOptions) -> anyhow::Result<App> {
    let db = db::connect_with(options, settings.database_connections).await?;
    db::migrate(&db).await?;
    let blobs = Blobs::open(&settings.blobs, settings.scratch_dir())?;
    let stopping = CancellationToken::new();
    Ok(App::new(Parts {
        registry: Arc::new(work::registry()),
        events: events::Hub::start(db.clone(), stopping.clone()),
        tvs: tv_sessions::Relay::start(db.clone(), stopping.clone()),
        passwords: Passwords::new()?,
        media: MediaTools::of(&settings),
        disk: Disk::of(&settings),
        grants: Grants::default(),
        masters: Masters::default(),
        receivers: Receivers::default(),
        webhooks: webhooks::Caller::new(settings.webhook, webhooks::of_system())?,
        db,
        blobs,
        settings,
        stopping,
    }))
}

fn start_workers(app: &App, work: Work) -> Option<Workers> {
    match work {
        Work::Here(times) => Some(Workers::start(app, app.registry.clone(), times)),
        Work::Elsewhere => None,
    }
}

async fn start_database(data_dir: &Path) -> anyhow::Result<Supervisor> {
    let postgres = Supervisor::start(&data_dir.join("postgres"), Durability::Full).await?;
    let path = data_dir.join(DATABASE_URL_FILE);
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(&path)?;
    std::io::Write::write_all(&mut file, postgres.address().url(DATABASE).as_bytes())?;
    Ok(postgres)
}

/// Ours alone, except for passing through: the database's own user lives below.
fn make_private(data_dir: &Path) -> anyhow::Result<()> {
    let named = || format!("cannot make the data folder {}", data_dir.display());
    if !data_dir.exists() {
        std::fs::create_dir_all(data_dir).with_context(named)?;
        std::fs::set_permissions(data_dir, std::fs::Permissions::from_mode(0o711)).with_context(named)?;
    }
    Ok(())
}

fn answer(
    app: App,
    listener: TcpListener,
) -> anyhow::Result<impl Future<Output = std::io::Result<()>> + Send + 'static> {
    let service = routes::router(&app)?.into_make_service_with_connect_info::<SocketAddr>();
    let stopping = app.stopping.clone();
    Ok(async move {
        axum::serve(listener, service)
            .with_graceful_shutdown(stopping.cancelled_owned())
            .await
    })
}
