//! The descriptor that a CPL must repeat of a track file (ST 2067-3, ST 2067-21): read back from the MXF file, so
//! that the two cannot differ.

use imf::write::{
    AudioChannelLabel, Components, EssenceDescriptor, IsxdDescriptor, Jpeg2000SubDescriptor,
    MasteringDisplay, PictureDescriptor, RgbaCode, RgbaComponent, SoundDescriptor, SoundfieldGroupLabel,
};
use mxf::{Cdci, McaLabel, PictureColour, Rgba, TrackFile};

/// `None` when the file lacks something that the CPL must say.
pub fn of(file: &TrackFile) -> Option<EssenceDescriptor> {
    match &file.descriptor {
        mxf::EssenceDescriptor::Picture(picture) => {
            Some(EssenceDescriptor::Picture(picture_descriptor(file, picture)?))
        }
        mxf::EssenceDescriptor::Sound(sound) => {
            Some(EssenceDescriptor::Sound(sound_descriptor(file, sound)?))
        }
        mxf::EssenceDescriptor::Isxd(isxd) => Some(EssenceDescriptor::Isxd(isxd_descriptor(file, isxd)?)),
        _ => None,
    }
}

fn isxd_descriptor(file: &TrackFile, isxd: &mxf::IsxdDescriptor) -> Option<IsxdDescriptor> {
    Some(IsxdDescriptor {
        instance_id: isxd.instance_id?,
        constraints_id: isxd.constraints_id?,
        linked_track_id: file.file_package.essence_track()?.id?,
        sample_rate: file.sample_rate?,
        essence_length: file.container_duration?,
        container_format: file.essence_container?.0,
        coding: isxd.data_coding?.0,
        namespace_uri: isxd.namespace_uri.clone()?,
    })
}

fn picture_descriptor(file: &TrackFile, picture: &mxf::PictureDescriptor) -> Option<PictureDescriptor> {
    let lines = picture.video_line_map.as_deref()?;
    Some(PictureDescriptor {
        instance_id: picture.instance_id?,
        linked_track_id: file.file_package.essence_track()?.id?,
        sample_rate: file.sample_rate?,
        essence_length: file.container_duration?,
        container_format: file.essence_container?.0,
        stored_width: picture.stored_width?,
        stored_height: picture.stored_height?,
        image_aspect_ratio: picture.aspect_ratio?,
        video_line_map: [*lines.first()?, *lines.get(1)?],
        picture_compression: picture.picture_coding?.0,
        transfer_characteristic: picture.transfer_characteristic?.0,
        color_primaries: picture.color_primaries?.0,
        coding_equations: picture.coding_equations.map(|label| label.0),
        components: match &picture.colour {
            PictureColour::Cdci(cdci) => cdci_components(cdci)?,
            PictureColour::Rgba(rgba) => rgba_components(rgba)?,
        },
        mastering_display: picture.mastering_display.map(|display| MasteringDisplay {
            primaries: display.primaries,
            white_point: display.white_point,
            maximum_luminance: display.maximum_luminance,
            minimum_luminance: display.minimum_luminance,
        }),
        jpeg2000: jpeg2000(picture.jpeg2000.as_ref()?)?,
    })
}

fn cdci_components(cdci: &Cdci) -> Option<Components> {
    Some(Components::Cdci {
        component_depth: cdci.component_depth?,
        horizontal_subsampling: cdci.horizontal_subsampling?,
        vertical_subsampling: cdci.vertical_subsampling?,
        black_ref_level: cdci.black_ref_level?,
        white_ref_level: cdci.white_ref_level?,
        color_range: cdci.color_range?,
    })
}

fn rgba_components(rgba: &Rgba) -> Option<Components> {
    Some(Components::Rgba {
        component_max_ref: rgba.component_max_ref?,
        component_min_ref: rgba.component_min_ref?,
        pixel_layout: layout(&rgba.pixel_layout),
    })
}

fn jpeg2000(codestream: &mxf::Jpeg2000SubDescriptor) -> Option<Jpeg2000SubDescriptor> {
    Some(Jpeg2000SubDescriptor {
        instance_id: codestream.instance_id?,
        rsiz: codestream.rsiz?,
        xsiz: codestream.xsiz?,
        ysiz: codestream.ysiz?,
        xosiz: codestream.xosiz?,
        yosiz: codestream.yosiz?,
        xtsiz: codestream.xtsiz?,
        ytsiz: codestream.ytsiz?,
        xtosiz: codestream.xtosiz?,
        ytosiz: codestream.ytosiz?,
        component_sizing: codestream.component_sizing.clone(),
        coding_style_default: codestream.coding_style_default.clone()?,
        quantization_default: codestream.quantization_default.clone()?,
        j2c_layout: layout(&codestream.j2c_layout),
    })
}

/// Component codes are ASCII letters (ST 377-1 annex G).
fn layout(components: &[(u8, u8)]) -> Vec<RgbaComponent> {
    let component = |(code, size_bits): &(u8, u8)| RgbaComponent {
        code: match code {
            b'R' => RgbaCode::Red,
            b'G' => RgbaCode::Green,
            b'B' => RgbaCode::Blue,
            b'Y' => RgbaCode::Luma,
            b'U' => RgbaCode::ColorDifferenceU,
            b'V' => RgbaCode::ColorDifferenceV,
            _ => RgbaCode::Null,
        },
        size_bits: *size_bits,
    };
    components.iter().map(component).collect()
}

fn sound_descriptor(file: &TrackFile, sound: &mxf::SoundDescriptor) -> Option<SoundDescriptor> {
    let field = &sound.soundfield_groups.first()?.label;
    let channels: Option<Vec<AudioChannelLabel>> = sound
        .channels
        .iter()
        .map(|channel| channel_label(&channel.label))
        .collect();
    Some(SoundDescriptor {
        instance_id: sound.instance_id?,
        linked_track_id: file.file_package.essence_track()?.id?,
        sample_rate_hz: sound.audio_sample_rate?.num(),
        essence_length: file.container_duration?,
        container_format: file.essence_container?.0,
        quantization_bits: sound.quantization_bits?,
        channel_assignment: sound.channel_assignment?.0,
        soundfield: SoundfieldGroupLabel {
            instance_id: field.instance_id?,
            label_dictionary_id: field.dictionary_id?.0,
            link_id: field.link_id?,
            tag_symbol: field.tag_symbol.clone()?,
            tag_name: field.tag_name.clone()?,
            spoken_language: field.spoken_language.clone()?,
            title: field.title.clone()?,
            title_version: field.title_version.clone()?,
            audio_content_kind: field.audio_content_kind.clone()?,
            audio_element_kind: field.audio_element_kind.clone()?,
        },
        channels: channels?,
    })
}

fn channel_label(label: &McaLabel) -> Option<AudioChannelLabel> {
    Some(AudioChannelLabel {
        instance_id: label.instance_id?,
        label_dictionary_id: label.dictionary_id?.0,
        link_id: label.link_id?,
        tag_symbol: label.tag_symbol.clone()?,
        tag_name: label.tag_name.clone()?,
    })
}
