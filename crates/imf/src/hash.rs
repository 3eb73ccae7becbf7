//! SHA-1 and SHA-256 as packing lists and resources carry them: base64 in XML, hex for people.
//! A file is read in pieces of 1 MiB, so that its size costs no memory. Used by the writer and by `conform`.

use std::fmt;
use std::io::{self, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha1::Digest as _;

/// How much of a file is read at once.
pub const PIECE_BYTES: usize = 1 << 20;

/// The algorithm as `HashAlgorithm` names it.
pub const SHA_1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";

/// A SHA-1 digest. Shown, and serialised, as 40 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha1Hash(pub [u8; 20]);

/// The algorithm of XML Encryption, which later packing lists may use.
pub const SHA_256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// A SHA-256 digest. Shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sha256Hash(pub [u8; 32]);

/// The digest that a packing list or a resource gives for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    Sha1(Sha1Hash),
    Sha256(Sha256Hash),
}

impl Digest {
    /// Base64 text and the algorithm beside it; without one it is SHA-1. None for another algorithm or no digest.
    #[must_use]
    pub fn read(text: &str, algorithm: Option<&str>) -> Option<Digest> {
        match algorithm.unwrap_or(SHA_1) {
            SHA_1 => Sha1Hash::from_base64(text).ok().map(Digest::Sha1),
            SHA_256 => Some(Digest::Sha256(Sha256Hash(from_base64(text)?))),
            _ => None,
        }
    }
}

/// The digests of a file: SHA-1 names it everywhere, SHA-256 is only made where a packing list gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digests {
    pub sha1: Sha1Hash,
    pub sha256: Option<Sha256Hash>,
}

impl Digests {
    /// Hash everything that `reader` gives; `on_bytes` hears how many bytes were read, and stops the work with `false`.
    ///
    /// # Errors
    /// What the reader reports, and `Interrupted` when `on_bytes` said stop.
    pub fn of(
        reader: &mut dyn Read,
        wants_sha256: bool,
        on_bytes: &mut dyn FnMut(u64) -> bool,
    ) -> io::Result<Digests> {
        let mut sha1 = sha1::Sha1::new();
        let mut sha256 = wants_sha256.then(sha2::Sha256::new);
        let mut piece = vec![0_u8; PIECE_BYTES];
        loop {
            let count = match reader.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let read = piece.get(..count).unwrap_or_default();
            sha1.update(read);
            if let Some(sha256) = &mut sha256 {
                sha256.update(read);
            }
            if !on_bytes(count as u64) {
                return Err(io::Error::new(io::ErrorKind::Interrupted, "hashing was stopped"));
            }
        }
        Ok(Digests {
            sha1: Sha1Hash(sha1.finalize().into()),
            sha256: sha256.map(|sha256| Sha256Hash(sha256.finalize().into())),
        })
    }

    /// Whether the file has the digest that is given for it. None when that one was not made.
    #[must_use]
    pub fn matches(&self, given: Digest) -> Option<bool> {
        match given {
            Digest::Sha1(given) => Some(given == self.sha1),
            Digest::Sha256(given) => Some(given == self.sha256?),
        }
    }
}

/// White space inside is allowed by `xs:base64Binary`.
fn from_base64<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let packed: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(&packed).ok()?.try_into().ok()
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Digest::Sha1(hash) => write!(out, "SHA-1 {hash}"),
            Digest::Sha256(hash) => write!(out, "SHA-256 {hash}"),
        }
    }
}

impl fmt::Display for Sha256Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Sha256Hash({self})")
    }
}

/// Text that is no SHA-1 digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a SHA-1 digest")]
pub struct NotASha1 {
    pub text: String,
}

impl Sha1Hash {
    /// As [`Digests::of`], for whoever wants nothing else.
    ///
    /// # Errors
    /// What the reader reports, and `Interrupted` when `on_bytes` said stop.
    pub fn of(reader: &mut dyn Read, on_bytes: &mut dyn FnMut(u64) -> bool) -> io::Result<Sha1Hash> {
        Ok(Digests::of(reader, false, on_bytes)?.sha1)
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
        from_base64(text).map(Sha1Hash).ok_or_else(|| NotASha1 {
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
