//! A WAV file's header: which container, which format, how long, and which other chunks. The samples themselves are
//! read by `samples`.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::adm::{self, Adm, ChnaEntry};
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
    /// ADM metadata (BS.2076), where there are any: what they are made of, or why they cannot be read.
    pub adm: Option<Result<Adm, String>>,
    /// The ADM table of tracks (BS.2088), where there is one.
    pub chna: Option<Vec<ChnaEntry>>,
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
        let mut file = describe(&list, format, &data, bext);
        if let Some(chunk) = list.find(b"axml")? {
            file.adm = Some(read_adm(&mut source, &chunk)?);
        }
        if let Some(chunk) = list.find(b"chna")? {
            file.chna = Some(adm::read_chna(&source.body(&chunk, adm::LIMIT_CHNA_BYTES)?));
        }
        let samples = Samples::new(source.into_reader(), &file);
        Ok((file, samples))
    }
}

fn read_adm<R: Read + Seek>(source: &mut Source<R>, chunk: &Chunk) -> Result<Result<Adm, String>, WavError> {
    if chunk.present_bytes > adm::LIMIT_AXML_BYTES {
        return Ok(Err(format!("it is longer than {} bytes", adm::LIMIT_AXML_BYTES)));
    }
    let document = source.body(chunk, adm::LIMIT_AXML_BYTES)?;
    Ok(Adm::read(&document).map_err(|error| error.to_string()))
}

fn describe(list: &ChunkList, format: Format, data: &Chunk, bext: Option<Bext>) -> WavFile {
    let container = match &list.form.0 {
        b"RF64" => Container::Rf64,
        b"BW64" => Container::Bw64,
        _ => Container::Riff,
    };
    WavFile {
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
        adm: None,
        chna: None,
    }
}
