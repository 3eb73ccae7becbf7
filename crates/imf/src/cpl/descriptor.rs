//! Essence descriptors in RegXML, as data: best effort, never a refusal. An item that is missing or odd is `None`;
//! `conform` compares with the track file. Names are matched without namespace: registers moved theirs over time.

use serde::{Deserialize, Serialize};
use timecode::EditRate;
use uuid::Uuid;

use super::LIMIT_DESCRIPTORS;
use crate::colour::Colour;
use crate::ul::Ul;
use crate::xml::{Elem, ProblemKind, Problems};

/// What a composition says of an essence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EssenceDescriptor {
    /// What resources name in SourceEncoding.
    pub id: Uuid,
    pub line: u32,
    /// The RegXML element's name, such as `CDCIDescriptor`.
    pub name: String,
    pub sample_rate: Option<EditRate>,
    pub essence_length: Option<u64>,
    pub container_format: Option<Ul>,
    /// ST 377-1: the codec that a file descriptor may name.
    pub codec: Option<Ul>,
    /// Names of the sub-descriptors, in order.
    pub sub_descriptors: Vec<String>,
    pub essence: Essence,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Essence {
    Picture(PictureEssence),
    Sound(SoundEssence),
    /// Sound that is no PCM: ST 2067-201.
    Iab(SoundEssence),
    TimedText {
        language: Option<String>,
        namespace_uri: Option<String>,
    },
    /// A document for each frame: ST 2067-202.
    Isxd {
        namespace_uri: Option<String>,
        data_coding: Option<Ul>,
    },
    /// Sound with serial ADM metadata: ST 2067-203.
    MgaSAdm(MgaEssence),
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PictureEssence {
    pub is_rgb: bool,
    pub stored_width: Option<u32>,
    pub stored_height: Option<u32>,
    pub display_width: Option<u32>,
    pub display_height: Option<u32>,
    /// `FullFrame`, `SeparateFields`…
    pub frame_layout: Option<String>,
    pub picture_compression: Option<Ul>,
    pub color_primaries: Option<Ul>,
    pub transfer_characteristic: Option<Ul>,
    pub coding_equations: Option<Ul>,
    /// Bits of the luma component, or of the widest of R, G, B.
    pub component_depth: Option<u32>,
    pub horizontal_subsampling: Option<u32>,
    pub vertical_subsampling: Option<u32>,
    /// Component code, such as `CompRed`, and bits; without the filling `CompNull`.
    pub pixel_layout: Vec<(String, u32)>,
    pub component_min_ref: Option<u32>,
    pub component_max_ref: Option<u32>,
    pub black_ref_level: Option<u32>,
    pub white_ref_level: Option<u32>,
    pub color_range: Option<u32>,
    pub jpeg2000: Option<Jpeg2000Essence>,
}

/// JPEG2000SubDescriptor (ST 422).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Jpeg2000Essence {
    pub rsiz: Option<u32>,
    pub xsiz: Option<u32>,
    pub ysiz: Option<u32>,
    pub xtsiz: Option<u32>,
    pub ytsiz: Option<u32>,
    pub csiz: Option<u32>,
    /// Ssiz, XRsiz and YRsiz of each component.
    pub component_sizing: Vec<[u32; 3]>,
    pub coding_style_default: Option<Vec<u8>>,
    /// Component code and bits; none when the item is missing.
    pub layout: Option<Vec<(String, u32)>>,
}

/// What ST 2067-203 asks of its descriptor, beside what it asks of all sound.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MgaEssence {
    pub sound: SoundEssence,
    /// MGAAudioMetadataIndex of each section.
    pub sections: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SoundEssence {
    pub audio_sample_rate: Option<EditRate>,
    pub channel_count: Option<u32>,
    pub quantization_bits: Option<u32>,
    pub channel_assignment: Option<Ul>,
    pub sound_compression: Option<Ul>,
    /// A number, or the name of one.
    pub electrospatial_formulation: Option<String>,
    pub soundfields: Vec<SoundfieldGroupLabel>,
    /// As written; `channel_id` gives the order.
    pub channels: Vec<AudioChannelLabel>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SoundfieldGroupLabel {
    /// `sg51`, `sgST`…
    pub tag_symbol: String,
    pub tag_name: Option<String>,
    pub spoken_language: Option<String>,
    pub title: Option<String>,
    pub title_version: Option<String>,
    pub audio_content_kind: Option<String>,
    pub audio_element_kind: Option<String>,
    /// The later spellings of content and use (ST 377-41).
    pub content: Option<String>,
    pub use_class: Option<String>,
    pub dictionary_id: Option<Ul>,
    pub channel_id: Option<String>,
    /// Only of ST 2067-203.
    pub adm_programme_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AudioChannelLabel {
    /// `chL`, `chLFE`…
    pub tag_symbol: String,
    /// 1 is the first channel.
    pub channel_id: Option<u32>,
    pub spoken_language: Option<String>,
}

impl PictureEssence {
    #[must_use]
    pub fn colour(&self) -> Colour {
        Colour::of(self.color_primaries, self.transfer_characteristic)
    }
}

impl SoundEssence {
    /// Tag symbols in channel order.
    #[must_use]
    pub fn channel_order(&self) -> Vec<&str> {
        let mut channels: Vec<&AudioChannelLabel> = self.channels.iter().collect();
        channels.sort_by_key(|channel| channel.channel_id.unwrap_or(u32::MAX));
        channels
            .into_iter()
            .map(|channel| channel.tag_symbol.as_str())
            .collect()
    }
}

pub(super) fn read_list(root: Elem<'_>, problems: &mut Problems) -> Vec<EssenceDescriptor> {
    let Some(list) = root.child("EssenceDescriptorList") else {
        return Vec::new();
    };
    if list.elements().nth(LIMIT_DESCRIPTORS).is_some() {
        problems.add(
            list,
            ProblemKind::TooMany {
                limit: LIMIT_DESCRIPTORS,
            },
        );
    }
    let descriptors = list.elements().take(LIMIT_DESCRIPTORS);
    descriptors
        .filter_map(|elem| read_descriptor(elem, problems))
        .collect()
}

fn read_descriptor(elem: Elem<'_>, problems: &mut Problems) -> Option<EssenceDescriptor> {
    let id = problems.required_id(elem, "Id")?;
    let group = elem.elements().find(|child| child.name() != "Id")?;
    Some(EssenceDescriptor {
        id,
        line: elem.line(),
        name: group.name().to_owned(),
        sample_rate: rate(group, "SampleRate"),
        essence_length: number(group, "EssenceLength"),
        container_format: label(group, "ContainerFormat"),
        codec: label(group, "Codec"),
        sub_descriptors: all_sub_descriptors(group)
            .map(|sub| sub.name().to_owned())
            .collect(),
        essence: read_essence(group),
    })
}

fn read_essence(group: Elem<'_>) -> Essence {
    match group.name() {
        "CDCIDescriptor" | "RGBADescriptor" => Essence::Picture(read_picture(group)),
        "WAVEPCMDescriptor" | "WaveAudioDescriptor" | "WaveAudioEssenceDescriptor" => {
            Essence::Sound(read_sound(group))
        }
        "IABEssenceDescriptor" => Essence::Iab(read_sound(group)),
        "DCTimedTextDescriptor" => {
            let language = ["RFC5646LanguageTagList", "Rfc5646LanguageTagList"];
            let language = language
                .iter()
                .find_map(|name| group.child_text(name))
                .map(str::to_owned);
            Essence::TimedText {
                language,
                namespace_uri: group.child_text("NamespaceURI").map(str::to_owned),
            }
        }
        "ISXDDataEssenceDescriptor" => Essence::Isxd {
            namespace_uri: group.child_text("NamespaceURI").map(str::to_owned),
            data_coding: label(group, "DataEssenceCoding"),
        },
        "MGASoundEssenceDescriptor" => Essence::MgaSAdm(MgaEssence {
            sound: read_sound(group),
            sections: sub_descriptors(group, "MGAAudioMetadataSubDescriptor")
                .filter_map(|sub| number(sub, "MGAAudioMetadataIndex"))
                .collect(),
        }),
        _ => Essence::Other,
    }
}

fn read_picture(group: Elem<'_>) -> PictureEssence {
    PictureEssence {
        is_rgb: group.name() == "RGBADescriptor",
        stored_width: number(group, "StoredWidth"),
        stored_height: number(group, "StoredHeight"),
        display_width: number(group, "DisplayWidth"),
        display_height: number(group, "DisplayHeight"),
        frame_layout: group.child_text("FrameLayout").map(str::to_owned),
        picture_compression: label(group, "PictureCompression"),
        color_primaries: label(group, "ColorPrimaries"),
        transfer_characteristic: label(group, "TransferCharacteristic"),
        coding_equations: label(group, "CodingEquations"),
        component_depth: number(group, "ComponentDepth").or_else(|| widest_component(group)),
        horizontal_subsampling: number(group, "HorizontalSubsampling"),
        vertical_subsampling: number(group, "VerticalSubsampling"),
        pixel_layout: group.child("PixelLayout").map(components).unwrap_or_default(),
        component_min_ref: number(group, "ComponentMinRef"),
        component_max_ref: number(group, "ComponentMaxRef"),
        black_ref_level: number(group, "BlackRefLevel"),
        white_ref_level: number(group, "WhiteRefLevel"),
        color_range: number(group, "ColorRange"),
        jpeg2000: sub_descriptors(group, "JPEG2000SubDescriptor")
            .next()
            .map(read_jpeg2000),
    }
}

fn read_jpeg2000(sub: Elem<'_>) -> Jpeg2000Essence {
    let sizing = sub
        .child("PictureComponentSizing")
        .into_iter()
        .flat_map(Elem::elements);
    Jpeg2000Essence {
        rsiz: number(sub, "Rsiz"),
        xsiz: number(sub, "Xsiz"),
        ysiz: number(sub, "Ysiz"),
        xtsiz: number(sub, "XTsiz"),
        ytsiz: number(sub, "YTsiz"),
        csiz: number(sub, "Csiz"),
        component_sizing: sizing
            .filter_map(|component| {
                Some([
                    number(component, "Ssiz")?,
                    number(component, "XRSiz")?,
                    number(component, "YRSiz")?,
                ])
            })
            .take(LIMIT_COMPONENTS)
            .collect(),
        coding_style_default: sub.child_text("CodingStyleDefault").and_then(bytes),
        layout: sub.child("J2CLayout").map(components),
    }
}

/// A pixel layout has room for eight components.
const LIMIT_COMPONENTS: usize = 8;

fn components(layout: Elem<'_>) -> Vec<(String, u32)> {
    let stated = layout
        .elements()
        .filter(|component| component.name() == "RGBAComponent")
        .filter_map(|component| {
            Some((
                component.child_text("Code")?.to_owned(),
                number(component, "ComponentSize")?,
            ))
        });
    stated
        .filter(|(code, _)| code != "CompNull")
        .take(LIMIT_COMPONENTS)
        .collect()
}

/// Hexadecimal digits, as RegXML writes opaque bytes.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).map(|digit| digit as u8))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect(),
    )
}

/// Of the colours in the pixel layout: fill bits are none.
fn widest_component(group: Elem<'_>) -> Option<u32> {
    let layout = group.child("PixelLayout")?;
    let colours = layout.elements().filter(|component| {
        matches!(
            component.child_text("Code"),
            Some("CompRed" | "CompGreen" | "CompBlue")
        )
    });
    colours
        .filter_map(|component| number(component, "ComponentSize"))
        .max()
}

fn read_sound(group: Elem<'_>) -> SoundEssence {
    let soundfields = [
        "SoundfieldGroupLabelSubDescriptor",
        "IABSoundfieldLabelSubDescriptor",
        "MGASoundfieldGroupLabelSubDescriptor",
    ];
    SoundEssence {
        audio_sample_rate: rate(group, "AudioSampleRate"),
        channel_count: number(group, "ChannelCount"),
        quantization_bits: number(group, "QuantizationBits"),
        channel_assignment: label(group, "ChannelAssignment"),
        sound_compression: label(group, "SoundCompression"),
        electrospatial_formulation: group.child_text("ElectrospatialFormulation").map(str::to_owned),
        soundfields: soundfields
            .iter()
            .flat_map(|name| sub_descriptors(group, name))
            .map(read_soundfield)
            .collect(),
        channels: sub_descriptors(group, "AudioChannelLabelSubDescriptor")
            .map(read_channel)
            .collect(),
    }
}

fn read_soundfield(sub: Elem<'_>) -> SoundfieldGroupLabel {
    let owned = |name| sub.child_text(name).map(str::to_owned);
    SoundfieldGroupLabel {
        tag_symbol: owned("MCATagSymbol").unwrap_or_default(),
        tag_name: owned("MCATagName"),
        spoken_language: owned("RFC5646SpokenLanguage"),
        title: owned("MCATitle"),
        title_version: owned("MCATitleVersion"),
        audio_content_kind: owned("MCAAudioContentKind"),
        audio_element_kind: owned("MCAAudioElementKind"),
        content: owned("MCAContent"),
        use_class: owned("MCAUseClass"),
        dictionary_id: label(sub, "MCALabelDictionaryID"),
        channel_id: owned("MCAChannelID"),
        adm_programme_id: owned("ADMAudioProgrammeID"),
    }
}

fn read_channel(sub: Elem<'_>) -> AudioChannelLabel {
    AudioChannelLabel {
        tag_symbol: sub.child_text("MCATagSymbol").unwrap_or_default().to_owned(),
        channel_id: number(sub, "MCAChannelID"),
        spoken_language: sub.child_text("RFC5646SpokenLanguage").map(str::to_owned),
    }
}

fn sub_descriptors<'a>(group: Elem<'a>, name: &'a str) -> impl Iterator<Item = Elem<'a>> {
    all_sub_descriptors(group).filter(move |sub| sub.name() == name)
}

fn all_sub_descriptors(group: Elem<'_>) -> impl Iterator<Item = Elem<'_>> {
    group.child("SubDescriptors").into_iter().flat_map(Elem::elements)
}

fn number<T: std::str::FromStr>(group: Elem<'_>, name: &str) -> Option<T> {
    group.child_text(name)?.parse().ok()
}

fn label(group: Elem<'_>, name: &str) -> Option<Ul> {
    Ul::parse(group.child_text(name)?).ok()
}

fn rate(group: Elem<'_>, name: &str) -> Option<EditRate> {
    // The register of 2013 wrote a space.
    let (num, den) = group.child_text(name)?.split_once(['/', ' '])?;
    EditRate::new(num.trim().parse().ok()?, den.trim().parse().ok()?).ok()
}
