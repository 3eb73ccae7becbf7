//! Runs a program in its jail: hands on what it writes, keeps the start of what it complains, and kills everything when
//! the time is up or nobody waits any more.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use super::{Jail, JailError, JailStatus, launch::launch, output};

/// A line longer than this is handed on in pieces; no program that we run writes such lines.
const LINE_LIMIT_BYTES: usize = 1 << 20;
/// After a kill the pipes close at once; this only guards against a kernel that takes its time.
const GRACE: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Code(i32),
    Signal(i32),
    /// Killed by us at the wall-clock limit.
    TimedOut,
}

impl std::fmt::Display for Exit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Exit::Code(code) => write!(f, "exit code {code}"),
            Exit::Signal(signal) => write!(f, "killed by signal {signal}"),
            Exit::TimedOut => f.write_str("killed at the time limit"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Outcome {
    pub exit: Exit,
    /// The start of standard error, up to the limit.
    pub stderr: String,
    pub stderr_truncated: bool,
    pub wall_clock: Duration,
}

impl Outcome {
    pub fn success(&self) -> bool {
        self.exit == Exit::Code(0)
    }
}

impl Jail {
    /// Runs `program` and hands each line of its standard output to `on_stdout_line`.
    pub async fn run(
        &self,
        program: &Path,
        args: &[String],
        mut on_stdout_line: impl FnMut(&str),
    ) -> Result<Outcome, JailError> {
        let mut lines = Lines::default();
        let outcome = self
            .run_bytes(program, args, |bytes| {
                lines.push(bytes, &mut on_stdout_line);
                Ok(())
            })
            .await?;
        lines.finish(&mut on_stdout_line);
        Ok(outcome)
    }

    /// Runs `program` and returns all of its standard output, refused beyond `limit_bytes`.
    pub async fn run_capture(
        &self,
        program: &Path,
        args: &[String],
        limit_bytes: usize,
    ) -> Result<(Outcome, Vec<u8>), JailError> {
        let mut captured = Vec::new();
        let outcome = self
            .run_bytes(program, args, |bytes| {
                if captured.len() + bytes.len() > limit_bytes {
                    return Err(JailError::TooMuchOutput { limit_bytes });
                }
                captured.extend_from_slice(bytes);
                Ok(())
            })
            .await?;
        Ok((outcome, captured))
    }

    /// Runs `program` and hands on its standard output as it comes. An error from `on_stdout` ends the run.
    pub async fn run_bytes(
        &self,
        program: &Path,
        args: &[String],
        mut on_stdout: impl FnMut(&[u8]) -> Result<(), JailError>,
    ) -> Result<Outcome, JailError> {
        let as_nobody = self.status == JailStatus::AsNobody;
        let built = self.build(program, args)?;
        if let (Some(folder), true) = (&self.output, as_nobody) {
            output::hand_over(folder)?;
        }
        let mut command = Command::new(&built.program);
        command.args(&built.args).env_clear().stdin(Stdio::null());
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .process_group(0);
        if let Some(folder) = &built.folder {
            command.current_dir(folder.path()).env("PATH", "/usr/bin:/bin");
        }
        let started = Instant::now();
        let start_failed = |source| JailError::Start {
            program: built.program.clone(),
            source,
        };
        let mut child = launch(command).await.map_err(start_failed)?;
        let mut group = Group::of(child.id());
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let limit_bytes = self.limits.stderr_bytes;
        let complaints = tokio::spawn(async move { keep_start(stderr, limit_bytes).await });

        let reading = tokio::time::timeout(self.limits.wall_clock, async {
            each_chunk(stdout, &mut on_stdout).await?;
            child.wait().await.map_err(JailError::Read)
        });
        let ended = reading.await;
        let exit = match ended {
            Ok(Ok(status)) => exit_of(status, &self.status),
            Ok(Err(error)) => {
                group.kill();
                return Err(error);
            }
            Err(_) => {
                group.kill();
                let _ = tokio::time::timeout(GRACE, child.wait()).await;
                Exit::TimedOut
            }
        };
        group.disarm(&self.status);
        let (stderr, stderr_truncated) = match tokio::time::timeout(GRACE, complaints).await {
            Ok(Ok(kept)) => kept,
            _ => (String::new(), true),
        };
        if let Some(folder) = &self.output {
            output::sweep(folder, as_nobody)?;
        }
        Ok(Outcome {
            exit,
            stderr,
            stderr_truncated,
            wall_clock: started.elapsed(),
        })
    }
}

/// The process group of a run, killed when the run is dropped half-way: a canceled job leaves no ffmpeg behind.
struct Group(Option<Pid>);

impl Group {
    fn of(id: Option<u32>) -> Group {
        Group(id.and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw))
    }

    fn kill(&mut self) {
        if let Some(group) = self.0.take() {
            // Already gone is as good as killed.
            let _ = killpg(group, Signal::SIGKILL);
        }
    }

    /// The leader has been waited for. Bubblewrap's namespace died with it; without a jail, stragglers are ended here.
    fn disarm(&mut self, status: &JailStatus) {
        if *status == JailStatus::Unjailed {
            self.kill();
        }
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Bubblewrap reports a program that died of signal n as exit code 128 + n, as a shell does.
fn exit_of(status: std::process::ExitStatus, jail: &JailStatus) -> Exit {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) if code > 128 && code <= 192 && *jail != JailStatus::Unjailed => {
            Exit::Signal(code - 128)
        }
        (Some(code), _) => Exit::Code(code),
        (None, signal) => Exit::Signal(signal.unwrap_or_default()),
    }
}

async fn each_chunk(
    pipe: Option<impl AsyncRead + Unpin>,
    on_chunk: &mut impl FnMut(&[u8]) -> Result<(), JailError>,
) -> Result<(), JailError> {
    let Some(mut pipe) = pipe else { return Ok(()) };
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = pipe.read(&mut buffer).await.map_err(JailError::Read)?;
        match buffer.get(..length) {
            Some(chunk) if !chunk.is_empty() => on_chunk(chunk)?,
            _ => return Ok(()),
        }
    }
}

async fn keep_start(pipe: Option<impl AsyncRead + Unpin>, limit_bytes: usize) -> (String, bool) {
    let mut kept = Vec::new();
    let mut truncated = false;
    // A broken pipe ends the reading like its end does: what came before it is what we know.
    let _ = each_chunk(pipe, &mut |chunk| {
        let room = limit_bytes.saturating_sub(kept.len()).min(chunk.len());
        kept.extend(chunk.iter().take(room));
        truncated |= room < chunk.len();
        Ok(())
    })
    .await;
    (String::from_utf8_lossy(&kept).into_owned(), truncated)
}

#[derive(Default)]
struct Lines {
    pending: Vec<u8>,
}

impl Lines {
    fn push(&mut self, bytes: &[u8], on_line: &mut impl FnMut(&str)) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.pending.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.pending.len() > LINE_LIMIT_BYTES {
                self.finish(on_line);
            }
        }
    }

    fn finish(&mut self, on_line: &mut impl FnMut(&str)) {
        if !self.pending.is_empty() {
            let line = String::from_utf8_lossy(&self.pending);
            on_line(line.trim_end_matches(['\n', '\r']));
            self.pending.clear();
        }
    }
}
