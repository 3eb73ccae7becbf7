//! A composition against itself: tracks, durations, edit rates, descriptors. Track files are not looked at here.

use imf::composition::Composition;
use imf::cpl::{Cpl, Segment, Sequence, SequenceKind};
use imf::{PackagePath, Sha1Hash};
use timecode::EditRate;

use super::files::CheckedFiles;
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::start;
use crate::stated::Listed;

/// App 2E as its editions identify themselves.
const APP_2E: [&str; 4] = [
    "http://www.smpte-ra.org/schemas/2067-21/2014",
    "http://www.smpte-ra.org/schemas/2067-21/2016",
    "http://www.smpte-ra.org/ns/2067-21/2020",
    "http://www.smpte-ra.org/ns/2067-21/2021",
];

pub(super) fn check(path: &PackagePath, cpl: &Cpl, files: &CheckedFiles, findings: &mut Findings) {
    let file = path.as_str();
    check_tracks(file, cpl, findings);
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
        let found = files.sha1_of(source.track_file_id);
        if let (Some(listed), Some(found)) = (&source.hash, found)
            && Sha1Hash::from_base64(listed) != Ok(found)
        {
            let (track_file, listed) = (source.track_file_id, listed.clone());
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
    if !cpl
        .applications
        .iter()
        .any(|name| APP_2E.contains(&name.as_str()))
    {
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
    if sound.into_iter().map(tracks_of).sum::<usize>() == 0 {
        findings.add(Fault::SoundMissing {}, file, Place::Whole);
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
