//! Builds the command line that puts a program into its jail: bubblewrap, then (as root) `setpriv` to give up everything,
//! then `prlimit`, then the program.
//!
//! Root does the mounting itself instead of using a user namespace: there, uid 65534 would still be root outside, which
//! limits of processes do not bind and files of root do not refuse.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::{Jail, JailError, JailStatus, NOBODY, status::find_in_path};

/// The working folder inside the jail; `in/` and `out/` stand below it.
const WORKING_FOLDER: &str = "/job";
/// Where a program that does not live in /usr is bound.
const PROGRAM_FOLDER: &str = "/program";

/// A command, and the folder that must live as long as it runs.
pub(super) struct Built {
    pub program: PathBuf,
    pub args: Vec<OsString>,
    /// Without a jail: the folder of links that stands for it.
    pub folder: Option<tempfile::TempDir>,
}

impl Jail {
    pub(super) fn build(&self, program: &Path, args: &[String]) -> Result<Built, JailError> {
        let found = program
            .to_str()
            .and_then(find_in_path)
            .ok_or_else(|| JailError::NoProgram {
                program: program.to_owned(),
            })?;
        match &self.status {
            JailStatus::Unavailable { reason } => Err(JailError::NoJail {
                reason: reason.clone(),
            }),
            JailStatus::Unjailed => self.build_unjailed(&found, args),
            JailStatus::AsNobody => self.build_jailed(&found, args, true),
            JailStatus::UserNamespace => self.build_jailed(&found, args, false),
        }
    }

    fn build_jailed(&self, program: &Path, args: &[String], as_nobody: bool) -> Result<Built, JailError> {
        let mut line = Line::default();
        if as_nobody {
            line.words("--unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try");
            line.words("--cap-drop ALL --cap-add CAP_SETUID --cap-add CAP_SETGID --cap-add CAP_SETPCAP");
        } else {
            line.words("--unshare-all --cap-drop ALL");
        }
        line.words("--die-with-parent --new-session --hostname jail --clearenv");
        line.words("--setenv PATH /usr/bin:/bin --setenv LC_ALL C.UTF-8 --setenv HOME /tmp");
        bind_system(&mut line);
        line.words("--proc /proc --dev /dev --perms 1777 --size 1073741824 --tmpfs /tmp");

        // Said for every folder: those that bubblewrap adds by itself are closed to all but root.
        for folder in self.folders_inside() {
            line.word("--dir").word(folder);
        }
        for bind in &self.reads {
            check_readable(&bind.from, as_nobody)?;
            line.word("--ro-bind")
                .word(&bind.from)
                .word(format!("{WORKING_FOLDER}/in/{}", bind.place));
        }
        if let Some(folder) = &self.output {
            line.word("--bind")
                .word(folder)
                .word(format!("{WORKING_FOLDER}/out"));
        }
        let inside = program_inside(&mut line, program, as_nobody)?;
        // In a user namespace the fresh root would be the program's own; it is closed once everything is mounted.
        line.words("--remount-ro /dev --remount-ro /")
            .word("--chdir")
            .word(WORKING_FOLDER)
            .word("--");
        if as_nobody {
            line.words("/usr/bin/setpriv --no-new-privs --clear-groups --inh-caps=-all --ambient-caps=-all");
            line.word("--bounding-set=-all")
                .word(format!("--reuid={NOBODY}"))
                .word(format!("--regid={NOBODY}"));
            line.word("--");
        }
        line.word("/usr/bin/prlimit")
            .strings(&self.limits.prlimit_args())
            .word("--");
        line.word(inside).strings(args);
        let bwrap = find_in_path("bwrap").ok_or_else(|| JailError::NoProgram {
            program: PathBuf::from("bwrap"),
        })?;
        Ok(Built {
            program: bwrap,
            args: line.0,
            folder: None,
        })
    }

    /// The working folder and each folder above a place, outermost first.
    fn folders_inside(&self) -> BTreeSet<PathBuf> {
        let inputs = Path::new(WORKING_FOLDER).join("in");
        let mut folders = BTreeSet::from([PathBuf::from(WORKING_FOLDER), inputs.clone()]);
        for bind in &self.reads {
            let above = Path::new(&bind.place).ancestors().skip(1);
            folders.extend(above.map(|folder| inputs.join(folder)));
        }
        folders
    }

    /// The same places as in a jail, made of symbolic links in a folder of the job's own.
    fn build_unjailed(&self, program: &Path, args: &[String]) -> Result<Built, JailError> {
        let folder = tempfile::tempdir().map_err(|source| JailError::Prepare {
            path: std::env::temp_dir(),
            source,
        })?;
        let link = |from: &Path, at: PathBuf| {
            let parent = at.parent().unwrap_or(&at).to_owned();
            std::fs::create_dir_all(&parent)
                .and_then(|()| std::fs::canonicalize(from))
                .and_then(|from| std::os::unix::fs::symlink(from, &at))
                .map_err(|source| JailError::Prepare {
                    path: from.to_owned(),
                    source,
                })
        };
        for bind in &self.reads {
            link(&bind.from, folder.path().join("in").join(&bind.place))?;
        }
        if let Some(output) = &self.output {
            link(output, folder.path().join("out"))?;
        }
        let mut line = Line::default();
        line.words("--no-new-privs --pdeathsig KILL --").word("prlimit");
        line.strings(&self.limits.prlimit_args())
            .word("--")
            .word(program)
            .strings(args);
        let setpriv = find_in_path("setpriv").ok_or_else(|| JailError::NoProgram {
            program: PathBuf::from("setpriv"),
        })?;
        Ok(Built {
            program: setpriv,
            args: line.0,
            folder: Some(folder),
        })
    }
}

#[derive(Default)]
struct Line(Vec<OsString>);

impl Line {
    fn word(&mut self, word: impl Into<OsString>) -> &mut Line {
        self.0.push(word.into());
        self
    }

    fn words(&mut self, words: &str) -> &mut Line {
        self.0.extend(words.split(' ').map(OsString::from));
        self
    }

    fn strings(&mut self, strings: &[String]) -> &mut Line {
        self.0.extend(strings.iter().map(OsString::from));
        self
    }
}

/// Programs and libraries of the system, read-only, and nothing else of it: no home, no /etc but what the loader needs.
fn bind_system(line: &mut Line) {
    line.words("--ro-bind /usr /usr");
    for name in ["bin", "sbin", "lib", "lib32", "lib64"] {
        let at = Path::new("/").join(name);
        match std::fs::read_link(&at) {
            Ok(target) => line.word("--symlink").word(target).word(at),
            Err(_) if at.is_dir() => line.word("--ro-bind").word(&at).word(&at),
            Err(_) => line,
        };
    }
    line.words("--dir /etc");
    for file in ["/etc/ld.so.cache", "/etc/alternatives"] {
        line.word("--ro-bind-try").word(file).word(file);
    }
}

fn program_inside(line: &mut Line, program: &Path, as_nobody: bool) -> Result<PathBuf, JailError> {
    if ["/usr", "/bin", "/sbin"]
        .iter()
        .any(|folder| program.starts_with(folder))
    {
        return Ok(program.to_owned());
    }
    check_readable(program, as_nobody)?;
    let name = program.file_name().ok_or_else(|| JailError::NoProgram {
        program: program.to_owned(),
    })?;
    let inside = Path::new(PROGRAM_FOLDER).join(name);
    line.word("--dir")
        .word(PROGRAM_FOLDER)
        .word("--ro-bind")
        .word(program)
        .word(&inside);
    Ok(inside)
}

/// `nobody` needs the permission bits for others. Found here, the mistake has a name; found by ffmpeg, it is a riddle.
fn check_readable(path: &Path, as_nobody: bool) -> Result<(), JailError> {
    let found = std::fs::metadata(path).map_err(|source| JailError::Prepare {
        path: path.to_owned(),
        source,
    })?;
    let needed = if found.is_dir() { 0o5 } else { 0o4 };
    if as_nobody && found.uid() != NOBODY && found.mode() & needed != needed {
        return Err(JailError::Unreadable {
            path: path.to_owned(),
        });
    }
    Ok(())
}
