//! Finds the installed PostgreSQL: the newest under Debian's folder, else whatever the path offers.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::PostgresError;

const OLDEST_MAJOR: u32 = 15;

#[derive(Clone, Debug)]
pub struct Binaries {
    bin: PathBuf,
}

impl Binaries {
    pub fn find() -> Result<Binaries, PostgresError> {
        let installed = newest_of(Path::new("/usr/lib/postgresql"));
        let bin = installed.or_else(on_path).ok_or(PostgresError::NotInstalled)?;
        let found = major_of(&bin)?;
        if found < OLDEST_MAJOR {
            return Err(PostgresError::TooOld { found, bin });
        }
        Ok(Binaries { bin })
    }

    pub fn initdb(&self) -> PathBuf {
        self.bin.join("initdb")
    }

    pub fn postgres(&self) -> PathBuf {
        self.bin.join("postgres")
    }
}

fn newest_of(versions: &Path) -> Option<PathBuf> {
    let found = std::fs::read_dir(versions).ok()?.flatten().filter_map(|entry| {
        let major: u32 = entry.file_name().to_str()?.parse().ok()?;
        let bin = entry.path().join("bin");
        (bin.join("initdb").is_file() && bin.join("postgres").is_file()).then_some((major, bin))
    });
    found.max_by_key(|(major, _)| *major).map(|(_, bin)| bin)
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut dirs = std::env::split_paths(&path);
    // A wrapper in /usr/bin may be a link into the real folder, where its companions lie.
    dirs.find_map(|dir| {
        let postgres = dir.join("postgres").canonicalize().ok()?;
        let bin = postgres.parent()?;
        bin.join("initdb").is_file().then(|| bin.to_owned())
    })
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` → 15.
fn major_of(bin: &Path) -> Result<u32, PostgresError> {
    let program = bin.join("postgres");
    let output = Command::new(&program)
        .arg("--version")
        .output()
        .map_err(|source| PostgresError::Run {
            program: program.clone(),
            source,
        })?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let major = said
        .split_whitespace()
        .filter_map(|word| word.split('.').next()?.parse().ok())
        .next();
    major.ok_or(PostgresError::Failed {
        program,
        output: said,
    })
}
