//! Key, length, value (ST 336). A KLV here is only its place: values are read by whoever knows the key.

use std::io::{Read, Seek};

use crate::error::{FaultKind, ReadError};
use crate::source::ByteSource;
use crate::ul::Ul;

/// Key and the longest BER length: one byte that says eight follow.
const HEAD_LIMIT_BYTES: usize = 16 + 9;

/// KLV fill (ST 377-1 §8.3). Its version byte is 01 in old files and 02 in new ones.
pub(crate) const FILL: Ul = Ul::from_hex(0x060e2b34_01010102_03010210_01000000);

/// Where a KLV lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Klv {
    pub key: Ul,
    /// Of the key.
    pub offset: u64,
    pub value_offset: u64,
    pub length_bytes: u64,
}

/// What stands at an offset.
pub enum Found {
    Klv(Klv),
    /// A KLV that runs past the end of the file.
    Cut {
        klv: Klv,
        present_bytes: u64,
    },
    /// Not a KLV.
    Broken(FaultKind),
}

impl Klv {
    /// The KLV at `offset`. A key that is no SMPTE label, an impossible length and a value past the end are faults.
    pub fn at<R: Read + Seek>(source: &mut ByteSource<R>, offset: u64) -> Result<Found, ReadError> {
        let left = source.length_bytes().saturating_sub(offset);
        let head = source.peek(offset, HEAD_LIMIT_BYTES)?;
        let Some(key) = head.first_chunk::<16>().map(|key| Ul(*key)) else {
            return Ok(Found::Broken(FaultKind::Truncated {
                length_bytes: 16,
                present_bytes: left,
            }));
        };
        if !key.is_smpte() {
            return Ok(Found::Broken(FaultKind::NotAKlv));
        }
        let Some((length_bytes, size)) = ber_length(head.get(16..).unwrap_or_default()) else {
            return Ok(Found::Broken(FaultKind::Malformed {
                what: "the length of the KLV is not a definite BER length",
            }));
        };
        let value_offset = offset.saturating_add(16).saturating_add(size);
        let klv = Klv {
            key,
            offset,
            value_offset,
            length_bytes,
        };
        let present_bytes = source.length_bytes().saturating_sub(value_offset);
        if length_bytes > present_bytes {
            return Ok(Found::Cut { klv, present_bytes });
        }
        Ok(Found::Klv(klv))
    }

    /// The first byte behind the value.
    pub fn end(&self) -> u64 {
        self.value_offset.saturating_add(self.length_bytes)
    }

    pub fn is_fill(&self) -> bool {
        self.key.means(FILL)
    }

    /// The value, when it is at most `limit` bytes.
    pub fn value<R: Read + Seek>(
        &self,
        source: &mut ByteSource<R>,
        limit: u64,
        what: &'static str,
    ) -> Result<Vec<u8>, ReadError> {
        if self.length_bytes > limit {
            let offset = self.offset;
            return Err(ReadError::Limit { offset, what, limit });
        }
        source.read_exactly(self.value_offset, self.length_bytes)
    }
}

/// A BER length and how many bytes spell it. The indefinite form (80) is forbidden in MXF.
fn ber_length(bytes: &[u8]) -> Option<(u64, u64)> {
    let first = *bytes.first()?;
    if first < 0x80 {
        return Some((u64::from(first), 1));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 8 {
        return None;
    }
    let digits = bytes.get(1..=count)?;
    let length = digits.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    Some((length, count as u64 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ber_lengths_are_short_or_up_to_eight_bytes_long() {
        assert_eq!(ber_length(&[0x7f]), Some((127, 1)));
        assert_eq!(ber_length(&[0x83, 1, 0, 2]), Some((65_538, 4)));
        assert_eq!(ber_length(&[0x88, 0, 0, 0, 0, 0, 0, 0, 5]), Some((5, 9)));
    }

    #[test]
    fn indefinite_overlong_and_cut_lengths_are_refused() {
        assert_eq!(ber_length(&[0x80, 0, 0]), None);
        assert_eq!(ber_length(&[0x89, 0, 0, 0, 0, 0, 0, 0, 0, 1]), None);
        assert_eq!(ber_length(&[0x84, 0, 0]), None);
        assert_eq!(ber_length(&[]), None);
    }
}
