//! What ffmpeg made wrongly, or from damaged and hostile masters, and must not be published.

use std::path::Path;
use std::time::{Duration, Instant};

use streams::jail::Exit;
use streams::verify::{VerifyError, verify};
use streams::{Inputs, JailLimits, ProduceError, Producer, RenditionManifest, plan};

use timecode::EditRate;

use crate::world::{self, composition, hd_picture, make, media, packages, producer, stereo, writable_copy};

/// A recipe like the plan's, for pictures that ffmpeg draws.
const GOOD: &str = "-c:v libx264 -preset ultrafast -bf 0 -g 12 -keyint_min 12 -sc_threshold 0 -flags +cgop -pix_fmt yuv420p -video_track_timescale 24000 -movflags +faststart -f mp4";

/// Packages a drawn picture of 60 frames and a tone as the plan would, and verifies.
async fn packaged(picture: &str, sound: &str, output: &Path) -> Result<RenditionManifest, ProduceError> {
    packaged_at(EditRate::FPS_23_976, picture, sound, output).await
}

async fn packaged_at(
    edit_rate: EditRate,
    picture: &str,
    sound: &str,
    output: &Path,
) -> Result<RenditionManifest, ProduceError> {
    let source = streams::Source::Composition {
        cpl: "cpl.xml".into(),
        asset_maps: vec![],
    };
    let producer = producer(
        Inputs {
            files: vec![],
            source: source.clone(),
        },
        output,
    )
    .await;
    let mut shape = hd_picture();
    (shape.width, shape.height, shape.display_aspect) = (320, 180, None);
    let mut facts = composition(60, Some(shape), vec![stereo("en-US")]);
    facts.edit_rate = edit_rate;
    let planned = plan(&facts, &source, producer.tools.abilities).expect("a plan");
    make(picture, &output.join("progressive.mp4"));
    make(sound, &output.join("sound_0.mp4"));
    let mut manifest = planned.manifest.clone();
    let package = planned.steps.last().expect("packaging");
    producer.run_step(package, &mut manifest, |_| {}).await?;
    verify(output, &manifest)?;
    Ok(manifest)
}

fn drawn(frames: u64, recipe: &str) -> String {
    drawn_at(EditRate::FPS_23_976, frames, recipe)
}

fn drawn_at(rate: EditRate, frames: u64, recipe: &str) -> String {
    format!("-f lavfi -i testsrc2=size=320x180:rate={rate} -frames:v {frames} -fps_mode passthrough {recipe}")
}

fn tone(samples: u64) -> String {
    format!(
        "-f lavfi -i sine=frequency=440:sample_rate=48000 -ac 2 -af atrim=end_sample={samples} \
         -c:a flac -strict experimental -f mp4"
    )
}

async fn check_named(picture: &str, sound: &str) -> &'static str {
    let output = tempfile::tempdir().expect("a folder");
    match packaged(picture, sound, output.path()).await {
        Err(ProduceError::Unfit { source }) => source.check(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_follows_the_recipe_is_fit() {
    let output = tempfile::tempdir().expect("a folder");
    packaged(&drawn(60, GOOD), &tone(120_120), output.path())
        .await
        .expect("fit");
}

#[tokio::test]
async fn every_rate_is_cut_into_segments_of_whole_groups() {
    for (rate, scale, samples) in [
        (EditRate::FPS_24, 24_000, 120_000),
        (EditRate::FPS_25, 25_000, 115_200),
        (EditRate::FPS_29_97, 30_000, 96_096),
        (EditRate::FPS_50, 50_000, 57_600),
        (EditRate::FPS_59_94, 60_000, 48_048),
    ] {
        let output = tempfile::tempdir().expect("a folder");
        let recipe = GOOD.replace("24000", &scale.to_string());
        let made = packaged_at(rate, &drawn_at(rate, 60, &recipe), &tone(samples), output.path()).await;
        let manifest = made.unwrap_or_else(|error| panic!("{rate}: {error}"));
        let playlist = std::fs::read_to_string(output.path().join("media_0.m3u8")).expect("read");
        assert_eq!(playlist.matches("#EXTINF").count(), 2, "{rate}: 48 frames and 12");
        assert_eq!(manifest.picture.map(|picture| picture.time_scale), Some(scale));
        let dash = std::fs::read_to_string(output.path().join("manifest.mpd")).expect("read");
        assert!(
            dash.contains("<Label>Stereo</Label>") && dash.contains("lang=\"en-US\""),
            "{dash}"
        );
    }
}

#[tokio::test]
async fn a_missing_frame_is_found() {
    assert_eq!(check_named(&drawn(59, GOOD), &tone(120_120)).await, "frame_count");
}

#[tokio::test]
async fn reordered_pictures_are_found() {
    let recipe = GOOD.replace("-bf 0", "-bf 2");
    assert_eq!(
        check_named(&drawn(60, &recipe), &tone(120_120)).await,
        "first_timestamp"
    );
}

#[tokio::test]
async fn a_keyframe_in_the_wrong_place_is_found() {
    let recipe = GOOD.replace("-g 12 -keyint_min 12", "-g 16 -keyint_min 16");
    assert_eq!(check_named(&drawn(60, &recipe), &tone(120_120)).await, "keyframe");
}

#[tokio::test]
async fn an_uneven_frame_is_found() {
    let recipe = GOOD.replace(
        "-c:v",
        "-vf setpts=PTS+gt(N\\,30)*100 -enc_time_base 1/24000 -c:v",
    );
    assert_eq!(
        check_named(&drawn(60, &recipe), &tone(120_120)).await,
        "frame_duration"
    );
}

#[tokio::test]
async fn sound_of_another_length_is_found() {
    assert_eq!(
        check_named(&drawn(60, GOOD), &tone(120_119)).await,
        "sample_count"
    );
}

#[tokio::test]
async fn a_segment_that_was_lost_is_found_before_anything_is_published() {
    let output = tempfile::tempdir().expect("a folder");
    let manifest = packaged(&drawn(60, GOOD), &tone(120_120), output.path())
        .await
        .expect("fit");
    std::fs::remove_file(output.path().join("seg_0_00002.m4s")).expect("removed");
    assert!(
        matches!(verify(output.path(), &manifest), Err(VerifyError::MissingFile { file, .. }) if file == "seg_0_00002.m4s")
    );
}

#[tokio::test]
async fn a_playlist_that_names_a_file_elsewhere_or_has_no_end_is_refused() {
    let output = tempfile::tempdir().expect("a folder");
    let manifest = packaged(&drawn(60, GOOD), &tone(120_120), output.path())
        .await
        .expect("fit");
    let playlist = output.path().join("media_0.m3u8");
    let good = std::fs::read_to_string(&playlist).expect("read");
    std::fs::write(
        &playlist,
        good.replace("seg_0_00001.m4s", "../other/seg_0_00001.m4s"),
    )
    .expect("written");
    assert_eq!(
        verify(output.path(), &manifest).map_err(|e| e.check()),
        Err("missing_file")
    );
    std::fs::write(&playlist, good.replace("#EXT-X-ENDLIST", "")).expect("written");
    assert_eq!(
        verify(output.path(), &manifest).map_err(|e| e.check()),
        Err("playlist")
    );
}

#[tokio::test]
async fn segments_cut_short_anywhere_are_refused_and_nothing_panics() {
    let output = tempfile::tempdir().expect("a folder");
    let manifest = packaged(&drawn(60, GOOD), &tone(120_120), output.path())
        .await
        .expect("fit");
    let segment = output.path().join("seg_0_00001.m4s");
    let whole = std::fs::read(&segment).expect("read");
    // The boxes are in the first kilobyte; what lies behind is media.
    for length in (0..1024).step_by(7) {
        std::fs::write(&segment, &whole[..length]).expect("written");
        assert!(verify(output.path(), &manifest).is_err(), "cut to {length} bytes");
    }
}

async fn tiny(folder: &Path, output: &Path) -> (Producer, streams::RenditionPlan) {
    let producer = producer(packages(&[folder.to_owned()]), output).await;
    let facts = composition(12, Some(hd_picture()), vec![]);
    let planned = plan(&facts, &producer.inputs.source, producer.tools.abilities).expect("a plan");
    (producer, planned)
}

#[tokio::test]
async fn corrupt_essence_is_refused_though_ffmpeg_exits_well() {
    let Some(package) = media("imp_tiny_valid") else {
        return;
    };
    let (copy, output) = (writable_copy(&package), tempfile::tempdir().expect("a folder"));
    let video = world::file_of(copy.path(), "VIDEO");
    let mut bytes = std::fs::read(&video).expect("read");
    for byte in &mut bytes[400_000..460_000] {
        *byte = byte.wrapping_mul(7).wrapping_add(13);
    }
    std::fs::write(&video, bytes).expect("written");
    let (producer, planned) = tiny(copy.path(), output.path()).await;
    let refused = producer.produce(&planned, |_, _| {}).await;
    assert!(
        matches!(
            refused,
            Err(ProduceError::Unfit {
                source: VerifyError::Complaints { .. }
            })
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn truncated_essence_is_refused() {
    let Some(package) = media("imp_tiny_valid") else {
        return;
    };
    let (copy, output) = (writable_copy(&package), tempfile::tempdir().expect("a folder"));
    let video = world::file_of(copy.path(), "VIDEO");
    let bytes = std::fs::read(&video).expect("read");
    std::fs::write(&video, &bytes[..500_000]).expect("written");
    let (producer, planned) = tiny(copy.path(), output.path()).await;
    assert!(producer.produce(&planned, |_, _| {}).await.is_err());
}

#[tokio::test]
async fn a_playlist_under_the_name_of_a_track_file_opens_nothing() {
    let Some(package) = media("imp_tiny_valid") else {
        return;
    };
    let (copy, output) = (writable_copy(&package), tempfile::tempdir().expect("a folder"));
    // Even the delivery's own files: the format itself must be refused, not only what lies outside.
    let bait = copy.path().join("bait.mp4");
    make(&drawn(24, GOOD), &bait);
    for target in [
        format!("file://{}", bait.display()),
        "bait.mp4".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        let playlist = format!("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n{target}\n#EXT-X-ENDLIST\n");
        std::fs::write(world::file_of(copy.path(), "VIDEO"), playlist).expect("written");
        let (producer, planned) = tiny(copy.path(), output.path()).await;
        match producer.produce(&planned, |_, _| {}).await {
            Err(ProduceError::StepFailed { stderr, .. }) => {
                assert!(stderr.contains("not on whitelist"), "{stderr}");
                assert!(!stderr.contains("bait.mp4' for reading"), "{stderr}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_asset_map_that_climbs_out_finds_nothing() {
    let Some(package) = media("imp_tiny_valid") else {
        return;
    };
    let (copy, output) = (writable_copy(&package), tempfile::tempdir().expect("a folder"));
    let video = world::file_of(copy.path(), "VIDEO");
    let name = video.file_name().expect("a name").to_string_lossy().into_owned();
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::rename(&video, outside.path().join(&name)).expect("moved");
    let map = copy.path().join("ASSETMAP.xml");
    let climbing = format!("../../../../../..{}/{name}", outside.path().display());
    let text = std::fs::read_to_string(&map)
        .expect("read")
        .replace(&name, &climbing);
    std::fs::write(&map, text).expect("written");
    let (producer, planned) = tiny(copy.path(), output.path()).await;
    let refused = producer.produce(&planned, |_, _| {}).await;
    let Err(ProduceError::StepFailed { stderr, .. }) = refused else {
        panic!("{refused:?}")
    };
    assert!(stderr.contains("No such file"), "{stderr}");
}

#[tokio::test]
async fn a_demuxer_that_loops_for_ever_is_killed() {
    let Some(broken) = media("broken") else { return };
    let folder = world::file_of(&broken, "b16");
    let output = tempfile::tempdir().expect("a folder");
    let (mut producer, planned) = tiny(&folder, output.path()).await;
    producer.limits = JailLimits::default().within(Duration::from_secs(2));
    let started = Instant::now();
    let refused = producer.produce(&planned, |_, _| {}).await;
    assert!(
        matches!(
            refused,
            Err(ProduceError::StepFailed {
                exit: Exit::TimedOut,
                ..
            })
        ),
        "{refused:?}"
    );
    assert!(started.elapsed() < Duration::from_secs(15));
}
