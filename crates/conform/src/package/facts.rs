//! The facts that go on to the work: what the composition is made of. Where the track file can be read it speaks for
//! itself, else the composition's descriptor does.

use imf::changes::Changes;
use imf::composition::{Composition, VirtualTrack};
use imf::cpl::{Cpl, Essence, SequenceKind};
use imf::package::is_supplemental;
use imf::{Colour, Package, PackagePath};
use mxf::{PictureColour, PictureDescriptor, TrackFile};

use super::sound::plain;
use super::track_file::OpenTrackFiles;
use super::{picture, sound};
use crate::inspection::{
    ComposedTrack, CompositionFacts, EssenceFacts, MasteringDisplay, PackageKind, PictureCoding,
    PictureFacts, SoundFacts, TrackFileSource,
};
use crate::start::{self, StartTimecode};

pub(super) fn of(
    path: &PackagePath,
    cpl: &Cpl,
    composition: Composition,
    changes: Option<Changes>,
    package: &Package,
    track_files: &OpenTrackFiles<'_>,
) -> CompositionFacts {
    let source = |track_file_id| TrackFileSource {
        track_file_id,
        holder: track_files
            .get(track_file_id)
            .and_then(|known| known.holder.clone()),
    };
    let (mut picture, mut sound, mut other_tracks) = (None, Vec::new(), Vec::new());
    for track in &composition.tracks {
        match track.kind {
            SequenceKind::MainImage if picture.is_none() => {
                picture = Some(picture_facts(cpl, track, track_files));
            }
            SequenceKind::MainAudio => sound.push(sound_facts(cpl, track, track_files)),
            _ => other_tracks.push(composed(track)),
        }
    }
    let is_supplemental = is_supplemental(package);
    CompositionFacts {
        cpl_id: cpl.id,
        cpl_path: path.clone(),
        content_title: cpl.content_title.clone(),
        content_kind: cpl.content_kind.clone(),
        issuer: cpl.issuer.clone(),
        package_kind: if is_supplemental {
            PackageKind::Supplemental
        } else {
            PackageKind::Original
        },
        applications: cpl.applications.clone(),
        edit_rate: cpl.edit_rate,
        timecode: cpl.timecode.clone(),
        start: start_of(cpl, &composition, track_files),
        duration_frames: composition.duration,
        picture,
        sound,
        other_tracks,
        track_files: composition.track_files().into_iter().map(source).collect(),
        markers: composition.markers,
        languages: cpl.languages.clone(),
        changes,
    }
}

/// The composition's word, else that of the track file with which the picture begins.
fn start_of(cpl: &Cpl, composition: &Composition, track_files: &OpenTrackFiles<'_>) -> Option<StartTimecode> {
    if let Some(said) = &cpl.timecode {
        return start::of_composition(said, cpl.edit_rate, composition.duration);
    }
    let mut pictures = composition.tracks.iter();
    let picture = pictures.find(|track| track.kind == SequenceKind::MainImage)?;
    let first = picture.stretches.first()?.track_file_id;
    let file = track_files.get(first).and_then(|known| known.file.as_ref());
    start::of_track_file(picture, file, composition.duration)
}

fn composed(track: &VirtualTrack) -> ComposedTrack {
    ComposedTrack {
        virtual_track_id: track.id,
        kind: track.kind.clone(),
        edit_rate: track.edit_rate,
        stretches: track.stretches.clone(),
        track_files: track.track_files.clone(),
    }
}

/// The first of the track's files that can be read, and the descriptor that the composition gives for the first.
fn sources<'a>(
    cpl: &'a Cpl,
    track: &VirtualTrack,
    track_files: &'a OpenTrackFiles<'_>,
) -> (Option<&'a TrackFile>, Option<&'a Essence>) {
    let mut files = track
        .track_files
        .iter()
        .filter_map(|id| track_files.get(*id)?.file.as_ref());
    let mut described = track
        .source_encodings
        .iter()
        .filter_map(|id| Some(&cpl.descriptor(*id)?.essence));
    (files.next(), described.next())
}

fn picture_facts(cpl: &Cpl, track: &VirtualTrack, track_files: &OpenTrackFiles<'_>) -> PictureFacts {
    let (file, described) = sources(cpl, track, track_files);
    let (width, height, colour, bit_depth) = match (file.and_then(TrackFile::picture), described) {
        (Some(own), _) => (
            own.stored_width,
            own.stored_height,
            picture::colour(own),
            own.bit_depth(),
        ),
        (None, Some(Essence::Picture(written))) => (
            written.stored_width,
            written.stored_height,
            written.colour(),
            written.component_depth,
        ),
        _ => (None, None, Colour::Unknown, None),
    };
    PictureFacts {
        track: composed(track),
        width,
        height,
        colour,
        is_hdr: colour.is_hdr(),
        bit_depth,
        coding: coding(cpl, file.and_then(TrackFile::picture), described),
        dolby_vision: None,
    }
}

/// Bit 14 of Rsiz: the codestream uses the block coder of ISO/IEC 15444-15.
const HIGH_THROUGHPUT: u32 = 1 << 14;
/// Mastering luminances are written in 0.0001 cd/m².
const LUMINANCE_UNITS: u32 = 10_000;

fn coding(cpl: &Cpl, own: Option<&PictureDescriptor>, described: Option<&Essence>) -> PictureCoding {
    let written = match described {
        Some(Essence::Picture(written)) => Some(written),
        _ => None,
    };
    let rsiz = match own {
        Some(own) => own
            .jpeg2000
            .as_ref()
            .and_then(|jpeg2000| jpeg2000.rsiz)
            .map(u32::from),
        None => written.and_then(|written| written.jpeg2000.as_ref()?.rsiz),
    };
    let is_full_range = match own.map(|own| &own.colour) {
        Some(PictureColour::Rgba(rgba)) => rgba.component_min_ref.is_none_or(|black| black == 0),
        Some(PictureColour::Cdci(cdci)) => cdci.black_ref_level == Some(0),
        None => written.is_some_and(|written| written.is_rgb),
    };
    PictureCoding {
        is_rgb: match own {
            Some(own) => matches!(own.colour, PictureColour::Rgba(_)),
            None => written.is_some_and(|written| written.is_rgb),
        },
        is_full_range,
        is_jpeg2000: rsiz.is_some(),
        is_high_throughput: rsiz.is_some_and(|rsiz| rsiz & HIGH_THROUGHPUT != 0),
        display_aspect: own
            .and_then(|own| own.aspect_ratio)
            .filter(|(width, height)| *width > 0 && *height > 0),
        mastering_peak_nits: own
            .and_then(|own| own.mastering_display)
            .map(|display| display.maximum_luminance / LUMINANCE_UNITS),
        mastering: own
            .and_then(|own| own.mastering_display)
            .map(|display| MasteringDisplay {
                primaries: display.primaries,
                white_point: display.white_point,
                maximum_luminance: display.maximum_luminance,
                minimum_luminance: display.minimum_luminance,
            }),
        light_levels: cpl.light_levels,
    }
}

fn sound_facts(cpl: &Cpl, track: &VirtualTrack, track_files: &OpenTrackFiles<'_>) -> SoundFacts {
    let track_of = composed(track);
    let (file, described) = sources(cpl, track, track_files);
    match (file.and_then(TrackFile::sound), described) {
        (Some(own), _) => SoundFacts {
            track: track_of,
            soundfield: sound::soundfield(own),
            channels: sound::channels(own),
            language: own.spoken_language().map(str::to_owned),
            bits: own.quantization_bits,
            sample_rate: own.audio_sample_rate,
        },
        (None, Some(Essence::Sound(written))) => {
            let field = written.soundfields.first();
            SoundFacts {
                track: track_of,
                soundfield: field.map(|field| plain(&field.tag_symbol, "sg")),
                channels: written
                    .channel_order()
                    .into_iter()
                    .map(|symbol| plain(symbol, "ch"))
                    .collect(),
                language: field.and_then(|field| field.spoken_language.clone()),
                bits: written.quantization_bits,
                sample_rate: written.audio_sample_rate,
            }
        }
        _ => SoundFacts {
            track: track_of,
            soundfield: None,
            channels: Vec::new(),
            language: None,
            bits: None,
            sample_rate: None,
        },
    }
}

/// What a track file says of itself.
pub(super) fn essence_of(file: &TrackFile) -> EssenceFacts {
    match &file.descriptor {
        mxf::EssenceDescriptor::Picture(own) => EssenceFacts::Picture {
            width: own.stored_width,
            height: own.stored_height,
            bit_depth: own.bit_depth(),
            colour: picture::colour(own),
            edit_rate: file.sample_rate,
            duration_frames: file.duration(),
        },
        mxf::EssenceDescriptor::Sound(own) => EssenceFacts::Sound {
            channel_count: own.channel_count,
            sample_rate_hz: own
                .audio_sample_rate
                .filter(|rate| rate.den() == 1)
                .map(|rate| rate.num()),
            bits: own.quantization_bits,
            soundfield: sound::soundfield(own),
            channels: sound::channels(own),
            language: own.spoken_language().map(str::to_owned),
            duration_samples: file.duration(),
        },
        mxf::EssenceDescriptor::Iab(_) => EssenceFacts::Iab {
            duration: file.duration(),
        },
        mxf::EssenceDescriptor::TimedText(own) => EssenceFacts::TimedText {
            languages: own.language_tags.clone(),
        },
        mxf::EssenceDescriptor::Isxd(own) => EssenceFacts::Isxd {
            namespace_uri: own.namespace_uri.clone(),
            duration: file.duration(),
        },
        mxf::EssenceDescriptor::MgaSAdm(_) => EssenceFacts::SAdm {
            duration: file.duration(),
        },
        mxf::EssenceDescriptor::Other { .. } => EssenceFacts::Other,
    }
}
