//! Which jail this machine permits, found out once at start-up by putting a real program into it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Jail, JailLimits};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JailStatus {
    /// Bubblewrap as root; the program itself runs as `nobody` without any capability.
    AsNobody,
    /// Bubblewrap in a user namespace of an unprivileged user.
    UserNamespace,
    /// The operator's explicit setting: limits and hard kill, but no separation from files and network.
    Unjailed,
    /// Nothing works here; media work is refused.
    Unavailable { reason: String },
}

impl std::fmt::Display for JailStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            JailStatus::AsNobody => f.write_str("bubblewrap, programs run as nobody"),
            JailStatus::UserNamespace => f.write_str("bubblewrap in a user namespace"),
            JailStatus::Unjailed => f.write_str("NONE: media programs can read files and reach the network"),
            JailStatus::Unavailable { reason } => write!(f, "unavailable: {reason}"),
        }
    }
}

/// Hands out jails of the kind that this machine permits.
#[derive(Debug, Clone)]
pub struct Jailer {
    status: JailStatus,
}

impl Jailer {
    /// Finds the jail that works. `unjailed` is the operator's setting to do without one, taken only when none works.
    pub async fn open(unjailed: bool) -> Jailer {
        let status = match Jail::probe().await {
            JailStatus::Unavailable { reason } if unjailed => {
                tracing::warn!(%reason, "media programs run without a jail, as set");
                JailStatus::Unjailed
            }
            found => found,
        };
        Jailer { status }
    }

    pub fn with_status(status: JailStatus) -> Jailer {
        Jailer { status }
    }

    pub fn status(&self) -> &JailStatus {
        &self.status
    }

    pub fn can_work(&self) -> bool {
        !matches!(self.status, JailStatus::Unavailable { .. })
    }
}

impl Jail {
    /// Tries the jail that fits our user and says which one is on.
    pub async fn probe() -> JailStatus {
        for needed in ["bwrap", "prlimit", "setpriv"] {
            if find_in_path(needed).is_none() {
                let reason = format!("the program '{needed}' is missing (install bubblewrap and util-linux)");
                return JailStatus::Unavailable { reason };
            }
        }
        // Root inside a container may lack the right to mount: there the user namespace is the second try.
        let candidates: &[JailStatus] = if nix::unistd::geteuid().is_root() {
            &[JailStatus::AsNobody, JailStatus::UserNamespace]
        } else {
            &[JailStatus::UserNamespace]
        };
        let mut reasons = Vec::new();
        for candidate in candidates {
            match try_out(candidate).await {
                Ok(()) => return candidate.clone(),
                Err(reason) => reasons.push(reason),
            }
        }
        JailStatus::Unavailable {
            reason: reasons.join("; "),
        }
    }
}

async fn try_out(candidate: &JailStatus) -> Result<(), String> {
    let limits = JailLimits::inspection().within(Duration::from_secs(10));
    let jail = Jail::new(&Jailer::with_status(candidate.clone())).limits(limits);
    match jail.run(Path::new("true"), &[], |_| {}).await {
        Ok(outcome) if outcome.success() => Ok(()),
        Ok(outcome) => Err(format!("{}: {}", outcome.exit, outcome.stderr.trim())),
        Err(error) => Err(error.to_string()),
    }
}

/// A program by absolute path, or by name in the PATH and the system's usual folders.
pub(crate) fn find_in_path(program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        let path = PathBuf::from(program);
        return path
            .is_file()
            .then(|| std::fs::canonicalize(&path).unwrap_or(path));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(usual)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}
