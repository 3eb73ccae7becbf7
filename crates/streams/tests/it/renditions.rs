//! Whole renditions of real IMF masters: every frame, every sample, the first timestamp.

use std::path::{Path, PathBuf};
use std::process::Command;

use streams::facts::PictureFacts;
use streams::still::{StillFormat, still};
use streams::{Producer, RenditionManifest, SoundFacts, plan, thumbnails};
use timecode::Frame;

use crate::world::{
    self, composition, ffprobe, five_one, hd_picture, media, packages, producer, stereo, uhd_pq_picture,
};

async fn rendition(
    folders: &[PathBuf],
    frames: u64,
    picture: PictureFacts,
    sound: Vec<SoundFacts>,
    output: &Path,
) -> (Producer, RenditionManifest) {
    let producer = producer(packages(folders), output).await;
    let facts = composition(frames, Some(picture), sound);
    let planned = plan(&facts, &producer.inputs.source, producer.tools.abilities).expect("a plan");
    let mut last = None;
    let made = producer
        .produce(&planned, |_, progress| last = Some(progress))
        .await;
    let manifest = made.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        last.map(|progress| progress.frames_done.0),
        Some(frames),
        "progress reaches the end"
    );
    (producer, manifest)
}

/// Timestamps of the pictures as another program reads them from the published segments.
fn published_timestamps(output: &Path) -> Vec<u64> {
    let joined = tempfile::NamedTempFile::new().expect("a file");
    let mut bytes = std::fs::read(output.join("init_0.mp4")).expect("read");
    for number in 1.. {
        let Ok(segment) = std::fs::read(output.join(format!("seg_0_{number:05}.m4s"))) else {
            break;
        };
        bytes.extend(segment);
    }
    std::fs::write(joined.path(), bytes).expect("written");
    let listed = ffprobe(
        "-select_streams v -show_entries packet=pts -of csv=p=0",
        joined.path(),
    );
    listed
        .lines()
        .filter_map(|line| line.trim_end_matches(',').parse().ok())
        .collect()
}

fn grid(frames: u64) -> Vec<u64> {
    (0..frames).map(|frame| frame * 1001).collect()
}

/// The pictures' luma, 48 × 27 each: enough to tell one burned-in number from the next.
pub fn small_pictures(input: &[&str]) -> Vec<Vec<u8>> {
    let scale = [
        "-map",
        "0:v:0",
        "-vf",
        "scale=96:54:flags=area,format=gray",
        "-fps_mode",
        "passthrough",
    ];
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin"])
        .args(input)
        .args(scale)
        .args(["-f", "rawvideo", "-"])
        .output()
        .expect("ffmpeg runs");
    output.stdout.chunks(96 * 54).map(<[u8]>::to_vec).collect()
}

fn difference(one: &[u8], other: &[u8]) -> u32 {
    one.iter()
        .zip(other)
        .map(|(a, b)| u32::from(a.abs_diff(*b)))
        .sum()
}

/// The frame of `pictures` that looks most like this one.
pub fn nearest(picture: &[u8], pictures: &[Vec<u8>]) -> Option<usize> {
    (0..pictures.len()).min_by_key(|n| {
        pictures
            .get(*n)
            .map_or(u32::MAX, |other| difference(picture, other))
    })
}

#[tokio::test]
async fn a_tiny_master_is_whole_to_the_frame_and_bit_exact_in_sound() {
    let Some(package) = media("imp_tiny_valid") else {
        return;
    };
    let output = tempfile::tempdir().expect("a folder");
    let sound = vec![five_one("en-US"), stereo("en-US")];
    let (producer, manifest) = rendition(
        std::slice::from_ref(&package),
        12,
        hd_picture(),
        sound,
        output.path(),
    )
    .await;
    assert_eq!(published_timestamps(output.path()), grid(12));
    let names: Vec<&str> = manifest.sound.iter().map(|sound| sound.name.as_str()).collect();
    assert_eq!(names, ["5.1", "Stereo"]);
    assert_eq!(
        manifest.sound.first().map(|s| s.channels.join(" ")).as_deref(),
        Some("L R C LFE Ls Rs")
    );
    assert_eq!(
        manifest
            .picture
            .as_ref()
            .map(|p| (p.codec.as_str(), p.tone_mapped)),
        Some(("avc1.640029", false))
    );

    let cpl = world::file_of(&package, "CPL").display().to_string();
    for (number, track) in ["0:a:0", "0:a:1"].iter().enumerate() {
        let encoded = output
            .path()
            .join(format!("sound_{number}.mp4"))
            .display()
            .to_string();
        let original = ["-f", "imf", "-i", &cpl, "-map", track];
        assert_eq!(
            world::sound_md5(&["-i", &encoded]),
            world::sound_md5(&original),
            "{track}"
        );
    }
    let index = thumbnails::make(&producer.jailer, &producer.tools, output.path(), &manifest)
        .await
        .expect("sheets");
    assert_eq!(
        (
            index.count,
            index.sheets.len(),
            index.tile_width,
            index.tile_height
        ),
        (1, 1, 320, 180)
    );
    let sheet = output.path().join("thumbnails_000.jpg");
    assert_eq!(
        ffprobe("-show_entries stream=width,height -of csv=p=0", &sheet),
        "3200,1800"
    );
}

#[tokio::test]
async fn segments_entry_points_and_repeats_are_played_as_the_composition_says() {
    let Some(package) = media("imp_segments") else {
        return;
    };
    let output = tempfile::tempdir().expect("a folder");
    let sound = vec![five_one("en-US")];
    let _ = rendition(&[package], 96, hd_picture(), sound, output.path()).await;
    assert_eq!(published_timestamps(output.path()), grid(96));
    // The truth file: frames 24–27 are burned 40–43 and come three times.
    let file = output.path().join("progressive.mp4").display().to_string();
    let pictures = small_pictures(&["-i", &file]);
    assert_eq!(pictures.len(), 96);
    let alike = |one: usize, other: usize| difference(&pictures[one], &pictures[other]);
    for frame in 24..28 {
        assert!(
            alike(frame, frame + 4) < alike(frame, frame + 1) / 2,
            "frame {frame} is repeated 4 frames on"
        );
        assert!(
            alike(frame, frame + 8) < alike(frame, frame + 1) / 2,
            "frame {frame} is repeated 8 frames on"
        );
    }
}

#[tokio::test]
async fn a_supplemental_package_plays_over_its_original_version() {
    let (Some(ov), Some(vf)) = (media("imp_ov"), media("imp_vf_supplemental")) else {
        return;
    };
    let (whole, changed) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let sound = vec![five_one("en-US"), stereo("en-US")];
    let _ = rendition(std::slice::from_ref(&ov), 72, hd_picture(), sound, whole.path()).await;
    let _ = rendition(
        &[ov, vf],
        72,
        hd_picture(),
        vec![five_one("es-ES")],
        changed.path(),
    )
    .await;
    let pictures =
        |folder: &Path| small_pictures(&["-i", &folder.join("progressive.mp4").display().to_string()]);
    let (original, supplemental) = (pictures(whole.path()), pictures(changed.path()));
    assert_eq!((original.len(), supplemental.len()), (72, 72));
    for frame in 0..72 {
        let distance = difference(&original[frame], &supplemental[frame]);
        let inserted = (24..36).contains(&frame);
        assert_eq!(distance > 2000, inserted, "frame {frame}: {distance}");
    }
    let master = std::fs::read_to_string(changed.path().join("master.m3u8")).expect("read");
    assert!(
        master.contains("NAME=\"5.1\"") && master.contains("LANGUAGE=\"es-ES\""),
        "{master}"
    );
}

#[tokio::test]
async fn high_dynamic_range_in_uhd_becomes_a_tone_mapped_hd_stream_that_says_so() {
    let Some(package) = media("imp_hdr_pq_uhd_2s") else {
        return;
    };
    let output = tempfile::tempdir().expect("a folder");
    let sound = vec![five_one("en-US"), stereo("en-US")];
    let (_, manifest) = rendition(&[package], 48, uhd_pq_picture(), sound, output.path()).await;
    let picture = manifest.picture.expect("a picture");
    assert_eq!(
        (picture.width, picture.height, picture.tone_mapped),
        (1920, 1080, true)
    );
    assert_eq!(published_timestamps(output.path()), grid(48));
    // Patches of rising light, 8 in a row: still rising after tone-mapping, from black to white, none clipped early.
    let file = output.path().join("progressive.mp4").display().to_string();
    let pictures = small_pictures(&["-i", &file]);
    let first = pictures.first().expect("a picture");
    let levels: Vec<u8> = (0..24)
        .map(|patch| first[(patch / 8 * 13 + 6) * 96 + patch % 8 * 12 + 6])
        .collect();
    assert!(levels.is_sorted(), "{levels:?}");
    assert!(levels[0] <= 20 && levels[23] >= 225, "{levels:?}");
    assert!(
        levels[21] > levels[20] && levels[23] > levels[21],
        "1,000 and 4,000 nits differ from less: {levels:?}"
    );
}

#[tokio::test]
async fn a_still_is_the_frame_that_was_asked_for() {
    let Some(package) = media("imp_ov") else { return };
    let output = tempfile::tempdir().expect("a folder");
    let (producer, manifest) = rendition(&[package], 72, hd_picture(), vec![], output.path()).await;
    let progressive = output.path().join("progressive.mp4");
    let pictures = small_pictures(&["-i", &progressive.display().to_string()]);
    for frame in [0, 1, 11, 12, 13, 23, 24, 35, 47, 48, 70, 71] {
        let image = still(
            &producer.jailer,
            &producer.tools,
            &progressive,
            &manifest,
            Frame(frame),
            StillFormat::Png,
        )
        .await
        .expect("a still");
        let file = tempfile::Builder::new()
            .suffix(".png")
            .tempfile()
            .expect("a file");
        std::fs::write(file.path(), image).expect("written");
        let shown = small_pictures(&["-i", &file.path().display().to_string()]);
        assert_eq!(nearest(&shown[0], &pictures), Some(frame as usize));
    }
    let beyond = still(
        &producer.jailer,
        &producer.tools,
        &progressive,
        &manifest,
        Frame(72),
        StillFormat::Jpeg,
    )
    .await;
    assert!(beyond.is_err(), "frame 72 of 72");
}
