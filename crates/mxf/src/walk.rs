//! From the first key to the last: every KLV of a file in order, sorted into partitions, metadata, index segments
//! and essence. It stops at the first place that is no KLV. It knows no meaning; `track_file` draws conclusions.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Read, Seek};

use crate::error::{Fault, FaultKind, ReadError};
use crate::essence::track_number;
use crate::index_table::{self, ENTRIES_LIMIT, IndexSegment};
use crate::klv::{Found, Klv};
use crate::local_set::{LocalSet, SetView, is_local_set};
use crate::metadata::{SET_LIMIT_BYTES, SETS_LIMIT, Sets};
use crate::partition::{self, PACK_LIMIT_BYTES, Partition, PartitionKind, partition_key};
use crate::primer::{PRIMER_LIMIT_BYTES, Primer, is_primer_pack};
use crate::source::ByteSource;
use crate::texts::is_frame_text;
use crate::ul::Ul;

/// KLVs in a file: twelve hours of four elements at 60 frames per second.
const KLVS_LIMIT: u64 = 12 * 3600 * 60 * 4;
const PARTITIONS_LIMIT: usize = 65_536;
/// Primers and metadata sets of all partitions together.
const METADATA_LIMIT_BYTES: u64 = 64 << 20;
/// A file may begin with this much of something else (ST 377-1 §6.5).
const RUN_IN_LIMIT_BYTES: usize = 65_536;

/// A partition with what lies in it.
pub struct Content {
    pub partition: Partition,
    pub primer: Primer,
    pub sets: Sets,
    /// From the first essence element's key to the end of the last.
    pub essence: Option<(u64, u64)>,
}

/// Essence elements of one track number.
#[derive(Debug, Clone, Copy, Default)]
pub struct Elements {
    pub count: u64,
    /// Of the values, as far as they are in the file.
    pub value_bytes: u64,
    pub first_value_offset: u64,
}

/// What was found.
#[derive(Default)]
pub struct Walk {
    pub contents: Vec<Content>,
    pub segments: Vec<IndexSegment>,
    pub elements: BTreeMap<u32, Elements>,
    /// Texts of single frames.
    pub frame_texts: u64,
    pub has_random_index_pack: bool,
    pub faults: Vec<Fault>,
    metadata_bytes: u64,
    entries: usize,
}

impl Walk {
    pub fn over<R: Read + Seek>(source: &mut ByteSource<R>) -> Result<Walk, ReadError> {
        let mut walk = Walk::default();
        let mut offset = 0;
        let mut count = 0;
        while offset < source.length_bytes() {
            match Klv::at(source, offset)? {
                Found::Klv(klv) => {
                    walk.require_header_first(source, klv.key)?;
                    walk.take(source, klv)?;
                    offset = klv.end();
                }
                Found::Cut { klv, present_bytes } => {
                    walk.require_header_first(source, klv.key)?;
                    walk.take_cut(klv, present_bytes);
                    break;
                }
                Found::Broken(kind) => {
                    if walk.contents.is_empty() {
                        return Err(no_header(source));
                    }
                    walk.faults.push(Fault { offset, kind });
                    break;
                }
            }
            count += 1;
            if count > KLVS_LIMIT {
                return Err(limit(offset, "KLVs", KLVS_LIMIT));
            }
        }
        if walk.contents.is_empty() {
            return Err(no_header(source));
        }
        Ok(walk)
    }

    fn require_header_first<R: Read + Seek>(
        &self,
        source: &mut ByteSource<R>,
        key: Ul,
    ) -> Result<(), ReadError> {
        let is_header = partition_key(key).is_some_and(|(kind, _)| kind == PartitionKind::Header);
        if self.contents.is_empty() && !is_header {
            return Err(no_header(source));
        }
        Ok(())
    }

    fn take<R: Read + Seek>(&mut self, source: &mut ByteSource<R>, klv: Klv) -> Result<(), ReadError> {
        if klv.is_fill() {
            return Ok(());
        }
        if let Some(key) = partition_key(klv.key) {
            let value = klv.value(source, PACK_LIMIT_BYTES, "bytes in a partition pack")?;
            return self.take_partition(key, klv, &value);
        }
        if index_table::is_index_segment(klv.key) {
            let value = klv.value(source, SET_LIMIT_BYTES, "bytes in an index table segment")?;
            return self.take_index_segment(klv, &value);
        }
        if is_primer_pack(klv.key) {
            self.charge(klv)?;
            let value = klv.value(source, PRIMER_LIMIT_BYTES, "bytes in a primer pack")?;
            self.take_primer(klv, &value);
        } else if is_local_set(klv.key) {
            self.charge(klv)?;
            let value = klv.value(source, SET_LIMIT_BYTES, "bytes in a metadata set")?;
            return self.take_set(klv, &value);
        } else if let Some(number) = track_number(klv.key) {
            self.frame_texts += u64::from(is_frame_text(klv.key));
            self.take_element(number, klv, klv.length_bytes, 1);
        } else if partition::is_random_index_pack(klv.key) {
            self.has_random_index_pack = true;
        }
        Ok(())
    }

    fn take_partition(
        &mut self,
        key: (PartitionKind, partition::PartitionStatus),
        klv: Klv,
        value: &[u8],
    ) -> Result<(), ReadError> {
        let offset = klv.offset;
        if self.contents.len() >= PARTITIONS_LIMIT {
            return Err(limit(offset, "partitions", PARTITIONS_LIMIT as u64));
        }
        let Some(partition) = Partition::parse(key, offset, value) else {
            if self.contents.is_empty() {
                let what = "the header partition pack is too short or its labels do not fit";
                return Err(ReadError::Malformed { offset, what });
            }
            self.fault(klv, "this is no partition pack, though its key says so");
            return Ok(());
        };
        if partition.this_partition != offset {
            let declared = partition.this_partition;
            let kind = FaultKind::PartitionElsewhere { declared };
            self.faults.push(Fault { offset, kind });
        }
        self.contents.push(Content {
            partition,
            primer: Primer::default(),
            sets: Sets::default(),
            essence: None,
        });
        Ok(())
    }

    fn take_primer(&mut self, klv: Klv, value: &[u8]) {
        let primer = Primer::parse(value);
        if primer.is_none() {
            self.fault(klv, "this is no primer pack, though its key says so");
        }
        if let Some(content) = self.contents.last_mut() {
            content.primer = primer.unwrap_or_default();
        }
    }

    fn take_set(&mut self, klv: Klv, value: &[u8]) -> Result<(), ReadError> {
        let Some(content) = self.contents.last_mut() else {
            return Ok(());
        };
        if content.sets.len() >= SETS_LIMIT {
            return Err(limit(klv.offset, "metadata sets", SETS_LIMIT as u64));
        }
        match LocalSet::parse(klv.key, klv.offset, value, &content.primer) {
            Some(set) => content.sets.insert(set),
            None => self.fault(klv, "a property runs past the end of its metadata set"),
        }
        Ok(())
    }

    fn take_index_segment(&mut self, klv: Klv, value: &[u8]) -> Result<(), ReadError> {
        let faults = RefCell::default();
        let segment = LocalSet::parse(klv.key, klv.offset, value, &Primer::default()).and_then(|set| {
            IndexSegment::read(SetView {
                set: &set,
                faults: &faults,
            })
        });
        self.faults.append(&mut faults.into_inner());
        let Some(segment) = segment else {
            self.fault(klv, "the entries of an index table segment do not fit");
            return Ok(());
        };
        self.entries = self.entries.saturating_add(segment.stream_offsets.len());
        if self.entries > ENTRIES_LIMIT || self.segments.len() >= PARTITIONS_LIMIT {
            return Err(limit(klv.offset, "index entries", ENTRIES_LIMIT as u64));
        }
        self.segments.push(segment);
        Ok(())
    }

    fn take_element(&mut self, number: u32, klv: Klv, present_bytes: u64, whole: u64) {
        let elements = self.elements.entry(number).or_insert_with(|| Elements {
            first_value_offset: klv.value_offset,
            ..Elements::default()
        });
        elements.count += whole;
        elements.value_bytes = elements.value_bytes.saturating_add(present_bytes);
        let end = klv.value_offset.saturating_add(present_bytes);
        if let Some(content) = self.contents.last_mut() {
            let start = content.essence.map_or(klv.offset, |(start, _)| start);
            content.essence = Some((start, end));
        }
    }

    fn take_cut(&mut self, klv: Klv, present_bytes: u64) {
        if let Some(number) = track_number(klv.key) {
            self.take_element(number, klv, present_bytes, 0);
        }
        let kind = FaultKind::Truncated {
            length_bytes: klv.length_bytes,
            present_bytes,
        };
        let offset = klv.offset;
        self.faults.push(Fault { offset, kind });
    }

    /// Count metadata against its limit before it is read.
    fn charge(&mut self, klv: Klv) -> Result<(), ReadError> {
        self.metadata_bytes = self.metadata_bytes.saturating_add(klv.length_bytes);
        if self.metadata_bytes > METADATA_LIMIT_BYTES {
            return Err(limit(klv.offset, "bytes of metadata", METADATA_LIMIT_BYTES));
        }
        Ok(())
    }

    fn fault(&mut self, klv: Klv, what: &'static str) {
        let kind = FaultKind::Malformed { what };
        let offset = klv.offset;
        self.faults.push(Fault { offset, kind });
    }
}

fn limit(offset: u64, what: &'static str, limit: u64) -> ReadError {
    ReadError::Limit { offset, what, limit }
}

/// The file does not begin with a whole header partition pack: say whether one comes later.
fn no_header<R: Read + Seek>(source: &mut ByteSource<R>) -> ReadError {
    let beginning = match source.peek(0, RUN_IN_LIMIT_BYTES) {
        Ok(beginning) => beginning,
        Err(error) => return error,
    };
    let is_header = |window: &[u8]| {
        let key = window.try_into().ok().map(Ul);
        key.and_then(partition_key)
            .is_some_and(|(kind, _)| kind == PartitionKind::Header)
    };
    match beginning.windows(16).position(is_header) {
        Some(position) if position > 0 => ReadError::Unsupported {
            offset: 0,
            what: "a run-in before the header partition",
        },
        _ => ReadError::Malformed {
            offset: 0,
            what: "the file does not begin with an MXF header partition pack",
        },
    }
}
