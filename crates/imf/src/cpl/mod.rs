//! ST 2067-3 composition playlist, editions 2013, 2016 and 2020, with the sequences of ST 2067-2 core constraints.
//! The edition is data: there is one reader. Durations are as written; `composition` flattens and adds them up.

mod descriptor;
mod resource;
mod sequence;

use serde::{Deserialize, Serialize};
use timecode::EditRate;
use uuid::Uuid;

pub use descriptor::{
    AudioChannelLabel, Essence, EssenceDescriptor, Jpeg2000Essence, MgaEssence, PictureEssence, SoundEssence,
    SoundfieldGroupLabel,
};
pub use resource::{Marker, Resource, ResourceKind, TrackFileResource};
pub use sequence::{Segment, Sequence, SequenceKind};

use crate::edition::{self, Role};
use crate::xml::{Elem, Problems, Read, XmlError, XmlText};

/// More sequences and resources, and more descriptors, than any composition has: limits against documents that are
/// made to exhaust time and memory.
pub const LIMIT_RESOURCES: usize = 20_000;
pub const LIMIT_DESCRIPTORS: usize = 2_000;

/// A composition playlist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cpl {
    pub id: Uuid,
    /// The namespace of the root, which names the edition.
    pub namespace: String,
    pub annotation: Option<String>,
    pub issue_date: Option<String>,
    pub issuer: Option<String>,
    pub creator: Option<String>,
    pub content_originator: Option<String>,
    pub content_title: String,
    pub content_kind: Option<String>,
    /// Labels of the content versions.
    pub content_versions: Vec<String>,
    pub descriptors: Vec<EssenceDescriptor>,
    pub timecode: Option<CompositionTimecode>,
    pub edit_rate: EditRate,
    pub edit_rate_line: u32,
    /// RFC 5646 tags of all locales, in order.
    pub languages: Vec<String>,
    /// Application identifications, such as `http://www.smpte-ra.org/schemas/2067-21/2016`.
    pub applications: Vec<String>,
    /// Virtual tracks that a MGASADMVirtualTrackParameterSet speaks of (ST 2067-203).
    pub s_adm_tracks: Vec<Uuid>,
    pub light_levels: LightLevels,
    pub segments: Vec<Segment>,
}

/// How bright the whole composition gets, in cd/m² (CTA-861.3), as ST 2067-21:2020 lets a composition state it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LightLevels {
    /// Of the brightest pixel.
    pub max_cll: Option<u16>,
    /// Of the brightest frame on average.
    pub max_fall: Option<u16>,
}

/// What timecode the first frame of the composition carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompositionTimecode {
    pub is_drop_frame: bool,
    pub nominal_rate: u64,
    pub start_address: String,
}

impl Cpl {
    /// # Errors
    /// [`XmlError`] when the text is refused, is no CPL, or lacks its id or edit rate.
    pub fn read(bytes: &[u8]) -> Result<Read<Cpl>, XmlError> {
        let text = XmlText::parse(bytes)?;
        let root = text.root("CompositionPlaylist", Role::Composition)?;
        let mut problems = Problems::default();
        problems.only(root, CHILDREN);
        let id = problems.needed_id(root, "Id")?;
        let (edit_rate, edit_rate_line) = needed_edit_rate(root, &mut problems)?;
        let owned = |name| root.child_text(name).map(str::to_owned);
        let content_title = problems
            .required(root, "ContentTitle")
            .map(Elem::text)
            .unwrap_or_default();
        let cpl = Cpl {
            id,
            namespace: root.namespace().to_owned(),
            annotation: owned("Annotation"),
            issue_date: owned("IssueDate"),
            issuer: owned("Issuer"),
            creator: owned("Creator"),
            content_originator: owned("ContentOriginator"),
            content_title: content_title.to_owned(),
            content_kind: owned("ContentKind"),
            content_versions: texts(root.child("ContentVersionList"), "LabelText"),
            descriptors: descriptor::read_list(root, &mut problems),
            timecode: root
                .child("CompositionTimecode")
                .and_then(|elem| read_timecode(elem, &mut problems)),
            edit_rate,
            edit_rate_line,
            languages: texts(root.child("LocaleList"), "Language"),
            applications: read_applications(root),
            s_adm_tracks: read_s_adm_tracks(root),
            light_levels: read_light_levels(root, &mut problems),
            segments: sequence::read_segments(root, edit_rate, &mut problems),
        };
        Ok(problems.into_read(cpl))
    }

    #[must_use]
    pub fn descriptor(&self, id: Uuid) -> Option<&EssenceDescriptor> {
        self.descriptors.iter().find(|descriptor| descriptor.id == id)
    }

    /// Every sequence, segment by segment.
    pub fn sequences(&self) -> impl Iterator<Item = &Sequence> {
        self.segments.iter().flat_map(|segment| &segment.sequences)
    }

    /// Every use of a track file.
    pub fn track_file_resources(&self) -> impl Iterator<Item = (&Sequence, &Resource, &TrackFileResource)> {
        self.sequences().flat_map(|sequence| {
            sequence
                .resources
                .iter()
                .filter_map(move |resource| match &resource.kind {
                    ResourceKind::TrackFile(track_file) => Some((sequence, resource, track_file)),
                    ResourceKind::Markers(_) | ResourceKind::Other { .. } => None,
                })
        })
    }
}

const CHILDREN: &[&str] = &[
    "Id",
    "Annotation",
    "IssueDate",
    "Issuer",
    "Creator",
    "ContentOriginator",
    "ContentTitle",
    "ContentKind",
    "ContentVersionList",
    "EssenceDescriptorList",
    "CompositionTimecode",
    "EditRate",
    "TotalRunningTime",
    "LocaleList",
    "ExtensionProperties",
    "SegmentList",
    "Signer",
    "Signature",
];

fn needed_edit_rate(root: Elem<'_>, problems: &mut Problems) -> Result<(EditRate, u32), XmlError> {
    let elem = problems.required(root, "EditRate");
    let rate = elem.and_then(|elem| Some((resource::edit_rate(elem, problems)?, elem.line())));
    rate.ok_or_else(|| problems.unusable(root, "EditRate"))
}

fn texts(parent: Option<Elem<'_>>, name: &str) -> Vec<String> {
    let texts = parent.into_iter().flat_map(|parent| parent.descendants(name));
    texts
        .map(|elem| elem.text().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}

/// One element may list several applications, separated by white space.
fn read_applications(root: Elem<'_>) -> Vec<String> {
    let properties = root
        .child("ExtensionProperties")
        .into_iter()
        .flat_map(Elem::elements);
    properties
        .filter(|property| {
            property.name() == "ApplicationIdentification"
                && edition::is(property.namespace(), Role::CoreConstraints)
        })
        .flat_map(|property| property.text().split_ascii_whitespace())
        .map(str::to_owned)
        .collect()
}

/// Zero says that it is not known.
fn read_s_adm_tracks(root: Elem<'_>) -> Vec<Uuid> {
    let properties = root
        .child("ExtensionProperties")
        .into_iter()
        .flat_map(Elem::elements);
    properties
        .filter(|set| set.name() == "MGASADMVirtualTrackParameterSet")
        .filter_map(|set| crate::xml::parse_urn(set.child_text("TrackId")?))
        .collect()
}

fn read_light_levels(root: Elem<'_>, problems: &mut Problems) -> LightLevels {
    let mut stated = |name| {
        let elem = root.child("ExtensionProperties")?.child(name)?;
        let nits = problems.value(elem, "whole cd/m² up to 65535", |text| text.parse::<u16>().ok())?;
        (nits > 0).then_some(nits)
    };
    LightLevels {
        max_cll: stated("MaxCLL"),
        max_fall: stated("MaxFALL"),
    }
}

fn read_timecode(elem: Elem<'_>, problems: &mut Problems) -> Option<CompositionTimecode> {
    let drop_frame = problems.required(elem, "TimecodeDropFrame")?;
    Some(CompositionTimecode {
        is_drop_frame: problems.value(drop_frame, "true or false", |text| match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })?,
        nominal_rate: problems.required_number(elem, "TimecodeRate")?,
        start_address: problems.required(elem, "TimecodeStartAddress")?.text().to_owned(),
    })
}
