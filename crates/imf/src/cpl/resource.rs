//! Resources: a stretch of a track file, or markers. Defaults are those of the schema, so that readers of a
//! [`Resource`] need not know which element was left out.

use serde::{Deserialize, Serialize};
use timecode::EditRate;
use uuid::Uuid;

use crate::xml::{Elem, Problems};

/// Durations and entry point count in `edit_rate`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    pub id: Option<Uuid>,
    pub line: u32,
    pub edit_rate: EditRate,
    pub intrinsic_duration: u64,
    pub entry_point: u64,
    pub source_duration: u64,
    pub repeat_count: u64,
    pub kind: ResourceKind,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    TrackFile(TrackFileResource),
    Markers(Vec<Marker>),
    /// A type that this reader does not know, such as stereoscopic pairs.
    Other {
        name: String,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrackFileResource {
    /// The id of an essence descriptor of the composition.
    pub source_encoding: Uuid,
    pub track_file_id: Uuid,
    /// As written, base64.
    pub hash: Option<String>,
    pub hash_algorithm: Option<String>,
}

/// A label at a frame, counted from the beginning of its resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// `FFOC`, `LFOC`, `FFBT`…, or a word of another vocabulary.
    pub label: String,
    pub annotation: Option<String>,
    pub offset: u64,
    pub line: u32,
}

impl Resource {
    /// What the resource adds to its sequence, in its own edit units; none when the number overflows.
    #[must_use]
    pub fn duration(&self) -> Option<u64> {
        self.source_duration.checked_mul(self.repeat_count)
    }

    /// The edit units behind the last one used.
    #[must_use]
    pub fn source_end(&self) -> Option<u64> {
        self.entry_point.checked_add(self.source_duration)
    }
}

pub(super) fn read_resource(elem: Elem<'_>, default: EditRate, problems: &mut Problems) -> Option<Resource> {
    let id = problems.required_id(elem, "Id");
    let edit_rate = match elem.child("EditRate") {
        Some(child) => edit_rate(child, problems)?,
        None => default,
    };
    let intrinsic_duration = problems.required_number(elem, "IntrinsicDuration")?;
    let entry_point = problems.optional_number(elem, "EntryPoint").unwrap_or(0);
    let source_duration = problems.optional_number(elem, "SourceDuration");
    Some(Resource {
        id,
        line: elem.line(),
        edit_rate,
        intrinsic_duration,
        entry_point,
        source_duration: source_duration.unwrap_or(intrinsic_duration.saturating_sub(entry_point)),
        repeat_count: problems.optional_number(elem, "RepeatCount").unwrap_or(1),
        kind: read_kind(elem, problems)?,
    })
}

/// By `xsi:type`; writers that leave it out are understood by what the resource holds.
fn read_kind(elem: Elem<'_>, problems: &mut Problems) -> Option<ResourceKind> {
    let written = elem
        .attribute("type")
        .map(|name| name.rsplit(':').next().unwrap_or(name));
    let guessed = if elem.child("Marker").is_some() {
        "MarkerResourceType"
    } else {
        "TrackFileResourceType"
    };
    match written.unwrap_or(guessed) {
        "TrackFileResourceType" => {
            let source_encoding = problems.required_id(elem, "SourceEncoding");
            let track_file_id = problems.required_id(elem, "TrackFileId");
            let hash = elem.child_text("Hash").map(str::to_owned);
            let algorithm = elem
                .child("HashAlgorithm")
                .and_then(|algorithm| algorithm.attribute("Algorithm"));
            let (source_encoding, track_file_id) = source_encoding.zip(track_file_id)?;
            Some(ResourceKind::TrackFile(TrackFileResource {
                source_encoding,
                track_file_id,
                hash,
                hash_algorithm: algorithm.map(str::to_owned),
            }))
        }
        "MarkerResourceType" => {
            let markers = elem.elements().filter(|child| child.name() == "Marker");
            Some(ResourceKind::Markers(
                markers
                    .filter_map(|marker| read_marker(marker, problems))
                    .collect(),
            ))
        }
        other => Some(ResourceKind::Other {
            name: other.to_owned(),
        }),
    }
}

fn read_marker(elem: Elem<'_>, problems: &mut Problems) -> Option<Marker> {
    let label = problems.required(elem, "Label");
    let offset = problems.required_number(elem, "Offset");
    Some(Marker {
        label: label?.text().to_owned(),
        annotation: elem.child_text("Annotation").map(str::to_owned),
        offset: offset?,
        line: elem.line(),
    })
}

pub(super) fn edit_rate(elem: Elem<'_>, problems: &mut Problems) -> Option<EditRate> {
    problems.value(elem, "a rate such as 24000 1001", |text| {
        let mut numbers = text.split_ascii_whitespace().map(|number| number.parse().ok());
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Some(num)), Some(Some(den)), None) => EditRate::new(num, den).ok(),
            _ => None,
        }
    })
}
