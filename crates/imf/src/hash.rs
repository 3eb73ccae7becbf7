//! SHA-1 as packing lists and resources carry it: 20 bytes, base64 in XML, hex for people.
//! A file is read in pieces of 1 MiB, so that its size costs no memory. Used by the writer and by `conform`.

use std::fmt;
use std::io::{self, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha1::Digest;

/// How much of a file is read at once.
pub const PIECE_BYTES: usize = 1 << 20;

/// The algorithm as `HashAlgorithm` names it.
pub const SHA_1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";

/// A SHA-1 digest. Shown, and serialised, as 40 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha1Hash(pub [u8; 20]);

/// Text that is no SHA-1 digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a SHA-1 digest")]
pub struct NotASha1 {
    pub text: String,
}

impl Sha1Hash {
    /// Hash everything that `reader` gives; `on_bytes` hears how many bytes were read, and stops the work with `false`.
    ///
    /// # Errors
    /// What the reader reports, and `Interrupted` when `on_bytes` said stop.
    pub fn of(reader: &mut dyn Read, on_bytes: &mut dyn FnMut(u64) -> bool) -> io::Result<Sha1Hash> {
        let mut hasher = sha1::Sha1::new();
        let mut piece = vec![0_u8; PIECE_BYTES];
        loop {
            let count = match reader.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            hasher.update(piece.get(..count).unwrap_or_default());
            if !on_bytes(count as u64) {
                return Err(io::Error::new(io::ErrorKind::Interrupted, "hashing was stopped"));
            }
        }
        Ok(Sha1Hash(hasher.finalize().into()))
    }

    /// The digest of bytes in memory.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Sha1Hash {
        Sha1Hash(sha1::Sha1::digest(bytes).into())
    }

    /// As packing lists and resources write it.
    #[must_use]
    pub fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }

    /// From a packing list or a resource; white space inside is allowed by `xs:base64Binary`.
    ///
    /// # Errors
    /// [`NotASha1`] when the text is not base64 of 20 bytes.
    pub fn from_base64(text: &str) -> Result<Sha1Hash, NotASha1> {
        let packed: String = text.split_ascii_whitespace().collect();
        let bytes = STANDARD
            .decode(&packed)
            .ok()
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map(Sha1Hash).ok_or_else(|| NotASha1 {
            text: text.chars().take(80).collect(),
        })
    }
}

impl fmt::Display for Sha1Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha1Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Sha1Hash({self})")
    }
}

impl From<Sha1Hash> for String {
    fn from(hash: Sha1Hash) -> String {
        hash.to_string()
    }
}

impl TryFrom<String> for Sha1Hash {
    type Error = NotASha1;

    fn try_from(text: String) -> Result<Sha1Hash, NotASha1> {
        let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
        let bytes: Option<Vec<u8>> = digits.filter(|digits| digits.len() == 40).map(|digits| {
            digits
                .chunks_exact(2)
                .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
                .collect()
        });
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(Sha1Hash)
            .ok_or(NotASha1 { text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC_HEX: &str = "a9993e364706816aba3e25717850c26c9cd0d89d";

    #[test]
    fn the_digest_of_abc_is_the_one_of_fips_180() {
        let streamed = Sha1Hash::of(&mut &b"abc"[..], &mut |_| true).unwrap();
        assert_eq!(streamed.to_string(), ABC_HEX);
        assert_eq!(streamed, Sha1Hash::of_bytes(b"abc"));
    }

    #[test]
    fn base64_with_line_breaks_is_read() {
        let hash = Sha1Hash::of_bytes(b"abc");
        let base64 = hash.to_base64();
        let (front, back) = base64.split_at(9);
        assert_eq!(Sha1Hash::from_base64(&format!(" {front}\n  {back}")), Ok(hash));
        assert!(Sha1Hash::from_base64("AAAA").is_err());
    }

    #[test]
    fn json_carries_forty_hexadecimal_digits() {
        let hash = Sha1Hash::of_bytes(b"abc");
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(json, format!("\"{ABC_HEX}\""));
        assert_eq!(serde_json::from_str::<Sha1Hash>(&json).unwrap(), hash);
        assert!(serde_json::from_str::<Sha1Hash>("\"a9\"").is_err());
    }

    #[test]
    fn a_reader_that_is_told_to_stop_stops() {
        let stopped = Sha1Hash::of(&mut &[0_u8; 10][..], &mut |_| false);
        assert_eq!(
            stopped.map_err(|error| error.kind()),
            Err(io::ErrorKind::Interrupted)
        );
    }
}
