//! Metadata sets being written: each property takes the local tag that the standard fixed, or the next free one
//! for those known only by label; the primer pack lists what was used.

use timecode::EditRate;
use uuid::Uuid;

use super::fixed_tags::label_of;
use super::klv::put_klv;
use crate::local_set::{INSTANCE_ID, Property};
use crate::metadata::SetKind;
use crate::primer::PRIMER_PACK;
use crate::ul::Ul;

/// Tags from here down are given to labels without a fixed tag.
const LAST_FREE_TAG: u16 = 0xffff;

/// All sets of a header, and the primer they need.
#[derive(Default)]
pub struct SetsWriter {
    bytes: Vec<u8>,
    tags: Vec<(u16, Ul)>,
    given: u16,
}

/// One set: its properties so far.
pub struct SetWriter<'a> {
    sets: &'a mut SetsWriter,
    key: Ul,
    items: Vec<u8>,
}

impl SetsWriter {
    /// Begin a set. [`SetWriter::end`] appends it.
    pub fn begin(&mut self, kind: SetKind, instance: Uuid) -> SetWriter<'_> {
        self.begin_keyed(kind.key(), instance)
    }

    pub fn begin_keyed(&mut self, key: Ul, instance: Uuid) -> SetWriter<'_> {
        let items = Vec::new();
        let set = SetWriter {
            sets: self,
            key,
            items,
        };
        set.put(Property::Fixed(INSTANCE_ID), instance.as_bytes())
    }

    /// Primer pack and sets.
    pub fn into_bytes(self) -> Vec<u8> {
        let mut primer = Vec::new();
        primer.extend((self.tags.len() as u32).to_be_bytes());
        primer.extend(18_u32.to_be_bytes());
        for (tag, label) in &self.tags {
            primer.extend(tag.to_be_bytes());
            primer.extend(label.0);
        }
        let mut bytes = Vec::new();
        put_klv(&mut bytes, PRIMER_PACK, &primer);
        bytes.extend(self.bytes);
        bytes
    }

    /// The sets alone, for index segments, which need no primer.
    pub fn into_sets_only(self) -> Vec<u8> {
        self.bytes
    }

    fn tag(&mut self, property: Property) -> u16 {
        let label = match property {
            Property::Fixed(tag) => label_of(tag),
            Property::ByLabel(label) => Ul::from_hex(label),
        };
        if let Some((tag, _)) = self.tags.iter().find(|(_, known)| *known == label) {
            return *tag;
        }
        let tag = match property {
            Property::Fixed(tag) => tag,
            Property::ByLabel(_) => {
                self.given += 1;
                LAST_FREE_TAG - (self.given - 1)
            }
        };
        self.tags.push((tag, label));
        tag
    }
}

impl SetWriter<'_> {
    pub fn put(mut self, property: Property, value: &[u8]) -> Self {
        let tag = self.sets.tag(property);
        self.items.extend(tag.to_be_bytes());
        self.items.extend((value.len() as u16).to_be_bytes());
        self.items.extend(value);
        self
    }

    pub fn u8(self, property: Property, value: u8) -> Self {
        self.put(property, &[value])
    }

    pub fn u16(self, property: Property, value: u16) -> Self {
        self.put(property, &value.to_be_bytes())
    }

    pub fn u32(self, property: Property, value: u32) -> Self {
        self.put(property, &value.to_be_bytes())
    }

    pub fn u64(self, property: Property, value: u64) -> Self {
        self.put(property, &value.to_be_bytes())
    }

    pub fn pair(self, property: Property, (first, second): (u32, u32)) -> Self {
        let mut value = first.to_be_bytes().to_vec();
        value.extend(second.to_be_bytes());
        self.put(property, &value)
    }

    pub fn rate(self, property: Property, rate: EditRate) -> Self {
        self.pair(property, (rate.num(), rate.den()))
    }

    pub fn ul(self, property: Property, label: Ul) -> Self {
        self.put(property, &label.0)
    }

    pub fn uuid(self, property: Property, id: Uuid) -> Self {
        self.put(property, id.as_bytes())
    }

    pub fn text(self, property: Property, text: &str) -> Self {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        self.put(property, &units)
    }

    pub fn narrow_text(self, property: Property, text: &str) -> Self {
        self.put(property, text.as_bytes())
    }

    /// An array: number, size of one, then they themselves.
    pub fn array<const N: usize>(self, property: Property, elements: &[[u8; N]]) -> Self {
        let mut value = (elements.len() as u32).to_be_bytes().to_vec();
        value.extend((N as u32).to_be_bytes());
        value.extend(elements.iter().flatten());
        self.put(property, &value)
    }

    pub fn references(self, property: Property, ids: &[Uuid]) -> Self {
        let ids: Vec<[u8; 16]> = ids.iter().map(|id| *id.as_bytes()).collect();
        self.array(property, &ids)
    }

    /// Codes and sizes, filled up with zero to eight components.
    pub fn layout(self, property: Property, components: &[(u8, u8)]) -> Self {
        let mut value: Vec<u8> = components
            .iter()
            .flat_map(|(code, bits)| [*code, *bits])
            .collect();
        value.resize(16, 0);
        self.put(property, &value)
    }

    /// Append the set to its header.
    pub fn end(self) {
        put_klv(&mut self.sets.bytes, self.key, &self.items);
    }
}
