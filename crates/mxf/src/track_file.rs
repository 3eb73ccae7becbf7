//! A track file, as far as its header metadata, index and body tell: what `conform` and people want to know of it.
//! It says what the file says, and in `faults` where the file contradicts itself or ends too early.

use std::io::{Read, Seek};

use timecode::EditRate;
use uuid::Uuid;

use crate::error::{Fault, FaultKind, ReadError};
use crate::essence::{EssenceKind, Wrapping};
use crate::index_table::Index;
use crate::metadata::{EssenceDescriptor, FileDescriptor, Package, PictureDescriptor, SoundDescriptor};
use crate::partition::{Partition, PartitionKind};
use crate::source::ByteSource;
use crate::ul::Ul;
use crate::walk::{Content, Elements, Walk};

/// One MXF file with one kind of essence.
#[derive(Debug, Clone)]
pub struct TrackFile {
    pub length_bytes: u64,
    pub essence: EssenceKind,
    pub wrapping: Wrapping,
    /// The descriptor's essence container label.
    pub essence_container: Option<Ul>,
    pub operational_pattern: Ul,
    /// Labels of specifications that the Preface says it obeys, such as IAB level 0.
    pub conforms_to: Vec<Ul>,
    pub descriptor: EssenceDescriptor,
    /// Where the descriptor's set lies.
    pub descriptor_offset: u64,
    /// The descriptor's label of a codec.
    pub codec: Option<Ul>,
    pub has_container_constraints: bool,
    /// The descriptor's sample rate: the edit units that `container_duration` counts.
    pub sample_rate: Option<EditRate>,
    /// The essence track's edit rate.
    pub edit_rate: Option<EditRate>,
    /// The descriptor's duration.
    pub container_duration: Option<u64>,
    /// The essence track's duration.
    pub track_duration: Option<u64>,
    pub material_package: Option<Package>,
    pub file_package: Package,
    pub partitions: Vec<Partition>,
    pub index: Option<Index>,
    /// Whole essence elements of the essence track in the body.
    pub essence_elements: u64,
    /// Documents that go along with single frames: see [`crate::read_texts`].
    pub frame_texts: u64,
    /// Edit units that really are in the body, where they can be counted.
    pub present_duration: Option<u64>,
    pub faults: Vec<Fault>,
    /// Body offset, first byte and end of each partition with essence.
    spans: Vec<Span>,
    elements: Elements,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    body_offset: u64,
    start: u64,
    end: u64,
}

impl TrackFile {
    /// Read a whole file's structure. Essence is skipped, not read.
    ///
    /// # Errors
    /// [`ReadError`] when this is no MXF file with a described source package, or exceeds a limit.
    pub fn read<R: Read + Seek>(source: R) -> Result<TrackFile, ReadError> {
        let mut source = ByteSource::new(source)?;
        let walk = Walk::over(&mut source)?;
        TrackFile::from_walk(walk, source.length_bytes())
    }

    fn from_walk(mut walk: Walk, length_bytes: u64) -> Result<TrackFile, ReadError> {
        let metadata = best_metadata(&walk.contents).ok_or(NO_METADATA)?;
        let offset = metadata.partition.offset;
        let missing = |what| ReadError::Malformed { offset, what };
        let preface = metadata.sets.preface().ok_or(NO_METADATA)?;
        let (packages, containers) = preface.content(&metadata.sets);

        let in_this_file = |package: &&Package| {
            let linked = containers
                .iter()
                .any(|container| container.linked_package == package.id);
            !package.is_material && package.descriptor.is_some() && (linked || containers.is_empty())
        };
        let file_package = packages
            .iter()
            .find(in_this_file)
            .or_else(|| packages.iter().find(|package| package.descriptor.is_some()))
            .ok_or(missing("no source package has a descriptor"))?
            .clone();
        let (common, descriptor) = file_package
            .descriptor
            .and_then(|instance| EssenceDescriptor::read(instance, &metadata.sets))
            .ok_or(missing("the descriptor of the source package is missing"))?;

        let container = common.essence_container;
        let track = file_package.essence_track().cloned();
        let number = track.as_ref().map(|track| track.number);
        let elements = number.and_then(|number| walk.elements.get(&number).copied());
        let elements = elements.or_else(|| walk.elements.values().next().copied());
        let mut file = TrackFile {
            length_bytes,
            essence: essence_kind(container, &descriptor),
            wrapping: wrapping(container, elements),
            essence_container: container,
            operational_pattern: preface
                .operational_pattern
                .unwrap_or(metadata.partition.operational_pattern),
            conforms_to: preface.conforms_to.clone(),
            descriptor,
            descriptor_offset: common.offset,
            codec: common.codec,
            has_container_constraints: common.has_container_constraints,
            sample_rate: common.sample_rate,
            edit_rate: track.as_ref().and_then(|track| track.edit_rate),
            container_duration: common.container_duration,
            track_duration: track.as_ref().and_then(|track| track.duration),
            material_package: packages.iter().find(|package| package.is_material).cloned(),
            file_package,
            partitions: walk
                .contents
                .iter()
                .map(|content| content.partition.clone())
                .collect(),
            index: Index::of(std::mem::take(&mut walk.segments)),
            essence_elements: elements.map_or(0, |elements| elements.count),
            frame_texts: walk.frame_texts,
            present_duration: None,
            faults: std::mem::take(&mut walk.faults),
            spans: walk.contents.iter().filter_map(Span::of).collect(),
            elements: elements.unwrap_or_default(),
        };
        file.present_duration = file.count_present();
        for content in walk.contents {
            file.faults.extend(content.sets.into_faults());
        }
        file.find_structural_faults(walk.has_random_index_pack);
        file.find_duration_faults(&common);
        file.faults.sort_by_key(|fault| fault.offset);
        Ok(file)
    }

    /// The UUID by which a package names this file: the material number of the file package's UMID.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.file_package.id.material()
    }

    /// Edit units that the file says it has.
    #[must_use]
    pub fn duration(&self) -> Option<u64> {
        self.container_duration.or(self.track_duration)
    }

    /// Whether the file is shorter than it was meant to be.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.faults.iter().any(|fault| fault.kind.means_truncated())
    }

    #[must_use]
    pub fn picture(&self) -> Option<&PictureDescriptor> {
        match &self.descriptor {
            EssenceDescriptor::Picture(picture) => Some(picture),
            _ => None,
        }
    }

    #[must_use]
    pub fn sound(&self) -> Option<&SoundDescriptor> {
        match &self.descriptor {
            EssenceDescriptor::Sound(sound) | EssenceDescriptor::Iab(sound) => Some(sound),
            EssenceDescriptor::MgaSAdm(mga) => Some(&mga.sound),
            _ => None,
        }
    }

    /// Where an edit unit begins in the file: the key of its element with frame wrapping, its first sample with
    /// clip wrapping. `None` when the index does not say, or the file does not reach so far.
    #[must_use]
    pub fn edit_unit_offset(&self, position: u64) -> Option<u64> {
        let in_stream = self.index.as_ref()?.stream_offset(position)?;
        if self.wrapping == Wrapping::Clip {
            // Constant samples count from the value; frames of their own size from the key (ST 2067-201).
            let is_constant = self.index.as_ref()?.edit_unit_bytes().is_some();
            let base = if is_constant {
                self.elements.first_value_offset
            } else {
                self.spans.first()?.start
            };
            let offset = base.checked_add(in_stream)?;
            return (offset < self.clip_end()).then_some(offset);
        }
        let span = self.spans.iter().rfind(|span| span.body_offset <= in_stream)?;
        let offset = span.start.checked_add(in_stream.checked_sub(span.body_offset)?)?;
        (offset < span.end).then_some(offset)
    }

    /// The end of a clip's value, as far as it is in the file.
    pub(crate) fn clip_end(&self) -> u64 {
        self.elements
            .first_value_offset
            .saturating_add(self.elements.value_bytes)
    }

    /// Frames are counted by their elements, constant samples by the bytes of their clip.
    fn count_present(&self) -> Option<u64> {
        if self.wrapping == Wrapping::Frame {
            return Some(self.essence_elements);
        }
        let index_unit = self.index.as_ref().and_then(Index::edit_unit_bytes);
        let block = self.sound().and_then(|sound| sound.block_align).map(u32::from);
        let unit_bytes = index_unit
            .or(block)
            .filter(|_| self.essence == EssenceKind::Pcm)?;
        self.elements.value_bytes.checked_div(u64::from(unit_bytes))
    }

    fn find_structural_faults(&mut self, has_random_index_pack: bool) {
        let end = self.length_bytes;
        let mut found = Vec::new();
        let Some(header) = self.partitions.first() else {
            return;
        };
        if !header.is_closed_and_complete() {
            found.push((header.offset, FaultKind::HeaderOpen));
        }
        let footer = self
            .partitions
            .iter()
            .find(|partition| partition.kind == PartitionKind::Footer);
        match footer {
            None => found.push((end, FaultKind::FooterMissing)),
            Some(footer) if ![0, footer.offset].contains(&header.footer_partition) => {
                let declared = header.footer_partition;
                found.push((footer.offset, FaultKind::FooterElsewhere { declared }));
            }
            Some(_) => {}
        }
        if !has_random_index_pack {
            found.push((end, FaultKind::RandomIndexPackMissing));
        }
        if self.index.is_none() {
            found.push((end, FaultKind::IndexMissing));
        }
        let found = found.into_iter().map(|(offset, kind)| Fault { offset, kind });
        self.faults.extend(found);
    }

    /// Body, index and descriptor against each other.
    fn find_duration_faults(&mut self, common: &FileDescriptor) {
        let mut found = Vec::new();
        let present_bytes = match self.wrapping {
            Wrapping::Frame => self.spans.iter().map(|span| span.end - span.start).sum(),
            _ => self.elements.value_bytes,
        };
        if let Some(indexed_bytes) = self.index.as_ref().and_then(Index::reach_bytes)
            && indexed_bytes > present_bytes
        {
            found.push(FaultKind::IndexBeyondBody {
                indexed_bytes,
                present_bytes,
            });
        }
        // An index may count in other units than the descriptor: then the two cannot be compared.
        let index_rate = self.index.as_ref().and_then(Index::edit_rate);
        let is_same_rate = index_rate.is_none() || index_rate == common.sample_rate;
        let declared = common.container_duration.or(self.track_duration);
        if let (Some(declared), Some(present)) = (declared, self.present_duration)
            && is_same_rate
            && declared > present
        {
            found.push(FaultKind::DurationBeyondBody { declared, present });
        }
        // The index of timed text counts its one resource.
        if let (Some(declared), Some(indexed)) = (declared, self.index.as_ref().and_then(Index::duration))
            && is_same_rate
            && self.essence != EssenceKind::TimedText
            && declared != indexed
        {
            found.push(FaultKind::IndexDurationDiffers { indexed, declared });
        }
        let offset = self.spans.first().map_or(self.length_bytes, |span| span.start);
        let found = found.into_iter().map(|kind| Fault { offset, kind });
        self.faults.extend(found);
    }
}

const NO_METADATA: ReadError = ReadError::Malformed {
    offset: 0,
    what: "no partition holds readable header metadata",
};

/// The header's metadata, unless the header is open and the footer knows better.
fn best_metadata(contents: &[Content]) -> Option<&Content> {
    let with_preface = || contents.iter().filter(|content| content.sets.preface().is_some());
    let closed = with_preface().find(|content| content.partition.is_closed_and_complete());
    closed.or_else(|| with_preface().next())
}

/// The container's label decides; a descriptor helps where the label is of another register.
fn essence_kind(container: Option<Ul>, descriptor: &EssenceDescriptor) -> EssenceKind {
    match (container.map(EssenceKind::of), descriptor) {
        (Some(kind), _) if kind != EssenceKind::Other => kind,
        (_, EssenceDescriptor::Iab(_)) => EssenceKind::Iab,
        (_, EssenceDescriptor::TimedText(_)) => EssenceKind::TimedText,
        _ => EssenceKind::Other,
    }
}

/// The container's label decides; with one of another register, more than one element means frames.
fn wrapping(container: Option<Ul>, elements: Option<Elements>) -> Wrapping {
    let stated = container.map_or(Wrapping::Unknown, Wrapping::of);
    match elements {
        Some(elements) if stated == Wrapping::Unknown && elements.count > 1 => Wrapping::Frame,
        _ => stated,
    }
}

impl Span {
    fn of(content: &Content) -> Option<Span> {
        let (start, end) = content.essence?;
        let body_offset = content.partition.body_offset;
        Some(Span {
            body_offset,
            start,
            end,
        })
    }
}
