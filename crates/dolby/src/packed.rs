//! Metadata as one text: small enough to stand in a row or a document, because most shots say nearly the same.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use crate::error::MetadataError;
use crate::metadata::Metadata;

/// Of the text: a film with other numbers on every frame has a few million.
const PACKED_LIMIT_BYTES: usize = 16 << 20;
const UNPACKED_LIMIT_BYTES: u64 = 256 << 20;

/// Base64 of deflated JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Packed(String);

impl Packed {
    /// # Errors
    /// More than a row should hold.
    pub fn of(metadata: &Metadata) -> Result<Packed, MetadataError> {
        let broken = |why: String| MetadataError::Packed { why };
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
        serde_json::to_writer(&mut deflated, metadata).map_err(|error| broken(error.to_string()))?;
        deflated.flush().map_err(|error| broken(error.to_string()))?;
        let deflated = deflated.finish().map_err(|error| broken(error.to_string()))?;
        let text = STANDARD.encode(deflated);
        match text.len() <= PACKED_LIMIT_BYTES {
            true => Ok(Packed(text)),
            false => Err(MetadataError::TooLong {
                limit_bytes: PACKED_LIMIT_BYTES,
            }),
        }
    }

    /// # Errors
    /// Not what [`Packed::of`] wrote.
    pub fn unpack(&self) -> Result<Metadata, MetadataError> {
        let broken = |why: String| MetadataError::Packed { why };
        let deflated = STANDARD
            .decode(&self.0)
            .map_err(|error| broken(error.to_string()))?;
        let inflated = DeflateDecoder::new(deflated.as_slice()).take(UNPACKED_LIMIT_BYTES);
        serde_json::from_reader(std::io::BufReader::new(inflated)).map_err(|error| broken(error.to_string()))
    }
}
