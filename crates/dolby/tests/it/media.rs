//! Documents by others. The crate that makes RPUs reads the sidecars by itself as well: both ways give the same.

use std::fs::File;
use std::path::{Path, PathBuf};

use dolby::{FramesReader, Version, compose, image_character_of, read_sidecar, rpus};
use dolby_vision::rpu::generate::GenerateProfile;
use dolby_vision::xml::{CmXmlParser, XmlParserOpts};
use mxf::Text;
use timecode::{EditRate, FrameCount};

use crate::unrolled;

fn media(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/media");
    let root = std::env::var_os("ASSETQC_MEDIA").map_or(beside, PathBuf::from);
    let path = root.join("third-party").join(name);
    if !path.exists() {
        println!("media not there, nothing checked: {name}");
        return None;
    }
    Some(path)
}

#[test]
fn sidecars_by_others_give_the_rpus_that_the_crate_reads_from_them_itself() {
    let cases = [
        ("cmv2_9.xml", Version::Cm29, EditRate::FPS_23_976),
        ("cmv4_0_2.xml", Version::Cm40, EditRate::FPS_23_976),
    ];
    for (name, version, rate) in cases {
        let Some(path) = media(&format!("dolby_vision_xml/{name}")) else {
            return;
        };
        let bytes = std::fs::read(&path).expect("read");
        let read = read_sidecar(&bytes).expect("a sidecar");
        assert_eq!((read.version, read.edit_rate), (version, Some(rate)));
        let own = unrolled(&rpus(&read, (3840, 2160)).expect("RPUs"));

        let options = XmlParserOpts {
            canvas_width: Some(3840),
            canvas_height: Some(2160),
        };
        let parser = CmXmlParser::parse_file(&path, options).expect("read");
        let mut config = parser.config;
        config.profile = GenerateProfile::Profile81;
        let theirs: Vec<Vec<u8>> = config
            .generate_rpu_list()
            .expect("RPUs")
            .iter()
            .map(|rpu| rpu.write_hevc_unspec62_nalu().expect("written"))
            .collect();
        assert_eq!(own.len(), theirs.len(), "{name}");
        for (frame, (own, theirs)) in own.iter().zip(&theirs).enumerate() {
            assert!(own == theirs, "{name}, frame {frame}");
        }
    }
}

fn frames_of(file: &Path) -> dolby::FileFrames {
    let mut reader = FramesReader::default();
    let mut count = 0;
    mxf::read_texts(File::open(file).expect("opened"), &mut |text| {
        match text {
            Text::Frame(text) => {
                count += 1;
                reader.push_frame(text).expect("a document of a frame");
            }
            Text::Stream(text) => reader.push_global(text),
        }
        true
    })
    .expect("an MXF file");
    assert!(count > 0);
    reader.finish().expect("metadata")
}

#[test]
fn metadata_embedded_in_a_picture_by_others_are_read_frame_by_frame() {
    let Some(file) = media("photon/TestIMP/PHDR/VIDEO_23e9a145-f2da-4183-86b2-1c399db41afb.mxf") else {
        return;
    };
    let metadata = compose([(&frames_of(&file), 0, 24)]).expect("composed");
    assert_eq!(metadata.check_fit(EditRate::FPS_23_976, FrameCount(24)), Ok(()));
    assert_eq!(metadata.version, Version::Cm29);
    assert_eq!(metadata.globals.mastering.peak_nits, 4000);
    assert_eq!(metadata.globals.targets.len(), 6);
    let units = unrolled(&rpus(&metadata, (3840, 2160)).expect("RPUs"));
    assert_eq!(units.len(), 24);
    // 0.209968 and 0.839872 in 4,095 steps.
    let expected = Some([0, 860, 3439]);
    assert!(units.iter().all(|unit| image_character_of(unit) == expected));
}

#[test]
fn a_metadata_track_by_others_is_read_frame_by_frame() {
    let Some(file) = media("photon/TestIMP/ISXD/CompleteIMP3/DOLBY_0e1f214d-d63d-478c-bebe-7ea03e9197c6.mxf")
    else {
        return;
    };
    let metadata = compose([(&frames_of(&file), 0, 2880)]).expect("composed");
    assert_eq!(metadata.check_fit(EditRate::FPS_23_976, FrameCount(2880)), Ok(()));
    assert!(metadata.shots.len() > 1);
    let units = unrolled(&rpus(&metadata, (3840, 2160)).expect("RPUs"));
    assert_eq!(units.len(), 2880);
    println!("{} shots", metadata.shots.len());
}
