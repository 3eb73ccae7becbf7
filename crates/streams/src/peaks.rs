//! Waveform peaks: per channel and bucket of samples the lowest and highest value, made once on the server so that a
//! timeline draws six channels of a film without decoding it.
//!
//! The file: 4 bytes `AQPK`; header length as u32, little-endian; a JSON header `{channels, sample_rate,
//! samples_per_peak, length}`; then `length` buckets, each with for every channel two i8: minimum, maximum (−127…127,
//! full scale; silence is 0, 0). The last bucket may cover fewer samples.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::jail::{Jail, JailError, JailLimits, Jailer};
use crate::manifest::SoundRendition;
use crate::plan::words;
use crate::probe::Tools;
use crate::verify::complaints_in;

const MAGIC: [u8; 4] = *b"AQPK";
const HEADER_LIMIT_BYTES: u32 = 4096;
const CHANNELS_LIMIT: usize = 64;
/// 100 buckets a second at 48 kHz, fine enough for a sample-accurate look at a frame.
const SAMPLES_PER_PEAK: u64 = 480;
/// Long films get coarser buckets: 6 channels stay under 2.5 MB.
const LENGTH_LIMIT: u64 = 200_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeaksHeader {
    pub channels: usize,
    pub sample_rate: u32,
    pub samples_per_peak: u64,
    /// Number of buckets.
    pub length: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peaks {
    pub header: PeaksHeader,
    /// Minimum and maximum, channel after channel, bucket after bucket.
    pub values: Vec<(i8, i8)>,
}

impl Peaks {
    pub fn at(&self, bucket: usize, channel: usize) -> Option<(i8, i8)> {
        let inside = channel < self.header.channels;
        inside
            .then(|| self.values.get(bucket * self.header.channels + channel).copied())
            .flatten()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum PeaksError {
    #[error("{channels} channels cannot be drawn")]
    Channels { channels: usize },
    #[error("ffmpeg could not decode the sound: {why}")]
    Failed { why: String },
    #[error("decoded {found} samples of {expected}")]
    SampleCount { expected: u64, found: u64 },
    #[error("not a file of peaks: {problem}")]
    Malformed { problem: &'static str },
    #[error(transparent)]
    Jail(#[from] JailError),
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: std::io::Error },
}

pub fn file_name(sound: usize) -> String {
    format!("peaks_{sound}.bin")
}

/// Decodes the encoded sound at `encoded` (an MP4 of a sound rendition) and writes its peaks to `target`.
pub async fn make(
    jailer: &Jailer,
    tools: &Tools,
    encoded: &Path,
    sound: &SoundRendition,
    target: &Path,
) -> Result<PeaksHeader, PeaksError> {
    let channels = sound.channels.len();
    if channels == 0 || channels > CHANNELS_LIMIT {
        return Err(PeaksError::Channels { channels });
    }
    let samples_per_peak = sound.samples.div_ceil(LENGTH_LIMIT).max(SAMPLES_PER_PEAK);
    let mut buckets = Buckets::new(channels, samples_per_peak);
    let jail = Jail::new(jailer)
        .read(encoded, "sound.mp4")?
        .limits(JailLimits::default());
    let mut args = words("-hide_banner -nostdin -nostats -v repeat+level+warning");
    args.extend(words(
        "-protocol_whitelist file,pipe -format_whitelist mov -f mov -i in/sound.mp4",
    ));
    args.extend(words("-map 0:a:0 -c:a pcm_s16le -f s16le pipe:1"));
    let outcome = jail
        .run_bytes(&tools.ffmpeg, &args, |bytes| {
            buckets.push(bytes);
            Ok(())
        })
        .await?;
    let complaints = complaints_in(&outcome.stderr);
    if !outcome.success() || !complaints.is_empty() {
        return Err(PeaksError::Failed {
            why: format!("{}: {}", outcome.exit, complaints.join(" | ")),
        });
    }
    if buckets.samples != sound.samples {
        return Err(PeaksError::SampleCount {
            expected: sound.samples,
            found: buckets.samples,
        });
    }
    let values = buckets.finish();
    let length = (values.len() / channels) as u64;
    let header = PeaksHeader {
        channels,
        sample_rate: sound.sample_rate,
        samples_per_peak,
        length,
    };
    write(target, &header, &values).map_err(|source| PeaksError::Write {
        path: target.to_owned(),
        source,
    })?;
    Ok(header)
}

fn write(target: &Path, header: &PeaksHeader, values: &[(i8, i8)]) -> std::io::Result<()> {
    let json = serde_json::to_vec(header)?;
    let length = u32::try_from(json.len()).map_err(std::io::Error::other)?;
    let mut file = BufWriter::new(std::fs::File::create(target)?);
    file.write_all(&MAGIC)?;
    file.write_all(&length.to_le_bytes())?;
    file.write_all(&json)?;
    for (low, high) in values {
        file.write_all(&[low.to_le_bytes(), high.to_le_bytes()].concat())?;
    }
    file.flush()
}

/// Reads a file of peaks.
pub fn read(bytes: &[u8]) -> Result<Peaks, PeaksError> {
    let malformed = |problem| PeaksError::Malformed { problem };
    let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(malformed("too short"))?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(malformed("too short"))?;
    let length = u32::from_le_bytes(*length);
    if *magic != MAGIC || length > HEADER_LIMIT_BYTES {
        return Err(malformed("wrong magic or header length"));
    }
    let (json, body) = rest
        .split_at_checked(length as usize)
        .ok_or(malformed("header cut short"))?;
    let header: PeaksHeader = serde_json::from_slice(json).map_err(|_| malformed("header unreadable"))?;
    let expected = (header.channels as u64)
        .checked_mul(header.length)
        .and_then(|n| n.checked_mul(2));
    if expected != Some(body.len() as u64) {
        return Err(malformed("length differs from the header's"));
    }
    let (pairs, _) = body.as_chunks::<2>();
    let values = pairs
        .iter()
        .map(|[low, high]| (i8::from_le_bytes([*low]), i8::from_le_bytes([*high])))
        .collect();
    Ok(Peaks { header, values })
}

/// Gathers interleaved 16-bit samples into buckets, whatever pieces they arrive in.
struct Buckets {
    samples_per_peak: u64,
    /// Samples of each channel so far.
    samples: u64,
    channel: usize,
    /// The first byte of a sample whose second byte is still to come.
    half: Option<u8>,
    open: Vec<(i16, i16)>,
    closed: Vec<(i8, i8)>,
}

const EMPTY: (i16, i16) = (i16::MAX, i16::MIN);

impl Buckets {
    fn new(channels: usize, samples_per_peak: u64) -> Buckets {
        let open = vec![EMPTY; channels];
        Buckets {
            samples_per_peak,
            samples: 0,
            channel: 0,
            half: None,
            open,
            closed: Vec::new(),
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        let mut bytes = bytes;
        if let (Some(low), Some((high, rest))) = (self.half, bytes.split_first()) {
            self.half = None;
            self.sample(i16::from_le_bytes([low, *high]));
            bytes = rest;
        }
        let (samples, rest) = bytes.as_chunks::<2>();
        for sample in samples {
            self.sample(i16::from_le_bytes(*sample));
        }
        if let [low] = rest {
            self.half = Some(*low);
        }
    }

    fn sample(&mut self, value: i16) {
        if let Some((low, high)) = self.open.get_mut(self.channel) {
            *low = value.min(*low);
            *high = value.max(*high);
        }
        self.channel += 1;
        if self.channel == self.open.len() {
            self.channel = 0;
            self.samples += 1;
            if self.samples.is_multiple_of(self.samples_per_peak) {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        for range in &mut self.open {
            self.closed.push((scaled(range.0), scaled(range.1)));
            *range = EMPTY;
        }
    }

    fn finish(mut self) -> Vec<(i8, i8)> {
        if !self.samples.is_multiple_of(self.samples_per_peak) {
            self.close();
        }
        self.closed
    }
}

/// Towards zero, so that the noise of a silent track stays a line; symmetric, so that full scale is ±127.
fn scaled(value: i16) -> i8 {
    i8::try_from((value / 256).clamp(-127, 127)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_do_not_depend_on_how_the_bytes_arrive() {
        let samples: Vec<u8> = (0..1000i16).flat_map(|n| (n * 32).to_le_bytes()).collect();
        let in_pieces = |size: usize| {
            let mut buckets = Buckets::new(2, 100);
            samples.chunks(size).for_each(|piece| buckets.push(piece));
            buckets.finish()
        };
        let whole = in_pieces(samples.len());
        assert_eq!(whole.len(), 10);
        assert_eq!(whole.first(), Some(&(0, 24)));
        assert!([1, 3, 7, 64].into_iter().all(|size| in_pieces(size) == whole));
    }

    #[test]
    fn silence_is_zero_and_full_scale_is_symmetric() {
        assert_eq!((scaled(-3), scaled(i16::MIN), scaled(i16::MAX)), (0, -127, 127));
    }

    #[test]
    fn a_file_cut_short_is_refused() {
        let header = PeaksHeader {
            channels: 1,
            sample_rate: 48_000,
            samples_per_peak: 480,
            length: 2,
        };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("peaks");
        write(&path, &header, &[(-1, 1), (-2, 2)]).expect("written");
        let bytes = std::fs::read(&path).expect("read");
        assert_eq!(read(&bytes).expect("whole").at(1, 0), Some((-2, 2)));
        assert!((0..bytes.len()).all(|length| bytes.get(..length).is_some_and(|cut| read(cut).is_err())));
    }
}
