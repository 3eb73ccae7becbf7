//! One jail per job: other people's files are only read by programs that see nothing else. Bubblewrap gives the program
//! read-only inputs under `in/`, one writable `out/`, no network, its own processes, an empty environment and limits.
//!
//! As root the program runs as `nobody`; as a normal user inside a user namespace. Where neither is permitted the
//! status says why, and nothing runs unless the operator set `unjailed`. Knows nothing of ffmpeg: `assetqc validate`
//! runs here as well.

mod command;
mod launch;
mod limits;
mod output;
mod run;
mod status;

use std::path::{Path, PathBuf};

pub use limits::JailLimits;
pub use run::{Exit, Outcome};
pub use status::{JailStatus, Jailer};

/// The user and group that programs run as when we are root: `nobody` on every Linux.
const NOBODY: u32 = 65_534;

/// One job's jail. Programs see their working folder with `in/<place>` for each input and `out/` for the output, so
/// arguments name files by these relative places.
#[derive(Debug, Clone)]
pub struct Jail {
    status: JailStatus,
    reads: Vec<ReadBind>,
    output: Option<PathBuf>,
    limits: JailLimits,
}

/// A file or folder of ours, and where the program sees it below `in/`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ReadBind {
    from: PathBuf,
    place: String,
}

#[derive(Debug, thiserror::Error)]
pub enum JailError {
    #[error("no jail is available ({reason}); media work is refused unless `unjailed` is set")]
    NoJail { reason: String },
    #[error("'{place}' is not a plain relative path and cannot be a place in the jail")]
    UnsafePlace { place: String },
    #[error("two inputs claim the place '{place}' in the jail")]
    PlaceTaken { place: String },
    #[error("{} cannot be read by the jail's unprivileged user: make it readable for others (mode 0644, folders 0755)", path.display())]
    Unreadable { path: PathBuf },
    #[error("program {} was not found", program.display())]
    NoProgram { program: PathBuf },
    #[error("cannot prepare {}", path.display())]
    Prepare { path: PathBuf, source: std::io::Error },
    #[error("cannot start {}", program.display())]
    Start {
        program: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot read what the program wrote")]
    Read(#[source] std::io::Error),
    #[error("the program wrote more than {limit_bytes} bytes to its output")]
    TooMuchOutput { limit_bytes: usize },
    #[error("the program left {} in the output folder, which is neither a plain file nor a folder", path.display())]
    StrangeOutput { path: PathBuf },
}

impl Jail {
    pub fn new(jailer: &Jailer) -> Jail {
        Jail {
            status: jailer.status().clone(),
            reads: Vec::new(),
            output: None,
            limits: JailLimits::default(),
        }
    }

    /// Lets the program read `from` (a file or a whole folder) as `in/<place>`.
    pub fn read(mut self, from: impl Into<PathBuf>, place: &str) -> Result<Jail, JailError> {
        if !is_plain_place(place) {
            return Err(JailError::UnsafePlace {
                place: place.to_owned(),
            });
        }
        if self.reads.iter().any(|bind| places_collide(&bind.place, place)) {
            return Err(JailError::PlaceTaken {
                place: place.to_owned(),
            });
        }
        self.reads.push(ReadBind {
            from: from.into(),
            place: place.to_owned(),
        });
        Ok(self)
    }

    /// The one folder that the program may write, seen as `out/`.
    pub fn write(mut self, folder: &Path) -> Jail {
        self.output = Some(folder.to_owned());
        self
    }

    pub fn limits(mut self, limits: JailLimits) -> Jail {
        self.limits = limits;
        self
    }
}

/// Relative, made of normal components only: nothing that climbs, hides or ends a string early.
pub(crate) fn is_plain_place(place: &str) -> bool {
    !place.is_empty()
        && place.len() <= 1024
        && !place.contains(['\0', '\\'])
        && place
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Equal places, or one inside the other: a bind inside a read-only bind would need a mount point there.
fn places_collide(one: &str, other: &str) -> bool {
    let inside = |outer: &str, inner: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    one == other || inside(one, other) || inside(other, one)
}
