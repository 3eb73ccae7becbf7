//! Local sets (ST 336) and the values of their properties (ST 377-1 §4.3). A value that does not fit its type is
//! noted as a fault and read as absent: one odd property does not hide the rest of a file.

use std::cell::RefCell;

use timecode::EditRate;
use uuid::Uuid;

use crate::error::{Fault, FaultKind};
use crate::partition::Fields;
use crate::primer::Primer;
use crate::ul::{Ul, Umid};

/// Local sets with two-byte tags and two-byte lengths.
const LOCAL_SET: Ul = Ul::from_hex(0x060e2b34_02530100_00000000_00000000);
pub(crate) const INSTANCE_ID: u16 = 0x3c0a;

/// Properties of one set; the largest set of the standard has about sixty.
const PROPERTIES_LIMIT: usize = 1024;
/// Elements of one array.
const ARRAY_LIMIT: u32 = 4096;

/// A property: by the tag that the standard fixed, or by its label through the primer pack.
#[derive(Debug, Clone, Copy)]
pub enum Property {
    Fixed(u16),
    ByLabel(u128),
}

#[derive(Debug, Clone)]
struct Item {
    tag: u16,
    label: Option<Ul>,
    value: Vec<u8>,
}

/// A set as it stands in the file.
#[derive(Debug, Clone)]
pub struct LocalSet {
    pub key: Ul,
    pub offset: u64,
    items: Vec<Item>,
}

pub fn is_local_set(key: Ul) -> bool {
    key.begins_like(LOCAL_SET, 6)
}

impl LocalSet {
    /// `None` when an item runs past the end of the set, or there are too many.
    pub fn parse(key: Ul, offset: u64, value: &[u8], primer: &Primer) -> Option<LocalSet> {
        let mut items = Vec::new();
        let mut rest = Fields(value);
        while !rest.0.is_empty() {
            let tag = rest.u16()?;
            let length = usize::from(rest.u16()?);
            let (value, behind) = rest.0.split_at_checked(length)?;
            rest = Fields(behind);
            items.push(Item {
                tag,
                label: primer.property(tag),
                value: value.to_vec(),
            });
            if items.len() > PROPERTIES_LIMIT {
                return None;
            }
        }
        Some(LocalSet { key, offset, items })
    }

    pub fn instance(&self) -> Option<Uuid> {
        let item = self.items.iter().find(|item| item.tag == INSTANCE_ID)?;
        Uuid::from_slice(&item.value).ok()
    }
}

/// A set being read, with the place where faults are noted.
#[derive(Clone, Copy)]
pub struct SetView<'a> {
    pub set: &'a LocalSet,
    pub faults: &'a RefCell<Vec<Fault>>,
}

impl SetView<'_> {
    fn item(&self, property: Property) -> Option<&Item> {
        self.set.items.iter().find(|item| match property {
            Property::Fixed(tag) => item.tag == tag,
            Property::ByLabel(label) => item.label.is_some_and(|known| known.means(Ul::from_hex(label))),
        })
    }

    /// The property through `read`, which gives `None` when the bytes do not fit.
    fn read<T>(&self, property: Property, read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let item = self.item(property)?;
        let value = read(&item.value);
        if value.is_none() {
            let kind = FaultKind::MalformedProperty { tag: item.tag };
            let offset = self.set.offset;
            self.faults.borrow_mut().push(Fault { offset, kind });
        }
        value
    }

    fn whole<const N: usize>(&self, property: Property) -> Option<[u8; N]> {
        self.read(property, |bytes| bytes.try_into().ok())
    }

    pub fn u8(&self, property: Property) -> Option<u8> {
        self.whole::<1>(property).map(|[byte]| byte)
    }

    pub fn u16(&self, property: Property) -> Option<u16> {
        self.whole(property).map(u16::from_be_bytes)
    }

    pub fn u32(&self, property: Property) -> Option<u32> {
        self.whole(property).map(u32::from_be_bytes)
    }

    /// A duration or position. Negative ones (`-1` is "not known") are absent, and no fault.
    pub fn position(&self, property: Property) -> Option<u64> {
        u64::try_from(self.whole(property).map(i64::from_be_bytes)?).ok()
    }

    pub fn ul(&self, property: Property) -> Option<Ul> {
        self.whole(property).map(Ul)
    }

    pub fn umid(&self, property: Property) -> Option<Umid> {
        self.whole(property).map(Umid)
    }

    pub fn uuid(&self, property: Property) -> Option<Uuid> {
        self.whole(property).map(Uuid::from_bytes)
    }

    pub fn bytes(&self, property: Property) -> Option<Vec<u8>> {
        self.item(property).map(|item| item.value.clone())
    }

    /// Two 32-bit numbers: an aspect ratio, a timestamp's halves.
    pub fn pair(&self, property: Property) -> Option<(u32, u32)> {
        self.read(property, |bytes| {
            let mut fields = Fields(bytes);
            let pair = (fields.u32()?, fields.u32()?);
            fields.0.is_empty().then_some(pair)
        })
    }

    pub fn rate(&self, property: Property) -> Option<EditRate> {
        self.read(property, |bytes| {
            let mut fields = Fields(bytes);
            let rate = EditRate::new(fields.u32()?, fields.u32()?).ok()?;
            fields.0.is_empty().then_some(rate)
        })
    }

    /// UTF-16BE text, which some writers end with a zero.
    pub fn text(&self, property: Property) -> Option<String> {
        self.read(property, |bytes| {
            let (units, rest) = bytes.as_chunks::<2>();
            if !rest.is_empty() {
                return None;
            }
            let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
            let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
            String::from_utf16(&units).ok()
        })
    }

    /// ISO 7-bit or UTF-8 text, which some writers end with a zero.
    pub fn narrow_text(&self, property: Property) -> Option<String> {
        self.read(property, |bytes| {
            let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            String::from_utf8(text.to_vec()).ok()
        })
    }

    /// Elements of an array or batch: their number, their size, then they themselves.
    fn array<const N: usize>(&self, property: Property) -> Option<Vec<[u8; N]>> {
        self.read(property, |bytes| {
            let mut fields = Fields(bytes);
            let count = fields.u32()?;
            let size = fields.u32()?;
            if count > ARRAY_LIMIT || (count > 0 && usize::try_from(size) != Ok(N)) {
                return None;
            }
            (0..count).map(|_| fields.chunk()).collect()
        })
    }

    /// Strong references to other sets.
    pub fn references(&self, property: Property) -> Vec<Uuid> {
        let ids = self.array(property).unwrap_or_default();
        ids.into_iter().map(Uuid::from_bytes).collect()
    }

    pub fn labels(&self, property: Property) -> Vec<Ul> {
        self.array(property)
            .unwrap_or_default()
            .into_iter()
            .map(Ul)
            .collect()
    }

    pub fn numbers(&self, property: Property) -> Option<Vec<i32>> {
        let numbers = self.array(property)?;
        Some(numbers.into_iter().map(i32::from_be_bytes).collect())
    }

    /// An array of triples of bytes, as J2K component sizing.
    pub fn triples(&self, property: Property) -> Option<Vec<[u8; 3]>> {
        self.array(property)
    }

    /// Code and size of each component of a pixel, until the first zero.
    pub fn layout(&self, property: Property) -> Option<Vec<(u8, u8)>> {
        let bytes = self.bytes(property)?;
        let pairs = bytes.as_chunks::<2>().0.iter();
        Some(
            pairs
                .map(|[code, size]| (*code, *size))
                .take_while(|(code, _)| *code != 0)
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(value: &[u8]) -> Option<LocalSet> {
        LocalSet::parse(LOCAL_SET, 7, value, &Primer::default())
    }

    #[test]
    fn an_item_past_the_end_of_its_set_is_refused() {
        assert!(set(&[0x32, 0x03, 0, 4, 0, 0, 7]).is_none());
        assert!(set(&[0x32]).is_none());
    }

    #[test]
    fn a_property_of_the_wrong_length_is_absent_and_noted() {
        let set = set(&[0x32, 0x03, 0, 2, 7, 0x80]).unwrap();
        let faults = RefCell::default();
        let view = SetView {
            set: &set,
            faults: &faults,
        };
        assert_eq!(view.u32(Property::Fixed(0x3203)), None);
        let kind = FaultKind::MalformedProperty { tag: 0x3203 };
        assert_eq!(faults.take(), [Fault { offset: 7, kind }]);
    }

    #[test]
    fn text_ends_at_its_zero() {
        let set = set(&[0x48, 0x02, 0, 6, 0, b'H', 0, b'i', 0, 0]).unwrap();
        let faults = RefCell::default();
        let view = SetView {
            set: &set,
            faults: &faults,
        };
        assert_eq!(view.text(Property::Fixed(0x4802)).as_deref(), Some("Hi"));
    }
}
