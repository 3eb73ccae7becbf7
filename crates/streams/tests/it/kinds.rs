//! Renditions for televisions and for high dynamic range: what they say of themselves, and where their sound lies.

use std::path::Path;
use std::process::Command;

use masters::{MasterSpec, write_master};
use streams::facts::{LightLevel, MasteringDisplay, Primaries, Transfer};
use streams::manifest::StreamColour;
use streams::verify::{VerifyError, verify};
use streams::{CompositionFacts, Producer, RenditionKind, RenditionManifest, plan_set};
use timecode::FrameCount;

use crate::own_masters::{barcodes, facts, published_picture};
use crate::world::{self, ffprobe, five_one, packages, producer};

/// P3-D65 at 1,000 nits, in the order of MXF.
const DISPLAY: MasteringDisplay = MasteringDisplay {
    primaries: [(34_000, 16_000), (13_250, 34_500), (7_500, 3_000)],
    white_point: (15_635, 16_450),
    maximum_luminance: 10_000_000,
    minimum_luminance: 1,
};
const LIGHT: LightLevel = LightLevel {
    maximum_content: 987,
    maximum_frame_average: 123,
};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

async fn made(
    kinds: &[RenditionKind],
    facts: &CompositionFacts,
    master: &Path,
    output: &Path,
) -> (Producer, Vec<RenditionManifest>) {
    let producer = producer(packages(&[master.to_owned()]), output).await;
    let (source, abilities) = (&producer.inputs.source, producer.tools.abilities);
    let set = plan_set(kinds, facts, source, abilities, 48).expect("a plan");
    let manifests = producer.produce_set(&set, |_, _| {}).await;
    let manifests = manifests.unwrap_or_else(|error| panic!("{error}"));
    (producer, manifests)
}

fn numbered(frames: u32) -> Vec<(u32, u8)> {
    (0..frames).map(|frame| (frame, 0)).collect()
}

/// Samples of one channel, between −1 and 1.
fn channel(input: &[&str], track: usize, channel: usize) -> Vec<f32> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin"])
        .args(input)
        .args([
            "-map",
            &format!("0:a:{track}"),
            "-af",
            &format!("pan=mono|c0=c{channel}"),
        ])
        .args(["-f", "f32le", "-"])
        .output()
        .expect("ffmpeg runs");
    let float = |bytes: &[u8]| Some(f32::from_le_bytes(bytes.try_into().ok()?));
    output.stdout.chunks_exact(4).filter_map(float).collect()
}

/// How far `late` lags behind `original`, by the least difference around a blip.
fn lag(original: &[f32], late: &[f32]) -> i64 {
    let difference = |lag: i64| -> f64 {
        (47_500..50_500i64)
            .map(|at| {
                let (one, other) = (original[at as usize], late[(at + lag) as usize]);
                f64::from(one - other).powi(2)
            })
            .sum()
    };
    (-2100..=2100)
        .min_by(|one, other| difference(*one).total_cmp(&difference(*other)))
        .unwrap_or(i64::MAX)
}

/// The published sound of a rendition: initialization segment and segments in a row.
fn published_sound(folder: &Path, representation: usize) -> tempfile::NamedTempFile {
    let joined = tempfile::NamedTempFile::new().expect("a file");
    let mut bytes = std::fs::read(folder.join(format!("init_{representation}.mp4"))).expect("read");
    for number in 1.. {
        let Ok(segment) = std::fs::read(folder.join(format!("seg_{representation}_{number:05}.m4s"))) else {
            break;
        };
        bytes.extend(segment);
    }
    std::fs::write(joined.path(), bytes).expect("written");
    joined
}

#[tokio::test]
async fn televisions_get_discrete_5_1_and_stereo_to_the_sample_and_the_picture_of_the_browser() {
    let (master, output) = (folder(), folder());
    let mut spec = MasterSpec::small("Sea Light").expect("a specification");
    spec.frames = FrameCount(60);
    write_master(&spec, master.path()).expect("a master");
    let kinds = [RenditionKind::Browser, RenditionKind::CastSdr];
    let (producer, manifests) = made(&kinds, &facts(&spec), master.path(), output.path()).await;
    for manifest in &manifests {
        let folder = producer.of_kind(manifest).output;
        assert_eq!(
            barcodes(published_picture(&folder).path()),
            numbered(60),
            "{}",
            manifest.kind
        );
    }
    let cast = manifests.last().expect("two");
    let folder = producer.of_kind(cast).output;
    let named: Vec<(&str, &str)> = cast
        .sound
        .iter()
        .map(|s| (s.name.as_str(), s.codec.as_str()))
        .collect();
    assert_eq!(named, [("5.1", "ec-3"), ("Stereo", "mp4a.40.2")]);
    let text = std::fs::read_to_string(folder.join("master.m3u8")).expect("read");
    for line in [
        "GROUP-ID=\"ec-3\",NAME=\"5.1\",DEFAULT=YES",
        "GROUP-ID=\"mp4a\",NAME=\"Stereo\",DEFAULT=YES",
        "ec-3\",AUDIO=\"ec-3\"",
        "mp4a.40.2\",AUDIO=\"mp4a\"",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }

    let cpl = world::file_of(master.path(), "CPL").display().to_string();
    let original = ["-f", "imf", "-i", cpl.as_str()];
    for (track, channels) in [(0, 0..6usize), (1, 0..2)] {
        let published = published_sound(&folder, track + 1);
        let late = published.path().display().to_string();
        let start = ffprobe("-show_entries stream=start_pts -of csv=p=0", published.path());
        assert_eq!(start.trim_end_matches(','), "0");
        for number in channels {
            let (one, other) = (
                channel(&original, track, number),
                channel(&["-i", &late], 0, number),
            );
            assert!(
                other.len() >= one.len() && other.len() < one.len() + 1536,
                "{}",
                other.len()
            );
            // Of these the blip tells every lag from every other; the rest are told by being themselves.
            let has_blip = track == 1 || number == 2;
            if has_blip {
                assert_eq!(lag(&one, &other), 0, "track {track}, channel {number}");
            }
            let (mut wrong, mut power) = (0.0, 0.0);
            for (a, b) in one.iter().zip(&other).skip(2000).take(100_000) {
                wrong += f64::from(a - b).powi(2);
                power += f64::from(*a).powi(2);
            }
            assert!(
                wrong < power / 300.0,
                "track {track}, channel {number}: {wrong} of {power}"
            );
        }
    }
    let finished = producer.of_kind(cast).finish(cast.clone()).expect("finished");
    let names: Vec<&str> = finished.files.iter().map(|file| file.name.as_str()).collect();
    assert!(
        names
            .iter()
            .all(|name| !name.contains("chunk") && !name.starts_with("sound") && *name != "progressive.mp4"),
        "{names:?}"
    );
}

fn hdr_facts(spec: &MasterSpec) -> CompositionFacts {
    let mut facts = facts(spec);
    facts.sound = vec![five_one("en-US")];
    if let Some(picture) = &mut facts.picture {
        (picture.primaries, picture.transfer) = (Primaries::P3D65, Transfer::Pq);
        (picture.mastering, picture.light_level) = (Some(DISPLAY), Some(LIGHT));
    }
    facts
}

/// What ffprobe reads in the first decoded picture: bitstream messages, not boxes.
fn first_frame(file: &Path) -> String {
    ffprobe(
        "-select_streams v -show_frames -read_intervals %+#1 -of flat",
        file,
    )
}

#[tokio::test]
async fn high_dynamic_range_is_kept_and_said_in_boxes_bitstream_and_playlists() {
    let (master, output) = (folder(), folder());
    let mut spec = MasterSpec::small("Sea Light").expect("a specification");
    spec.frames = FrameCount(60);
    write_master(&spec, master.path()).expect("a master");
    let facts = hdr_facts(&spec);
    let kinds = [RenditionKind::BrowserHdr, RenditionKind::CastHdr];
    let (producer, manifests) = made(&kinds, &facts, master.path(), output.path()).await;
    for (manifest, codec, tag) in [
        (&manifests[0], "av01.0.", "av01"),
        (&manifests[1], "hvc1.2.4.L", "hvc1"),
    ] {
        let folder = producer.of_kind(manifest).output;
        let published = published_picture(&folder);
        assert_eq!(barcodes(published.path()), numbered(60), "{tag}");
        let keyframes = ffprobe(
            "-select_streams v -show_entries packet=pts,flags -of csv=p=0",
            published.path(),
        );
        let keyframes: Vec<&str> = keyframes.lines().filter(|line| line.contains('K')).collect();
        assert_eq!(keyframes.len(), 5, "{tag}: {keyframes:?}");

        let said = ffprobe(
            "-select_streams v -show_entries stream=codec_tag_string,pix_fmt,color_range,color_space,color_transfer,color_primaries,start_pts -of csv=p=0",
            published.path(),
        );
        assert_eq!(
            said.trim_end_matches(','),
            format!("{tag},yuv420p10le,tv,bt2020nc,smpte2084,bt2020,0")
        );
        let frame = first_frame(published.path());
        for message in ["max_content=987", "max_average=123"] {
            assert!(frame.contains(message), "{tag}: {message} in {frame}");
        }
        // AV1 writes fractions of its own: compared as numbers.
        for (name, value) in [
            ("red_x", 0.68),
            ("red_y", 0.32),
            ("green_x", 0.265),
            ("green_y", 0.69),
            ("blue_x", 0.15),
            ("white_point_x", 0.3127),
            ("max_luminance", 1000.0),
        ] {
            let found = fraction(&frame, name);
            assert!((found / value - 1.0).abs() < 0.001, "{tag}: {name} is {found}");
        }
        let text = std::fs::read_to_string(folder.join("master.m3u8")).expect("read");
        assert!(text.contains(codec) && text.contains("VIDEO-RANGE=PQ"), "{text}");
        let dash = std::fs::read_to_string(folder.join("manifest.mpd")).expect("read");
        assert!(dash.contains(codec), "{dash}");
        let picture = manifest.picture.as_ref().expect("a picture");
        assert!(
            !picture.tone_mapped && picture.codec.starts_with(codec),
            "{}",
            picture.codec
        );
    }
    // No stereo in this master: one is folded down, and says so.
    let named: Vec<(&str, bool)> = manifests[1]
        .sound
        .iter()
        .map(|s| (s.name.as_str(), s.is_downmix))
        .collect();
    assert_eq!(named, [("5.1", false), ("Stereo (downmix)", true)]);
    wrong_claims_are_found(&producer.of_kind(&manifests[1]).output, &manifests[1]);
}

fn fraction(frame: &str, name: &str) -> f64 {
    let line = frame
        .lines()
        .find(|line| line.contains(&format!(".{name}=")))
        .expect("said");
    let value = line.split_once('=').expect("a value").1.trim_matches('"');
    let (above, below) = value.split_once('/').expect("a fraction");
    above.parse::<f64>().expect("a number") / below.parse::<f64>().expect("a number")
}

/// Each claim of the manifest that the files do not bear out is found by a check of its own.
fn wrong_claims_are_found(folder: &Path, manifest: &RenditionManifest) {
    type Change = fn(&mut RenditionManifest);
    let picture: [(&str, Change); 7] = [
        ("colour", |m| {
            m.picture.iter_mut().for_each(|p| p.colour = StreamColour::Bt709)
        }),
        ("codec_tag", |m| {
            m.picture
                .iter_mut()
                .for_each(|p| p.codec = "av01.0.08M.10".into())
        }),
        ("light", |m| {
            m.picture.iter_mut().for_each(|p| {
                p.light_level = Some(LightLevel {
                    maximum_content: 986,
                    ..LIGHT
                })
            })
        }),
        ("light", |m| {
            let other = MasteringDisplay {
                minimum_luminance: 50,
                ..DISPLAY
            };
            m.picture.iter_mut().for_each(|p| p.mastering = Some(other));
        }),
        ("codec_tag", |m| m.sound[0].codec = "mp4a.40.2".into()),
        ("unequal_lengths", |m| m.sound[0].samples -= 1),
        ("frame_count", |m| {
            m.duration_frames = FrameCount(m.duration_frames.0 - 1);
            m.sound.iter_mut().for_each(|sound| sound.samples -= 2000);
        }),
    ];
    assert!(verify(folder, manifest).is_ok());
    for (check, change) in picture {
        let mut wrong = manifest.clone();
        change(&mut wrong);
        let found = verify(folder, &wrong).as_ref().map_err(VerifyError::check).err();
        assert_eq!(found, Some(check));
    }
}
