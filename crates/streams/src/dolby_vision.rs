//! Dolby Vision of profile 8.1 in HEVC: an RPU at the end of each access unit (NAL units of type 62), and the box that says
//! so before the first sample. The picture itself stays HDR10, and a device that knows no Dolby Vision passes over both.
//!
//! Blocking file access; call from a blocking thread.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use dolby::{RpuRun, check_rpu};
use serde::{Deserialize, Serialize};
use timecode::EditRate;

use crate::boxes;
use crate::manifest::PictureRendition;
use crate::samples;
use crate::verify::{VerifyError, io, malformed};

/// What a stream says of its Dolby Vision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DolbyVisionStream {
    pub level: u8,
}

/// Samples per second that each level allows, the first being level 1.
const LEVELS: [u64; 10] = [
    1280 * 720 * 24,
    1280 * 720 * 30,
    1920 * 1080 * 24,
    1920 * 1080 * 30,
    1920 * 1080 * 60,
    3840 * 2160 * 24,
    3840 * 2160 * 30,
    3840 * 2160 * 48,
    3840 * 2160 * 60,
    3840 * 2160 * 120,
];
/// Columns that the first four levels allow.
const WIDTHS: [u32; 4] = [1280, 1280, 1920, 2560];
const PROFILE: u8 = 8;
/// Of the base layer: HDR10.
const COMPATIBILITY: u8 = 1;
/// Brand of such streams, in the file and in playlists.
pub(crate) const BRAND: &str = "db1p";

/// NAL unit type of RPUs, and how sample bytes say how long a NAL unit is.
const RPU_TYPE: u8 = 62;
const LENGTH_BYTES: u32 = 4;
/// A NAL unit of metadata that is longer is not ours.
const RPU_LIMIT_BYTES: u32 = 64 << 10;

impl DolbyVisionStream {
    /// None for a picture beyond all levels.
    #[must_use]
    pub fn of(width: u32, height: u32, rate: EditRate) -> Option<DolbyVisionStream> {
        let samples = u64::from(width) * u64::from(height) * u64::from(rate.num());
        let fits = |(place, limit): &(usize, &u64)| {
            let is_narrow = WIDTHS.get(*place).is_none_or(|columns| width <= *columns);
            is_narrow && samples <= **limit * u64::from(rate.den())
        };
        let (place, _) = LEVELS.iter().enumerate().find(fits)?;
        u8::try_from(place + 1)
            .ok()
            .map(|level| DolbyVisionStream { level })
    }

    /// As players are asked whether they play it.
    #[must_use]
    pub fn codec(self) -> String {
        format!("dvh1.{PROFILE:02}.{:02}", self.level)
    }

    /// The configuration (`dvvC`): version 1.0, with RPUs, without an enhancement layer.
    pub(crate) fn configuration_box(self) -> Vec<u8> {
        let mut bytes = [0, 0, 0, 32].to_vec();
        bytes.extend(b"dvvC");
        let has_rpu_and_base = 0b101;
        let said = u16::from(PROFILE) << 9 | u16::from(self.level) << 3 | has_rpu_and_base;
        bytes.extend([1, 0]);
        bytes.extend(said.to_be_bytes());
        bytes.push(COMPATIBILITY << 4);
        bytes.resize(32, 0);
        bytes
    }
}

/// Adds the box to a movie box that has none.
pub(crate) fn with_configuration(mut moov: Vec<u8>, stream: DolbyVisionStream) -> Option<Vec<u8>> {
    let inner = boxes::visual_entry_boxes(&moov)?;
    if !inner.iter().any(|found| found.kind == *b"dvvC") {
        let way = boxes::sample_entry(&moov)?;
        boxes::append(&mut moov, &way, &stream.configuration_box())?;
    }
    Some(moov)
}

/// Adds the brand to a file type box that has it not.
pub(crate) fn with_brand(mut ftyp: Vec<u8>) -> Option<Vec<u8>> {
    let brands = ftyp.get(16..)?;
    if !brands.chunks(4).any(|brand| brand == BRAND.as_bytes()) {
        let way = boxes::descend(&ftyp, &[b"ftyp"])?;
        boxes::append(&mut ftyp, &way, BRAND.as_bytes())?;
    }
    Some(ftyp)
}

/// Puts into each sample of a chunk its RPU, and into its movie box the configuration. The file is written anew beside and
/// takes the place of the old one at the end.
pub(crate) fn insert(
    folder: &Path,
    name: &str,
    stream: DolbyVisionStream,
    runs: &[RpuRun],
) -> Result<(), VerifyError> {
    let (path, beside) = (folder.join(name), folder.join(format!("{name}.rpu")));
    let mut file = File::open(&path).map_err(io(name))?;
    let found = boxes::of_file(&mut file).map_err(io(name))?;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&beside).map_err(io(name))?);
    let mut units = runs
        .iter()
        .flat_map(|run| std::iter::repeat_n(run.nal_unit.as_slice(), run.frames as usize));
    let mut size_otherwise = 0;
    let mut parts = found.iter().peekable();
    while let Some(part) = parts.next() {
        let bytes = match &part.kind {
            b"mdat" => continue,
            _ => boxes::read(&mut file, part).map_err(io(name))?,
        };
        let written = match &part.kind {
            b"ftyp" => with_brand(bytes).ok_or_else(|| malformed(name, "no whole ftyp box"))?,
            b"moov" => {
                size_otherwise = samples::default_size(&bytes).unwrap_or(0);
                with_configuration(bytes, stream).ok_or_else(|| malformed(name, "no sample entry"))?
            }
            b"moof" => {
                let media = parts.peek().filter(|next| next.kind == *b"mdat");
                let media = media.ok_or_else(|| malformed(name, "a fragment without its media"))?;
                let sizes = samples::sizes(&bytes, size_otherwise)
                    .ok_or_else(|| malformed(name, "a fragment without sizes of samples"))?;
                let own: Vec<&[u8]> = units.by_ref().take(sizes.len()).collect();
                file.seek(SeekFrom::Start(media.offset + 8)).map_err(io(name))?;
                write_fragment(&mut file, name, &bytes, &sizes, &own, &mut out)?;
                continue;
            }
            _ => bytes,
        };
        out.write_all(&written).map_err(io(name))?;
    }
    if units.next().is_some() {
        return Err(malformed(name, "fewer frames than RPUs"));
    }
    out.flush().map_err(io(name))?;
    drop(out);
    std::fs::rename(beside, path).map_err(io(name))
}

/// The fragment and its media; `media` stands at the first sample.
fn write_fragment(
    media: &mut File,
    name: &str,
    moof: &[u8],
    sizes: &[u32],
    units: &[&[u8]],
    out: &mut impl Write,
) -> Result<(), VerifyError> {
    let too_few = || malformed(name, "fewer RPUs than frames");
    let too_large = || malformed(name, "a fragment of 4 GiB");
    if units.len() != sizes.len() {
        return Err(too_few());
    }
    let grown = |(size, unit): (&u32, &&[u8])| {
        let unit = u32::try_from(unit.len()).ok()?;
        size.checked_add(LENGTH_BYTES)?.checked_add(unit)
    };
    let grown: Option<Vec<u32>> = sizes.iter().zip(units).map(grown).collect();
    let grown = grown.ok_or_else(too_large)?;
    let fragment = samples::with_sizes(moof, &grown).ok_or_else(|| malformed(name, "no track run"))?;
    let media_bytes = grown.iter().try_fold(8u32, |sum, size| sum.checked_add(*size));
    out.write_all(&fragment).map_err(io(name))?;
    out.write_all(&media_bytes.ok_or_else(too_large)?.to_be_bytes())
        .map_err(io(name))?;
    out.write_all(b"mdat").map_err(io(name))?;
    let mut media = BufReader::with_capacity(1 << 20, media);
    for (size, unit) in sizes.iter().zip(units) {
        let copied = std::io::copy(&mut Read::by_ref(&mut media).take(u64::from(*size)), out);
        if copied.map_err(io(name))? != u64::from(*size) {
            return Err(malformed(name, "media that are cut short"));
        }
        let length = u32::try_from(unit.len()).map_err(|_| too_large())?;
        out.write_all(&length.to_be_bytes()).map_err(io(name))?;
        out.write_all(unit).map_err(io(name))?;
    }
    Ok(())
}

/// Every sample of these files has one RPU, at its end, whole; and the file before says the configuration. `expected` are
/// the RPUs that they must be, where that is known.
pub(crate) fn check(
    folder: &Path,
    init: &str,
    files: &[String],
    picture: &PictureRendition,
    expected: Option<&[RpuRun]>,
) -> Result<(), VerifyError> {
    let Some(stream) = picture.dolby_vision else {
        return Ok(());
    };
    let mut file = File::open(folder.join(init)).map_err(io(init))?;
    let found = boxes::of_file(&mut file).map_err(io(init))?;
    let movie = found.iter().find(|found| found.kind == *b"moov");
    let movie = movie.ok_or_else(|| malformed(init, "no moov box"))?;
    let moov = boxes::read(&mut file, movie).map_err(io(init))?;
    check_configuration(&moov, init, stream)?;
    let size_otherwise = samples::default_size(&moov).unwrap_or(0);
    let mut units = RpuCheck {
        frame: 0,
        before: Vec::new(),
        expected: expected.map(|runs| {
            runs.iter()
                .flat_map(|run| std::iter::repeat_n(run.nal_unit.as_slice(), run.frames as usize))
        }),
    };
    for name in files {
        check_file(folder, name, size_otherwise, &mut units)?;
    }
    Ok(())
}

fn check_configuration(moov: &[u8], init: &str, stream: DolbyVisionStream) -> Result<(), VerifyError> {
    let inner = boxes::visual_entry_boxes(moov).ok_or_else(|| malformed(init, "no visual sample entry"))?;
    let said: Vec<_> = inner
        .iter()
        .filter(|found| found.kind == *b"dvvC")
        .map(|found| moov.get(found.start..found.end))
        .collect();
    match said == [Some(stream.configuration_box().as_slice())] {
        true => Ok(()),
        false => Err(VerifyError::DolbyVisionBox {
            file: init.to_owned(),
        }),
    }
}

/// Frames so far, and the RPU before: most are as the one before, and whole if that was.
struct RpuCheck<I> {
    frame: u64,
    before: Vec<u8>,
    expected: Option<I>,
}

fn check_file<'r>(
    folder: &Path,
    name: &str,
    size_otherwise: u32,
    units: &mut RpuCheck<impl Iterator<Item = &'r [u8]>>,
) -> Result<(), VerifyError> {
    let mut file = File::open(folder.join(name)).map_err(io(name))?;
    let found = boxes::of_file(&mut file).map_err(io(name))?;
    let mut media = BufReader::with_capacity(1 << 16, File::open(folder.join(name)).map_err(io(name))?);
    for (place, moof) in found.iter().enumerate().filter(|(_, part)| part.kind == *b"moof") {
        let bytes = boxes::read(&mut file, moof).map_err(io(name))?;
        let sizes = samples::sizes(&bytes, size_otherwise)
            .ok_or_else(|| malformed(name, "a fragment without sizes of samples"))?;
        let own = found.get(place + 1).filter(|next| next.kind == *b"mdat");
        let own = own.ok_or_else(|| malformed(name, "a fragment without its media"))?;
        media.seek(SeekFrom::Start(own.offset + 8)).map_err(io(name))?;
        for size in sizes {
            let unit = rpu_of_sample(&mut media, name, size, units.frame)?;
            units.take(unit, name)?;
        }
    }
    Ok(())
}

impl<'r, I: Iterator<Item = &'r [u8]>> RpuCheck<I> {
    fn take(&mut self, unit: Vec<u8>, name: &str) -> Result<(), VerifyError> {
        let frame = self.frame;
        let wrong = |problem: String| VerifyError::Rpu {
            file: name.to_owned(),
            frame,
            problem,
        };
        if let Some(expected) = &mut self.expected
            && expected.next() != Some(unit.as_slice())
        {
            return Err(wrong("has another RPU than the metadata give".to_owned()));
        }
        if unit != self.before {
            check_rpu(&unit).map_err(|error| wrong(format!("has a broken RPU: {error}")))?;
            self.before = unit;
        }
        self.frame += 1;
        Ok(())
    }
}

/// The only RPU of a sample, which is its last NAL unit.
fn rpu_of_sample(
    media: &mut BufReader<File>,
    name: &str,
    size: u32,
    frame: u64,
) -> Result<Vec<u8>, VerifyError> {
    let cut = || malformed(name, "a sample that is no row of NAL units");
    let (mut left, mut count) = (size, 0u32);
    let mut last = None;
    while left > 0 {
        let mut length = [0; 4];
        media.read_exact(&mut length).map_err(io(name))?;
        let length = u32::from_be_bytes(length);
        left = left
            .checked_sub(LENGTH_BYTES)
            .and_then(|left| left.checked_sub(length))
            .ok_or_else(cut)?;
        let mut first = [0; 1];
        media.read_exact(&mut first).map_err(io(name))?;
        let is_rpu = first[0] >> 1 & 0x3f == RPU_TYPE;
        let rest = length.checked_sub(1).ok_or_else(cut)?;
        if is_rpu && length <= RPU_LIMIT_BYTES {
            let mut unit = vec![0; rest as usize];
            media.read_exact(&mut unit).map_err(io(name))?;
            unit.insert(0, first[0]);
            last = Some(unit);
        } else {
            media.seek_relative(i64::from(rest)).map_err(io(name))?;
            last = None;
        }
        count += u32::from(is_rpu);
    }
    match (count, last) {
        (1, Some(unit)) => Ok(unit),
        (1, None) => Err(wrong_place(
            name,
            frame,
            "has its RPU before other parts of the picture",
        )),
        (0, _) => Err(wrong_place(name, frame, "has no RPU")),
        _ => Err(wrong_place(name, frame, "has more than one RPU")),
    }
}

fn wrong_place(name: &str, frame: u64, problem: &str) -> VerifyError {
    VerifyError::Rpu {
        file: name.to_owned(),
        frame,
        problem: problem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_from_size_and_rate() {
        let level =
            |width, height, rate| DolbyVisionStream::of(width, height, rate).map(|stream| stream.level);
        assert_eq!(level(640, 360, EditRate::FPS_24), Some(1));
        assert_eq!(level(1920, 1080, EditRate::FPS_23_976), Some(3));
        assert_eq!(level(1920, 804, EditRate::FPS_24), Some(3));
        assert_eq!(level(3840, 2160, EditRate::FPS_24), Some(6));
        assert_eq!(level(3840, 1608, EditRate::FPS_24), Some(6));
        assert_eq!(level(3840, 2160, EditRate::FPS_25), Some(7));
        assert_eq!(level(3840, 2160, EditRate::FPS_59_94), Some(9));
        assert_eq!(level(7680, 4320, EditRate::FPS_59_94), None);
    }

    #[test]
    fn the_configuration_is_that_of_profile_8_with_an_hdr10_base() {
        let bytes = DolbyVisionStream { level: 6 }.configuration_box();
        // Profile 8 in seven bits, level 6 in six, RPU yes, enhancement no, base yes.
        assert_eq!(
            bytes[..13],
            [0, 0, 0, 32, b'd', b'v', b'v', b'C', 1, 0, 0x10, 0x35, 0x10]
        );
        assert_eq!(bytes.len(), 32);
        assert_eq!(DolbyVisionStream { level: 6 }.codec(), "dvh1.08.06");
    }

    #[test]
    fn the_brand_is_added_once() {
        let ftyp = b"\0\0\0\x14ftypiso5\0\0\x02\0iso6".to_vec();
        let once = with_brand(ftyp).expect("added");
        assert_eq!(once, b"\0\0\0\x18ftypiso5\0\0\x02\0iso6db1p");
        assert_eq!(with_brand(once.clone()), Some(once));
    }
}
