//! A real S3 server on loopback, light enough for every run of the tests, with a proxy before it that does what networks do:
//! it answers 503, or cuts the connection, at requests of the test's choice, and notes every request.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use server::config::{BlobSetting, S3Setting, Secret};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;

/// As short as a bucket's name may be, and so should the prefix be: this store makes names of files of them together with the key.
pub const BUCKET: &str = "aqc";
pub const ACCESS_KEY_ID: &str = "test";
pub const SECRET_ACCESS_KEY: &str = "secret of a test";

/// What happens to a request in place of its answer.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// The store is overloaded.
    Unavailable,
    /// The store did what was asked, and nobody hears of it.
    AnswerLost,
    /// So many bytes of the answer come, then the connection is gone.
    CutAfter(usize),
}

struct Planned {
    method: &'static str,
    part_of_target: &'static str,
    times_left: u32,
    fault: Fault,
}

#[derive(Default)]
struct Network {
    planned: Mutex<Vec<Planned>>,
    /// `PUT /bucket/key?partNumber=1`
    seen: Mutex<Vec<String>>,
}

/// Stops when it is dropped.
pub struct S3Store {
    proxy: SocketAddr,
    dir: TempDir,
    network: Arc<Network>,
    _tasks: JoinSet<()>,
}

impl S3Store {
    /// An empty bucket.
    pub async fn start() -> anyhow::Result<S3Store> {
        let dir = TempDir::new()?;
        std::fs::create_dir(dir.path().join(BUCKET))?;
        let store = FileSystem::new(dir.path()).map_err(|error| anyhow::anyhow!("no store: {error:?}"))?;
        let mut service = S3ServiceBuilder::new(store);
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
        let service = service.build();
        let (store, proxy) = (
            TcpListener::bind("127.0.0.1:0").await?,
            TcpListener::bind("127.0.0.1:0").await?,
        );
        let (at, proxy_at) = (store.local_addr()?, proxy.local_addr()?);
        let network = Arc::new(Network::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            while let Ok((socket, _)) = store.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let http = auto::Builder::new(TokioExecutor::new());
                    // A client that hangs up is no fault of ours.
                    let _ = http.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        let passing = network.clone();
        tasks.spawn(async move {
            while let Ok((client, _)) = proxy.accept().await {
                let network = passing.clone();
                // As when a wire is cut: both ends see a closed connection.
                tokio::spawn(async move { pass(client, at, &network).await.ok() });
            }
        });
        Ok(S3Store {
            proxy: proxy_at,
            dir,
            network,
            _tasks: tasks,
        })
    }

    pub fn endpoint(&self) -> Url {
        Url::parse(&format!("http://{}", self.proxy))
            .unwrap_or_else(|error| unreachable!("an address: {error}"))
    }

    pub fn setting(&self, prefix: &str) -> BlobSetting {
        BlobSetting::S3(S3Setting {
            bucket: BUCKET.into(),
            prefix: prefix.into(),
            region: "us-east-1".into(),
            endpoint: Some(self.endpoint()),
            access_key_id: Some(ACCESS_KEY_ID.into()),
            secret_access_key: Some(Secret::new(SECRET_ACCESS_KEY)),
        })
    }

    /// The next `times` requests with this method, whose path and query contain this, meet the fault.
    pub fn breaks(&self, method: &'static str, part_of_target: &'static str, times: u32, fault: Fault) {
        lock(&self.network.planned).push(Planned {
            method,
            part_of_target,
            times_left: times,
            fault,
        });
    }

    /// Whatever was planned and did not happen, does not happen any more.
    pub fn heals(&self) {
        lock(&self.network.planned).clear();
    }

    /// How many requests with this method, whose path and query contain this, there were.
    pub fn count(&self, method: &str, part_of_target: &str) -> usize {
        let seen = lock(&self.network.seen);
        let is_such = |line: &&String| line.starts_with(method) && line.contains(part_of_target);
        seen.iter().filter(is_such).count()
    }

    /// The objects that can be read, by their keys: what the store keeps of unfinished uploads is not among them.
    pub fn objects(&self) -> Vec<String> {
        let root = self.dir.path().join(BUCKET);
        let mut folders = vec![root.clone()];
        let mut keys = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(key) = path.strip_prefix(&root) {
                    keys.push(key.to_string_lossy().into_owned());
                }
            }
        }
        keys.sort();
        keys
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Network {
    fn meets(&self, line: &str) -> Option<Fault> {
        lock(&self.seen).push(line.to_owned());
        let mut planned = lock(&self.planned);
        let met = planned.iter_mut().find(|planned| {
            planned.times_left > 0
                && line.starts_with(planned.method)
                && line.contains(planned.part_of_target)
        })?;
        met.times_left -= 1;
        Some(met.fault)
    }
}

const HEAD_LIMIT_BYTES: usize = 64 * 1024;
const UNAVAILABLE: &[u8] = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// One request for each connection, so that every one is seen.
async fn pass(mut client: TcpStream, store: SocketAddr, network: &Network) -> anyhow::Result<()> {
    let mut head = Vec::new();
    let end = loop {
        if let Some(end) = head.windows(4).position(|at| at == b"\r\n\r\n") {
            break end;
        }
        anyhow::ensure!(head.len() < HEAD_LIMIT_BYTES, "no end of the head");
        anyhow::ensure!(client.read_buf(&mut head).await? > 0, "nothing was asked");
    };
    let text = std::str::from_utf8(head.get(..end).context("a head")?)?;
    let line = text.lines().next().unwrap_or_default();
    let fault = network.meets(line);
    if matches!(fault, Some(Fault::Unavailable)) {
        client.write_all(UNAVAILABLE).await?;
        return Ok(client.shutdown().await?);
    }
    let mut upstream = TcpStream::connect(store).await?;
    upstream.write_all(head.get(..end).context("a head")?).await?;
    upstream.write_all(b"\r\nConnection: close").await?;
    upstream.write_all(head.get(end..).context("a body")?).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_store, mut to_store) = upstream.into_split();
    let asking = tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_store).await });
    let passed = answer(&mut from_store, &mut to_client, fault).await;
    asking.abort();
    passed
}

async fn answer(
    from_store: &mut (impl AsyncReadExt + Unpin),
    to_client: &mut (impl AsyncWriteExt + Unpin),
    fault: Option<Fault>,
) -> anyhow::Result<()> {
    let limit = match fault {
        None => u64::MAX,
        Some(Fault::CutAfter(bytes)) => u64::try_from(bytes)?,
        Some(Fault::AnswerLost | Fault::Unavailable) => {
            tokio::io::copy(from_store, &mut tokio::io::sink()).await?;
            return Ok(());
        }
    };
    tokio::io::copy(&mut from_store.take(limit), to_client).await?;
    Ok(())
}
