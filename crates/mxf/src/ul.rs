//! Universal labels (ST 298) and unique material identifiers (ST 330): sixteen and thirty-two bytes that name
//! everything in MXF.

use std::fmt;

use uuid::Uuid;

/// Every SMPTE label begins so.
const SMPTE_PREFIX: [u8; 4] = [0x06, 0x0e, 0x2b, 0x34];

/// The registry version: two labels that differ only here mean the same (ST 298).
const VERSION_BYTE: usize = 7;

/// A universal label or a KLV key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ul(pub [u8; 16]);

impl Ul {
    pub(crate) const fn from_hex(value: u128) -> Ul {
        Ul(value.to_be_bytes())
    }

    /// Whether the first `length` bytes are those of `other`, registry version aside.
    pub(crate) fn begins_like(self, other: Ul, length: usize) -> bool {
        self.0
            .iter()
            .zip(other.0)
            .take(length)
            .enumerate()
            .all(|(position, (mine, theirs))| position == VERSION_BYTE || *mine == theirs)
    }

    /// Equal but for the registry version.
    #[must_use]
    pub fn means(self, other: Ul) -> bool {
        self.begins_like(other, 16)
    }

    pub(crate) fn is_smpte(self) -> bool {
        self.0.starts_with(&SMPTE_PREFIX)
    }
}

/// `urn:smpte:ul:060e2b34.04010101.0d010201.01010100`
impl fmt::Display for Ul {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("urn:smpte:ul:")?;
        for (position, byte) in self.0.iter().enumerate() {
            if position > 0 && position % 4 == 0 {
                out.write_str(".")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Ul {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// A unique material identifier of basic length.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Umid(pub [u8; 32]);

impl Umid {
    /// What a UMID begins with when its material number is a UUID, as ST 2067-5 asks.
    const OF_A_UUID: [u8; 16] = [
        0x06, 0x0a, 0x2b, 0x34, 0x01, 0x01, 0x01, 0x05, 0x01, 0x01, 0x0f, 0x20, 0x13, 0, 0, 0,
    ];

    /// The UMID whose material number is `id`.
    #[must_use]
    pub fn of(id: Uuid) -> Umid {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(Umid::OF_A_UUID.iter().chain(id.as_bytes())) {
            *to = *from;
        }
        Umid(bytes)
    }

    /// The material number, which a CPL uses as the track file's id.
    #[must_use]
    pub fn material(self) -> Uuid {
        let mut material = [0; 16];
        for (to, from) in material.iter_mut().zip(self.0.iter().skip(16)) {
            *to = *from;
        }
        Uuid::from_bytes(material)
    }

    /// All zero: the source clip of a file package, which has no further source.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.iter().all(|byte| *byte == 0)
    }
}

impl fmt::Display for Umid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("urn:smpte:umid:")?;
        for (position, byte) in self.0.iter().enumerate() {
            if position > 0 && position % 4 == 0 {
                out.write_str(".")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Umid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_differ_in_registry_version_mean_the_same() {
        let one = Ul::from_hex(0x060e2b34_04010101_0d010201_01010100);
        let later = Ul::from_hex(0x060e2b34_0401010d_0d010201_01010100);
        assert!(one.means(later));
        assert_ne!(one, later);
        assert_eq!(
            one.to_string(),
            "urn:smpte:ul:060e2b34.04010101.0d010201.01010100"
        );
    }

    #[test]
    fn a_umid_gives_back_its_uuid() {
        let id = Uuid::from_u128(0x0123_4567_89ab_cdef);
        assert_eq!(Umid::of(id).material(), id);
        assert!(!Umid::of(id).is_zero());
    }
}
