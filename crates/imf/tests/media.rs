//! Packages made by others, read whole. The media lie outside the repository; without them these tests say so and pass.

use std::path::{Path, PathBuf};

use imf::changes::Changes;
use imf::package::{Holder, Opened, Trouble, TroubleKind, is_supplemental, resolve};
use imf::xml::XmlError;
use imf::{Colour, Composition, Cpl, Directory, Package};
use timecode::{EditRate, Frame, FrameCount, FrameRange};

/// The folder of media beside the checkout, or where the environment says.
fn media(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/media");
    let root = std::env::var_os("ASSETQC_MEDIA").map_or(beside, PathBuf::from);
    let path = root.join(name);
    if !path.exists() {
        println!("media not there, nothing checked: {name}");
        return None;
    }
    Some(path)
}

fn open(path: &Path) -> Opened {
    Package::open(&Directory::new(path))
}

fn open_clean(path: &Path) -> Package {
    let opened = open(path);
    assert_eq!(opened.troubles, [], "{}", path.display());
    opened.package.unwrap()
}

fn only_cpl(package: &Package) -> &Cpl {
    let [(_, cpl)] = package.compositions.as_slice() else {
        panic!("one composition")
    };
    cpl
}

/// The burned numbers of a truth file, by their order.
fn burned(path: &Path, key: &str) -> Vec<u64> {
    let text = std::fs::read_to_string(path).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&text).unwrap();
    truth[key]
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_u64().unwrap())
        .collect()
}

#[test]
fn every_valid_package_is_read_without_trouble() {
    let made = [
        "imp_tiny_valid",
        "imp_segments",
        "imp_ov",
        "imp_vf_supplemental",
        "imp_hdr_pq_uhd_2s",
    ];
    let photon = [
        "PHDR",
        "Application5/PhotonApp5Test",
        "SADM/ST2067-203_audio_track_file__compliant",
    ];
    let photon = photon.map(|name| format!("third-party/photon/TestIMP/{name}"));
    for name in made.map(|name| format!("made/{name}")).iter().chain(&photon) {
        let Some(path) = media(name) else { return };
        let package = open_clean(&path);
        assert_eq!(package.packing_lists.len(), 1, "{name}");
        let composition = Composition::of(only_cpl(&package)).unwrap();
        assert!(composition.duration > FrameCount(0), "{name}");
    }
}

#[test]
fn the_tiny_package_tells_its_facts() {
    let Some(path) = media("made/imp_tiny_valid") else {
        return;
    };
    let package = open_clean(&path);
    let cpl = only_cpl(&package);
    assert_eq!(cpl.content_title, "Tiny valid");
    assert_eq!(cpl.edit_rate, EditRate::FPS_23_976);
    assert_eq!(cpl.languages, ["en-US"]);
    assert_eq!(cpl.applications, ["http://www.smpte-ra.org/schemas/2067-21/2016"]);
    assert_eq!(cpl.timecode.as_ref().unwrap().start_address, "01:00:00:00");
    let essences: Vec<String> = cpl
        .descriptors
        .iter()
        .map(|descriptor| show(&descriptor.essence))
        .collect();
    assert_eq!(
        essences,
        [
            "1920x1080 10 bit Bt709",
            "sg51 chL chR chC chLFE chLs chRs en-US 24 bit",
            "sgST chL chR en-US 24 bit"
        ]
    );
    assert!(!is_supplemental(&package));
}

#[test]
fn hdr_is_told_from_the_descriptor() {
    let Some(path) = media("made/imp_hdr_pq_uhd_2s") else {
        return;
    };
    let package = open_clean(&path);
    assert_eq!(
        show(&only_cpl(&package).descriptors[0].essence),
        "3840x2160 12 bit Bt2020Pq"
    );
    assert!(Colour::Bt2020Pq.is_hdr());
}

fn show(essence: &imf::cpl::Essence) -> String {
    match essence {
        imf::cpl::Essence::Picture(picture) => format!(
            "{}x{} {} bit {:?}",
            picture.stored_width.unwrap(),
            picture.stored_height.unwrap(),
            picture.component_depth.unwrap(),
            picture.colour()
        ),
        imf::cpl::Essence::Sound(sound) => {
            let field = &sound.soundfields[0];
            let (channels, language) = (sound.channel_order().join(" "), field.spoken_language.as_deref());
            let bits = sound.quantization_bits.unwrap();
            format!("{} {channels} {} {bits} bit", field.tag_symbol, language.unwrap())
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn segments_and_repeats_flatten_to_the_burned_numbers() {
    let Some(path) = media("made/imp_segments") else {
        return;
    };
    let package = open_clean(&path);
    let composition = Composition::of(only_cpl(&package)).unwrap();
    let numbers = burned(
        &path.with_extension("truth.json"),
        "burned_number_at_composition_frame",
    );
    assert_eq!(composition.duration, FrameCount(numbers.len() as u64));
    let picture = composition.picture().unwrap();
    let first = |id| picture.track_files.iter().position(|file| *file == id).unwrap();
    // Each track file burns its own run of numbers; its offset is the same wherever it is used.
    let mut offsets = vec![None; picture.track_files.len()];
    for (frame, number) in numbers.iter().enumerate() {
        let (file, source) = picture.source_at(Frame(frame as u64)).unwrap();
        let offset = number.abs_diff(source.0);
        let known = offsets[first(file)].get_or_insert(offset);
        assert_eq!(*known, offset, "composition frame {frame}");
    }
}

#[test]
fn the_supplemental_finds_its_picture_in_the_original_and_changed_twelve_frames() {
    let (Some(original), Some(path)) = (media("made/imp_ov"), media("made/imp_vf_supplemental")) else {
        return;
    };
    let (original, package) = (open_clean(&original), open_clean(&path));
    assert!(is_supplemental(&package));
    let cpl = only_cpl(&package);

    let alone = resolve(&package, cpl, &[]);
    assert_eq!(
        alone.iter().filter(|resolved| resolved.holder.is_none()).count(),
        1
    );
    let resolved = resolve(&package, cpl, std::slice::from_ref(&original));
    let earlier: Vec<_> = resolved
        .iter()
        .filter(|resolved| matches!(resolved.holder, Some(Holder::Earlier { package: 0, .. })))
        .collect();
    assert_eq!(earlier.len(), 1);
    assert_eq!(
        earlier[0].track_file_id.to_string(),
        "61b1ae10-f322-5dec-870c-39d48a2f3c95"
    );

    let old = Composition::of(only_cpl(&original)).unwrap();
    let changes = Changes::between(&old, &Composition::of(cpl).unwrap());
    let numbers = burned(&path.with_extension("truth.json"), "vf_burned");
    let other: Vec<u64> = (0..72)
        .filter(|frame| numbers[*frame as usize] != *frame)
        .collect();
    let changed = FrameRange::new(Frame(other[0]), Frame(other[other.len() - 1])).unwrap();
    assert_eq!(changes.picture.changed, [changed]);
    assert_eq!(changes.picture.joins, []);
    assert_eq!(changes.watch, [FrameRange::new(Frame(0), Frame(71)).unwrap()]);
}

#[test]
fn broken_documents_are_troubles_with_their_place() {
    let troubles =
        |name: &str| -> Option<Vec<Trouble>> { Some(open(&media(&format!("made/broken/{name}"))?).troubles) };
    let Some(bomb) = troubles("b18_entity_bomb") else {
        return;
    };
    assert!(matches!(
        bomb.as_slice(),
        [Trouble {
            what: TroubleKind::Xml(XmlError::DocumentType { .. }),
            ..
        }]
    ));
    let malformed = troubles("b13_malformed_xml").unwrap();
    let is_malformed = |t: &Trouble| matches!(t.what, TroubleKind::Xml(XmlError::NotWellFormed { .. }));
    assert!(
        malformed.len() == 1 && malformed.iter().all(is_malformed),
        "{malformed:?}"
    );
    let unknown = troubles("b16_assetmap_unknown_child").unwrap();
    let [
        Trouble {
            what: TroubleKind::Schema(problem),
            ..
        },
    ] = unknown.as_slice()
    else {
        panic!("{unknown:?}")
    };
    assert_eq!(problem.path, "/AssetMap/AssetList/Foo");
}

#[test]
fn no_xml_of_the_collection_stops_the_readers() {
    let Some(root) = media("third-party") else { return };
    let mut open_folders = vec![root];
    let (mut read, mut refused) = (0, 0);
    while let Some(folder) = open_folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                open_folders.push(entry.path());
            } else if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "xml")
            {
                let bytes = std::fs::read(entry.path()).unwrap();
                match Cpl::read(&bytes).map(|cpl| Composition::of(&cpl.document)) {
                    Ok(Ok(_)) => read += 1,
                    Ok(Err(_)) | Err(_) => refused += 1,
                }
            }
        }
    }
    println!("{read} compositions read, {refused} other documents or refused");
    assert!(read > 40, "{read} compositions read");
}
