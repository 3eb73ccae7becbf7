//! Codestreams of a true IMF profile through `opj_compress` of OpenJPEG: pictures go out as raw files, a folder of
//! them per run, two runs at a time; codestreams come back as files and are read one by one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use mxf::CodestreamHeader;
use tempfile::TempDir;
use timecode::{EditRate, Frame};

use crate::canvas::Canvas;
use crate::error::MasterError;

const PROGRAM: &str = "opj_compress";
/// Runs at a time. The whole product is measured on two cores.
const PROCESSES: usize = 2;
/// Pictures of one run: enough to forget the start of the program, few enough to keep raw files small.
const FRAMES_PER_RUN: u64 = 24;
/// Bytes of a 10-bit 4:2:2 picture to bytes of its codestream.
const COMPRESSION: u32 = 12;
/// Sub-level 1 allows 200 Mb/s.
const SUB_LEVEL: u32 = 1;
/// Codestreams of an IMF profile say so in Rsiz.
const FIRST_IMF_PROFILE: u16 = 0x0400;
/// Components per second that each main level allows, in thousands (ISO/IEC 15444-1 table A.53).
const LEVELS_THOUSAND: [u64; 5] = [65_000, 130_000, 195_000, 260_000, 520_000];

/// The codestreams of a picture track, in a temporary folder that goes when this goes.
pub struct Codestreams {
    folder: TempDir,
    frames: u64,
}

/// What to encode.
pub struct Pictures<'a> {
    pub width: u32,
    pub height: u32,
    pub edit_rate: EditRate,
    /// In the order of the track file.
    pub frames: Vec<Frame>,
    pub draw: &'a (dyn Fn(Frame) -> Canvas + Sync),
    /// PQ in BT.2020 instead of BT.709.
    pub is_pq: bool,
}

impl Pictures<'_> {
    /// Draw and encode all frames.
    ///
    /// # Errors
    /// [`MasterError::EncoderMissing`] names the package to install.
    pub fn encode(&self) -> Result<Codestreams, MasterError> {
        let folder = tempfile::tempdir().map_err(MasterError::write(std::env::temp_dir()))?;
        let next = AtomicU64::new(0);
        let worker = || -> Result<(), MasterError> {
            loop {
                let run = next.fetch_add(1, Ordering::Relaxed);
                let first = run.saturating_mul(FRAMES_PER_RUN);
                if first >= self.frames.len() as u64 {
                    return Ok(());
                }
                self.encode_run(folder.path(), run, first)?;
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..PROCESSES).map(|_| scope.spawn(worker)).collect();
            let results = workers.into_iter().map(|worker| worker.join());
            results
                .map(|result| {
                    result.unwrap_or_else(|_| {
                        let message = "a worker ended early".to_owned();
                        Err(MasterError::EncoderFailed { message })
                    })
                })
                .collect::<Result<Vec<()>, MasterError>>()
        })?;
        let codestreams = Codestreams {
            folder,
            frames: self.frames.len() as u64,
        };
        codestreams.check_profiles()?;
        Ok(codestreams)
    }

    fn encode_run(&self, folder: &Path, run: u64, first: u64) -> Result<(), MasterError> {
        let run_folder = folder.join(format!("run{run}"));
        fs::create_dir(&run_folder).map_err(MasterError::write(&run_folder))?;
        let frames = (first..).zip(self.frames.iter().skip(first as usize));
        for (number, frame) in frames.take(FRAMES_PER_RUN as usize) {
            let path = run_folder.join(format!("{number:08}.rawl"));
            let canvas = (self.draw)(*frame);
            let picture = match self.is_pq {
                true => canvas.to_yuv422p10_pq(),
                false => canvas.to_yuv422p10(),
            };
            fs::write(&path, picture).map_err(MasterError::write(&path))?;
        }
        self.run_encoder(&run_folder)?;
        for number in (first..self.frames.len() as u64).take(FRAMES_PER_RUN as usize) {
            let from = run_folder.join(format!("{number:08}.j2c"));
            let to = codestream_path(folder, number);
            fs::rename(&from, to).map_err(MasterError::read(&from))?;
        }
        fs::remove_dir_all(&run_folder).map_err(MasterError::write(&run_folder))
    }

    fn run_encoder(&self, run_folder: &Path) -> Result<(), MasterError> {
        let (width, height) = (self.width, self.height);
        let output = Command::new(PROGRAM)
            .args(["-OutFor", "j2c", "-mct", "0", "-ImgDir"])
            .arg(run_folder)
            .args(["-F", &format!("{width},{height},3,10,u@1x1:2x1:2x1")])
            .args([
                "-IMF",
                &format!("2K,mainlevel={},sublevel={SUB_LEVEL}", self.main_level()),
            ])
            .args(["-r", &COMPRESSION.to_string()])
            .stdin(Stdio::null())
            .output();
        match output {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(MasterError::EncoderMissing),
            Err(error) => Err(MasterError::EncoderFailed {
                message: error.to_string(),
            }),
            Ok(output) if !output.status.success() => Err(MasterError::EncoderFailed {
                message: last_words(&output.stderr, &output.stdout),
            }),
            Ok(_) => Ok(()),
        }
    }

    /// The lowest main level that allows this many components per second: luma and two half chroma.
    fn main_level(&self) -> usize {
        let per_frame = u64::from(self.width) * u64::from(self.height) * 2;
        let per_second = per_frame * u64::from(self.edit_rate.num()) / u64::from(self.edit_rate.den());
        let fits = LEVELS_THOUSAND
            .iter()
            .position(|limit| per_second <= limit * 1000);
        fits.unwrap_or(LEVELS_THOUSAND.len()) + 1
    }
}

impl Codestreams {
    /// One after another, read from disk.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<Vec<u8>>> {
        (0..self.frames).map(|number| fs::read(codestream_path(self.folder.path(), number)))
    }

    /// The encoder only warns when it leaves the profile: look at what it wrote.
    fn check_profiles(&self) -> Result<(), MasterError> {
        let first = codestream_path(self.folder.path(), 0);
        let bytes = fs::read(&first).map_err(MasterError::read(&first))?;
        let header = CodestreamHeader::parse(&bytes);
        match header {
            Ok(header) if header.rsiz >= FIRST_IMF_PROFILE => Ok(()),
            Ok(_) => Err(MasterError::ProfileRefused { frame: 0 }),
            Err(error) => Err(MasterError::EncoderFailed {
                message: error.to_string(),
            }),
        }
    }
}

fn codestream_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:08}.j2c"))
}

fn last_words(stderr: &[u8], stdout: &[u8]) -> String {
    let text = String::from_utf8_lossy(if stderr.is_empty() { stdout } else { stderr }).into_owned();
    let lines: Vec<&str> = text.lines().rev().take(3).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join(" / ")
}
