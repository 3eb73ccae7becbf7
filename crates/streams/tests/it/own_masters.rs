//! Whole renditions of masters made here: every frame says its number, every channel its name.

use std::path::{Path, PathBuf};
use std::process::Command;

use masters::barcode::{Barcode, LumaPlane};
use masters::sound::identify_channel;
use masters::{Channel, Defect, Master, MasterSpec, write_master, write_supplemental};
use streams::still::{StillFormat, still};
use streams::{CompositionFacts, PictureFacts, Producer, RenditionManifest, plan};
use timecode::{EditRate, Frame, FrameCount, FrameRange, TimecodeRate};

use crate::world::{ffprobe, five_one, hd_picture, packages, producer, stereo};

const WIDTH: usize = 640;
const HEIGHT: usize = 360;

pub fn facts(spec: &MasterSpec) -> CompositionFacts {
    let picture = PictureFacts {
        width: spec.width,
        height: spec.height,
        ..hd_picture()
    };
    CompositionFacts {
        edit_rate: spec.edit_rate(),
        duration_frames: spec.frames,
        picture: Some(picture),
        sound: vec![five_one("en-US"), stereo("en-US")],
    }
}

async fn rendition(
    spec: &MasterSpec,
    folders: &[PathBuf],
    output: &Path,
) -> Result<(Producer, RenditionManifest), streams::ProduceError> {
    let producer = producer(packages(folders), output).await;
    let planned = plan(&facts(spec), &producer.inputs.source, producer.tools.abilities).expect("a plan");
    let manifest = producer.produce(&planned, |_, _| {}).await?;
    Ok((producer, manifest))
}

/// The published picture: initialization segment and segments, joined as a player would.
pub fn published_picture(output: &Path) -> tempfile::NamedTempFile {
    let joined = tempfile::NamedTempFile::new().expect("a file");
    let mut bytes = std::fs::read(output.join("init_0.mp4")).expect("read");
    for number in 1.. {
        let Ok(segment) = std::fs::read(output.join(format!("seg_0_{number:05}.m4s"))) else {
            break;
        };
        bytes.extend(segment);
    }
    std::fs::write(joined.path(), bytes).expect("written");
    joined
}

/// What ffmpeg decodes from a file, as raw bytes.
pub fn decoded(file: &Path, args: &str) -> Vec<u8> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(file)
        .args(args.split(' '))
        .arg("-");
    ffmpeg.output().expect("ffmpeg runs").stdout
}

pub fn barcodes(file: &Path) -> Vec<(u32, u8)> {
    let luma = decoded(file, "-map 0:v:0 -fps_mode passthrough -pix_fmt gray -f rawvideo");
    let read = |samples: &[u8]| {
        let plane = LumaPlane {
            samples,
            width: WIDTH,
            height: HEIGHT,
            stride: WIDTH,
        };
        Barcode::decode(plane)
            .map(|code| (code.frame, code.version))
            .expect("a barcode")
    };
    luma.chunks(WIDTH * HEIGHT).map(read).collect()
}

#[tokio::test]
async fn every_frame_and_channel_arrives_where_it_was_in_the_master_at_every_kind_of_rate() {
    for rate in [EditRate::FPS_24, EditRate::FPS_25, EditRate::FPS_29_97] {
        let (folder, output) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        );
        let mut spec = MasterSpec::small("Sea Light").expect("a specification");
        spec.timecode_rate = TimecodeRate::new(rate, false).expect("a rate");
        spec.frames = FrameCount(60);
        write_master(&spec, folder.path()).expect("a master");
        let made = rendition(&spec, &[folder.path().to_owned()], output.path()).await;
        made.unwrap_or_else(|error| panic!("{rate}: {error}"));

        let picture = published_picture(output.path());
        let expected: Vec<(u32, u8)> = (0..60).map(|frame| (frame, 0)).collect();
        assert_eq!(barcodes(picture.path()), expected, "{rate}");
        let first = ffprobe(
            "-select_streams v -show_entries stream=start_pts -of csv=p=0",
            picture.path(),
        );
        assert_eq!(first, "0", "{rate}");

        use Channel::{Center, Left, LeftSurround, Lfe, Right, RightSurround};
        let expected = [Left, Right, Center, Lfe, LeftSurround, RightSurround];
        for (channel, name) in expected.into_iter().enumerate() {
            let args = format!("-af pan=mono|c0=c{channel},atrim=start_sample=24000 -c:a pcm_s16le -f s16le");
            let bytes = decoded(&output.path().join("sound_0.mp4"), &args);
            let samples: Vec<f64> = bytes
                .chunks_exact(2)
                .map(|pair| f64::from(i16::from_le_bytes([pair[0], pair[1]])))
                .collect();
            assert_eq!(
                identify_channel(&samples),
                Some(name),
                "{rate}, channel {channel}"
            );
        }
    }
}

fn original_and_supplemental(folder: &Path) -> (MasterSpec, Master, Master) {
    let spec = MasterSpec::small("Sea Light").expect("a specification");
    let original = write_master(&spec, &folder.join("original")).expect("a master");
    let range = FrameRange::new(Frame(13), Frame(20)).expect("a range");
    let changed = write_supplemental(&original, range, &folder.join("supplemental")).expect("a supplemental");
    (spec, original, changed)
}

#[tokio::test]
async fn a_supplemental_shows_its_own_frames_in_its_range_and_the_originals_elsewhere() {
    let (folder, output) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let (spec, original, changed) = original_and_supplemental(folder.path());
    let folders = [original.folder, changed.folder];
    let (producer, manifest) = rendition(&spec, &folders, output.path())
        .await
        .expect("a rendition");
    let expected: Vec<(u32, u8)> = (0..48)
        .map(|frame| (frame, u8::from((13..=20).contains(&frame))))
        .collect();
    assert_eq!(barcodes(published_picture(output.path()).path()), expected);

    let progressive = output.path().join("progressive.mp4");
    for frame in [0, 1, 11, 12, 13, 20, 21, 46, 47] {
        let image = still(
            &producer.jailer,
            &producer.tools,
            &progressive,
            &manifest,
            Frame(frame),
            StillFormat::Jpeg,
        )
        .await;
        let file = tempfile::Builder::new()
            .suffix(".jpg")
            .tempfile()
            .expect("a file");
        std::fs::write(file.path(), image.expect("a still")).expect("written");
        let shown: Vec<u64> = barcodes(file.path())
            .into_iter()
            .map(|(frame, _)| u64::from(frame))
            .collect();
        assert_eq!(shown, [frame]);
    }
}

#[tokio::test]
async fn a_track_file_that_is_cut_makes_no_rendition() {
    let (folder, output) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let mut spec = MasterSpec::small("Sea Light").expect("a specification");
    spec.defects = vec![Defect::TruncatedTrackFile];
    write_master(&spec, folder.path()).expect("a master");
    assert!(
        rendition(&spec, &[folder.path().to_owned()], output.path())
            .await
            .is_err()
    );
}
