//! A WAV file's header: which container, which format, how long, and which other chunks. The samples themselves are
//! read by `samples`.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::bext::{self, Bext};
use crate::chunk::{Chunk, ChunkList, FourCc, Source};
use crate::error::WavError;
use crate::format::Format;
use crate::samples::Samples;

/// No known `fmt ` chunk is larger.
const LIMIT_FORMAT_BYTES: u64 = 1024;

/// What is known of a file without reading its samples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WavFile {
    pub container: Container,
    pub format: Format,
    /// Sample frames: one sample of every channel. Only those that are there.
    pub frames: u64,
    pub data_offset: u64,
    /// What the header says.
    pub data_bytes: u64,
    /// Bytes that the header promises and the file does not have.
    pub missing_bytes: u64,
    pub bext: Option<Bext>,
    /// ADM metadata (BS.2076) is there.
    pub has_axml: bool,
    /// The ADM channel table (BS.2088) is there.
    pub has_chna: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    Riff,
    Rf64,
    Bw64,
}

impl WavFile {
    /// # Errors
    /// [`WavError`]; a file that could not be opened is `Io` at byte 0.
    pub fn open(path: &Path) -> Result<(WavFile, Samples<File>), WavError> {
        let file = File::open(path).map_err(|source| WavError::Io { offset: 0, source })?;
        WavFile::read(file)
    }

    /// # Errors
    /// [`WavError`] when there is no readable `fmt ` and `data` chunk.
    pub fn read<R: Read + Seek>(reader: R) -> Result<(WavFile, Samples<R>), WavError> {
        let mut source = Source::new(reader)?;
        let list = ChunkList::read(&mut source)?;
        let missing = |id: &[u8; 4]| WavError::Missing { chunk: FourCc(*id) };
        let format = list.find(b"fmt ")?.ok_or_else(|| missing(b"fmt "))?;
        let format = Format::parse(&format, &source.body(&format, LIMIT_FORMAT_BYTES)?)?;
        let data = list.find(b"data")?.ok_or_else(|| missing(b"data"))?;
        let bext = match list.find(b"bext")? {
            Some(chunk) => Some(Bext::parse(&chunk, &source.body(&chunk, bext::LIMIT_BYTES)?)?),
            None => None,
        };
        let file = describe(&list, format, &data, bext)?;
        let samples = Samples::new(source.into_reader(), &file);
        Ok((file, samples))
    }
}

fn describe(list: &ChunkList, format: Format, data: &Chunk, bext: Option<Bext>) -> Result<WavFile, WavError> {
    let container = match &list.form.0 {
        b"RF64" => Container::Rf64,
        b"BW64" => Container::Bw64,
        _ => Container::Riff,
    };
    Ok(WavFile {
        container,
        format,
        frames: data
            .present_bytes
            .checked_div(u64::from(format.block_align))
            .unwrap_or(0),
        data_offset: data.offset,
        data_bytes: data.size_bytes,
        missing_bytes: data.size_bytes - data.present_bytes,
        bext,
        has_axml: list.find(b"axml")?.is_some(),
        has_chna: list.find(b"chna")?.is_some(),
    })
}
