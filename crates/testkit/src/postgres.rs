//! The PostgreSQL of this test process. It lives as long as the process: a shell holds the other end of a pipe, and
//! when the pipe closes, however the process ended, it stops the server and removes the folder.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::Context;
use server::postgres::{Address, Cluster, Durability};

struct Shared {
    address: Address,
    _keeper: Child,
}

/// Started by the first test that needs it. Every test runs in a runtime of its own, so nothing here is async.
pub fn address() -> anyhow::Result<Address> {
    static SHARED: OnceLock<Result<Shared, String>> = OnceLock::new();
    match SHARED.get_or_init(|| start().map_err(|error| format!("{error:#}"))) {
        Ok(shared) => Ok(shared.address.clone()),
        Err(reason) => anyhow::bail!("the tests' PostgreSQL does not start: {reason}"),
    }
}

fn start() -> anyhow::Result<Shared> {
    // Short, because the socket's path may be no longer than 108 bytes.
    let home = PathBuf::from(format!("/tmp/assetqc-test-{}", std::process::id()));
    let cluster = Cluster::open(&home, Durability::None)?;
    let server = cluster.start()?;
    let keeper = Command::new("sh")
        .arg("-c")
        .arg("cat >/dev/null; kill -INT $1; i=0; while kill -0 $1 2>/dev/null && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done; rm -rf \"$2\"")
        .args(["keeper", &server.id().to_string()])
        .arg(&home)
        .stdin(Stdio::piped())
        .process_group_of_its_own()
        .spawn()
        .context("cannot start the keeper")?;
    wait(&cluster)?;
    Ok(Shared {
        address: cluster.address(),
        _keeper: keeper,
    })
}

fn wait(cluster: &Cluster) -> anyhow::Result<()> {
    let socket = cluster.address().socket_dir.join(".s.PGSQL.5432");
    let until = Instant::now() + Duration::from_secs(60);
    while Instant::now() < until {
        // Answering is more than being there: the first connections are refused while it starts.
        if let Ok(mut stream) = std::os::unix::net::UnixStream::connect(&socket)
            && stream.write_all(&[]).is_ok()
        {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    anyhow::bail!("no answer in a minute: {}", cluster.last_words())
}

trait OwnGroup {
    fn process_group_of_its_own(&mut self) -> &mut Self;
}

impl OwnGroup for Command {
    /// Ctrl-C in the terminal must not kill the keeper before it has tidied up.
    fn process_group_of_its_own(&mut self) -> &mut Command {
        std::os::unix::process::CommandExt::process_group(self, 0)
    }
}
