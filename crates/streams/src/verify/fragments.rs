//! One representation's initialization segment and fragments: every sample's time, length and keyframe flag, read from
//! the boxes alone (ISO/IEC 14496-12: tfdt, tfhd, trun, trex, elst). Media data is skipped, never loaded.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use mp4_atom::{Atom, FourCC, Header, Moof, Moov, ReadAtom, ReadFrom, Trak};

use super::{VerifyError, io, malformed};

/// A box of metadata larger than this is not ours: two hours of pictures index in under 8 MiB.
const BOX_LIMIT_BYTES: usize = 64 << 20;
/// 24 hours at 120 frames.
const SAMPLES_LIMIT: usize = 24 * 3600 * 120;
/// `sample_is_non_sync_sample` of a sample's flags (§8.8.3.1).
const NON_SYNC: u32 = 0x0001_0000;
pub(super) const MDAT: FourCC = FourCC::new(b"mdat");

pub(super) struct Track {
    file: String,
    time_scale: u32,
    /// Where the edit list lets the presentation begin, in ticks of the media; 0 without one.
    edit_start_ticks: i64,
    samples: Vec<Sample>,
}

#[derive(Debug, Clone, Copy)]
struct Sample {
    start_ticks: u64,
    duration_ticks: u64,
    composition_offset_ticks: i64,
    is_sync: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Defaults {
    duration: u32,
    size: u32,
    flags: u32,
}

impl Track {
    pub fn read(folder: &Path, init: &str, segments: &[String]) -> Result<Track, VerifyError> {
        let moov = read_moov(folder, init)?;
        let trak = only_track(&moov, init)?;
        let defaults = moov
            .mvex
            .as_ref()
            .and_then(|mvex| mvex.trex.iter().find(|trex| trex.track_id == trak.tkhd.track_id))
            .map(|trex| Defaults {
                duration: trex.default_sample_duration,
                size: trex.default_sample_size,
                flags: trex.default_sample_flags,
            })
            .ok_or_else(|| malformed(init, "no trex box"))?;
        let mut track = Track {
            file: init.to_owned(),
            time_scale: trak.mdia.mdhd.timescale,
            edit_start_ticks: edit_start(trak, init)?,
            samples: Vec::new(),
        };
        for segment in segments {
            track.read_segment(folder, segment, defaults)?;
        }
        Ok(track)
    }

    fn read_segment(&mut self, folder: &Path, name: &str, defaults: Defaults) -> Result<(), VerifyError> {
        // Bytes of samples that the fragments announced and no media box has brought yet.
        let mut awaited_bytes = None;
        let mut file = open(folder, name)?;
        while let Some(header) = next_box(&mut file, name)? {
            if header.kind == Moof::KIND {
                let moof = Moof::read_atom(&header, &mut file).map_err(|e| malformed(name, e))?;
                let bytes = self.add_fragment(&moof, name, defaults)?;
                awaited_bytes = Some(awaited_bytes.unwrap_or(0u64).saturating_add(bytes));
                continue;
            }
            if header.kind == MDAT {
                let brought = header.size.map_or(0, |size| size as u64);
                awaited_bytes = awaited_bytes.map(|bytes| bytes.saturating_sub(brought));
            }
            skip(&mut file, &header, name)?;
        }
        match awaited_bytes {
            Some(0) => Ok(()),
            Some(bytes) => Err(malformed(name, format!("{bytes} bytes of media are missing"))),
            None => Err(malformed(name, "no fragment")),
        }
    }

    /// Adds the samples of a fragment; returns how many bytes of media they have.
    fn add_fragment(&mut self, moof: &Moof, name: &str, defaults: Defaults) -> Result<u64, VerifyError> {
        let [traf] = moof.traf.as_slice() else {
            return Err(malformed(name, "a fragment must have one track"));
        };
        let tfdt = traf.tfdt.as_ref().ok_or_else(|| malformed(name, "no tfdt box"))?;
        self.check_joins(tfdt.base_media_decode_time, name)?;
        let defaults = Defaults {
            duration: traf.tfhd.default_sample_duration.unwrap_or(defaults.duration),
            size: traf.tfhd.default_sample_size.unwrap_or(defaults.size),
            flags: traf.tfhd.default_sample_flags.unwrap_or(defaults.flags),
        };
        let mut bytes = 0u64;
        for entry in traf.trun.iter().flat_map(|trun| trun.samples.iter()) {
            if self.samples.len() >= SAMPLES_LIMIT {
                return Err(malformed(name, "too many samples"));
            }
            bytes = bytes.saturating_add(u64::from(entry.size.unwrap_or(defaults.size)));
            self.samples.push(Sample {
                start_ticks: self.duration_ticks(),
                duration_ticks: u64::from(entry.duration.unwrap_or(defaults.duration)),
                composition_offset_ticks: entry.cts.unwrap_or(0),
                is_sync: entry.flags.unwrap_or(defaults.flags) & NON_SYNC == 0,
            });
        }
        Ok(bytes)
    }

    /// A fragment begins where the one before ended, the first at 0.
    fn check_joins(&self, found: u64, name: &str) -> Result<(), VerifyError> {
        let (file, expected) = (name.to_owned(), self.duration_ticks());
        if found == expected {
            return Ok(());
        }
        if self.samples.is_empty() {
            let ticks = i64::try_from(found).unwrap_or(i64::MAX);
            return Err(VerifyError::FirstTimestamp { file, ticks });
        }
        Err(VerifyError::Gap {
            file,
            expected,
            found,
        })
    }

    pub fn sample_count(&self) -> u64 {
        self.samples.len() as u64
    }

    /// End of the last sample.
    pub fn duration_ticks(&self) -> u64 {
        self.samples
            .last()
            .map_or(0, |last| last.start_ticks.saturating_add(last.duration_ticks))
    }

    pub fn check_first_timestamp(&self) -> Result<(), VerifyError> {
        let first = self
            .samples
            .first()
            .ok_or_else(|| malformed(&self.file, "no sample"))?;
        let ticks = first
            .composition_offset_ticks
            .saturating_sub(self.edit_start_ticks);
        match ticks {
            0 => Ok(()),
            _ => Err(VerifyError::FirstTimestamp {
                file: self.file.clone(),
                ticks,
            }),
        }
    }

    pub fn check_time_scale(&self, expected: u32) -> Result<(), VerifyError> {
        match self.time_scale == expected {
            true => Ok(()),
            false => Err(VerifyError::TimeScale {
                file: self.file.clone(),
                expected,
                found: self.time_scale,
            }),
        }
    }

    /// Each frame as long as every other, and shown in the order of decoding.
    pub fn check_constant_frames(&self, expected: u64) -> Result<(), VerifyError> {
        for (frame, sample) in (0..).zip(&self.samples) {
            let (file, found) = (self.file.clone(), sample.duration_ticks);
            if found != expected {
                return Err(VerifyError::FrameDuration {
                    file,
                    frame,
                    expected,
                    found,
                });
            }
            let ticks = sample.composition_offset_ticks;
            if ticks != self.edit_start_ticks {
                return Err(VerifyError::Reordered { file, frame, ticks });
            }
        }
        Ok(())
    }

    pub fn check_keyframes(&self, every: u64) -> Result<(), VerifyError> {
        let missing = (0..)
            .zip(&self.samples)
            .find(|(frame, sample)| frame % every == 0 && !sample.is_sync);
        match missing {
            None => Ok(()),
            Some((frame, _)) => Err(VerifyError::Keyframe {
                file: self.file.clone(),
                frame,
            }),
        }
    }
}

/// The movie box of a file, wherever it stands.
pub(super) fn read_moov(folder: &Path, name: &str) -> Result<Moov, VerifyError> {
    let mut file = open(folder, name)?;
    while let Some(header) = next_box(&mut file, name)? {
        if header.kind == Moov::KIND {
            return Moov::read_atom(&header, &mut file).map_err(|e| malformed(name, e));
        }
        skip(&mut file, &header, name)?;
    }
    Err(malformed(name, "no moov box"))
}

/// The order of the top-level boxes, for "index in front of the media".
pub(super) fn box_order(folder: &Path, name: &str) -> Result<Vec<FourCC>, VerifyError> {
    let mut file = open(folder, name)?;
    let mut order = Vec::new();
    while let Some(header) = next_box(&mut file, name)? {
        order.push(header.kind);
        skip(&mut file, &header, name)?;
        if order.len() > 1024 {
            return Err(malformed(name, "too many boxes"));
        }
    }
    Ok(order)
}

pub(super) fn only_track<'m>(moov: &'m Moov, name: &str) -> Result<&'m Trak, VerifyError> {
    match moov.trak.as_slice() {
        [trak] => Ok(trak),
        tracks => Err(malformed(name, format!("{} tracks instead of 1", tracks.len()))),
    }
}

/// Media time at which the presentation starts. An empty edit in front would delay everything.
pub(super) fn edit_start(trak: &Trak, name: &str) -> Result<i64, VerifyError> {
    let Some(list) = trak.edts.as_ref().and_then(|edts| edts.elst.as_ref()) else {
        return Ok(0);
    };
    match list.entries.as_slice() {
        [] => Ok(0),
        [only] => match only.media_time {
            Some(ticks) => i64::try_from(ticks).map_err(|_| malformed(name, "edit list out of range")),
            None => Err(malformed(name, "the edit list delays the start")),
        },
        entries => Err(malformed(name, format!("{} edits instead of 1", entries.len()))),
    }
}

fn open(folder: &Path, name: &str) -> Result<BufReader<File>, VerifyError> {
    File::open(folder.join(name))
        .map(BufReader::new)
        .map_err(io(name))
}

fn next_box(file: &mut BufReader<File>, name: &str) -> Result<Option<Header>, VerifyError> {
    // The end of the file between two boxes is its regular end.
    let mut first = [0];
    if file.read(&mut first).map_err(io(name))? == 0 {
        return Ok(None);
    }
    file.seek_relative(-1).map_err(io(name))?;
    let header = Header::read_from(file).map_err(|e| malformed(name, e))?;
    let is_metadata = header.kind == Moov::KIND || header.kind == Moof::KIND;
    if is_metadata && header.size.is_none_or(|size| size > BOX_LIMIT_BYTES) {
        return Err(malformed(name, "a box of metadata is too large"));
    }
    Ok(Some(header))
}

/// Goes behind a box, which must be whole: media cut short would else go unnoticed.
fn skip(file: &mut BufReader<File>, header: &Header, name: &str) -> Result<(), VerifyError> {
    let length = file.get_ref().metadata().map_err(io(name))?.len();
    let position = file.stream_position().map_err(io(name))?;
    let size = header
        .size
        .map_or(length.saturating_sub(position), |size| size as u64);
    let end = position.saturating_add(size);
    if end > length {
        return Err(malformed(name, format!("cut short by {} bytes", end - length)));
    }
    let size = i64::try_from(size).map_err(|_| malformed(name, "box out of range"))?;
    file.seek_relative(size).map_err(io(name))
}
