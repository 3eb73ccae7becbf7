//! The broadcast extension chunk (EBU Tech 3285): who made the file, when, and which sample of the day it begins at.

use serde::{Deserialize, Serialize};

use crate::chunk::{Chunk, FourCc};
use crate::error::WavError;

/// Everything before the coding history.
pub(crate) const FIXED_BYTES: usize = 602;
/// Coding history beyond this is left out.
pub(crate) const LIMIT_BYTES: u64 = 64 << 10;

/// Texts are what stands before the first NUL; bytes outside ASCII are read as UTF-8 where they are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bext {
    pub description: String,
    pub originator: String,
    pub originator_reference: String,
    /// `yyyy-mm-dd`
    pub origination_date: String,
    /// `hh:mm:ss`
    pub origination_time: String,
    /// Samples since midnight at the first sample of the file.
    pub time_reference_samples: u64,
    pub version: u16,
    pub coding_history: String,
}

impl Bext {
    /// # Errors
    /// [`WavError::ChunkTooSmall`]
    pub(crate) fn parse(chunk: &Chunk, body: &[u8]) -> Result<Bext, WavError> {
        let Some((fixed, history)) = body.split_at_checked(FIXED_BYTES) else {
            let (offset, size_bytes) = (chunk.offset, chunk.present_bytes);
            let needed_bytes = FIXED_BYTES as u64;
            return Err(WavError::ChunkTooSmall {
                offset,
                chunk: FourCc(*b"bext"),
                needed_bytes,
                size_bytes,
            });
        };
        let text = |from: usize, length: usize| text(fixed.get(from..from + length).unwrap_or_default());
        let time = fixed
            .get(338..346)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u64::from_le_bytes);
        let version = fixed
            .get(346..348)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u16::from_le_bytes);
        Ok(Bext {
            description: text(0, 256),
            originator: text(256, 32),
            originator_reference: text(288, 32),
            origination_date: text(320, 10),
            origination_time: text(330, 8),
            time_reference_samples: time.unwrap_or(0),
            version: version.unwrap_or(0),
            coding_history: self::text(history),
        })
    }

    /// The chunk's body. Texts that are too long for their field are cut at a character.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(FIXED_BYTES + self.coding_history.len());
        put(&mut body, &self.description, 256);
        put(&mut body, &self.originator, 32);
        put(&mut body, &self.originator_reference, 32);
        put(&mut body, &self.origination_date, 10);
        put(&mut body, &self.origination_time, 8);
        body.extend(self.time_reference_samples.to_le_bytes());
        body.extend(self.version.to_le_bytes());
        body.resize(FIXED_BYTES, 0);
        body.extend(self.coding_history.as_bytes());
        body
    }
}

fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default())
        .trim_end()
        .to_owned()
}

fn put(body: &mut Vec<u8>, text: &str, length: usize) {
    let end = body.len() + length;
    let fits = (0..=length.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    body.extend(text.as_bytes().get(..fits).unwrap_or_default());
    body.resize(end, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let bext = Bext {
            description: "Printmaster".to_owned(),
            originator: "é".repeat(40),
            time_reference_samples: 172_972_800,
            version: 1,
            coding_history: "A=PCM,F=48000,W=24\r\n".to_owned(),
            ..Bext::default()
        };
        let body = bext.to_bytes();
        let chunk = Chunk {
            id: FourCc(*b"bext"),
            offset: 0,
            size_bytes: 622,
            present_bytes: body.len() as u64,
        };
        let read = Bext::parse(&chunk, &body).unwrap();
        assert_eq!(read.originator, "é".repeat(16));
        let coding_history = "A=PCM,F=48000,W=24".to_owned();
        assert_eq!(
            read,
            Bext {
                originator: read.originator.clone(),
                coding_history,
                ..bext
            }
        );
    }

    #[test]
    fn a_short_chunk_is_refused() {
        let chunk = Chunk {
            id: FourCc(*b"bext"),
            offset: 9,
            size_bytes: 3,
            present_bytes: 3,
        };
        let error = Bext::parse(&chunk, &[0; 3]).unwrap_err();
        assert_eq!(error.offset(), Some(9));
    }
}
