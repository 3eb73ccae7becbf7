//! Track files of other writers, which lie beside the checkout when they are there at all: all of them are read,
//! and those that are whole show no sign of truncation.

use std::fs::File;
use std::path::{Path, PathBuf};

use mxf::{EssenceDescriptor, EssenceKind, TrackFile};

/// `ASSETQC_MEDIA`, or `shared/media` beside the checkout.
fn media() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/media");
    let folder = std::env::var_os("ASSETQC_MEDIA").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("no media at {}: nothing was read", folder.display());
    None
}

fn track_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            track_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("mxf"))
        {
            found.push(path);
        }
    }
}

fn row(file: &TrackFile) -> String {
    let essence = match &file.descriptor {
        EssenceDescriptor::Picture(picture) => format!(
            "{}x{} {} bit rsiz {:04x}",
            picture.stored_width.unwrap_or(0),
            picture.stored_height.unwrap_or(0),
            picture.bit_depth().unwrap_or(0),
            picture.jpeg2000.as_ref().and_then(|j2k| j2k.rsiz).unwrap_or(0),
        ),
        EssenceDescriptor::Sound(sound) | EssenceDescriptor::Iab(sound) => {
            let channels = sound
                .channels
                .iter()
                .filter_map(|channel| channel.label.tag_symbol.as_deref());
            format!(
                "{} ch {} bit {:?} {:?}",
                sound.channel_count.unwrap_or(0),
                sound.quantization_bits.unwrap_or(0),
                sound.spoken_language(),
                channels.collect::<Vec<_>>()
            )
        }
        EssenceDescriptor::TimedText(text) => format!("{:?}", text.namespace_uri),
        EssenceDescriptor::Isxd(isxd) => format!("{:?}", isxd.namespace_uri),
        EssenceDescriptor::MgaSAdm(mga) => format!(
            "{} ch, {} sections",
            mga.sound.channel_count.unwrap_or(0),
            mga.sections.len()
        ),
        EssenceDescriptor::Other { key } => key.to_string(),
    };
    let faults: Vec<String> = file.faults.iter().map(|fault| fault.kind.to_string()).collect();
    format!(
        "{:?} {:?} {} dur {:?} present {:?} index {:?} | {essence} | {faults:?}",
        file.essence,
        file.wrapping,
        file.edit_rate.map_or("?".into(), |rate| rate.to_string()),
        file.duration(),
        file.present_duration,
        file.index.as_ref().and_then(mxf::Index::duration),
    )
}

#[test]
fn track_files_of_other_writers_are_read() {
    let Some(media) = media() else { return };
    let mut paths = Vec::new();
    track_files(&media, &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "the media folder holds no track file");
    for path in paths {
        let name = path.strip_prefix(&media).unwrap_or(&path).display().to_string();
        let file = match TrackFile::read(File::open(&path).expect("opens")) {
            Ok(file) => file,
            Err(error) => panic!("{name}: {error}"),
        };
        eprintln!("{name}: {}", row(&file));
        let cut_on_purpose = name.contains("b05_truncated/VIDEO");
        assert_eq!(file.is_truncated(), cut_on_purpose, "{name}: {:?}", file.faults);
    }
}

#[test]
fn every_frame_of_a_made_picture_is_found_through_the_index() {
    let Some(media) = media() else { return };
    let mut paths = Vec::new();
    track_files(&media.join("made/imp_tiny_valid"), &mut paths);
    let files: Vec<TrackFile> = paths
        .iter()
        .map(|path| TrackFile::read(File::open(path).expect("opens")).expect("is read"))
        .collect();
    let picture = files
        .iter()
        .find(|file| file.essence == EssenceKind::Jpeg2000)
        .expect("a picture");
    let offsets: Vec<u64> = (0..12)
        .filter_map(|frame| picture.edit_unit_offset(frame))
        .collect();
    assert_eq!(offsets.len(), 12);
    assert_eq!(offsets.first(), Some(&0x408c));
    assert_eq!(offsets.last(), Some(&0xb99f9));
    assert_eq!(picture.edit_unit_offset(12), None);
    for sound in files.iter().filter(|file| file.essence == EssenceKind::Pcm) {
        assert_eq!(sound.present_duration, Some(24_024));
        assert_eq!(sound.edit_unit_offset(0), Some(0x408c + 24));
    }
}
