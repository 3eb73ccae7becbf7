//! Whole masters, measured through the jail: the same figures however the picture is cut into chunks, and what was planted.

use std::path::{Path, PathBuf};

use masters::{Channel, Defect, MasterSpec, Soundfield, WavKind, write_master, write_wav_set};
use measure::{Finding, FrameFigures, Measurements, Mix, PictureFigures, StatedMetadata, Thresholds, judge};
use streams::measure::{Detail, MeasureError, Measurer};
use streams::{CompositionFacts, Inputs, JailLimits, PictureFacts, Source};
use timecode::{EditRate, Frame, FrameCount, FrameRange, TimecodeRate};

use crate::world::{
    self, composition, file_of, five_one, hd_picture, packages, stereo, uhd_pq_picture, writable_copy,
};

fn range(first: u64, last: u64) -> FrameRange {
    FrameRange::new(Frame(first), Frame(last)).expect("in order")
}

fn small(rate: EditRate, frames: u64, defects: Vec<Defect>) -> MasterSpec {
    let small = MasterSpec::small("Measured").expect("a specification");
    MasterSpec {
        timecode_rate: TimecodeRate::new(rate, false).expect("a rate"),
        frames: FrameCount(frames),
        width: 320,
        height: 180,
        defects,
        ..small
    }
}

fn facts(spec: &MasterSpec) -> CompositionFacts {
    let picture = PictureFacts {
        width: spec.width,
        height: spec.height,
        ..hd_picture()
    };
    CompositionFacts {
        edit_rate: spec.edit_rate(),
        ..composition(
            spec.frames.0,
            Some(picture),
            vec![five_one("en-US"), stereo("en-US")],
        )
    }
}

async fn measurer(inputs: Inputs, facts: CompositionFacts) -> Measurer {
    let jailer = world::jailer().await;
    let tools = world::tools(&jailer).await;
    let limits = JailLimits::default().within(std::time::Duration::from_secs(300));
    Measurer {
        jailer,
        tools,
        inputs,
        facts,
        limits,
    }
}

async fn of_master(spec: &MasterSpec, folder: &Path) -> Measurer {
    write_master(spec, folder).expect("a master");
    measurer(packages(&[folder.to_owned()]), facts(spec)).await
}

async fn measured(measurer: &Measurer, detail: Detail) -> Measurements {
    let thresholds = Thresholds::default();
    let picture = match measurer.facts.picture {
        Some(_) => {
            let all = range(0, measurer.facts.duration_frames.0 - 1);
            Some(measurer.picture(all, detail).await.expect("figures"))
        }
        None => None,
    };
    let mut sound = Vec::new();
    for track in 0..measurer.facts.sound.len() {
        let figures = measurer.sound(track, Mix::Printmaster, &thresholds.sound).await;
        sound.push(figures.expect("figures"));
    }
    judge(
        measurer.facts.edit_rate,
        picture,
        sound,
        &StatedMetadata::default(),
        &thresholds,
    )
}

/// Kind, frames, and channels of each finding.
fn told(findings: &[Finding]) -> Vec<String> {
    let line = |finding: &Finding| {
        let sound = finding
            .sound
            .as_ref()
            .map(|sound| format!(" {}:{}", sound.track, sound.channels.join("+")));
        let range = finding.range;
        format!(
            "{} {}–{}{}",
            finding.kind.name(),
            range.first(),
            range.last(),
            sound.unwrap_or_default()
        )
    };
    findings.iter().map(line).collect()
}

#[tokio::test]
async fn chunks_have_the_figures_of_one_run_at_every_kind_of_rate() {
    for rate in [EditRate::FPS_23_976, EditRate::FPS_25, EditRate::FPS_29_97] {
        let folder = tempfile::tempdir().expect("a folder");
        let spec = small(rate, 100, vec![Defect::FrozenFrames(range(58, 61))]);
        let measurer = of_master(&spec, folder.path()).await;
        let whole = measurer
            .picture(range(0, 99), Detail::Reduced)
            .await
            .expect("figures");
        let mut chunks = Vec::new();
        for (first, last) in [(0, 36), (37, 59), (60, 99)] {
            chunks.push(
                measurer
                    .picture(range(first, last), Detail::Reduced)
                    .await
                    .expect("figures"),
            );
        }
        let joined = PictureFigures::join(chunks).expect("adjacent").expect("some");
        for (at, (one, other)) in joined.frames.iter().zip(&whole.frames).enumerate() {
            // A cell of the grid may remember a change that lies before the chunk.
            assert!(
                (one.rise_area - other.rise_area).abs() < 0.02,
                "{rate} frame {at}"
            );
            assert!(
                (one.fall_area - other.fall_area).abs() < 0.02,
                "{rate} frame {at}"
            );
            let areas = |frame: &FrameFigures| FrameFigures {
                rise_area: 0.0,
                fall_area: 0.0,
                ..*frame
            };
            assert_eq!(areas(one), areas(other), "{rate} frame {at}");
        }
        assert_eq!(joined.frames.len(), whole.frames.len());
        let same: Vec<usize> = (0..100)
            .filter(|at| whole.frames[*at].difference[0] < 1e-6)
            .collect();
        assert_eq!(same, [58, 59, 60, 61], "{rate}");
    }
}

#[tokio::test]
async fn what_is_planted_in_picture_and_sound_is_found_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let (slug, tail) = (range(0, 23), range(168, 191));
    let five_one = Soundfield::FiveOne;
    let spec = small(
        EditRate::FPS_24,
        192,
        vec![
            Defect::CommercialBlack(slug),
            Defect::CommercialBlack(tail),
            Defect::OddFrame(Frame(50)),
            Defect::FrozenFrames(range(80, 99)),
            Defect::LevelsOutOfRange(range(120, 125)),
            Defect::DropOut {
                soundfield: five_one,
                channel: Channel::Left,
                at: Frame(60),
                samples: 2000,
            },
            Defect::Click {
                soundfield: five_one,
                channel: Channel::Center,
                at: Frame(90),
            },
            Defect::MosChannel {
                soundfield: five_one,
                channel: Channel::RightSurround,
            },
            Defect::IdenticalChannels {
                soundfield: Soundfield::Stereo,
            },
        ],
    );
    let measurer = of_master(&spec, folder.path()).await;
    let measurements = measured(&measurer, Detail::Reduced).await;
    assert_eq!(
        told(&measurements.findings),
        [
            "mos_channel 0–191 0:Rs",
            "identical_channels 0–191 1:L+R",
            "odd_frame 50–50",
            "drop_out 60–60 0:L",
            "freeze 80–99",
            "click 90–90 0:C",
            "levels_out_of_range 120–125",
        ]
    );
}

#[tokio::test]
async fn wav_files_are_measured_like_tracks() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = small(EditRate::FPS_24, 72, Vec::new());
    let paths = write_wav_set(&spec, WavKind::MusicAndEffects, folder.path()).expect("files");
    let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    let files: Vec<(PathBuf, String)> = paths.iter().map(|path| (path.clone(), name(path))).collect();
    let tracks = files.iter().map(|(_, place)| vec![place.clone()]).collect();
    let inputs = Inputs {
        files,
        source: Source::Waves { tracks },
    };
    let facts = CompositionFacts {
        picture: None,
        ..facts(&spec)
    };
    let measurements = measured(&measurer(inputs, facts).await, Detail::Reduced).await;
    assert_eq!(told(&measurements.findings), ["mos_channel 0–71 0:C"]);
    let samples: Vec<u64> = measurements.sound.iter().map(|sound| sound.samples).collect();
    assert_eq!(samples, [144_000, 144_000]);
}

#[tokio::test]
async fn a_picture_that_breaks_off_has_no_figures() {
    let Some(original) = world::media("imp_tiny_valid") else {
        return;
    };
    let copy = writable_copy(&original);
    let video = file_of(copy.path(), "VIDEO");
    let length = std::fs::metadata(&video).expect("a file").len();
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(&video)
        .expect("opened");
    file.set_len(length / 2).expect("cut");
    let facts = composition(12, Some(hd_picture()), vec![five_one("en-US"), stereo("en-US")]);
    let measurer = measurer(packages(&[copy.path().to_owned()]), facts).await;
    let refused = measurer.picture(range(0, 11), Detail::Reduced).await;
    assert!(
        matches!(
            refused,
            Err(MeasureError::Failed { .. } | MeasureError::FrameCount { .. })
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn light_levels_of_an_hdr_master_are_those_of_its_patches() {
    let Some(folder) = world::media("imp_hdr_pq_uhd_2s") else {
        return;
    };
    let facts = composition(48, Some(uhd_pq_picture()), Vec::new());
    let measurer = measurer(packages(&[folder]), facts).await;
    let figures = measurer
        .picture(range(20, 23), Detail::EveryPixel)
        .await
        .expect("figures");
    let brightest = figures
        .frames
        .iter()
        .map(|frame| frame.max_nits)
        .fold(0.0, f32::max);
    assert!(
        (3900.0..4300.0).contains(&brightest),
        "a patch has 4,000 cd/m²: {brightest}"
    );
    println!(
        "means: {:?}",
        figures
            .frames
            .iter()
            .map(|frame| frame.mean_nits)
            .collect::<Vec<_>>()
    );
}

/// The masters by others are short and have no slugs; what else is found in them is said here, and is true of them.
#[tokio::test]
async fn masters_made_elsewhere_have_the_faults_that_they_have() {
    let Some(original) = world::media("imp_ov") else {
        return;
    };
    let facts = composition(72, Some(hd_picture()), vec![five_one("en-US"), stereo("en-US")]);
    let imp = measurer(packages(&[original]), facts).await;
    let findings = measured(&imp, Detail::Reduced).await.findings;
    println!("imp_ov: {:?}", told(&findings));
    let kinds: Vec<&str> = findings.iter().map(|finding| finding.kind.name()).collect();
    assert!(kinds.contains(&"head_black_missing") && kinds.contains(&"tail_black_missing"));
    for picture_fault in [
        "black",
        "freeze",
        "duplicate_frames",
        "flash_frame",
        "odd_frame",
        "letterbox_change",
    ] {
        assert!(!kinds.contains(&picture_fault), "{kinds:?}");
    }
    for (name, empty) in [("wav/pm_51.wav", false), ("wav/me_51.wav", true)] {
        let Some(path) = world::media(name) else { return };
        let inputs = Inputs {
            files: vec![(path, "sound.wav".to_owned())],
            source: Source::Waves {
                tracks: vec![vec!["sound.wav".to_owned()]],
            },
        };
        let facts = composition(144, None, vec![five_one("en-US")]);
        let findings = measured(&measurer(inputs, facts).await, Detail::Reduced)
            .await
            .findings;
        println!("{name}: {:?}", told(&findings));
        let is_c = |finding: &Finding| {
            finding
                .sound
                .as_ref()
                .is_some_and(|sound| sound.channels == ["C"])
        };
        let mos = findings
            .iter()
            .any(|finding| finding.kind.name() == "mos_channel" && is_c(finding));
        assert_eq!(mos, empty, "{name}");
    }
}
