//! What goes beside picture and PCM sound: immersive audio (ST 2067-201), documents for each frame (ST 2067-202) and sound
//! with serial ADM metadata (ST 2067-203). A composition's descriptor and a track file's are judged alike.

use imf::cpl::{Cpl, Essence, EssenceDescriptor, SequenceKind, SoundEssence, SoundfieldGroupLabel};
use mxf::{McaLabel, TrackFile};
use timecode::EditRate;

use super::track_file::shown;
use crate::fault::Fault;
use crate::finding::{Findings, Place};
use crate::stated::Stated;

const IAB_CODING: [u8; 8] = [0x0e, 0x09, 0x06, 0x04, 0, 0, 0, 0];
const IAB_LABEL: [u8; 8] = [0x03, 0x02, 0x02, 0x21, 0, 0, 0, 0];
/// Clip wrapped.
const IAB_CONTAINER: [u8; 8] = [0x0d, 0x01, 0x03, 0x01, 0x02, 0x1d, 0x01, 0x01];
const IAB_NAME: &str = "IAB";
const IAB_BITS: u32 = 24;
/// ST 377-1: several channels, by default.
const MULTI_CHANNEL: [&str; 2] = ["15", "MultiChannelMode"];
const MGA_NAME: &str = "MGASf";
const MGA_LABEL: [u8; 8] = [0x03, 0x02, 0x02, 0x22, 0, 0, 0, 0];
const MGA_BITS: u32 = 24;
/// A programme is whole, so it cannot be used as an incomplete one (ST 377-41 table 4).
const PROGRAMME: &str = "PRM";
const INCOMPLETE: &str = "ICMP";

/// A sound descriptor, whoever writes it.
struct Sound {
    coding: Option<[u8; 8]>,
    container: Option<[u8; 8]>,
    has_codec: bool,
    bits: Option<u32>,
    channel_count: Option<u32>,
    sample_rate: Option<EditRate>,
    spatial: Option<String>,
    labels: Vec<Label>,
    /// Labels of PCM.
    has_other_labels: bool,
    sections: Vec<u32>,
}

#[derive(Default)]
struct Label {
    dictionary: Option<[u8; 8]>,
    symbol: Option<String>,
    name: Option<String>,
    title: Option<String>,
    content: Option<String>,
    use_class: Option<String>,
    programme: Option<String>,
    has_channel_id: bool,
}

/// A descriptor of a composition.
pub(super) fn check_described(path: &str, descriptor: &EssenceDescriptor, findings: &mut Findings) {
    let place = Place::Line(descriptor.line);
    let mut add = |fault| findings.add(fault, path, place.clone());
    match &descriptor.essence {
        Essence::Iab(sound) => check_iab(&of_composition(descriptor, sound, Vec::new()), &mut add),
        Essence::MgaSAdm(mga) => {
            check_mga(
                &of_composition(descriptor, &mga.sound, mga.sections.clone()),
                &mut add,
            );
        }
        Essence::Isxd { namespace_uri, .. } => {
            let has_constraints = descriptor
                .sub_descriptors
                .iter()
                .any(|name| name == "ContainerConstraintsSubDescriptor");
            check_isxd(namespace_uri.as_deref(), has_constraints, &mut add);
        }
        _ => {}
    }
}

/// A track file.
pub(super) fn check_file(path: &str, file: &TrackFile, findings: &mut Findings) {
    let (name, offset) = (super::track_file::descriptor_name(file), file.descriptor_offset);
    let place = Place::Set {
        offset,
        name: name.to_owned(),
    };
    let mut add = |fault| findings.add(fault, path, place.clone());
    match &file.descriptor {
        mxf::EssenceDescriptor::Iab(sound) => {
            check_iab(&of_file(file, sound, Vec::new()), &mut add);
            if let (Some(track), Some(sample)) = (file.edit_rate, file.sample_rate)
                && track != sample
            {
                add(Fault::IabRateDiffers { track, sample });
            }
        }
        mxf::EssenceDescriptor::MgaSAdm(mga) => {
            let sections = mga.sections.iter().map(|index| u32::from(*index)).collect();
            check_mga(&of_file(file, &mga.sound, sections), &mut add);
        }
        mxf::EssenceDescriptor::Isxd(isxd) => {
            check_isxd(
                isxd.namespace_uri.as_deref(),
                file.has_container_constraints,
                &mut add,
            );
        }
        _ => {}
    }
}

/// What a composition says of the tracks themselves.
pub(super) fn check_tracks(path: &str, cpl: &Cpl, findings: &mut Findings) {
    for sequence in cpl.sequences() {
        let place = Place::Line(sequence.line);
        if sequence.kind == SequenceKind::MgaSAdm && !cpl.s_adm_tracks.contains(&sequence.track_id) {
            let fault = Fault::SAdmParametersMissing {
                track: sequence.track_id,
            };
            findings.add(fault, path, place);
        }
    }
    for (sequence, resource, source) in cpl.track_file_resources() {
        let place = Place::Line(resource.line);
        if sequence.kind == SequenceKind::Iab && !is_multiple(resource.edit_rate, cpl.edit_rate) {
            let (immersive, picture) = (resource.edit_rate, cpl.edit_rate);
            findings.add(Fault::IabEditRate { immersive, picture }, path, place.clone());
        }
        if sequence.kind == SequenceKind::Isxd && resource.edit_rate != cpl.edit_rate {
            let (documents, picture) = (resource.edit_rate, cpl.edit_rate);
            findings.add(Fault::IsxdEditRate { documents, picture }, path, place.clone());
        }
        let described = cpl.descriptor(source.source_encoding);
        let is_expected = match (&sequence.kind, described.map(|descriptor| &descriptor.essence)) {
            (_, None) => true,
            (SequenceKind::MainImage, Some(essence)) => matches!(essence, Essence::Picture(_)),
            (SequenceKind::MainAudio, Some(essence)) => matches!(essence, Essence::Sound(_)),
            (SequenceKind::Iab, Some(essence)) => matches!(essence, Essence::Iab(_)),
            (SequenceKind::Isxd, Some(essence)) => matches!(essence, Essence::Isxd { .. }),
            (SequenceKind::MgaSAdm, Some(essence)) => matches!(essence, Essence::MgaSAdm(_)),
            _ => true,
        };
        if !is_expected && let Some(descriptor) = described {
            let (kind, name) = (sequence.kind.clone(), descriptor.name.clone());
            findings.add(Fault::DescriptorKind { kind, name }, path, place);
        }
    }
}

fn is_multiple(rate: EditRate, of: EditRate) -> bool {
    let (left, right) = (
        u64::from(rate.num()) * u64::from(of.den()),
        u64::from(rate.den()) * u64::from(of.num()),
    );
    right > 0 && left % right == 0
}

fn of_composition(descriptor: &EssenceDescriptor, sound: &SoundEssence, sections: Vec<u32>) -> Sound {
    let other = [
        "AudioChannelLabelSubDescriptor",
        "SoundfieldGroupLabelSubDescriptor",
    ];
    Sound {
        coding: sound.sound_compression.map(imf::Ul::item),
        container: descriptor.container_format.map(imf::Ul::item),
        has_codec: descriptor.codec.is_some(),
        bits: sound.quantization_bits,
        channel_count: sound.channel_count,
        sample_rate: sound.audio_sample_rate,
        spatial: sound.electrospatial_formulation.clone(),
        labels: sound.soundfields.iter().map(Label::of_composition).collect(),
        has_other_labels: descriptor
            .sub_descriptors
            .iter()
            .any(|name| other.contains(&name.as_str())),
        sections,
    }
}

fn of_file(file: &TrackFile, sound: &mxf::SoundDescriptor, sections: Vec<u32>) -> Sound {
    let item = |ul: mxf::Ul| imf::Ul(ul.0).item();
    let is_iab = matches!(file.descriptor, mxf::EssenceDescriptor::Iab(_));
    let labels = if is_iab {
        &sound.iab_soundfields
    } else {
        &sound.soundfield_groups
    };
    Sound {
        coding: sound.sound_coding.map(item),
        container: file.essence_container.map(item),
        has_codec: file.codec.is_some(),
        bits: sound.quantization_bits,
        channel_count: sound.channel_count,
        sample_rate: sound.audio_sample_rate,
        spatial: shown(sound.electrospatial_formulation),
        labels: labels
            .iter()
            .map(|field| {
                Label::of_file(
                    &field.label,
                    field.adm_programme_id.clone(),
                    field.channel_id.is_some(),
                )
            })
            .collect(),
        has_other_labels: is_iab && !(sound.soundfield_groups.is_empty() && sound.channels.is_empty()),
        sections,
    }
}

impl Label {
    fn of_composition(field: &SoundfieldGroupLabel) -> Label {
        Label {
            dictionary: field.dictionary_id.map(imf::Ul::item),
            symbol: Some(field.tag_symbol.clone()),
            name: field.tag_name.clone(),
            title: field.title.clone(),
            content: field.content.clone(),
            use_class: field.use_class.clone(),
            programme: field.adm_programme_id.clone(),
            has_channel_id: field.channel_id.is_some(),
        }
    }

    fn of_file(label: &McaLabel, programme: Option<String>, has_channel_id: bool) -> Label {
        Label {
            dictionary: label.dictionary_id.map(|ul| imf::Ul(ul.0).item()),
            symbol: label.tag_symbol.clone(),
            name: label.tag_name.clone(),
            title: label.title.clone(),
            content: label.content.clone(),
            use_class: label.use_class.clone(),
            programme,
            has_channel_id,
        }
    }
}

type Add<'a> = dyn FnMut(Fault) + 'a;

fn check_iab(sound: &Sound, add: &mut Add<'_>) {
    let mut wrong = |item: &str, found: Option<String>, expected: &str| {
        add(Fault::IabDescriptor {
            item: item.to_owned(),
            found: Stated(found),
            expected: expected.to_owned(),
        });
    };
    if sound.has_codec {
        wrong("Codec", Some("present".to_owned()), "absent");
    }
    if sound.coding != Some(IAB_CODING) {
        wrong(
            "SoundCompression",
            shown_item(sound.coding),
            "that of an immersive audio bitstream",
        );
    }
    if sound.container != Some(IAB_CONTAINER) {
        wrong(
            "ContainerFormat",
            shown_item(sound.container),
            "that of a clip of an immersive audio bitstream",
        );
    }
    if sound.bits != Some(IAB_BITS) {
        wrong("QuantizationBits", shown(sound.bits), "24");
    }
    if sound.channel_count != Some(0) {
        wrong("ChannelCount", shown(sound.channel_count), "0");
    }
    if sound.sample_rate.is_none() {
        wrong("AudioSampleRate", None, "48000 or 96000");
    }
    if let Some(spatial) = sound
        .spatial
        .as_deref()
        .filter(|found| !MULTI_CHANNEL.contains(found))
    {
        wrong("ElectrospatialFormulation", Some(spatial.to_owned()), "15");
    }
    if sound.has_other_labels {
        wrong(
            "SubDescriptors",
            Some("labels of PCM channels".to_owned()),
            "the IAB label alone",
        );
    }
    let [label] = sound.labels.as_slice() else {
        let found = format!("{} labels", sound.labels.len());
        wrong(
            "SubDescriptors",
            Some(found),
            "one IABSoundfieldLabelSubDescriptor",
        );
        return;
    };
    if label.dictionary != Some(IAB_LABEL) {
        wrong(
            "MCALabelDictionaryID",
            shown_item(label.dictionary),
            "that of an IAB soundfield",
        );
    }
    if label.symbol.as_deref() != Some(IAB_NAME) {
        wrong("MCATagSymbol", label.symbol.clone(), IAB_NAME);
    }
    if label.name.as_deref().is_some_and(|name| name != IAB_NAME) {
        wrong("MCATagName", label.name.clone(), IAB_NAME);
    }
    if label.has_channel_id {
        wrong("MCAChannelID", Some("present".to_owned()), "absent");
    }
    check_content(label, add);
}

/// ST 377-41: content and use class go together.
fn check_content(label: &Label, add: &mut Add<'_>) {
    let is_wrong = matches!(
        (label.content.as_deref(), label.use_class.as_deref()),
        (Some(PROGRAMME), Some(INCOMPLETE)) | (Some(_), None) | (None, Some(_))
    );
    if is_wrong {
        add(Fault::McaContent {
            content: Stated(label.content.clone()),
            use_class: Stated(label.use_class.clone()),
        });
    }
}

fn check_mga(sound: &Sound, add: &mut Add<'_>) {
    let mut wrong = |item: &str, found: Option<String>, expected: &str| {
        add(Fault::SAdmDescriptor {
            item: item.to_owned(),
            found: Stated(found),
            expected: expected.to_owned(),
        });
    };
    if sound.bits != Some(MGA_BITS) {
        wrong("QuantizationBits", shown(sound.bits), "24");
    }
    if sound.sections.len() != 1 {
        let found = format!("{} sections", sound.sections.len());
        wrong(
            "MGAAudioMetadataSubDescriptor",
            Some(found),
            "one section of S-ADM",
        );
    }
    let is_missing = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
    for label in &sound.labels {
        if label.dictionary != Some(MGA_LABEL) {
            wrong(
                "MCALabelDictionaryID",
                shown_item(label.dictionary),
                "that of an MGA soundfield",
            );
        }
        if label.symbol.as_deref() != Some(MGA_NAME) {
            wrong("MCATagSymbol", label.symbol.clone(), MGA_NAME);
        }
        if is_missing(&label.title) {
            wrong("MCATitle", None, "a title");
        }
        if is_missing(&label.programme) {
            wrong(
                "ADMAudioProgrammeID",
                None,
                "the audio programme of the S-ADM metadata",
            );
        }
    }
}

fn check_isxd(namespace_uri: Option<&str>, has_constraints: bool, add: &mut Add<'_>) {
    if namespace_uri.is_none_or(str::is_empty) {
        add(Fault::IsxdDescriptor {
            item: "NamespaceURI".to_owned(),
        });
    }
    if !has_constraints {
        add(Fault::IsxdDescriptor {
            item: "ContainerConstraintsSubDescriptor".to_owned(),
        });
    }
}

fn shown_item(item: Option<[u8; 8]>) -> Option<String> {
    Some(item?.iter().map(|byte| format!("{byte:02x}")).collect())
}
