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
    },
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
    pub rsiz: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SoundEssence {
    pub audio_sample_rate: Option<EditRate>,
    pub channel_count: Option<u32>,
    pub quantization_bits: Option<u32>,
    pub channel_assignment: Option<Ul>,
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
            Essence::TimedText { language }
        }
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
        rsiz: sub_descriptors(group, "JPEG2000SubDescriptor").find_map(|sub| number(sub, "Rsiz")),
    }
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
    ];
    SoundEssence {
        audio_sample_rate: rate(group, "AudioSampleRate"),
        channel_count: number(group, "ChannelCount"),
        quantization_bits: number(group, "QuantizationBits"),
        channel_assignment: label(group, "ChannelAssignment"),
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
    let list = group.child("SubDescriptors").into_iter().flat_map(Elem::elements);
    list.filter(move |sub| sub.name() == name)
}

fn number<T: std::str::FromStr>(group: Elem<'_>, name: &str) -> Option<T> {
    group.child_text(name)?.parse().ok()
}

fn label(group: Elem<'_>, name: &str) -> Option<Ul> {
    Ul::parse(group.child_text(name)?).ok()
}

fn rate(group: Elem<'_>, name: &str) -> Option<EditRate> {
    let (num, den) = group.child_text(name)?.split_once('/')?;
    EditRate::new(num.trim().parse().ok()?, den.trim().parse().ok()?).ok()
}
