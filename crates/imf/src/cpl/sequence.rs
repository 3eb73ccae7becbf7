//! Segments, and the sequences in them: one stretch of each virtual track.

use serde::{Deserialize, Serialize};
use timecode::EditRate;
use uuid::Uuid;

use super::LIMIT_RESOURCES;
use super::resource::{Resource, read_resource};
use crate::edition::{self, Role};
use crate::xml::{Elem, ProblemKind, Problems};

/// All virtual tracks for the same time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    pub id: Option<Uuid>,
    pub line: u32,
    pub sequences: Vec<Sequence>,
}

/// A virtual track's resources inside one segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sequence {
    pub id: Option<Uuid>,
    /// The virtual track: the same id in every segment.
    pub track_id: Uuid,
    pub kind: SequenceKind,
    /// Of the element: it names the edition of what it obeys.
    pub namespace: String,
    pub line: u32,
    pub resources: Vec<Resource>,
}

/// What a sequence carries, by its element's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SequenceKind {
    Marker,
    MainImage,
    MainAudio,
    /// ST 2067-201 immersive audio bitstream.
    Iab,
    Subtitles,
    HearingImpairedCaptions,
    ForcedNarrative,
    VisuallyImpairedText,
    Commentary,
    Karaoke,
    AncillaryData,
    /// ST 2067-202, such as dynamic HDR metadata.
    Isxd,
    /// ST 2067-203.
    MgaSAdm,
    Other(String),
}

impl SequenceKind {
    /// A name means what it means only in a published namespace.
    fn of(namespace: &str, name: &str) -> SequenceKind {
        let role = edition::of(namespace).map(|edition| edition.role);
        if !matches!(
            role,
            Some(Role::CoreConstraints | Role::Plugin | Role::Composition)
        ) {
            return SequenceKind::Other(name.to_owned());
        }
        match name {
            "MarkerSequence" => SequenceKind::Marker,
            "MainImageSequence" => SequenceKind::MainImage,
            "MainAudioSequence" => SequenceKind::MainAudio,
            "IABSequence" => SequenceKind::Iab,
            "SubtitlesSequence" => SequenceKind::Subtitles,
            "HearingImpairedCaptionsSequence" => SequenceKind::HearingImpairedCaptions,
            "ForcedNarrativeSequence" => SequenceKind::ForcedNarrative,
            "VisuallyImpairedTextSequence" => SequenceKind::VisuallyImpairedText,
            "CommentarySequence" => SequenceKind::Commentary,
            "KaraokeSequence" => SequenceKind::Karaoke,
            "AncillaryDataSequence" => SequenceKind::AncillaryData,
            "ISXDSequence" => SequenceKind::Isxd,
            "MGASADMSignalSequence" => SequenceKind::MgaSAdm,
            other => SequenceKind::Other(other.to_owned()),
        }
    }
}

pub(super) fn read_segments(root: Elem<'_>, edit_rate: EditRate, problems: &mut Problems) -> Vec<Segment> {
    let Some(list) = problems.required(root, "SegmentList") else {
        return Vec::new();
    };
    problems.only(list, &["Segment"]);
    let mut budget = LIMIT_RESOURCES;
    let mut segments = Vec::new();
    for segment in list.elements().filter(|child| child.name() == "Segment") {
        segments.push(read_segment(segment, edit_rate, &mut budget, problems));
    }
    if budget == 0 {
        problems.add(
            list,
            ProblemKind::TooMany {
                limit: LIMIT_RESOURCES,
            },
        );
    }
    segments
}

fn read_segment(segment: Elem<'_>, rate: EditRate, budget: &mut usize, problems: &mut Problems) -> Segment {
    problems.only(segment, &["Id", "Annotation", "SequenceList"]);
    let id = problems.required_id(segment, "Id");
    let list = problems.required(segment, "SequenceList");
    let mut sequences = Vec::new();
    for sequence in list.into_iter().flat_map(Elem::elements).take(*budget) {
        *budget = budget.saturating_sub(1);
        sequences.extend(read_sequence(sequence, rate, budget, problems));
    }
    Segment {
        id,
        line: segment.line(),
        sequences,
    }
}

fn read_sequence(
    sequence: Elem<'_>,
    rate: EditRate,
    budget: &mut usize,
    problems: &mut Problems,
) -> Option<Sequence> {
    let id = problems.required_id(sequence, "Id");
    let track_id = problems.required_id(sequence, "TrackId");
    let list = problems.required(sequence, "ResourceList")?;
    problems.only(list, &["Resource"]);
    let mut resources = Vec::new();
    for resource in list
        .elements()
        .filter(|child| child.name() == "Resource")
        .take(*budget)
    {
        *budget = budget.saturating_sub(1);
        resources.extend(read_resource(resource, rate, problems));
    }
    let kind = SequenceKind::of(sequence.namespace(), sequence.name());
    Some(Sequence {
        id,
        track_id: track_id?,
        kind,
        namespace: sequence.namespace().to_owned(),
        line: sequence.line(),
        resources,
    })
}
