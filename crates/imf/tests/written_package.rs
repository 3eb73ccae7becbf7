//! What the writer writes, the readers read: the same ids, rates, durations, hashes and descriptors, and no problem.

use chrono::{TimeZone, Utc};
use imf::cpl::{Essence, LightLevels, SequenceKind};
use imf::write::{
    Application, AudioChannelLabel, Components, Composition, CompositionTimecode, EssenceDescriptor,
    Jpeg2000SubDescriptor, Marker, MarkerSequence, MasteringDisplay, Origin, Package, PictureDescriptor,
    Resource, RgbaCode, RgbaComponent, Segment, Sequence, SoundDescriptor, SoundfieldGroupLabel, TrackFile,
};
use imf::{Colour, Cpl, Directory, Sha1Hash};
use timecode::{EditRate, Frame, FrameCount, TimecodeRate};
use uuid::Uuid;

const LIGHT: LightLevels = LightLevels {
    max_cll: Some(1_000),
    max_fall: Some(180),
};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn ul(item: [u8; 8]) -> [u8; 16] {
    let [a, b, c, d, e, f, g, h] = item;
    [0x06, 0x0e, 0x2b, 0x34, 4, 1, 1, 13, a, b, c, d, e, f, g, h]
}

fn jpeg2000() -> Jpeg2000SubDescriptor {
    let component = |code| RgbaComponent { code, size_bits: 12 };
    Jpeg2000SubDescriptor {
        instance_id: id(100),
        rsiz: 1043,
        xsiz: 1920,
        ysiz: 1080,
        xosiz: 0,
        yosiz: 0,
        xtsiz: 1920,
        ytsiz: 1080,
        xtosiz: 0,
        ytosiz: 0,
        component_sizing: vec![[11, 1, 1]; 3],
        coding_style_default: vec![1, 4],
        quantization_default: vec![0x42, 0xff],
        j2c_layout: [RgbaCode::Red, RgbaCode::Green, RgbaCode::Blue]
            .map(component)
            .to_vec(),
    }
}

fn picture() -> PictureDescriptor {
    PictureDescriptor {
        instance_id: id(101),
        linked_track_id: 2,
        sample_rate: EditRate::FPS_23_976,
        essence_length: 48,
        container_format: ul([0xd, 1, 3, 1, 2, 0xc, 6, 0]),
        stored_width: 1920,
        stored_height: 1080,
        image_aspect_ratio: (16, 9),
        video_line_map: [42, 0],
        picture_compression: ul([4, 1, 2, 2, 3, 1, 2, 7]),
        transfer_characteristic: ul([4, 1, 1, 1, 1, 0xa, 0, 0]),
        color_primaries: ul([4, 1, 1, 1, 3, 4, 0, 0]),
        coding_equations: None,
        components: Components::Rgba {
            component_max_ref: 4095,
            component_min_ref: 0,
            pixel_layout: jpeg2000().j2c_layout,
        },
        mastering_display: Some(MasteringDisplay {
            primaries: [(34000, 16000), (13250, 34500), (7500, 3000)],
            white_point: (15635, 16450),
            maximum_luminance: 40_000_000,
            minimum_luminance: 50,
        }),
        jpeg2000: jpeg2000(),
    }
}

fn sound() -> SoundDescriptor {
    let channel = |(number, symbol): (u128, &str)| AudioChannelLabel {
        instance_id: id(200 + number),
        label_dictionary_id: ul([3, 2, 1, number as u8, 0, 0, 0, 0]),
        link_id: id(300 + number),
        tag_symbol: symbol.to_owned(),
        tag_name: symbol.to_owned(),
    };
    SoundDescriptor {
        instance_id: id(110),
        linked_track_id: 2,
        sample_rate_hz: 48_000,
        essence_length: 96_096,
        container_format: ul([0xd, 1, 3, 1, 2, 6, 2, 0]),
        quantization_bits: 24,
        channel_assignment: ul([4, 2, 2, 0x10, 4, 1, 0, 0]),
        soundfield: SoundfieldGroupLabel {
            instance_id: id(111),
            label_dictionary_id: ul([3, 2, 2, 0x20, 1, 0, 0, 0]),
            link_id: id(112),
            tag_symbol: "sgST".to_owned(),
            tag_name: "Standard Stereo".to_owned(),
            spoken_language: "pt-BR".to_owned(),
            title: "Title & more".to_owned(),
            title_version: "v1".to_owned(),
            audio_content_kind: "PRM".to_owned(),
            audio_element_kind: "CM".to_owned(),
        },
        channels: [(1, "chL"), (2, "chR")].map(channel).to_vec(),
    }
}

fn resource(number: u128, rate: EditRate, duration: u64, encoding: u128, file: u128) -> Resource {
    Resource {
        id: id(number),
        edit_rate: rate,
        intrinsic_duration: duration,
        entry_point: 0,
        source_duration: duration,
        repeat_count: 1,
        source_encoding: id(encoding),
        track_file_id: id(file),
        hash: None,
    }
}

fn composition() -> Composition {
    let hz_48000 = EditRate::new(48_000, 1).unwrap();
    let rate = TimecodeRate::new(EditRate::FPS_23_976, false).unwrap();
    let sequence = |number, track, kind, resource| Sequence {
        id: id(number),
        track_id: id(track),
        kind,
        resources: vec![resource],
    };
    Composition {
        id: id(1),
        annotation: None,
        origin: origin(),
        content_originator: Some("The studio".to_owned()),
        content_title: "Title & <more>".to_owned(),
        content_kind: "test".to_owned(),
        content_version: Some((id(2), "v1".to_owned())),
        descriptors: vec![
            (id(10), EssenceDescriptor::Picture(picture())),
            (id(11), EssenceDescriptor::Sound(sound())),
        ],
        timecode: Some(CompositionTimecode {
            start: rate.parse("01:00:00:00").unwrap(),
            nominal_rate: 24,
            is_drop_frame: false,
        }),
        edit_rate: EditRate::FPS_23_976,
        languages: vec!["pt-BR".to_owned()],
        application: Application::App2E2020,
        light_levels: LIGHT,
        segments: vec![Segment {
            id: id(3),
            markers: Some(MarkerSequence {
                id: id(4),
                track_id: id(5),
                resource_id: id(6),
                duration_frames: 48,
                markers: vec![Marker {
                    label: "FFOC".to_owned(),
                    offset_frames: 24,
                }],
            }),
            sequences: vec![
                sequence(
                    20,
                    21,
                    imf::write::SequenceKind::MainImage,
                    resource(22, EditRate::FPS_23_976, 48, 10, 50),
                ),
                sequence(
                    30,
                    31,
                    imf::write::SequenceKind::MainAudio,
                    resource(32, hz_48000, 96_096, 11, 51),
                ),
            ],
        }],
    }
}

fn origin() -> Origin {
    let issue_date = Utc.with_ymd_and_hms(2026, 1, 15, 12, 0, 0).unwrap();
    Origin {
        issuer: "Issuer".to_owned(),
        creator: "Creator".to_owned(),
        issue_date,
    }
}

fn package() -> Package {
    let track_file = |number: u128| TrackFile {
        id: id(number),
        file_name: format!("{number}.mxf"),
    };
    Package {
        asset_map_id: id(60),
        packing_list_id: id(61),
        annotation: "Ann & otation".to_owned(),
        origin: origin(),
        track_files: [50, 51].map(track_file).to_vec(),
        compositions: vec![composition()],
    }
}

#[test]
fn a_written_package_is_read_without_trouble_and_with_the_right_hashes() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("50.mxf"), "picture").unwrap();
    std::fs::write(folder.path().join("51.mxf"), "sound").unwrap();
    let written = package().write(folder.path()).unwrap();
    let opened = imf::Package::open(&Directory::new(folder.path()));
    assert_eq!(opened.troubles, []);
    let read = opened.package.unwrap();

    let (_, list) = &read.packing_lists[0];
    let picture = list.asset(id(50)).unwrap();
    assert_eq!(
        (picture.size_bytes, picture.sha1()),
        (7, Some(Sha1Hash::of_bytes(b"picture")))
    );
    let cpl = list.asset(id(1)).unwrap();
    let bytes = std::fs::read(&written.compositions[0]).unwrap();
    assert_eq!(
        (cpl.size_bytes, cpl.sha1()),
        (bytes.len() as u64, Some(Sha1Hash::of_bytes(&bytes)))
    );
    assert_eq!(read.path_of(id(51)).unwrap().as_str(), "51.mxf");
    let (_, composition) = &read.compositions[0];
    let hashes: Vec<_> = composition
        .track_file_resources()
        .map(|(_, _, source)| source.hash.clone())
        .collect();
    assert_eq!(
        hashes,
        [b"picture".as_slice(), b"sound"].map(|b| Some(Sha1Hash::of_bytes(b).to_base64()))
    );
}

#[test]
fn a_written_composition_keeps_its_facts() {
    let xml = composition().to_xml(&Default::default());
    let read = Cpl::read(xml.as_bytes()).unwrap();
    assert_eq!(read.problems, []);
    let cpl = read.document;
    assert_eq!(
        (cpl.content_title.as_str(), cpl.edit_rate),
        ("Title & <more>", EditRate::FPS_23_976)
    );
    assert_eq!(cpl.applications, ["http://www.smpte-ra.org/ns/2067-21/2020"]);
    assert_eq!(cpl.light_levels, LIGHT);
    assert_eq!(cpl.languages, ["pt-BR"]);
    assert_eq!(
        cpl.timecode
            .as_ref()
            .map(|timecode| timecode.start_address.as_str()),
        Some("01:00:00:00")
    );
    let kinds: Vec<_> = cpl.sequences().map(|sequence| sequence.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            SequenceKind::Marker,
            SequenceKind::MainImage,
            SequenceKind::MainAudio
        ]
    );

    let flat = imf::Composition::of(&cpl).unwrap();
    assert_eq!(flat.duration, FrameCount(48));
    assert_eq!(
        (flat.markers[0].label.as_str(), flat.markers[0].frame),
        ("FFOC", Frame(24))
    );
    assert_eq!(flat.track_files(), [id(50), id(51)]);
}

#[test]
fn written_descriptors_keep_their_facts() {
    let xml = composition().to_xml(&Default::default());
    let cpl = Cpl::read(xml.as_bytes()).unwrap().document;
    let picture = cpl.descriptor(id(10)).unwrap();
    assert_eq!(
        (picture.sample_rate, picture.essence_length),
        (Some(EditRate::FPS_23_976), Some(48))
    );
    let Essence::Picture(essence) = &picture.essence else {
        panic!("{picture:?}")
    };
    assert_eq!(
        (essence.stored_width, essence.stored_height),
        (Some(1920), Some(1080))
    );
    assert_eq!(
        (essence.component_depth, essence.jpeg2000.as_ref().unwrap().rsiz),
        (Some(12), Some(1043))
    );
    assert_eq!(essence.colour(), Colour::Bt2020Pq);

    let Essence::Sound(sound) = &cpl.descriptor(id(11)).unwrap().essence else {
        panic!("sound")
    };
    assert_eq!(
        (sound.channel_count, sound.quantization_bits),
        (Some(2), Some(24))
    );
    assert_eq!(sound.channel_order(), ["chL", "chR"]);
    assert_eq!(sound.soundfields[0].title.as_deref(), Some("Title & more"));
    assert_eq!(sound.soundfields[0].spoken_language.as_deref(), Some("pt-BR"));
}

#[test]
fn a_track_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = package().write(folder.path()).unwrap_err();
    assert!(error.to_string().contains("50.mxf"), "{error}");
}
