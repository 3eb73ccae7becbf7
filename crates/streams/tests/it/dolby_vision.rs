//! Dolby Vision beside HDR10: each frame of the published stream has the RPU that the metadata give it, wherever chunks were
//! cut; and a stream that says or holds anything else is not published.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use dolby::{Packed, RpuRun, Version, image_character_of, rpus};
use masters::{DolbyVision as Carried, DolbyVisionForm, MasterSpec, write_master};
use streams::facts::{ColourRange, DolbyVision, Primaries, Transfer};
use streams::plan::StepKind;
use streams::verify::{VerifyError, verify};
use streams::{
    CompositionFacts, Inputs, Producer, RenditionKind, RenditionManifest, RenditionPlan, Source, chunk,
    growing, plan_kind,
};
use timecode::FrameCount;

use crate::own_masters::{barcodes, facts, published_picture};
use crate::world::{ffprobe, packages, producer};

const CHUNK: u64 = 48;
const FRAMES: u64 = 120;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn spec() -> MasterSpec {
    let mut spec = MasterSpec::small("Sea Light").expect("a specification");
    spec.frames = FrameCount(FRAMES);
    let carried = Carried::of(&spec, DolbyVisionForm::Embedded, Version::Cm40);
    spec.dolby_vision = Some(carried);
    spec
}

fn metadata(spec: &MasterSpec) -> dolby::Metadata {
    spec.dolby_vision.clone().expect("metadata").metadata
}

/// The facts of such a master, with these metadata.
fn facts_with(spec: &MasterSpec, metadata: &dolby::Metadata) -> CompositionFacts {
    let mut facts = facts(spec);
    let picture = facts.picture.as_mut().expect("a picture");
    picture.primaries = Primaries::Bt2020;
    picture.transfer = Transfer::Pq;
    picture.range = ColourRange::Limited;
    picture.dolby_vision = Some(DolbyVision::Metadata(Packed::of(metadata).expect("packed")));
    facts.sound.truncate(1);
    facts
}

fn planned(facts: &CompositionFacts, producer: &Producer) -> RenditionPlan {
    let source = &producer.inputs.source;
    let abilities = producer.tools.abilities;
    plan_kind(RenditionKind::CastHdr, facts, source, abilities, CHUNK).expect("a plan")
}

fn unrolled(runs: &[RpuRun]) -> Vec<Vec<u8>> {
    let frames = |run: &RpuRun| std::iter::repeat_n(run.nal_unit.clone(), run.frames as usize);
    runs.iter().flat_map(frames).collect()
}

/// The NAL units of type 62 of each sample of an MP4, as another reader of MP4 finds its samples.
fn rpus_in(file: &Path) -> Vec<Vec<Vec<u8>>> {
    let listed = ffprobe(
        "-select_streams v -show_entries packet=pos,size -of csv=p=0",
        file,
    );
    let mut media = File::open(file).expect("opened");
    let mut sample = |line: &str| {
        let mut numbers = line
            .split(',')
            .map(|number| number.parse::<u64>().expect("a number"));
        let (size, at) = (numbers.next().expect("a size"), numbers.next().expect("a place"));
        let mut bytes = vec![0; size as usize];
        media.seek(SeekFrom::Start(at)).expect("there");
        media.read_exact(&mut bytes).expect("read");
        let mut units = Vec::new();
        let mut rest = bytes.as_slice();
        while let Some((length, behind)) = rest.split_first_chunk::<4>() {
            let (unit, next) = behind.split_at(u32::from_be_bytes(*length) as usize);
            units.push(unit.to_vec());
            rest = next;
        }
        assert!(rest.is_empty(), "a row of NAL units");
        let is_rpu = |unit: &Vec<u8>| unit[0] >> 1 == 62;
        assert!(units.last().is_some_and(is_rpu), "the RPU is the last");
        units.into_iter().filter(is_rpu).collect()
    };
    listed
        .lines()
        .map(|line| sample(line.trim_end_matches(',')))
        .collect()
}

async fn made(spec: &MasterSpec, master: &Path, output: &Path) -> (Producer, RenditionManifest) {
    write_master(spec, master).expect("a master");
    let producer = producer(packages(&[master.to_owned()]), output).await;
    let facts = facts_with(spec, &metadata(spec));
    let plan = planned(&facts, &producer);
    let made = producer.produce(&plan, |_, _| {}).await;
    let manifest = made.unwrap_or_else(|error| panic!("{error}"));
    (producer, manifest)
}

#[tokio::test]
async fn every_frame_carries_the_rpu_of_its_metadata_across_the_borders_of_chunks() {
    let (master, output) = (folder(), folder());
    let spec = spec();
    let (producer, manifest) = made(&spec, master.path(), output.path()).await;
    let picture = manifest.picture.clone().expect("a picture");
    assert_eq!(picture.dolby_vision.map(|stream| stream.level), Some(1));
    assert_eq!(picture.without_dolby_vision, None);

    // Shots of 40 frames in chunks of 48: the second shot lies in two chunks.
    let published = published_picture(output.path());
    let found = rpus_in(published.path());
    let expected = unrolled(&rpus(&metadata(&spec), (picture.width, picture.height)).expect("RPUs"));
    assert_eq!(found.len(), FRAMES as usize);
    for (frame, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert!(found == std::slice::from_ref(expected), "frame {frame}");
    }
    let mut shots: Vec<_> = expected.iter().map(|unit| image_character_of(unit)).collect();
    shots.dedup();
    assert_eq!(shots.len(), 3, "an L1 for each shot");
    // The picture itself is whole.
    let frames: Vec<(u32, u8)> = (0..FRAMES as u32).map(|frame| (frame, 0)).collect();
    assert_eq!(barcodes(published.path()), frames);

    // Others read the configuration and find it right.
    let said = ffprobe(
        "-select_streams v -show_entries stream_side_data=dv_profile,dv_level,rpu_present_flag,el_present_flag,bl_present_flag,\
         dv_bl_signal_compatibility_id -of csv=p=0",
        published.path(),
    );
    assert!(said.lines().any(|line| line.contains("8,1,1,0,1,1")), "{said}");
    let master_text = std::fs::read_to_string(output.path().join("master.m3u8")).expect("read");
    assert!(
        master_text.contains("VIDEO-RANGE=PQ,SUPPLEMENTAL-CODECS=\"dvh1.08.01/db1p\",CODECS=\"hvc1."),
        "{master_text}"
    );
    let dash = std::fs::read_to_string(output.path().join("manifest.mpd")).expect("read");
    assert!(
        dash.contains("scte214:supplementalCodecs=\"dvh1.08.01\" scte214:supplementalProfiles=\"db1p\""),
        "{dash}"
    );
    let finished = producer.finish(manifest).expect("finished");
    assert!(finished.files.iter().all(|file| !file.name.contains("rpu")));
}

#[tokio::test]
async fn a_chunk_is_the_same_wherever_it_is_made_and_playable_before_the_rest() {
    let (master, here, there) = (folder(), folder(), folder());
    let spec = spec();
    write_master(&spec, master.path()).expect("a master");
    let inputs = packages(&[master.path().to_owned()]);
    let (near, far) = (
        producer(inputs.clone(), here.path()).await,
        producer(inputs, there.path()).await,
    );
    let plan = planned(&facts_with(&spec, &metadata(&spec)), &near);
    let again = planned(&facts_with(&spec, &metadata(&spec)), &far);
    assert_eq!(plan, again, "RPUs do not depend on who plans");
    let manifests = std::slice::from_ref(&plan.manifest);
    let chunks: Vec<_> = plan
        .steps
        .iter()
        .filter(|step| matches!(step.kind, StepKind::PictureChunk { .. }))
        .collect();
    let second = chunks[1];
    // As it goes through a row.
    let stored = serde_json::to_value(second).expect("JSON");
    let second = serde_json::from_value(stored).expect("a step");
    let index = near
        .run_chunk(&second, manifests, |_| {})
        .await
        .expect("made")
        .remove(0);
    let other = far
        .run_chunk(&second, manifests, |_| {})
        .await
        .expect("made")
        .remove(0);
    assert_eq!(index, other);
    let bytes = |folder: &Path| std::fs::read(folder.join(&index.file)).expect("read");
    assert!(bytes(here.path()) == bytes(there.path()));
    assert_eq!(
        chunk::index(here.path(), &index.file, 48).expect("an index"),
        index
    );

    let first = near
        .run_chunk(chunks[0], manifests, |_| {})
        .await
        .expect("made")
        .remove(0);
    let mut manifest = plan.manifest.clone();
    let mut sounds = Vec::new();
    for step in plan
        .steps
        .iter()
        .filter(|step| matches!(step.kind, StepKind::Sound(_)))
    {
        near.run_step(step, &mut manifest, |_| {}).await.expect("sound");
    }
    for number in 0..manifest.sound.len() {
        let file = manifest.fragmented_sound(number).expect("a name");
        sounds.push(chunk::index(here.path(), &file, 0).expect("an index"));
    }
    let early = growing::playlists(&manifest, &[first, index], &sounds).expect("playable");
    assert_eq!(early.frames, 96);
    let (_, text) = early.playlists.last().expect("a master playlist");
    assert!(text.contains("SUPPLEMENTAL-CODECS=\"dvh1.08.01/db1p\""), "{text}");
}

/// Enough to plan.
fn nothing() -> Inputs {
    Inputs {
        files: Vec::new(),
        source: Source::Composition {
            cpl: "package/CPL.xml".to_owned(),
            asset_maps: Vec::new(),
        },
    }
}

/// The reason for which the stream goes without, and that it is HDR10 all the same.
async fn reason(change: impl FnOnce(&mut dolby::Metadata)) -> String {
    let output = folder();
    let spec = spec();
    let producer = producer(nothing(), output.path()).await;
    let mut metadata = metadata(&spec);
    change(&mut metadata);
    let plan = planned(&facts_with(&spec, &metadata), &producer);
    let picture = plan.manifest.picture.expect("a picture");
    assert_eq!(picture.dolby_vision, None);
    assert!(plan.steps.iter().all(|step| step.rpus.is_empty()));
    picture.without_dolby_vision.expect("a reason")
}

#[tokio::test]
async fn metadata_that_do_not_fit_leave_hdr10_and_the_reason_is_said() {
    let said = reason(|metadata| metadata.edit_rate = Some(timecode::EditRate::FPS_23_976)).await;
    assert_eq!(said, "the metadata run at 24000/1001, the picture at 24/1");
    let said = reason(|metadata| metadata.shots[2].duration_frames += 1).await;
    assert_eq!(said, "the metadata have 121 frames, the picture 120");
    let said = reason(|metadata| metadata.shots[1].levels.retain(|level| level.level != 1)).await;
    assert_eq!(said, "the shot that begins at frame 40 has no L1");
}

#[tokio::test]
async fn other_kinds_are_made_without_it() {
    let output = folder();
    let spec = spec();
    let producer = producer(nothing(), output.path()).await;
    let facts = facts_with(&spec, &metadata(&spec));
    for kind in [
        RenditionKind::Browser,
        RenditionKind::BrowserHdr,
        RenditionKind::CastSdr,
    ] {
        let source = &producer.inputs.source;
        let plan = plan_kind(kind, &facts, source, producer.tools.abilities, CHUNK).expect("a plan");
        let picture = plan.manifest.picture.expect("a picture");
        assert_eq!(
            (picture.dolby_vision, picture.without_dolby_vision),
            (None, None),
            "{kind}"
        );
    }
}

fn refused(folder: &Path, manifest: &RenditionManifest) -> VerifyError {
    verify(folder, manifest).expect_err("not published")
}

/// Changes the only place where these bytes stand.
fn replace(file: &Path, from: &[u8], to: &[u8]) {
    let mut bytes = std::fs::read(file).expect("read");
    let found: Vec<usize> = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, window)| *window == from)
        .map(|(at, _)| at)
        .collect();
    let at = *found.first().expect("there");
    bytes.splice(at..at + from.len(), to.iter().copied());
    std::fs::write(file, bytes).expect("written");
}

#[tokio::test]
async fn a_stream_that_says_or_holds_anything_else_is_not_published() {
    let (master, output) = (folder(), folder());
    let spec = spec();
    let (_, manifest) = made(&spec, master.path(), output.path()).await;
    let folder = output.path();
    let picture = manifest.picture.as_ref().expect("a picture");
    let unit = rpus(&metadata(&spec), (picture.width, picture.height)).expect("RPUs")[0]
        .nal_unit
        .clone();
    let segment = folder.join("seg_0_00001.m4s");
    let whole = std::fs::read(&segment).expect("read");

    // The RPU's type: the frame then has none.
    let mut other_type = unit.clone();
    other_type[0] = 63 << 1;
    replace(&segment, &unit, &other_type);
    let error = refused(folder, &manifest);
    assert_eq!(error.check(), "rpu");
    assert_eq!(error.to_string(), "seg_0_00001.m4s: frame 0 has no RPU");

    // A bit of it.
    std::fs::write(&segment, &whole).expect("written");
    let mut damaged = unit.clone();
    damaged[20] ^= 1;
    replace(&segment, &unit, &damaged);
    let error = refused(folder, &manifest);
    assert!(error.to_string().contains("frame 0 has a broken RPU"), "{error}");
    std::fs::write(&segment, &whole).expect("written");
    verify(folder, &manifest).expect("fit again");

    // The box.
    let init = folder.join("init_0.mp4");
    let whole = std::fs::read(&init).expect("read");
    replace(&init, b"dvvC", b"free");
    assert_eq!(refused(folder, &manifest).check(), "dolby_vision_box");
    std::fs::write(&init, &whole).expect("written");

    // What the playlists say.
    for (file, from) in [
        ("master.m3u8", "dvh1.08.01/db1p"),
        ("manifest.mpd", "\"dvh1.08.01\""),
    ] {
        let path = folder.join(file);
        let whole = std::fs::read(&path).expect("read");
        replace(&path, from.as_bytes(), b"\"none\"");
        assert_eq!(refused(folder, &manifest).check(), "playlist", "{file}");
        std::fs::write(&path, &whole).expect("written");
    }
    verify(folder, &manifest).expect("fit again");
}

#[tokio::test]
async fn a_chunk_with_another_number_of_frames_than_rpus_is_refused_where_it_is_made() {
    let (master, output) = (folder(), folder());
    let spec = spec();
    write_master(&spec, master.path()).expect("a master");
    let producer = producer(packages(&[master.path().to_owned()]), output.path()).await;
    let plan = planned(&facts_with(&spec, &metadata(&spec)), &producer);
    let is_chunk = |step: &&streams::plan::Step| matches!(step.kind, StepKind::PictureChunk { .. });
    let mut step = plan.steps.iter().find(is_chunk).expect("a chunk").clone();
    for (change, said) in [(1i64, "fewer frames than RPUs"), (-2, "fewer RPUs than frames")] {
        let last = step.rpus.last_mut().expect("RPUs");
        last.frames = last.frames.checked_add_signed(change).expect("some");
        let manifests = std::slice::from_ref(&plan.manifest);
        let error = producer
            .run_chunk(&step, manifests, |_| {})
            .await
            .expect_err("refused");
        assert!(error.to_string().contains(said), "{error}");
    }
}
