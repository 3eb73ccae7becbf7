//! Partition packs and the random index pack (ST 377-1 §7 and §12).

use crate::ul::Ul;

/// Header, body and footer partition packs share this beginning; byte 13 says which, byte 14 the status.
pub(crate) const PARTITION_PACK: Ul = Ul::from_hex(0x060e2b34_02050101_0d010201_01000000);
pub(crate) const RANDOM_INDEX_PACK: Ul = Ul::from_hex(0x060e2b34_02050101_0d010201_01110100);

/// A partition pack is 88 bytes and 16 per essence container.
pub const PACK_LIMIT_BYTES: u64 = 64 * 1024;
/// Essence containers of one partition.
const CONTAINERS_LIMIT: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionKind {
    Header,
    Body,
    Footer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionStatus {
    OpenIncomplete,
    ClosedIncomplete,
    OpenComplete,
    ClosedComplete,
}

/// A partition, as its pack describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    pub kind: PartitionKind,
    pub status: PartitionStatus,
    /// Where the pack really lies.
    pub offset: u64,
    pub major_version: u16,
    pub minor_version: u16,
    pub kag_size: u32,
    /// Where the pack says that it lies.
    pub this_partition: u64,
    pub previous_partition: u64,
    /// Zero when not known.
    pub footer_partition: u64,
    pub header_byte_count: u64,
    pub index_byte_count: u64,
    pub index_sid: u32,
    /// How much of the essence container's stream lies in partitions before.
    pub body_offset: u64,
    pub body_sid: u32,
    pub operational_pattern: Ul,
    pub essence_containers: Vec<Ul>,
}

/// What a key says about a partition pack.
pub fn partition_key(key: Ul) -> Option<(PartitionKind, PartitionStatus)> {
    if !key.begins_like(PARTITION_PACK, 13) {
        return None;
    }
    let kind = match key.0[13] {
        2 => PartitionKind::Header,
        3 => PartitionKind::Body,
        4 => PartitionKind::Footer,
        _ => return None,
    };
    let status = match key.0[14] {
        1 => PartitionStatus::OpenIncomplete,
        2 => PartitionStatus::ClosedIncomplete,
        3 => PartitionStatus::OpenComplete,
        4 => PartitionStatus::ClosedComplete,
        // A partition of a generic stream (ST 410) is written whole.
        0x11 if kind == PartitionKind::Body => PartitionStatus::ClosedComplete,
        _ => return None,
    };
    Some((kind, status))
}

pub fn is_random_index_pack(key: Ul) -> bool {
    key.means(RANDOM_INDEX_PACK)
}

impl Partition {
    /// The pack's value as fields; `None` when it is too short or its batch of labels does not fit.
    pub fn parse(
        (kind, status): (PartitionKind, PartitionStatus),
        offset: u64,
        value: &[u8],
    ) -> Option<Partition> {
        let mut fields = Fields(value);
        let mut partition = Partition {
            kind,
            status,
            offset,
            major_version: fields.u16()?,
            minor_version: fields.u16()?,
            kag_size: fields.u32()?,
            this_partition: fields.u64()?,
            previous_partition: fields.u64()?,
            footer_partition: fields.u64()?,
            header_byte_count: fields.u64()?,
            index_byte_count: fields.u64()?,
            index_sid: fields.u32()?,
            body_offset: fields.u64()?,
            body_sid: fields.u32()?,
            operational_pattern: Ul(fields.chunk()?),
            essence_containers: Vec::new(),
        };
        let count = usize::try_from(fields.u32()?).ok()?;
        let size = fields.u32()?;
        if count > CONTAINERS_LIMIT || (count > 0 && size != 16) {
            return None;
        }
        for _ in 0..count {
            partition.essence_containers.push(Ul(fields.chunk()?));
        }
        Some(partition)
    }

    pub(crate) fn is_closed_and_complete(&self) -> bool {
        self.status == PartitionStatus::ClosedComplete
    }
}

/// Reads big-endian fields one after another.
pub struct Fields<'a>(pub &'a [u8]);

impl Fields<'_> {
    pub fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (chunk, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*chunk)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.chunk().map(u16::from_be_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_be_bytes)
    }

    pub fn u64(&mut self) -> Option<u64> {
        self.chunk().map(u64::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_that_promises_more_labels_than_it_holds_is_refused() {
        let mut value = vec![0; 88];
        let key = (PartitionKind::Header, PartitionStatus::ClosedComplete);
        assert!(Partition::parse(key, 0, &value).is_some());
        value[83] = 1;
        value[87] = 16;
        assert!(Partition::parse(key, 0, &value).is_none());
        assert!(Partition::parse(key, 0, &value[..40]).is_none());
    }

    #[test]
    fn a_partition_of_a_generic_stream_is_a_body_written_whole() {
        let whole = PartitionStatus::ClosedComplete;
        assert_eq!(
            partition_key(Ul::from_hex(0x060e2b34_02050101_0d010201_01031100)),
            Some((PartitionKind::Body, whole))
        );
        assert_eq!(
            partition_key(Ul::from_hex(0x060e2b34_02050101_0d010201_01021100)),
            None
        );
    }
}
