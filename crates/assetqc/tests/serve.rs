//! The program as an administrator meets it: `assetqc serve` as root and as an ordinary user, killed and started again.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::json;
use tempfile::TempDir;

const NOBODY: u32 = 65534;
const PASSWORD: &str = "a harbour at night 7";

struct Serve {
    process: Child,
    /// The address that it printed, and the invitation if it gave one.
    address: String,
    invitation: Option<String>,
}

/// A folder below /tmp that every user may pass through, with the program in it: the build's folder may be closed.
struct Place {
    dir: TempDir,
    user: Option<u32>,
}

impl Place {
    fn of(user: Option<u32>) -> Place {
        let open = std::fs::Permissions::from_mode(0o711);
        let dir = tempfile::Builder::new()
            .permissions(open)
            .tempdir_in("/tmp")
            .expect("a folder");
        let program = dir.path().join("assetqc");
        // Copied by another process: a file that this one has open for writing cannot be started while another test's
        // thread is between fork and exec.
        let copied = Command::new("cp")
            .arg(env!("CARGO_BIN_EXE_assetqc"))
            .arg(&program)
            .status();
        assert!(copied.expect("cp").success());
        let data = dir.path().join("data");
        std::fs::create_dir(&data).expect("a folder");
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o711)).expect("opened");
        if let Some(user) = user {
            chown(&data, Some(user), Some(user)).expect("handed over");
        }
        Place { dir, user }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.dir.path().join("assetqc"));
        command
            .current_dir("/tmp")
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .args(args)
            .arg("--data-dir")
            .arg(self.data());
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command
    }

    fn serve(&self) -> Serve {
        let mut process = self
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("started");
        let mut invitation = None;
        for line in BufReader::new(process.stdout.take().expect("its output")).lines() {
            let line = line.expect("a line");
            if line.contains("#token=") {
                invitation = Some(line);
            } else if let Some(address) = line.strip_prefix("Asset QC listens on ") {
                return Serve {
                    process,
                    address: address.trim_end_matches('/').to_owned(),
                    invitation,
                };
            }
        }
        let ended = process.wait().expect("ended");
        panic!("the server ended before it listened: {ended}");
    }
}

impl Serve {
    fn stops_when_told(mut self) {
        signal(&self.process, nix::sys::signal::Signal::SIGTERM);
        assert!(self.process.wait().expect("ended").success());
    }
}

fn signal(process: &Child, signal: nix::sys::signal::Signal) {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(process.id() as i32), signal).expect("signalled");
}

async fn post(url: &str, body: serde_json::Value) -> (StatusCode, serde_json::Value) {
    let reply = reqwest::Client::new()
        .post(url)
        .json(&body)
        .send()
        .await
        .expect("an answer");
    (reply.status(), reply.json().await.unwrap_or_default())
}

async fn becomes_admin_and_survives_a_kill(place: &Place) {
    let mut first = place.serve();
    let link = first.invitation.clone().expect("nobody can sign in yet");
    let token = link.split_once("#token=").expect("a secret").1;
    let (status, session) = post(
        &format!("{}/api/v1/invitations/accept", first.address),
        json!({ "token": token, "password": PASSWORD }),
    )
    .await;
    assert_eq!(status, 201, "{session}");
    let email = session["person"]["email"].clone();

    let refused = place
        .command(&["serve", "--listen", "127.0.0.1:0"])
        .output()
        .expect("ran");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("in use by another assetqc serve"),
        "{said}"
    );
    let migrated = place.command(&["migrate"]).output().expect("ran");
    assert!(
        migrated.status.success(),
        "another process finds the private database: {migrated:?}"
    );

    signal(&first.process, nix::sys::signal::Signal::SIGKILL);
    first.process.wait().expect("killed");
    let began = Instant::now();
    let second = place.serve();
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "serving again after {:?}",
        began.elapsed()
    );
    assert_eq!(second.invitation, None, "someone can sign in");
    let (status, _) = post(
        &format!("{}/api/v1/sessions", second.address),
        json!({ "email": email, "password": PASSWORD }),
    )
    .await;
    assert_eq!(status, 201, "what was acknowledged is there");
    second.stops_when_told();
    assert!(
        !place.data().join("postgres/cluster/postmaster.pid").exists(),
        "the database stopped with its server"
    );
}

#[tokio::test]
async fn serve_runs_as_whoever_starts_it() {
    becomes_admin_and_survives_a_kill(&Place::of(None)).await;
}

#[tokio::test]
async fn serve_runs_as_an_ordinary_user() {
    if !nix::unistd::geteuid().is_root() {
        println!("not started as root: the test beside this one was the ordinary user");
        return;
    }
    becomes_admin_and_survives_a_kill(&Place::of(Some(NOBODY))).await;
}

#[tokio::test]
async fn wrong_settings_are_told_all_at_once_with_remedies() {
    let place = Place::of(None);
    let checked = place
        .command(&["config", "check", "--listen", "here", "--jail", "perhaps"])
        .output()
        .expect("ran");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(!checked.status.success());
    assert!(
        said.contains("\nlisten: ") && said.contains("\njail: perhaps is not known"),
        "{said}"
    );
    assert!(
        Path::new(&place.data())
            .read_dir()
            .expect("readable")
            .next()
            .is_none(),
        "a check makes nothing"
    );
}
