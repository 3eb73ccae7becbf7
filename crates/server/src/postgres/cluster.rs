//! One cluster on disk: its folders, its making, and the command line that runs it.
//! Peer authentication only: whoever may open the socket is asked of the kernel, and no password exists.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File, OpenOptions};
use std::hash::{Hash, Hasher};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use nix::unistd::{Pid, User, geteuid};

use super::{Address, Binaries, Owner, PostgresError, ROLE, folder};

/// A socket's address holds 108 bytes; its file name takes 20 of them.
const SOCKET_DIR_LIMIT_BYTES: usize = 80;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// What was acknowledged survives a power cut.
    Full,
    /// For tests: nothing is forced to disk.
    None,
}

#[derive(Clone, Debug)]
pub struct Cluster {
    home: PathBuf,
    socket_dir: PathBuf,
    binaries: Binaries,
    owner: Owner,
    durability: Durability,
}

impl Cluster {
    /// The cluster under `home`, made when it is not there.
    pub fn open(home: &Path, durability: Durability) -> Result<Cluster, PostgresError> {
        let home = std::path::absolute(home).map_err(folder("cannot find", home))?;
        let cluster = Cluster {
            socket_dir: socket_dir(&home),
            binaries: Binaries::find()?,
            owner: Owner::of_process()?,
            durability,
            home,
        };
        cluster.make_folders()?;
        if !cluster.data_dir().join("PG_VERSION").exists() {
            cluster.make()?;
        }
        cluster.write_access()?;
        Ok(cluster)
    }

    pub fn address(&self) -> Address {
        Address {
            socket_dir: self.socket_dir.clone(),
        }
    }

    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The process that runs this cluster now, if there is one: left behind by a server that was killed.
    pub fn running(&self) -> Option<Pid> {
        let text = fs::read_to_string(self.data_dir().join("postmaster.pid")).ok()?;
        let pid: i32 = text.lines().next()?.trim().parse().ok()?;
        // After a reboot the number may be another program's.
        let command_line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let data_dir = self.data_dir();
        let is_ours = command_line
            .split(|byte| *byte == 0)
            .any(|arg| arg == data_dir.as_os_str().as_encoded_bytes());
        is_ours.then(|| Pid::from_raw(pid))
    }

    pub fn start(&self) -> Result<Child, PostgresError> {
        let program = self.binaries.postgres();
        let log = self.open_log()?;
        let log_too = log
            .try_clone()
            .map_err(folder("cannot write", &self.log_path()))?;
        let mut command = self.command(&program);
        command.arg("-D").arg(self.data_dir());
        for setting in self.settings() {
            command.arg("-c").arg(setting);
        }
        // A group of its own: Ctrl-C in the terminal must not stop the database before the server has finished.
        command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(log_too);
        command
            .spawn()
            .map_err(|source| PostgresError::Run { program, source })
    }

    /// The end of the server's log, for error messages.
    pub fn last_words(&self) -> String {
        let text = fs::read(self.log_path()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join(" | ")
    }

    fn data_dir(&self) -> PathBuf {
        self.home.join("cluster")
    }

    fn log_path(&self) -> PathBuf {
        self.home.join("postgres.log")
    }

    fn settings(&self) -> Vec<String> {
        let mut settings = vec![
            "listen_addresses=".to_owned(),
            format!("unix_socket_directories={}", self.socket_dir.display()),
            "unix_socket_permissions=0700".to_owned(),
            "max_connections=200".to_owned(),
            "shared_buffers=256MB".to_owned(),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
            "idle_in_transaction_session_timeout=60s".to_owned(),
            "wal_compression=on".to_owned(),
        ];
        let force = if self.durability == Durability::Full {
            "on"
        } else {
            "off"
        };
        settings.extend(
            ["fsync", "full_page_writes", "synchronous_commit"].map(|name| format!("{name}={force}")),
        );
        settings
    }

    fn make_folders(&self) -> Result<(), PostgresError> {
        fs::create_dir_all(&self.home).map_err(folder("cannot make", &self.home))?;
        self.owner.may_reach(&self.data_dir())?;
        for path in [self.data_dir(), self.socket_dir.clone()] {
            fs::create_dir_all(&path).map_err(folder("cannot make", &path))?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700))
                .map_err(folder("cannot close", &path))?;
            self.owner.take(&path)?;
        }
        Ok(())
    }

    fn make(&self) -> Result<(), PostgresError> {
        let program = self.binaries.initdb();
        let mut command = self.command(&program);
        command.arg("-D").arg(self.data_dir());
        command.args([
            "-U",
            ROLE,
            "--auth=peer",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
        ]);
        if self.durability == Durability::None {
            command.arg("--no-sync");
        }
        let output = command.output().map_err(|source| PostgresError::Run {
            program: program.clone(),
            source,
        })?;
        if output.status.success() {
            return Ok(());
        }
        let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(PostgresError::Failed { program, output })
    }

    /// Who may come in: the owner, and whoever runs this program, both as our one role.
    fn write_access(&self) -> Result<(), PostgresError> {
        let me = User::from_uid(geteuid())
            .ok()
            .flatten()
            .map_or_else(|| self.owner.name.clone(), |user| user.name);
        let mut idents = format!("ours {} {ROLE}\n", self.owner.name);
        if me != self.owner.name {
            idents.push_str(&format!("ours {me} {ROLE}\n"));
        }
        self.write_if_changed("pg_hba.conf", "local all all peer map=ours\n")?;
        self.write_if_changed("pg_ident.conf", &idents)
    }

    fn write_if_changed(&self, name: &str, text: &str) -> Result<(), PostgresError> {
        let path = self.data_dir().join(name);
        if fs::read_to_string(&path).is_ok_and(|present| present == text) {
            return Ok(());
        }
        fs::write(&path, text).map_err(folder("cannot write", &path))?;
        self.owner.take(&path)
    }

    fn open_log(&self) -> Result<File, PostgresError> {
        let path = self.log_path();
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path);
        log.map_err(folder("cannot write", &path))
    }

    /// A command that runs as the owner, in a folder that every user may enter.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir("/")
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC");
        if self.owner.is_other {
            command.uid(self.owner.uid).gid(self.owner.gid);
        }
        command
    }
}

/// Beside the data where the path is short enough, else a short name of its own in the folder for temporary files.
fn socket_dir(home: &Path) -> PathBuf {
    let beside = home.join("socket");
    if beside.as_os_str().len() <= SOCKET_DIR_LIMIT_BYTES {
        return beside;
    }
    let mut hasher = DefaultHasher::new();
    home.hash(&mut hasher);
    PathBuf::from(format!("/tmp/assetqc-{:016x}", hasher.finish()))
}
