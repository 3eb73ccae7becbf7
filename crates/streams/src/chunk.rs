//! Chunks of an encoded picture: a file of whole fragments each, given its place in the composition and checked when it is
//! made, and later put in a row. Nothing is encoded or timed anew, so a picture in chunks is the picture in one piece.
//!
//! Blocking file access; call from a blocking thread.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use dolby::RpuRun;
use serde::{Deserialize, Serialize};
use timecode::FrameRange;

use crate::boxes::{self, FileBox};
use crate::dolby_vision;
use crate::facts::{LightLevel, MasteringDisplay};
use crate::manifest::{JOINED, PictureRendition, RenditionManifest, SEGMENT_FRAMES, chunk_name};
use crate::verify::{VerifyError, codec_string, io, malformed, verify_chunk};

/// Where the fragments of a chunk or of an encoded sound lie in their file: enough to play them from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkIndex {
    pub file: String,
    /// First frame in the composition; 0 for sound.
    pub first: u64,
    /// In the order of RFC 6381, such as avc1.640028.
    pub codec: String,
    /// The initialization segment is the file's beginning, so long.
    pub init_bytes: u64,
    pub fragments: Vec<Fragment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    pub offset: u64,
    pub bytes: u64,
    /// In ticks of the file's clock.
    pub start_ticks: u64,
    pub samples: u64,
}

/// Checks a chunk that was just encoded, gives its frames their RPUs where the stream carries Dolby Vision, and writes into
/// its fragments where in the composition they belong.
pub fn place(
    folder: &Path,
    manifest: &RenditionManifest,
    picture: &PictureRendition,
    first: u64,
    count: u64,
    rpus: &[RpuRun],
) -> Result<ChunkIndex, VerifyError> {
    let name = chunk_name(manifest.kind, first);
    verify_chunk(folder, &name, picture, count)?;
    if let Some(stream) = picture.dolby_vision {
        dolby_vision::insert(folder, &name, stream, rpus)?;
        verify_chunk(folder, &name, picture, count)?;
        let files = std::slice::from_ref(&name);
        dolby_vision::check(folder, &name, files, picture, Some(rpus))?;
    }
    let path = folder.join(&name);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .map_err(io(&name))?;
    let found = boxes::of_file(&mut file).map_err(io(&name))?;
    let offset_ticks = first.saturating_mul(u64::from(picture.frame_ticks));
    let mut number = first / SEGMENT_FRAMES;
    for moof in found.iter().filter(|found| found.kind == *b"moof") {
        let mut bytes = boxes::read(&mut file, moof).map_err(io(&name))?;
        number += 1;
        shift(&mut bytes, number, offset_ticks)
            .ok_or_else(|| malformed(&name, "a fragment without its time"))?;
        file.seek(SeekFrom::Start(moof.offset)).map_err(io(&name))?;
        file.write_all(&bytes).map_err(io(&name))?;
    }
    drop(file);
    index(folder, &name, first)
}

/// Sequence number (mfhd) and base media decode time (tfdt, version 1) of a fragment.
fn shift(moof: &mut [u8], number: u64, offset_ticks: u64) -> Option<()> {
    let sequence = *boxes::descend(moof, &[b"moof", b"mfhd"])?.last()?;
    let number = u32::try_from(number).ok()?;
    moof.get_mut(sequence.body + 4..sequence.body + 8)?
        .copy_from_slice(&number.to_be_bytes());
    let at = time_at(moof)?;
    let ticks = u64::from_be_bytes(moof.get(at..at + 8)?.try_into().ok()?);
    let ticks = ticks.checked_add(offset_ticks)?;
    moof.get_mut(at..at + 8)?.copy_from_slice(&ticks.to_be_bytes());
    Some(())
}

fn time_at(moof: &[u8]) -> Option<usize> {
    let time = *boxes::descend(moof, &[b"moof", b"traf", b"tfdt"])?.last()?;
    (moof.get(time.body) == Some(&1)).then_some(time.body + 4)
}

/// Where the fragments of `name` lie. For encoded sound as well.
pub fn index(folder: &Path, name: &str, first: u64) -> Result<ChunkIndex, VerifyError> {
    let mut file = File::open(folder.join(name)).map_err(io(name))?;
    let found = boxes::of_file(&mut file).map_err(io(name))?;
    let movie = find(&found, *b"moov", name)?;
    let mut fragments: Vec<Fragment> = Vec::new();
    for (at, moof) in found
        .iter()
        .enumerate()
        .filter(|(_, found)| found.kind == *b"moof")
    {
        let media = found.get(at + 1).filter(|next| next.kind == *b"mdat");
        let media = media.ok_or_else(|| malformed(name, "a fragment without its media"))?;
        let bytes = boxes::read(&mut file, moof).map_err(io(name))?;
        let (start_ticks, samples) =
            time_and_samples(&bytes).ok_or_else(|| malformed(name, "a fragment without time or samples"))?;
        fragments.push(Fragment {
            offset: moof.offset,
            bytes: moof.bytes + media.bytes,
            start_ticks,
            samples,
        });
    }
    Ok(ChunkIndex {
        file: name.to_owned(),
        first,
        codec: codec_string(folder, name)?,
        init_bytes: movie.offset + movie.bytes,
        fragments,
    })
}

fn time_and_samples(moof: &[u8]) -> Option<(u64, u64)> {
    let at = time_at(moof)?;
    let ticks = u64::from_be_bytes(moof.get(at..at + 8)?.try_into().ok()?);
    let run = *boxes::descend(moof, &[b"moof", b"traf", b"trun"])?.last()?;
    let samples = moof.get(run.body + 4..run.body + 8)?.try_into().ok()?;
    Some((ticks, u64::from(u32::from_be_bytes(samples))))
}

fn find(found: &[FileBox], kind: [u8; 4], name: &str) -> Result<FileBox, VerifyError> {
    let found = found.iter().find(|found| found.kind == kind).copied();
    found.ok_or_else(|| malformed(name, format!("no {} box", String::from_utf8_lossy(&kind))))
}

/// Puts the chunks in a row, in one file, after checking that they follow one another and are of one making.
pub(crate) fn join(
    folder: &Path,
    manifest: &RenditionManifest,
    picture: &PictureRendition,
    ranges: &[FrameRange],
) -> Result<(), VerifyError> {
    let mut joined =
        BufWriter::with_capacity(1 << 20, File::create(folder.join(JOINED)).map_err(io(JOINED))?);
    let mut first_description: Option<Vec<u8>> = None;
    for range in ranges {
        let name = chunk_name(manifest.kind, range.first().0);
        let mut file = File::open(folder.join(&name)).map_err(io(&name))?;
        let found = boxes::of_file(&mut file).map_err(io(&name))?;
        let movie = boxes::read(&mut file, &find(&found, *b"moov", &name)?).map_err(io(&name))?;
        let described = description(&movie).ok_or_else(|| malformed(&name, "no sample description"))?;
        match &first_description {
            None => {
                first_description = Some(described);
                let opening = boxes::read(&mut file, &find(&found, *b"ftyp", &name)?).map_err(io(&name))?;
                joined.write_all(&opening).map_err(io(JOINED))?;
                let movie = with_light(movie, picture).ok_or_else(|| malformed(&name, "no sample entry"))?;
                joined.write_all(&movie).map_err(io(JOINED))?;
            }
            Some(first) if *first != described => {
                return Err(malformed(
                    &name,
                    "was encoded with other settings than the first chunk",
                ));
            }
            Some(_) => {}
        }
        copy_fragments(&mut file, &found, &name, range, picture, &mut joined)?;
    }
    joined.flush().map_err(io(JOINED))
}

fn copy_fragments(
    file: &mut File,
    found: &[FileBox],
    name: &str,
    range: &FrameRange,
    picture: &PictureRendition,
    joined: &mut impl Write,
) -> Result<(), VerifyError> {
    let opening = find(found, *b"moof", name)?;
    let bytes = boxes::read(file, &opening).map_err(io(name))?;
    let expected = range.first().0.saturating_mul(u64::from(picture.frame_ticks));
    let (start, _) = time_and_samples(&bytes).ok_or_else(|| malformed(name, "a fragment without time"))?;
    if start != expected {
        return Err(VerifyError::Gap {
            file: name.to_owned(),
            expected,
            found: start,
        });
    }
    for part in found
        .iter()
        .filter(|part| part.kind == *b"moof" || part.kind == *b"mdat")
    {
        file.seek(SeekFrom::Start(part.offset)).map_err(io(name))?;
        std::io::copy(&mut Read::by_ref(file).take(part.bytes), joined).map_err(io(name))?;
    }
    Ok(())
}

/// The bytes of the table of sample entries: parameter sets and all.
fn description(moov: &[u8]) -> Option<Vec<u8>> {
    let table = *boxes::descend(moov, &boxes::SAMPLE_TABLE)?.last()?;
    moov.get(table.start..table.end).map(<[u8]>::to_vec)
}

/// Adds the boxes to an initialization segment, which ffmpeg's DASH muxer leaves without.
pub(crate) fn say_all(folder: &Path, init: &str, picture: &PictureRendition) -> Result<(), VerifyError> {
    let path = folder.join(init);
    let mut file = File::open(&path).map_err(io(init))?;
    let found = boxes::of_file(&mut file).map_err(io(init))?;
    let mut whole = Vec::new();
    for part in &found {
        let bytes = boxes::read(&mut file, part).map_err(io(init))?;
        whole.extend(match &part.kind {
            b"moov" => said(bytes, picture).ok_or_else(|| malformed(init, "no sample entry"))?,
            b"ftyp" if picture.dolby_vision.is_some() => {
                dolby_vision::with_brand(bytes).ok_or_else(|| malformed(init, "no whole ftyp box"))?
            }
            _ => bytes,
        });
    }
    std::fs::write(path, whole).map_err(io(init))
}

/// Light, and Dolby Vision.
fn said(moov: Vec<u8>, picture: &PictureRendition) -> Option<Vec<u8>> {
    let moov = with_light(moov, picture)?;
    match picture.dolby_vision {
        Some(stream) => dolby_vision::with_configuration(moov, stream),
        None => Some(moov),
    }
}

/// The encoder's messages are in the stream; the boxes of ISO/IEC 14496-12 §12.1.5 and §12.1.6 are for players that decide
/// before they decode.
fn with_light(mut moov: Vec<u8>, picture: &PictureRendition) -> Option<Vec<u8>> {
    let added = [
        picture.mastering.as_ref().map(mastering_box).unwrap_or_default(),
        picture.light_level.as_ref().map(light_box).unwrap_or_default(),
    ]
    .concat();
    let way = boxes::sample_entry(&moov)?;
    boxes::append(&mut moov, &way, &added)?;
    Some(moov)
}

pub(crate) fn mastering_box(display: &MasteringDisplay) -> Vec<u8> {
    let [red, green, blue] = display.red_green_blue();
    let mut bytes = [0, 0, 0, 32].to_vec();
    bytes.extend(b"mdcv");
    for (x, y) in [green, blue, red, display.white_point] {
        bytes.extend(x.to_be_bytes());
        bytes.extend(y.to_be_bytes());
    }
    bytes.extend(display.maximum_luminance.to_be_bytes());
    bytes.extend(display.minimum_luminance.to_be_bytes());
    bytes
}

pub(crate) fn light_box(light: &LightLevel) -> Vec<u8> {
    let mut bytes = [0, 0, 0, 12].to_vec();
    bytes.extend(b"clli");
    bytes.extend(light.maximum_content.to_be_bytes());
    bytes.extend(light.maximum_frame_average.to_be_bytes());
    bytes
}
