//! A picture in chunks is the picture in one piece: every frame once, whoever made which chunk, and playable from the
//! beginning while the rest is made.

use std::path::Path;
use std::process::Command;

use masters::{MasterSpec, write_master, write_supplemental};
use streams::chunk::{self, ChunkIndex};
use streams::manifest::chunk_name;
use streams::plan::{Step, StepKind};
use streams::{Inputs, ProduceError, Producer, RenditionKind, RenditionPlan, growing, plan_kind};
use timecode::{Frame, FrameCount, FrameRange};

use crate::own_masters::{barcodes, facts, published_picture};
use crate::renditions::{nearest, small_pictures};
use crate::world::{composition, ffprobe, five_one, hd_picture, media, packages, producer};

const CHUNK: u64 = 48;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn spec(frames: u64) -> MasterSpec {
    let mut spec = MasterSpec::small("Sea Light").expect("a specification");
    spec.frames = FrameCount(frames);
    spec
}

fn planned(spec: &MasterSpec, producer: &Producer, chunk_frames: u64) -> RenditionPlan {
    let (kind, source) = (RenditionKind::Browser, &producer.inputs.source);
    plan_kind(kind, &facts(spec), source, producer.tools.abilities, chunk_frames).expect("a plan")
}

fn chunk_steps(plan: &RenditionPlan) -> Vec<&Step> {
    let is_chunk = |step: &&Step| matches!(step.kind, StepKind::PictureChunk { .. });
    plan.steps.iter().filter(is_chunk).collect()
}

/// MD5 of each coded picture, in order.
fn coded(file: &Path) -> Vec<String> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(file)
        .args(["-map", "0:v:0", "-c", "copy", "-f", "framemd5", "-"])
        .output()
        .expect("ffmpeg runs");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines()
        .filter(|line| line.starts_with('0'))
        .filter_map(|line| line.rsplit(',').next())
        .map(|md5| md5.trim().to_owned())
        .collect()
}

async fn run_chunk(producer: &Producer, plan: &RenditionPlan, step: &Step) -> ChunkIndex {
    let manifests = std::slice::from_ref(&plan.manifest);
    let made = producer.run_chunk(step, manifests, |_| {}).await;
    made.unwrap_or_else(|error| panic!("{error}")).remove(0)
}

#[tokio::test]
async fn chunks_made_in_any_order_and_anywhere_are_joined_without_touching_a_coded_picture() {
    let (master, here, there) = (folder(), folder(), folder());
    let spec = spec(120);
    write_master(&spec, master.path()).expect("a master");
    let inputs = packages(&[master.path().to_owned()]);
    let (near, far) = (
        producer(inputs.clone(), here.path()).await,
        producer(inputs, there.path()).await,
    );
    let plan = planned(&spec, &near, CHUNK);
    let steps = chunk_steps(&plan);
    let kinds: Vec<StepKind> = steps.iter().map(|step| step.kind).collect();
    let chunk = |first, count| StepKind::PictureChunk { first, count };
    assert_eq!(kinds, [chunk(0, 48), chunk(48, 48), chunk(96, 24)]);

    // The last first, and once more on another machine: the same bytes.
    let mut expected = Vec::new();
    for step in steps.iter().rev() {
        let index = run_chunk(&near, &plan, step).await;
        let again = run_chunk(&far, &plan, step).await;
        assert_eq!(index, again);
        let bytes = |folder: &Path| std::fs::read(folder.join(&index.file)).expect("read");
        assert!(bytes(here.path()) == bytes(there.path()), "{}", index.file);
        expected.splice(0..0, coded(&here.path().join(&index.file)));
    }
    let mut manifest = plan.manifest.clone();
    for step in plan.steps.iter().filter(|step| !steps.contains(step)) {
        near.run_step(step, &mut manifest, |_| {}).await.expect("joined");
    }
    near.verify(&manifest).await.expect("fit");

    let published = published_picture(here.path());
    assert_eq!(coded(published.path()), expected);
    assert_eq!(coded(&here.path().join("progressive.mp4")), expected);
    let frames: Vec<(u32, u8)> = (0..120).map(|frame| (frame, 0)).collect();
    assert_eq!(barcodes(published.path()), frames);
    let listed = ffprobe("-show_entries packet=pts,dts -of csv=p=0", published.path());
    let grid: Vec<String> = (0..120).map(|frame| format!("{0},{0}", frame * 1000)).collect();
    let listed: Vec<&str> = listed.lines().map(|line| line.trim_end_matches(',')).collect();
    assert_eq!(listed, grid);

    let finished = near.finish(manifest).expect("finished");
    let left: Vec<&str> = finished.files.iter().map(|file| file.name.as_str()).collect();
    assert!(
        left.iter()
            .all(|name| !name.contains("chunk") && !name.contains("joined") && !name.starts_with("sound")),
        "{left:?}"
    );
}

#[tokio::test]
async fn a_chunk_may_begin_within_a_supplementals_range() {
    let (master, output) = (folder(), folder());
    let spec = spec(72);
    let original = write_master(&spec, &master.path().join("original")).expect("a master");
    let range = FrameRange::new(Frame(45), Frame(59)).expect("a range");
    let changed = write_supplemental(&original, range, &master.path().join("supplemental")).expect("one");
    let producer = producer(packages(&[original.folder, changed.folder]), output.path()).await;
    let plan = planned(&spec, &producer, CHUNK);
    producer.produce(&plan, |_, _| {}).await.expect("a rendition");
    let expected: Vec<(u32, u8)> = (0..72)
        .map(|frame| (frame, u8::from((45..=59).contains(&frame))))
        .collect();
    assert_eq!(barcodes(published_picture(output.path()).path()), expected);
}

#[tokio::test]
async fn a_chunk_may_begin_in_any_segment_of_a_composition_with_entry_points_and_repeats() {
    let Some(package) = media("imp_segments") else {
        return;
    };
    let (whole, cut) = (folder(), folder());
    let facts = composition(96, Some(hd_picture()), vec![five_one("en-US")]);
    for (output, length) in [(&whole, 96), (&cut, CHUNK)] {
        let producer = producer(packages(std::slice::from_ref(&package)), output.path()).await;
        let (source, abilities) = (&producer.inputs.source, producer.tools.abilities);
        let plan = plan_kind(RenditionKind::Browser, &facts, source, abilities, length).expect("a plan");
        producer.produce(&plan, |_, _| {}).await.expect("a rendition");
    }
    let pictures =
        |folder: &Path| small_pictures(&["-i", &folder.join("progressive.mp4").display().to_string()]);
    let (whole, cut) = (pictures(whole.path()), pictures(cut.path()));
    assert_eq!((whole.len(), cut.len()), (96, 96));
    // Frames 24 to 35 are repeats of one another.
    for (frame, picture) in cut.iter().enumerate().skip(36) {
        assert_eq!(nearest(picture, &whole), Some(frame));
    }
}

/// Writes the playlists and decodes them as a player would.
fn played(folder: &Path, growing: &growing::Growing) -> Vec<(u32, u8)> {
    for (name, text) in &growing.playlists {
        std::fs::write(folder.join(name), text).expect("written");
    }
    let flat = folder.join("played.mp4");
    let status = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-nostdin",
            "-y",
            "-allowed_extensions",
            "ALL",
            "-live_start_index",
            "0",
            "-i",
        ])
        .arg(folder.join("media_0.m3u8"))
        .args(["-map", "0:v:0", "-c", "copy", "-frames:v"])
        .arg(growing.frames.to_string())
        .arg(&flat)
        .status()
        .expect("ffmpeg runs");
    assert!(status.success());
    barcodes(&flat)
}

#[tokio::test]
async fn what_is_done_can_be_played_while_the_rest_is_made() {
    let (master, output) = (folder(), folder());
    let spec = spec(120);
    write_master(&spec, master.path()).expect("a master");
    let producer = producer(packages(&[master.path().to_owned()]), output.path()).await;
    let plan = planned(&spec, &producer, CHUNK);
    let mut manifest = plan.manifest.clone();
    let mut sounds = Vec::new();
    for step in &plan.steps {
        if let StepKind::Sound(number) = step.kind {
            producer
                .run_step(step, &mut manifest, |_| {})
                .await
                .expect("sound");
            let file = manifest.fragmented_sound(number).expect("a name");
            sounds.push(chunk::index(output.path(), &file, 0).expect("an index"));
        }
    }
    assert_eq!(
        growing::playlists(&manifest, &[], &sounds),
        None,
        "no picture yet"
    );

    let steps = chunk_steps(&plan);
    let first = run_chunk(&producer, &plan, steps[0]).await;
    let third = run_chunk(&producer, &plan, steps[2]).await;
    let early = growing::playlists(&manifest, &[third.clone(), first.clone()], &sounds).expect("playable");
    assert_eq!(
        (early.frames, early.is_whole),
        (48, false),
        "the third waits for the second"
    );
    let expected = |count: u32| (0..count).map(|frame| (frame, 0)).collect::<Vec<_>>();
    assert_eq!(played(output.path(), &early), expected(48));
    let (_, text) = &early.playlists[0];
    assert!(
        text.contains("#EXT-X-PLAYLIST-TYPE:EVENT") && !text.contains("ENDLIST"),
        "{text}"
    );
    let (_, master_text) = early.playlists.last().expect("a master playlist");
    assert!(
        master_text.contains("avc1.64")
            && master_text.contains("NAME=\"5.1\"")
            && master_text.contains("fLaC"),
        "{master_text}"
    );

    let second = run_chunk(&producer, &plan, steps[1]).await;
    let all = growing::playlists(&manifest, &[first, second, third], &sounds).expect("playable");
    assert_eq!((all.frames, all.is_whole), (120, true));
    assert_eq!(played(output.path(), &all), expected(120));
    let sound = all
        .playlists
        .iter()
        .find(|(name, _)| name == "media_1.m3u8")
        .expect("a sound");
    let total: f64 = sound
        .1
        .lines()
        .filter_map(|line| {
            line.strip_prefix("#EXTINF:")?
                .trim_end_matches(',')
                .parse::<f64>()
                .ok()
        })
        .sum();
    assert!((total - 5.0).abs() < 0.001, "{total}");
}

#[tokio::test]
async fn chunks_that_do_not_follow_one_another_are_not_joined() {
    let (master, output) = (folder(), folder());
    let spec = spec(96);
    write_master(&spec, master.path()).expect("a master");
    let producer = producer(packages(&[master.path().to_owned()]), output.path()).await;
    let plan = planned(&spec, &producer, CHUNK);
    for step in chunk_steps(&plan) {
        run_chunk(&producer, &plan, step).await;
    }
    let join = plan
        .steps
        .iter()
        .find(|step| matches!(step.kind, StepKind::Join { .. }))
        .expect("a join");
    let refused = async || match producer.run_step(join, &mut plan.manifest.clone(), |_| {}).await {
        Err(ProduceError::Unfit { source }) => source.check(),
        other => panic!("{other:?}"),
    };
    let place = |first| output.path().join(chunk_name(RenditionKind::Browser, first));
    let second = std::fs::read(place(48)).expect("read");

    std::fs::copy(place(0), place(48)).expect("copied");
    assert_eq!(
        refused().await,
        "gap",
        "the first chunk in the place of the second"
    );
    std::fs::write(place(48), &second[..second.len() / 2]).expect("written");
    assert_eq!(refused().await, "io", "cut short");
    std::fs::remove_file(place(48)).expect("removed");
    assert_eq!(refused().await, "io", "missing");
}

#[tokio::test]
async fn a_chunk_with_too_few_frames_is_refused_where_it_is_made() {
    let (master, output) = (folder(), folder());
    let spec = spec(60);
    write_master(&spec, master.path()).expect("a master");
    let inputs: Inputs = packages(&[master.path().to_owned()]);
    let producer = producer(inputs, output.path()).await;
    // The plan believes in more frames than the composition has.
    let mut longer = spec.clone();
    longer.frames = FrameCount(72);
    let plan = planned(&longer, &producer, CHUNK);
    let last = *chunk_steps(&plan).last().expect("a chunk");
    let manifests = std::slice::from_ref(&plan.manifest);
    match producer.run_chunk(last, manifests, |_| {}).await {
        Err(ProduceError::Unfit { source }) => assert_eq!(source.check(), "frame_count"),
        other => panic!("{other:?}"),
    }
}
