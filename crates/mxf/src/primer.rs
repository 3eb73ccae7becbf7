//! The primer pack (ST 377-1 §9.2): which two-byte local tag stands for which property in this partition.

use std::collections::BTreeMap;

use crate::partition::Fields;
use crate::ul::Ul;

pub(crate) const PRIMER_PACK: Ul = Ul::from_hex(0x060e2b34_02050101_0d010201_01050100);
const ENTRY_BYTES: u32 = 18;

/// At most one entry for each of the 65,536 tags.
pub const PRIMER_LIMIT_BYTES: u64 = 8 + 18 * 65_536;

/// Local tags and their properties.
#[derive(Debug, Clone, Default)]
pub struct Primer(BTreeMap<u16, Ul>);

pub fn is_primer_pack(key: Ul) -> bool {
    key.means(PRIMER_PACK)
}

impl Primer {
    /// `None` when entries are not of 18 bytes or fewer are there than promised.
    pub fn parse(value: &[u8]) -> Option<Primer> {
        let mut fields = Fields(value);
        let count = fields.u32()?;
        let size = fields.u32()?;
        if count > 0 && size != ENTRY_BYTES {
            return None;
        }
        let mut tags = BTreeMap::new();
        for _ in 0..count {
            tags.insert(fields.u16()?, Ul(fields.chunk()?));
        }
        Some(Primer(tags))
    }

    pub fn property(&self, tag: u16) -> Option<Ul> {
        self.0.get(&tag).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_primer_with_entries_of_another_size_is_refused() {
        let value = [0, 0, 0, 1, 0, 0, 0, 17];
        assert!(Primer::parse(&value).is_none());
    }

    #[test]
    fn a_primer_that_ends_early_is_refused() {
        let value = [0, 0, 0, 2, 0, 0, 0, 18, 0xff, 0xfe];
        assert!(Primer::parse(&value).is_none());
    }
}
