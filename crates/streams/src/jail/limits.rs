//! What one jailed program may use at most. Set by the `prlimit` program of util-linux inside the jail, so that no unsafe
//! code is needed; the wall clock is ours.

use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JailLimits {
    /// Address space of each process. Generous: decoders of UHD reserve far more than they touch.
    pub address_space_bytes: u64,
    /// Processor time of each process, over all its threads.
    pub cpu_s: u64,
    pub open_files: u64,
    /// Largest single file that may be written.
    pub file_size_bytes: u64,
    /// Processes and threads of the jail's user.
    pub processes: u64,
    /// After this the whole jail is killed, SIGKILL and no question: a demuxer was seen deaf to SIGTERM.
    pub wall_clock: Duration,
    /// What is kept of standard error; the rest is read and dropped.
    pub stderr_bytes: usize,
}

const GIB: u64 = 1 << 30;

impl Default for JailLimits {
    fn default() -> JailLimits {
        JailLimits {
            address_space_bytes: 16 * GIB,
            cpu_s: 48 * 3600,
            open_files: 4096,
            file_size_bytes: 512 * GIB,
            processes: 1024,
            wall_clock: Duration::from_secs(24 * 3600),
            stderr_bytes: 256 * 1024,
        }
    }
}

impl JailLimits {
    /// For short looks at a file: a verdict within half a minute, whatever the file is.
    pub fn inspection() -> JailLimits {
        JailLimits {
            cpu_s: 60,
            wall_clock: Duration::from_secs(30),
            ..JailLimits::default()
        }
    }

    pub fn within(mut self, wall_clock: Duration) -> JailLimits {
        self.wall_clock = wall_clock;
        self
    }

    pub(super) fn prlimit_args(&self) -> Vec<String> {
        vec![
            format!("--as={}", self.address_space_bytes),
            format!("--cpu={}", self.cpu_s),
            format!("--nofile={}", self.open_files),
            format!("--fsize={}", self.file_size_bytes),
            format!("--nproc={}", self.processes),
            "--core=0".to_owned(),
        ]
    }
}
