//! Writes an ST 2067-3:2016 composition playlist that carries ST 2067-2 core constraints and identifies itself as
//! ST 2067-21 (App 2E). Element order is the schema's. It checks no durations: `conform` does.

use std::collections::BTreeMap;

use timecode::{EditRate, Timecode};
use uuid::Uuid;

use super::descriptor::EssenceDescriptor;
use super::element::Element;
use super::{Origin, date_time, urn};
use crate::cpl::LightLevels;
use crate::hash::{SHA_1, Sha1Hash};

const NAMESPACE: &str = "http://www.smpte-ra.org/schemas/2067-3/2016";
const ISXD: &str = "http://www.smpte-ra.org/ns/2067-202/2022";
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The edition of ST 2067-21 (App 2E) that a composition says it obeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Application {
    #[default]
    App2E2016,
    App2E2020,
}

/// A composition to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    pub id: Uuid,
    pub annotation: Option<String>,
    pub origin: Origin,
    pub content_originator: Option<String>,
    pub content_title: String,
    /// `feature`, `episode`, `test`…
    pub content_kind: String,
    /// Id and label.
    pub content_version: Option<(Uuid, String)>,
    /// The id is what a resource's `source_encoding` names.
    pub descriptors: Vec<(Uuid, EssenceDescriptor)>,
    pub timecode: Option<CompositionTimecode>,
    pub edit_rate: EditRate,
    /// RFC 5646, such as `en-US`.
    pub languages: Vec<String>,
    pub application: Application,
    pub light_levels: LightLevels,
    pub segments: Vec<Segment>,
}

/// The timecode of the composition's first frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompositionTimecode {
    pub start: Timecode,
    /// The rate that timecode counts in: 24 for 23.976.
    pub nominal_rate: u32,
    pub is_drop_frame: bool,
}

/// A segment: one sequence of each virtual track, all of equal duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub id: Uuid,
    pub markers: Option<MarkerSequence>,
    pub sequences: Vec<Sequence>,
}

/// What a sequence shows or sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SequenceKind {
    MainImage,
    MainAudio,
    /// Isochronous XML data (ST 2067-202), such as Dolby Vision metadata.
    Isxd,
}

/// The resources of one virtual track inside one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    pub id: Uuid,
    /// The virtual track's id: the same in every segment.
    pub track_id: Uuid,
    pub kind: SequenceKind,
    pub resources: Vec<Resource>,
}

/// A stretch of a track file. Durations count in `edit_rate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub id: Uuid,
    pub edit_rate: EditRate,
    pub intrinsic_duration: u64,
    pub entry_point: u64,
    pub source_duration: u64,
    pub repeat_count: u32,
    /// The id of an essence descriptor of the composition.
    pub source_encoding: Uuid,
    pub track_file_id: Uuid,
    /// Filled from the package's own files when absent.
    pub hash: Option<Sha1Hash>,
}

/// Markers of a segment. `duration_frames` is the segment's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkerSequence {
    pub id: Uuid,
    pub track_id: Uuid,
    pub resource_id: Uuid,
    pub duration_frames: u64,
    pub markers: Vec<Marker>,
}

/// A standard label such as `FFOC`, and its frame within the segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    pub label: String,
    pub offset_frames: u64,
}

impl Application {
    fn identification(self) -> &'static str {
        match self {
            Application::App2E2016 => "http://www.smpte-ra.org/schemas/2067-21/2016",
            Application::App2E2020 => "http://www.smpte-ra.org/ns/2067-21/2020",
        }
    }

    /// The namespace of ST 2067-2 core constraints that goes with the edition.
    fn core_constraints(self) -> &'static str {
        match self {
            Application::App2E2016 => "http://www.smpte-ra.org/schemas/2067-2/2016",
            Application::App2E2020 => "http://www.smpte-ra.org/ns/2067-2/2020",
        }
    }
}

impl Composition {
    /// The document. Resources without a hash of their own take the one in `hashes`, by track file id.
    #[must_use]
    pub fn to_xml(&self, hashes: &BTreeMap<Uuid, Sha1Hash>) -> String {
        let descriptors = self.descriptors.iter().map(|(id, descriptor)| {
            Element::new("EssenceDescriptor")
                .field("Id", urn(*id))
                .child(descriptor.to_element())
        });
        let segments = self.segments.iter().map(|segment| segment.to_element(hashes));
        Element::new("CompositionPlaylist")
            .attribute("xmlns", NAMESPACE)
            .attribute("xmlns:xsi", SCHEMA_INSTANCE)
            .attribute("xmlns:cc", self.application.core_constraints())
            .field("Id", urn(self.id))
            .field_if("Annotation", self.annotation.as_ref())
            .field("IssueDate", date_time(self.origin.issue_date))
            .field("Issuer", &self.origin.issuer)
            .field("Creator", &self.origin.creator)
            .field_if("ContentOriginator", self.content_originator.as_ref())
            .field("ContentTitle", &self.content_title)
            .field("ContentKind", &self.content_kind)
            .children(self.content_version.as_ref().map(content_version_list))
            .child(Element::new("EssenceDescriptorList").children(descriptors))
            .children(self.timecode.map(composition_timecode))
            .field("EditRate", rate(self.edit_rate))
            .children((!self.languages.is_empty()).then(|| self.locale_list()))
            .child(self.extension_properties())
            .child(Element::new("SegmentList").children(segments))
            .into_document()
    }

    fn extension_properties(&self) -> Element {
        let level = |name: &str, nits: Option<u16>| {
            nits.map(|nits| {
                Element::with_text(name, nits.to_string())
                    .attribute("xmlns:app", Application::App2E2020.identification())
            })
        };
        Element::new("ExtensionProperties")
            .child(Element::with_text(
                "cc:ApplicationIdentification",
                self.application.identification(),
            ))
            .children(level("app:MaxCLL", self.light_levels.max_cll))
            .children(level("app:MaxFALL", self.light_levels.max_fall))
    }

    fn locale_list(&self) -> Element {
        let languages = self
            .languages
            .iter()
            .map(|language| Element::with_text("Language", language));
        let list = Element::new("LanguageList").children(languages);
        Element::new("LocaleList").child(Element::new("Locale").child(list))
    }
}

fn content_version_list((id, label): &(Uuid, String)) -> Element {
    let version = Element::new("ContentVersion")
        .field("Id", urn(*id))
        .field("LabelText", label);
    Element::new("ContentVersionList").child(version)
}

fn composition_timecode(timecode: CompositionTimecode) -> Element {
    Element::new("CompositionTimecode")
        .field("TimecodeDropFrame", timecode.is_drop_frame)
        .field("TimecodeRate", timecode.nominal_rate)
        .field("TimecodeStartAddress", timecode.start)
}

impl Segment {
    fn to_element(&self, hashes: &BTreeMap<Uuid, Sha1Hash>) -> Element {
        let sequences = self.sequences.iter().map(|sequence| sequence.to_element(hashes));
        let list = Element::new("SequenceList")
            .children(self.markers.as_ref().map(MarkerSequence::to_element))
            .children(sequences);
        Element::new("Segment").field("Id", urn(self.id)).child(list)
    }
}

impl Sequence {
    fn to_element(&self, hashes: &BTreeMap<Uuid, Sha1Hash>) -> Element {
        let name = match self.kind {
            SequenceKind::MainImage => "cc:MainImageSequence",
            SequenceKind::MainAudio => "cc:MainAudioSequence",
            SequenceKind::Isxd => "isxd:ISXDSequence",
        };
        let resources = self.resources.iter().map(|resource| {
            let hash = resource
                .hash
                .or_else(|| hashes.get(&resource.track_file_id).copied());
            resource.to_element(hash)
        });
        let element = match self.kind {
            SequenceKind::Isxd => Element::new(name).attribute("xmlns:isxd", ISXD),
            SequenceKind::MainImage | SequenceKind::MainAudio => Element::new(name),
        };
        element
            .field("Id", urn(self.id))
            .field("TrackId", urn(self.track_id))
            .child(Element::new("ResourceList").children(resources))
    }
}

impl Resource {
    fn to_element(&self, hash: Option<Sha1Hash>) -> Element {
        let algorithm = hash.map(|_| Element::new("HashAlgorithm").attribute("Algorithm", SHA_1));
        Element::new("Resource")
            .attribute("xsi:type", "TrackFileResourceType")
            .field("Id", urn(self.id))
            .field("EditRate", rate(self.edit_rate))
            .field("IntrinsicDuration", self.intrinsic_duration)
            .field("EntryPoint", self.entry_point)
            .field("SourceDuration", self.source_duration)
            .field("RepeatCount", self.repeat_count)
            .field("SourceEncoding", urn(self.source_encoding))
            .field("TrackFileId", urn(self.track_file_id))
            .field_if("Hash", hash.map(Sha1Hash::to_base64))
            .children(algorithm)
    }
}

impl MarkerSequence {
    fn to_element(&self) -> Element {
        let markers = self.markers.iter().map(|marker| {
            Element::new("Marker")
                .field("Label", &marker.label)
                .field("Offset", marker.offset_frames)
        });
        let resource = Element::new("Resource")
            .attribute("xsi:type", "MarkerResourceType")
            .field("Id", urn(self.resource_id))
            .field("IntrinsicDuration", self.duration_frames)
            .children(markers);
        Element::new("MarkerSequence")
            .field("Id", urn(self.id))
            .field("TrackId", urn(self.track_id))
            .child(Element::new("ResourceList").child(resource))
    }
}

/// `24000 1001`, as a CPL writes a rational.
fn rate(rate: EditRate) -> String {
    format!("{} {}", rate.num(), rate.den())
}
