//! Partition packs, index table segments and the random index pack as the writer lays them out (ST 2067-5): header,
//! one body, one partition with the index, footer. All are closed and complete.

use timecode::EditRate;
use uuid::Uuid;

use super::klv::put_klv;
use super::set::SetsWriter;
use super::{BODY_SID, INDEX_SID, OP1A};
use crate::index_table::{
    BODY_SID as BODY, DURATION, EDIT_RATE, EDIT_UNIT_BYTE_COUNT, ENTRY_ARRAY, INDEX_SID as INDEX, SEGMENT,
    START_POSITION,
};
use crate::local_set::Property;
use crate::partition::{PARTITION_PACK, PartitionKind, RANDOM_INDEX_PACK};
use crate::ul::Ul;

const DELTA_ENTRIES: Property = Property::Fixed(0x3f09);
const SLICE_COUNT: Property = Property::Fixed(0x3f08);
const POSITION_TABLE_COUNT: Property = Property::Fixed(0x3f0e);

/// Entries of 11 bytes in a property of at most 65,535 bytes.
const ENTRIES_PER_SEGMENT: usize = 5000;
/// Every frame can be decoded alone.
const RANDOM_ACCESS: u8 = 0x80;

/// What differs from one partition pack of a file to the next.
#[derive(Debug, Clone, Copy)]
pub struct Pack {
    pub kind: PartitionKind,
    pub offset: u64,
    pub previous: u64,
    pub footer: u64,
    pub header_bytes: u64,
    pub index_bytes: u64,
    pub index_sid: u32,
    pub body_sid: u32,
    /// Holds a generic stream (ST 410), no essence container.
    pub is_generic_stream: bool,
}

/// How edit units are found.
#[derive(Debug, Clone, Copy)]
pub enum Units<'a> {
    /// Samples of all channels, of so many bytes each.
    Constant { bytes: u32, count: u64 },
    /// Frames, by where they begin in the essence stream.
    Variable(&'a [u64]),
}

impl Pack {
    pub fn to_bytes(self, container: Ul) -> Vec<u8> {
        let mut key = PARTITION_PACK;
        key.0[13] = match self.kind {
            PartitionKind::Header => 2,
            PartitionKind::Body => 3,
            PartitionKind::Footer => 4,
        };
        key.0[14] = if self.is_generic_stream { 0x11 } else { 4 };
        let mut value = Vec::new();
        value.extend([0, 1, 0, 3]);
        value.extend(1_u32.to_be_bytes());
        for offset in [
            self.offset,
            self.previous,
            self.footer,
            self.header_bytes,
            self.index_bytes,
        ] {
            value.extend(offset.to_be_bytes());
        }
        value.extend(self.index_sid.to_be_bytes());
        value.extend(0_u64.to_be_bytes());
        value.extend(self.body_sid.to_be_bytes());
        value.extend(OP1A.0);
        value.extend(1_u32.to_be_bytes());
        value.extend(16_u32.to_be_bytes());
        value.extend(container.0);
        let mut bytes = Vec::new();
        put_klv(&mut bytes, key, &value);
        bytes
    }
}

/// Index table segments for all edit units.
pub fn index_table(file_id: Uuid, rate: EditRate, units: Units<'_>) -> Vec<u8> {
    let mut sets = SetsWriter::default();
    let instance = |number: usize| super::instance(file_id, &format!("index {number}"));
    match units {
        Units::Constant { bytes, count } => {
            segment(&mut sets, instance(0), rate, (0, count), bytes, None);
        }
        Units::Variable(offsets) => {
            for (number, part) in offsets.chunks(ENTRIES_PER_SEGMENT).enumerate() {
                let start = (number * ENTRIES_PER_SEGMENT) as u64;
                let range = (start, part.len() as u64);
                segment(&mut sets, instance(number), rate, range, 0, Some(part));
            }
        }
    }
    sets.into_sets_only()
}

fn segment(
    sets: &mut SetsWriter,
    instance: Uuid,
    rate: EditRate,
    (start, duration): (u64, u64),
    unit_bytes: u32,
    offsets: Option<&[u64]>,
) {
    let set = sets
        .begin_keyed(SEGMENT, instance)
        .rate(EDIT_RATE, rate)
        .u64(START_POSITION, start)
        .u64(DURATION, duration)
        .u32(EDIT_UNIT_BYTE_COUNT, unit_bytes)
        .u32(INDEX, INDEX_SID)
        .u32(BODY, BODY_SID)
        .u8(SLICE_COUNT, 0)
        .u8(POSITION_TABLE_COUNT, 0);
    let Some(offsets) = offsets else {
        set.end();
        return;
    };
    let entries: Vec<[u8; 11]> = offsets.iter().map(|offset| entry(*offset)).collect();
    set.array(DELTA_ENTRIES, &[[0; 6]])
        .array(ENTRY_ARRAY, &entries)
        .end();
}

fn entry(offset: u64) -> [u8; 11] {
    let [a, b, c, d, e, f, g, h] = offset.to_be_bytes();
    [0, 0, RANDOM_ACCESS, a, b, c, d, e, f, g, h]
}

/// The random index pack of partitions, given as body SID and offset.
pub fn random_index_pack(partitions: &[(u32, u64)]) -> Vec<u8> {
    let mut value = Vec::new();
    for (body_sid, offset) in partitions {
        value.extend(body_sid.to_be_bytes());
        value.extend(offset.to_be_bytes());
    }
    let length = (20 + value.len() + 4) as u32;
    value.extend(length.to_be_bytes());
    let mut bytes = Vec::new();
    put_klv(&mut bytes, RANDOM_INDEX_PACK, &value);
    bytes
}
