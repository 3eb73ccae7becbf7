//! A composition against itself: tracks, durations, edit rates, descriptors. Track files are not looked at here.

use std::collections::{BTreeSet, HashSet};

use imf::composition::Composition;
use imf::cpl::{Cpl, Essence, Segment, Sequence, SequenceKind};
use imf::edition::{self, Role};
use imf::hash::SHA_1;
use imf::{PackagePath, Sha1Hash};
use timecode::EditRate;
use uuid::Uuid;

use super::{immersive, picture};
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::start;
use crate::stated::Listed;

/// From this edition of the core constraints on, main audio need not be PCM.
const SOUND_OF_ANY_KIND_SINCE: &str = "2020";

/// `sha1_of` gives the digest of a track file that is at hand.
pub(super) fn check(
    path: &PackagePath,
    cpl: &Cpl,
    sha1_of: &dyn Fn(Uuid) -> Option<Sha1Hash>,
    findings: &mut Findings,
) {
    let file = path.as_str();
    findings.know_editions(file, editions_of(cpl));
    check_tracks(file, cpl, findings);
    check_sequences(file, cpl, findings);
    check_ids(file, cpl, findings);
    check_descriptors(file, cpl, findings);
    immersive::check_tracks(file, cpl, findings);
    cpl.segments
        .iter()
        .for_each(|segment| check_segment(file, cpl, segment, findings));
    for (sequence, resource, source) in cpl.track_file_resources() {
        let place = Place::Line(resource.line);
        let (entry_point, source_duration) = (resource.entry_point, resource.source_duration);
        let intrinsic_duration = resource.intrinsic_duration;
        if resource.source_end().is_none_or(|end| end > intrinsic_duration) {
            let fault = Fault::ResourceOverrun {
                entry_point,
                source_duration,
                intrinsic_duration,
            };
            findings.add(fault, file, place.clone());
        }
        let (composition, rate) = (cpl.edit_rate, resource.edit_rate);
        if sequence.kind == SequenceKind::MainImage && rate != composition {
            let fault = Fault::ImageEditRateDiffers {
                composition,
                resource: rate,
            };
            findings.add(fault, file, place.clone());
        }
        let source_encoding = source.source_encoding;
        if cpl.descriptor(source_encoding).is_none() {
            findings.add(Fault::DescriptorMissing { source_encoding }, file, place.clone());
        }
        let found = sha1_of(source.track_file_id);
        let is_sha1 = source.hash_algorithm.as_deref().is_none_or(|name| name == SHA_1);
        if let (Some(written), Some(found)) = (&source.hash, found)
            && is_sha1
            && let listed = Sha1Hash::from_base64(written)
            && listed != Ok(found)
        {
            // As it is written only where that is no hash.
            let listed = listed.map_or_else(|_| written.clone(), |listed| listed.to_string());
            let track_file = source.track_file_id;
            findings.add(
                Fault::ResourceHashDiffers {
                    track_file,
                    listed,
                    found,
                },
                file,
                place,
            );
        }
    }
}

fn check_tracks(file: &str, cpl: &Cpl, findings: &mut Findings) {
    let is_known =
        |name: &String| edition::of(name).is_some_and(|edition| matches!(edition.role, Role::Application(_)));
    if !cpl.applications.iter().any(is_known) {
        let applications = Listed(cpl.applications.clone());
        findings.add(Fault::ApplicationUnknown { applications }, file, Place::Whole);
    }
    let tracks_of = |kind: SequenceKind| {
        let mut ids: Vec<_> = cpl
            .sequences()
            .filter(|sequence| sequence.kind == kind)
            .map(|sequence| sequence.track_id)
            .collect();
        ids.sort();
        ids.dedup();
        ids.len()
    };
    let count = tracks_of(SequenceKind::MainImage);
    if count != 1 {
        findings.add(Fault::ImageTrackCount { count }, file, Place::Whole);
    }
    let sound = [SequenceKind::MainAudio, SequenceKind::Iab, SequenceKind::MgaSAdm];
    let is_silent = sound.into_iter().map(tracks_of).sum::<usize>() == 0;
    let asks_for_main_audio = core_edition(cpl).is_none_or(|edition| edition < SOUND_OF_ANY_KIND_SINCE);
    match (is_silent, asks_for_main_audio) {
        (true, true) => findings.add(Fault::SoundMissing {}, file, Place::Whole),
        (true, false) => findings.add(Fault::Silent {}, file, Place::Whole),
        (false, true) if tracks_of(SequenceKind::MainAudio) == 0 => {
            findings.add(Fault::MainAudioMissing {}, file, Place::Whole);
        }
        (false, _) => {}
    }
}

/// Documents and the editions that the composition obeys, for the clauses of its findings.
fn editions_of(cpl: &Cpl) -> Vec<(&'static str, &'static str)> {
    let namespaces = std::iter::once(cpl.namespace.as_str())
        .chain(cpl.applications.iter().map(String::as_str))
        .chain(cpl.sequences().map(|sequence| sequence.namespace.as_str()));
    let mut editions: Vec<(&str, &str)> = Vec::new();
    for edition in namespaces.filter_map(edition::of) {
        if !editions.iter().any(|(document, _)| *document == edition.document) {
            editions.push((edition.document, edition.edition));
        }
    }
    editions
}

/// Of the first sequence of the core constraints.
fn core_edition(cpl: &Cpl) -> Option<&'static str> {
    let mut editions = cpl
        .sequences()
        .filter_map(|sequence| edition::of(&sequence.namespace));
    editions
        .find(|edition| edition.role == Role::CoreConstraints)
        .map(|edition| edition.edition)
}

fn check_sequences(file: &str, cpl: &Cpl, findings: &mut Findings) {
    let mut of_core = Vec::new();
    let mut tracks = BTreeSet::new();
    for sequence in cpl.sequences() {
        tracks.insert(sequence.track_id);
        let namespace = sequence.namespace.clone();
        if let SequenceKind::Other(name) = &sequence.kind {
            let name = name.clone();
            let fault = Fault::SequenceUnknown { name, namespace };
            findings.add(fault, file, Place::Line(sequence.line));
        } else if edition::is(&namespace, Role::CoreConstraints) && !of_core.contains(&namespace) {
            of_core.push(namespace);
        }
    }
    if of_core.len() > 1 {
        let namespaces = Listed(of_core);
        findings.add(Fault::EditionsDiffer { namespaces }, file, Place::Whole);
    }
    for segment in &cpl.segments {
        for track in &tracks {
            if !segment
                .sequences
                .iter()
                .any(|sequence| sequence.track_id == *track)
            {
                let fault = Fault::TrackFragmented { track: *track };
                findings.add(fault, file, Place::Line(segment.line));
            }
        }
    }
}

/// Segments, sequences and resources are told apart by their ids.
fn check_ids(file: &str, cpl: &Cpl, findings: &mut Findings) {
    let mut seen = HashSet::new();
    let resources = cpl
        .sequences()
        .flat_map(|sequence| &sequence.resources)
        .map(|resource| (resource.id, resource.line));
    let sequences = cpl.sequences().map(|sequence| (sequence.id, sequence.line));
    let segments = cpl.segments.iter().map(|segment| (segment.id, segment.line));
    for (id, line) in segments.chain(sequences).chain(resources) {
        if let Some(id) = id
            && !seen.insert(id)
        {
            findings.add(Fault::IdRepeated { id }, file, Place::Line(line));
        }
    }
}

fn check_descriptors(file: &str, cpl: &Cpl, findings: &mut Findings) {
    let used: HashSet<Uuid> = cpl
        .track_file_resources()
        .map(|(_, _, source)| source.source_encoding)
        .collect();
    let app_2 = picture::app_2_edition(&cpl.applications);
    for descriptor in &cpl.descriptors {
        let place = Place::Line(descriptor.line);
        if !used.contains(&descriptor.id) {
            findings.add(Fault::DescriptorUnused { id: descriptor.id }, file, place.clone());
        }
        immersive::check_described(file, descriptor, findings);
        if let Essence::Picture(written) = &descriptor.essence {
            let picture = picture::Picture::of_composition(
                written,
                descriptor.sample_rate,
                descriptor.container_format,
            );
            if let Some(edition) = app_2 {
                picture::check_app_2(file, &place, &picture, edition, findings);
            }
        }
    }
}

/// All sequences of a segment last as long as its picture: compared as exact fractions of a second.
fn check_segment(file: &str, cpl: &Cpl, segment: &Segment, findings: &mut Findings) {
    let duration = |sequence: &Sequence| sequence.duration().ok().flatten();
    let image = segment
        .sequences
        .iter()
        .find(|sequence| sequence.kind == SequenceKind::MainImage);
    let Some((picture_duration, picture_rate)) = image.or(segment.sequences.first()).and_then(duration)
    else {
        return;
    };
    for sequence in &segment.sequences {
        let Some((duration, own_rate)) = duration(sequence) else {
            continue;
        };
        // Marker resources count in the composition's edit units, whatever they write.
        let rate = if sequence.kind == SequenceKind::Marker {
            cpl.edit_rate
        } else {
            own_rate
        };
        if !is_as_long((duration, rate), (picture_duration, picture_rate)) {
            let kind = sequence.kind.clone();
            let fault = Fault::SegmentDurationsDiffer {
                kind,
                duration,
                rate,
                picture_duration,
                picture_rate,
            };
            findings.add(fault, file, Place::Line(sequence.line));
        }
    }
}

fn is_as_long(a: (u64, EditRate), b: (u64, EditRate)) -> bool {
    let cross = |(duration, rate): (u64, EditRate), other: EditRate| {
        u128::from(duration) * u128::from(rate.den()) * u128::from(other.num())
    };
    cross(a, b.1) == cross(b, a.1)
}

/// A first timecode that cannot be used is told: the labels that people read then begin elsewhere.
pub(super) fn check_timecode(
    path: &PackagePath,
    cpl: &Cpl,
    composition: &Composition,
    findings: &mut Findings,
) {
    let Some(said) = &cpl.timecode else { return };
    if start::of_composition(said, cpl.edit_rate, composition.duration).is_none() {
        let fault = Fault::TimecodeUnusable {
            start: said.start_address.clone(),
            nominal_rate: said.nominal_rate,
            rate: cpl.edit_rate,
        };
        findings.add(fault, path.as_str(), Place::Whole);
    }
}

pub(super) fn check_markers(path: &PackagePath, composition: &Composition, findings: &mut Findings) {
    let duration = composition.duration;
    for marker in composition
        .markers
        .iter()
        .filter(|marker| marker.frame.0 >= duration.0)
    {
        let (label, frame) = (marker.label.clone(), marker.frame.0);
        findings.add(
            Fault::MarkerOutside {
                label,
                frame,
                duration,
            },
            path.as_str(),
            Place::Whole,
        );
    }
}
